"""The list of goals: each a line with its figure, target and small chart, walked through with the arrow keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from mottagning.ui.goals.lines import GoalLine, HeadingLine, Line, LineModel, WorkLine
from mottagning.ui.goals.spark import paint_spark
from mottagning.ui.icons import paint_shape
from mottagning.ui.theme import colours_of, font, grown, text_scale, tone_colour
from mottagning.ui.tokens import AROUND, BETWEEN, INSIDE, STEP, Colours, Size, Tone
from mottagning.ui.widgets.elided import draw_elided, that_fits
from mottagning.ui.widgets.keyed import ITEM_ROLE, Index
from mottagning.ui.widgets.keyedlist import KeyedList

_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | _MIDDLE
_RIGHT = Qt.AlignmentFlag.AlignRight | _MIDDLE
_GOAL, _WORK, _HEADING = 56, 48, 48
_NAME, _CHART, _FIGURE, _TARGET, _WORD = 300, 130, 160, 240, 116
_MORE_NAME, _MORE_TARGET, _MORE_CHART = 200, 50, 440
_LEAST_CHART = 60
_SHAPE = 9


class GoalList(KeyedList):
    """Goals and changes below their headings."""

    opening_keys = KeyedList.opening_keys | {Qt.Key.Key_Space}

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        self.lines = LineModel()
        super().__init__(name, self.lines, parent)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.set_scale(1.0)

    def set_scale(self, scale: float) -> None:
        """Make type and lines larger, for a whole room."""
        self._delegate = _LineDelegate(scale, self)
        self.setItemDelegate(self._delegate)
        self.scheduleDelayedItemsLayout()

    def height_of_all(self) -> int:
        """How high all lines are together at the ordinary size."""
        high = {GoalLine: _GOAL, WorkLine: _WORK, HeadingLine: _HEADING}
        return sum(grown(high[type(line)]) for line in self.lines.items())

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show these; what is chosen and where it is scrolled stay."""
        self.lines.set_items(lines)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        leads_on = isinstance(self.indexAt(event.position().toPoint()).data(ITEM_ROLE), GoalLine | WorkLine)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if leads_on else Qt.CursorShape.ArrowCursor)


