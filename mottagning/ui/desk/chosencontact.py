"""The contact that is chosen at the desk: read when it is, and what is asked for before it has come waits for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from mottagning.db import Database
from mottagning.errors import DatabaseTrouble
from mottagning.ui.workplace import Workplace, as_trouble

if TYPE_CHECKING:
    from mottagning.desk.look import Look

_SOON_MS = 30
_SLOW_MS = 150


class ChosenContact(QObject):
    """`came` gives it (`Look`) with the moment at which it was asked for; `lost`: there is no such contact any more."""

    came = Signal(object, object)
    lost = Signal()
    slow = Signal()
    """It takes a moment: what is shown is of another one, or of before."""
    asked = Signal()

    def __init__(self, workplace: Workplace, parent: QObject) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self.id: int | None = None
        """Chosen in the queue, or asked for by another page."""
        self.look: Look | None = None
        """As it was read last; or the one before it."""
        self.is_unasked = False
        """It was chosen for her, and she has not seen it yet: no key can have meant it."""
        self.is_at_work = 0
        """Commands on their way: what is asked for meanwhile waits for what they make of the contact."""
        self._then: Callable[[Look], None] | None = None
        self._reads = 0
        """Numbers the readings: only the latest is shown."""
        self._soon = QTimer(self, interval=_SOON_MS, singleShot=True)
        self._soon.timeout.connect(self.read)
        self._slow = QTimer(self, interval=_SLOW_MS, singleShot=True)
        self._slow.timeout.connect(self.slow)

    @property
    def here(self) -> Look | None:
        """The contact as it stands; None while it is on its way."""
        found = self.look
        is_it = found is not None and found.whole.summary.id == self.id
        return found if is_it and not self.is_at_work else None

    def choose(self, contact: int | None) -> bool:
        """Let it be this one; tells whether it is another one than before."""
        is_other = contact != self.id
        if is_other:
            self._then = None
            self._slow.start()
        self.id = contact
        if contact is None:
            self._slow.stop()
        return is_other

    def forget(self) -> None:
        """None is chosen or shown."""
        self.choose(None)
        self.look = None

    def when_here(self, work: Callable[[Look], None]) -> None:
        """Do it with the contact: now, or as soon as it has come."""
        if (found := self.here) is not None:
            work(found)
        elif self.id is not None and not self.is_unasked:
            self._then = work

    def begin(self) -> None:
        """A command about it is on its way."""
        self.is_at_work += 1

    def end(self) -> None:
        """It has been carried out, or refused."""
        self.is_at_work -= 1
        self.read()

    def read_soon(self) -> None:
        """Read it when she has stopped going through the queue."""
        self._soon.start()

    def read(self) -> None:
        """Read it as it stands."""
        contact, me, now = self.id, self._workplace.me, self._workplace.now()
        if contact is None or me is None:
            return
        self._reads += 1
        number = self._reads
        self.asked.emit()

        def is_latest() -> bool:
            return number == self._reads and contact == self.id

        def show(found: Look) -> None:
            if is_latest():
                self._take(found, now)

        def fail(error: BaseException) -> None:
            if not is_latest():
                return  # she has gone on to another one, or it is asked for again
            self._workplace.troubled.emit(as_trouble(error))
            if not isinstance(error, DatabaseTrouble):  # else it is there still, and so is what she was writing
                self.lost.emit()

        def ask(database: Database) -> Look:
            from mottagning.desk.look import look

            return look(database, contact, me, now)

        self._workplace.read(self, ask, show, fail, in_order=False)

    def _take(self, found: Look, now: object) -> None:
        self.look = found
        self.is_unasked = False
        self._slow.stop()
        self.came.emit(found, now)
        if self._then is not None and not self.is_at_work:
            work, self._then = self._then, None
            work(found)
