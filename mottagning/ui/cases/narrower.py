"""Narrows the case list down to one stage, one category: two lists to choose from."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from mottagning.cases.narrowing import Narrowing
from mottagning.cases.recent import Kinds
from mottagning.texts import tr
from mottagning.ui.desk import words
from mottagning.ui.tokens import INSIDE


class Narrower(QWidget):
    """A stage and a category. `chosen` when a person picks another one, or `clear` takes one away."""

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kinds = Kinds((), ())
        self.stage = _box(tr("Stage"), tr("All stages"))
        self.category = _box(tr("Category"), tr("All categories"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(INSIDE)
        for box in (self.stage, self.category):
            box.currentIndexChanged.connect(self.chosen)
            row.addWidget(box, 1)

    def offer(self, kinds: Kinds) -> None:
        """Let these be chosen; what is chosen stays, also when there is none of it any more."""
        if kinds == self._kinds:
            return
        self._kinds = kinds
        _fill(self.stage, ((stage, words.stage(stage)) for stage in kinds.stages))
        _fill(self.category, ((each, words.category(each, {}).word) for each in kinds.categories))

    def value(self) -> Narrowing:
        """What is chosen."""
        return Narrowing(stage=self.stage.currentData(), category=self.category.currentData())

    def clear(self) -> None:
        """All stages and all categories."""
        self.stage.setCurrentIndex(0)
        self.category.setCurrentIndex(0)


def _box(name: str, everything: str) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(name)
    made.addItem(everything, None)
    made.setMinimumContentsLength(8)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return made


def _fill(box: QComboBox, answers: Iterable[tuple[str, str]]) -> None:
    kept, word = box.currentData(), box.currentText()
    box.blockSignals(True)
    while box.count() > 1:
        box.removeItem(1)
    for value, text in answers:
        box.addItem(text, value)
    if box.findData(kept) < 0:
        box.addItem(word, kept)
    box.setCurrentIndex(box.findData(kept) if kept is not None else 0)
    box.blockSignals(False)
