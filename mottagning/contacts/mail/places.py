"""Where messages stand in their source: the places that are known, those that got another name, and what has left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from mottagning.command import Command, Turn, handles
from mottagning.contacts.creation import add_step
from mottagning.contacts.mail.mailsource import Missing
from mottagning.contacts.tables import Contact, Ledger, Message
from mottagning.db import Database, peewee
from mottagning.worktime import ZONE

_SOME = 200
"""Rows written in one turn."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder as the ledger names its places, by what reads it: `prefix` and the message's name in the folder."""

    id: int
    kind: str
    prefix: str
    since: date | None = None

    def begins(self) -> datetime | None:
        """The moment from which messages count; None: all do."""
        return None if self.since is None else datetime.combine(self.since, time(), ZONE)


@dataclass(frozen=True, slots=True)
class Known:
    """The names of a folder's messages in the ledger: still there, and gone when last looked. Tombstones are among
    them. `followed`: those whose leaving would be seen, since they came after the folder's first day."""

    here: set[str]
    gone: set[str]
    followed: set[str]


def known(database: Database, folder: Folder) -> Known:
    """All that the ledger has of a folder."""
    begins = folder.begins()
    # On the first day itself the server's idea of it (RFC 3501 6.4.4: by its own zone) may be another than ours.
    after = None if begins is None else Ledger.received_at.db_value(begins + timedelta(days=1))
    statement = (
        "SELECT place, gone_at, received_at IS NULL OR received_at >= ? FROM ledger WHERE folder_id = ? AND kind = ?"
    )
    found = Known(set(), set(), set())
    # By hand: a mailbox of 45,000 is looked at once a minute, and models would take five times as long.
    with database.reading():
        rows = database.sql(statement, (after or "0001-01-01T00:00:00Z", folder.id, folder.kind))
        for place, gone_at, is_followed in rows:
            name = place[len(folder.prefix) :]
            if gone_at is not None:
                found.gone.add(name)
            else:
                found.here.add(name)
                if is_followed:
                    found.followed.add(name)
    return found


def count(database: Database, folder: Folder) -> int:
    """How many of a folder's messages that count the ledger has, without those that have left."""
    begins = folder.begins()
    with database.reading():
        is_there = (Ledger.folder_id == folder.id) & (Ledger.kind == folder.kind) & Ledger.gone_at.is_null()
        rows = Ledger.select().where(is_there)
        if begins is not None:
            rows = rows.where(Ledger.received_at.is_null() | (Ledger.received_at >= begins))
        return int(rows.count())


# Names that a source has given anew ---------------------------------------------------------------------------------


class Stale:
    """Rows of a folder under names of another epoch: what is listed now may be theirs.

    Asked of the database for some at a time, so that a mailbox of any size takes the same memory; a row that has been
    given its new name (`rename_places`) is none of them any more.
    """

    def __init__(self, database: Database, folder: Folder, epoch: int) -> None:
        self._database = database
        self._folder = folder
        self._current = f"{folder.prefix}{epoch}/"

    def __bool__(self) -> bool:
        statement = "SELECT place FROM ledger WHERE folder_id = ? AND kind = ?"
        with self._database.reading():
            rows = self._database.sql(statement, (self._folder.id, self._folder.kind))
            return any(not place.startswith(self._current) for (place,) in rows)

    def by_fingerprints(self, marks: Sequence[str | None]) -> list[int | None]:
        """The row of each; None when there is none, or several that say different things: then the content must tell.
        No row is given twice."""
        found: dict[str, list[tuple[int, str | None]]] = {}
        for row, mark, sha256 in self._rows(Ledger.fingerprint, marks):
            found.setdefault(mark, []).append((row, sha256))
        sure = {mark: [row for row, _ in rows] for mark, rows in found.items() if len({sha for _, sha in rows}) == 1}
        return _each_once(marks, sure)

    def by_hashes(self, hashes: Sequence[str]) -> list[int | None]:
        """The row of the message with each of these octets; none is given twice."""
        found: dict[str, list[int]] = {}
        for row, _, sha256 in self._rows(Ledger.sha256, hashes):
            found.setdefault(sha256 or "", []).append(row)
        return _each_once(hashes, found)

    def _rows(self, column: Any, values: Sequence[str | None]) -> Iterator[tuple[int, str, str | None]]:
        """The oldest first."""
        wanted = {value for value in values if value}
        if not wanted:
            return
        here = (Ledger.folder_id == self._folder.id) & (Ledger.kind == self._folder.kind)
        columns = (Ledger.id, Ledger.place, Ledger.fingerprint, Ledger.sha256)
        with self._database.reading():
            found: Any = Ledger.select(*columns).where(here & column.in_(wanted)).order_by(Ledger.id)
            rows: list[tuple[int, str, str, str | None]] = list(found.tuples())
        for row, place, mark, sha256 in rows:
            if not place.startswith(self._current):
                yield row, mark, sha256


