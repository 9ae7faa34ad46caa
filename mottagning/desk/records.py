"""How the unit keeps its records: where contacts are registered, in what form they are copied, when words go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mottagning.command import Command, Turn, handles
from mottagning.contacts import disposing, registering
from mottagning.contacts.disposing import Disposal
from mottagning.db import Database
from mottagning.desk import copyout
from mottagning.errors import Conflict
from mottagning.people.roles import require_lead

_LOCK = 5011877


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """`places` by kind of contact (`registering.KINDS`), the form of `copyout`, and what was decided of disposal."""

    places: Mapping[str, str]
    template: str
    disposal: Disposal


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveRecords(Command):
    """Keep all of it, or nothing, in the place of what was `seen`."""

    records: Records
    seen: Records


def load_records(database: Database) -> Records:
    """What holds now."""
    with database.reading():
        return Records(
            places=registering.defaults(database),
            template=copyout.template(database),
            disposal=disposing.load_disposal(database),
        )


@handles
def save_records(turn: Turn, command: SaveRecords) -> None:
    """Team leads only; Conflict when somebody changed them since they were seen, Trouble says which part is wrong."""
    require_lead(turn)
    turn.one_at_a_time(_LOCK)
    before, asked = load_records(turn.database), command.records
    if before != command.seen:
        raise Conflict()
    own = "" if asked.template.strip() == copyout.shipped_template().strip() else asked.template
    registering.keep_defaults(turn, asked.places)
    copyout.keep_template(turn, own)
    disposing.keep_disposal(turn, asked.disposal)
    turn.undo = SaveRecords(by=turn.by, records=before, seen=load_records(turn.database))
