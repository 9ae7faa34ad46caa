"""Reads IMAP folders into the ledger: by UID, without marking anything, whole after any interruption (RFC 3501, 2177).

Nothing depends on flags or on where the last run stopped: each look asks the server which UIDs there are and fetches
those that the ledger does not have.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from threading import Event
from typing import Any

from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from mottagning.contacts import ledger, mailbox
from mottagning.contacts.ledger import RawItem, StoreRaw
from mottagning.contacts.mailbox import Account, FolderState, NoteLook
from mottagning.contacts.mailserver import TRYING, connection
from mottagning.db import Database
from mottagning.errors import DatabaseTrouble, Trouble
from mottagning.texts import N_

_log = logging.getLogger(__name__)
_BATCH_OCTETS = 8 * 1024 * 1024
_BATCH_MESSAGES = 50
_MOST_REFUSED = 20
"""So many messages that the server cannot give are passed over in one look; then it is the folder that is ill."""
_IDLE_S = 9 * 60
"""RFC 2177 says 29 minutes at most; firewalls are less patient."""
_LOOK_S = 2
_POLL_S = 60
_PAUSES_S = (2, 5, 15, 60, 300)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one look at a folder gave. `error` is a sentence; counts are of messages since the first day."""

    mailbox: str
    folder: str
    server_count: int | None = None
    ledger_count: int | None = None
    new: int = 0
    error: str | None = None


def sync_account(database: Database, account: Account, stored: Callable[[int], None] | None = None) -> list[Look]:
    """Look at every folder of a mailbox once; a failure is told in the look, never raised.

    `stored` is called with the number of new messages after each batch that is safely in the ledger.
    """
    states = _states(database, account)
    looks: list[Look] = []
    try:
        with connection(account) as client:
            for state in states:
                looks.append(_look(database, account, client, state, stored))
    except Trouble as trouble:
        looks += [_failed(database, account, state, trouble) for state in states[len(looks) :]]
    return looks


def try_out(account: Account) -> int:
    """How many messages there are to read; Trouble, one sentence, when the mailbox or a folder cannot be had.

    Nobody tries again by himself here. The mailbox may have no name yet.
    """
    mailbox.check_reach(account)
    account = replace(account, name=account.name or account.host)
    with connection(account, TRYING) as client:
        found = 0
        for folder in account.folders:
            try:
                found += len(_uids(client, account, folder)[1])
            except IMAPClientError:
                raise _unreadable(account, folder) from None
        return found


def _uids(client: Any, account: Account, folder: str) -> tuple[int, list[int]]:
    """UIDVALIDITY of a folder, and the UIDs of its messages that count."""
    selected = client.select_folder(folder, readonly=True)
    return int(selected[b"UIDVALIDITY"]), client.search(["SINCE", account.since] if account.since else ["ALL"])


def _unreadable(account: Account, folder: str) -> Trouble:
    return Trouble(
        N_("The folder “{folder}” in {name} cannot be read. Check its name."), folder=folder, name=account.name
    )


def _refused(account: Account, folder: str, n: int) -> Trouble:
    return Trouble(
        N_("The mail server {host} cannot give {n} of the messages in “{folder}”. Look at them in the mail program."),
        host=account.host,
        folder=folder,
        n=n,
    )


def watch(
    database: Database,
    account: Account,
    stored: Callable[[int], None],
    looked: Callable[[list[Look]], None],
    stopping: Event,
) -> None:
    """Keep a mailbox read until `stopping`: IDLE on its first folder, else a look each minute; reconnect patiently.

    When the mailbox is changed (another password, one more folder) it is read anew at once.
    """
    failures = 0

    def told(looks: list[Look]) -> None:
        nonlocal failures
        failures = 0  # it works again, so the next interruption is a first one
        looked(looks)

    while not stopping.is_set():
        try:
            found = mailbox.account(database, account.id)
            if found is None:
                return
            account = found
            with connection(account) as client:
                _watch_connected(database, account, client, stored, told, stopping)
        except Trouble as trouble:
            _log.info("the watch of a mailbox was cut: %s", type(trouble).__name__)
            with suppress(DatabaseTrouble):
                looked([_failed(database, account, state, trouble) for state in _states(database, account)])
            is_same = _rest(database, account, stopping, _PAUSES_S[min(failures, len(_PAUSES_S) - 1)])
            failures = failures + 1 if is_same else 0


def _states(database: Database, account: Account) -> list[FolderState]:
    return [state for state in mailbox.folder_states(database) if state.mailbox == account.name]


