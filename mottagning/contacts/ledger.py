"""The ledger: what a source gave is stored raw, with its place there, before anyone tries to understand it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from mottagning.command import Command, Turn, handles
from mottagning.contacts.tables import Ledger, Raw
from mottagning.db import Database
from mottagning.insertion import add, change

_AT_ONCE = 16 * 1024 * 1024
MAIL = ("imap", "graph")
"""The kinds of what is a message, by how its mailbox is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawItem:
    """Octets from a source. `place` is neutral: imap:account/folder/uidvalidity/uid, graph:account/folder/id,
    call:source/id, desk:uuid. By its `fingerprint` a message is known again that gets another place."""

    place: str
    kind: str
    octets: bytes
    received_at: datetime | None = None
    folder_id: int | None = None
    fingerprint: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreRaw(Command):
    """Keep what was fetched; what is at a known place already is left as it is."""

    items: tuple[RawItem, ...]


@handles
def store_raw(turn: Turn, command: StoreRaw) -> None:
    """Store each item whose place is new; a tombstone's place is known too, so it is never fetched again."""
    for item in command.items:
        if keep_raw(turn, item) is not None:
            turn.touch("ledger")


def keep_raw(turn: Turn, item: RawItem) -> int | None:
    """Inside a turn: the new ledger row's id, or None when the place is known."""
    known = turn.database.sql("SELECT id, state FROM ledger WHERE place = ?", (item.place,)).fetchone()
    if known is None:
        ledger_id = add(
            Ledger,
            place=item.place,
            kind=item.kind,
            folder_id=item.folder_id,
            received_at=item.received_at,
            fetched_at=turn.at,
            sha256=hashlib.sha256(item.octets).hexdigest(),
            size=len(item.octets),
            fingerprint=item.fingerprint,
            state="raw",
        ).id
    else:
        ledger_id, state = known
        if state != "raw" or Raw.get_or_none(Raw.ledger_id == ledger_id) is not None:
            return None
    add(Raw, ledger_id=ledger_id, octets=item.octets)
    return int(ledger_id)


@dataclass(frozen=True, slots=True)
class Pending:
    """A ledger row that nobody has understood yet."""

    ledger_id: int
    place: str
    kind: str
    received_at: datetime | None
    fetched_at: datetime
    octets: bytes


def pending(database: Database, limit: int = 50) -> list[Pending]:
    """The oldest mail rows that still are raw, at most `limit`, and no more than fit in memory together."""
    with database.reading():
        rows: list[Ledger] = []
        octets_left = _AT_ONCE
        waiting = Ledger.select().where((Ledger.state == "raw") & Ledger.kind.in_(MAIL)).order_by(Ledger.id)
        for row in waiting.limit(limit):
            octets_left -= row.size or 0
            if rows and octets_left < 0:
                break
            rows.append(row)
        octets = {raw.ledger_id: raw.octets for raw in Raw.select().where(Raw.ledger_id.in_([r.id for r in rows]))}
        return [Pending(r.id, r.place, r.kind, r.received_at, r.fetched_at, octets.get(r.id, b"")) for r in rows]


def has_pending(database: Database, count: int) -> bool:
    """Whether at least so many messages wait to be understood."""
    with database.reading():
        waiting = Ledger.select(Ledger.id).where((Ledger.state == "raw") & Ledger.kind.in_(MAIL))
        return len(list(waiting.limit(count).tuples())) == count


def mark(ledger_id: int, state: str, contact_id: int) -> None:
    """Inside a turn: this row is understood (or unreadable) and belongs to that contact."""
    change(Ledger, ledger_id, state=state, contact_id=contact_id)


def bury(contact_id: int, reason: str) -> None:
    """Inside a turn: leave tombstones of a contact's rows: place, time, reason, and nothing of the content."""
    ids = [row.id for row in Ledger.select(Ledger.id).where(Ledger.contact_id == contact_id)]
    Raw.delete().where(Raw.ledger_id.in_(ids)).execute()
    bare = {"sha256": None, "size": None, "moved_to": None}  # a folder may bear somebody's name
    Ledger.update(state="removed", reason=reason, **bare).where(Ledger.id.in_(ids)).execute()
