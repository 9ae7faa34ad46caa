"""The days of the calendar of what is due: a table of weeks, a cell a day with its number and its first cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from mottagning.texts import tr
from mottagning.ui import when
from mottagning.ui.icons import paint_square
from mottagning.ui.theme import colours_of, font, grown, tone_colour
from mottagning.ui.tokens import INSIDE, STEP, Size, Tone
from mottagning.ui.widgets.elided import as_tip, draw_elided
from mottagning.ui.widgets.keyed import Index

CELL_ROLE = int(Qt.ItemDataRole.UserRole)
_ROLE = Qt.ItemDataRole
_SQUARE = 8
_ROOM_FOR_WORDS = 64
_DAYS = 7


@dataclass(frozen=True, slots=True)
class DueLine:
    """A case in a cell: its code, what must be done, the hue of its category, and how pressing it is."""

    code: str
    what: str
    hue: str
    tone: Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCell:
    """One day, ready to be drawn. `outside` belongs to another month, `closed` is no working day, `note` says why."""

    day: date
    lines: tuple[DueLine, ...] = ()
    tone: Tone = Tone.PLAIN
    outside: bool = False
    closed: bool = False
    note: str = ""
    is_today: bool = False
    spoken: str = ""


class DueModel(QAbstractTableModel):
    """Weeks of `DayCell`; the cell itself is under `CELL_ROLE`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._weeks: tuple[tuple[DayCell, ...], ...] = ()

    def set_weeks(self, weeks: tuple[tuple[DayCell, ...], ...]) -> None:
        """Show these weeks, of seven days each."""
        self.beginResetModel()
        self._weeks = weeks
        self.endResetModel()

    def cell(self, index: Index) -> DayCell | None:
        """The day at `index`."""
        return self._weeks[index.row()][index.column()] if index.isValid() else None

    def index_of(self, day: date | None) -> QModelIndex:
        """Where a day is; an invalid index when it is not shown."""
        if day is not None and self._weeks:
            row, column = divmod((day - self._weeks[0][0].day).days, _DAYS)
            if 0 <= row < len(self._weeks):
                return self.index(row, column)
        return QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._weeks)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else _DAYS

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        cell = self.cell(index)
        if cell is None:
            return None
        if role == CELL_ROLE:
            return cell
        if role == _ROLE.DisplayRole:
            return str(cell.day.day)
        if role == _ROLE.AccessibleTextRole:
            return cell.spoken
        return (as_tip(cell.spoken) or None) if role == _ROLE.ToolTipRole else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole) -> Any:
        if role != _ROLE.DisplayRole:
            return None
        if orientation == Qt.Orientation.Horizontal:
            return when.weekday(date(2026, 1, 5) + timedelta(days=section))
        if section < len(self._weeks):
            return tr("W{n}", n=self._weeks[section][0].day.isocalendar().week)
        return None


