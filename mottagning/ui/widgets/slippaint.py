"""Draws the board's slips, thousands of them: what many slips have in common is drawn once and copied after that."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPen, QPixmap

from mottagning.ui.icons import paint_icon, paint_shape
from mottagning.ui.theme import font, grown, tone_colour
from mottagning.ui.tokens import INSIDE, STEP, Colours, Size, Tone, contrast
from mottagning.ui.widgets.slip import Slip, lines_at, type_at

_BAR = 8
_SHORT = 4
"""Letters of a category on the smallest slips."""
_MOST = 6_000
"""Pictures of words that are kept at once; each is a few kilobytes."""


class Placed(NamedTuple):
    """A slip, where it stands, and whether it is chosen and has the focus."""

    place: QRect
    slip: Slip
    chosen: bool = False
    focus: bool = False


class _Words(NamedTuple):
    """A picture of words, and how wide they are."""

    picture: QPixmap
    width: int


class SlipPainter:
    """Draws slips at one scale; make it once and use it for every slip."""

    def __init__(self, scale: float = 1.0) -> None:
        self._lines = lines_at(scale)
        self._scale = type_at(scale)
        size = Size.TITLE if self._lines > 1 else Size.CAPTION
        self._code = font(size, strong=True, tabular=True, scale=self._scale)
        self._small = font(Size.CAPTION, tabular=True, scale=self._scale)
        self._strong = font(Size.CAPTION, strong=True, tabular=True, scale=self._scale)
        self._metrics = {False: QFontMetrics(self._small), True: QFontMetrics(self._strong)}
        self._code_metrics = QFontMetrics(self._code)
        self._digit = self._code_metrics.horizontalAdvance("0")
        self._widest_sign = max(map(self._code_metrics.horizontalAdvance, "WM@ÅÄ"))
        self._left, self._right = self._px(_BAR + INSIDE), self._px(INSIDE)
        self._space = self._px(6 if self._lines > 1 else 2)
        self._first_high = self._px(26 if self._lines == 3 else 22)
        self._side, self._least = self._px(8), self._px(24)
        self._deadlines: dict[tuple[Tone, str], str] = {}
        self._kept: dict[Hashable, QPixmap] = {}
        self._words: dict[tuple[str, bool, str], _Words] = {}
        self._look: tuple[bool, float] = (False, 0.0)
        self._colours: Colours

    def paint(
        self,
        painter: QPainter,
        place: QRect,
        slip: Slip,
        colours: Colours,
        *,
        chosen: bool = False,
        focus: bool = False,
    ) -> None:
        """Draw one slip."""
        self.paint_all(painter, [Placed(place, slip, chosen, focus)], colours)

    def paint_all(self, painter: QPainter, slips: Iterable[Placed], colours: Colours) -> None:
        """Draw these slips, the codes after all else: each is another, and its font is set but once."""
        look = (colours.dark, painter.device().devicePixelRatio())
        if look != self._look or len(self._words) > _MOST:
            self._kept.clear()
            self._words.clear()
        self._look, self._colours = look, colours
        codes = [(self._paint_but_code(painter, each), each.slip.code) for each in slips]
        painter.setFont(self._code)
        painter.setPen(QColor(colours.text))
        rise = (self._code_metrics.ascent() - self._code_metrics.descent()) // 2
        for room, code in codes:
            if len(code) * self._widest_sign > room.width():
                code = self._code_metrics.elidedText(code, Qt.TextElideMode.ElideRight, max(room.width(), 0))
            painter.drawText(room.left(), room.top() + (room.height() + 1) // 2 + rise, code)

    def _paint_but_code(self, painter: QPainter, each: Placed) -> QRect:
        """Everything of a slip but its code; returns the room for that."""
        place, slip = each.place, each.slip
        key = ("sheet", slip.hue, place.width(), place.height(), each.chosen, each.focus)
        sheet = self._picture(key, place.size(), lambda brush: self._draw_sheet(brush, each))
        painter.drawPixmap(place.topLeft(), sheet)
        inner = place.adjusted(self._left, self._space, -self._right, -self._space)
        if self._lines == 1:
            return self._paint_only(painter, inner, slip)
        first = self._first_high
        rest = (inner.height() - first) // (self._lines - 1)
        self._paint_second(painter, _stripe(inner, first, rest), slip)
        if self._lines == 3:
            self._paint_third(painter, _stripe(inner, first + rest, rest), slip)
        return self._paint_first(painter, _stripe(inner, 0, first), slip)

    def _px(self, length: int) -> int:
        return grown(length * self._scale)

    # The lines --------------------------------------------------------------------------------------------------------

    def _paint_first(self, painter: QPainter, place: QRect, slip: Slip) -> QRect:
        """To the right who has it and what blocks; returns the room for the code."""
        room = self._to_the_right(painter, place, slip.initials, self._colours.quiet, strong=True)
        return self._icon_to_the_right(painter, room, slip.blocks, 16) if slip.blocks else room

    def _paint_second(self, painter: QPainter, place: QRect, slip: Slip) -> None:
        """The category; to the right its days, or in two lines that it is late or soon will be."""
        colours = self._colours
        if self._lines == 2 and slip.tone_word:
            room = self._to_the_right(painter, place, slip.tone_word, tone_colour(colours, slip.tone), strong=True)
            room = self._shape_to_the_right(painter, room, slip.tone)
        elif slip.above_normal:
            room = self._to_the_right(painter, place, f"{slip.days} ↑", colours.text, strong=True)
        else:
            room = self._to_the_right(painter, place, slip.days, colours.quiet)
        self._to_the_left(painter, room, slip.kind if self._lines == 3 else slip.word, colours.quiet)

    def _paint_third(self, painter: QPainter, place: QRect, slip: Slip) -> None:
        """The deadline to the left, the next step to the right in what room there is."""
        colours, room = self._colours, QRect(place)
        is_loud = slip.tone in (Tone.WARN, Tone.BAD)
        if is_loud:
            side = self._side
            painter.drawPixmap(room.left(), room.top() + (room.height() - side) // 2, self._shape(slip.tone, side))
            room.setLeft(room.left() + side + STEP)
        if slip.due:
            due = self._deadlines.get((slip.tone, slip.due))
            if due is None:
                due = self._deadlines[slip.tone, slip.due] = slip.deadline
            colour = tone_colour(colours, slip.tone) if is_loud else colours.quiet
            used = self._to_the_left(painter, room, due, colour, strong=is_loud)
            room.setLeft(room.left() + used + INSIDE)
        if (coming := slip.next) and room.width() > self._least:
            if slip.due and (wanted := self._wide(coming, strong=False)) < room.width():
                room.setLeft(room.right() + 1 - wanted)
            self._to_the_left(painter, room, coming, colours.text)

    def _paint_only(self, painter: QPainter, place: QRect, slip: Slip) -> QRect:
        """The shape of what is late or soon will be, or what blocks, or that it has stayed long; then the category,
        shortened, unless the code needs the room."""
        if slip.tone in (Tone.WARN, Tone.BAD):
            room = self._shape_to_the_right(painter, place, slip.tone)
        elif slip.blocks:
            room = self._icon_to_the_right(painter, place, slip.blocks, 14)
        else:
            room = self._to_the_right(painter, place, "↑" if slip.above_normal else "", self._colours.text, strong=True)
        word = slip.word if len(slip.word) <= _SHORT else f"{slip.word[: _SHORT - 1]}."
        needed = len(slip.code) * self._digit + STEP + self._wide(word, strong=False)
        return self._to_the_right(painter, room, word, self._colours.quiet) if needed <= room.width() else room

    # Pieces -----------------------------------------------------------------------------------------------------------

    def _to_the_left(self, painter: QPainter, place: QRect, text: str, colour: str, *, strong: bool = False) -> int:
        """Words to the left in `place`, shortened to what fits; returns their width."""
        if self._wide(text, strong=strong) > place.width():
            text = self._metrics[strong].elidedText(text, Qt.TextElideMode.ElideRight, max(place.width(), 0))
        words = self._written(text, colour, strong=strong)
        painter.drawPixmap(place.left(), place.top() + (place.height() - self._high(strong)) // 2, words.picture)
        return words.width

    def _to_the_right(self, painter: QPainter, place: QRect, text: str, colour: str, *, strong: bool = False) -> QRect:
        """Words to the right in `place`; returns the room that is left of them."""
        room = QRect(place)
        if text:
            words = self._written(text, colour, strong=strong)
            left = place.right() + 1 - words.width
            painter.drawPixmap(left, place.top() + (place.height() - self._high(strong)) // 2, words.picture)
            room.setRight(left - 1 - STEP)
        return room

    def _shape_to_the_right(self, painter: QPainter, place: QRect, tone: Tone) -> QRect:
        side, room = self._side, QRect(place)
        left = place.right() + 1 - side
        painter.drawPixmap(left, place.top() + (place.height() - side) // 2, self._shape(tone, side))
        room.setRight(left - 1 - STEP)
        return room

    def _icon_to_the_right(self, painter: QPainter, place: QRect, name: str, length: int) -> QRect:
        side, room = self._px(length), QRect(place)
        left = place.right() + 1 - side
        colour = self._colours.text
        picture = self._picture(
            ("icon", name), QSize(side, side), lambda brush: paint_icon(brush, QRect(0, 0, side, side), name, colour)
        )
        painter.drawPixmap(left, place.top() + (place.height() - side) // 2, picture)
        room.setRight(left - 1 - STEP)
        return room

    def _shape(self, tone: Tone, side: int) -> QPixmap:
        colours = self._colours
        return self._picture(
            ("shape", tone), QSize(side, side), lambda brush: paint_shape(brush, QRect(0, 0, side, side), tone, colours)
        )

    def _high(self, strong: bool) -> int:
        return self._metrics[strong].height()

    def _wide(self, text: str, *, strong: bool) -> int:
        """How wide words are; asked of Qt once."""
        return self._written(text, self._colours.text, strong=strong).width if text else 0

    def _written(self, text: str, colour: str, *, strong: bool) -> _Words:
        key = (text, strong, colour)
        words = self._words.get(key)
        if words is None:
            metrics = self._metrics[strong]
            width = metrics.horizontalAdvance(text)

            def write(brush: QPainter) -> None:
                brush.setFont(self._strong if strong else self._small)
                brush.setPen(QColor(colour))
                brush.drawText(QPoint(0, metrics.ascent()), text)

            words = self._words[key] = _Words(self._drawn(QSize(width + 1, metrics.height()), write), width)
        return words

    def _picture(self, key: Hashable, size: QSize, draw: Callable[[QPainter], None]) -> QPixmap:
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = self._drawn(size, draw)
        return found

    def _drawn(self, size: QSize, draw: Callable[[QPainter], None]) -> QPixmap:
        ratio = self._look[1]
        made = QPixmap(size * ratio)
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.transparent)
        brush = QPainter(made)
        draw(brush)
        brush.end()
        return made

    def _draw_sheet(self, brush: QPainter, each: Placed) -> None:
        """The paper with its coloured edge."""
        colours = self._colours
        hue = colours.hues[each.slip.hue]
        brush.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(0.5, 0.5, each.place.width() - 1, each.place.height() - 1)
        outline = QPainterPath()
        outline.addRoundedRect(box, 4, 4)
        brush.fillPath(outline, QColor(colours.chosen if each.chosen else colours.surface))
        brush.save()
        brush.setClipPath(outline)
        brush.fillRect(QRectF(0.5, 0.5, self._px(_BAR), box.height()), QColor(hue.fill))
        if contrast(hue.fill, colours.surface) < 1.2:  # white on white
            brush.fillRect(QRectF(0.5 + self._px(_BAR), 0.5, 1, box.height()), QColor(hue.edge))
        brush.restore()
        brush.setPen(
            QPen(QColor(colours.accent if each.chosen or each.focus else colours.faint), 2 if each.focus else 1)
        )
        brush.setBrush(Qt.BrushStyle.NoBrush)
        brush.drawPath(outline)


def _stripe(place: QRect, top: int, height: int) -> QRect:
    return QRect(place.left(), place.top() + top, place.width(), height)
