"""A list of items with keys, each of which Enter or a click opens; it says why when there are none."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from mottagning.ui.widgets.keyed import ITEM_ROLE, KeyedModel
from mottagning.ui.widgets.waiting import paint_emptiness


class KeyedList(QListView):
    """One item is chosen at a time, of those that can be. `opened` gives its key."""

    opened = Signal(object)
    opening_keys = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})

    def __init__(self, name: str, model: KeyedModel[Any], parent: QWidget | None = None) -> None:
        """`name` is for screen readers."""
        super().__init__(parent)
        self._empty = ""
        self.setAccessibleName(name)
        model.setParent(self)
        self.setModel(model)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)

    def select(self, key: Hashable) -> bool:
        """Choose the item with `key` and bring it into sight; false when it is not here."""
        model = self.model()
        assert isinstance(model, KeyedModel)
        index = model.index_of(key)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)
        return index.isValid()

    def selected_key(self) -> Hashable | None:
        """The key of the chosen item, or None."""
        item = self.currentIndex().data(ITEM_ROLE)
        return None if item is None else item.key

    def set_empty_sentence(self, sentence: str) -> None:
        """What to say when there are no items: why, and what to do."""
        self._empty = sentence
        self.setAccessibleDescription(sentence)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._empty and not self.model().rowCount():
            paint_emptiness(self, self._empty)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in self.opening_keys and self.currentIndex().isValid():
            self.opened.emit(self.selected_key())
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        can_be_chosen = bool(index.flags() & Qt.ItemFlag.ItemIsSelectable)
        if event.button() == Qt.MouseButton.LeftButton and can_be_chosen and index == self.currentIndex():
            self.opened.emit(self.selected_key())
