"""Sends the answers that wait while the window is open, and says on the status line when one does not go."""

from __future__ import annotations

from PySide6.QtCore import QObject

from mottagning.changes import Changes
from mottagning.contacts.answers.outgoing import AnswerView, unsent
from mottagning.db import Database
from mottagning.errors import Trouble
from mottagning.texts import N_
from mottagning.ui.workplace import Workplace


class AnswerWatch(QObject):
    """One network task, from the moment when a mailbox can be answered from; it ends by itself with the program."""

    def __init__(self, workplace: Workplace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._is_sending = False
        self._told: set[tuple[int, int]] = set()
        """(answer, version) of what has been said."""
        workplace.changed.connect(self._on_changes)

    def start(self) -> None:
        """Send, if there is a mailbox to send from."""
        if not self._is_sending:
            self._workplace.read(self, _can_send, self._send)

    def _send(self, can_send: bool) -> None:
        if can_send and not self._is_sending:
            self._is_sending = True
            self._workplace.tasks.network(self._keep_sending)
            self._workplace.tasks.network(self._keep_telling)

    def _keep_sending(self) -> None:
        from mottagning.contacts.answers import outbox

        place = self._workplace

        def publish(changes: Changes) -> None:
            place.tasks.deliver(lambda: place.publish(changes))

        outbox.keep_sending(place.database, place.tasks.stopping, publish, place.now)

    def _keep_telling(self) -> None:
        """Who is not here is told what waits for her: by one process at a time, and each thing once."""
        from mottagning.care import noticemail

        noticemail.keep_telling(self._workplace.database, self._workplace.tasks.stopping, self._workplace.now)

    def _on_changes(self, changes: Changes) -> None:
        if changes.concerns("mailbox"):
            self.start()
        if changes.concerns("answer"):
            self._workplace.read(self, unsent, self._tell)

    def _tell(self, found: tuple[AnswerView, ...]) -> None:
        """To the one who wrote it, wherever she is in the window; others see it at the contact and in the overview."""
        for each in found:
            mark = (each.id, each.version)
            if each.needs_somebody and each.by == self._workplace.me and mark not in self._told:
                self._told.add(mark)
                said = (
                    N_("An answer you wrote could not be sent. It is with its contact, which waits at the desk.")
                    if each.state == "failed"
                    else N_("It is not known whether an answer you wrote was sent. Look at its contact and decide.")
                )
                self._workplace.troubled.emit(Trouble(said))


def _can_send(database: Database) -> bool:
    from mottagning.contacts.answers import senders

    return bool(senders.senders(database))
