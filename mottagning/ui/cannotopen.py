"""The small window in place of the large one when the data cannot be opened: Windows shows no one a command's words."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mottagning.errors import Trouble
from mottagning.texts import tr
from mottagning.ui.icons import app_icon
from mottagning.ui.widgets.form import EmptyState, primary_button


class CannotOpen(QWidget):
    """Says why Mottagning cannot open, until it is `closed`."""

    closed = Signal()

    def __init__(self, trouble: Trouble) -> None:
        super().__init__()
        self.setWindowTitle(tr("Mottagning"))
        self.setWindowIcon(app_icon())
        self.setProperty("look", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.close_button = primary_button(tr("Close"), self.close)
        self.state = EmptyState(tr("Mottagning cannot open"), str(trouble), self.close_button, icon="warning")
        lines = QVBoxLayout(self)
        lines.addWidget(self.state)
        for key in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            QShortcut(QKeySequence(key), self).activated.connect(self.close)
        self.close_button.setFocus()
        self.resize(560, 380)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()
