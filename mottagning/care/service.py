"""The unit's service without a window: mailboxes read, what is overdue brought back, a copy made every night."""

from __future__ import annotations

import signal
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Event

from mottagning import db
from mottagning.care import backup
from mottagning.contacts import calls, handling, imap, intake, mailbox
from mottagning.contacts.calls import ForgetCalls
from mottagning.contacts.handling import ReturnUnaccepted
from mottagning.db import Database
from mottagning.errors import DatabaseTrouble, Trouble
from mottagning.settings import Settings
from mottagning.tasks import Tasks
from mottagning.worktime import ZONE

_MINUTE_S = 60
_COPIES = 14
_COPY_AFTER = 2
"""The hour (local) from which the night's copy is made."""


def serve(settings: Settings, stopping: Event | None = None, say: Callable[[str], None] = print) -> int:
    """Work until SIGINT or SIGTERM (or `stopping`), then end in order; returns the exit code."""
    stop = stopping or Event()
    if stopping is None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
    tasks = Tasks(lambda call: call())
    database = db.open_database(settings)
    watched: set[int | None] = set()
    try:
        intake.understand_pending(database)
        while not stop.is_set():
            _watch_mailboxes(database, tasks, watched)
            for chore in (partial(_chores, database), partial(_nightly_copy, settings)):
                try:
                    chore(datetime.now(UTC))
                except (Trouble, DatabaseTrouble) as trouble:
                    say(str(trouble))
            stop.wait(_MINUTE_S)
    finally:
        tasks.stop()
        database.close()
    return 0


def _watch_mailboxes(database: Database, tasks: Tasks, watched: set[int | None]) -> None:
    """A watch for each mailbox that has none yet; one that is added later is found within a minute."""
    for account in mailbox.accounts(database):
        if account.id not in watched:
            watched.add(account.id)
            tasks.network(
                partial(
                    imap.watch,
                    database,
                    account,
                    lambda _new: _understand(database),
                    lambda _looks: None,
                    tasks.stopping,
                )
            )


def _understand(database: Database) -> None:
    intake.understand_pending(database)


def _chores(database: Database, now: datetime) -> None:
    handling.return_unaccepted(database, ReturnUnaccepted(by=None, at=now))
    calls.forget_calls(database, ForgetCalls(by=None, at=now))


def _nightly_copy(settings: Settings, now: datetime) -> None:
    """Once a day, after two in the morning; the fourteen newest are kept."""
    local = now.astimezone(ZONE)
    folder = settings.data / "backups"
    target = folder / f"daily-{local:%Y%m%d}.db"
    if local.hour < _COPY_AFTER or target.exists():
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    backup.back_up(settings, target)
    for old in sorted(folder.glob("daily-*.db"))[:-_COPIES]:
        _remove(old)


def _remove(copy: Path) -> None:
    copy.unlink()
    copy.with_name(copy.name + ".key").unlink(missing_ok=True)
