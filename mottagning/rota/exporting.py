"""The published rota as a file: a calendar, a workbook, or the sheets for the wall."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from itertools import groupby
from typing import Any, Literal

from mottagning.db import Database
from mottagning.errors import Trouble
from mottagning.folding import fold
from mottagning.people import staff
from mottagning.rota import unit as units
from mottagning.rota import wallsheet
from mottagning.rota.availability import Availability
from mottagning.rota.calendarfile import calendar
from mottagning.rota.model import Post
from mottagning.rota.plans import Turnout, published
from mottagning.rota.tables import PlanRow, ShiftRow
from mottagning.rota.wallsheet import WallSheet
from mottagning.texts import N_, tr
from mottagning.worktime import ZONE

Format = Literal["ics", "xlsx", "pdf"]


DrawWall = Callable[[Sequence[WallSheet]], bytes]
"""Makes a PDF of the sheets; given from outside, since this room knows no way to draw."""


def export(
    database: Database,
    kind: Format,
    person: str | None,
    now: datetime,
    draw: DrawWall,
    days: tuple[date, date] | None = None,
) -> bytes:
    """The published rota as a file, of everybody or of the `person` with that short name (or name).

    The sheet for the wall may be of some `days`, first and last: a month, or weeks. Trouble when nothing is published,
    or nobody is called so.
    """
    with database.reading():
        who = None if person is None else _find(database, person)
    if kind == "ics":
        return calendar(database, who, now)
    with database.reading():
        first, last = days or (_since(now.astimezone(ZONE).date()), date.max)
        shifts = _of(published(database, first, last), who, days)
        if kind == "xlsx":
            return workbook(database, shifts)
        months = wallsheet.sheets(database, shifts, who, days)
    return draw(months)


def workbook(database: Database, shifts: Sequence[Turnout]) -> bytes:
    """A sheet for each month: a row a day, a column a post; `takeover` reads it again."""
    import xlsxwriter

    posts, opening = wallsheet.shown_posts(database, shifts), units.opening(database)
    people = {person.key: person.name for person in staff.everyone(database)}
    packed = io.BytesIO()
    # A name may begin with a sign that Excel would carry out.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(packed, options) as book:
        looks = {
            "head": book.add_format({"bold": True, "bottom": 1}),
            "day": book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
            "week": book.add_format({"num_format": "yyyy-mm-dd", "align": "left", "top": 1}),
            "line": book.add_format({"top": 1}),
            "empty": book.add_format({"font_color": "#b3261e", "italic": True}),
        }
        for month, days in groupby(shifts, key=lambda shift: (shift.date.year, shift.date.month)):
            sheet = book.add_worksheet("{}-{:02}".format(*month))
            _fill_sheet(sheet, looks, posts, opening, list(days), people)
    return packed.getvalue()


def _find(database: Database, person: str) -> staff.Person:
    found = staff.by_key(database, person) or next(
        (each for each in staff.everyone(database) if fold(each.name) == fold(person)), None
    )
    if found is None:
        raise Trouble(N_("There is nobody called “{person}” in the rota."), person=person)
    return found


def _since(today: date) -> date:
    """The first day of the sheets: of this month, or of the earliest plan that is not over; of all when all is past."""
    running = PlanRow.select(PlanRow.first_day).where((PlanRow.state == "published") & (PlanRow.last_day >= today))
    since = min([today.replace(day=1), *(row.first_day for row in running)])
    if not ShiftRow.select().where(ShiftRow.day >= since).exists():
        return date.min
    return since


def _of(shifts: Sequence[Turnout], who: staff.Person | None, days: tuple[date, date] | None) -> list[Turnout]:
    found = [shift for shift in shifts if who is None or shift.person == who.key]
    if not found and days is not None:
        raise Trouble(N_("Nothing is published on these days. Choose others, or publish them first."))
    if not found:
        raise Trouble(N_("No rota is published yet, so there is nothing to export. Plan and publish one first."))
    return found


def _fill_sheet(
    sheet: Any,
    looks: dict[str, Any],
    posts: Sequence[Post],
    opening: Availability,
    shifts: Sequence[Turnout],
    people: dict[str, str],
) -> None:
    heads = [tr("Date"), tr("Weekday"), tr("Week"), *(post.name for post in posts)]
    sheet.write_row(0, 0, heads, looks["head"])
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 1, 11)
    sheet.set_column(2, 2, 7)
    sheet.set_column(3, len(heads) - 1, 22)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 1)
    column = {post.id: place for place, post in enumerate(posts, 3)}
    week = 0
    for row, (day, group) in enumerate(groupby(shifts, key=lambda shift: shift.date), 1):
        number = day.isocalendar().week
        is_new, week = number != week and row > 1, number
        sheet.write_datetime(row, 0, datetime.combine(day, time()), looks["week" if is_new else "day"])
        line = looks["line"] if is_new else None
        sheet.write(row, 1, tr(wallsheet.MONDAY_TO_SUNDAY[day.weekday()]), line)
        sheet.write(row, 2, number, line)
        for place in column.values():
            sheet.write_blank(row, place, None, line)
        for shift in group:
            if shift.person is None:
                sheet.write(row, column[shift.post], tr("Nobody"), looks["empty"])
            else:
                # What stands in brackets is left out when the file is read in again.
                hours = wallsheet.other_hours(opening, shift)
                name = people[shift.person] + (f" ({hours})" if hours else "")
                sheet.write(row, column[shift.post], name, line)
