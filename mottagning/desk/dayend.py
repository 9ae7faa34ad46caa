"""The end of the day: what should have been done today and is not, what waits for tomorrow and why, who sits then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from mottagning.contacts.answers.outgoing import AnswerView, unsent
from mottagning.db import Database
from mottagning.desk import baton, openwork
from mottagning.desk.baton import Baton
from mottagning.desk.daystate import ending_day
from mottagning.desk.openwork import REASONS, Open
from mottagning.desk.tonight import Tonight, tonight
from mottagning.people import staff, unit
from mottagning.people.staff import Person
from mottagning.rota import plans
from mottagning.rota import unit as rota_unit


@dataclass(frozen=True, slots=True)
class Seat:
    """A post tomorrow; `person` is "" when nobody sits there, or the one who should is not available."""

    post: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayEnd:
    """The end of the working day `day`. `loose` must be seen to before it is handed over; `carried` waits with an
    owner or a time; `held` are answers that have not gone; `text` is what I have written to tomorrow so far."""

    day: date
    next_day: date
    baton: Baton
    loose: tuple[Open, ...]
    carried: tuple[Open, ...]
    held: tuple[AnswerView, ...]
    seats: tuple[Seat, ...]
    tonight: Tonight
    text: str
    people: dict[int, Person]


def day_end(database: Database, me: int | None, at: datetime) -> DayEnd:
    """The picture at this moment (UTC), as `me` would hand it over."""
    with database.reading():
        worktime = unit.worktime(unit.load_unit(database))
        day = ending_day(worktime, at)
        next_day = worktime.next_working_day(day)
        found = baton.baton(database, day)
        open_now = openwork.open_contacts(database)
        loose = openwork.loose_among(open_now, me, day)
        known = {each.contact.id for each in loose}
        carried = (each for each in open_now if each.contact.id not in known)
        return DayEnd(
            day=day,
            next_day=next_day,
            baton=found,
            loose=loose,
            carried=tuple(sorted(carried, key=lambda each: (REASONS.index(each.why), each.contact.due_at or at))),
            held=unsent(database),
            seats=seats(database, next_day),
            tonight=tonight(database, day),
            text="\n".join(word.text for word in found.words if word.contact is None and word.by == me),
            people={person.id: person for person in staff.everyone(database)},
        )


def seats(database: Database, day: date) -> tuple[Seat, ...]:
    """Who sits where on a day by the published rota, in the order of the posts; () when nothing is published."""
    with database.reading():
        names = {person.key: person.name for person in staff.everyone(database)}
        posts = {post.id: post.name for post in rota_unit.posts(database)}
        published = plans.published(database, day, day)
        empty = {shift.post for shift in plans.uncovered(database, day, 1)} if published else set()
        return tuple(
            Seat(posts[shift.post], "" if shift.post in empty else names.get(shift.person or "", ""))
            for shift in published
        )
