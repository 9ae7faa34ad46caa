"""A field that steers the list beneath it: arrow keys go through the rows while the cursor stays in the field."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from mottagning.ui.widgets.rowlist import RowList

_STEPS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_OPENS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Steering(QObject):
    """Lasts as long as the field does. With `opens`, Enter in the field opens the row that is chosen."""

    def __init__(self, field: QLineEdit, rows: RowList, *, opens: bool = False) -> None:
        super().__init__(field)
        self._rows = rows
        self._keys = _STEPS + _OPENS if opens else _STEPS
        field.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in self._keys:
            self._rows.keyPressEvent(event)
            return True
        return False
