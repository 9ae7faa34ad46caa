"""The headings of the stages, which stay above the board while it scrolls."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, Qt
from PySide6.QtWidgets import QWidget

from mottagning.ui.board.slips import Head, Warned
from mottagning.ui.icons import paint_shape
from mottagning.ui.theme import colours_of, font, grown, tone_colour
from mottagning.ui.tokens import INSIDE, STEP, Size, Tone
from mottagning.ui.widgets.elided import ElidedLabel, as_tip, draw_elided, that_fits

_SHAPE = 8
_MIDDLE = Qt.TextElideMode.ElideMiddle
"""The number at the end of a heading says more than the end of its word."""


class SignLine(QWidget):
    """Why a stage should be looked at: a shape, a word, and the numbers as far as there is room."""

    def __init__(self, scale: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._warned: Warned | None = None
        self._scale = scale
        self._strong = font(Size.CAPTION, strong=True, tabular=True, scale=scale)
        self._plain = font(Size.CAPTION, tabular=True, scale=scale)
        self.setFont(self._strong)

    def show_sign(self, warned: Warned | None) -> None:
        """Say this; nothing when it is None."""
        self._warned = warned
        said = f"{warned.words}. {warned.sentence}" if warned else ""
        self.setAccessibleName(said)
        self.setToolTip(as_tip(said))
        self.setVisible(warned is not None)
        self.update()

    def wanted_height(self) -> int:
        """How high it is, in pixels."""
        return self.fontMetrics().height()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._warned is None:
            return
        colours = colours_of(self)
        tone = Tone.BAD if self._warned.hurts else Tone.WARN
        painter, side = QPainter(self), grown(_SHAPE * self._scale)
        paint_shape(painter, QRect(0, 0, side, self.height()), tone, colours)
        room = self.rect().adjusted(side + STEP, 0, 0, 0)
        painter.setPen(QColor(tone_colour(colours, tone)))
        used = draw_elided(painter, room, self._strong, self._warned.words)
        beside = room.adjusted(used + INSIDE, 0, 0, 0)
        painter.setPen(QColor(colours.quiet))
        numbers = that_fits(QFontMetrics(self._plain), beside.width(), self._warned.numbers)
        draw_elided(painter, beside, self._plain, numbers)


class Headings(QWidget):
    """A heading a stage: its word with the number of slips, beneath it the median of their days, and its sign."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._labels: list[tuple[ElidedLabel, ElidedLabel, SignLine]] = []
        self._scale = 1.0
        self._height = 0

    def show_heads(self, heads: Sequence[Head], scale: float) -> None:
        """Show these, at a scale of the type."""
        if scale != self._scale or len(heads) != len(self._labels):
            self._make(len(heads), scale)
        for (title, below, sign), head in zip(self._labels, heads, strict=True):
            title.setText(head.title)
            below.set_forms(*head.below)
            sign.show_sign(head.warned)
        self._height = 0
        if self._labels:
            title, below, sign = self._labels[0]
            self._height = title.sizeHint().height() + below.sizeHint().height() + INSIDE
            if any(head.warned for head in heads):
                self._height += sign.wanted_height()

    def _make(self, count: int, scale: float) -> None:
        """New labels: the style sheet, when it is changed, brings back the first font that a label had."""
        for pair in self._labels:
            for gone in pair:
                gone.hide()
                gone.deleteLater()
        self._labels = [
            (ElidedLabel("", self, _MIDDLE), ElidedLabel("", self), SignLine(scale, self)) for _ in range(count)
        ]
        self._scale = scale
        for title, below, _ in self._labels:
            title.setFont(font(Size.TITLE, strong=True, tabular=True, scale=scale))
            below.setFont(font(Size.CAPTION, tabular=True, scale=scale))
            below.setProperty("look", "quiet")
            title.show()
            below.show()

    def wanted_height(self) -> int:
        """How high they are, in pixels."""
        return self._height

    def place(self, columns: Sequence[tuple[int, int]], offset: int) -> None:
        """Stand above these columns (left, width), moved by `offset`, as far as they are in sight."""
        for (title, below, sign), (start, width) in zip(self._labels, columns, strict=True):
            left, right = max(0, start + offset), min(self.width(), start + offset + width)
            top, middle = title.sizeHint().height(), below.sizeHint().height()
            title.setGeometry(left, 0, right - left, top)
            below.setGeometry(left, top, right - left, middle)
            sign.setGeometry(left, top + middle, right - left, sign.wanted_height())
            for part in (title, below):
                part.setVisible(right > left)
            sign.setVisible(right > left and bool(sign.accessibleName()))
