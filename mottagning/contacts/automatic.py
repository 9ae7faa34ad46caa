"""What machines sent and nobody has to read one by one: closed all at once, and opened all at once again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mottagning.command import Command, Turn, handles
from mottagning.contacts import handling
from mottagning.contacts.answers.tables import Outgoing
from mottagning.contacts.handling import Close
from mottagning.contacts.status import Restore
from mottagning.contacts.tables import Contact
from mottagning.db import Database, peewee
from mottagning.errors import Trouble
from mottagning.texts import N_

_MOST = 200
"""At once: what the desk writes meanwhile waits for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseAutomatic(Command):
    """Close these, with the outcome `no_action`: (contact, version that was looked at)."""

    contacts: tuple[tuple[int, int], ...]


@handles
def close_automatic(turn: Turn, command: CloseAutomatic) -> None:
    """Close those that still may be; what somebody has done something with since stays. Trouble when none is left.

    The undo opens all of them again, or none when one has been changed since.
    """
    wanted = dict(command.contacts)
    rows = Contact.select(Contact.id, Contact.version).where(Contact.id.in_(list(wanted)) & _may_be_closed())
    before: list[tuple[int, int, dict[str, Any]]] = []
    for row in list(rows.order_by(Contact.id)):
        if row.version != wanted[row.id]:
            continue
        handling.close.inside(turn, Close(by=command.by, contact=row.id, version=row.version, outcome="no_action"))
        assert isinstance(turn.undo, Restore)
        before += turn.undo.before
    if not before:
        raise Trouble(N_("None of them can be closed like this any more. Look at them one by one."))
    turn.undo = Restore(by=command.by, before=tuple(before))


def closable(database: Database) -> tuple[tuple[int, int], ...]:
    """What may be closed all at once, with its version: the oldest first, at most two hundred."""
    with database.reading():
        rows = Contact.select(Contact.id, Contact.version).where(_may_be_closed()).order_by(Contact.id).limit(_MOST)
        return tuple((row.id, row.version) for row in rows)


def _may_be_closed() -> Any:
    """It waits apart, nothing in it may be a report of concern, and it tells of no answer of ours on its way."""
    waits_apart = Contact.quiet & (Contact.state == "waiting") & ~Contact.urgent & Contact.owner_id.is_null()
    is_plain = Contact.concern.in_(("no", "dismissed"))
    same = Contact.alias()
    of_ours = (
        Outgoing.select().join(same, on=(same.id == Outgoing.contact_id)).where(same.thread_id == Contact.thread_id)
    )
    return waits_apart & is_plain & ~((Contact.kind == "bounce") & peewee.fn.EXISTS(of_ours))
