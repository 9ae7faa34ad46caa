"""The unit's routines: those that the program comes with, over which lie the team lead's; every wording is kept."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from mottagning.command import Command, Turn, handles
from mottagning.db import Database
from mottagning.desk.routine import Routine, checked, from_document, shipped, to_document
from mottagning.desk.routinetables import RoutineRow, RoutineWording
from mottagning.people.roles import require_lead


@dataclass(frozen=True, slots=True)
class Wording:
    """How a routine read from `at` (UTC) on, and who wrote it; `removed`: from then on it was hidden."""

    item: Routine
    at: datetime
    by: int | None
    removed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveRoutine(Command):
    """Let it read like this; `routine.version` is the one looked at. Without a key it is new; or hide it."""

    routine: Routine = field(repr=False)
    removed: bool = False


@handles
def save_routine(turn: Turn, command: SaveRoutine) -> None:
    """Keep a routine. Team leads only; Trouble on what cannot be, Conflict when somebody else was first.

    Saving what is already so changes nothing. `undo` brings back what was.
    """
    require_lead(turn)
    routine = command.routine if command.removed else checked(command.routine)
    row = RoutineRow.get_or_none(RoutineRow.key == routine.key) if routine.key else None
    before = _read(row) if row is not None else as_shipped(routine)
    was_removed = row is not None and row.removed
    if (routine, command.removed) == (before, was_removed) or (before is None and command.removed):
        return
    routine = replace(routine, key=routine.key or uuid4().hex)
    document = to_document(routine)
    if row is None:
        row = RoutineRow.create(key=routine.key, document=document, removed=command.removed)
    else:
        turn.update(row, routine.version, document=document, removed=command.removed)
    _keep(turn, routine.key, row.version, document, command.removed)
    turn.touch("setting")
    turn.audit("removed" if command.removed else "changed", "routine", row.id, version=row.version)
    back = replace(before or routine, version=row.version)
    turn.undo = SaveRoutine(by=turn.by, routine=back, removed=before is None or was_removed)


def load(database: Database) -> tuple[Routine, ...]:
    """The routines that hold now: in the order of the program, and what the unit added last."""
    found = {routine.key: routine for routine in shipped()}
    with database.reading():
        for row in RoutineRow.select().order_by(RoutineRow.id):
            if row.removed:
                found.pop(row.key, None)
            else:
                found[row.key] = _read(row)
    return tuple(found.values())


def hidden(database: Database) -> tuple[Routine, ...]:
    """Those that the unit has hidden, to be shown again."""
    with database.reading():
        rows = RoutineRow.select().where(RoutineRow.removed).order_by(RoutineRow.id)
        return tuple(_read(row) for row in rows)


def wordings(database: Database, key: str) -> tuple[Wording, ...]:
    """Every wording that the unit has given a routine, the newest first; not those that the program came with."""
    mine = (RoutineWording.key == key) & (RoutineWording.version > 0)
    with database.reading():
        rows = RoutineWording.select().where(mine).order_by(RoutineWording.version.desc())
        return tuple(
            Wording(from_document(key, row.document, row.version), row.at, row.by_id, row.removed) for row in rows
        )


def as_shipped(routine: Routine) -> Routine | None:
    """The wording that the program comes with, to be saved over `routine`; None for what the unit added itself."""
    found = next((each for each in shipped() if each.key == routine.key), None)
    return None if found is None else replace(found, version=routine.version)


def wording_id(turn: Turn, key: str, version: int) -> int | None:
    """The wording with this version, kept now if it is one of the program's that nobody has followed yet.

    None when there is none: the program has another text by now, or never had one with this key.
    """
    same = (RoutineWording.key == key) & (RoutineWording.version == version)
    if version:
        row = RoutineWording.get_or_none(same)
        return None if row is None else int(row.id)
    own = next((each for each in shipped() if each.key == key), None)
    if own is None:
        return None
    document = to_document(own)
    known = next((row.id for row in RoutineWording.select().where(same) if row.document == document), None)
    return int(known) if known is not None else _keep(turn, key, 0, document, False)


def wording(wording_id: int) -> Routine | None:
    """Inside a transaction: a routine as it read when somebody followed it."""
    row = RoutineWording.get_or_none(RoutineWording.id == wording_id)
    return None if row is None else from_document(row.key, row.document, row.version)


def _keep(turn: Turn, key: str, version: int, document: str, removed: bool) -> int:
    by = turn.by if version else None  # nobody here wrote what the program came with
    row = RoutineWording.create(key=key, version=version, document=document, removed=removed, at=turn.at, by_id=by)
    return int(row.id)


def _read(row: Any) -> Routine:
    return from_document(row.key, row.document, row.version)
