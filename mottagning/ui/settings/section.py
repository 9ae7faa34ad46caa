"""What every part of the settings is laid out in: a title, a sentence, and what follows, no wider than can be read."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mottagning.ui.theme import grown
from mottagning.ui.tokens import AROUND, BETWEEN
from mottagning.ui.widgets.form import label
from mottagning.ui.widgets.scrolling import scrolled

READABLE = 720


class Section(QWidget):
    """A part of the settings. Subclasses put their widgets into `lines`."""

    def __init__(self, title: str, sentence: str = "", *, width: int = READABLE, scrolls: bool = True) -> None:
        super().__init__()
        self.setAccessibleName(title)
        column = QWidget()
        column.setMaximumWidth(grown(width) + 2 * AROUND)
        self.lines = QVBoxLayout(column)
        self.lines.setContentsMargins(AROUND, BETWEEN, AROUND, BETWEEN)
        self.lines.setSpacing(BETWEEN)
        self.lines.addWidget(label(title, "title"))
        if sentence:
            self.lines.addWidget(label(sentence, "quiet", wraps=True))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        if scrolls:
            area = scrolled(column)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            row.addWidget(area)
        else:
            row.addWidget(column, 100)
            row.addStretch(1)
