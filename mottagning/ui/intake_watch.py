"""Keeps mailboxes and feeds read while the window is open, and what was fetched understood, in the background."""

from __future__ import annotations

import logging
import threading
import time
from concurrent.futures import CancelledError
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from mottagning.changes import Changes
from mottagning.contacts import intake, ledger, reindexing
from mottagning.contacts.mail import mailbox, mailsync
from mottagning.contacts.mail.mailbox import Account
from mottagning.db import Database
from mottagning.errors import Trouble
from mottagning.settings import Settings
from mottagning.ui.answer_watch import AnswerWatch
from mottagning.ui.workplace import Workplace

if TYPE_CHECKING:
    from mottagning.care.feeding import FeedRounds
    from mottagning.tasks import Job

_log = logging.getLogger(__name__)
_FEEDS_S = 30
"""Between two looks at the sources of feeds."""
_PROGRESS_S = 2
_MANY = 20
"""So many messages are understood in a process of their own: Python lets one thread compute at a time, and the window
would wait for its turn again and again."""


class IntakeWatch(QObject):
    """One network task a mailbox, and one for all feeds; each ends by itself when the program does."""

    def __init__(self, workplace: Workplace, settings: Settings) -> None:
        super().__init__(workplace)
        self._workplace = workplace
        self._settings = settings
        self._elsewhere: Job | None = None
        self._choosing = threading.Lock()
        self._watches_feeds = False
        self._indexes = False
        self._watched: set[int | None] = set()
        self._answers = AnswerWatch(workplace, self)
        workplace.changed.connect(self._on_changes)

    def start(self) -> None:
        """Understand what an earlier run left raw, then watch each mailbox that is not watched yet."""
        self._workplace.tasks.network(self._understand)
        self._workplace.read(self, reindexing.is_old, self._index_again)
        self._workplace.read(self, mailbox.accounts, self._watch)
        self._workplace.read(self, _has_sources, self._watch_feeds)
        self._answers.start()

    def _index_again(self, is_old: bool) -> None:
        """Search terms of earlier rules are made anew, in turns behind what the desk writes."""
        if is_old and not self._indexes:
            self._indexes = True
            self._workplace.tasks.network(self._index_on)

    def _index_on(self) -> None:
        tasks, database = self._workplace.tasks, self._workplace.database
        try:
            while not tasks.stopping.is_set() and tasks.write_behind(lambda: reindexing.index_some(database)):
                pass
        except (Trouble, CancelledError):  # goes on from there at the next start
            return

    def _watch(self, accounts: list[Account]) -> None:
        tasks = self._workplace.tasks
        for account in accounts:
            if account.id not in self._watched:
                self._watched.add(account.id)
                tasks.network(partial(self._watch_one, account))

    def _watch_one(self, account: Account) -> None:
        tasks, database = self._workplace.tasks, self._workplace.database
        told = time.monotonic()

        def stored(_new: int) -> None:
            """How far a long first look has come is written down now and then, and seen here too."""
            nonlocal told
            self._understand()
            if time.monotonic() - told >= _PROGRESS_S:
                told = time.monotonic()
                self._told()

        mailsync.watch(database, account, stored, lambda _looks: self._told(), tasks.stopping, self._publish)

    def _watch_feeds(self, is_wanted: bool) -> None:
        if is_wanted and not self._watches_feeds:
            self._watches_feeds = True
            self._workplace.tasks.network(self._look_at_feeds)

    def _look_at_feeds(self) -> None:
        """While nobody serves: each round takes what has come, in short turns behind what the desk writes."""
        from mottagning.care.feeding import WINDOW, FeedRounds

        stopping = self._workplace.tasks.stopping
        feeds = FeedRounds(self._workplace.database, self._settings.data, WINDOW, self._workplace.carry_out_behind)
        while not stopping.wait(_FEEDS_S):
            self._one_round(feeds)

    def _one_round(self, feeds: FeedRounds) -> None:
        try:
            feeds.round(self._workplace.now())
        except (Trouble, CancelledError):  # the database is out of reach for the moment, or the program ends
            return
        except Exception as error:  # noqa: BLE001 - a fault in one look must not end the others
            _log.error("looking at the feeds failed: %s", type(error).__name__)

    def _understand(self) -> None:
        """In one of the network's threads. A backlog goes elsewhere, and the fetching goes on meanwhile."""
        with self._choosing:
            if self._elsewhere is not None:
                return
            if ledger.has_pending(self._workplace.database, _MANY):
                work, settings = intake.understand_elsewhere, self._settings
                process = self._workplace.tasks.process
                self._elsewhere = process(work, settings, done=self._go_on, failed=self._go_on_here)
                return
        intake.understand_pending(self._workplace.database, self._publish)

    def _go_on(self, _done: int) -> None:
        """What came since the other process looked last."""
        self._elsewhere = None
        self._workplace.tasks.network(self._understand)

    def _go_on_here(self, error: BaseException) -> None:
        """A computer may refuse more processes; a database that is away is asked again by whoever fetches next."""
        self._elsewhere = None
        if not isinstance(error, Trouble):
            _log.error("messages could not be understood in another process: %s", type(error).__name__)
            understand = partial(intake.understand_pending, self._workplace.database, self._publish)
            self._workplace.tasks.network(understand)

    def _told(self) -> None:
        self._publish(Changes({"mailbox": None}))

    def _publish(self, changes: Changes) -> None:
        self._workplace.tasks.deliver(lambda: self._workplace.publish(changes))

    def _on_changes(self, changes: Changes) -> None:
        if changes.ids("mailbox"):
            self.start()
        if changes.concerns("feed") and not self._watches_feeds:
            self._workplace.read(self, _has_sources, self._watch_feeds)


def _has_sources(database: Database) -> bool:
    from mottagning.cases import sources

    return bool(sources.states(database))
