"""One look at one folder of a mailbox: what the ledger lacks is fetched, what has left is seen, the gauge is told."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from mottagning.contacts import ledger
from mottagning.contacts.ledger import RawItem, StoreRaw
from mottagning.contacts.mail import mailbox, places
from mottagning.contacts.mail.mailbox import Account, FolderState, NoteLook
from mottagning.contacts.mail.mailsource import FolderTrouble, Listing, Mail, Source
from mottagning.contacts.mail.places import Folder, Known, NoteLeft, RenamePlaces, Stale
from mottagning.db import Database
from mottagning.errors import DatabaseTrouble, Trouble
from mottagning.texts import N_

_MOST_REFUSED = 20
"""So many messages that the server cannot give are passed over in one look; then it is the folder that is ill."""
_PROGRESS_S = 2
_AT_ONCE = 200
_COMPARED = 5000

Stored = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one look at a folder gave. `error` is a sentence; counts are of messages since the first day.

    `unfinished`: some of what has left the folder has not been looked for yet; the next look goes on with it.
    """

    mailbox: str
    folder: str
    server_count: int | None = None
    ledger_count: int | None = None
    new: int = 0
    error: str | None = None
    unfinished: bool = False


def look(database: Database, account: Account, source: Source, state: FolderState, stored: Stored | None) -> Look:
    """Fetch what the ledger lacks of one folder; a folder that fails does not stop the others."""
    try:
        return FolderLook(database, account, source, state, stored).run()
    except FolderTrouble as trouble:
        return failed(database, account, state, trouble)


