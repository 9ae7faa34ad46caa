"""Contacts as the JSON of contracts.md."""

from datetime import UTC, datetime
from typing import Any

from mottagning.cases.codes import protected
from mottagning.contacts import search
from mottagning.contacts.model import Summary, TieView, without_person
from mottagning.contacts.tables import Contact, ContactText
from mottagning.contacts.tied import ties_of_contacts
from mottagning.contacts.views import summaries
from mottagning.contacts.whole import SourceView, sources_of
from mottagning.db import Database
from mottagning.errors import Trouble
from mottagning.people import staff
from mottagning.texts import N_
from mottagning.worktime import ZONE


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
        sources, tied = sources_of(part), ties_of_contacts(part)
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
    ties: tuple[TieView, ...],
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
            for t in ties
            if t.state != "untied"
        ],
        "sources": [{"kind": s.kind, "place": s.place, "sha256": s.sha256} for s in sources],
    }


def local(at: datetime | None) -> str | None:
    """A moment as contracts.md writes it: ISO 8601 with the offset of Stockholm."""
    return None if at is None else at.astimezone(UTC).astimezone(ZONE).isoformat(timespec="seconds")
