"""The emergency card: what to do now, step by step, and whom to ring. It opens over anything, by one key."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from mottagning.people import guide
from mottagning.people.guide import EmergencyCard, Guide, Number
from mottagning.texts import tr
from mottagning.ui.theme import font, grown
from mottagning.ui.tokens import AROUND, BETWEEN, INSIDE, STEP, Size
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.form import hairline, label
from mottagning.ui.workplace import Workplace

WIDTH = 860
_NUMBERS = 260
_HEIGHT = 400


class EmergencyView(QWidget):
    """One card at a time; the figures 1, 2, … choose another. `key` is the one to begin with."""

    def __init__(self, workplace: Workplace, key: str | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._wanted = key
        self._cards: tuple[EmergencyCard, ...] = ()
        self.choice: Choice | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(BETWEEN)
        self._body = QWidget()
        self._body.setMinimumHeight(_HEIGHT)
        self._lines.addWidget(self._body, 1)
        workplace.read(self, guide.load, self._show, self._show_shipped)

    @property
    def shown(self) -> EmergencyCard | None:
        """The card that is shown."""
        chosen = self.choice.value() if self.choice else None
        return next((card for card in self._cards if card.key == chosen), None)

    def show_key(self, key: str) -> None:
        """Show the card with this key."""
        self._wanted = key
        if self.choice is not None and any(card.key == key for card in self._cards):
            self.choice.set_value(key)
            self._show_card()

    def _show_shipped(self, error: BaseException) -> None:
        """When the database is out of reach the program's own cards are better than none."""
        self._show(guide.shipped())
        self._workplace.tell(error)

    def _show(self, found: Guide) -> None:
        self._cards = found.cards
        if not found.cards:
            return
        answers = [(card.key, f"{number}  {card.title}") for number, card in enumerate(found.cards, start=1)]
        first = self._wanted if any(card.key == self._wanted for card in found.cards) else found.cards[0].key
        self.choice = Choice(tr("What is happening?"), answers, first)
        self.choice.chosen.connect(lambda _key: self._show_card())
        self._lines.insertWidget(0, self.choice)
        self._show_card()

    def _show_card(self) -> None:
        card = self.shown
        if card is None:
            return
        body = QWidget()
        body.setMinimumHeight(_HEIGHT)
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(AROUND)
        row.addWidget(_steps(card), 1)
        row.addWidget(hairline(vertical=True))
        row.addWidget(_numbers(card))
        self._lines.replaceWidget(self._body, body)
        self._body.hide()
        self._body.deleteLater()
        body.show()
        self._body = body
        self.setAccessibleName(card.title)
        numbers = (f"{number.name}: {number.phone}." for number in card.numbers)
        self.setAccessibleDescription(" ".join((*card.steps, *numbers)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        figure = event.text()
        if figure.isdigit() and 0 < int(figure) <= len(self._cards):
            self.show_key(self._cards[int(figure) - 1].key)
            return
        super().keyPressEvent(event)


def _steps(card: EmergencyCard) -> QWidget:
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(BETWEEN)
    grid.setVerticalSpacing(INSIDE + STEP)
    grid.setColumnStretch(1, 1)
    top = Qt.AlignmentFlag.AlignTop
    for place, step in enumerate(card.steps):
        figure = label(str(place + 1), "quiet")
        figure.setFont(font(Size.TITLE, tabular=True))
        grid.addWidget(figure, place, 0, top)
        grid.addWidget(_large(step), place, 1, top)
    grid.setRowStretch(len(card.steps), 1)
    return made


def _large(text: str) -> QLabel:
    """Words that can be read from an arm's length away."""
    words = label(text, wraps=True)
    words.setFont(font(Size.TITLE))
    words.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.MinimumExpanding)
    return words


def _numbers(card: EmergencyCard) -> QWidget:
    made = QWidget()
    made.setFixedWidth(grown(_NUMBERS))
    lines = QVBoxLayout(made)
    lines.setContentsMargins(0, 0, 0, 0)
    lines.setSpacing(0)
    for number in card.numbers:
        for part in _number(number):
            lines.addWidget(part)
        lines.addSpacing(BETWEEN)
    lines.addStretch(1)
    return made


def _number(number: Number) -> list[QLabel]:
    figure = label(number.phone, "figure")
    figure.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    figure.setAccessibleName(f"{number.name}: {number.phone}")
    parts = [figure, label(number.name, "quiet", wraps=True)]
    if guide.is_example(number.phone):
        parts.append(
            label(tr("An example. Nobody answers: the team lead must change it."), "caption", "warn", wraps=True)
        )
    return parts
