"""Small marks that stand beside words: the square of a category, and the shape that goes with a tone."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from mottagning.ui.icons import paint_shape, paint_square
from mottagning.ui.theme import colours_of
from mottagning.ui.tokens import STEP, Tone
from mottagning.ui.widgets.form import label

_SHAPE = 8


class Square(QWidget):
    """The small square of a category's hue; a word stands beside it."""

    def __init__(self, hue: str = "grey", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hue = hue
        self.setFixedSize(12, 12)

    def paintEvent(self, _event: QPaintEvent) -> None:
        hue = colours_of(self).hues[self._hue]
        paint_square(QPainter(self), self.rect(), hue.fill, hue.edge)


class ToneWord(QWidget):
    """A word in the colour of its tone, with the tone's shape before it when it has one."""

    def __init__(self, word: str, tone: Tone, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(STEP)
        if tone in (Tone.GOOD, Tone.WARN, Tone.BAD):
            row.addWidget(_Shape(tone))
        row.addWidget(label(word, tone.value), 1)


class _Shape(QWidget):
    def __init__(self, tone: Tone) -> None:
        super().__init__()
        self._tone = tone
        self.setFixedWidth(_SHAPE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_shape(QPainter(self), QRect(0, 0, _SHAPE, self.height()), self._tone, colours_of(self))
