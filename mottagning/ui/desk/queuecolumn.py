"""The left column: what is waiting, and which of it is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from mottagning.desk.queue import Queue
from mottagning.texts import tr
from mottagning.ui.desk import queuerows
from mottagning.ui.theme import grown
from mottagning.ui.widgets.keyed import ITEM_ROLE
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.widgets.rows import Row
from mottagning.ui.widgets.waiting import GreyBars

if TYPE_CHECKING:
    from mottagning.ui.desk.queuehead import QueueHead

_LEAST, _WIDEST = 236, 480
_HEAD = 40
_HEAD_MS = 15
"""The rows are painted before the line above them is made."""


class QueueColumn(QWidget):
    """Shows the queue; the signals give the id of a contact."""

    chosen = Signal(object)
    opened = Signal(object)
    """Enter on a row."""
    double_clicked = Signal(object)
    scope_changed = Signal()
    """`only_mine` has been changed by a person."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = _QueueList(tr("Queue"))
        self.list.chosen.connect(self.chosen)
        self.list.opened.connect(self.opened)
        self.list.double_clicked.connect(self.double_clicked)
        self.only_mine: bool | None = None
        """What the queue is asked for (`queue.load`)."""
        self._queue: Queue | None = None
        self.head: QueueHead | None = None
        self._bars = GreyBars()
        rows = QWidget(self)
        layers = QStackedLayout(rows)
        layers.setStackingMode(QStackedLayout.StackingMode.StackAll)
        layers.addWidget(self._bars)
        layers.addWidget(self.list)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, grown(_HEAD), 0, 0)
        lines.addWidget(rows)
        self.setMinimumWidth(grown(_LEAST))
        self.setMaximumWidth(grown(_WIDEST))
        self.setFocusProxy(self.list)

    def show_queue(self, queue: Queue, me: int | None) -> None:
        """Show these contacts; what is chosen, folded and scrolled stays."""
        self.list.set_groups(queuerows.groups(queue, me))
        is_other = self._queue is None or self._queue.only_mine != queue.only_mine
        self._queue = queue
        if self.head is not None:
            self.head.show_queue(queue)
        elif self._bars.isVisibleTo(self):
            self._bars.hide()
            QTimer.singleShot(_HEAD_MS, self, self._make_head)
        if is_other:
            self.list.set_empty_sentence(
                tr("Nothing waits for you. What waits at the desk is shown under All.")
                if queue.only_mine
                else tr("Nothing waits. New mail and calls come here by themselves; F2 registers one.")
            )

    def ask_for(self, only_mine: bool | None) -> None:
        """What to show from now on; None: what the rota says of the one who sits here."""
        self.only_mine = only_mine
        self.scope_changed.emit()

    def turn_scope(self) -> None:
        """The other one of mine and all."""
        if self._queue is not None:
            self.ask_for(not self._queue.only_mine)

    def _make_head(self) -> None:
        from mottagning.ui.desk.queuehead import QueueHead

        if self.head is None and self._queue is not None:
            self.head = QueueHead(self)
            self.head.asked.connect(self.ask_for)
            self.head.show_queue(self._queue)
            self._place_head()
            self.head.show()
            self.setTabOrder(self.head.scope, self.list)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_head()

    def _place_head(self) -> None:
        if self.head is not None:
            self.head.setGeometry(0, 0, self.width(), grown(_HEAD))

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

    def is_parked(self, contact: int) -> bool:
        """Whether it is one of the calls that I have parked."""
        parked = self._queue.groups["parked"] if self._queue is not None else ()
        return contact in [item.contact.id for item in parked]

    def first(self) -> int | None:
        """The contact to begin with."""
        return next((key for key in self.keys()), None)

    def after(self, contact: int) -> int | None:
        """Whom to go on with when `contact` is done: the next one down, else the one above."""
        keys = self.keys()
        if contact not in keys:
            return keys[0] if keys else None
        place = keys.index(contact)
        rest = keys[place + 1 :] or keys[:place][::-1]
        return rest[0] if rest else None

    def keys(self) -> list[int]:
        """The contacts whose rows can be seen, from the top."""
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
