"""The calls that somebody has put aside, on a small card: who, what was written, and how long they have waited."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mottagning import phones
from mottagning.contacts.cards import LeftCard, left_cards
from mottagning.db import Database
from mottagning.desk.parked import ParkedCall, parked_by
from mottagning.texts import tr
from mottagning.ui.desk import words
from mottagning.ui.desk.leftoffer import LeftOffer
from mottagning.ui.desk.queuerows import how_long
from mottagning.ui.main_window import MainWindow
from mottagning.ui.theme import grown
from mottagning.ui.tokens import INSIDE, ROW
from mottagning.ui.widgets.form import label
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.widgets.rows import Row
from mottagning.ui.workplace import Workplace

_MOST = 6


Aside = LeftCard | ParkedCall


def open_parked(
    window: MainWindow, workplace: Workplace, here: set[UUID], take_up: Callable[[int], None], left: LeftOffer
) -> None:
    """Take up the only call that is put aside, or ask which; say so when there is none.

    What is being written in another window, or was when the program stopped, is among them, but for the cards that are
    open `here`.
    """
    me = workplace.me
    if me is None:
        return

    def go_on(aside: Aside) -> None:
        if isinstance(aside, LeftCard):
            left.take_up(aside)
        else:
            take_up(aside.contact.id)

    def show(found: tuple[Aside, ...]) -> None:
        if not found:
            window.status.show_done(tr("No call is parked."))
        elif len(found) == 1:
            go_on(found[0])
        else:
            _ask(window, workplace, found, go_on)

    def ask(database: Database) -> tuple[Aside, ...]:
        return (*left_cards(database, me, here), *parked_by(database, me))

    workplace.read(window, ask, show)


def _ask(window: MainWindow, workplace: Workplace, found: tuple[Aside, ...], go_on: Callable[[Aside], None]) -> None:
    content = ParkedList(workplace, found)
    card = window.show_card(tr("Parked calls"), content, width=560)

    def choose(number: int) -> None:
        card.slide_out()
        go_on(found[number])

    content.chosen.connect(choose)


class ParkedList(QWidget):
    """What was never saved is first, then what has waited longest.

    `chosen` gives its place: Enter, a figure, or a click.
    """

    chosen = Signal(int)

    def __init__(self, workplace: Workplace, found: tuple[Aside, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        now = workplace.now()
        self.list = RowList(tr("Parked calls"), inset=INSIDE)
        self.list.set_rows([_row(place, aside, now) for place, aside in enumerate(found)])
        self.list.setFixedHeight(min(len(found), _MOST) * grown(ROW))
        self.list.select(0)
        self.list.opened.connect(self._choose)
        self.list.clicked.connect(lambda _index: self._choose(self.list.selected_key()))
        self.list.installEventFilter(self)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        lines.addWidget(self.list)
        lines.addWidget(
            label(tr("Enter takes up the chosen one, a figure the one it stands before."), "caption", "quiet")
        )
        self.setFocusProxy(self.list)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.list and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            number = event.key() - Qt.Key.Key_1
            rows = [item for item in self.list.rows.items() if isinstance(item, Row)]
            if 0 <= number < len(rows):
                self._choose(rows[number].key)
                return True
        return super().eventFilter(watched, event)

    def _choose(self, key: object) -> None:
        if isinstance(key, int):
            self.chosen.emit(key)


def _row(place: int, aside: Aside, now: datetime) -> Row:
    if isinstance(aside, LeftCard):
        who, icon, since = _who(aside), aside.written.channel, aside.begun_at
        said = " · ".join(part for part in (tr("Not saved yet"), aside.written.text.strip()) if part)
    else:
        who, icon, since = words.who(aside.contact, aside.is_protected), words.icon_of(aside.contact), aside.since
        said = aside.line or words.about(aside.contact)
    return Row(
        key=place,
        title=f"{place + 1}  {who}",
        detail=tr("Open it in the case system") if aside.is_protected else said,
        icon=icon,
        right=how_long(since, now),
        strong=True,
    )


def _who(left: LeftCard) -> str:
    """Whom or which case a card is about, as far as it says."""
    if left.is_protected:
        return tr("Protected identity")
    if left.code:
        return tr("About {code}", code=left.code)
    number = left.written.number
    return phones.display(number) if number else left.written.name or tr("New contact")
