"""What is said of a machine's message: how many of them wait, and that all of them can be closed at once."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from mottagning.desk.look import Look
from mottagning.texts import tr, trn
from mottagning.ui.tokens import INSIDE
from mottagning.ui.widgets.form import button, label


class AutomaticPart(QWidget):
    """`asked` gives the name of what shall be done."""

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(INSIDE)
        self._said = label("", "quiet", wraps=True)
        self.close_all = button(tr("Close all"), lambda: self.asked.emit("close_automatic"))
        line.addWidget(self._said, 1)
        line.addWidget(self.close_all)
        self.hide()

    def show_look(self, look: Look) -> None:
        """Show it with a contact that is one of several of them."""
        count = len(look.automatic)
        self._said.setText(
            trn("{n} automatic message waits, and nothing in it may be a report of concern.",
                "{n} automatic messages wait, and nothing in them may be a report of concern.", count)
        )  # fmt: skip
        self.setVisible("close_automatic" in look.can)
