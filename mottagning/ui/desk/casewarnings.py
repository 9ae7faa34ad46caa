"""What must be seen of a case before anything is said: threats, then interpreters, by their roles; nobody is named."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from mottagning.desk.caseside import CaseSide
from mottagning.ui.desk import casefacts
from mottagning.ui.tokens import INSIDE
from mottagning.ui.widgets.form import IconLabel, label


def warnings(side: CaseSide) -> list[QWidget]:
    """A line for each, to stand above all that may fall below the fold."""
    threats = [marked("warning", label(said, "strong", "bad", wraps=True)) for said in casefacts.threats(side)]
    return [*threats, *(marked("people", label(said, wraps=True)) for said in casefacts.interpreters(side))]


def marked(icon: str, words: QLabel) -> QWidget:
    """A sentence that wraps, beside an icon."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(INSIDE)
    row.addWidget(IconLabel(icon, 16), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(words, 1)
    return made
