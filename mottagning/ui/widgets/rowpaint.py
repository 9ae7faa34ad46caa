"""Draws the rows and headings of a `RowList`."""

from collections.abc import Callable, Hashable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from mottagning.ui.icons import fill, paint_icon, paint_shape, paint_square
from mottagning.ui.theme import colours_of, font, text_scale, tone_colour
from mottagning.ui.tokens import CORNER, DENSE_ROW, HEADING_ROW, INSIDE, ROW, STEP, Colours, Size, Tone
from mottagning.ui.widgets.elided import as_tip, draw_elided
from mottagning.ui.widgets.keyed import ITEM_ROLE, Index
from mottagning.ui.widgets.rows import Heading, Row

if TYPE_CHECKING:
    from PySide6.QtGui import QHelpEvent
    from PySide6.QtWidgets import QAbstractItemView

_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | _MIDDLE
_RIGHT = Qt.AlignmentFlag.AlignRight | _MIDDLE
_SHAPE = 8
_SQUARE = 10
_MARK = 14


class Standing(NamedTuple):
    """How a row stands in its list. Qt's own word for it, a style's state, takes 7 ms to load."""

    is_chosen: bool
    is_pointed_at: bool
    has_focus: bool


def draw_hits(
    painter: QPainter, place: QRect, face: QFont, text: str, hits: Iterable[tuple[int, int]], colours: Colours
) -> None:
    """What lies under the words that were looked for: a soft ground and a line, as far as `text` fits in `place`."""
    metrics = QFontMetrics(face)
    top = place.top() + (place.height() - metrics.height()) // 2
    for first, last in hits:
        left = place.left() + metrics.horizontalAdvance(text[:first])
        right = min(place.left() + metrics.horizontalAdvance(text[:last]), place.right())
        if left < right:
            fill(painter, QRect(left, top, right - left, metrics.height()), colours.chosen)
            fill(painter, QRect(left, top + metrics.height() - 1, right - left, 1), colours.accent)