class DueGrid(QTableView):
    """The weeks. `day_chosen` follows the selection, by arrow keys or a click."""

    day_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.days = DueModel(self)
        self._is_filling = False
        self.setAccessibleName(tr("Days"))
        self.setModel(self.days)
        self.setItemDelegate(_DayDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setHighlightSections(False)
            header.setSectionsClickable(False)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setMinimumSectionSize(12)

    def show_weeks(self, weeks: tuple[tuple[DayCell, ...], ...], day: date) -> None:
        """Show `weeks` with `day` chosen; nobody is told, since nobody chose it."""
        self._is_filling = True
        self.days.set_weeks(weeks)
        self.setCurrentIndex(self.days.index_of(day))
        self._is_filling = False
        self._fit()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        cell = self.days.cell(current)
        if cell is not None and not self._is_filling:
            self.day_chosen.emit(cell.day)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        rows = self.days.rowCount()
        if not rows:
            return
        width, height = self.viewport().width(), self.viewport().height()
        for column in range(_DAYS):
            self.setColumnWidth(column, width * (column + 1) // _DAYS - width * column // _DAYS)
        for row in range(rows):
            self.setRowHeight(row, max(height * (row + 1) // rows - height * row // rows, grown(40)))


class _DayDelegate(QStyledItemDelegate):
    """Draws a day: its number, how many are due, and as many codes as there is room for."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell: DayCell = index.data(CELL_ROLE)
        colours = colours_of(option.widget)
        place = QRect(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        ground = colours.chosen if chosen else colours.window if cell.closed or cell.outside else colours.surface
        painter.fillRect(place, QColor(ground))
        painter.fillRect(place.left(), place.bottom(), place.width(), 1, QColor(colours.hairline))
        painter.fillRect(place.right(), place.top(), 1, place.height(), QColor(colours.hairline))
        if chosen and option.widget.hasFocus():
            painter.setPen(QColor(colours.accent))
            painter.drawRect(place.adjusted(0, 0, -2, -2))
            painter.drawRect(place.adjusted(1, 1, -3, -3))
        inner = place.adjusted(INSIDE, STEP, -INSIDE, -STEP)
        self._head(painter, inner, cell, option)
        self._lines(painter, inner, cell, option)

    def _head(self, painter: QPainter, inner: QRect, cell: DayCell, option: QStyleOptionViewItem) -> None:
        colours = colours_of(option.widget)
        face = font(strong=cell.is_today)
        row = QRect(inner.left(), inner.top(), inner.width(), QFontMetrics(face).height())
        quiet = QColor(colours.quiet)
        painter.setPen(QColor(colours.accent) if cell.is_today else quiet if cell.outside else _text(option))
        width = draw_elided(painter, row, face, str(cell.day.day))
        count = str(len(cell.lines)) if cell.lines else ""
        strong = font(strong=True, tabular=True)
        taken = QFontMetrics(strong).horizontalAdvance(count)
        if cell.note:
            painter.setPen(quiet)
            left = row.adjusted(width + INSIDE, 0, -taken - STEP, 0)
            draw_elided(painter, left, font(Size.CAPTION), cell.note)
        if count:
            painter.setPen(QColor(tone_colour(colours, cell.tone)) if cell.tone is not Tone.PLAIN else _text(option))
            draw_elided(painter, QRect(row.right() - taken, row.top(), taken + 1, row.height()), strong, count)

    def _lines(self, painter: QPainter, inner: QRect, cell: DayCell, option: QStyleOptionViewItem) -> None:
        colours = colours_of(option.widget)
        face = font(Size.CAPTION)
        high = QFontMetrics(face).height() + 1
        top = inner.top() + QFontMetrics(font()).height() + STEP
        room = max((inner.bottom() + 1 - top) // high, 0)
        shown = cell.lines if len(cell.lines) <= room else cell.lines[: max(room - 1, 0)]
        for number, line in enumerate(shown):
            row = QRect(inner.left(), top + number * high, inner.width(), high)
            hue = colours.hues[line.hue]
            square = QRect(row.left(), row.top() + (high - _SQUARE) // 2, _SQUARE, _SQUARE)
            paint_square(painter, square, hue.fill, hue.edge)
            painter.setPen(_text(option) if line.tone is Tone.PLAIN else QColor(tone_colour(colours, line.tone)))
            words = row.adjusted(_SQUARE + STEP, 0, 0, 0)
            words.setLeft(words.left() + draw_elided(painter, words, face, line.code) + STEP)
            if words.width() >= _ROOM_FOR_WORDS:
                painter.setPen(QColor(colours.quiet))
                draw_elided(painter, words, face, line.what)
        if room and len(shown) < len(cell.lines):
            row = QRect(inner.left(), top + len(shown) * high, inner.width(), high)
            painter.setPen(QColor(colours.quiet))
            draw_elided(painter, row, face, tr("{n} more", n=len(cell.lines) - len(shown)))


def _text(option: QStyleOptionViewItem) -> QColor:
    return option.palette.color(QPalette.ColorRole.Text)
