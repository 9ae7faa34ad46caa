"""A list model whose items have keys: new contents change what differs, so that selection and scroll stay."""

from abc import abstractmethod
from collections.abc import Hashable, Sequence
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex
ITEM_ROLE = int(Qt.ItemDataRole.UserRole)


class Keyed(Protocol):
    """What can stand in a `KeyedModel`: a frozen value with a key that is its own in the list."""

    @property
    def key(self) -> Hashable: ...


T = TypeVar("T", bound=Keyed)


class KeyedModel(QAbstractListModel, Generic[T]):
    """Ready-made items in order. The item itself is under `ITEM_ROLE`; subclasses say what else `data` gives."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: list[T] = []

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        return self._items[index.row()] if role == ITEM_ROLE else self.look_up(self._items[index.row()], role)

    @abstractmethod
    def look_up(self, item: T, role: int) -> Any:
        """What `item` gives for `role`; a look-up, never a computation."""

    def items(self) -> tuple[T, ...]:
        """The items as they stand."""
        return tuple(self._items)

    def index_of(self, key: Hashable) -> QModelIndex:
        """Where the item with `key` is; an invalid index when it is not here."""
        for place, item in enumerate(self._items):
            if item.key == key:
                return self.index(place)
        return QModelIndex()

    def set_items(self, items: Sequence[T]) -> None:
        """Show `items` instead: what has gone is taken out, what has moved is moved, what is new is put in."""
        wanted = {item.key: item for item in items}
        if len(wanted) != len(items):
            raise ValueError("two items with the same key")
        self._take_out({item.key for item in self._items} - wanted.keys())
        here = {item.key for item in self._items}
        self._order([item.key for item in items if item.key in here])
        self._put_in(items, here)
        self._exchange(items)

    def _take_out(self, gone: set[Hashable]) -> None:
        end = len(self._items)
        while end > 0:
            if self._items[end - 1].key not in gone:
                end -= 1
                continue
            start = end - 1
            while start > 0 and self._items[start - 1].key in gone:
                start -= 1
            self.beginRemoveRows(QModelIndex(), start, end - 1)
            del self._items[start:end]
            self.endRemoveRows()
            end = start

    def _order(self, keys: list[Hashable]) -> None:
        before = [item.key for item in self._items]
        if before == keys:
            return
        self.layoutAboutToBeChanged.emit()
        place = {key: row for row, key in enumerate(keys)}
        old = self.persistentIndexList()
        self._items.sort(key=lambda item: place[item.key])
        self.changePersistentIndexList(old, [self.index(place[before[index.row()]]) for index in old])
        self.layoutChanged.emit()

    def _put_in(self, items: Sequence[T], here: set[Hashable]) -> None:
        start = 0
        while start < len(items):
            if items[start].key in here:
                start += 1
                continue
            end = start + 1
            while end < len(items) and items[end].key not in here:
                end += 1
            self.beginInsertRows(QModelIndex(), start, end - 1)
            self._items[start:start] = items[start:end]
            self.endInsertRows()
            start = end

    def _exchange(self, items: Sequence[T]) -> None:
        for row, item in enumerate(items):
            if self._items[row] != item:
                self._items[row] = item
                self.dataChanged.emit(self.index(row), self.index(row))
