"""What each heading or name of a workbook is taken for: a line each with a list to choose from, open ones first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QWidget

from mottagning.rota.sheetchoice import NEW, UNREAD
from mottagning.texts import tr, trn
from mottagning.ui.theme import dress, grown
from mottagning.ui.tokens import BETWEEN, STEP
from mottagning.ui.widgets.elided import ElidedLabel
from mottagning.ui.widgets.form import label

_WIDTH, _COUNT_WIDTH = 230, 110
_MOST_SHOWN = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Something that stands in the file `count` times, what it is taken for, and the likeliest answers."""

    text: str
    shown: str
    count: int
    chosen: str | None
    likely: tuple[str, ...] = ()


class Picks(QWidget):
    """`changed` when one is chosen. `value` gives them all."""

    changed = Signal()

    def __init__(self, said: Sequence[Said], known: Mapping[str, str], new: str) -> None:
        """`known` are the names of what can be chosen, by key; `new` is the sentence for something new, with {name}."""
        super().__init__()
        self.boxes: dict[str, QComboBox] = {}
        self._words: dict[str, tuple[QLabel, str]] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(BETWEEN)
        grid.setVerticalSpacing(STEP)
        grid.setColumnStretch(0, 1)
        grid.setColumnMinimumWidth(1, grown(_COUNT_WIDTH))
        for row, each in enumerate(sorted(said, key=_order)):
            name = ElidedLabel(each.shown)
            count = label("", "caption", "quiet")
            self._words[each.text] = (count, trn("{n} shift", "{n} shifts", each.count))
            box = self._box(each, known, tr(new, name=each.shown))
            name.setBuddy(box)
            self._mark(each.text)
            for place, part in enumerate((name, count, box)):
                grid.addWidget(part, row, place)

    def value(self) -> dict[str, str | None]:
        """What each is taken for, None where nobody has said it."""
        return {text: box.currentData() for text, box in self.boxes.items()}

    def first_open(self) -> QComboBox | None:
        """Where somebody has to choose first."""
        return next((box for box in self.boxes.values() if box.currentData() is None), None)

    def _box(self, each: Said, known: Mapping[str, str], new: str) -> QComboBox:
        box = self.boxes[each.text] = QComboBox()
        box.setFixedWidth(grown(_WIDTH))
        box.setMaxVisibleItems(_MOST_SHOWN)
        box.setAccessibleName(tr("“{name}” in the file is", name=each.shown))
        if each.chosen is None:
            box.addItem(tr("Choose…"), None)
        for key in each.likely:
            box.addItem(known[key], key)
        if each.likely:
            box.insertSeparator(box.count())
        for key, name in known.items():
            if key not in each.likely:
                box.addItem(name, key)
        box.insertSeparator(box.count())
        box.addItem(new, NEW)
        box.addItem(tr("Is not read"), UNREAD)
        if each.chosen is not None:
            box.setCurrentIndex(box.findData(each.chosen))
        box.currentIndexChanged.connect(partial(self._tell, each.text))
        return box

    def _tell(self, text: str, _index: int) -> None:
        self._mark(text)
        self.changed.emit()

    def _mark(self, text: str) -> None:
        """Say of one that waits for an answer that it does."""
        word, shifts = self._words[text]
        waits = self.boxes[text].currentData() is None
        word.setText(tr("{shifts} – choose", shifts=shifts) if waits else shifts)
        dress(word, "caption", "warn" if waits else "quiet")
        self.boxes[text].setAccessibleDescription(word.text())


def _order(said: Said) -> int:
    """What waits for an answer first, then what is new, then what is known."""
    return {None: 0, NEW: 1, UNREAD: 3}.get(said.chosen, 2)
