"""The published rota as an iCalendar file (RFC 5545), for everybody's own calendar.

METHOD is PUBLISH: a shift is told of, nobody is invited and nobody answers. REQUEST and CANCEL (RFC 5546) want an
organiser and attendees, and each may carry one UID alone. What no longer stands is an event with STATUS:CANCELLED.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from mottagning.command import Command, Turn, handles
from mottagning.db import Database, peewee
from mottagning.people import staff
from mottagning.people import unit as unit_settings
from mottagning.rota import unit as units
from mottagning.rota.availability import Availability
from mottagning.rota.model import Post
from mottagning.rota.tables import CalendarEvent, ShiftRow
from mottagning.texts import tr
from mottagning.worktime import ZONE

_EVERYBODY = 0
_AT_ONCE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An event as a calendar says it: `words` are its summary and hours, "" when it is cancelled."""

    shift: int
    day: date
    post: int
    words: str
    sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepSaid(Command):
    """Remember what an exported calendar (a person's id, 0 for everybody's) says that the one before did not."""

    calendar: int
    events: tuple[Said, ...]


def calendar(database: Database, who: staff.Person | None, now: datetime) -> bytes:
    """All published shifts with somebody on them as an iCalendar file, of everybody or of one person.

    A shift keeps its UID whatever happens to it, and its SEQUENCE goes up with each change, of hours and words too, so
    that a calendar that takes the file again moves the event instead of doubling it. What an earlier file had and this
    one has not is cancelled in it; that is why what was exported is remembered.
    """
    with database.reading():
        known = {row.shift_id: row for row in CalendarEvent.select().where(CalendarEvent.calendar == _number(who))}
        posts, opening = _posts(database), units.opening(database)
        place = unit_settings.value(database, units.CALENDAR) or "mottagning"
        events = _events(database, who, posts, opening, known)
    new = tuple(
        each
        for each in events
        if each.shift not in known
        or (known[each.shift].said, known[each.shift].sequence) != (each.words, each.sequence)
    )
    if new:
        keep_said(database, KeepSaid(by=None, calendar=_number(who), events=new))
    return _written(events, posts, opening, place, who, now)


@handles
def keep_said(turn: Turn, command: KeepSaid) -> None:
    """Only what is new is written."""
    rows = [
        {
            "calendar": command.calendar,
            "shift_id": each.shift,
            "day": each.day,
            "post_id": each.post,
            "said": each.words,
            "sequence": each.sequence,
        }
        for each in command.events
    ]
    for part in peewee.chunked(rows, _AT_ONCE):
        CalendarEvent.delete().where(
            (CalendarEvent.calendar == command.calendar) & CalendarEvent.shift_id.in_([row["shift_id"] for row in part])
        ).execute()
        CalendarEvent.insert_many(part).execute()
    turn.audit("exported", "rota", None, calendar=command.calendar, events=len(rows))


def _number(who: staff.Person | None) -> int:
    return _EVERYBODY if who is None else who.id


def _posts(database: Database) -> dict[int, Post]:
    numbers = units.names(database).posts
    return {numbers[post.id]: post for post in units.posts(database)}


def _events(
    database: Database,
    who: staff.Person | None,
    posts: dict[int, Post],
    opening: Availability,
    known: dict[int, Any],
) -> list[Said]:
    """What stands, and what stood in an earlier file; in the order of days. Nobody works when the unit is closed."""
    people = {person.id: person.name for person in staff.everyone(database)}
    shifts = {row.id: row for row in ShiftRow.select()}
    events = []
    for row in shifts.values():
        if row.person_id is None or (who is not None and row.person_id != who.id):
            continue
        post = posts[row.post_id]
        if opening.is_shut(post, row.day):
            continue
        summary = post.name if who is not None else f"{post.name} – {people[row.person_id]}"
        start, end = opening.hours(post, row.day)
        words = f"{start:%H:%M}–{end:%H:%M} {summary}"
        sequence = _sequence(known.get(row.id), words, row.sequence)
        events.append(Said(shift=row.id, day=row.day, post=row.post_id, words=words, sequence=sequence))
    standing = {each.shift for each in events}
    for row in known.values():
        if row.shift_id not in standing:
            now = shifts.get(row.shift_id)
            sequence = _sequence(row, "", 0 if now is None else now.sequence)
            events.append(Said(shift=row.shift_id, day=row.day, post=row.post_id, words="", sequence=sequence))
    return sorted(events, key=lambda each: (each.day, each.post, each.shift))


def _sequence(known: Any | None, words: str, sequence: int) -> int:
    """Never below what the calendar has had, and above it when the event says something else now."""
    if known is None:
        return sequence
    had = int(known.sequence)
    return had if known.said == words else max(sequence, had + 1)


def _written(
    events: list[Said],
    posts: dict[int, Post],
    opening: Availability,
    place: str,
    who: staff.Person | None,
    now: datetime,
) -> bytes:
    from icalendar import Calendar, Event

    made = Calendar()
    made.add("prodid", "-//Mottagning//Rota//SV")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", tr("Reception rota") if who is None else tr("Reception rota, {name}", name=who.name))
    made.add_component(_stockholm())
    for each in events:
        post = posts[each.post]
        event = Event()
        event.add("uid", f"shift-{each.shift}@{place}")
        event.add("sequence", each.sequence)
        event.add("dtstamp", now)
        start, end = opening.hours(post, each.day)
        if start >= end:  # cancelled, since the unit is closed then; the calendar has had it at the usual hours
            start, end = post.hours(each.day.weekday())
        event.add("dtstart", datetime.combine(each.day, start, ZONE))
        event.add("dtend", datetime.combine(each.day, end, ZONE))
        if each.words:
            event.add("summary", each.words.partition(" ")[2])
            event.add("status", "CONFIRMED")
        else:
            # Outlook keeps a cancelled event of a file as free time: it must read as what it is.
            event.add("summary", tr("Cancelled: {post}", post=post.name))
            event.add("status", "CANCELLED")
            event.add("transp", "TRANSPARENT")
        made.add_component(event)
    return bytes(made.to_ical())


def _stockholm() -> Any:
    """Swedish time by the rule in force since 1996 (directive 2000/84/EC): Outlook wants the rule, not a list."""
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

    zone = Timezone()
    zone.add("tzid", "Europe/Stockholm")
    for kind, name, month, begins, before, after in (
        (TimezoneDaylight, "CEST", 3, datetime(1996, 3, 31, 2), 1, 2),  # noqa: DTZ001 - local by definition
        (TimezoneStandard, "CET", 10, datetime(1996, 10, 27, 3), 2, 1),  # noqa: DTZ001
    ):
        part = kind()
        part.add("dtstart", begins)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        part.add("tzname", name)
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        zone.add_component(part)
    return zone
