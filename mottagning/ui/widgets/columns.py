"""Columns beside one another, parted by a hairline that can be dragged."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QWidget

from mottagning.ui.icons import fill
from mottagning.ui.theme import colours_of

_GRIP = 7


class Columns(QSplitter):
    """A splitter whose handles are hairlines, wide enough to take hold of."""

    def __init__(self, *parts: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setHandleWidth(_GRIP)
        self.setChildrenCollapsible(False)
        for part in parts:
            self.addWidget(part)

    def share(self, *shares: int) -> None:
        """Divide the width in these proportions, now and when the window grows."""
        for number, weight in enumerate(shares):
            self.setStretchFactor(number, weight)
        self.setSizes([weight * 100 for weight in shares])

    def createHandle(self) -> QSplitterHandle:
        return _Handle(self.orientation(), self)


class _Handle(QSplitterHandle):
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = colours_of(self)
        fill(painter, self.rect(), colours.surface)
        fill(painter, QRect(_GRIP // 2, 0, 1, self.height()), colours.hairline)