class _LineDelegate(QStyledItemDelegate):
    """Draws the lines in columns that stand under one another."""

    def __init__(self, scale: float, parent: QWidget) -> None:
        super().__init__(parent)
        self._scale = scale
        self._body = font(scale=scale)
        self._strong = font(strong=True, scale=scale)
        self._title = font(Size.TITLE, strong=True, scale=scale)
        self._caption = font(Size.CAPTION, scale=scale)
        self._figure = font(Size.FIGURE, strong=True, tabular=True, scale=scale)
        self._figures = font(tabular=True, scale=scale)

    def _long(self, pixels: float) -> int:
        return round(pixels * self._scale * text_scale())

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        item = index.data(ITEM_ROLE)
        high = _GOAL if isinstance(item, GoalLine) else _WORK if isinstance(item, WorkLine) else _HEADING
        return QSize(self._long(400), self._long(high))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item, place = index.data(ITEM_ROLE), QRect(option.rect)
        colours = colours_of(option.widget)
        painter.save()
        if isinstance(item, HeadingLine):
            self._paint_heading(painter, place, item, colours)
        else:
            self._paint_ground(painter, place, option, colours)
            inner = place.adjusted(BETWEEN, self._long(6), -BETWEEN, -self._long(6))
            if isinstance(item, GoalLine):
                self._paint_goal(painter, inner, item, colours)
            elif isinstance(item, WorkLine):
                self._paint_work(painter, inner, item, colours)
        painter.restore()

    def _paint_heading(self, painter: QPainter, place: QRect, item: HeadingLine, colours: Colours) -> None:
        words = place.adjusted(BETWEEN, self._long(14), -BETWEEN, -self._long(4))
        painter.setPen(QColor(colours.text))
        painter.setFont(self._title)
        painter.drawText(words, _LEFT, item.title)
        painter.setPen(QColor(colours.quiet))
        painter.setFont(self._caption)
        painter.drawText(words, _RIGHT, item.right)

    def _paint_ground(self, painter: QPainter, place: QRect, option: QStyleOptionViewItem, colours: Colours) -> None:
        view = option.widget
        assert isinstance(view, GoalList)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(place, QColor(colours.chosen))
            painter.fillRect(place.left(), place.top(), 3, place.height(), QColor(colours.accent))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(place, QColor(colours.hover))
        painter.fillRect(place.left() + BETWEEN, place.top(), place.width() - 2 * BETWEEN, 1, QColor(colours.hairline))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QColor(colours.accent))
            painter.drawRect(place.adjusted(0, 0, -1, -1))
            painter.drawRect(place.adjusted(1, 1, -2, -2))

    def _paint_goal(self, painter: QPainter, place: QRect, item: GoalLine, colours: Colours) -> None:
        left, chart, figure, target, word = self._columns(place)
        self._two(painter, left, self._strong, item.title, item.details, colours)
        if chart.width() >= self._long(_LEAST_CHART):
            where = QRectF(chart).adjusted(0, 4, 0, -4)
            paint_spark(painter, where, item.values, item.aim, colours, max(1.0, self._scale))
        painter.setPen(QColor(colours.text if item.has_figure else colours.quiet))
        painter.setFont(self._fitting(item.figure, figure.width()))
        painter.drawText(figure, _RIGHT, item.figure)
        if item.target:
            self._two(painter, target, self._body, item.target, (item.level,), colours)
        else:
            painter.setPen(QColor(colours.quiet))
            draw_elided(painter, target, self._caption, item.level)
        self._paint_word(painter, word, item.word, item.tone, colours)

    def _paint_work(self, painter: QPainter, place: QRect, item: WorkLine, colours: Colours) -> None:
        left, _chart, _figure, target, word = self._columns(place)
        left.setRight(target.left() - BETWEEN)
        self._two(painter, left, self._strong, item.title, (item.detail,), colours)
        painter.setPen(QColor(colours.quiet))
        draw_elided(painter, target, self._body, item.right)
        self._paint_word(painter, word, item.word, item.tone, colours)

    def _columns(self, place: QRect) -> tuple[QRect, QRect, QRect, QRect, QRect]:
        """Name, chart, figure, target and word, from the left; what has the least room to spare gets it first."""
        gap = self._long(AROUND)
        name, chart, target = (self._long(wide) for wide in (_NAME, _CHART, _TARGET))
        figure, word = self._long(_FIGURE), self._long(_WORD)
        spare = place.width() - name - chart - figure - target - word - 4 * gap
        more = max(0, min(spare, self._long(_MORE_NAME)))
        wider = max(0, min(spare - more, self._long(_MORE_TARGET)))
        chart += min(spare - more - wider, self._long(_MORE_CHART))
        target += wider
        right, found = place.right() + 1, []
        for wide in (word, target, figure, max(chart, 0)):
            found.append(QRect(right - wide, place.top(), wide, place.height()))
            right -= wide + gap
        word_place, target_place, figure_place, chart_place = found
        left = QRect(place.left(), place.top(), right - place.left(), place.height())
        return left, chart_place, figure_place, target_place, word_place

    def _two(
        self, painter: QPainter, place: QRect, face: QFont, first: str, forms: Sequence[str], colours: Colours
    ) -> None:
        """One line, or two below each other: the second in the longest of its forms that there is room for."""
        half = place.height() // 2
        above = QRect(place.left(), place.top(), place.width(), half) if forms[0] else place
        painter.setPen(QColor(colours.text))
        draw_elided(painter, above, face, first)
        if second := that_fits(QFontMetrics(self._caption), place.width(), forms) or forms[-1]:
            painter.setPen(QColor(colours.quiet))
            draw_elided(painter, QRect(place.left(), place.top() + half, place.width(), half), self._caption, second)

    def _fitting(self, figure: str, width: int) -> QFont:
        """The largest type in which the figure has room."""
        fits = QFontMetrics(self._figure).horizontalAdvance(figure) <= width
        return self._figure if fits else self._title

    def _paint_word(self, painter: QPainter, place: QRect, word: str, tone: Tone, colours: Colours) -> None:
        if not word:
            return
        painter.setPen(QColor(tone_colour(colours, tone)))
        side = self._long(_SHAPE)
        paint_shape(painter, QRect(place.left(), place.top(), side, place.height()), tone, colours)
        draw_elided(painter, place.adjusted(side + self._long(STEP + INSIDE // 2), 0, 0, 0), self._body, word)
