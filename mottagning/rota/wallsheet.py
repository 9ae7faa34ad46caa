"""What a sheet for the wall shows: a month, or some weeks, of the published rota, with short names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from mottagning.db import Database
from mottagning.people import staff
from mottagning.rota import unit as units
from mottagning.rota.availability import Availability
from mottagning.rota.model import Post
from mottagning.rota.naming import short_people, short_posts
from mottagning.rota.plans import Turnout
from mottagning.texts import N_, tr
from mottagning.worktime import swedish_holidays

MOST_WEEKS = 8
"""So many have room on a sheet."""
MONDAY_TO_SUNDAY = (
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
class WallSheet:
    """The days from `first` to `last` as weeks of the same weekdays; other days of those weeks are no part of it.

    `legend` explains the posts; `person` is whose it is, "" for everybody's.
    """

    first: date
    last: date
    weeks: tuple[tuple[WallDay, ...], ...]
    legend: tuple[tuple[str, str], ...]
    person: str

    @property
    def is_month(self) -> bool:
        """Whether it is a whole month."""
        return self.first.day == 1 and self.last == _end_of_month(self.first)


def sheets(
    database: Database, shifts: Sequence[Turnout], who: staff.Person | None, days: tuple[date, date] | None = None
) -> tuple[WallSheet, ...]:
    """A sheet for each month of these shifts, or one of the `days` that are named, if they are no more than fit."""
    fit = days is not None and (days[1] - days[0]).days < MOST_WEEKS * 7
    spans = [days] if days is not None and fit else _months(shifts)
    posts = shown_posts(database, shifts)
    short = short_posts(posts)
    people = short_people({person.key: person.name for person in staff.everyone(database)})
    opening = units.opening(database)
    weekdays = sorted({shift.date.weekday() for shift in shifts} | set(range(5)))
    lines: dict[date, list[tuple[str, str]]] = {}
    hours: dict[date, set[str]] = {}
    for shift in shifts:
        hours.setdefault(shift.date, set()).add(other_hours(opening, shift))
        if not opening.is_shut(opening.posts[shift.post], shift.date):
            lines.setdefault(shift.date, []).append((short[shift.post], people.get(shift.person or "", "")))

    def on(day: date, first: date, last: date) -> WallDay:
        inside = first <= day <= last
        note = _note(day, opening, hours.get(day, set()))
        return WallDay(date=day, lines=tuple(lines.get(day, ())) if inside else (), note=note)

    return tuple(
        WallSheet(
            first=first,
            last=last,
            weeks=tuple(tuple(on(day, first, last) for day in week) for week in _weeks(first, last, weekdays)),
            legend=tuple((short[post.id], f"{post.name} {_hours(post)}") for post in posts),
            person="" if who is None else who.name,
        )
        for first, last in spans
    )


def shown_posts(database: Database, shifts: Sequence[Turnout]) -> list[Post]:
    """The posts of these shifts, in the unit's order."""
    used = {shift.post for shift in shifts}
    return [post for post in units.posts(database) if post.id in used]


def other_hours(opening: Availability, shift: Turnout) -> str:
    """The hours of a shift on a shortened day; "" on others."""
    post = opening.posts[shift.post]
    if not opening.is_shortened(post, shift.date):
        return ""
    start, end = opening.hours(post, shift.date)
    return f"{start:%H:%M}–{end:%H:%M}" if start < end else tr("Shut")


def closed_because(day: date, closed: frozenset[date]) -> str:
    """The holiday's name, or that the unit is closed; "" on an ordinary day."""
    holiday = swedish_holidays(day.year).get(day)
    return holiday or (tr("Shut") if day in closed else "")


def _note(day: date, opening: Availability, hours: set[str]) -> str:
    """Why a day is closed, or the hours of a shortened one."""
    shut = tr("Shut")
    said = ", ".join(sorted(hours - {"", shut})) or (shut if hours == {shut} else "")
    return closed_because(day, opening.unit.closed) or said


def _months(shifts: Sequence[Turnout]) -> list[tuple[date, date]]:
    firsts = [date(year, month, 1) for (year, month), _ in groupby(shifts, key=lambda s: (s.date.year, s.date.month))]
    return [(first, _end_of_month(first)) for first in firsts]


def _end_of_month(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _weeks(first: date, last: date, weekdays: Sequence[int]) -> list[list[date]]:
    """The weeks of these days; a month that begins on a Saturday has nothing in its first week to show."""
    monday = first - timedelta(days=first.weekday())
    count = (last - monday).days // 7 + 1
    weeks = [[monday + timedelta(weeks=number, days=weekday) for weekday in weekdays] for number in range(count)]
    return [week for week in weeks if any(first <= day <= last for day in week)]


def _hours(post: Post) -> str:
    """ "08:00–12:00, Friday 08:00–11:00"."""
    others = (f"{tr(MONDAY_TO_SUNDAY[each.weekday])} {each.start:%H:%M}–{each.end:%H:%M}" for each in post.other_hours)
    return ", ".join([f"{post.start:%H:%M}–{post.end:%H:%M}", *others])
