"""One sentence where something happened: what is wrong or worth knowing, and the way on."""

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from mottagning.errors import Trouble
from mottagning.ui.icons import paint_shape
from mottagning.ui.theme import colours_of, dress
from mottagning.ui.tokens import CORNER, INSIDE, STEP, Tone
from mottagning.ui.widgets.form import label, quiet_button


class Notice(QWidget):
    """A line with a shape, a sentence and perhaps a button. It takes no room while it has nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = Tone.PLAIN
        self._words = label("", wraps=True)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._ways: list[QPushButton] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(28, STEP, INSIDE, STEP)
        self._row.addWidget(self._words, 1)
        self._row.addStretch()
        self.hide()

    @property
    def sentence(self) -> str:
        """What it says now, or ""."""
        return self._words.text()

    def show_trouble(self, trouble: Trouble, way: str = "", slot: Callable[[], object] | None = None) -> None:
        """Say what went wrong; `way` is the button that helps."""
        self.say(str(trouble), Tone.BAD, way, slot)

    def say(
        self, sentence: str, tone: Tone = Tone.WARN, way: str = "", slot: Callable[[], object] | None = None
    ) -> None:
        """Say `sentence` with the shape of `tone`."""
        self._tone = tone
        self._words.setText(sentence)
        dress(self._words, tone.value)
        # As wide as the sentence, so that the way on stands beside it and not at the other end of a wide window.
        self._words.setMaximumWidth(self._words.fontMetrics().horizontalAdvance(sentence) + INSIDE)
        for button in self._ways:
            self._row.removeWidget(button)
            button.deleteLater()
        self._ways = []
        if way:
            self.add_way(way, slot)
        self.show()
        self.update()
        announce(self, sentence, at_once=tone is Tone.BAD)

    def add_way(self, text: str, slot: Callable[[], object] | None) -> None:
        """Offer one more way on, until something else is said."""
        self._ways.append(quiet_button(text, slot))
        self._row.insertWidget(self._row.count() - 1, self._ways[-1])

    def clear(self) -> None:
        """Say nothing any more."""
        self._words.clear()
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = colours_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = {Tone.WARN: colours.warn_soft, Tone.BAD: colours.bad_soft}.get(self._tone)
        if ground:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ground))
            painter.drawRoundedRect(self.rect(), CORNER, CORNER)
        paint_shape(painter, QRect(10, 0, 10, self.height()), self._tone, colours)


def announce(widget: QWidget, sentence: str, *, at_once: bool = False) -> None:
    """Let a screen reader say `sentence`: when it has said what it is saying, or in the middle of that if `at_once`."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

    if sentence and QAccessible.isActive():
        event = QAccessibleAnnouncementEvent(widget, sentence)
        if at_once:
            event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(event)
