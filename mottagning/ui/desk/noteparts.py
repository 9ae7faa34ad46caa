"""The notes about a contact, and the field in which the next one is written."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from mottagning.desk.look import Look
from mottagning.texts import N_, tr
from mottagning.ui import when
from mottagning.ui.tokens import INSIDE
from mottagning.ui.widgets.form import label

TALKED = N_("What was said, and what was agreed")
"""What a note is about when somebody was talked with."""
_LINES, _MOST_LINES = 3, 9
_ROOMY = 800
"""How high a window has room for three empty lines, in pixels."""
_FRAME = 22


def bring_into_view(part: QWidget) -> None:
    """Scroll the column so far that a question, which stands beneath what was pressed, is seen as a whole."""

    def scroll() -> None:
        column = part.parentWidget()
        while column is not None and not isinstance(column, QScrollArea):
            column = column.parentWidget()
        if column is not None:
            column.ensureWidgetVisible(part, 0, INSIDE)

    QTimer.singleShot(0, part, scroll)  # when it has got its place


class NotesPart(QWidget):
    """What the desk has written so far, oldest first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: object = None
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(INSIDE)

    def show_look(self, look: Look) -> None:
        """Show the notes of a contact."""
        notes = look.whole.notes
        elsewhere = {answer.sent_at for answer in look.answers if answer.elsewhere}
        if (look.whole.summary.id, notes) == self._shown:
            return
        self._shown = (look.whole.summary.id, notes)
        self.setVisible(bool(notes))
        empty(self._lines)
        for note in notes:
            by = look.name(note.author) or (tr("Answer in Outlook") if note.at in elsewhere else tr("The program"))
            text = readable()
            text.setText(note.text)
            part = QWidget()
            lines = QVBoxLayout(part)
            lines.setContentsMargins(0, 0, 0, 0)
            lines.setSpacing(0)
            lines.addWidget(label(f"{when.exact(note.at)} · {by}", "caption", "quiet"))
            lines.addWidget(text)
            self._lines.addWidget(part)


class NoteEditor(QPlainTextEdit):
    """A field of three lines that grows with what is written, to nine.

    In a low window it has one line until somebody writes in it, so that the questions above it can be seen whole.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Note"))
        self.setPlaceholderText(tr(TALKED))
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self.updateGeometry())

    def sizeHint(self) -> QSize:
        least = _LINES if self.hasFocus() or self.window().height() >= _ROOMY else 1
        lines = min(max(round(self.document().size().height()), least), _MOST_LINES)
        return QSize(320, lines * self.fontMetrics().lineSpacing() + _FRAME)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()  # Qt's own leaves room for scroll bars

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.updateGeometry()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.updateGeometry()


def readable() -> QLabel:
    """A text that wraps and can be marked and copied."""
    made = label("", wraps=True)
    made.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    made.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    return made


def empty(lines: QVBoxLayout) -> None:
    """Take everything out of a layout."""
    while (item := lines.takeAt(0)) is not None:
        if (old := item.widget()) is not None:
            old.hide()
            old.deleteLater()
