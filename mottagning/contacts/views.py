"""Reads contacts as rows of lists, and the notes of several at once."""

from collections.abc import Iterable
from typing import Any

from mottagning.contacts.model import NoteView, Summary
from mottagning.contacts.tables import Call, Contact, ContactText, Note
from mottagning.db import Database, peewee

_COLUMNS = {
    "id": Contact.id,
    "channel": Contact.channel,
    "direction": Contact.direction,
    "kind": Contact.kind,
    "at": Contact.at,
    "state": Contact.state,
    "outcome": Contact.outcome,
    "owner": Contact.owner_id,
    "due_at": Contact.due_at,
    "returns_at": Contact.returns_at,
    "registered": Contact.registered,
    "urgent": Contact.urgent,
    "concern": Contact.concern,
    "concern_accepted_by": Contact.concern_accepted_by,
    "thread": Contact.thread_id,
    "version": Contact.version,
    "name": ContactText.name,
    "address": ContactText.address,
    "phone": ContactText.phone,
    "subject": ContactText.subject,
    "beginning": peewee.fn.SUBSTR(ContactText.text, 1, 160),
    "closed_at": Contact.closed_at,
    "redacted": Contact.redacted_at,
    "call_status": Call.status,
    "anonymous": Call.anonymous,
    "may_be_answered_automatically": Contact.may_be_answered,
    "quiet": Contact.quiet,
    "booked": Contact.booked,
    "part_of": Contact.part_of,
}
"""What a `Summary` is made of."""
_WHERE_IT_IS_SAID = peewee.fn.COALESCE(Contact.part_of, Contact.id)
"""A second thing to do with a contact has no words and no sender of its own, so that they go with the first."""


def summaries(
    database: Database, where: Any = None, order: Iterable[Any] = (), limit: int | None = None
) -> list[Summary]:
    """Contacts that fulfil `where` (a condition on the tables), newest first unless `order` says otherwise."""
    with database.reading():
        query = (
            Contact.select(*_COLUMNS.values())
            .join(ContactText, peewee.JOIN.LEFT_OUTER, on=(ContactText.contact_id == _WHERE_IT_IS_SAID))
            .join(Call, peewee.JOIN.LEFT_OUTER, on=(Call.contact_id == Contact.id))
            .order_by(*(tuple(order) or (Contact.at.desc(), Contact.id.desc())))
        )
        if where is not None:
            query = query.where(where)
        if limit is not None:
            query = query.limit(limit)
        return [_summary(row) for row in query.tuples().iterator()]


def _summary(row: tuple[Any, ...]) -> Summary:
    said = dict(zip(_COLUMNS, row, strict=True))
    said["beginning"] = " ".join((said["beginning"] or "").split())
    said["urgent"], said["anonymous"] = bool(said["urgent"]), bool(said["anonymous"])
    said["may_be_answered_automatically"] = bool(said["may_be_answered_automatically"])
    said["quiet"], said["booked"] = bool(said["quiet"]), bool(said["booked"])
    said["redacted"] = said["redacted"] is not None
    return Summary(**said)


def notes_of(database: Database, ids: list[int]) -> dict[int, tuple[NoteView, ...]]:
    """The notes of each of these contacts, oldest first; those without any are left out."""
    found: dict[int, tuple[NoteView, ...]] = {}
    with database.reading():
        for start in range(0, len(ids), 500):
            for row in Note.select().where(Note.contact_id.in_(ids[start : start + 500])).order_by(Note.id):
                view = NoteView(at=row.at, author=row.author_id, text=row.text)
                found[row.contact_id] = (*found.get(row.contact_id, ()), view)
    return found
