"""Disposal (gallring) of what was said: by the unit's own decision, so many days after a contact was done.

What is not registered anywhere yet is never disposed of, nor what belongs to something that is still open, nor what
has an answer that has not gone. The tombstone stays, and with it every figure; the case file follows rules of its own
(SoL 16 kap.).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

from mottagning.command import Command, Turn, handles
from mottagning.contacts import redaction
from mottagning.contacts.answers import outgoing
from mottagning.contacts.answers.tables import Outgoing
from mottagning.contacts.tables import Contact
from mottagning.db import Database, peewee
from mottagning.errors import Trouble
from mottagning.people import unit
from mottagning.texts import N_

PLACES = ("case_file", "register", "minor")
"""Where a contact is registered when it may be disposed of at all."""

_NAME = "disposal"
_SOME = 20
_MOST_DAYS = 36_500


@dataclass(frozen=True, slots=True, kw_only=True)
class Disposal:
    """What was decided: `decision` names the decision (its date or number), `days` how long the words are kept after a
    contact was done, by where it is registered. A place that is left out keeps its words."""

    decision: str = ""
    days: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DisposeDue(Command):
    """Remove the content of some contacts whose time is over."""


def load_disposal(database: Database) -> Disposal:
    """What was decided; nothing is disposed of before somebody has decided it."""
    said = unit.value(database, _NAME)
    return Disposal() if said is None else Disposal(decision=said["decision"], days=said["days"])


def keep_disposal(turn: Turn, decided: Disposal) -> None:
    """Inside a turn: let this be what is disposed of, and when.

    Trouble for days without a decision, since only a decision makes disposal lawful.
    """
    if decided.days and not decided.decision.strip():
        raise Trouble(N_("Say by which decision it is disposed of: its date, or its number in the register."))
    if any(place not in PLACES or not 1 <= days <= _MOST_DAYS for place, days in decided.days.items()):
        raise Trouble(N_("What was said is kept for at least a day."))
    unit.keep_value(turn, _NAME, {"decision": decided.decision.strip(), "days": dict(decided.days)})
    turn.audit("changed", "setting", None, fields=["disposal"], days=dict(decided.days))


def is_something_due(database: Database, at: datetime) -> bool:
    """Inside a transaction: whether there is anything for `DisposeDue`."""
    return any(Contact.select().where(each).exists() for each in _due(database, at))


@handles
def dispose_due(turn: Turn, _command: DisposeDue) -> None:
    """Some of them at a time, so that the desk waits for nothing."""
    for condition in _due(turn.database, turn.at):
        rows = list(Contact.select(Contact.id).where(condition).order_by(Contact.closed_at).limit(_SOME))
        for row in rows:
            redaction.strip(turn, row.id, "disposed")
        if rows:
            return


def _due(database: Database, at: datetime) -> list[Any]:
    """A condition on `Contact` for each place with a time; each goes by an index that holds what still has content."""
    others = cast(Any, Contact.alias())
    for_same = (others.thread_id == Contact.thread_id) | (others.part_of == Contact.id)
    is_going_on = others.select().where(for_same & (others.state != "closed"))
    has_not_gone = Outgoing.select().where((Outgoing.contact_id == Contact.id) & (Outgoing.state != outgoing.SENT))
    return [
        Contact.redacted_at.is_null()
        & (Contact.registered == place)
        & (Contact.closed_at <= at - timedelta(days=days))
        & (Contact.state == "closed")
        & ~peewee.fn.EXISTS(is_going_on)
        & ~peewee.fn.EXISTS(has_not_gone)
        for place, days in load_disposal(database).days.items()
    ]
