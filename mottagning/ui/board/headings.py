"""The headings of the stages, which stay above the board while it scrolls."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from mottagning.ui.board.slips import Head
from mottagning.ui.theme import font
from mottagning.ui.tokens import INSIDE, Size
from mottagning.ui.widgets.elided import ElidedLabel


class Headings(QWidget):
    """A heading a stage: its word with the number of slips, and beneath it the median of their days."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._labels: list[tuple[ElidedLabel, ElidedLabel]] = []
        self._scale = 1.0
        self._height = 0

    def show_heads(self, heads: Sequence[Head], scale: float) -> None:
        """Show these, at a scale of the type."""
        if scale != self._scale or len(heads) != len(self._labels):
            self._make(len(heads), scale)
        for (title, below), head in zip(self._labels, heads, strict=True):
            title.setText(f"{head.title} {head.count}")
            below.setText(head.median)
        self._height = sum(label.sizeHint().height() for label in self._labels[0]) + INSIDE if self._labels else 0

    def _make(self, count: int, scale: float) -> None:
        """New labels: the style sheet, when it is changed, brings back the first font that a label had."""
        for pair in self._labels:
            for gone in pair:
                gone.hide()
                gone.deleteLater()
        self._labels = [(ElidedLabel(parent=self), ElidedLabel(parent=self)) for _ in range(count)]
        self._scale = scale
        for title, below in self._labels:
            title.setFont(font(Size.TITLE, strong=True, tabular=True, scale=scale))
            below.setFont(font(Size.CAPTION, tabular=True, scale=scale))
            below.setProperty("look", "quiet")
            title.show()
            below.show()

    def wanted_height(self) -> int:
        """How high they are, in pixels."""
        return self._height

    def place(self, columns: Sequence[tuple[int, int]], offset: int) -> None:
        """Stand above these columns (left, width), moved by `offset`."""
        for (title, below), (left, width) in zip(self._labels, columns, strict=True):
            height = title.sizeHint().height()
            title.setGeometry(left + offset, 0, width, height)
            below.setGeometry(left + offset, height, width, below.sizeHint().height())
