"""Chooses the column of an export for one field, or several columns for a field that may be put together."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from mottagning.cases.mapping import places
from mottagning.texts import tr
from mottagning.ui.theme import dress
from mottagning.ui.tokens import INSIDE
from mottagning.ui.widgets.choice import Flow
from mottagning.ui.widgets.elided import ElidedLabel

_JOINT = " + "
_WIDTH = 240
_EXAMPLES = 4


class ColumnPick(QWidget):
    """A list of headers with the first values of the chosen column beneath. `changed` when another one is chosen."""

    changed = Signal()

    def __init__(
        self, name: str, header: Sequence[str], rows: Sequence[Sequence[str]], mapped: str, *, many: bool
    ) -> None:
        """`mapped` is the header, or several of them, "" for none; with `many` there may be more than one."""
        super().__init__()
        self._header = [text for text in header if text]
        self._place = {text: place for place, text in enumerate(header)}
        self._rows = rows
        self._many = many
        self._name = name
        self._boxes: list[QComboBox] = []
        self._row = QWidget()
        self._flow = Flow(self._row, INSIDE)
        self._example = dress(ElidedLabel(), "caption", "quiet")
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(2)
        lines.addWidget(self._row)
        lines.addWidget(self._example)
        found = places(header, mapped) if mapped else None
        for place in found or ():
            self._add(header[place])
        self._fit()

    def value(self) -> str:
        """The header that is chosen, several with " + " between, "" for none."""
        return _JOINT.join(box.currentData() for box in self._boxes if box.currentData())

    @property
    def line_height(self) -> int:
        """How high its first line is, in pixels."""
        return self._boxes[0].sizeHint().height()

    def _add(self, chosen: str) -> None:
        box = QComboBox()
        box.setFixedWidth(_WIDTH)
        box.setAccessibleName(self._name)
        box.setMaxVisibleItems(16)
        box.addItem(tr("Not in the file") if not self._boxes else tr("and also…"), "")
        for text in self._header:
            box.addItem(text, text)
        with QSignalBlocker(box):
            box.setCurrentIndex(max(0, box.findData(chosen)))
        box.currentIndexChanged.connect(self._on_changed)
        self._boxes.append(box)
        self._flow.addWidget(box)
        self.setFocusProxy(self._boxes[0])

    def _on_changed(self) -> None:
        self._fit()
        self.changed.emit()

    def _fit(self) -> None:
        """One empty list at the end when there may be more; the first values of what is chosen."""
        while len(self._boxes) > 1 and not self._boxes[-1].currentData() and not self._boxes[-2].currentData():
            gone = self._boxes.pop()
            self._flow.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        if not self._boxes or (self._many and self._boxes[-1].currentData()):
            self._add("")
        chosen = [box.currentData() for box in self._boxes if box.currentData()]
        values = [row[self._place[chosen[0]]] for row in self._rows] if chosen else []
        shown = ", ".join(list(dict.fromkeys(value for value in values if value))[:_EXAMPLES])
        self._example.setText(tr("such as {values}", values=shown) if shown else "")
        self._example.setVisible(bool(shown))
