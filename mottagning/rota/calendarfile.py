"""The published rota as an iCalendar file (RFC 5545), for everybody's own calendar."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from mottagning.db import Database
from mottagning.people import staff
from mottagning.people import unit as unit_settings
from mottagning.rota import unit as units
from mottagning.rota.tables import ShiftRow
from mottagning.texts import tr
from mottagning.worktime import ZONE


def calendar(database: Database, who: staff.Person | None, now: datetime) -> bytes:
    """All published shifts with somebody on them as an iCalendar file.

    A shift keeps its UID whatever happens to it, and its SEQUENCE goes up with each change, so that a calendar that
    takes the file again moves the event instead of doubling it.
    """
    from icalendar import Calendar, Event

    with database.reading():
        known = units.names(database)
        posts = {post.id: post for post in units.posts(database)}
        people = {person.key: person.name for person in staff.everyone(database)}
        rows = list(ShiftRow.select().where(ShiftRow.person_id.is_null(False)).order_by(ShiftRow.day, ShiftRow.post_id))
        place = unit_settings.value(database, units.CALENDAR) or "mottagning"
    made = Calendar()
    made.add("prodid", "-//Mottagning//Rota//SV")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", tr("Reception rota") if who is None else tr("Reception rota, {name}", name=who.name))
    made.add_component(_stockholm())
    for row in rows:
        if who is not None and row.person_id != who.id:
            continue
        post, name = posts[known.post(row.post_id)], people[known.person(row.person_id) or ""]
        event = Event()
        event.add("uid", f"shift-{row.id}@{place}")
        event.add("sequence", row.sequence)
        event.add("dtstamp", now)
        event.add("dtstart", datetime.combine(row.day, post.start, ZONE))
        event.add("dtend", datetime.combine(row.day, post.end, ZONE))
        event.add("summary", post.name if who is not None else f"{post.name} – {name}")
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
