"""Who stands in for whom, and when: a team lead's deputy may do what she may, a handler's looks after her cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from mottagning.command import Command, Turn, handles
from mottagning.db import Database
from mottagning.errors import Conflict, Trouble
from mottagning.people import staff
from mottagning.people.roles import require_lead
from mottagning.people.tables import DeputyRow
from mottagning.texts import N_

_COVERED = """
    SELECT person_id FROM deputy WHERE deputy_id = ? AND first_day <= ? AND (last_day IS NULL OR last_day >= ?)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deputy:
    """`deputy` stands in for `person` from `first` to `last`, both included; None: until further notice."""

    id: int
    person: int
    deputy: int
    first: date
    last: date | None
    version: int

    def holds(self, day: date) -> bool:
        """Whether she stands in on that day."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class NameDeputy(Command):
    """Let `deputy` stand in for `person`, from a day to a day or (`last` None) until further notice."""

    person: int
    deputy: int
    first: date
    last: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveDeputy(Command):
    """She does not stand in after all; to end what has been, name it anew with a last day."""

    deputy: int
    version: int


def deputies(database: Database, on: date | None = None) -> tuple[Deputy, ...]:
    """Who stands in, by the first day: all that was ever written, or what holds `on` a day."""
    with database.reading():
        rows = list(DeputyRow.select().order_by(DeputyRow.first_day, DeputyRow.id))
    found = (
        Deputy(
            id=row.id,
            person=row.person_id,
            deputy=row.deputy_id,
            first=row.first_day,
            last=row.last_day,
            version=row.version,
        )
        for row in rows
    )
    return tuple(deputy for deputy in found if on is None or deputy.holds(on))


def covered_by(database: Database, person: int | None, day: date) -> frozenset[int]:
    """Inside a transaction: those for whom somebody stands in that day."""
    rows = database.sql(_COVERED, (person, day.isoformat(), day.isoformat())).fetchall()
    return frozenset(row[0] for row in rows)


@handles
def name_deputy(turn: Turn, command: NameDeputy) -> None:
    """Note who stands in. Team leads only; Trouble when the days are not free or she cannot, the same twice is one."""
    require_lead(turn)
    people = {person.id: person for person in staff.everyone(turn.database)}
    if command.person not in people or command.deputy not in people:
        raise Conflict(N_("This person was removed just now. Look at the list of staff again."))
    covered, deputy = people[command.person], people[command.deputy]
    if command.person == command.deputy:
        raise Trouble(N_("Nobody stands in for herself. Choose somebody else."))
    if deputy.role == "none":
        raise Trouble(N_("{name} may not sign in, so she cannot stand in. Give her a role first."), name=deputy.name)
    if command.last is not None and command.last < command.first:
        raise Trouble(N_("The last day, {last}, is before the first, {first}."), last=command.last, first=command.first)
    for known in deputies(turn.database):
        if known.person != command.person or not _overlap(known, command):
            continue
        if (known.deputy, known.first, known.last) == (command.deputy, command.first, command.last):
            return
        raise Trouble(
            N_("{deputy} already stands in for {person} on some of these days. Remove that first."),
            deputy=people[known.deputy].name,
            person=covered.name,
        )
    row = DeputyRow.create(
        person_id=command.person, deputy_id=command.deputy, first_day=command.first, last_day=command.last
    )
    _told(turn, "deputy_named", row)
    turn.created["deputy"] = row.id
    turn.undo = RemoveDeputy(by=turn.by, deputy=row.id, version=row.version)


@handles
def remove_deputy(turn: Turn, command: RemoveDeputy) -> None:
    """Take it away. Team leads only; Conflict when somebody else already did."""
    require_lead(turn)
    row = DeputyRow.get_or_none((DeputyRow.id == command.deputy) & (DeputyRow.version == command.version))
    if row is None:
        raise Conflict()
    row.delete_instance()
    _told(turn, "deputy_removed", row)
    turn.undo = NameDeputy(
        by=turn.by, person=row.person_id, deputy=row.deputy_id, first=row.first_day, last=row.last_day
    )


def _overlap(known: Deputy, command: NameDeputy) -> bool:
    return known.first <= (command.last or date.max) and command.first <= (known.last or date.max)


def _told(turn: Turn, action: str, row: Any) -> None:
    turn.touch("person", row.person_id, row.deputy_id)
    turn.audit(action, "person", row.person_id, deputy=row.deputy_id, first=row.first_day, last=row.last_day)
