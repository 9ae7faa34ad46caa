"""A strip that shows how far the planning has come, with the way to stop it."""

from __future__ import annotations

import math
import time

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from mottagning.texts import tr
from mottagning.ui.theme import colours_of, grown
from mottagning.ui.tokens import BETWEEN, INSIDE
from mottagning.ui.widgets.form import button, label

_TICK_MS = 200
_HEIGHT = 6


class PlanStrip(QWidget):
    """Hidden unless something is planned."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = label("", "quiet")
        self.cancel = button(tr("Stop planning"), self.cancelled.emit)
        self._bar = _Bar()
        self._seconds = 1.0
        self._begun = 0.0
        self._heard = 0.0
        self._tick = QTimer(self, interval=_TICK_MS)
        self._tick.timeout.connect(self._draw_on)
        self._row = QHBoxLayout(self)
        self._row.setSpacing(INSIDE)
        self.set_inset(BETWEEN)
        self._row.addWidget(self.words)
        self._row.addWidget(self._bar, 1)
        self._row.addWidget(self.cancel)
        self.hide()

    def set_inset(self, inset: int) -> None:
        """Leave so many pixels free to the left and right: none where what it stands in does."""
        self._row.setContentsMargins(inset, 0, inset, 0)

    @property
    def part(self) -> float:
        """The part done, from 0 to 1."""
        return self._bar.part

    def begin(self, words: str, seconds: float) -> None:
        """Show `words` over a bar that fills in about `seconds`."""
        self.words.setText(words)
        self._seconds, self._begun, self._heard = seconds, time.monotonic(), 0.0
        self._bar.set_part(0.0)
        self._tick.start()
        self.show()

    def expect(self, seconds: float) -> None:
        """It is known now that it takes about `seconds`."""
        self._seconds = seconds

    def hear(self, part: float) -> None:
        """So much is done, says the planner itself."""
        self._heard = part
        self._draw_on()

    def end(self) -> None:
        """It is over."""
        self._tick.stop()
        self.hide()

    def _draw_on(self) -> None:
        # The planner tells of whole blocks of weeks only; in between time is the best guess, which never arrives.
        guessed = 1 - math.exp(-(time.monotonic() - self._begun) / self._seconds)
        self._bar.set_part(max(self._heard, min(guessed, 0.97)))


class _Bar(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.part = 0.0
        self.setMinimumWidth(120)
        self.setFixedHeight(grown(24))
        self.setAccessibleName(tr("Planning"))

    def set_part(self, part: float) -> None:
        self.part = part
        self.setAccessibleDescription(tr("{n} %", n=round(part * 100)))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = colours_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(0, (self.height() - _HEIGHT) / 2, self.width(), _HEIGHT)
        painter.setBrush(QColor(colours.hairline))
        painter.drawRoundedRect(whole, 3, 3)
        whole.setWidth(max(_HEIGHT, whole.width() * self.part))
        painter.setBrush(QColor(colours.accent))
        painter.drawRoundedRect(whole, 3, 3)
