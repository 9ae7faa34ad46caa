"""The handler while the caller waits: she is rung from the desk, and the call is connected to her."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mottagning.command import Command, Turn, handles
from mottagning.contacts import handling
from mottagning.contacts.creation import add_step
from mottagning.contacts.dues import Dues
from mottagning.contacts.status import Restore
from mottagning.contacts.tables import Contact
from mottagning.errors import Trouble
from mottagning.texts import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRung(Command):
    """Somebody was rung from the desk about a contact: `person` a colleague, None the caller herself."""

    contact: int
    person: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Connect(Command):
    """The caller was connected to a colleague, who answered and took over the call."""

    contact: int
    version: int
    to: int
    note: str = ""


@handles
def note_rung(turn: Turn, command: NoteRung) -> None:
    """A step in the contact's course: who was rung, and when. It says nothing of whether she answered."""
    if not Contact.select().where(Contact.id == command.contact).exists():
        raise Trouble(N_("There is no contact {id}."), id=command.contact)
    add_step(turn, command.contact, "rung", person=command.person)
    turn.audit("rung", "contact", command.contact, person=command.person)
    turn.touch("contact", command.contact)


@handles
def connect(turn: Turn, command: Connect) -> None:
    """She has it now: closed with the outcome `accepted` and her as its owner, on the word of the one at the desk.

    That she speaks with the caller is the acceptance; so a call that she did not answer is passed on instead. A report
    of concern is refused: that is accepted by somebody qualified, who says so herself (SoL 25:1).
    """
    contact = Contact.get_or_none(Contact.id == command.contact)
    if contact is not None and contact.concern == "marked":
        raise Trouble(
            N_("A report of concern is accepted by the one who takes it over. Pass it on, so that she can do that.")
        )
    common: dict[str, Any] = {"at": command.at, "contact": command.contact}
    returns_at = Dues.of(turn.database).passed_on(turn.at)
    asked = handling.PassOn(
        **common, by=command.by, version=command.version, to=command.to, returns_at=returns_at, note=command.note
    )
    handling.pass_on.inside(turn, asked)
    first = turn.undo
    add_step(turn, command.contact, "connected", owner_id=command.to)
    taken = handling.Accept(**common, by=command.to, version=command.version + 1)
    handling.accept.inside(turn, taken)
    if isinstance(first, Restore):  # back to before both
        ((_, _, values),) = first.before
        turn.undo = Restore(by=turn.by, before=((command.contact, command.version + 2, values),))
