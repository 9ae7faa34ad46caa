"""Lines that are written about a contact at the desk; they can be found by their words at once."""

from __future__ import annotations

from dataclasses import dataclass

from mottagning.command import Command, Turn, handles
from mottagning.contacts import drafts, redaction, search, status
from mottagning.contacts.creation import add_step
from mottagning.contacts.tables import Note


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNote(Command):
    """A line about a contact; notes never collide, so no version is asked for."""

    contact: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveNote(Command):
    """Takes a note back (the undo of `AddNote`)."""

    note: int


@handles
def add_note(turn: Turn, command: AddNote) -> None:
    """Write a line; it can be found by its words at once. Of somebody protected it is sealed when all is done."""
    contact = status.get(command.contact)
    if note := write(turn, command.contact, command.text):
        turn.touch("contact", command.contact)
        if not redaction.seal_when_done(turn, contact):
            turn.created["note"] = note
            turn.undo = RemoveNote(by=command.by, note=note)


@handles
def remove_note(turn: Turn, command: RemoveNote) -> None:
    """Take a note back."""
    note = Note.get_or_none(Note.id == command.note)
    if note is None:
        return
    note.delete_instance()
    search.index(turn.database, note.contact_id)
    turn.touch("contact", note.contact_id)
    add_step(turn, note.contact_id, "note_removed")
    turn.audit("note_removed", "contact", note.contact_id)


def write(turn: Turn, contact_id: int, text: str) -> int | None:
    """Inside a turn: write a line, unless there are no words; gives the note."""
    if not text.strip():
        return None
    note = Note.create(contact_id=contact_id, at=turn.at, author_id=turn.by, text=text.strip())
    if turn.by is not None:
        drafts.forget_kept(contact_id, turn.by, text.strip())
    search.index(turn.database, contact_id)
    add_step(turn, contact_id, "noted")
    turn.audit("noted", "contact", contact_id)
    return int(note.id)
