"""Writes many finished contacts at once: history brought over from another system, and the demo's."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from mottagning.contacts import search
from mottagning.contacts.tables import Call, Contact, ContactStep, ContactText, Ledger, Note, Raw, Tie
from mottagning.db import Database

_CHUNK = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A contact that was closed long ago. `place` is its place in the source; `case` an id, None for no tie."""

    channel: str
    at: datetime
    closed_at: datetime
    outcome: str
    owner: int | None
    place: str
    name: str | None = None
    address: str | None = None
    phone: str | None = None
    subject: str | None = None
    text: str | None = None
    note: str = ""
    case: int | None = None
    registered: str = "case_file"
    waited: timedelta | None = None
    """A call: how long it rang before it was answered; None when it was missed, or nobody knows."""
    missed: bool = False


def write_finished(database: Database, contacts: Iterable[Finished]) -> int:
    """Write them in pieces of a transaction each; returns how many. Their places must be new."""
    done = 0
    piece: list[Finished] = []
    for contact in contacts:
        piece.append(contact)
        if len(piece) == _CHUNK:
            done += _write(database, piece)
            piece = []
    return done + (_write(database, piece) if piece else 0)


def _write(database: Database, piece: list[Finished]) -> int:
    with database.writing():
        first = 1 + (Contact.select(Contact.id).order_by(Contact.id.desc()).limit(1).scalar() or 0)
        ledger_first = 1 + (Ledger.select(Ledger.id).order_by(Ledger.id.desc()).limit(1).scalar() or 0)
        rows = list(enumerate(piece))
        _insert(Contact, [_contact(first + n, c) for n, c in rows])
        _insert(ContactText, [_text(first + n, c) for n, c in rows])
        _insert(Note, [_note(first + n, c) for n, c in rows if c.note])
        _insert(ContactStep, [step for n, c in rows for step in _steps(first + n, c)])
        _insert(Ledger, [_ledger(ledger_first + n, first + n, c) for n, c in rows])
        _insert(Raw, [{"ledger_id": ledger_first + n, "octets": _octets(c)} for n, c in rows])
        _insert(Tie, [_tie(first + n, c) for n, c in rows if c.case is not None])
        _insert(Call, [_call(first + n, c) for n, c in rows if c.missed or c.waited is not None])
        for n, contact in rows:
            said = (contact.name, contact.address, contact.phone, contact.subject, contact.text, contact.note)
            search.index_new(database, first + n, *said)
        _continue_numbers(database)
    return len(piece)


def _insert(model: Any, rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), 100):
        model.insert_many(rows[start : start + 100]).execute()


def _contact(contact_id: int, c: Finished) -> dict[str, Any]:
    return {
        "id": contact_id,
        "channel": c.channel,
        "at": c.at,
        "state": "closed",
        "outcome": c.outcome,
        "owner_id": c.owner,
        "closed_at": c.closed_at,
        "registered": c.registered,
    }


def _text(contact_id: int, c: Finished) -> dict[str, Any]:
    return {
        "contact_id": contact_id,
        "name": c.name,
        "address": c.address,
        "phone": c.phone,
        "subject": c.subject,
        "text": c.text,
    }


def _note(contact_id: int, c: Finished) -> dict[str, Any]:
    return {"contact_id": contact_id, "at": c.closed_at, "author_id": c.owner, "text": c.note}


def _steps(contact_id: int, c: Finished) -> list[dict[str, Any]]:
    closed = json.dumps({"outcome": c.outcome})
    return [
        {"contact_id": contact_id, "at": c.at, "actor_id": None, "step": "arrived", "facts": "{}"},
        {"contact_id": contact_id, "at": c.closed_at, "actor_id": c.owner, "step": "closed", "facts": closed},
    ]


def _ledger(ledger_id: int, contact_id: int, c: Finished) -> dict[str, Any]:
    octets = _octets(c)
    return {
        "id": ledger_id,
        "place": c.place,
        "kind": "desk",
        "received_at": c.at,
        "fetched_at": c.at,
        "sha256": hashlib.sha256(octets).hexdigest(),
        "size": len(octets),
        "state": "understood",
        "contact_id": contact_id,
    }


def _call(contact_id: int, c: Finished) -> dict[str, Any]:
    answered = None if c.waited is None else c.at + c.waited
    return {
        "contact_id": contact_id,
        "source": "phone",
        "ringing_at": c.at,
        "answered_at": answered,
        "ended_at": answered and c.closed_at,
        "status": "missed" if c.missed else "ended",
    }


def _octets(c: Finished) -> bytes:
    said = {"channel": c.channel, "from": c.address or c.phone or c.name, "subject": c.subject, "text": c.text}
    return json.dumps(said | {"at": c.at.isoformat()}, ensure_ascii=False).encode()


def _tie(contact_id: int, c: Finished) -> dict[str, Any]:
    return {
        "contact_id": contact_id,
        "case_id": c.case,
        "certainty": "certain",
        "state": "tied",
        "reasons": "[]",
        "by_id": c.owner,
        "at": c.closed_at,
    }


def _continue_numbers(database: Database) -> None:
    """Ids were given here, so PostgreSQL's own counters must go on after them."""
    if database.dialect == "postgresql":
        for table in ("contact", "ledger"):
            database.sql(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"  # noqa: S608
            )
