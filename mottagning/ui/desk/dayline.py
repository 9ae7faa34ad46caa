"""The line under the queue: the way to the start or the end of the day, and the one thing worth knowing of it now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mottagning.texts import tr
from mottagning.ui.theme import dress
from mottagning.ui.tokens import BETWEEN, INSIDE, STEP, Tone
from mottagning.ui.widgets.elided import ElidedLabel
from mottagning.ui.widgets.form import hairline, link_button
from mottagning.ui.widgets.keys import as_printed

if TYPE_CHECKING:
    from mottagning.ui.desk.daywords import Said


class DayLine(QWidget):
    """One press opens what the line is about."""

    start_asked = Signal()
    end_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opens = "start"
        self.way = link_button("", self._ask)
        self.words = ElidedLabel("")
        row = QHBoxLayout()
        row.setContentsMargins(BETWEEN - STEP, STEP, BETWEEN, STEP)
        row.setSpacing(INSIDE)
        row.addWidget(self.way)
        row.addWidget(self.words, 1)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addWidget(hairline())
        lines.addLayout(row)

    def say(self, said: Said) -> None:
        """Show this."""
        from mottagning.ui.desk.daypart import END_KEY, START_KEY

        self._opens = said.opens
        self.way.setText(said.way)
        keys = START_KEY if said.opens == "start" else END_KEY
        self.way.setToolTip(tr("{what} ({keys})", what=said.way, keys=as_printed(keys)))
        self.way.setAccessibleDescription(said.sentence)
        self.words.setText(said.sentence)
        dress(self.words, *(("strong", "warn") if said.tone is Tone.WARN else ("quiet",)))
        self.show()

    def _ask(self) -> None:
        (self.start_asked if self._opens == "start" else self.end_asked).emit()
