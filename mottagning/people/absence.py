"""Who is away and who is in: absences by day or half day, by hand or as a list or calendar has them. No cause, ever."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from mottagning.command import Command, Turn, handles
from mottagning.db import Database
from mottagning.errors import Conflict, Trouble
from mottagning.people import staff
from mottagning.people.away import Half, Span
from mottagning.people.roles import require_lead
from mottagning.people.staff import Person
from mottagning.people.tables import AbsenceRow, PersonRow
from mottagning.texts import N_
from mottagning.worktime import WorkTime

Source = Literal["list", "calendar"]
Present = Literal["in", "out", "am", "pm"]
"""in: all day; am: in the morning only; pm: in the afternoon only; out: not available."""
_LOCK = 5011878


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Days on which somebody is away, both ends included; with `half`, that half of each.

    `source`: a list or her calendar had it; None: it was written by hand. `event` is its hash in the calendar.
    """

    id: int
    person: int
    first: date
    last: date
    half: Half | None
    source: Source | None = None
    event: str = ""
    version: int

    @property
    def span(self) -> Span:
        """The days alone."""
        return Span(self.first, self.last, self.half, self.event)


@dataclass(frozen=True, slots=True)
class PersonDay:
    """Somebody employed, and how much of the day she is in."""

    person: Person
    present: Present


@dataclass(frozen=True, slots=True, kw_only=True)
class AddAbsence(Command):
    """Somebody is away from `first` to `last`, both included, or half of each of those days.

    `source` and `event` are for one that was removed and comes back as a list or a calendar had it.
    """

    person: int
    first: date
    last: date
    half: Half | None = None
    source: Source | None = None
    event: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveAbsence(Command):
    """She is not away after all."""

    absence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepAbsences(Command):
    """Let `spans` be all that lists, or her calendar, have of a person's absences."""

    person: int
    source: Source
    spans: tuple[Span, ...]


@handles
def add_absence(turn: Turn, command: AddAbsence) -> None:
    """Note an absence; the same one twice is one. Everybody may: who sits at the desk takes the sick call."""
    if command.last < command.first:
        raise Trouble(N_("The last day, {last}, is before the first, {first}."), last=command.last, first=command.first)
    if not PersonRow.select().where(PersonRow.id == command.person).exists():
        raise Conflict(N_("This person was removed just now. Look at the list of staff again."))
    turn.one_at_a_time(_LOCK)
    values = {
        "person_id": command.person,
        "first_day": command.first,
        "last_day": command.last,
        "half": command.half,
        "source": command.source,
        "event": command.event or None,
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
    was = _absence(row)
    turn.undo = AddAbsence(
        by=turn.by,
        person=was.person,
        first=was.first,
        last=was.last,
        half=was.half,
        source=was.source,
        event=was.event,
    )


@handles
def keep_absences(turn: Turn, command: KeepAbsences) -> None:
    """Add what is new and remove what is no longer there; what was written by hand stays.

    Team leads, and everybody for herself. The same spans again touch nothing.
    """
    if turn.by != command.person:
        require_lead(turn)
    if not PersonRow.select().where(PersonRow.id == command.person).exists():
        raise Conflict(N_("This person was removed just now. Look at the list of staff again."))
    known = {_absence(row).span: row for row in _of_source(command.person, command.source)}
    wanted = set(command.spans)
    gone = [row for span, row in known.items() if span not in wanted]
    new = sorted(wanted - known.keys(), key=lambda span: span.order)
    if not gone and not new:
        return
    for row in gone:
        row.delete_instance()
        turn.touch("absence", row.id)
    for span in new:
        row = AbsenceRow.create(
            person_id=command.person,
            first_day=span.first,
            last_day=span.last,
            half=span.half,
            source=command.source,
            event=span.event or None,
        )
        turn.touch("absence", row.id)
    turn.audit("absences_kept", "person", command.person, source=command.source, added=len(new), removed=len(gone))
    turn.undo = KeepAbsences(by=turn.by, person=command.person, source=command.source, spans=tuple(known))


def absences(database: Database, first: date, last: date, person: int | None = None) -> tuple[Absence, ...]:
    """The absences that touch the days from `first` to `last`, by their first day; of all, or of one person."""
    with database.reading():
        query = AbsenceRow.select().where((AbsenceRow.first_day <= last) & (AbsenceRow.last_day >= first))
        if person is not None:
            query = query.where(AbsenceRow.person_id == person)
        return tuple(map(_absence, query.order_by(AbsenceRow.first_day, AbsenceRow.id)))


def kept_spans(database: Database, person: int, source: Source) -> tuple[Span, ...]:
    """All that lists, or her calendar, have said of somebody's absences."""
    with database.reading():
        return tuple(_absence(row).span for row in _of_source(person, source))


def who_is_in(database: Database, day: date, worktime: WorkTime | None = None) -> tuple[PersonDay, ...]:
    """Everybody employed that day, in the order of names, and whether she is in.

    With `worktime`, nobody is in on a day when the reception is closed. Weekly days off belong to the rota, whose
    `presence` knows them too.
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


def _of_source(person: int, source: Source) -> list[Any]:
    return list(AbsenceRow.select().where((AbsenceRow.person_id == person) & (AbsenceRow.source == source)))


def _absence(row: Any) -> Absence:
    return Absence(
        id=row.id,
        person=row.person_id,
        first=row.first_day,
        last=row.last_day,
        half=row.half,
        source=row.source,
        event=row.event or "",
        version=row.version,
    )


def _present(away: set[Half | None]) -> Present:
    if not away:
        return "in"
    if None in away or len(away) == 2:
        return "out"
    return "pm" if "am" in away else "am"
