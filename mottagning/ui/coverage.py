"""Shifts that nobody comes to, told wherever one is: by a number on the rail, and an icon in the system's tray."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from mottagning.texts import trn
from mottagning.ui import when
from mottagning.ui.main_window import MainWindow
from mottagning.ui.tokens import Tone
from mottagning.ui.workplace import Workplace

if TYPE_CHECKING:
    from mottagning.rota.ahead import Ahead
    from mottagning.ui.tray import Tray


class Coverage(QObject):
    """Shows what the rota's `ahead` gives. The tray's icon is made when there is something to say."""

    def __init__(self, window: MainWindow, workplace: Workplace) -> None:
        super().__init__(window)
        self._window = window
        self._workplace = workplace
        self._found: Ahead | None = None
        self.tray: Tray | None = None

    def show(self, found: Ahead | None) -> None:
        """Say it, in place of what was said before; None while nobody sits here."""
        before, self._found = self._found, found
        empty, swaps = (0, 0) if found is None else (found.empty, found.swaps)
        words = empty_words(found)
        said = [words, trn("{n} swap waits for you.", "{n} swaps wait for you.", swaps) if swaps else ""]
        self._window.rail.set_badge("rota", empty + swaps, Tone.BAD if empty else Tone.PLAIN, " ".join(said).strip())
        if empty and self.tray is None:
            self._make_tray()
        if self.tray is not None:
            self.tray.tell(words, loudly=before is not None and empty > before.empty)

    def _make_tray(self) -> None:
        from mottagning.ui.tray import Tray, has_tray

        if has_tray():
            self.tray = Tray(self)
            self.tray.opened.connect(self.open_rota)

    def open_rota(self) -> None:
        """Bring the window forward, at the first of those days."""
        window = self._window
        window.showNormal() if window.isMinimized() else window.show()
        window.raise_()
        window.activateWindow()
        if self._workplace.session is not None and self._found is not None:
            self._workplace.wanted.emit("rota", self._found.first)


def empty_words(found: Ahead | None) -> str:
    """How many shifts are empty, and the first day; "" for none. No names: anybody may walk past the screen."""
    if found is None or found.first is None:
        return ""
    return trn(
        "{n} uncovered shift in the coming {days} days: {first}.",
        "{n} uncovered shifts in the coming {days} days, the first {first}.",
        found.empty,
        days=found.days,
        first=when.short_day(found.first),
    )
