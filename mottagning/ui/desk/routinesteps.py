"""One step of a routine: a box with its figure, and words that wrap and can be pressed too."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from mottagning.desk.routine import Step
from mottagning.texts import tr
from mottagning.ui.theme import dress
from mottagning.ui.tokens import INSIDE
from mottagning.ui.widgets.form import label


class StepLine(QWidget):
    """`ticked` tells that somebody has ticked it or taken the tick away."""

    ticked = Signal(bool)

    def __init__(self, number: int, step: Step, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._step = step
        self.box = QCheckBox(str(number))
        must = tr("must be done") if step.required else ""
        self.box.setAccessibleName(f"{number}. {step.text}")
        self.box.setAccessibleDescription(must)
        self.box.clicked.connect(self.ticked)
        self.words = label(step.text, *(("strong",) if step.required else ()), wraps=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(INSIDE)
        row.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words, 1)

    def press(self) -> None:
        """As if it had been clicked."""
        if self.isEnabled():
            self.box.click()

    def set_done(self, done: bool) -> None:
        """Show whether it is done."""
        self.box.setChecked(done)
        dress(self.words, *(("quiet",) if done else ("strong",) if self._step.required else ()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.press()
