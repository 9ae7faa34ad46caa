"""What the call card saves: who called, about which case, one line, and how it ends. All of it, or nothing."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from mottagning import phones
from mottagning.command import Command, Turn, handles
from mottagning.contacts import byhand, caller, cards, handling, nameless, ties
from mottagning.contacts.caller import Caller, NoteCaller
from mottagning.contacts.creation import add_step
from mottagning.contacts.notes import AddNote, add_note
from mottagning.contacts.phone import calls
from mottagning.contacts.tables import Call, Contact, ContactText, Note, Tie
from mottagning.contacts.tied import is_about_protected
from mottagning.desk import connecting
from mottagning.desk.oncard import OnCard
from mottagning.desk.parked import PARKED
from mottagning.desk.protection import protected_among
from mottagning.errors import Conflict, Trouble
from mottagning.texts import N_


@dataclass(frozen=True, slots=True)
class Done:
    """It is closed with an outcome."""

    outcome: str


@dataclass(frozen=True, slots=True)
class Promised:
    """Somebody (None: whoever sits at the desk) is back before `due_at` (UTC)."""

    due_at: datetime
    owner: int | None = None


@dataclass(frozen=True, slots=True)
class Passed:
    """A colleague is asked to take it."""

    to: int
    returns_at: datetime


@dataclass(frozen=True, slots=True)
class Connected:
    """The caller was connected to a colleague, who answered."""

    to: int


@dataclass(frozen=True, slots=True)
class Parked:
    """Nothing is decided: it stays open, with the one who wrote it."""


Ending = Done | Promised | Passed | Connected | Parked


@dataclass(frozen=True, slots=True, kw_only=True)
class Settle(Command):
    """One contact as the card has it, under the UUID of its window. Without `contact` a new one is written down, once
    for each `card` (None: the UUID of the window is that of the card).

    `number` (E.164) is what waited in memory while it rang; None when the caller wants to be nobody. `version` is the
    one the card has read; a switchboard's later word on the call is no obstacle, a colleague's is. `caller` is who it
    is and how that was checked, as far as somebody has said; `rung` are colleagues who were rung meanwhile, `routine`
    what was ticked of one before there was a contact. `came_at` is when the card was opened, when that was before the
    program stopped.
    """

    card: UUID | None = None
    contact: int | None = None
    version: int = 0
    channel: str = "phone"
    number: str | None = None
    name: str | None = None
    case: int | None = None
    note: str = ""
    caller: Caller = field(default_factory=Caller)
    rung: tuple[int, ...] = ()
    routine: OnCard = field(default_factory=OnCard)
    came_at: datetime | None = None
    ending: Ending


@handles
def settle(turn: Turn, command: Settle) -> None:
    """Save it. Conflict when a colleague has taken or closed the contact since it was read."""
    card = command.card or command.uuid
    made = cards.made_of(card) if command.contact is None else None
    if made is not None:
        command = replace(command, contact=made, version=Contact.get(Contact.id == made).version)
    if _is_about_protected(command):
        command = replace(command, number=None, name=None)  # nothing that points at her is kept
    if made is not None:
        command = _joined(command, made)
    is_new = command.contact is None
    contact_id = _write_down(turn, command, card) if is_new else _answer(turn, command)
    note = "" if is_new else _name(turn, command, contact_id)
    if command.case is not None and not is_new and not _is_tied(contact_id, command.case):
        ties.tie_by_hand(turn, contact_id, command.case)
    _note_facts(turn, command, contact_id)
    cards.forget_saved(card, command.uuid, contact_id)
    _end(turn, command, contact_id, note)
    turn.created["contact"] = contact_id


def _joined(command: Settle, contact_id: int) -> Settle:
    """The card is a contact already, of another window or of the day that ended: what is new in it goes there.

    Trouble when the contact is done, Conflict when a colleague has it, and more than words would have to be kept.
    """
    known = ContactText.get_or_none(ContactText.contact_id == contact_id)
    notes = [note.text for note in Note.select().where(Note.contact_id == contact_id)]
    is_said = command.note.strip() in (*notes, known.text if known is not None else "")
    has_number = command.number not in (None, known and known.phone) and not nameless.is_nobody(contact_id)
    lines = [phones.display(command.number or "") if has_number else "", "" if is_said else command.note]
    contact, ending = Contact.get(Contact.id == contact_id), command.ending
    if isinstance(ending, Done) and contact.state == "closed":
        ending = Parked()
    if not isinstance(ending, Parked) and contact.state == "closed":
        raise Trouble(N_("The call is saved already, and done. Park it: then your words are kept with it."))
    if not isinstance(ending, Parked) and not _is_free(contact, command.by):
        raise Conflict()
    return replace(command, number=None, note="\n".join(lines).strip(), ending=ending)


def _is_about_protected(command: Settle) -> bool:
    """Whether the case that is chosen, or one that it is tied to already, has a protected identity."""
    if command.case is not None and protected_among([command.case]):
        return True
    return command.contact is not None and is_about_protected(command.contact)


def _write_down(turn: Turn, command: Settle, card: UUID) -> int:
    byhand.write_down.inside(
        turn,
        byhand.WriteDown(
            by=command.by,
            uuid=card,
            at=command.at,
            channel=command.channel,
            name=command.name,
            phone=command.number,
            text=command.note.strip(),
            case=command.case,
            came_at=command.came_at,
        ),
    )
    return turn.created["contact"]


def _answer(turn: Turn, command: Settle) -> int:
    """Take the contact in hand; a call that the switchboard only knows to ring has been answered, then."""
    contact = Contact.get_or_none(Contact.id == command.contact)
    if contact is None:
        raise Trouble(N_("There is no contact {id}."), id=command.contact)
    is_obstacle = contact.version != command.version and not _is_free(contact, command.by)
    if is_obstacle and not isinstance(command.ending, Parked):
        raise Conflict()
    call = Call.get_or_none(Call.contact_id == contact.id)
    if call is not None and call.status == "ringing":
        calls.phone_event.inside(
            turn,
            calls.PhoneEvent(
                by=command.by,
                at=command.at,
                event="answered",
                number=command.number,
                occurred_at=command.at,
                contact=contact.id,
            ),
        )
    return int(contact.id)


def _name(turn: Turn, command: Settle, contact_id: int) -> str:
    """Keep the name if none was known; gives the note, with the name in it when there was another one.

    Of a caller who wants to be nobody no name is kept: one that was typed is somebody she told of, and a part of it.
    """
    known = ContactText.get_or_none(ContactText.contact_id == contact_id)
    if not command.name or known is None or known.name == command.name:
        return command.note
    if known.name or nameless.is_nobody(contact_id):
        return f"{command.name}\n{command.note}".strip()
    naming = byhand.NameCaller(by=command.by, at=command.at, contact=contact_id, name=command.name)
    byhand.name_caller.inside(turn, naming)
    return command.note


def _note_facts(turn: Turn, command: Settle, contact_id: int) -> None:
    """Who called, how that was checked, and whom the desk rang meanwhile."""
    common: dict[str, Any] = {"by": command.by, "at": command.at, "contact": contact_id}
    if command.caller != Caller():
        noted = NoteCaller(**common, role=command.caller.role, way=command.caller.way)
        caller.note_caller.inside(turn, noted)
    for person in command.rung:
        connecting.note_rung.inside(turn, connecting.NoteRung(**common, person=person))
    if command.routine != OnCard():
        from mottagning.desk import following  # seldom, and the call card is to open at once

        following.keep_card(turn, contact_id, command.routine)


def _is_free(contact: Contact, me: int | None) -> bool:
    """Whether no colleague has it, and it is not done."""
    return contact.state in ("waiting", "promised") or (contact.state != "closed" and contact.owner_id == me)


def _is_tied(contact_id: int, case_id: int) -> bool:
    here = (Tie.contact_id == contact_id) & (Tie.case_id == case_id) & (Tie.state == "tied")
    return bool(Tie.select().where(here).exists())


def _end(turn: Turn, command: Settle, contact_id: int, note: str) -> None:
    contact = Contact.get(Contact.id == contact_id)
    common: dict[str, Any] = {
        "by": command.by,
        "at": command.at,
        "contact": contact_id,
        "version": contact.version,
    }
    match command.ending:
        case Done(outcome):
            handling.close.inside(turn, handling.Close(**common, outcome=outcome, note=note))
        case Promised(due_at, owner):
            handling.promise.inside(turn, handling.Promise(**common, due_at=due_at, owner=owner, note=note))
        case Passed(to, returns_at):
            handling.pass_on.inside(turn, handling.PassOn(**common, to=to, returns_at=returns_at, note=note))
        case Connected(to):
            connecting.connect.inside(turn, connecting.Connect(**common, to=to, note=note))
        case Parked():
            add_note.inside(turn, AddNote(by=command.by, at=command.at, contact=contact_id, text=note))
            is_mine = contact.state == "taken" and contact.owner_id == command.by
            if _is_free(contact, command.by) and not is_mine:
                handling.claim.inside(turn, handling.Claim(**common))
            if _is_free(contact, command.by):
                add_step(turn, contact_id, PARKED)
            turn.undo = None
