"""Keeps every mailbox read while the window is open, and what was fetched understood, in the background."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from mottagning.changes import Changes
from mottagning.contacts import imap, intake, mailbox
from mottagning.contacts.mailbox import Account
from mottagning.ui.workplace import Workplace


class IntakeWatch(QObject):
    """One network task a mailbox; each ends by itself when the program does."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace)
        self._workplace = workplace
        self._watched: set[int | None] = set()
        workplace.changed.connect(self._on_changes)

    def start(self) -> None:
        """Understand what an earlier run left raw, then watch each mailbox that is not watched yet."""
        self._workplace.tasks.network(self._understand)
        self._workplace.read(self, mailbox.accounts, self._watch)

    def _watch(self, accounts: list[Account]) -> None:
        tasks = self._workplace.tasks
        for account in accounts:
            if account.id not in self._watched:
                self._watched.add(account.id)
                tasks.network(partial(self._watch_one, account))

    def _watch_one(self, account: Account) -> None:
        tasks, database = self._workplace.tasks, self._workplace.database
        imap.watch(database, account, lambda _new: self._understand(), lambda _looks: self._told(), tasks.stopping)

    def _understand(self) -> None:
        intake.understand_pending(self._workplace.database, self._publish)

    def _told(self) -> None:
        self._publish(Changes({"mailbox": None}))

    def _publish(self, changes: Changes) -> None:
        self._workplace.tasks.deliver(lambda: self._workplace.publish(changes))

    def _on_changes(self, changes: Changes) -> None:
        if changes.ids("mailbox"):
            self.start()
