"""Reads IMAP folders into the ledger: by UID, without marking anything, whole after any interruption (RFC 3501, 2177).

Nothing depends on flags or on where the last run stopped: each look asks the server which UIDs there are and fetches
those that the ledger does not have.
"""

from __future__ import annotations

import logging
import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Event
from typing import Any

import imapclient
from imapclient.exceptions import IMAPClientError, LoginError

from mottagning.contacts import ledger, mailbox
from mottagning.contacts.ledger import RawItem, StoreRaw
from mottagning.contacts.mailbox import Account, FolderState, NoteLook
from mottagning.db import Database
from mottagning.errors import DatabaseTrouble, Trouble
from mottagning.texts import N_

_log = logging.getLogger(__name__)
_TIMEOUT_S = 30
_BATCH_OCTETS = 8 * 1024 * 1024
_BATCH_MESSAGES = 50
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
    states = [state for state in mailbox.folder_states(database) if state.mailbox == account.name]
    try:
        with connection(account) as client:
            return [_look(database, account, client, state, stored) for state in states]
    except Trouble as trouble:
        return [_failed(database, account, state, trouble) for state in states]


@contextmanager
def connection(account: Account) -> Iterator[Any]:
    """A client that is signed in; Trouble, one sentence, when it cannot be had or breaks inside."""
    place = {"name": account.name, "host": account.host}
    try:
        client = _connect(account)
        try:
            client.login(account.username, account.password)
            yield client
        finally:
            with suppress(IMAPClientError, OSError):
                client.logout()
    except LoginError:
        raise Trouble(
            N_("The mailbox {name} does not accept the user name or the password. Change them in the settings."),
            **place,
        ) from None
    except ssl.SSLCertVerificationError:
        raise Trouble(
            N_("{host} has a certificate that this computer does not trust. Ask the administrator for its CA file."),
            **place,
        ) from None
    except ssl.SSLError:
        raise Trouble(N_("{host} does not speak TLS on this port. Check the port and the security."), **place) from None
    except TimeoutError:
        raise Trouble(N_("{host} did not answer in time. It is tried again by itself."), **place) from None
    except (OSError, IMAPClientError):
        raise Trouble(
            N_("The mail server {host} cannot be reached or broke off. It is tried again by itself."), **place
        ) from None


def try_out(account: Account) -> int:
    """How many messages there are to read; Trouble, one sentence, when the mailbox or a folder cannot be had."""
    with connection(account) as client:
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
    while not stopping.is_set():
        account = mailbox.account(database, account.id) or account
        try:
            with connection(account) as client:
                _watch_connected(database, account, client, stored, looked, stopping)
            failures = 0
        except (Trouble, DatabaseTrouble) as trouble:
            _log.info("the watch of a mailbox was cut: %s", type(trouble).__name__)
            states = [state for state in mailbox.folder_states(database) if state.mailbox == account.name]
            looked([_failed(database, account, state, trouble) for state in states])
            if _rest(database, account, stopping, _PAUSES_S[min(failures, len(_PAUSES_S) - 1)]):
                failures += 1
            else:
                failures = 0


def _rest(database: Database, account: Account, stopping: Event, seconds: float) -> bool:
    """Wait so long, or until `stopping`; False when it was cut short because the mailbox was changed."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0 and not stopping.wait(min(left, _LOOK_S)):
        if _is_changed(database, account):
            return False
    return True


def _is_changed(database: Database, account: Account) -> bool:
    return mailbox.version(database, account.id) != account.version


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
        states = [state for state in mailbox.folder_states(database) if state.mailbox == account.name]
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
    try:
        validity, uids = _uids(client, account, state.folder)
        known = ledger.known_places(database, state.id, validity)
        new = 0
        for batch in _batches(client, sorted(set(uids) - known)):
            new += _fetch(database, account, client, state, validity, batch)
            if stored is not None:
                stored(new)
        have = len(set(uids) & ledger.known_places(database, state.id, validity))
    except IMAPClientError:
        return _failed(database, account, state, _unreadable(account, state.folder))
    mailbox.note_look(
        database,
        NoteLook(by=None, folder=state.id, uidvalidity=validity, server_count=len(uids), ledger_count=have),
    )
    return Look(mailbox=account.name, folder=state.folder, server_count=len(uids), ledger_count=have, new=new)


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


def _fetch(
    database: Database, account: Account, client: Any, state: FolderState, validity: int, uids: Iterable[int]
) -> int:
    """Bring these messages to the ledger in one transaction; returns how many came."""
    found = client.fetch(list(uids), ["BODY.PEEK[]", "INTERNALDATE"])
    items = tuple(
        RawItem(
            place=f"imap:{account.name}/{state.folder}/{validity}/{uid}",
            kind="imap",
            octets=data[b"BODY[]"],
            received_at=data.get(b"INTERNALDATE"),
            folder_id=state.id,
        )
        for uid, data in sorted(found.items())
        if data.get(b"BODY[]") is not None
    )
    ledger.store_raw(database, StoreRaw(by=None, items=items))
    return len(items)


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


def _connect(account: Account) -> Any:
    context = _tls(account)
    client = imapclient.IMAPClient(
        account.host,
        account.port,
        ssl=account.security == "tls",
        ssl_context=context,
        timeout=imapclient.SocketTimeout(connect=_TIMEOUT_S, read=_TIMEOUT_S),
    )
    client.normalise_times = False  # INTERNALDATE with its offset
    if account.security == "starttls":
        client.starttls(context)
    return client


def _tls(account: Account) -> Any:
    """Trust what the operating system trusts, or the CA file that the administrator named."""
    if account.security == "none":
        return None
    if account.ca_file:
        try:
            return ssl.create_default_context(cafile=account.ca_file)
        except (OSError, ssl.SSLError):
            raise Trouble(N_("The CA file {path} cannot be read."), path=account.ca_file) from None
    import truststore

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
