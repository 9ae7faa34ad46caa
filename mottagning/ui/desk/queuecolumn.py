"""The left column: what is waiting, and which of it is chosen."""

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from mottagning.desk.queue import Queue
from mottagning.texts import tr
from mottagning.ui.desk import queuerows
from mottagning.ui.widgets.keyed import ITEM_ROLE
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.widgets.rows import Row
from mottagning.ui.widgets.waiting import GreyBars

_LEAST, _WIDEST = 236, 480


class QueueColumn(QWidget):
    """Shows the queue; the signals give the id of a contact."""

    chosen = Signal(object)
    opened = Signal(object)
    """Enter on a row."""
    double_clicked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = _QueueList(tr("Queue"))
        self.list.chosen.connect(self.chosen)
        self.list.opened.connect(self.opened)
        self.list.double_clicked.connect(self.double_clicked)
        self._bars = GreyBars()
        layers = QStackedLayout(self)
        layers.setStackingMode(QStackedLayout.StackingMode.StackAll)
        layers.addWidget(self._bars)
        layers.addWidget(self.list)
        self.setMinimumWidth(_LEAST)
        self.setMaximumWidth(_WIDEST)
        self.setFocusProxy(self.list)

    def show_queue(self, queue: Queue, me: int | None) -> None:
        """Show these contacts; what is chosen, folded and scrolled stays."""
        self.list.set_groups(queuerows.groups(queue, me))
        if self._bars.isVisibleTo(self):
            self._bars.hide()
            self.list.set_empty_sentence(
                tr("Nothing waits. New mail and calls come here by themselves; F2 registers one.")
            )

    def select(self, contact: int) -> bool:
        """Choose a contact; false when it is not in the queue."""
        return self.list.select(contact)

    def choose_none(self) -> None:
        """No contact is chosen any more."""
        self.list.setCurrentIndex(QModelIndex())

    def selected(self) -> int | None:
        """The contact that is chosen."""
        key = self.list.selected_key()
        return key if isinstance(key, int) else None

    def first(self) -> int | None:
        """The contact to begin with."""
        return next((key for key in self._keys()), None)

    def after(self, contact: int) -> int | None:
        """Whom to go on with when `contact` is done: the next one down, else the one above."""
        keys = self._keys()
        if contact not in keys:
            return keys[0] if keys else None
        place = keys.index(contact)
        rest = keys[place + 1 :] or keys[:place][::-1]
        return rest[0] if rest else None

    def _keys(self) -> list[int]:
        return [item.key for item in self.list.rows.items() if isinstance(item, Row) and isinstance(item.key, int)]


class _QueueList(RowList):
    """Tells Enter from a double click: what is done to a contact by Enter must not come of a restless finger."""

    double_clicked = Signal(object)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        item = self.indexAt(event.position().toPoint()).data(ITEM_ROLE)
        if isinstance(item, Row):
            self.double_clicked.emit(item.key)
        else:
            super().mouseDoubleClickEvent(event)
