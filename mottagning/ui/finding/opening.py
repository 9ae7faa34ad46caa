"""Opens what a search found: at once when it is today's work, else when somebody has said why."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from mottagning.db import Database
from mottagning.desk import todays
from mottagning.desk.todays import Kind, OpenBeyond, Why
from mottagning.texts import tr
from mottagning.ui.main_window import MainWindow
from mottagning.ui.workplace import Workplace

if TYPE_CHECKING:
    from mottagning.ui.widgets.card import Card


class Opener(QObject):
    """The way from a hit to the page that shows it; `opened` when it is on its way there."""

    opened = Signal()

    def __init__(self, window: MainWindow, workplace: Workplace) -> None:
        super().__init__(window)
        self._window = window
        self._workplace = workplace
        self._card: Card | None = None

    def open(self, kind: Kind, ref: int) -> None:
        """Show a contact at the desk or a case on its page; what is not today's work asks why."""
        me, now = self._workplace.me, self._workplace.now()

        def ask(database: Database) -> tuple[bool, bool]:
            with database.reading():
                asks = todays.needs_reason(database, kind, ref, me, now)
                return asks, asks and todays.on_the_line(database, me, now) is not None

        def take(answer: tuple[bool, bool]) -> None:
            asks, is_call = answer
            if not asks:
                self._show(kind, ref)
            elif is_call:
                self._note(kind, ref, "call", "")
            else:
                self._ask_why(kind, ref)

        self._workplace.read(self, ask, take)

    def _ask_why(self, kind: Kind, ref: int) -> None:
        from mottagning.ui.finding.reason import WIDTH, ReasonForm

        if self._card is not None:
            self._card.slide_out()
        form = ReasonForm()
        card = self._card = self._window.show_card(tr("Why do you open this?"), form, width=WIDTH)
        card.gone.connect(lambda: self._forget(card))
        form.stated.connect(lambda why, words: self._note(kind, ref, why, words, card, form.refuse))

    def _note(
        self,
        kind: Kind,
        ref: int,
        why: Why,
        words: str,
        card: Card | None = None,
        refuse: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Write the reason down, and only then show what it was for."""

        def done(_changes: object) -> None:
            if card is not None:
                card.slide_out()
            self._show(kind, ref)

        command = OpenBeyond(by=self._workplace.me, kind=kind, ref=ref, why=why, words=words)
        self._workplace.do(command, done=done, failed=refuse)

    def _show(self, kind: Kind, ref: int) -> None:
        self.opened.emit()
        self._workplace.wanted.emit(kind, ref)

    def _forget(self, card: Card) -> None:
        if self._card is card:
            self._card = None
