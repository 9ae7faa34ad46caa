"""Tables of ready-made rows: the text of every cell is made once, before it is shown, and looked up after that."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QCollator,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from mottagning.ui import when
from mottagning.ui.theme import colours_of, font, grown, tone_colour
from mottagning.ui.tokens import DARK, DENSE_ROW, LIGHT, Tone
from mottagning.ui.widgets.elided import as_tip
from mottagning.ui.widgets.waiting import paint_emptiness

if TYPE_CHECKING:
    from PySide6.QtGui import QHelpEvent

T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex
_PADDING = 5  # with Qt's own three, the eight that the header has
VALUE_ROLE = int(Qt.ItemDataRole.UserRole)
_ROLE = Qt.ItemDataRole
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, kw_only=True)  # Python 3.11 cannot make a `Column[Case](…)` that is frozen and has slots
class Column(Generic[T]):
    """What one column shows of a row. Without `sort`, it sorts by its text as the language does."""

    title: str
    text: Callable[[T], str]
    sort: Callable[[T], Any] | None = None
    number: bool = False
    tone: Callable[[T], Tone] | None = None
    tip: Callable[[T], str] | None = None
    width: int = 0
    stretches: bool = False


@dataclass(frozen=True, slots=True)
class Line(Generic[T]):
    """A row made ready: its value and what each cell says."""

    key: Hashable
    value: T
    texts: tuple[str, ...]
    tones: tuple[Tone, ...]
    tips: tuple[str, ...]


def ready(rows: Sequence[T], columns: Sequence[Column[T]], key: Callable[[T], Hashable]) -> tuple[Line[T], ...]:
    """Make rows ready for a `TableModel`; touches no widget, so that it can be done off the UI thread."""
    return tuple(
        Line(
            key(row),
            row,
            tuple(column.text(row) for column in columns),
            tuple(column.tone(row) if column.tone else Tone.PLAIN for column in columns),
            tuple(column.tip(row) if column.tip else "" for column in columns),
        )
        for row in rows
    )


class TableModel(QAbstractTableModel, Generic[T]):
    """Shows lines made by `ready`; sorts them itself."""

    def __init__(
        self, columns: Sequence[Column[T]], key: Callable[[T], Hashable], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._key = key
        self._lines: list[Line[T]] = []
        self._sorting: tuple[int, Qt.SortOrder] | None = None
        self._figures = font(tabular=True)

    @property
    def columns(self) -> tuple[Column[T], ...]:
        """The columns, as given."""
        return self._columns

    def set_rows(self, rows: Sequence[T]) -> None:
        """Show `rows` instead."""
        self.set_lines(ready(rows, self._columns, self._key))

    def set_lines(self, lines: Sequence[Line[T]]) -> None:
        """Show what `ready` made instead; in the order chosen by the headers, if one was."""
        self.beginResetModel()
        self._lines = list(lines)
        if self._sorting:
            self._lines.sort(
                key=self._sort_key(self._sorting[0]), reverse=self._sorting[1] == Qt.SortOrder.DescendingOrder
            )
        self.endResetModel()

    def row_of(self, key: Hashable) -> int:
        """Which row has `key`; -1 when none has."""
        return next((number for number, line in enumerate(self._lines) if line.key == key), -1)

    def line(self, row: int) -> Line[T]:
        """The line at `row`."""
        return self._lines[row]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line, place = self._lines[index.row()], index.column()
        if role in (_ROLE.DisplayRole, _ROLE.AccessibleTextRole):
            return line.texts[place]
        if role == _ROLE.ForegroundRole:
            return _brush(line.tones[place], _is_dark())
        if role == _ROLE.ToolTipRole:
            return as_tip(line.tips[place]) or None
        if role == VALUE_ROLE:
            return line.value
        return self._column_data(self._columns[place], role)

    def _column_data(self, column: Column[T], role: int) -> Any:
        if role == _ROLE.TextAlignmentRole:
            return _RIGHT if column.number else _LEFT
        if role == _ROLE.FontRole and column.number:
            return self._figures
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        column = self._columns[section]
        if role == _ROLE.DisplayRole:
            return f"{column.title} {self._arrow(section)}".rstrip()
        if role == _ROLE.InitialSortOrderRole:
            return Qt.SortOrder.AscendingOrder
        return (_RIGHT if column.number else _LEFT) if role == _ROLE.TextAlignmentRole else None

    def _arrow(self, section: int) -> str:
        if self._sorting is None or self._sorting[0] != section:
            return ""
        return "↑" if self._sorting[1] == Qt.SortOrder.AscendingOrder else "↓"

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if not 0 <= column < len(self._columns):
            return
        self._sorting = (column, order)
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        kept = [(self._lines[index.row()].key, index.column()) for index in old]
        self._lines.sort(key=self._sort_key(column), reverse=order == Qt.SortOrder.DescendingOrder)
        place = {line.key: row for row, line in enumerate(self._lines)}
        self.changePersistentIndexList(old, [self.index(place[key], at) for key, at in kept])
        self.layoutChanged.emit()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._columns) - 1)

    def _sort_key(self, place: int) -> Callable[[Line[T]], Any]:
        wanted = self._columns[place].sort
        if wanted is not None:
            return lambda line: _none_last(wanted(line.value))
        collator = QCollator(when.locale())
        collator.setNumericMode(True)
        return lambda line: collator.sortKey(line.texts[place])


class Table(QTableView):
    """A table with hairlines between rows. `chosen` and `opened` give the key of a row."""

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, name: str, model: TableModel[Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = model
        self.setAccessibleName(name)
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setItemDelegate(_RowDelegate(self))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(grown(DENSE_ROW + 4))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._set_up_header(model)
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._restore)
        self._kept: Hashable | None = None
        self._restoring = False
        self._empty = ""
        self.doubleClicked.connect(lambda index: self.opened.emit(model.line(index.row()).key))

    def _set_up_header(self, model: TableModel[Any]) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setDefaultAlignment(_LEFT)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.sortIndicatorChanged.connect(model.sort)
        metrics = QFontMetrics(font())
        for number, column in enumerate(model.columns):
            self.setColumnWidth(number, grown(column.width) or metrics.horizontalAdvance(column.title) + 40)
            if column.stretches:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)

    def select(self, key: Hashable) -> bool:
        """Choose the row with `key`; false when it is not here."""
        row = self._table.row_of(key)
        if row < 0:
            return False
        self.setCurrentIndex(self._table.index(row, 0))
        return True

    def selected_key(self) -> Hashable | None:
        """The key of the chosen row, or None."""
        index = self.currentIndex()
        return self._table.line(index.row()).key if index.isValid() else None

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid() and current.row() != previous.row() and not self._restoring:
            self.chosen.emit(self._table.line(current.row()).key)

    def set_empty_sentence(self, sentence: str) -> None:
        """What to say when there are no rows: why, and what to do."""
        self._empty = sentence
        self.setAccessibleDescription(sentence)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._empty and not self._table.rowCount():
            paint_emptiness(self, self._empty)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = self.selected_key()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and key is not None:
            self.opened.emit(key)
            return
        super().keyPressEvent(event)

    def _remember(self) -> None:
        self._kept = self.selected_key()

    def _restore(self) -> None:
        if self._kept is not None:
            self._restoring = True
            self.select(self._kept)
            self._restoring = False


class _RowDelegate(QStyledItemDelegate):
    """Draws cells as parts of a row: one hairline beneath, one mark for the chosen row, one ring around it."""

    def helpEvent(
        self, event: "QHelpEvent", view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        text = str(index.data() or "")
        is_cut = option.fontMetrics.horizontalAdvance(text) > option.rect.width() - 2 * _PADDING
        if event.type() == QEvent.Type.ToolTip and is_cut and not index.data(_ROLE.ToolTipRole):
            from PySide6.QtWidgets import QToolTip

            QToolTip.showText(event.globalPos(), as_tip(text), view)
            return True
        return super().helpEvent(event, view, option, index)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        colours = colours_of(option.widget)
        place = QRect(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(place, QColor(colours.chosen))
        painter.fillRect(place.left(), place.bottom(), place.width(), 1, QColor(colours.hairline))
        if chosen and index.column() == 0:
            painter.fillRect(place.left(), place.top(), 3, place.height(), QColor(colours.accent))
        if chosen and option.widget.hasFocus():
            painter.fillRect(place.left(), place.top(), place.width(), 2, QColor(colours.accent))
            painter.fillRect(place.left(), place.bottom() - 1, place.width(), 2, QColor(colours.accent))
        plain = QStyleOptionViewItem(option)
        plain.state &= ~(QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus)
        plain.rect = place.adjusted(_PADDING, 0, -_PADDING, 0)
        super().paint(painter, plain, index)


@lru_cache(maxsize=16)
def _brush(tone: Tone, dark: bool) -> QBrush | None:
    return None if tone is Tone.PLAIN else QBrush(QColor(tone_colour(DARK if dark else LIGHT, tone)))


def _is_dark() -> bool:
    return QGuiApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128


def _none_last(value: Any) -> tuple[bool, Any]:
    return (value is None, 0 if value is None else value)
