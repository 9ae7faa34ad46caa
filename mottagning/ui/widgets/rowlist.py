"""The list of two-line rows in groups that can be folded: who and what, why here, and when."""

from collections.abc import Hashable, Sequence

from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QCursor, QKeyEvent, QMouseEvent, QPaintEvent, QRegion
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from mottagning.ui.theme import grown
from mottagning.ui.tokens import BETWEEN
from mottagning.ui.widgets.keyed import ITEM_ROLE, Index
from mottagning.ui.widgets.rowpaint import RowDelegate, Standing
from mottagning.ui.widgets.rows import Group, Heading, Row, RowModel
from mottagning.ui.widgets.waiting import paint_emptiness


class RowList(QListView):
    """Shows groups of rows. `chosen` follows the selection, `opened` is Enter or a double click, `acted` Space or a
    click on the row's action; all give the key."""

    chosen = Signal(object)
    opened = Signal(object)
    acted = Signal(object)

    def __init__(
        self,
        name: str,
        *,
        dense: bool = False,
        inset: int = BETWEEN,
        icons: bool = True,
        scale: float = 1.0,
        actions_below: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`name` is for screen readers; `inset` is the room, in pixels, to the left and right of what rows say.

        Rows without `icons` begin further to the left; `scale` makes type and rows larger. `actions_below` puts actions
        at the end of the second line, for a narrow list.
        """
        super().__init__(parent)
        self._rows = RowModel(self)
        self._groups: tuple[Group, ...] = ()
        self._folded: dict[Hashable, bool] = {}
        self._showing = False
        self._inset = inset
        self._icons = icons
        self._scale = scale
        self._actions_below = actions_below
        self._empty = ""
        self._pointed_at = QModelIndex()
        self.setAccessibleName(name)
        self.setModel(self._rows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setMinimumWidth(grown(200))
        self.set_dense(dense)

    @property
    def rows(self) -> RowModel:
        """The model, for tests and for whoever needs more than keys."""
        return self._rows

    def set_dense(self, dense: bool) -> None:
        """One line a row instead of two."""
        self._dense = dense
        look = {"icons": self._icons, "actions_below": self._actions_below}
        self._delegate = RowDelegate(dense, self._inset, self._standing, self, scale=self._scale, **look)
        self._delegate.make_room_for(self._actions())
        self.setItemDelegate(self._delegate)

    def set_groups(self, groups: Sequence[Group]) -> None:
        """Show these groups; selection, scroll and what is folded stay as they were."""
        self._groups = tuple(groups)
        self._show()

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show rows without headings."""
        self._groups = (Group(key=None, title="", rows=tuple(rows)),)
        self._show()

    def select(self, key: Hashable) -> bool:
        """Choose the row with `key`, unfolding its group if need be; false when it is not here."""
        for group in self._groups:
            if any(row.key == key for row in group.rows):
                if self._is_folded(group):
                    self._folded[group.key] = False
                    self._show()
                index = self._rows.index_of(key)
                self.setCurrentIndex(index)
                self.scrollTo(index)
                return True
        return False

    def select_first(self) -> None:
        """Choose the first row that is seen, if there is one."""
        items = self._rows.items()
        if first := next((item for item in items if isinstance(item, Row)), None):
            self.select(first.key)

    def selected_key(self) -> Hashable | None:
        """The key of the chosen row, or None."""
        item = self.currentIndex().data(ITEM_ROLE)
        return item.key if isinstance(item, Row) else None

    def fold(self, key: Hashable, folded: bool) -> None:
        """Fold or unfold the group with `key`."""
        self._folded[key] = folded
        self._show()

    def set_empty_sentence(self, sentence: str) -> None:
        """What to say when there are no rows: why, and what to do."""
        self._empty = sentence
        self.setAccessibleDescription(sentence)
        self.setDirtyRegion(QRegion(self.rect()))  # as viewport().update(), which makes the classes of all widgets

    def paintEvent(self, event: QPaintEvent) -> None:
        self._pointed_at = QModelIndex()
        if self.underMouse():
            self._pointed_at = self.indexAt(self.viewport().mapFromGlobal(QCursor.pos()))
        super().paintEvent(event)
        if self._empty and not self._rows.rowCount():
            paint_emptiness(self, self._empty)

    def _standing(self, index: Index) -> Standing:
        return Standing(
            is_chosen=self.selectionModel().isSelected(index),
            is_pointed_at=index == self._pointed_at,
            has_focus=self.hasFocus() and index == self.currentIndex(),
        )

    def _actions(self) -> set[str]:
        return {row.action for group in self._groups for row in group.rows}

    def _is_folded(self, group: Group) -> bool:
        return self._folded.get(group.key, group.folded)

    def _show(self) -> None:
        items: list[Row | Heading] = []
        for group in self._groups:
            folded = self._is_folded(group)
            if group.title:
                count = len(group.rows) if group.count is None else group.count
                key = ("heading", group.key)
                said = {"title": group.title, "count": count, "tone": group.tone, "is_all": group.is_all}
                items.append(Heading(key=key, folded=folded, **said))  # type: ignore[arg-type]
            if not folded:
                items.extend(group.rows)
        kept = self.selected_key()
        self._delegate.make_room_for(self._actions())
        self._showing = True
        self._rows.set_items(items)
        self._showing = False
        if kept is not None and self.selected_key() != kept:  # gone: choosing another one is for the page to do
            self.setCurrentIndex(QModelIndex())

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        item = current.data(ITEM_ROLE) if current.isValid() else None
        if isinstance(item, Row) and not self._showing:
            self.chosen.emit(item.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentIndex().data(ITEM_ROLE)
        key = event.key()
        if isinstance(item, Heading):
            folds = {Qt.Key.Key_Left: True, Qt.Key.Key_Right: False}
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
                return self._turn(item)
            if key in folds:
                return self.fold(item.key[1], folds[key])  # type: ignore[index]
        elif isinstance(item, Row) and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(item.key)
            return None
        elif isinstance(item, Row) and item.action and key == Qt.Key.Key_Space:
            self.acted.emit(item.key)
            return None
        return super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        item = self.indexAt(event.position().toPoint()).data(ITEM_ROLE)
        if isinstance(item, Heading):
            if event.button() == Qt.MouseButton.LeftButton:
                self._turn(item)
            return
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        row = self._action_at(event.position().toPoint())
        if row is not None and row.key == self.selected_key() and event.button() == Qt.MouseButton.LeftButton:
            self.acted.emit(row.key)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        is_action = self._action_at(event.position().toPoint()) is not None
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if is_action else Qt.CursorShape.ArrowCursor)

    def _action_at(self, place: QPoint) -> Row | None:
        """The row whose action is at `place`."""
        index = self.indexAt(place)
        item = index.data(ITEM_ROLE)
        if not isinstance(item, Row) or not item.action:
            return None
        return item if self._delegate.action_place(self.visualRect(index), item.action).contains(place) else None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        item = self.indexAt(place).data(ITEM_ROLE)
        if isinstance(item, Row):
            if self._action_at(place) is None:  # there the first click has done it already
                self.opened.emit(item.key)
        else:
            self.mousePressEvent(event)

    def _turn(self, heading: Heading) -> None:
        self.fold(heading.key[1], not heading.folded)  # type: ignore[index]

    def sizeHint(self) -> QSize:
        return QSize(grown(320), super().sizeHint().height())
