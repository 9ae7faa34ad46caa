"""What somebody who no longer works here had taken, promised or been given comes back to the desk: nothing is lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mottagning.command import Command, Turn, handles
from mottagning.contacts.creation import add_step
from mottagning.contacts.tables import Contact
from mottagning.db import Database
from mottagning.people import staff


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnFromLeavers(Command):
    """The open contacts of those whose last day is over come back to the desk."""


@handles
def return_from_leavers(turn: Turn, _command: ReturnFromLeavers) -> None:
    """Each keeps its time. A promise stays a promise, now the desk's; all else waits."""
    for contact in list(Contact.select().where(is_left_behind(turn.database, turn.at))):
        state = "promised" if contact.state == "promised" else "waiting"
        turn.update(contact, state=state, owner_id=None, returns_at=None)
        add_step(turn, contact.id, "returned", left=True)
        turn.audit("returned", "contact", contact.id, left=True)
        turn.touch("contact", contact.id)


def is_left_behind(database: Database, at: datetime) -> Any:
    """The condition on `Contact` that it is open and its owner's last day is over at `at` (UTC)."""
    today = staff.local_day(at)
    leavers = [person.id for person in staff.everyone(database) if person.left is not None and person.left < today]
    return (Contact.state != "closed") & Contact.owner_id.in_(leavers)
