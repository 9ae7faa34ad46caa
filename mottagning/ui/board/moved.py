"""What stands to the right of the board at a meeting: the cases that have moved since the group last met."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mottagning.board.meeting import Move
from mottagning.texts import N_, tr
from mottagning.ui import when
from mottagning.ui.desk import words
from mottagning.ui.theme import font
from mottagning.ui.tokens import BETWEEN, INSIDE, Size
from mottagning.ui.widgets.form import label
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.widgets.rows import Group, Row

_TITLES = {"moved": N_("Moved on"), "new": N_("New"), "closed": N_("Closed cases")}


class MovedColumn(QWidget):
    """Shows moves in groups; `chosen` and `opened` give the id of a case."""

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, scale: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = label("")
        self.title.setFont(font(Size.TITLE, strong=True, scale=scale))
        self.title.setWordWrap(True)
        self.list = RowList(tr("Changed since the last meeting"), inset=INSIDE, scale=scale, icons=False)
        self.list.set_empty_sentence(tr("Nothing has changed stage since then."))
        self.list.chosen.connect(self.chosen)
        self.list.opened.connect(self.opened)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(BETWEEN, 0, 0, 0)
        lines.setSpacing(INSIDE)
        lines.addWidget(self.title)
        lines.addWidget(self.list, 1)

    def show_moves(self, meeting: date, moves: Sequence[Move], colours: dict[str, str]) -> None:
        """What has happened since `meeting`."""
        day = when.locale().dayName(meeting.isoweekday())
        self.title.setText(tr("Changed since {day}", day=day))
        groups = []
        for what, title in _TITLES.items():
            rows = tuple(_row(move, colours) for move in moves if move.what == what)
            if rows:
                groups.append(Group(key=what, title=tr(title), rows=rows))
        self.list.set_groups(groups)


def _row(move: Move, colours: dict[str, str]) -> Row:
    category = words.category(move.category, colours)
    said = words.stage(move.stage)
    if move.what == "moved" and move.before is not None:
        said = f"{words.stage(move.before)} → {said}"
    return Row(key=move.case, title=move.code, detail=f"{category.word} · {said}", hue=category.hue)
