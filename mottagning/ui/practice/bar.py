"""The line over everything while somebody practises: that it is practice, what to try next, and what can happen."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from mottagning.texts import tr
from mottagning.ui.tokens import BETWEEN, INSIDE, STEP
from mottagning.ui.widgets.elided import ElidedLabel
from mottagning.ui.widgets.form import label

RING_KEY, MAIL_KEY, TASKS_KEY = "F7", "Shift+F7", "Ctrl+F7"


class PracticeBar(QWidget):
    """It lies above the top line and above every card, so that it is always seen."""

    ring_asked = Signal()
    mail_asked = Signal()
    tasks_asked = Signal()
    restart_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "practice")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Practice – invented people"))
        self.next = ElidedLabel()
        self.tasks = self._button(tr("Try this"), TASKS_KEY, self.tasks_asked)
        self.ring = self._button(tr("Let it ring"), RING_KEY, self.ring_asked)
        self.mail = self._button(tr("Let mail come"), MAIL_KEY, self.mail_asked)
        self.restart = self._button(tr("Start over"), "", self.restart_asked)
        self.restart.setToolTip(tr("Everything is as it was at first: what you have done here goes."))
        row = QHBoxLayout(self)
        row.setContentsMargins(BETWEEN, STEP, BETWEEN, STEP)
        row.setSpacing(INSIDE)
        said = label(tr("Practice – invented people"), "strong")
        said.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)  # whatever else must give way
        row.addWidget(said)
        row.addSpacing(INSIDE)
        row.addWidget(self.next, 1)
        for each in (self.tasks, self.ring, self.mail, self.restart):
            row.addWidget(each)

    def show_progress(self, done: int, of: int, following: str) -> None:
        """How many of the exercises are done, and which comes next ("" when all are)."""
        self.tasks.setText(tr("Try this: {done} of {of}", done=done, of=of))
        self.next.setText(tr("Try: {what}", what=following) if following else tr("You have tried it all. Well done!"))

    @staticmethod
    def _button(text: str, keys: str, asked: SignalInstance) -> QPushButton:
        made = QPushButton(text)
        made.setAutoDefault(True)
        if keys:
            made.setToolTip(tr("{what} ({keys})", what=text, keys=keys))
        made.clicked.connect(asked)
        return made
