"""Who is in today and who covers: hours, absence, weekly days off, reception duty and deputies in one answer."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mottagning.db import Database
from mottagning.people import deputies, roles, staff, unit
from mottagning.people.absence import Present
from mottagning.people.staff import Person
from mottagning.rota import plans
from mottagning.rota import unit as rota_unit
from mottagning.rota.presence import Days
from mottagning.worktime import ZONE

_TOLD_AHEAD = timedelta(days=14)
"""The time within which it is told when somebody is back: a caller must know (FL 6 §). More is nobody's affair."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """Somebody employed today, and what others may know of her: in or not available, never why.

    `back_on` is the next day she is in, told when it is near. `posts` are where she sits in reception today. `leads`:
    she is a team lead, or stands in for one. `covered_by` stands in for her while she is not available; None: whoever
    sits in reception.
    """

    person: Person
    present: Present
    back_on: date | None
    posts: tuple[str, ...]
    leads: bool
    covered_by: Person | None


@dataclass(frozen=True, slots=True)
class Today:
    """Everybody, by name. `is_open`: the reception opens at all that day."""

    people: tuple[Presence, ...]
    is_open: bool

    @property
    def here(self) -> tuple[Presence, ...]:
        """Those who are in for some part of the day: who sits in reception first."""
        return tuple(sorted((each for each in self.people if each.present != "out"), key=lambda each: not each.posts))

    @property
    def away(self) -> tuple[Presence, ...]:
        """Those who are not available."""
        return tuple(each for each in self.people if each.present == "out")


def today(database: Database, at: datetime) -> Today:
    """The picture of the Swedish day of `at` (UTC)."""
    day = at.astimezone(ZONE).date()
    with database.reading():
        worktime = unit.worktime(unit.load_unit(database))
        days = Days(database, day, day + _TOLD_AHEAD, worktime)
        people = staff.everyone(database, day)
        found = {person.id: days.present(person, day) for person in people}
        names = {person.id: person for person in people}
        covers = {deputy.person: names.get(deputy.deputy) for deputy in deputies.deputies(database, day)}
        leading = roles.leading(database, day)
        posts = _posts(database, day)
    return Today(
        tuple(
            Presence(
                person=person,
                present=found[person.id],
                back_on=days.next_in(person, day) if found[person.id] == "out" else None,
                posts=posts.get(person.key, ()) if found[person.id] != "out" else (),
                leads=person.id in leading,
                covered_by=_cover(covers.get(person.id), found) if found[person.id] == "out" else None,
            )
            for person in people
            if person.role != "none"
        ),
        worktime.is_working_day(day),
    )


def _cover(deputy: Person | None, found: dict[int, Present]) -> Person | None:
    return deputy if deputy is not None and found[deputy.id] != "out" else None


def _posts(database: Database, day: date) -> dict[str, tuple[str, ...]]:
    """Where people sit, by their keys."""
    names = {post.id: post.name for post in rota_unit.posts(database)}
    found: defaultdict[str, list[str]] = defaultdict(list)
    for shift in plans.published(database, day, day):
        if shift.person:
            found[shift.person].append(names[shift.post])
    return {key: tuple(posts) for key, posts in found.items()}