class FolderLook:
    """One look at one folder, from the source's listing to the gauge."""

    def __init__(
        self, database: Database, account: Account, source: Source, state: FolderState, stored: Stored | None
    ) -> None:
        self._database = database
        self._account = account
        self._source = source
        self._state = state
        self._stored = stored
        prefix = f"{source.kind}:{account.name}/{state.folder}/"
        self._folder = Folder(state.id, source.kind, prefix, account.since)
        self._new = self._refused = 0
        self._told_at = time.monotonic()

    def run(self) -> Look:
        """All of it; FolderTrouble when the folder cannot be read."""
        listing = self._source.look(self._state.folder, self._account.since, self._state.token)
        known = places.known(self._database, self._folder)
        lacking = [name for name in listing.names if name not in known.here and name not in known.gone]
        have = len(listing.names) - len(lacking) if listing.whole else self._count()
        stale = self._stale(listing)
        if stale is not None:
            unknown = self._rename(lacking, stale, listing, have)
            have += len(lacking) - len(unknown)
            lacking = unknown
        have += self._fetch(lacking, stale, listing, have)
        unfinished = self._see_what_left(listing, known)
        return self._note(listing, have if listing.whole else self._count(), unfinished)

    def _count(self) -> int:
        return places.count(self._database, self._folder)

    def _stale(self, listing: Listing) -> Stale | None:
        """Rows under names that mean nothing any more; None unless the folder has begun to name anew (RFC 3501
        2.3.1.1), and None when the last look that came to its end was after that."""
        if listing.epoch is None or listing.epoch == self._state.uidvalidity:
            return None
        return Stale(self._database, self._folder, listing.epoch) or None

    def _rename(self, lacking: Sequence[str], stale: Stale, listing: Listing, have: int) -> list[str]:
        """Give what is known again by its fingerprint its new place, unfetched; the rest still lacks."""
        left: list[str] = []
        for part in _larger(self._source.fingerprints(self._state.folder, lacking)):
            renamed: list[tuple[int, str]] = []
            rows = stale.by_fingerprints([mark for _, mark in part])
            for (name, _), row in zip(part, rows, strict=True):
                if row is None:
                    left.append(name)
                else:
                    renamed.append((row, self._folder.prefix + name))
            self._write_names(renamed)
            have += len(renamed)
            self._tell_progress(listing, have)
        return left

    def _write_names(self, renamed: list[tuple[int, str]]) -> None:
        for some in places.in_turns(renamed):
            places.rename_places(self._database, RenamePlaces(by=None, places=some))

    def _fetch(self, lacking: Sequence[str], stale: Stale | None, listing: Listing, have: int) -> int:
        """Bring these to the ledger; returns how many are there now."""
        came = 0
        for batch in self._source.fetch(self._state.folder, lacking):
            self._refused += sum(1 for mail in batch if mail.octets is None)
            if self._refused > _MOST_REFUSED:
                raise FolderTrouble(
                    N_("The folder “{folder}” in {name} cannot be read. Check its name."),
                    folder=self._state.folder,
                    name=self._account.name,
                )
            came += self._keep([mail for mail in batch if mail.octets is not None], stale)
            self._tell_progress(listing, have + came)
            if self._stored is not None:
                self._stored(self._new)
        return came

    def _keep(self, mails: list[Mail], stale: Stale | None) -> int:
        """In one transaction, but for those whose octets the ledger has under a name of another epoch."""
        items: list[RawItem] = []
        renamed: list[tuple[int, str]] = []
        known: Sequence[int | None] = [None] * len(mails)
        if stale is not None:
            known = stale.by_hashes([hashlib.sha256(mail.octets or b"").hexdigest() for mail in mails])
        for mail, row in zip(mails, known, strict=True):
            place, octets = self._folder.prefix + mail.name, mail.octets or b""
            if row is not None:
                renamed.append((row, place))
                continue
            items.append(
                RawItem(
                    place=place,
                    kind=self._source.kind,
                    octets=octets,
                    received_at=mail.received_at,
                    folder_id=self._state.id,
                    fingerprint=mail.fingerprint,
                )
            )
        self._write_names(renamed)
        if items:
            ledger.store_raw(self._database, StoreRaw(by=None, items=tuple(items)))
            self._new += len(items)
        return len(mails)

    def _see_what_left(self, listing: Listing, known: Known) -> bool:
        """Note what somebody has moved or deleted, and what is back; whether some is left to be looked for."""
        there = set(listing.names)
        back = [self._folder.prefix + name for name in known.gone & there]
        lost = known.followed - there if listing.whole else known.here.intersection(listing.gone)
        missing = places.missing(self._database, self._folder, lost) if lost else []
        found = self._source.find(self._state.folder, missing) if missing else {}
        left = [(self._folder.prefix + name, where) for name, where in found.items() if where != self._state.folder]
        for start in range(0, max(len(left), len(back)), _AT_ONCE):
            end = start + _AT_ONCE
            command = NoteLeft(by=None, left=tuple(left[start:end]), back=tuple(back[start:end]))
            places.note_left(self._database, command)
        return len(found) < len(missing)

    def _tell_progress(self, listing: Listing, have: int) -> None:
        if time.monotonic() - self._told_at >= _PROGRESS_S:
            self._told_at = time.monotonic()
            before = self._state
            note = NoteLook(
                by=None,
                finished=False,
                folder=before.id,
                uidvalidity=before.uidvalidity,
                server_count=listing.count,
                ledger_count=have,
                token=before.token,
            )
            mailbox.note_look(self._database, note)

    def _note(self, listing: Listing, have: int, unfinished: bool) -> Look:
        """The gauge. A source's token is kept only when all that it told of is in the ledger."""
        error = str(self._cannot_give()) if self._refused else None
        token = listing.token if have == listing.count else None  # else the next look is a whole one
        if self._refused or unfinished:
            token = self._state.token
        note = NoteLook(
            by=None,
            folder=self._state.id,
            uidvalidity=listing.epoch,
            server_count=listing.count,
            ledger_count=have,
            error=error,
            token=token,
        )
        mailbox.note_look(self._database, note)
        return Look(
            mailbox=self._account.name,
            folder=self._state.folder,
            server_count=listing.count,
            ledger_count=have,
            new=self._new,
            error=error,
            unfinished=unfinished,
        )

    def _cannot_give(self) -> Trouble:
        return Trouble(
            N_(
                "The mail server {host} cannot give {n} of the messages in “{folder}”. "
                "Look at them in the mail program."
            ),
            host=self._account.host,
            folder=self._state.folder,
            n=self._refused,
        )


def _larger(parts: Iterable[list[tuple[str, str | None]]]) -> Iterator[list[tuple[str, str | None]]]:
    """Fewer and larger pieces: each is compared with all that the ledger has of the folder."""
    some: list[tuple[str, str | None]] = []
    for part in parts:
        some += part
        if len(some) >= _COMPARED:
            yield some
            some = []
    if some:
        yield some


def as_it_stands(account: Account, state: FolderState, error: str) -> Look:
    """The counts of the last good look."""
    return Look(
        mailbox=account.name,
        folder=state.folder,
        server_count=state.server_count,
        ledger_count=state.ledger_count,
        error=error,
    )


def failed(database: Database, account: Account, state: FolderState, trouble: Trouble) -> Look:
    """Write the trouble on the gauge; the counts of the last good look stand, and where the next one goes on."""
    with suppress(DatabaseTrouble):
        note = NoteLook(
            by=None,
            finished=False,
            folder=state.id,
            uidvalidity=state.uidvalidity,
            server_count=state.server_count,
            ledger_count=state.ledger_count,
            error=str(trouble),
            token=state.token,
        )
        mailbox.note_look(database, note)
    return as_it_stands(account, state, str(trouble))
