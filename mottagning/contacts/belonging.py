"""What belongs together, and what is two things: conversations joined and parted, a second thing to do split off.

A contact stays one message, call, visit or letter. Joined ones share a thread; a part is a thing to do of its own (its
owner, time, case, notes and outcome) with what came in another contact. All of it can be taken back, with a trail.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mottagning.command import Command, Turn, handles
from mottagning.contacts import handling, search
from mottagning.contacts.creation import add_step
from mottagning.contacts.handling import Close
from mottagning.contacts.notes import AddNote, add_note
from mottagning.contacts.status import OnContact, Restore
from mottagning.contacts.tables import Contact, ContactText, Note, Thread, Tie
from mottagning.contacts.tied import is_about_protected
from mottagning.errors import Conflict, Trouble
from mottagning.texts import N_

_LONGEST = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Join(OnContact):
    """This contact and `other` are one matter: their conversations become one."""

    other: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Part(OnContact):
    """This contact is a matter of its own after all: it leaves its conversation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PutBack(Command):
    """Takes back what was joined or parted: (contact, its thread before), where it still is in `thread`."""

    before: tuple[tuple[int, int | None], ...]
    thread: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitOff(OnContact):
    """There is a second thing to do with this contact: `about` says what, `due_at` by when."""

    about: str
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovePart(OnContact):
    """It was no second thing after all (the undo of `SplitOff`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseTogether(OnContact):
    """It is done, and so are `also` (contact, version looked at) of the same conversation."""

    outcome: str
    also: tuple[tuple[int, int], ...]
    note: str = ""


@handles
def join(turn: Turn, command: Join) -> None:
    """Join. Trouble when the content of either was removed: then nobody can tell that they belong together."""
    one, other = _get(command.contact), _get(command.other)
    if one.id == other.id or (one.thread_id is not None and one.thread_id == other.thread_id):
        raise Trouble(N_("They belong together already."))
    if one.redacted_at is not None or other.redacted_at is not None:
        raise Trouble(N_("The content of one of them was removed. They cannot be joined."))
    thread = other.thread_id or one.thread_id or _new_thread(one)
    moved = [each for each in (*_with(one), *_with(other)) if each.thread_id != thread]
    before = tuple((each.id, each.thread_id) for each in moved)
    turn.update(one, command.version, thread_id=thread)
    Contact.update(thread_id=thread).where(Contact.id.in_([each.id for each in moved])).execute()
    for each, with_contact in ((one, other), (other, one)):
        _step(turn, each.id, "joined", with_contact=with_contact.id)
    turn.touch("contact", *(each.id for each in moved))
    turn.undo = PutBack(by=turn.by, before=before, thread=thread)


@handles
def part(turn: Turn, command: Part) -> None:
    """Leave the conversation; what answers this very message later still finds it."""
    contact = _get(command.contact)
    if contact.thread_id is None or len(_with(contact)) < 2:
        raise Trouble(N_("It belongs to no other contact."))
    before, thread = ((contact.id, contact.thread_id),), _new_thread(contact)
    turn.update(contact, command.version, thread_id=thread)
    _step(turn, contact.id, "parted")
    turn.undo = PutBack(by=turn.by, before=before, thread=thread)


@handles
def put_back(turn: Turn, command: PutBack) -> None:
    """Conflict when none of them is there any more."""
    ids = [contact for contact, _ in command.before]
    here = {row.id for row in Contact.select().where(Contact.id.in_(ids) & (Contact.thread_id == command.thread))}
    if not here:
        raise Conflict()
    for contact, thread in command.before:
        if contact in here:
            Contact.update(thread_id=thread, version=Contact.version + 1).where(Contact.id == contact).execute()
            _step(turn, contact, "undone")


@handles
def split_off(turn: Turn, command: SplitOff) -> None:
    """Make the second thing to do. It waits at the desk, says what it is about in its first note, and is not counted
    as something that came in."""
    about = command.about.strip()[:_LONGEST]
    if not about:
        raise Trouble(N_("Write what the other thing is, in a few words."))
    source = _get(command.contact)
    if source.part_of is not None:
        source = _get(source.part_of)
    if source.redacted_at is not None:
        raise Trouble(N_("Its content was removed. There is nothing to divide."))
    thread = source.thread_id or _new_thread(source)
    if source.thread_id is None:
        turn.update(source, thread_id=thread)
    row = Contact.create(
        channel=source.channel,
        direction=source.direction,
        at=source.at,
        state="waiting",
        due_at=command.due_at,
        thread_id=thread,
        part_of=source.id,
    )
    ContactText.create(contact_id=row.id)
    if is_about_protected(source.id):
        _tie_as(turn, source.id, row.id)
    _step(turn, source.id, "split", part=row.id)
    add_step(turn, row.id, "split_off", of_contact=source.id)
    add_note.inside(turn, AddNote(by=turn.by, at=turn.at, contact=row.id, text=about))
    turn.touch("contact", row.id)
    turn.created["contact"] = row.id
    turn.undo = RemovePart(by=turn.by, contact=row.id, version=row.version)


@handles
def remove_part(turn: Turn, command: RemovePart) -> None:
    """Take it away. Conflict when somebody has done something with it since."""
    row = _get(command.contact)
    if row.part_of is None:
        raise Trouble(N_("Only a part can be taken away; what came in stays."))
    has_more = Note.select().where(Note.contact_id == row.id).count() > 1
    if row.version != command.version or row.state != "waiting" or has_more:
        raise Conflict()
    search.forget(turn.database, row.id)
    _step(turn, row.part_of, "split_undone", part=row.id)
    turn.touch("contact", row.id)
    turn.forgets = True
    row.delete_instance()


@handles
def close_together(turn: Turn, command: CloseTogether) -> None:
    """Close them all with one outcome, or none. What may be a report of concern is closed by its own way alone."""
    contact = _get(command.contact)
    said: dict[str, Any] = {"by": turn.by, "at": turn.at, "outcome": command.outcome}
    before: list[tuple[int, int, dict[str, Any]]] = []
    everything = ((command.contact, command.version, command.note), *((*each, "") for each in command.also))
    for contact_id, version, note in everything:
        row = _get(contact_id)
        if contact_id != contact.id and (row.thread_id is None or row.thread_id != contact.thread_id):
            raise Trouble(N_("One of them does not belong to this conversation any more. Look at it again."))
        if row.concern == "possible":
            raise Trouble(N_("One of them may be a report of concern about a child. Look at it by itself first."))
        handling.close.inside(turn, Close(**said, contact=contact_id, version=version, note=note))
        assert isinstance(turn.undo, Restore)
        before += turn.undo.before
    turn.undo = Restore(by=turn.by, before=tuple(before))


def _get(contact_id: int) -> Contact:
    contact = Contact.get_or_none(Contact.id == contact_id)
    if contact is None:
        raise Trouble(N_("There is no contact {id}."), id=contact_id)
    return contact


def _with(contact: Contact) -> list[Contact]:
    """All of its conversation, itself among them."""
    if contact.thread_id is None:
        return [contact]
    return list(Contact.select().where(Contact.thread_id == contact.thread_id).order_by(Contact.id))


def _new_thread(contact: Contact) -> int:
    return int(Thread.create(kind="phone" if contact.channel == "phone" else "mail").id)


def _tie_as(turn: Turn, source: int, part_id: int) -> None:
    """A part of what is about a protected identity is about her too, from its first word on."""
    for tie in list(Tie.select().where((Tie.contact_id == source) & (Tie.state == "tied"))):
        values = {"certainty": tie.certainty, "state": "tied", "reasons": tie.reasons, "by_id": turn.by, "at": turn.at}
        Tie.create(contact_id=part_id, case_id=tie.case_id, **values)


def _step(turn: Turn, contact_id: int, step: str, **facts: object) -> None:
    add_step(turn, contact_id, step, **facts)
    turn.audit(step, "contact", contact_id, **facts)
    turn.touch("contact", contact_id)
