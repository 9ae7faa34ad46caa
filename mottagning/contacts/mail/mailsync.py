"""Keeps the ledger whole against the mailboxes: fetches what it lacks, sees what has left.

Nothing depends on flags or on where the last run stopped: each look compares what the source has with what the ledger
has, and fetches the difference. One process at a time looks into a mailbox.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING

from mottagning.changes import Changes
from mottagning.contacts import leases
from mottagning.contacts.leases import Lease, lease
from mottagning.contacts.mail import mailbox
from mottagning.contacts.mail.mailbox import Account, FolderState
from mottagning.contacts.mail.mailfolder import Look, Stored, as_it_stands, failed, look
from mottagning.contacts.mail.mailsource import Source
from mottagning.contacts.mail.mailwords import ASKING, READING, TRYING, Sentences
from mottagning.db import Database
from mottagning.errors import DatabaseTrouble, Trouble
from mottagning.texts import N_

if TYPE_CHECKING:
    from mottagning.contacts.answers.elsewhere import Looked

Publish = Callable[[Changes], None]

_log = logging.getLogger(__name__)
_LOOK_S = 2
_ALL_FOLDERS_S = 60
"""Between two looks when there are several folders, that of what was sent among them: a source tells of news in one of
them only."""
_ONE_FOLDER_S = 3600
_TURN_S = 15
"""Until it is asked again whether nobody else watches the mailbox any more."""
_PATIENCE_S = 60
"""A single look waits so long for somebody else's to end."""
_PAUSES_S = (2, 5, 15, 60, 300)


def sync_account(database: Database, account: Account, stored: Stored | None = None) -> list[Look]:
    """Look at every folder of a mailbox once; a failure is told in the look, never raised.

    `stored` is called with the number of new messages after each batch that is safely in the ledger.
    """
    states = _states(database, account)
    looks: list[Look] = []
    try:
        with lease(database, leases.LOOK, account.id or 0, _PATIENCE_S) as held:
            if held is None:
                return [as_it_stands(account, state, str(_taken(account))) for state in states]
            with opened(account, database=database) as source:
                for state in states:
                    looks.append(look(database, account, source, state, stored))
                while _see_what_was_answered(database, account, source, lambda _changes: None).has_more:
                    continue
    except Trouble as trouble:
        looks += [failed(database, account, state, trouble) for state in states[len(looks) :]]
    return looks


def try_out(account: Account) -> int:
    """How many messages there are to read; Trouble, one sentence, when the mailbox or a folder cannot be had.

    Nobody tries again by himself here. The mailbox may have no name yet.
    """
    mailbox.check_reach(account)
    account = replace(account, name=account.name or account.host)
    with opened(account, TRYING) as source:
        return sum(source.count(folder, account.since) for folder in account.folders)


def sign_in(account: Account, sends: str | None = None) -> str:
    """Let a person sign in to her mailbox in the browser, also to send by "smtp" or "graph_send"; what is kept in place
    of its password. Takes minutes."""
    from mottagning.contacts.mail import oauth

    return oauth.sign_in(account, sends)


def watch(
    database: Database,
    account: Account,
    stored: Stored,
    looked: Callable[[list[Look]], None],
    stopping: Event,
    publish: Publish = lambda _changes: None,
) -> None:
    """Keep a mailbox read until `stopping`, whenever nobody else does; reconnect patiently. `publish` gets what was
    written about contacts that have been answered from it.

    When the mailbox is changed (another password, one more folder) it is read anew at once.
    """
    failures = 0

    def told(looks: list[Look]) -> None:
        nonlocal failures
        failures = 0  # it works again, so the next interruption is a first one
        looked(looks)

    while not stopping.is_set():
        pause_s: float = _TURN_S
        try:
            found = mailbox.account(database, account.id)
            if found is None:
                return
            account = found
            with lease(database, leases.WATCH, account.id or 0) as held:
                if held is not None:
                    with opened(account, database=database, stopping=stopping) as source:
                        _watch_connected(database, account, source, held, stored, told, stopping, publish)
                    continue
        except Trouble as trouble:
            _log.info("the watch of a mailbox was cut: %s", type(trouble).__name__)
            with suppress(DatabaseTrouble):
                looked([failed(database, account, state, trouble) for state in _states(database, account)])
            pause_s = _PAUSES_S[min(failures, len(_PAUSES_S) - 1)]
            failures += 1
        if not _rest(database, account, stopping, pause_s):
            failures = 0


@contextmanager
def opened(
    account: Account, says: Sentences = READING, database: Database | None = None, stopping: Event | None = None
) -> Iterator[Source]:
    """The mailbox, signed in to. What breaks the connection inside becomes Trouble, one sentence."""
    of_provider = ASKING if says is TRYING else says
    tokens = None if account.auth == "password" else tokens_of(account, database, of_provider)
    if account.kind == "graph":
        from mottagning.contacts.mail import graph

        assert tokens is not None
        with graph.opened(account, tokens, stopping or Event(), of_provider) as source:
            yield source
        return
    from mottagning.contacts.mail import mailserver
    from mottagning.contacts.mail.imap import ImapSource

    with mailserver.connection(account, says, tokens and tokens()) as client:
        yield ImapSource(client, account)


def tokens_of(
    account: Account, database: Database | None, says: Sentences, right: str | None = None
) -> Callable[[], str]:
    """Gives a token that is good now, for reading or for what else `oauth` knows by that word; a person's renewed
    sign-in is kept where her first one was."""
    from mottagning.contacts.mail.oauth import Tokens

    known = account.password

    def keep(renewed: str) -> None:
        nonlocal known
        if database is not None and account.id is not None:
            mailbox.keep_sign_in(database, account.id, known, renewed)
            known = renewed

    return Tokens(account, keep, says, right).get


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
    source: Source,
    held: Lease,
    stored: Stored,
    looked: Callable[[list[Look]], None],
    stopping: Event,
    publish: Publish,
) -> None:
    while not stopping.is_set() and not _is_changed(database, account) and held.is_held():
        stored(0)  # what an interruption left in the ledger is not left there until the next message comes
        states = _states(database, account)
        looks: list[Look] = []
        sent = None
        with lease(database, leases.LOOK, account.id or 0) as mine:
            if mine is not None:
                looks = [look(database, account, source, state, stored) for state in states]
                looked(looks)
                sent = _see_what_was_answered(database, account, source, publish)
        if sent is None or not states:  # somebody else looks just now, once; or there is nothing to look into
            _rest(database, account, stopping, _LOOK_S)
        elif not (sent.has_more or any(look.unfinished for look in looks)):
            seconds = _ALL_FOLDERS_S if len(states) > 1 or sent.has_folder else _ONE_FOLDER_S
            source.wait(states[0].folder, seconds, lambda: stopping.is_set() or _is_changed(database, account))


def _see_what_was_answered(database: Database, account: Account, source: Source, publish: Publish) -> Looked:
    """Look among what the mailbox sent."""
    from mottagning.contacts.answers import elsewhere

    return elsewhere.look(database, account, source, publish)


def _taken(account: Account) -> Trouble:
    return Trouble(
        N_("Another computer or the service is reading {name} just now. Try again when it is done."), name=account.name
    )
