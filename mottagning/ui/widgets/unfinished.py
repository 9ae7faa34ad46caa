"""When a card comes by itself: a sentence that somebody is in the middle of goes on where she began it, and a key that
was meant for what the card covers does nothing to the card."""

from PySide6.QtCore import QDeadlineTimer, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from shiboken6 import isValid

PAUSE_MS = 700
"""So long without a key, and what is typed next is meant for the card. Nobody answers a telephone faster."""
STILL_MS = 400
"""Nobody sees a card and answers it within that."""
_ANSWERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_MEANT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_EDITS = (
    Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Backspace, Qt.Key.Key_Delete,
    Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End,
)  # fmt: skip


def is_written_in(widget: QWidget | None) -> bool:
    """Whether it is a field in which something stands already."""
    if isinstance(widget, QLineEdit):
        return bool(widget.text()) and not widget.isReadOnly()
    if isinstance(widget, QPlainTextEdit):
        return not widget.document().isEmpty() and not widget.isReadOnly()
    return False


class Unfinished(QObject):
    """Until the first pause, what is typed goes to `field`, wherever the focus is by now."""

    def __init__(self, field: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._field = field
        self._is_sending = False
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.deleteLater)
        self._pause.start()
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._is_sending or not isinstance(event, QKeyEvent) or not isinstance(watched, QWidget):
            return False
        if watched is self._field or self._pause.remainingTime() <= 0 or not isValid(self._field) or not _writes(event):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # no key of the card, which she has not seen yet, answers to it
        elif event.type() == QEvent.Type.KeyPress:
            self._pause.start()
            if not event.modifiers() & _MEANT:
                self._is_sending = True
                QApplication.sendEvent(self._field, event)
                self._is_sending = False
        return True


class Still(QObject):
    """For a moment no key answers what the card asks."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(self)
        self._end = QDeadlineTimer(STILL_MS)
        QTimer.singleShot(STILL_MS, self, self.deleteLater)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if self._end.hasExpired() or not isinstance(event, QKeyEvent):
            return False
        if event.key() not in _ANSWERS or event.modifiers() & _MEANT:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        return event.type() in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)


def _writes(event: QKeyEvent) -> bool:
    return bool(event.text() and event.text().isprintable()) or event.key() in _EDITS
