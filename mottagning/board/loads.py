"""How much each handler carries against what she can carry: for sharing cases out, and for nothing else.

A handler sees her own; the team lead and her deputy see all, in the order of the names. Nothing of this is kept, so
that there is no history of anybody's load.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from mottagning.cases.tables import Case
from mottagning.cases.weighing import load_weights, weights_of
from mottagning.cases.weights import Weights
from mottagning.db import Database
from mottagning.people import roles, staff
from mottagning.people.staff import Person, compared, resolve_handlers
from mottagning.rota import plans
from mottagning.rota import unit as rota_unit
from mottagning.worktime import ZONE

PERIOD = timedelta(days=28)
"""The time ahead in which reception days are counted: a full time's points are for four weeks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What somebody carries: `points` of `cases` open cases against `capacity` points.

    `rate` is her employment rate in percent, `experience` her share (1 is full), `reception_days` those of the four
    weeks ahead by the published rota; a half day counts half.
    """

    person: int
    name: str
    cases: int
    points: float
    capacity: float
    rate: float
    experience: float
    reception_days: float

    @property
    def room(self) -> float:
        """Points that she can still take; negative when she carries more than she can."""
        return self.capacity - self.points


@dataclass(frozen=True, slots=True)
class Sharing:
    """Everybody's load, in the order of their names, and what nobody has who works here."""

    loads: tuple[Load, ...]
    unassigned_cases: int
    unassigned_points: float


def my_load(database: Database, by: int, at: datetime) -> Load | None:
    """One's own load; None for somebody who has no cases and takes no part in the rota. Each may see her own."""
    return next((load for load in _sharing(database, at).loads if load.person == by), None)


def sharing(database: Database, by: int | None, at: datetime) -> Sharing:
    """Everybody's load. NotAllowed unless a team lead or her deputy asks; the caller notes that she looked."""
    roles.require(roles.role_at(database, by, at), "lead")
    return _sharing(database, at)


def _sharing(database: Database, at: datetime) -> Sharing:
    day = at.astimezone(ZONE).date()
    with database.reading():
        table = load_weights(database)
        cases, points = _carried(database)
        planned = {person.id: person for person in rota_unit.load(database, history_until=date.min).people}
        turns = _reception_days(database, day)
        loads = []
        for person in staff.everyone(database, day):
            work = planned.get(person.key)
            if work is None and not cases[person.id]:
                continue
            rate = work.rate(day) if work else 100.0
            experience = table.experience_of(person.id, work is not None and work.novice(day))
            loads.append(_load(person, table, cases, points, rate, experience, turns.get(person.key, 0.0)))
        known = {load.person for load in loads}
        return Sharing(
            loads=tuple(loads),
            unassigned_cases=sum(number for person, number in cases.items() if person not in known),
            unassigned_points=sum(each for person, each in points.items() if person not in known),
        )


def _load(
    person: Person,
    table: Weights,
    cases: Counter[int | None],
    points: dict[int | None, float],
    rate: float,
    experience: float,
    reception_days: float,
) -> Load:
    return Load(
        person=person.id,
        name=person.name,
        cases=cases[person.id],
        points=points.get(person.id, 0.0),
        capacity=table.capacity(rate, experience, reception_days),
        rate=rate,
        experience=experience,
        reception_days=reception_days,
    )


def _carried(database: Database) -> tuple[Counter[int | None], dict[int | None, float]]:
    """Open cases, and their points, by handler; None has those of nobody we know."""
    weights = weights_of(database)
    people = resolve_handlers(database)
    rows: Any = Case.select(Case.id, Case.handler).where(Case.closed.is_null()).tuples()
    written = {handler: people.get(compared(handler)) for _, handler in rows if handler}
    cases: Counter[int | None] = Counter()
    points: dict[int | None, float] = {}
    for case, handler in rows:
        person = written.get(handler)
        cases[person] += 1
        points[person] = points.get(person, 0.0) + weights[case].points
    return cases, points


def _reception_days(database: Database, day: date) -> dict[str, float]:
    """The days in reception of the time ahead, by people's short names."""
    posts = {post.id: post for post in rota_unit.posts(database)}
    shifts = plans.published(database, day, day + PERIOD - timedelta(days=1))
    sat = {
        (shift.person, shift.date, half)
        for shift in shifts
        if shift.person
        for half in posts[shift.post].halves(shift.date.weekday())
    }
    return {person: number / 2 for person, number in Counter(person for person, _, _ in sat).items()}
