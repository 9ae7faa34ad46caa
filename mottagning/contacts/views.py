"""Reads contacts as rows of lists, and the notes of several at once."""

from collections.abc import Iterable
from typing import Any

from mottagning.contacts.model import NoteView, Summary
from mottagning.contacts.tables import Call, Contact, ContactText, Note
from mottagning.db import Database, peewee

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


def notes_of(database: Database, ids: list[int]) -> dict[int, tuple[NoteView, ...]]:
    """The notes of each of these contacts, oldest first; those without any are left out."""
    found: dict[int, tuple[NoteView, ...]] = {}
    with database.reading():
        for start in range(0, len(ids), 500):
            for row in Note.select().where(Note.contact_id.in_(ids[start : start + 500])).order_by(Note.id):
                view = NoteView(at=row.at, author=row.author_id, text=row.text)
                found[row.contact_id] = (*found.get(row.contact_id, ()), view)
    return found
