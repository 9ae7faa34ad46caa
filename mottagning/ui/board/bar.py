"""What stands above the board: who is away, lanes, filters, the field that finds a code, the size, the meeting."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from mottagning.texts import N_, tr
from mottagning.ui.board.slips import Only, Wanted, Worded
from mottagning.ui.cases.asof import AsOf
from mottagning.ui.theme import font, grown
from mottagning.ui.tokens import BETWEEN, INSIDE
from mottagning.ui.widgets.choice import Choice, Flow
from mottagning.ui.widgets.elided import ElidedLabel
from mottagning.ui.widgets.form import beside, button, icon_button, label, quiet_button

_ONLY: dict[Only, str] = {
    "late": N_("Late {n}"),
    "old": N_("Longer than usual {n}"),
    "unassigned": N_("No handler {n}"),
    "away": N_("Handler away {n}"),
}


class BoardBar(QWidget):
    """Two lines. `wanted` follows what is chosen, `sought` what is typed (with Enter: the next one)."""

    wanted = Signal(object)
    """`Wanted`."""
    sought = Signal(str, bool)
    """(text, whether to go on to the next)."""
    zoom_asked = Signal(int)
    """+1, -1, or 0 for the ordinary size."""
    meeting_asked = Signal()
    settings_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.as_of = AsOf()
        self.away = ElidedLabel()
        self.away.setProperty("look", "quiet")
        self.code_field = QLineEdit()
        self.code_field.setPlaceholderText(tr("Find a case code"))
        self.code_field.setAccessibleName(tr("Find a case code"))
        self.code_field.setClearButtonEnabled(True)
        self.code_field.setFixedWidth(grown(150))
        self.found = label("", "quiet")
        self.size_button = quiet_button("", lambda: self.zoom_asked.emit(0))
        self.size_button.setToolTip(tr("Ordinary size ({keys})", keys="Ctrl+0"))
        self.limits = quiet_button(tr("Limits…"), self.settings_asked.emit)
        self.limits.setToolTip(tr("Limits and agenda of the board"))
        self.limits.hide()
        self.meeting = button(tr("Meeting view"), self.meeting_asked.emit)
        self.meeting.setToolTip("F11")
        self.column = button(tr("Board alone"))
        self.column.setToolTip(tr("Take the meeting's column away, or bring it back ({keys})", keys="Alt+T"))
        self.column.setCheckable(True)
        self.column.hide()
        lanes = [("none", tr("None")), ("handler", tr("Handler")), ("team", tr("Team")), ("category", tr("Category"))]
        self.lanes = Choice(tr("Lanes"), lanes, "none")
        self.category = _combo(tr("Category"))
        self.handler = _combo(tr("Handler"))
        self.only = {only: QCheckBox() for only in _ONLY}
        self.all = quiet_button(tr("Show all"), self.show_all)
        self._lay_out()
        self.code_field.textChanged.connect(lambda text: self.sought.emit(text, False))
        self.code_field.returnPressed.connect(lambda: self.sought.emit(self.code_field.text(), True))
        self.lanes.chosen.connect(self._tell)
        for box in (self.category, self.handler):
            box.currentIndexChanged.connect(self._tell)
        for check in self.only.values():
            check.toggled.connect(self._tell)

    def _lay_out(self) -> None:
        self.lanes_part = beside(label(tr("Lanes"), "quiet"), self.lanes)
        self._first = QHBoxLayout()
        self._first.setSpacing(INSIDE)
        self._first.addWidget(self.away, 1)
        self._first.addStretch(0)  # while nobody is away
        for part in (self.found, self.code_field, self.lanes_part):
            self._first.addWidget(part)
        self._first.addSpacing(INSIDE)
        for icon, text, steps in (
            ("minus", tr("Smaller ({keys})", keys="Ctrl+−"), -1),
            ("plus", tr("Larger ({keys})", keys="Ctrl++"), 1),
        ):
            self._first.addWidget(icon_button(icon, text, partial(self.zoom_asked.emit, steps)))
            if steps < 0:
                self._first.addWidget(self.size_button)
        self._first.addSpacing(INSIDE)
        for part in (self.limits, self.column, self.meeting):
            self._first.addWidget(part)
        self.filters = QWidget()
        second = Flow(self.filters, BETWEEN)
        second.addWidget(beside(self.category, self.handler))
        for check in (*self.only.values(), self.all):
            check.setMinimumHeight(grown(34))
            second.addWidget(check)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(INSIDE)
        self._lines.addLayout(self._first)
        self._lines.addWidget(self.filters)
        self._first.insertWidget(0, self.as_of)

    def show_age(self, board: Worded, now: datetime) -> None:
        """How old the board is: quiet beside the rest while it is fresh, else in a line of its own."""
        self.as_of.show_age(board.as_of, board.is_stale, now)
        is_above = self._lines.indexOf(self.as_of) == 0
        if board.is_stale != is_above:
            (self._lines if is_above else self._first).removeWidget(self.as_of)
            (self._lines if board.is_stale else self._first).insertWidget(0, self.as_of)

    def set_scale(self, scale: float) -> None:
        """Make what is told larger, for a whole room."""
        self.as_of.set_scale(scale)
        self.away.setFont(font(scale=scale))

    def value(self) -> Wanted:
        """What is chosen now."""
        return Wanted(
            lanes=self.lanes.value(),  # type: ignore[arg-type]
            category=self.category.currentData(),
            handler=self.handler.currentData(),
            only=frozenset(only for only, check in self.only.items() if check.isChecked()),
        )

    def show_choices(self, board: Worded) -> None:
        """Offer the categories and handlers that the board has; what is chosen stays while it is among them."""
        _fill(self.category, tr("All categories"), board.categories)
        _fill(self.handler, tr("All handlers"), board.handlers)
        for only, check in self.only.items():
            n = board.count(only)
            check.setText(tr(_ONLY[only], n=n))
            check.setVisible(bool(n) or check.isChecked())
        away = tr("Not available: {names}", names=", ".join(board.away)) if board.away else ""
        self.away.setText(away)
        self.away.setVisible(bool(away))
        self.all.setVisible(not self.value().is_everything)

    def show_all(self) -> None:
        """Leave no slip out."""
        blockers = [QSignalBlocker(part) for part in (self.category, self.handler, *self.only.values())]
        self.category.setCurrentIndex(0)
        self.handler.setCurrentIndex(0)
        for check in self.only.values():
            check.setChecked(False)
        del blockers
        self._tell()

    def _tell(self) -> None:
        self.all.setVisible(not self.value().is_everything)
        self.wanted.emit(self.value())


def _combo(name: str) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(name)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    made.setMaximumWidth(grown(170))
    return made


def _fill(box: QComboBox, every: str, choices: Sequence[tuple[str, str]]) -> None:
    kept = box.currentData()
    with QSignalBlocker(box):
        box.clear()
        box.addItem(every, None)
        for key, word in choices:
            box.addItem(word, key)
        box.setCurrentIndex(max(0, box.findData(kept)) if kept is not None else 0)
