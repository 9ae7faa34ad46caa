"""The table that both views of the rota are: moved in by arrows, turns lifted and put, by keys or by dragging."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyledItemDelegate,
    QTableView,
    QWidget,
)

from mottagning.ui.rota.cells import Cell, Place, Table
from mottagning.ui.theme import colours_of, dress, grown
from mottagning.ui.tokens import LIGHT, Tone
from mottagning.ui.widgets.elided import as_tip
from mottagning.ui.widgets.form import label
from mottagning.ui.widgets.keyed import Index
from mottagning.ui.widgets.notice import announce
from mottagning.ui.widgets.waiting import paint_emptiness

CELL_ROLE = int(Qt.ItemDataRole.UserRole)
_ROLE = Qt.ItemDataRole
_NONE = Cell(kind="none")
_FOR_LOOKING = Qt.ItemFlag.NoItemFlags
_TO_CHOOSE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
_EDGE, _STEP, _SCROLL_MS = 24, 36, 40
"""So near the edge, so far and so often (pixels, milliseconds) the table goes on while a turn is dragged."""
_STEPS = {
    QAbstractItemView.CursorAction.MoveUp: (-1, 0),
    QAbstractItemView.CursorAction.MoveDown: (1, 0),
    QAbstractItemView.CursorAction.MoveLeft: (0, -1),
    QAbstractItemView.CursorAction.MoveRight: (0, 1),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of a move while it is in the hand: BAD when a rule forbids it, WARN when it asks for a word."""

    words: str
    tone: Tone = Tone.PLAIN


