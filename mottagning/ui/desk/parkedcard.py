"""The calls that somebody has parked, on a small card: who, what was written, and how long they have waited."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mottagning.db import Database
from mottagning.desk.parked import ParkedCall, parked_by
from mottagning.texts import tr
from mottagning.ui.desk import words
from mottagning.ui.desk.queuerows import how_long
from mottagning.ui.main_window import MainWindow
from mottagning.ui.theme import grown
from mottagning.ui.tokens import INSIDE, ROW
from mottagning.ui.widgets.form import label
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.widgets.rows import Row
from mottagning.ui.workplace import Workplace

_MOST = 6


def open_parked(window: MainWindow, workplace: Workplace, take_up: Callable[[int], None]) -> None:
    """Take up the only parked call, or ask which; say so when there is none."""
    me = workplace.me
    if me is None:
        return

    def show(found: tuple[ParkedCall, ...]) -> None:
        if not found:
            window.status.show_done(tr("No call is parked."))
        elif len(found) == 1:
            take_up(found[0].contact.id)
        else:
            _ask(window, workplace, found, take_up)

    def ask(database: Database) -> tuple[ParkedCall, ...]:
        return parked_by(database, me)

    workplace.read(window, ask, show)


def _ask(
    window: MainWindow, workplace: Workplace, found: tuple[ParkedCall, ...], take_up: Callable[[int], None]
) -> None:
    content = ParkedList(workplace, found)
    card = window.show_card(tr("Parked calls"), content, width=560)

    def choose(contact: int) -> None:
        card.slide_out()
        take_up(contact)

    content.chosen.connect(choose)


class ParkedList(QWidget):
    """The one that has waited longest is first. `chosen` gives the contact: Enter, a figure, or a click."""

    chosen = Signal(object)

    def __init__(self, workplace: Workplace, found: tuple[ParkedCall, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        now = workplace.now()
        self.list = RowList(tr("Parked calls"), inset=INSIDE)
        self.list.set_rows([_row(number, call, how_long(call.since, now)) for number, call in enumerate(found, 1)])
        self.list.setFixedHeight(min(len(found), _MOST) * grown(ROW))
        self.list.select(found[0].contact.id)
        self.list.opened.connect(self.chosen)
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


def _row(number: int, call: ParkedCall, waited: str) -> Row:
    said = tr("Open it in the case system") if call.is_protected else call.line or words.about(call.contact)
    who = words.who(call.contact, call.is_protected)
    return Row(
        key=call.contact.id,
        title=f"{number}  {who}",
        detail=said,
        icon=words.icon_of(call.contact),
        right=waited,
        strong=True,
    )
