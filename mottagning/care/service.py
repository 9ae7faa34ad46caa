"""The unit's service without a window: mailboxes and feeds read, what is overdue brought back, a copy every night."""

from __future__ import annotations

import logging
import signal
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Event, Lock
from typing import TYPE_CHECKING

from mottagning import db
from mottagning.care import copies, noticemail
from mottagning.care.feeding import SERVICE, FeedRounds
from mottagning.command import carry_out
from mottagning.contacts import chores, intake
from mottagning.contacts.answers import outbox
from mottagning.contacts.mail import mailbox, mailsync
from mottagning.contacts.phone import switchboards
from mottagning.db import Database
from mottagning.errors import Trouble
from mottagning.settings import Settings
from mottagning.tasks import Tasks
from mottagning.texts import tr

if TYPE_CHECKING:
    from mottagning.care.phonehttp import Place
    from mottagning.care.telephone import Telephone

_log = logging.getLogger(__name__)
_MINUTE_S = 60


def serve(
    settings: Settings,
    stopping: Event | None = None,
    say: Callable[[str], None] = print,
    phone: Place | None = None,
    call_logs: Path | None = None,
) -> int:
    """Work until SIGINT or SIGTERM (or `stopping`), then end in order; returns the exit code.

    `phone` is where switchboards tell of calls by HTTP, `call_logs` a folder with their own logs; None: nowhere.
    """
    stop = stopping or Event()
    if stopping is None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
    tasks = Tasks(lambda call: call())
    database = db.open_database(settings)
    understand = partial(_understand_in_turn, database, Lock(), stop.is_set)
    rounds: list[Callable[[datetime], None]] = [
        partial(_watch_mailboxes, database, tasks, set(), understand),
        partial(_understand, understand),
        partial(_take_feeds, FeedRounds(database, settings.data, SERVICE)),
        partial(_do_what_is_due, database),
        partial(copies.nightly, settings, database),
    ]
    if call_logs is not None:
        from mottagning.care.calllogs import CallLogFolder  # the reader of tables, for those who have logs

        rounds.append(CallLogFolder(database, call_logs).round)
    told = [""] * len(rounds)
    telephone: Telephone | None = None
    try:
        tasks.network(partial(outbox.keep_sending, database, tasks.stopping, lambda _changes: None))
        tasks.network(partial(noticemail.keep_telling, database, tasks.stopping, partial(datetime.now, UTC)))
        if phone is not None:
            telephone = _answer_the_phone(phone, database, settings, say)
        while not stop.is_set():
            for place, chore in enumerate(rounds):
                trouble = _trouble_of(chore)
                if trouble not in ("", told[place]):
                    say(trouble)
                told[place] = trouble
            stop.wait(_MINUTE_S)
    finally:
        if telephone is not None:
            telephone.stop()
        tasks.stop()
        database.close()
    return 0


def _answer_the_phone(phone: Place, database: Database, settings: Settings, say: Callable[[str], None]) -> Telephone:
    from mottagning.care.telephone import Telephone  # the server's own imports, for those who have a switchboard

    telephone = Telephone(phone, database, settings)
    say(tr("Calls are heard at {address}", address=telephone.address))
    if not switchboards.switchboards(database):
        say(tr("No switchboard may tell of calls yet. Add one with “mottagning calls source add”."))
    telephone.start()
    return telephone


def _trouble_of(chore: Callable[[datetime], None]) -> str:
    """Do it, and give the sentence for what went wrong, "" if nothing did: the service outlives any of its chores."""
    try:
        chore(datetime.now(UTC))
    except Trouble as trouble:
        return str(trouble)
    except Exception as error:  # noqa: BLE001 - a fault in one chore must not end the reading of mail
        _log.error("a chore of the service failed: %s", type(error).__name__)
        return tr(
            "Part of the service did not work because of a fault in the program ({kind}).", kind=type(error).__name__
        )
    return ""


def _watch_mailboxes(
    database: Database, tasks: Tasks, watched: set[int | None], understand: Callable[[], None], _now: datetime
) -> None:
    """A watch for each mailbox that has none yet; one that is added later is found within a minute."""
    for account in mailbox.accounts(database):
        if account.id not in watched:
            watched.add(account.id)
            tasks.network(
                partial(
                    mailsync.watch,
                    database,
                    account,
                    lambda _new: understand(),
                    lambda _looks: None,
                    tasks.stopping,
                )
            )


def _understand(understand: Callable[[], None], _now: datetime) -> None:
    """What a broken-off run left raw, and what could not be written while the database was out of reach."""
    understand()


def _understand_in_turn(database: Database, turn: Lock, is_over: Callable[[], bool]) -> None:
    """However many mailboxes bring something at once, no message is parsed twice."""
    with turn:
        intake.understand_backlog(database, is_over)


def _take_feeds(feeds: FeedRounds, now: datetime) -> None:
    """What the watched folders and the case system's database have for us; all of it, before anything is said."""
    for look in feeds.round(now):
        if look.error is not None:
            raise Trouble("{sentence}", sentence=look.error)


def _do_what_is_due(database: Database, now: datetime) -> None:
    """All that can be done; then the first fault is told."""
    failed: list[Exception] = []
    for command in chores.due(database, now):
        try:
            carry_out(database, command)
        except Exception as error:  # noqa: BLE001 - what is passed on comes back whether or not drafts can be dropped
            failed.append(error)
    if failed:
        raise failed[0]
