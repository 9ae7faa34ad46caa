"""How the rota page lies: the table with its side, and what stands there before there is a rota."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from mottagning.texts import tr
from mottagning.ui.theme import grown
from mottagning.ui.widgets.form import EmptyState, hairline, primary_button

_SIDE, _SIDE_WIDEST = 380, 520


def beside_table(table: QWidget, above: QWidget, below: QWidget) -> QWidget:
    """The table with two lists at its side, the lower one the higher."""
    side = QWidget()
    side.setMinimumWidth(grown(_SIDE))
    side.setMaximumWidth(grown(_SIDE_WIDEST))
    lines = QVBoxLayout(side)
    lines.setContentsMargins(0, 0, 0, 0)
    lines.setSpacing(0)
    lines.addWidget(above, 2)
    lines.addWidget(hairline())
    lines.addWidget(below, 3)
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    row.addWidget(table, 4)
    row.addWidget(hairline(vertical=True))
    row.addWidget(side, 1)
    return made


def no_rota(ask: Callable[[], object]) -> tuple[EmptyState, QPushButton]:
    """What is said before there is a rota, and the button with which one is read in."""
    take_file = primary_button(tr("Read a file…"), ask)
    said = tr(
        "Read in the rota that you have in Excel, in the shape it has: you are shown how it is understood before "
        "anything is kept. After that, months are planned here. Is there none? Then add people and posts under "
        "Settings: Staff, and Rota."
    )
    return EmptyState(tr("No rota yet"), said, take_file, icon="rota"), take_file
