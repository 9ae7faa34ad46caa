"""The published rota as a file: a calendar, a workbook, and the months that the sheet for the wall shows."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any, Literal

from mottagning.db import Database
from mottagning.errors import Trouble
from mottagning.folding import fold
from mottagning.people import staff
from mottagning.rota import unit as units
from mottagning.rota.availability import Availability
from mottagning.rota.calendarfile import calendar
from mottagning.rota.model import Post
from mottagning.rota.naming import short_people, short_posts
from mottagning.rota.plans import Turnout, published
from mottagning.rota.tables import PlanRow, ShiftRow
from mottagning.texts import N_, tr
from mottagning.worktime import ZONE, swedish_holidays

Format = Literal["ics", "xlsx", "pdf"]
_MONDAY_TO_SUNDAY = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WallDay:
    """A day on the wall: `lines` are (post, person) in short, `note` why it is closed, or its hours when shortened."""

    date: date
    lines: tuple[tuple[str, str], ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WallMonth:
    """A sheet for the wall: the weeks of a month, each with the same weekdays; `legend` explains the posts."""

    first: date
    weeks: tuple[tuple[WallDay, ...], ...]
    legend: tuple[tuple[str, str], ...]
    person: str


DrawWall = Callable[[Sequence[WallMonth]], bytes]
"""Makes a PDF of the months; given from outside, since this room knows no way to draw."""


def export(database: Database, kind: Format, person: str | None, now: datetime, draw: DrawWall) -> bytes:
    """The published rota as a file, of everybody or of the `person` with that short name (or name).

    Trouble when nothing is published, or nobody is called so.
    """
    with database.reading():
        who = None if person is None else _find(database, person)
    if kind == "ics":
        return calendar(database, who, now)
    with database.reading():
        since = _since(now.astimezone(ZONE).date())
        shifts = _of(published(database, since, date.max), who)
        if kind == "xlsx":
            return workbook(database, shifts)
        months = wall(database, shifts, who)
    return draw(months)


def workbook(database: Database, shifts: Sequence[Turnout]) -> bytes:
    """A sheet for each month: a row a day, a column a post; `workbook.unit_from_workbook` reads it again."""
    import xlsxwriter

    posts, opening = _shown_posts(database, shifts), units.opening(database)
    people = {person.key: person.name for person in staff.everyone(database)}
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as book:
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


def wall(database: Database, shifts: Sequence[Turnout], who: staff.Person | None) -> tuple[WallMonth, ...]:
    """The months of these shifts as they hang on the wall."""
    posts = _shown_posts(database, shifts)
    short = short_posts(posts)
    people = short_people({person.key: person.name for person in staff.everyone(database)})
    opening = units.opening(database)
    weekdays = {shift.date.weekday() for shift in shifts} | set(range(5))
    legend = tuple((short[post.id], f"{post.name} {_hours(post)}") for post in posts)
    months = []
    for (year, month), group in groupby(shifts, key=lambda shift: (shift.date.year, shift.date.month)):
        lines: dict[date, list[tuple[str, str]]] = {}
        hours: dict[date, set[str]] = {}
        for shift in group:
            hours.setdefault(shift.date, set()).add(_other_hours(opening, shift))
            if not opening.is_shut(opening.posts[shift.post], shift.date):
                lines.setdefault(shift.date, []).append((short[shift.post], people.get(shift.person or "", "")))
        first = date(year, month, 1)
        weeks = tuple(
            tuple(
                WallDay(date=day, lines=tuple(lines.get(day, ())), note=_note(day, opening, hours.get(day, set())))
                for day in (monday + timedelta(days=number) for number in sorted(weekdays))
            )
            for monday in _mondays(first)
            # A month that begins on a Saturday has nothing in its first week to show.
            if any((monday + timedelta(days=number)).month == month for number in weekdays)
        )
        months.append(WallMonth(first=first, weeks=weeks, legend=legend, person="" if who is None else who.name))
    return tuple(months)


def _note(day: date, opening: Availability, hours: set[str]) -> str:
    """Why a day is closed, or the hours of a shortened one."""
    shut = tr("Shut")
    said = ", ".join(sorted(hours - {"", shut})) or (shut if hours == {shut} else "")
    return closed_because(day, opening.unit.closed) or said


def closed_because(day: date, closed: frozenset[date]) -> str:
    """The holiday's name, or that the unit is closed; "" on an ordinary day."""
    holiday = swedish_holidays(day.year).get(day)
    return holiday or (tr("Shut") if day in closed else "")


def _mondays(first: date) -> list[date]:
    after = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    monday = first - timedelta(days=first.weekday())
    return [monday + timedelta(weeks=number) for number in range(6) if monday + timedelta(weeks=number) < after]


def _hours(post: Post) -> str:
    """ "08:00–12:00, Friday 08:00–11:00"."""
    others = (f"{tr(_MONDAY_TO_SUNDAY[each.weekday])} {each.start:%H:%M}–{each.end:%H:%M}" for each in post.other_hours)
    return ", ".join([f"{post.start:%H:%M}–{post.end:%H:%M}", *others])


def _other_hours(opening: Availability, shift: Turnout) -> str:
    """The hours of a shift on a shortened day; "" on others."""
    post = opening.posts[shift.post]
    if not opening.is_shortened(post, shift.date):
        return ""
    start, end = opening.hours(post, shift.date)
    return f"{start:%H:%M}–{end:%H:%M}" if start < end else tr("Shut")


def _shown_posts(database: Database, shifts: Sequence[Turnout]) -> list[Post]:
    used = {shift.post for shift in shifts}
    return [post for post in units.posts(database) if post.id in used]


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


def _of(shifts: Sequence[Turnout], who: staff.Person | None) -> list[Turnout]:
    found = [shift for shift in shifts if who is None or shift.person == who.key]
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
        sheet.write(row, 1, tr(_MONDAY_TO_SUNDAY[day.weekday()]), line)
        sheet.write(row, 2, number, line)
        for place in column.values():
            sheet.write_blank(row, place, None, line)
        for shift in group:
            if shift.person is None:
                sheet.write(row, column[shift.post], tr("Nobody"), looks["empty"])
            else:
                hours = _other_hours(opening, shift)  # in brackets, which are left out when the file is read in again
                name = people[shift.person] + (f" ({hours})" if hours else "")
                sheet.write(row, column[shift.post], name, line)
