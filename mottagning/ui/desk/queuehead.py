"""The line above the queue: only what is mine, or everything, and how much that would be more."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from mottagning.desk.queue import Queue
from mottagning.texts import tr, trn
from mottagning.ui.theme import dress
from mottagning.ui.tokens import BETWEEN, INSIDE, STEP
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.elided import ElidedLabel


class QueueHead(QWidget):
    """Two answers. `asked` gives whether only what is mine is wanted."""

    asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scope = Choice(tr("Which contacts are shown"), [(False, tr("All")), (True, tr("Mine"))])
        for answer in self.scope.answers():
            answer.setToolTip(tr("All contacts, or only mine ({keys})", keys="Alt+M"))
        self.scope.chosen.connect(self.asked)
        self._more = dress(ElidedLabel(), "caption", "quiet")
        row = QHBoxLayout(self)
        row.setContentsMargins(BETWEEN, STEP, BETWEEN, STEP)
        row.setSpacing(INSIDE)
        row.addWidget(self.scope)
        row.addWidget(self._more, 1)

    def show_queue(self, queue: Queue) -> None:
        """Show which of the two it is."""
        self.scope.set_value(queue.only_mine)
        said = trn("{n} more at the desk", "{n} more at the desk", queue.elsewhere) if queue.elsewhere else ""
        self._more.setText(said)
