"""Who is away and who is in: absences by day or half day. No cause is stored, ever."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from mottagning.command import Command, Turn, handles
from mottagning.db import Database
from mottagning.errors import Conflict, Trouble
from mottagning.people import staff
from mottagning.people.staff import Person
from mottagning.people.tables import AbsenceRow, PersonRow
from mottagning.texts import N_
from mottagning.worktime import WorkTime

Half = Literal["am", "pm"]
Present = Literal["in", "out", "am", "pm"]
"""in: all day; am: in the morning only; pm: in the afternoon only; out: not available."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Days on which somebody is away, both ends included; with `half`, that half of each."""

    id: int
    person: int
    first: date
    last: date
    half: Half | None
    version: int


@dataclass(frozen=True, slots=True)
class PersonDay:
    """Somebody employed, and how much of the day she is in."""

    person: Person
    present: Present


@dataclass(frozen=True, slots=True, kw_only=True)
class AddAbsence(Command):
    """Somebody is away from `first` to `last`, both included, or half of each of those days."""

    person: int
    first: date
    last: date
    half: Half | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveAbsence(Command):
    """She is not away after all."""

    absence: int


@handles
def add_absence(turn: Turn, command: AddAbsence) -> None:
    """Note an absence; the same one twice is one. Everybody may: who sits at the desk takes the sick call."""
    if command.last < command.first:
        raise Trouble(N_("The last day, {last}, is before the first, {first}."), last=command.last, first=command.first)
    if not PersonRow.select().where(PersonRow.id == command.person).exists():
        raise Conflict(N_("This person was removed just now. Look at the list of staff again."))
    values = {
        "person_id": command.person,
        "first_day": command.first,
        "last_day": command.last,
        "half": command.half,
    }
    row = AbsenceRow.get_or_none(**values)
    if row is None:
        row = AbsenceRow.create(**values)
        turn.touch("absence", row.id)
        turn.audit("absence_added", "person", command.person, absence=row.id)
        turn.undo = RemoveAbsence(by=turn.by, absence=row.id)
    turn.created["absence"] = row.id


@handles
def remove_absence(turn: Turn, command: RemoveAbsence) -> None:
    """Take an absence away; Conflict when somebody else already did."""
    row: Any = AbsenceRow.get_or_none(AbsenceRow.id == command.absence)
    if row is None:
        raise Conflict(N_("Somebody else removed this absence just now."))
    row.delete_instance()
    turn.touch("absence", row.id)
    turn.audit("absence_removed", "person", row.person_id, absence=row.id)
    turn.undo = AddAbsence(by=turn.by, person=row.person_id, first=row.first_day, last=row.last_day, half=row.half)


def absences(database: Database, first: date, last: date, person: int | None = None) -> tuple[Absence, ...]:
    """The absences that touch the days from `first` to `last`, by their first day; of all, or of one person."""
    with database.reading():
        query = AbsenceRow.select().where((AbsenceRow.first_day <= last) & (AbsenceRow.last_day >= first))
        if person is not None:
            query = query.where(AbsenceRow.person_id == person)
        rows: Any = query.order_by(AbsenceRow.first_day, AbsenceRow.id)
        return tuple(
            Absence(
                id=row.id,
                person=row.person_id,
                first=row.first_day,
                last=row.last_day,
                half=row.half,
                version=row.version,
            )
            for row in rows
        )


def who_is_in(database: Database, day: date, worktime: WorkTime | None = None) -> tuple[PersonDay, ...]:
    """Everybody employed that day, in the order of names, and whether she is in.

    With `worktime`, nobody is in on a day when the reception is closed. Weekly days off belong to the rota.
    """
    closed = worktime is not None and not worktime.is_working_day(day)
    with database.reading():
        people = staff.everyone(database, day)
        away: defaultdict[int, set[Half | None]] = defaultdict(set)
        for absence in absences(database, day, day):
            away[absence.person].add(absence.half)
    return tuple(PersonDay(person, "out" if closed else _present(away[person.id])) for person in people)


def is_in(database: Database, person: int, day: date, worktime: WorkTime | None = None) -> bool:
    """Whether she works here and is in for any part of that day."""
    return any(each.person.id == person and each.present != "out" for each in who_is_in(database, day, worktime))


def _present(away: set[Half | None]) -> Present:
    if not away:
        return "in"
    if None in away or len(away) == 2:
        return "out"
    return "pm" if "am" in away else "am"
