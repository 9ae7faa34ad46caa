"""How the status of a contact changes: by somebody who has seen it as it is, with a step, an audit, and a way back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mottagning.command import Command, Turn, handles
from mottagning.contacts import redaction
from mottagning.contacts.creation import add_step
from mottagning.contacts.tables import Contact
from mottagning.errors import Trouble
from mottagning.texts import N_

_STATUS = (
    "state",
    "outcome",
    "owner_id",
    "due_at",
    "booked",
    "returns_at",
    "registered",
    "urgent",
    "concern",
    "concern_accepted_by",
    "closed_at",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnContact(Command):
    """A command about one contact, as it looked at `version`."""

    contact: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Restore(Command):
    """Takes a step back: the status of each contact as it was, if nobody has changed it since."""

    before: tuple[tuple[int, int, dict[str, Any]], ...]
    """(contact, version now, the values to bring back)."""


@handles
def restore(turn: Turn, command: Restore) -> None:
    """Bring the status of each contact back as it was; Conflict when somebody has done something since."""
    for contact_id, version, values in command.before:
        contact = get(contact_id)
        turn.update(contact, version, **values)
        add_step(turn, contact_id, "undone")
        turn.audit("undone", "contact", contact_id)
        turn.touch("contact", contact_id)


def get(contact_id: int) -> Contact:
    """Inside a transaction: the contact; Trouble when there is none."""
    contact = Contact.get_or_none(Contact.id == contact_id)
    if contact is None:
        raise Trouble(N_("There is no contact {id}."), id=contact_id)
    return contact


def get_open(command: OnContact) -> Contact:
    """Inside a transaction: the open contact that a command is about; Trouble when it is closed."""
    contact = get(command.contact)
    if contact.state == "closed" and contact.version == command.version:
        raise Trouble(N_("The contact is closed already. Open it again first."))
    contact.version = command.version
    return contact


def change(turn: Turn, contacts: Contact | list[Contact], step: str, **values: Any) -> None:
    """Inside a turn: change the status, with its step, its audit and the command that takes it back."""
    if values.get("state", "promised") != "promised":
        values["booked"] = False
    before = []
    for contact in contacts if isinstance(contacts, list) else [contacts]:
        old = {name: getattr(contact, name) for name in _STATUS}
        turn.update(contact, **values)
        redaction.seal_when_done(turn, contact)
        before.append((contact.id, contact.version, old))
        facts = {name: value for name, value in values.items() if name in ("outcome", "owner_id", "registered")}
        add_step(turn, contact.id, step, **facts)
        turn.audit(step, "contact", contact.id, **facts)
        turn.touch("contact", contact.id)
    turn.undo = Restore(by=turn.by, before=tuple(before))