class GridModel(QAbstractTableModel):
    """Shows a `Table`; the cell itself is under `CELL_ROLE`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.table = Table(rows=(), across=(), down=(), keys=())

    def set_table(self, table: Table) -> None:
        """Show another table; where its rows and columns are the same, only what it says is drawn anew."""
        before = self.table
        if (table.across, table.down) == (before.across, before.down):
            self.table = table
            if table.rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(table.rows) - 1, len(table.across) - 1))
            return
        self.beginResetModel()
        self.table = table
        self.endResetModel()

    def cell(self, index: Index) -> Cell:
        """The cell at `index`."""
        return self.table.rows[index.row()][index.column()] if index.isValid() else _NONE

    def index_of(self, place: Place | None) -> QModelIndex:
        """Where a place is; an invalid index when it is not here."""
        for row, cells in enumerate(self.table.rows):
            for column, cell in enumerate(cells):
                if place is not None and cell.place == place:
                    return self.index(row, column)
        return QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.table.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.table.across)

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        if not index.isValid():
            return None
        cell = self.cell(index)
        if role == CELL_ROLE:
            return cell
        if role == _ROLE.DisplayRole:
            return cell.text
        if role == _ROLE.AccessibleTextRole:
            return cell.spoken
        return (as_tip(cell.tip) or None) if role == _ROLE.ToolTipRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        return _FOR_LOOKING if self.cell(index).place is None else _TO_CHOOSE

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole) -> Any:
        across = orientation == Qt.Orientation.Horizontal
        words = self.table.across if across else self.table.down
        if not 0 <= section < len(words):
            return None
        return words[section] if role == _ROLE.DisplayRole else None


class Grid(QTableView):
    """A table of cells. `chosen` follows the selection; `opened` is Enter or a double click, `emptied` Delete,

    `moved` a drag or lift and put (from, to), `numbered` a digit, `person_lit` a click on a row's name.
    """

    chosen = Signal(object)
    opened = Signal(object)
    emptied = Signal(object)
    moved = Signal(object, object)
    numbered = Signal(int)
    person_lit = Signal(str)

    def __init__(self, name: str, delegate: QStyledItemDelegate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cells = GridModel(self)
        self.lit: str | None = None
        """Whose turns stand out."""
        self.may_change = False
        self.target: Place | None = None
        """Where what is dragged would land."""
        self.lifted: Place | None = None
        self.judge: Callable[[Place, Place], Verdict] | None = None
        """What would come of bringing a turn from one place to another."""
        self.verdict = Verdict("")
        """What is said of the move in hand."""
        self._pressed: tuple[QPoint, Place] | None = None
        self._name = ""
        """Who is in the hand, as the ghost says it."""
        self.colours = LIGHT
        self.current: Place | None = None
        """The colours, and what is chosen, while it is drawn: asked for once, not for every cell."""
        self._ghost = label("", "key")
        self._ghost.setParent(self.viewport())
        self._ghost.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._ghost.hide()
        self._spot = QPoint()
        self._scrolling = QTimer(self, interval=_SCROLL_MS)
        self._scrolling.timeout.connect(self._scroll_on)
        self._empty = ""
        self._kept: Place | None = None
        self._restoring = False
        self.setAccessibleName(name)
        self.setModel(self.cells)
        self.setItemDelegate(delegate)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setHighlightSections(False)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setMinimumSectionSize(12)
        self.horizontalHeader().setSectionsClickable(False)
        self.verticalHeader().sectionClicked.connect(self._light)
        self.doubleClicked.connect(lambda index: self._open(index))
        self.cells.modelAboutToBeReset.connect(self._remember)
        self.cells.modelReset.connect(self._restore)

    # What is shown ----------------------------------------------------------------------------------------------------

    def set_table(self, table: Table) -> None:
        """Show `table`; the selection and the scroll stay. A turn in the hand that is another's by now is let go."""
        held = self._pressed[1] if self._pressed else self.lifted
        who = self.cells.cell(self.cells.index_of(held)).person
        self.cells.set_table(table)
        if held is not None and self.cells.cell(self.cells.index_of(held)).person != who:
            self._let_go()
        self.fit()

    def fit(self) -> None:
        """Give rows and columns their sizes for the room there is; the views say how."""

    def light(self, person: str | None) -> None:
        """Let the turns of `person` stand out."""
        if person != self.lit:
            self.lit = person
            self.viewport().update()

    def place(self) -> Place | None:
        """The chosen place."""
        return self.cells.cell(self.currentIndex()).place

    def select(self, place: Place | None) -> bool:
        """Choose a place; false when it is not here."""
        index = self.cells.index_of(place)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)
        return index.isValid()

    def set_empty_sentence(self, sentence: str) -> None:
        """What to say when there is nothing to show."""
        self._empty = sentence
        self.setAccessibleDescription(sentence)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        self.colours, self.current = colours_of(self), self.place()
        super().paintEvent(event)
        if self._empty and not self.cells.rowCount():
            paint_emptiness(self, self._empty)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if self.lifted is not None:
            self._weigh(self.lifted, self.cells.cell(current).place)
            self._show_ghost(self.visualRect(current).bottomLeft())
            announce(self, self.verdict.words)
        if not self._restoring:
            self.chosen.emit(self.cells.cell(current).place)

    def _remember(self) -> None:
        self._kept = self.place()

    def _restore(self) -> None:
        self._restoring = True
        self.select(self._kept)
        self._restoring = False

    def _light(self, row: int) -> None:
        person = self.cells.table.keys[row]
        if person is not None:
            self.person_lit.emit(person)

    # Keys -------------------------------------------------------------------------------------------------------------

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        step = _STEPS.get(action)
        current = self.currentIndex()
        if step is None or not current.isValid():
            return super().moveCursor(action, modifiers)
        row, column = current.row() + step[0], current.column() + step[1]
        while 0 <= row < self.cells.rowCount() and 0 <= column < self.cells.columnCount():
            index = self.cells.index(row, column)
            if self.cells.cell(index).place is not None:
                return index
            row, column = row + step[0], column + step[1]
        return QModelIndex()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        place, key = self.place(), event.key()
        if key == Qt.Key.Key_Escape and (self._pressed or self.lifted):
            self._let_go()
        elif place is None:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(place)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.emptied.emit(place)
        elif event.matches(QKeySequence.StandardKey.Cut):
            self._lift(place)
        elif event.matches(QKeySequence.StandardKey.Paste):
            self._put(place)
        elif Qt.Key.Key_1 <= key <= Qt.Key.Key_9 and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.numbered.emit(key - Qt.Key.Key_0)
        else:
            super().keyPressEvent(event)

    def _lift(self, place: Place) -> None:
        cell = self.cells.cell(self.currentIndex())
        if self.may_change and cell.person is not None:
            self.lifted, self._name = place, _name_of(cell)
            self.viewport().update()

    def _put(self, place: Place) -> None:
        lifted = self.lifted
        self._let_go()
        if lifted is not None and lifted != place:
            self.moved.emit(lifted, place)

    def _let_go(self) -> None:
        self._pressed = self.lifted = self.target = None
        self._scrolling.stop()
        self.verdict = Verdict("")
        self._ghost.hide()
        self.viewport().unsetCursor()
        self.viewport().update()

    def _open(self, index: QModelIndex) -> None:
        place = self.cells.cell(index).place
        if place is not None:
            self.opened.emit(place)

    # The mouse --------------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        spot = event.position().toPoint()
        cell = self.cells.cell(self.indexAt(spot))
        if self.may_change and event.button() == Qt.MouseButton.LeftButton and cell.place and cell.person:
            self._pressed, self._name = (spot, cell.place), _name_of(cell)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            super().mouseMoveEvent(event)
            return
        spot = event.position().toPoint()
        far = (spot - self._pressed[0]).manhattanLength() >= QApplication.startDragDistance()
        if not far and not self._ghost.isVisible():
            return
        self._hover(spot)
        if self._beyond(spot) == (0, 0):
            self._scrolling.stop()
        elif not self._scrolling.isActive():
            self._scrolling.start()

    def _hover(self, spot: QPoint) -> None:
        """What is in the hand is over this spot."""
        if self._pressed is None:
            return
        self._spot = spot
        target = self.cells.cell(self.indexAt(spot)).place
        if target != self.target or not self._ghost.isVisible():
            self.target = target
            self._weigh(self._pressed[1], target)
            self.viewport().update()
        forbidden = self.verdict.tone is Tone.BAD
        self.viewport().setCursor(Qt.CursorShape.ForbiddenCursor if forbidden else Qt.CursorShape.ClosedHandCursor)
        self._show_ghost(spot)

    def _beyond(self, spot: QPoint) -> tuple[int, int]:
        """Which way the table has to go on, when a turn is held at its edge: across and down, -1, 0 or 1."""
        room = self.viewport().size()
        return (
            (spot.x() > room.width() - _EDGE) - (spot.x() < _EDGE),
            (spot.y() > room.height() - _EDGE) - (spot.y() < _EDGE),
        )

    def _scroll_on(self) -> None:
        """A turn is held at the edge: what lies beyond comes into sight."""
        across, down = self._beyond(self._spot)
        for bar, way in ((self.horizontalScrollBar(), across), (self.verticalScrollBar(), down)):
            bar.setValue(bar.value() + way * _STEP)
        self._hover(self._spot)

    def _weigh(self, source: Place, target: Place | None) -> None:
        """Find out what is to be said of bringing a turn there."""
        if self.judge is None or target is None or target == source:
            self.verdict = Verdict("")
        else:
            self.verdict = self.judge(source, target)
        shape = {Tone.BAD: "✕ ", Tone.WARN: "▲ "}.get(self.verdict.tone, "")
        self._ghost.setText(f"{shape}{self.verdict.words}" if self.verdict.words else self._name)
        dress(self._ghost, "key", *([self.verdict.tone.value] if shape else []))

    def _show_ghost(self, spot: QPoint) -> None:
        """Beside what it is about, and never outside."""
        room = self.viewport().size()
        self._ghost.setMaximumWidth(room.width())
        self._ghost.setWordWrap(False)
        self._ghost.adjustSize()
        right = room.width() - self._ghost.width() - 4
        below = spot.y() + 18
        top = below if below + self._ghost.height() < room.height() else spot.y() - self._ghost.height() - 8
        self._ghost.move(max(0, min(spot.x() + 12, right)), max(0, top))
        self._ghost.raise_()
        self._ghost.show()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        pressed, target, dragged = self._pressed, self.target, self._ghost.isVisible()
        self._let_go()
        if pressed is not None and dragged and target is not None and target != pressed[1]:
            self.moved.emit(pressed[1], target)

    def sizeHint(self) -> QSize:
        return QSize(grown(640), grown(480))


def _name_of(cell: Cell) -> str:
    return cell.text if cell.kind == "shift" else cell.tip
