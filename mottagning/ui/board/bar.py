"""What stands above the board: lanes, filters, the field that finds a code, the size, and the way to the meeting."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from mottagning.texts import tr
from mottagning.ui.board.slips import Wanted, Worded
from mottagning.ui.cases.asof import AsOf
from mottagning.ui.theme import grown
from mottagning.ui.tokens import BETWEEN, INSIDE
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.form import button, icon_button, label, quiet_button


class BoardBar(QWidget):
    """Two lines. `wanted` follows what is chosen, `sought` what is typed (with Enter: the next one)."""

    wanted = Signal(object)
    """`Wanted`."""
    sought = Signal(str, bool)
    """(text, whether to go on to the next)."""
    zoom_asked = Signal(int)
    """+1, -1, or 0 for the ordinary size."""
    meeting_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.as_of = AsOf()
        self.code_field = QLineEdit()
        self.code_field.setPlaceholderText(tr("Find a case code"))
        self.code_field.setAccessibleName(tr("Find a case code"))
        self.code_field.setClearButtonEnabled(True)
        self.code_field.setFixedWidth(grown(180))
        self.found = label("", "quiet")
        self.size_button = quiet_button("", lambda: self.zoom_asked.emit(0))
        self.size_button.setToolTip(tr("Ordinary size ({keys})", keys="Ctrl+0"))
        self.meeting = button(tr("Meeting view"), self.meeting_asked.emit)
        self.meeting.setToolTip("F11")
        self.changes = button(tr("Changes"))
        self.changes.setCheckable(True)
        self.changes.hide()
        self.lanes = Choice(
            tr("Lanes"), [("none", tr("None")), ("handler", tr("Handler")), ("category", tr("Category"))], "none"
        )
        self.category = _combo(tr("Category"))
        self.handler = _combo(tr("Handler"))
        self.late = QCheckBox(tr("Late only"))
        self.unassigned = QCheckBox(tr("Without handler only"))
        self.all = quiet_button(tr("Show all"), self.show_all)
        self._lay_out()
        self.code_field.textChanged.connect(lambda text: self.sought.emit(text, False))
        self.code_field.returnPressed.connect(lambda: self.sought.emit(self.code_field.text(), True))
        self.lanes.chosen.connect(self._tell)
        for box in (self.category, self.handler):
            box.currentIndexChanged.connect(self._tell)
        for check in (self.late, self.unassigned):
            check.toggled.connect(self._tell)

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(INSIDE)
        first.addWidget(self.as_of, 1)
        first.addWidget(self.found)
        first.addWidget(self.code_field)
        first.addSpacing(INSIDE)
        first.addWidget(icon_button("minus", tr("Smaller ({keys})", keys="Ctrl+−"), lambda: self.zoom_asked.emit(-1)))
        first.addWidget(self.size_button)
        first.addWidget(icon_button("plus", tr("Larger ({keys})", keys="Ctrl++"), lambda: self.zoom_asked.emit(1)))
        first.addSpacing(INSIDE)
        first.addWidget(self.changes)
        first.addWidget(self.meeting)
        self.filters = QWidget()
        second = QHBoxLayout(self.filters)
        second.setContentsMargins(0, 0, 0, 0)
        second.setSpacing(INSIDE)
        second.addWidget(label(tr("Lanes"), "quiet"))
        second.addWidget(self.lanes)
        second.addSpacing(BETWEEN)
        for part in (self.category, self.handler, self.late, self.unassigned, self.all):
            second.addWidget(part)
        second.addStretch(1)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        lines.addLayout(first)
        lines.addWidget(self.filters)

    def value(self) -> Wanted:
        """What is chosen now."""
        return Wanted(
            lanes=self.lanes.value(),  # type: ignore[arg-type]
            category=self.category.currentData(),
            handler=self.handler.currentData(),
            late=self.late.isChecked(),
            unassigned=self.unassigned.isChecked(),
        )

    def show_choices(self, board: Worded) -> None:
        """Offer the categories and handlers that the board has; what is chosen stays while it is among them."""
        _fill(self.category, tr("All categories"), board.categories)
        _fill(self.handler, tr("All handlers"), board.handlers)
        self.all.setVisible(not self.value().is_everything)

    def show_all(self) -> None:
        """Leave no slip out."""
        blockers = [QSignalBlocker(part) for part in (self.category, self.handler, self.late, self.unassigned)]
        self.category.setCurrentIndex(0)
        self.handler.setCurrentIndex(0)
        self.late.setChecked(False)
        self.unassigned.setChecked(False)
        del blockers
        self._tell()

    def _tell(self) -> None:
        self.all.setVisible(not self.value().is_everything)
        self.wanted.emit(self.value())


def _combo(name: str) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(name)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    made.setMaximumWidth(grown(200))
    return made


def _fill(box: QComboBox, every: str, choices: Sequence[tuple[str, str]]) -> None:
    kept = box.currentData()
    with QSignalBlocker(box):
        box.clear()
        box.addItem(every, None)
        for key, word in choices:
            box.addItem(word, key)
        box.setCurrentIndex(max(0, box.findData(kept)) if kept is not None else 0)