class RowDelegate(QStyledItemDelegate):
    """Two lines a row, or one when `dense`; `inset` pixels are left free at both ends.

    Without `icons` no room is kept for them; `scale` is for what is read from the other end of a room. `standing`
    tells how a row stands. With `actions_below` the action ends the second line and the word the first: for a narrow
    list, whose rows have no `right`.
    """

    def __init__(
        self,
        dense: bool,
        inset: int,
        standing: Callable[[Index], Standing],
        parent: QObject,
        *,
        icons: bool = True,
        scale: float = 1.0,
        actions_below: bool = False,
    ) -> None:
        super().__init__(parent)
        self._standing = standing
        self._actions_below = actions_below
        self._inset = inset
        self._dense = dense
        self._action_room = 0
        self._cut: set[Hashable] = set()
        """The rows that were shortened when they were last drawn: their tooltip has the whole."""
        self._icons = round((24 if dense else 32) * scale * text_scale()) if icons else 0
        self._scale = scale * text_scale()
        self._body = font(scale=scale)
        self._strong = font(strong=True, scale=scale)
        self._figures = font(Size.CAPTION if not dense else Size.BODY, tabular=True, scale=scale)
        self._caption = font(Size.CAPTION, scale=scale)
        self._caption_strong = font(Size.CAPTION, strong=True, scale=scale)
        self._heading = font(Size.CAPTION, strong=True, scale=scale)
        self._heading.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.5)

    def make_room_for(self, actions: Iterable[str]) -> None:
        """Keep a column at the right end that holds the longest of these verbs; none: no column."""
        self._action_room = 0 if self._actions_below else max(map(self._action_width, actions), default=0)

    def _action_width(self, action: str) -> int:
        return QFontMetrics(self._body).horizontalAdvance(action) + 2 * INSIDE if action else 0

    def action_place(self, row: QRect, action: str) -> QRect:
        """Where the verb of a row stands."""
        right = row.right() + 1 - self._inset + INSIDE
        if self._actions_below:
            width = self._action_width(action)
            return QRect(right - width, row.center().y() - 1, width, row.height() // 2 - 1)
        return QRect(right - self._action_room, row.top() + 8, self._action_room, row.height() - 16)

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        is_heading = isinstance(index.data(ITEM_ROLE), Heading)
        return QSize(0, round((HEADING_ROW if is_heading else DENSE_ROW if self._dense else ROW) * self._scale))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item = index.data(ITEM_ROLE)
        colours = colours_of(option.widget)
        place = QRect(option.rect)
        standing = self._standing(index)
        painter.save()
        if isinstance(item, Heading):
            self._paint_heading(painter, place, item, colours)
        else:
            self._cut.discard(item.key)
            self._paint_ground(painter, place, standing, colours)
            if item.action:
                self._paint_action(painter, self.action_place(place, item.action), standing, item.action, colours)
            if self._action_room:
                place.setRight(place.right() - self._action_room - INSIDE)
            if self._dense:
                self._paint_line(painter, place, item, colours)
            else:
                self._paint_lines(painter, place, item, colours)
        if standing.has_focus:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRect(option.rect).adjusted(1, 1, -1, -1), 3, 3)
        painter.restore()

    def helpEvent(
        self, event: "QHelpEvent", view: "QAbstractItemView", option: QStyleOptionViewItem, index: Index
    ) -> bool:
        item = index.data(ITEM_ROLE)
        if event.type() == QEvent.Type.ToolTip and isinstance(item, Row) and item.key in self._cut:
            from PySide6.QtWidgets import QToolTip

            QToolTip.showText(event.globalPos(), as_tip(item.whole), view)
            return True
        return super().helpEvent(event, view, option, index)

    def _draw(self, painter: QPainter, place: QRect, face: QFont, text: str, item: Row) -> int:
        """Draw a text of a row, and remember when it had to be shortened; returns its width."""
        width = draw_elided(painter, place, face, text)
        if width < QFontMetrics(face).horizontalAdvance(text):
            self._cut.add(item.key)
        return width

    def _paint_ground(self, painter: QPainter, place: QRect, standing: Standing, colours: Colours) -> None:
        if standing.is_chosen:
            fill(painter, place, colours.chosen)
            fill(painter, QRect(place.left(), place.top(), 3, place.height()), colours.accent)
        elif standing.is_pointed_at:
            fill(painter, place, colours.hover)
        if not self._dense:
            left = place.left() + self._inset + self._icons
            fill(painter, QRect(left, place.bottom(), place.right() + 1 - left, 1), colours.hairline)

    def _paint_action(self, painter: QPainter, place: QRect, standing: Standing, action: str, colours: Colours) -> None:
        painter.save()
        painter.setFont(self._body)
        button = QRect(place)  # as wide as its word: the actions of a list begin under one another
        button.setWidth(self._action_width(action))
        if standing.is_chosen or standing.is_pointed_at:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(colours.edge), 1))
            painter.setBrush(QColor(colours.surface))
            painter.drawRoundedRect(QRectF(button).adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
        painter.setPen(QColor(colours.accent))
        painter.drawText(button, Qt.AlignmentFlag.AlignCenter, action)
        painter.restore()

    def _paint_heading(self, painter: QPainter, place: QRect, item: Heading, colours: Colours) -> None:
        sign = QRect(place.left() + self._inset, place.top() + 1, 12, place.height())
        paint_icon(painter, sign, "right" if item.folded else "down", colours.quiet)
        tone = Tone.QUIET if item.tone is Tone.PLAIN else item.tone
        painter.setPen(QColor(tone_colour(colours, tone)))
        words = place.adjusted(self._inset + 20, 1, -self._inset, 0)
        painter.setFont(self._heading)
        painter.drawText(words, _RIGHT, item.number)
        if item.number:
            words.setRight(words.right() - QFontMetrics(self._heading).horizontalAdvance(item.number) - INSIDE)
        draw_elided(painter, words, self._heading, item.title.upper())

    def _paint_lines(self, painter: QPainter, place: QRect, item: Row, colours: Colours) -> None:
        if item.icon:
            side = round(20 * self._scale)
            sign = QRect(place.left() + self._inset, place.top() + (place.height() - side) // 2, side, side)
            paint_icon(painter, sign, item.icon, colours.quiet)
        inner = place.adjusted(self._inset + self._icons, 5, -self._inset, -5)
        half = inner.height() // 2
        first = QRect(inner.left(), inner.top(), inner.width(), half)
        second = QRect(inner.left(), inner.top() + half, inner.width(), half)
        is_one_line = not item.detail and not self._actions_below
        if is_one_line and not (item.right and item.tone_word):
            first = second = inner  # in the middle, as its icon and its action are
        room = self._paint_right(painter, first, second, item, colours)
        if is_one_line:
            self._paint_title(painter, inner.adjusted(0, 0, -max(room), 0), item, colours)
            return
        first.setRight(first.right() - room[0])
        second.setRight(second.right() - room[1])
        self._paint_title(painter, first, item, colours)
        draw_hits(painter, second, self._caption, item.detail, item.detail_hits, colours)
        painter.setPen(QColor(colours.quiet))
        self._draw(painter, second, self._caption, item.detail, item)

    def _paint_right(
        self, painter: QPainter, first: QRect, second: QRect, item: Row, colours: Colours
    ) -> tuple[int, int]:
        colour = QColor(tone_colour(colours, Tone.QUIET if item.tone is Tone.PLAIN else item.tone))
        painter.setPen(colour)
        above = below = 0
        if item.right:
            painter.setFont(self._figures)
            painter.drawText(first, _RIGHT, item.right)
            above = QFontMetrics(self._figures).horizontalAdvance(item.right) + INSIDE
        if item.tone_word:
            line = first if self._actions_below else second
            painter.setFont(self._caption_strong)
            painter.drawText(line, _RIGHT, item.tone_word)
            below = QFontMetrics(self._caption_strong).horizontalAdvance(item.tone_word) + INSIDE
            if item.tone in (Tone.GOOD, Tone.WARN, Tone.BAD):
                left = line.right() - below + INSIDE - _SHAPE - STEP
                paint_shape(painter, QRect(left, line.top(), _SHAPE, line.height()), item.tone, colours)
                below += _SHAPE + STEP
        return (below, self._action_width(item.action)) if self._actions_below else (above, below)

    def _paint_title(self, painter: QPainter, place: QRect, item: Row, colours: Colours) -> int:
        """Draw square, title, badge and marks; returns where they end."""
        left = place.left()
        if item.hue:
            hue = colours.hues[item.hue]
            top = place.center().y() - _SQUARE // 2 + 1
            paint_square(painter, QRect(left, top, _SQUARE, _SQUARE), hue.fill, hue.edge)
            left += _SQUARE + 6
        face = self._strong if item.strong else self._body
        badge = QFontMetrics(self._caption_strong).horizontalAdvance(item.badge) + 12 if item.badge else 0
        marks = len(item.marks) * (_MARK + STEP)
        room = place.right() + 1 - left - (badge + INSIDE if badge else 0) - marks
        words = QRect(left, place.top(), room, place.height())
        draw_hits(painter, words, face, item.title, item.title_hits, colours)
        painter.setPen(QColor(colours.quiet if item.tone is Tone.QUIET else colours.text))
        left += self._draw(painter, words, face, item.title, item)
        if badge:
            left += INSIDE
            high = QFontMetrics(self._caption_strong).height()
            pill = QRect(left, place.center().y() - high // 2 + 1, badge, high)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.hairline))
            painter.drawRoundedRect(pill, high / 2, high / 2)
            painter.setPen(QColor(colours.text))
            painter.setFont(self._caption_strong)
            painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, item.badge)
            left += badge
        for name in item.marks:
            left += STEP
            paint_icon(painter, QRect(left, place.top(), _MARK, place.height()), name, colours.quiet)
            left += _MARK
        return left

    def _paint_line(self, painter: QPainter, place: QRect, item: Row, colours: Colours) -> None:
        if item.icon:
            side = round(16 * self._scale)
            sign = QRect(place.left() + self._inset, place.top(), side, place.height())
            paint_icon(painter, sign, item.icon, colours.quiet)
        inner = place.adjusted(self._inset + self._icons, 0, -self._inset, 0)
        right = " ".join(part for part in (item.tone_word, item.right) if part)
        if right:
            painter.setFont(self._figures)
            painter.setPen(QColor(tone_colour(colours, Tone.QUIET if item.tone is Tone.PLAIN else item.tone)))
            painter.drawText(inner, _RIGHT, right)
            room = QFontMetrics(self._figures).horizontalAdvance(right) + INSIDE
            if item.tone in (Tone.GOOD, Tone.WARN, Tone.BAD):
                room += _SHAPE
                shape = QRect(inner.right() + 1 - room + STEP, inner.top(), _SHAPE, inner.height())
                paint_shape(painter, shape, item.tone, colours)
            inner.setRight(inner.right() - room - INSIDE)
        end = self._paint_title(painter, inner, item, colours)
        rest = QRect(end + INSIDE, inner.top(), inner.right() - end - INSIDE, inner.height())
        if item.detail and rest.width() > 40:
            painter.setPen(QColor(colours.quiet))
            self._draw(painter, rest, self._caption, item.detail, item)
        elif item.detail:
            self._cut.add(item.key)
