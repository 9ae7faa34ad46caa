"""When a page reads again: bursts of changes joined, never two reads at once, nothing while nobody sees it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

_BURST_MS = 50
_AGAIN_MS = 5 * 60_000


class Refreshing(QObject):
    """Calls `read` for `page` some time after `ask`; whoever reads calls `done` at its end, whatever came of it.

    What is shown ages without any change too (days, deadlines), so that it asks by itself every `again_ms`.
    """

    def __init__(self, page: QWidget, read: Callable[[], None], again_ms: int = _AGAIN_MS) -> None:
        super().__init__(page)
        self._page = page
        self._read = read
        self._is_wanted = False
        self._is_reading = False
        self._soon = QTimer(self, interval=_BURST_MS, singleShot=True)
        self._soon.timeout.connect(self._go)
        again = QTimer(self, interval=again_ms)
        again.timeout.connect(self.ask)
        again.start()

    @property
    def is_due(self) -> bool:
        """Whether a read is about to begin."""
        return self._soon.isActive()

    def ask(self) -> None:
        """Something has changed: read again soon, or when the page is shown."""
        self._is_wanted = True
        if self._page.isVisible() and not self._is_reading and not self._soon.isActive():
            self._soon.start()

    def now(self) -> None:
        """Read at once, or right after the read that is under way."""
        self._is_wanted = True
        if not self._is_reading:
            self._go()

    def done(self) -> None:
        """The read has come to its end."""
        self._is_reading = False
        if self._is_wanted:
            self.ask()

    def shown(self) -> None:
        """The page is shown: for its showEvent."""
        if self._is_wanted:
            self.ask()

    def _go(self) -> None:
        if not self._is_reading:
            self._soon.stop()
            self._is_wanted, self._is_reading = False, True
            self._read()
