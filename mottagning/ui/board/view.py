"""The board itself: stages side by side, cut into lanes if one likes, painted and walked through as one view."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QWidget

from mottagning.ui.board.headings import Headings
from mottagning.ui.board.layout import Layout, Measures
from mottagning.ui.board.slips import Arrangement
from mottagning.ui.theme import colours_of, font, grown
from mottagning.ui.tokens import BETWEEN, INSIDE, STEP, Colours, Size
from mottagning.ui.widgets.elided import draw_elided
from mottagning.ui.widgets.keyed import Index
from mottagning.ui.widgets.keyedlist import KeyedList
from mottagning.ui.widgets.slip import SlipModel, slip_size, type_at
from mottagning.ui.widgets.slippaint import Placed, SlipPainter
from mottagning.ui.widgets.waiting import paint_emptiness

_Action = QAbstractItemView.CursorAction
_ARROWS = {
    _Action.MoveLeft: "left",
    _Action.MoveRight: "right",
    _Action.MoveUp: "up",
    _Action.MoveDown: "down",
    _Action.MovePrevious: "up",
    _Action.MoveNext: "down",
}
_LANE = 28
_WIDEST = 1.5


class BoardView(KeyedList):
    """Shows an `Arrangement` at a scale. `opened` gives the key of a slip that was clicked or entered.

    It is a list to Qt (and to screen readers), so that it has selection, keys and search by typing; where things
    stand is for `Layout` to say, and only what can be seen is painted.
    """

    zoom_asked = Signal(int)
    """+1 or -1, by Ctrl and the wheel."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        self._slips = SlipModel()
        self._layout: Layout | None = None  # Qt asks where things are as soon as there is a model
        super().__init__(name, self._slips, parent)
        self._arranged: Arrangement | None = None
        self._scale = 1.0
        self._painter = SlipPainter()
        self.headings = Headings(self)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.horizontalScrollBar().valueChanged.connect(self._place_headings)

    @property
    def slips(self) -> SlipModel:
        """The model."""
        return self._slips

    @property
    def scale(self) -> float:
        """How large slips and type are; 1 is the ordinary size."""
        return self._scale

    def show_board(self, arranged: Arrangement) -> None:
        """Show this; the chosen slip stays chosen while it is here."""
        self._arranged = arranged
        self._layout = None
        self._slips.set_items(arranged.slips)
        self.headings.show_heads(arranged.heads, type_at(self._scale))
        self._lay_out()
        if self.hasFocus():
            self._stand_somewhere()

    def set_scale(self, scale: float) -> None:
        """Make slips and type larger or smaller; the chosen slip, or else the upper edge, stays in sight."""
        self._scale = scale
        self._painter = SlipPainter(scale)
        if self._arranged is not None:
            self.headings.show_heads(self._arranged.heads, type_at(scale))
        self._lay_out()
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())

    # Where things are -------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        if self._arranged is None or not self._arranged.heads:
            return
        has_lanes = any(lane.title for lane in self._arranged.lanes)
        size = slip_size(self._scale)
        measures = Measures(
            slip_width=size.width(),
            widest=round(size.width() * _WIDEST),
            slip_height=size.height(),
            between=STEP,
            stages_apart=BETWEEN,
            lane_heading=grown(_LANE * type_at(self._scale)) if has_lanes else 0,
            below_lane=BETWEEN if has_lanes else INSIDE,
        )
        counts = [[len(cell) for cell in lane] for lane in self._arranged.cells]
        self.setViewportMargins(0, self.headings.wanted_height(), 0, 0)
        room = self.viewport().size()
        self._layout = Layout(counts, measures, room.width(), room.height())
        self.updateGeometries()
        self._place_headings()
        self.viewport().update()

    def _place_headings(self) -> None:
        if self._layout is not None:
            width = self.viewport().width()
            self.headings.setGeometry(self.viewport().x(), 0, width, self.headings.wanted_height())
            self.headings.place(self._layout.columns, -self.horizontalOffset())

    def doItemsLayout(self) -> None:
        self._lay_out()
        QAbstractItemView.doItemsLayout(self)

    def updateGeometries(self) -> None:
        if self._layout is None:
            return
        room = self.viewport().size()
        for bar, whole, seen in (
            (self.verticalScrollBar(), self._layout.height, room.height()),
            (self.horizontalScrollBar(), self._layout.width, room.width()),
        ):
            bar.setRange(0, max(0, whole - seen))
            bar.setPageStep(seen)
            bar.setSingleStep(slip_size(self._scale).height() // 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def horizontalOffset(self) -> int:
        return self.horizontalScrollBar().value()

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().scroll(dx, dy)

    def visualRect(self, index: Index) -> QRect:
        if self._layout is None or not index.isValid() or index.row() >= self._layout.count:
            return QRect()
        box = self._layout.place(index.row())
        return QRect(box.x - self.horizontalOffset(), box.y - self.verticalOffset(), box.width, box.height)

    def indexAt(self, point: QPoint) -> QModelIndex:
        if self._layout is None:
            return QModelIndex()
        found = self._layout.at(point.x() + self.horizontalOffset(), point.y() + self.verticalOffset())
        return QModelIndex() if found is None else self._slips.index(found)

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        place, room = self.visualRect(index), self.viewport().rect()
        if place.isNull():
            return
        if hint == QAbstractItemView.ScrollHint.PositionAtCenter:
            down, right = place.center().y() - room.center().y(), place.center().x() - room.center().x()
        else:
            margin = BETWEEN
            down = min(0, place.top() - margin) or max(0, place.bottom() + margin - room.bottom())
            right = min(0, place.left()) or max(0, place.right() - room.right())
        self.verticalScrollBar().setValue(self.verticalOffset() + down)
        self.horizontalScrollBar().setValue(self.horizontalOffset() + right)

    # Choosing ---------------------------------------------------------------------------------------------------------

    def moveCursor(self, action: _Action, _modifiers: Qt.KeyboardModifier) -> QModelIndex:
        if self._layout is None or not self._layout.count:
            return QModelIndex()
        here = self.currentIndex()
        if action == _Action.MoveEnd:
            return self._slips.index(self._layout.count - 1)
        if not here.isValid() or action == _Action.MoveHome:
            return self._slips.index(0)
        step = _ARROWS.get(action)
        if step is not None:
            return self._slips.index(self._layout.beside(here.row(), step))  # type: ignore[arg-type]
        found = here.row()
        for _ in range(max(1, self.viewport().height() // slip_size(self._scale).height() - 1)):
            found = self._layout.beside(found, "up" if action == _Action.MovePageUp else "down")
        return self._slips.index(found)

    def setSelection(self, _place: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        index = self.currentIndex()
        self.selectionModel().select(QItemSelection(index, index), command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        region = QRegion()
        for index in selection.indexes():
            region = region.united(self.visualRect(index))
        return region

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self._stand_somewhere()

    def _stand_somewhere(self) -> None:
        """For the arrow keys to begin at the first slip; it is not chosen by that."""
        if not self.currentIndex().isValid() and self._slips.rowCount():
            first = self._slips.index(0)
            self.selectionModel().setCurrentIndex(first, QItemSelectionModel.SelectionFlag.NoUpdate)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.angleDelta().y():
            self.zoom_asked.emit(1 if event.angleDelta().y() > 0 else -1)
            return
        super().wheelEvent(event)

    # Painting ---------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._layout is None or self._arranged is None:
            return
        if not self._slips.rowCount():
            paint_emptiness(self, self._empty)
            return
        painter = QPainter(self.viewport())
        colours = colours_of(self)
        seen = event.rect().translated(self.horizontalOffset(), self.verticalOffset())
        painter.translate(-self.horizontalOffset(), -self.verticalOffset())
        self._paint_ground(painter, seen, colours)
        current, focused = self.currentIndex().row(), self.hasFocus()
        chosen = {index.row() for index in self.selectedIndexes()}
        items = self._slips.items()
        seen_slips = self._layout.within(seen.left(), seen.top(), seen.right() + 1, seen.bottom() + 1)
        self._painter.paint_all(
            painter,
            (
                Placed(
                    QRect(box.x, box.y, box.width, box.height),
                    items[number],
                    number in chosen,
                    focused and number == current,
                )
                for number, box in seen_slips
            ),
            colours,
        )

    def _paint_ground(self, painter: QPainter, seen: QRect, colours: Colours) -> None:
        """The lines between stages, and the headings of the lanes."""
        assert self._layout is not None
        assert self._arranged is not None
        line = QColor(colours.hairline)
        for left, _ in self._layout.columns[1:]:
            painter.fillRect(left - BETWEEN // 2, seen.top(), 1, seen.height(), line)
        strong, plain = (
            font(strong=True, scale=type_at(self._scale)),
            font(Size.CAPTION, tabular=True, scale=type_at(self._scale)),
        )
        height = grown(_LANE * type_at(self._scale))
        for number, top in self._layout.lanes(seen.top(), seen.bottom() + 1):
            lane = self._arranged.lanes[number]
            if not lane.title:
                continue
            band = QRect(self.horizontalOffset(), top, self.viewport().width(), height - STEP)
            painter.fillRect(band, QColor(colours.frame))
            words = band.adjusted(INSIDE, 0, -INSIDE, 0)
            painter.setPen(QColor(colours.text))
            width = draw_elided(painter, words, strong, lane.title)
            painter.setPen(QColor(colours.quiet))
            draw_elided(painter, words.adjusted(width + INSIDE, 0, 0, 0), plain, str(lane.count))
