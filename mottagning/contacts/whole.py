"""One contact with all that belongs to it."""

import json
from dataclasses import dataclass
from datetime import datetime

from mottagning.contacts.model import NoteView, Summary, TieView
from mottagning.contacts.tables import Attachment, Contact, ContactStep, ContactText, Ledger, Note, Quarantine, Raw
from mottagning.contacts.tied import ties_of_contact
from mottagning.contacts.views import summaries
from mottagning.db import Database
from mottagning.errors import Trouble
from mottagning.texts import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    """Where a contact came from. `gone_at`: when it was seen that the message is no longer there; `moved_to`: the
    folder of the mailbox where it was found then."""

    kind: str
    place: str
    sha256: str | None
    gone_at: datetime | None = None
    moved_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentView:
    """A file that came along; an `inline` one is a picture within the HTML."""

    id: int
    name: str
    content_type: str
    size: int
    inline: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """One step in the course of a contact."""

    at: datetime
    actor: int | None
    step: str
    facts: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A contact with all that belongs to it."""

    summary: Summary
    text: str
    oddities: tuple[str, ...]
    notes: tuple[NoteView, ...]
    ties: tuple[TieView, ...]
    sources: tuple[SourceView, ...]
    attachments: tuple[AttachmentView, ...]
    steps: tuple[StepView, ...]
    sealed: bool


def read_whole(database: Database, contact_id: int) -> Whole:
    """One contact with everything. Raises Trouble when there is none with this id."""
    with database.reading():
        found = summaries(database, Contact.id == contact_id)
        if not found:
            raise Trouble(N_("There is no contact {id}."), id=contact_id)
        said_in = found[0].part_of or contact_id  # a second thing to do has the words and the files of the first
        text = ContactText.get_or_none(ContactText.contact_id == said_in)
        notes = Note.select().where(Note.contact_id == contact_id).order_by(Note.id)
        steps = ContactStep.select().where(ContactStep.contact_id == contact_id).order_by(ContactStep.id)
        files = Attachment.select().where(Attachment.contact_id == said_in).order_by(Attachment.position)
        return Whole(
            summary=found[0],
            text=(text.text or "") if text else "",
            oddities=tuple(json.loads(text.notes)) if text else (),
            notes=tuple(NoteView(at=n.at, author=n.author_id, text=n.text) for n in notes),
            ties=ties_of_contact(contact_id),
            sources=sources_of([said_in]).get(said_in, ()),
            attachments=tuple(
                AttachmentView(id=f.id, name=f.name, content_type=f.content_type, size=f.size, inline=f.inline)
                for f in files
            ),
            steps=tuple(StepView(at=s.at, actor=s.actor_id, step=s.step, facts=json.loads(s.facts)) for s in steps),
            sealed=Quarantine.select().where(Quarantine.contact_id == contact_id).exists(),
        )


def raw_octets(database: Database, contact_id: int) -> list[bytes]:
    """What the sources gave, as fetched; empty for a redacted contact."""
    with database.reading():
        rows = (
            Raw.select(Raw.octets)
            .join(Ledger, on=(Ledger.id == Raw.ledger_id))
            .where(Ledger.contact_id == contact_id)
            .order_by(Ledger.id)
        )
        return [row.octets for row in rows]


def sources_of(ids: list[int]) -> dict[int, tuple[SourceView, ...]]:
    """Inside a transaction: where each of these contacts came from, in the order it was told."""
    facts = (Ledger.contact_id, Ledger.kind, Ledger.place, Ledger.sha256, Ledger.gone_at, Ledger.moved_to)
    rows = Ledger.select(*facts)
    found: dict[int, tuple[SourceView, ...]] = {}
    for row in rows.where(Ledger.contact_id.in_(ids)).order_by(Ledger.id).iterator():
        view = SourceView(kind=row.kind, place=row.place, sha256=row.sha256, gone_at=row.gone_at, moved_to=row.moved_to)
        found[row.contact_id] = (*found.get(row.contact_id, ()), view)
    return found
