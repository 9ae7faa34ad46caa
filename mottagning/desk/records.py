"""How the unit keeps its records: where contacts are registered, in what form they are copied, when words go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mottagning.command import Command, Turn, handles
from mottagning.contacts import disposing, registering
from mottagning.contacts.disposing import Disposal, SaveDisposal
from mottagning.contacts.registering import SaveDefaults
from mottagning.db import Database
from mottagning.desk import copyout
from mottagning.desk.copyout import SaveTemplate


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """`places` by kind of contact (`registering.KINDS`), the form of `copyout`, and what was decided of disposal."""

    places: Mapping[str, str]
    template: str
    disposal: Disposal


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveRecords(Command):
    """Keep all of it, or nothing."""

    records: Records


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
    """Team leads only; Trouble says which part is wrong."""
    before, asked, by = load_records(turn.database), command.records, turn.by
    own = "" if asked.template.strip() == copyout.shipped_template().strip() else asked.template
    registering.save_defaults.inside(turn, SaveDefaults(by=by, at=turn.at, places=asked.places))
    copyout.save_template.inside(turn, SaveTemplate(by=by, at=turn.at, template=own))
    disposing.save_disposal.inside(turn, SaveDisposal(by=by, at=turn.at, disposal=asked.disposal))
    turn.undo = SaveRecords(by=by, records=before)
