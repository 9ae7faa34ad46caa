"""Keeps mailboxes and feeds read while the window is open, and what was fetched understood, in the background."""

from __future__ import annotations

import logging
from concurrent.futures import CancelledError
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from mottagning.changes import Changes
from mottagning.contacts import intake, mailbox, mailsync
from mottagning.contacts.mailbox import Account
from mottagning.db import Database
from mottagning.errors import Trouble
from mottagning.ui.workplace import Workplace

if TYPE_CHECKING:
    from mottagning.care.feeding import FeedRounds

_log = logging.getLogger(__name__)
_FEEDS_S = 30
"""Between two looks at the sources of feeds."""


class IntakeWatch(QObject):
    """One network task a mailbox, and one for all feeds; each ends by itself when the program does."""

    def __init__(self, workplace: Workplace, data: Path) -> None:
        super().__init__(workplace)
        self._workplace = workplace
        self._data = data
        self._watches_feeds = False
        self._watched: set[int | None] = set()
        workplace.changed.connect(self._on_changes)

    def start(self) -> None:
        """Understand what an earlier run left raw, then watch each mailbox that is not watched yet."""
        self._workplace.tasks.network(self._understand)
        self._workplace.read(self, mailbox.accounts, self._watch)
        self._workplace.read(self, _has_sources, self._watch_feeds)

    def _watch(self, accounts: list[Account]) -> None:
        tasks = self._workplace.tasks
        for account in accounts:
            if account.id not in self._watched:
                self._watched.add(account.id)
                tasks.network(partial(self._watch_one, account))

    def _watch_one(self, account: Account) -> None:
        tasks, database = self._workplace.tasks, self._workplace.database
        mailsync.watch(database, account, lambda _new: self._understand(), lambda _looks: self._told(), tasks.stopping)

    def _watch_feeds(self, is_wanted: bool) -> None:
        if is_wanted and not self._watches_feeds:
            self._watches_feeds = True
            self._workplace.tasks.network(self._look_at_feeds)

    def _look_at_feeds(self) -> None:
        """While nobody serves: each round takes what has come, in short turns behind what the desk writes."""
        from mottagning.care.feeding import WINDOW, FeedRounds

        stopping = self._workplace.tasks.stopping
        feeds = FeedRounds(self._workplace.database, self._data, WINDOW, self._workplace.carry_out_behind)
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
        intake.understand_pending(self._workplace.database, self._publish)

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
