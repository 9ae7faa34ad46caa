"""What somebody has begun to write: kept for her per contact, seen by colleagues as hers, never sent or kept by itself.

It survives a crash, another page and another computer. It goes when it is kept as a note or sent, when its writer
empties it, with the contact's content, and a day after the contact was done.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from mottagning.command import Command, Turn, handles
from mottagning.contacts.tables import Contact, Draft
from mottagning.db import Database
from mottagning.errors import Trouble
from mottagning.texts import N_

KINDS = NOTE, ANSWER = "note", "answer"
_LONGEST = 100_000
_AFTER_DONE = timedelta(days=1)
"""So long what was done can turn out not to be."""


@dataclass(frozen=True, slots=True)
class DraftView:
    """What `person` has begun to write, at `at` (UTC). `kind` is "note" or "answer"."""

    person: int
    kind: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepDraft(Command):
    """Let this be what `by` has begun to write; nothing at all takes it away."""

    contact: int
    text: str
    kind: str = NOTE


@dataclass(frozen=True, slots=True, kw_only=True)
class DropDrafts(Command):
    """What was begun about contacts that have been done for a day goes."""


@handles
def keep_draft(turn: Turn, command: KeepDraft) -> None:
    """Keep it. It is no act about the contact: neither its version nor its course is touched, and no audit is written.

    Of a contact whose content was removed nothing is kept.
    """
    if command.by is None or command.kind not in KINDS:
        raise ValueError(command.kind)
    if len(command.text) > _LONGEST:
        raise Trouble(N_("The text is too long. Keep it as a note, or put it into the case system."))
    put(turn, command.contact, command.by, command.kind, command.text)


@handles
def drop_drafts(turn: Turn, _command: DropDrafts) -> None:
    """Take them away, for good."""
    done = [row.id for row in Contact.select(Contact.id).where(_is_done(turn.at))]
    if done:
        Draft.delete().where(Draft.contact_id.in_(done)).execute()
        turn.forgets = True
        turn.touch("draft", *done)


def is_something_to_drop(at: datetime) -> bool:
    """Inside a transaction: whether there is anything for `DropDrafts`."""
    return bool(Contact.select().where(_is_done(at)).exists())


def put(turn: Turn, contact_id: int, person: int, kind: str, text: str) -> None:
    """Inside a turn: this is what she has begun, however long it is."""
    contact = Contact.get_or_none(Contact.id == contact_id)
    if contact is None or contact.redacted_at is not None or not text.strip():
        forget(contact_id, person, kind)
    else:
        known = {"contact_id": contact_id, "person_id": person, "kind": kind}
        said = {"text": text, "at": turn.at}
        key = [Draft.contact_id, Draft.person_id, Draft.kind]
        Draft.insert(**known, **said).on_conflict(conflict_target=key, update=said).execute()
    turn.touch("draft", contact_id)


def forget(contact: int, person: int, kind: str) -> None:
    """Inside a turn: it is kept as a note, sent, or given up."""
    here = (Draft.contact_id == contact) & (Draft.person_id == person) & (Draft.kind == kind)
    Draft.delete().where(here).execute()


def forget_kept(contact: int, person: int, note: str) -> None:
    """Inside a turn: this note of hers is kept; what she had begun goes if it is these words, or their beginning."""
    here = (Draft.contact_id == contact) & (Draft.person_id == person) & (Draft.kind == NOTE)
    begun = Draft.get_or_none(here)
    if begun is not None and (note.startswith(begun.text.strip()) or begun.text.strip().startswith(note)):
        forget(contact, person, NOTE)


def drafts_of(database: Database, contacts: Iterable[int]) -> dict[int, tuple[DraftView, ...]]:
    """What is begun about each of these contacts, by anybody, the oldest first."""
    found: dict[int, tuple[DraftView, ...]] = {}
    with database.reading():
        rows = Draft.select().where(Draft.contact_id.in_(list(contacts))).order_by(Draft.at, Draft.person_id)
        for row in rows:
            view = DraftView(row.person_id, row.kind, row.text, row.at)
            found[row.contact_id] = (*found.get(row.contact_id, ()), view)
    return found


def _is_done(at: datetime) -> Any:
    begun = Draft.select(Draft.contact_id)
    return Contact.id.in_(begun) & (Contact.closed_at <= Contact.closed_at.db_value(at - _AFTER_DONE))