def _each_once(values: Sequence[str | None], rows: dict[str, list[int]]) -> list[int | None]:
    left = {value: iter(found) for value, found in rows.items()}
    return [next(left[value], None) if value in left else None for value in values]


@dataclass(frozen=True, slots=True, kw_only=True)
class RenamePlaces(Command):
    """The source has given its messages other names: (row in the ledger, its place now)."""

    places: tuple[tuple[int, str], ...]


@handles
def rename_places(turn: Turn, command: RenamePlaces) -> None:
    """The rows stand at their new places, and are there again if they were thought to have left."""
    for row, place in command.places:
        if not Ledger.select().where(Ledger.place == place).exists():
            Ledger.update(place=place, gone_at=None, moved_to=None).where(Ledger.id == row).execute()
            turn.touch("ledger")


# What somebody has moved or deleted in the mailbox --------------------------------------------------------------------


def missing(database: Database, folder: Folder, names: Iterable[str]) -> list[Missing]:
    """These with their Message-IDs, as far as they are known, in the order of their names."""
    found: list[Missing] = []
    wanted = sorted(names)
    with database.reading():
        for start in range(0, len(wanted), _SOME):
            part = [folder.prefix + name for name in wanted[start : start + _SOME]]
            rows = (
                Ledger.select(Ledger.place, Message.message_id)
                .join(Message, peewee.JOIN.LEFT_OUTER, on=(Message.contact_id == Ledger.contact_id))
                .where(Ledger.place.in_(part) & (Ledger.state != "raw"))
                .order_by(Ledger.place)
            )
            found += [Missing(row[0][len(folder.prefix) :], row[1]) for row in rows.tuples().iterator()]
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteLeft(Command):
    """What has left its folder: (place, the folder of the mailbox where it is now, None: it is nowhere in it);
    and the places of what is back."""

    left: tuple[tuple[str, str | None], ...] = ()
    back: tuple[str, ...] = ()


@handles
def note_left(turn: Turn, command: NoteLeft) -> None:
    """Show it on the contacts; nothing that was fetched is removed.

    A folder may bear somebody's name, so it stands in the row, which redaction clears, and not in the course.
    """
    for place, folder in command.left:
        row = Ledger.get_or_none((Ledger.place == place) & Ledger.gone_at.is_null())
        if row is None:
            continue
        is_bare = row.contact_id is None or Contact.get(Contact.id == row.contact_id).redacted_at is not None
        Ledger.update(gone_at=turn.at, moved_to=None if is_bare else folder).where(Ledger.id == row.id).execute()
        if row.contact_id is not None:
            add_step(turn, row.contact_id, "moved_in_mailbox" if folder else "gone_from_mailbox")
            turn.touch("contact", row.contact_id)
    for place in command.back:
        row = Ledger.get_or_none((Ledger.place == place) & Ledger.gone_at.is_null(False))
        if row is None:
            continue
        Ledger.update(gone_at=None, moved_to=None).where(Ledger.id == row.id).execute()
        if row.contact_id is not None:
            add_step(turn, row.contact_id, "back_in_mailbox")
            turn.touch("contact", row.contact_id)


def in_turns(rows: list[tuple[int, str]]) -> Iterable[tuple[tuple[int, str], ...]]:
    """In pieces of what is written in one turn."""
    return (tuple(rows[start : start + _SOME]) for start in range(0, len(rows), _SOME))
