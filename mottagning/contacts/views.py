"""Reads contacts: lists, one whole, and the JSON of contracts.md."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from mottagning.cases.codes import protected
from mottagning.contacts import search, ties
from mottagning.contacts.model import (
    AttachmentView,
    NoteView,
    SourceView,
    StepView,
    Summary,
    TieView,
    Whole,
    without_person,
)
from mottagning.contacts.tables import (
    Attachment,
    Call,
    Contact,
    ContactStep,
    ContactText,
    Ledger,
    Note,
    Quarantine,
    Raw,
)
from mottagning.db import Database, peewee
from mottagning.errors import Trouble
from mottagning.people import staff
from mottagning.texts import N_
from mottagning.worktime import ZONE

_BEGINNING = 160


def summaries(
    database: Database, where: Any = None, order: Iterable[Any] = (), limit: int | None = None
) -> list[Summary]:
    """Contacts that fulfil `where` (a condition on the tables), newest first unless `order` says otherwise."""
    with database.reading():
        query = (
            Contact.select(
                Contact,
                ContactText.name,
                ContactText.address,
                ContactText.phone,
                ContactText.subject,
                peewee.fn.SUBSTR(ContactText.text, 1, _BEGINNING).alias("beginning"),
                Call.status.alias("call_status"),
                Call.anonymous,
            )
            .join(ContactText, peewee.JOIN.LEFT_OUTER, on=(ContactText.contact_id == Contact.id))
            .join(Call, peewee.JOIN.LEFT_OUTER, on=(Call.contact_id == Contact.id))
            .order_by(*(tuple(order) or (Contact.at.desc(), Contact.id.desc())))
        )
        if where is not None:
            query = query.where(where)
        if limit is not None:
            query = query.limit(limit)
        return [_summary(row) for row in query.objects().iterator()]


def _summary(row: Any) -> Summary:
    return Summary(
        id=row.id,
        channel=row.channel,
        direction=row.direction,
        kind=row.kind,
        at=row.at,
        state=row.state,
        outcome=row.outcome,
        owner=row.owner_id,
        due_at=row.due_at,
        returns_at=row.returns_at,
        registered=row.registered,
        urgent=bool(row.urgent),
        concern=row.concern,
        concern_accepted_by=row.concern_accepted_by,
        thread=row.thread_id,
        version=row.version,
        name=row.name,
        address=row.address,
        phone=row.phone,
        subject=row.subject,
        beginning=" ".join((row.beginning or "").split()),
        closed_at=row.closed_at,
        redacted=row.redacted_at is not None,
        call_status=row.call_status,
        anonymous=bool(row.anonymous),
    )


def whole(database: Database, contact_id: int) -> Whole:
    """One contact with everything. Raises Trouble when there is none with this id."""
    with database.reading():
        found = summaries(database, Contact.id == contact_id)
        if not found:
            raise Trouble(N_("There is no contact {id}."), id=contact_id)
        text = ContactText.get_or_none(ContactText.contact_id == contact_id)
        notes = Note.select().where(Note.contact_id == contact_id).order_by(Note.id)
        steps = ContactStep.select().where(ContactStep.contact_id == contact_id).order_by(ContactStep.id)
        files = Attachment.select().where(Attachment.contact_id == contact_id).order_by(Attachment.position)
        return Whole(
            summary=found[0],
            text=(text.text or "") if text else "",
            oddities=tuple(json.loads(text.notes)) if text else (),
            notes=tuple(NoteView(at=n.at, author=n.author_id, text=n.text) for n in notes),
            ties=ties.of_contact(contact_id),
            sources=_sources([contact_id]).get(contact_id, ()),
            attachments=tuple(
                AttachmentView(id=f.id, name=f.name, content_type=f.content_type, size=f.size) for f in files
            ),
            steps=tuple(StepView(at=s.at, actor=s.actor_id, step=s.step, facts=json.loads(s.facts)) for s in steps),
            sealed=Quarantine.select().where(Quarantine.contact_id == contact_id).exists(),
        )


def notes_of(database: Database, ids: list[int]) -> dict[int, tuple[NoteView, ...]]:
    """The notes of each of these contacts, oldest first; those without any are left out."""
    found: dict[int, tuple[NoteView, ...]] = {}
    with database.reading():
        for start in range(0, len(ids), 500):
            for row in Note.select().where(Note.contact_id.in_(ids[start : start + 500])).order_by(Note.id):
                view = NoteView(at=row.at, author=row.author_id, text=row.text)
                found[row.contact_id] = (*found.get(row.contact_id, ()), view)
    return found


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


def _sources(ids: list[int] | None) -> dict[int, tuple[SourceView, ...]]:
    query = Ledger.select(Ledger.contact_id, Ledger.kind, Ledger.place, Ledger.sha256).order_by(Ledger.id)
    if ids is not None:
        query = query.where(Ledger.contact_id.in_(ids))
    found: dict[int, tuple[SourceView, ...]] = {}
    for row in query.iterator():
        view = SourceView(kind=row.kind, place=row.place, sha256=row.sha256)
        found[row.contact_id] = (*found.get(row.contact_id, ()), view)
    return found


def listing(
    database: Database, query: str | None = None, limit: int | None = None, after: int | None = None
) -> dict[str, Any]:
    """The document of `contacts list` and `contacts search`: complete, or a page with `next`."""
    with database.reading():
        ids = _page(database, query, limit, after)
        shown = ids if limit is None else ids[:limit]
        document: dict[str, Any] = {"contacts": _documents(database, shown)}
        if limit is not None:
            document["next"] = shown[-1] if len(ids) > limit and shown else None
        return document


def showing(database: Database, contact_id: int) -> dict[str, Any]:
    """The document of `contacts show`; Trouble when there is none."""
    with database.reading():
        documents = _documents(database, [contact_id])
        if not documents:
            raise Trouble(N_("There is no contact {id}."), id=contact_id)
        return {"contacts": documents}


def _page(database: Database, query: str | None, limit: int | None, after: int | None) -> list[int]:
    one_more = None if limit is None else limit + 1
    if query is not None:
        return search.find(database, query, one_more, after)
    rows = Contact.select(Contact.id).order_by(Contact.id)
    if after is not None:
        rows = rows.where(Contact.id > after)
    if one_more is not None:
        rows = rows.limit(one_more)
    return [int(row.id) for row in rows]


def _documents(database: Database, ids: list[int]) -> list[dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    keys = {person.id: person.key for person in staff.everyone(database)}
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        sources, tied = _sources(part), ties.of_contacts(part)
        hidden = protected({tie.case for each in tied.values() for tie in each if tie.tied})
        texts = {row.contact_id: row.text for row in ContactText.select().where(ContactText.contact_id.in_(part))}
        for summary in summaries(database, Contact.id.in_(part)):
            if any(tie.tied and tie.case in hidden for tie in tied.get(summary.id, ())):
                summary, texts[summary.id] = without_person(summary), None
            found[summary.id] = _document(
                summary, texts.get(summary.id), sources.get(summary.id, ()), tied.get(summary.id, ()), keys
            )
    return [found[contact_id] for contact_id in ids if contact_id in found]


def _document(
    summary: Summary,
    text: str | None,
    sources: tuple[SourceView, ...],
    tied: tuple[TieView, ...],
    keys: dict[int, str],
) -> dict[str, Any]:
    return {
        "id": summary.id,
        "channel": summary.channel,
        "at": local(summary.at),
        "counterpart": summary.counterpart,
        "subject": summary.subject,
        "text": text,
        "state": summary.state,
        "outcome": summary.outcome,
        "owner": "desk" if summary.owner is None else keys.get(summary.owner),
        "due_at": local(summary.due_at),
        "registered": summary.registered,
        "thread": summary.thread,
        "urgent": summary.urgent,
        "cases": [
            {"code": t.code, "certainty": t.certainty, "tied": t.tied, "reasons": list(t.reasons)}
            for t in tied
            if t.state != "untied"
        ],
        "sources": [{"kind": s.kind, "place": s.place, "sha256": s.sha256} for s in sources],
    }


def local(at: datetime | None) -> str | None:
    """A moment as contracts.md writes it: ISO 8601 with the offset of Stockholm."""
    return None if at is None else at.astimezone(UTC).astimezone(ZONE).isoformat(timespec="seconds")