def _rest(database: Database, account: Account, stopping: Event, seconds: float) -> bool:
    """Wait so long, or until `stopping`; False when it was cut short because the mailbox was changed."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0 and not stopping.wait(min(left, _LOOK_S)):
        if _is_changed(database, account):
            return False
    return True


def _is_changed(database: Database, account: Account) -> bool:
    with suppress(DatabaseTrouble):  # out of reach for the moment: nobody knows, and the watch goes on
        return mailbox.version(database, account.id) != account.version
    return False


def _watch_connected(
    database: Database,
    account: Account,
    client: Any,
    stored: Callable[[int], None],
    looked: Callable[[list[Look]], None],
    stopping: Event,
) -> None:
    can_idle = client.has_capability("IDLE")
    while not stopping.is_set() and not _is_changed(database, account):
        stored(0)  # what an interruption left in the ledger is not left there until the next message comes
        states = _states(database, account)
        looked([_look(database, account, client, state, stored) for state in states])
        if not states:
            return
        if not can_idle:
            _rest(database, account, stopping, _POLL_S)
            continue
        client.select_folder(states[0].folder, readonly=True)
        _idle(client, lambda: stopping.is_set() or _is_changed(database, account))


def _idle(client: Any, is_over: Callable[[], bool]) -> None:
    """Wait until the folder changes, the time for a keep-alive has come, or the watch is over."""
    client.idle()
    until = time.monotonic() + _IDLE_S
    try:
        while not is_over() and time.monotonic() < until:
            if any(_is_news(response) for response in client.idle_check(timeout=_LOOK_S)):
                return
    finally:
        client.idle_done()


def _is_news(response: Any) -> bool:
    return isinstance(response, tuple) and len(response) > 1 and response[1] in (b"EXISTS", b"EXPUNGE")


def _look(
    database: Database,
    account: Account,
    client: Any,
    state: FolderState,
    stored: Callable[[int], None] | None,
) -> Look:
    """Fetch what the ledger lacks of one folder; a folder that fails does not stop the others."""
    new = refused = 0
    try:
        validity, uids = _uids(client, account, state.folder)
        there = set(uids)
        missing = there - ledger.known_places(database, state.id, validity)
        for batch in _batches(client, sorted(missing)):
            for found in _given(client, batch):
                if found is None:
                    refused += 1
                else:
                    new += _keep(database, account, state, validity, found)
            if refused > _MOST_REFUSED:
                raise IMAPClientError("the folder is ill")
            if stored is not None:
                stored(new)
        have = len(there & ledger.known_places(database, state.id, validity)) if new else len(there - missing)
    except IMAPClientAbortError:
        raise  # the connection is gone: only a new one helps
    except IMAPClientError:
        return _failed(database, account, state, _unreadable(account, state.folder))
    error = str(_refused(account, state.folder, refused)) if refused else None
    mailbox.note_look(
        database,
        NoteLook(
            by=None,
            folder=state.id,
            uidvalidity=validity,
            server_count=len(there),
            ledger_count=have,
            error=error,
        ),
    )
    return Look(
        mailbox=account.name,
        folder=state.folder,
        server_count=len(there),
        ledger_count=have,
        new=new,
        error=error,
    )


def _batches(client: Any, uids: list[int]) -> Iterator[list[int]]:
    """UIDs in pieces whose messages fit in memory together."""
    for start in range(0, len(uids), 500):
        part = uids[start : start + 500]
        sizes = {uid: data.get(b"RFC822.SIZE", 0) for uid, data in client.fetch(part, ["RFC822.SIZE"]).items()}
        batch: list[int] = []
        octets = 0
        for uid in part:
            if uid not in sizes:
                continue  # removed from the server in between
            if batch and (octets + sizes[uid] > _BATCH_OCTETS or len(batch) == _BATCH_MESSAGES):
                yield batch
                batch, octets = [], 0
            batch.append(uid)
            octets += sizes[uid]
        if batch:
            yield batch


def _given(client: Any, uids: list[int]) -> Iterator[dict[int, Any] | None]:
    """What the server gives of these messages, one by one if it fails on any; None for one that it does not give.

    Exchange and others refuse a message that they cannot convert: the rest must not wait for it.
    """
    try:
        found = client.fetch(uids, ["BODY.PEEK[]", "INTERNALDATE"])
    except IMAPClientAbortError:
        raise
    except IMAPClientError:
        if len(uids) == 1:
            yield None
            return
    else:
        yield found
        return
    for uid in uids:
        yield from _given(client, [uid])


def _keep(database: Database, account: Account, state: FolderState, validity: int, found: Mapping[int, Any]) -> int:
    """Bring these messages to the ledger in one transaction; returns how many came."""
    items = tuple(
        RawItem(
            place=f"imap:{account.name}/{state.folder}/{validity}/{uid}",
            kind="imap",
            octets=data[b"BODY[]"],
            received_at=_moment(data.get(b"INTERNALDATE")),
            folder_id=state.id,
        )
        for uid, data in sorted(found.items())
        if data.get(b"BODY[]") is not None
    )
    if items:
        ledger.store_raw(database, StoreRaw(by=None, items=items))
    return len(items)


def _moment(given: datetime | None) -> datetime | None:
    """The server's time of a message; None when it is none that a clock can show."""
    try:
        return None if given is None else given.astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def _failed(database: Database, account: Account, state: FolderState, trouble: Trouble) -> Look:
    """Write the trouble on the gauge; the counts of the last good look stand."""
    with suppress(DatabaseTrouble):
        mailbox.note_look(
            database,
            NoteLook(
                by=None,
                folder=state.id,
                uidvalidity=state.uidvalidity,
                server_count=state.server_count,
                ledger_count=state.ledger_count,
                error=str(trouble),
            ),
        )
    return Look(
        mailbox=account.name,
        folder=state.folder,
        server_count=state.server_count,
        ledger_count=state.ledger_count,
        error=str(trouble),
    )
