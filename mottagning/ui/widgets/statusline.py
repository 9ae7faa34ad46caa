"""The line at the bottom: what was just done, with "Undo" for ten seconds, or what went wrong."""

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSpacerItem, QWidget

from mottagning.errors import Trouble
from mottagning.texts import tr
from mottagning.ui.icons import paint_icon, paint_shape
from mottagning.ui.theme import colours_of, dress, grown
from mottagning.ui.tokens import BETWEEN, INSIDE, Tone
from mottagning.ui.widgets.elided import ElidedLabel
from mottagning.ui.widgets.form import icon_button, quiet_button
from mottagning.ui.widgets.notice import announce

UNDO_MS = 10_000
_HEIGHT = 36


class StatusLine(QWidget):
    """Says one thing at a time, and nothing when that has passed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(grown(_HEIGHT))
        self._mark = ""
        self._tone = Tone.PLAIN
        self._undo: Callable[[], object] | None = None
        self._offer: Callable[[], object] | None = None
        self._words = dress(ElidedLabel(), "quiet")
        self.undo_button = quiet_button(tr("Undo"), self.undo)
        self.undo_button.setToolTip(tr("Undo ({keys})", keys="Alt+Z"))
        self.undo_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys with the page
        self.offer_button = quiet_button("", self._take_offer)
        self.offer_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.close_button = icon_button("close", tr("Understood"), self._rest)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(UNDO_MS)
        self._timer.timeout.connect(self._rest)
        row = QHBoxLayout(self)
        row.setContentsMargins(BETWEEN, 0, INSIDE, 0)
        row.setSpacing(INSIDE)
        self._sign = QSpacerItem(0, 0)
        row.addItem(self._sign)
        row.addWidget(self._words)
        row.addWidget(self.undo_button)
        row.addWidget(self.offer_button)
        row.addWidget(self.close_button)
        row.addStretch(1)
        self._rest()

    @property
    def sentence(self) -> str:
        """What stands there now."""
        return self._words.text()

    @property
    def can_undo(self) -> bool:
        """Whether there is something to take back."""
        return self._undo is not None

    def show_done(self, sentence: str, undo: Callable[[], object] | None = None) -> None:
        """Say what was done, with "Undo" for ten seconds when it can be taken back."""
        self._undo = undo
        self._say(sentence, Tone.GOOD, "check")
        self.undo_button.setVisible(undo is not None)
        self._timer.start()

    def offer(self, text: str, tooltip: str, slot: Callable[[], object]) -> None:
        """Beside what was just done: what may follow. It goes with the sentence."""
        self._offer = slot
        self.offer_button.setText(text)
        self.offer_button.setToolTip(tooltip)
        self.offer_button.show()

    def show_trouble(self, trouble: Trouble) -> None:
        """Say what went wrong, until it is understood or something else is done."""
        self._timer.stop()
        self._undo = None
        self._say(str(trouble), Tone.BAD, "")
        self.close_button.show()

    def undo(self) -> None:
        """Take back what was last done, if that still stands here."""
        undo = self._undo
        self._rest()
        if undo:
            undo()

    def forget(self) -> None:
        """Somebody else sits down: what was done before is not hers to take back. Trouble stays."""
        if self._tone is Tone.GOOD:
            self._rest()

    def _take_offer(self) -> None:
        offer = self._offer
        self._rest()
        if offer:
            offer()

    def _rest(self) -> None:
        self._timer.stop()
        self._undo = None
        self._say("", Tone.PLAIN, "")

    def _say(self, sentence: str, tone: Tone, mark: str) -> None:
        self._tone, self._mark = tone, mark
        self._offer = None
        for part in (self.undo_button, self.offer_button, self.close_button):
            part.hide()
        self._sign.changeSize(0 if tone is Tone.PLAIN else 20, 0)
        self._words.setText(sentence)
        dress(self._words, {Tone.PLAIN: "quiet", Tone.GOOD: ""}.get(tone, tone.value))
        self.update()
        if tone is not Tone.PLAIN:
            announce(self, sentence, at_once=tone is Tone.BAD)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = colours_of(self)
        painter = QPainter(self)
        place = QRect(BETWEEN, 0, 16, self.height())
        if self._mark:
            paint_icon(painter, place, self._mark, colours.good)
        else:
            paint_shape(painter, place.adjusted(2, 0, -4, 0), self._tone, colours)
