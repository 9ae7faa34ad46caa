"""The routine of a call that goes on: chosen by what is known by now, ticked before there is a contact to keep it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from mottagning.ui.desk.routinepart import RoutinePart, Subject
from mottagning.ui.main_window import MainWindow
from mottagning.ui.workplace import Workplace

if TYPE_CHECKING:
    from mottagning.db import Database
    from mottagning.desk.following import AtHand

_WIDEST = 230


class Known(NamedTuple):
    """What the card knows: the contact and the case if there are any, the channel, and the role of the caller."""

    contact: int | None
    case: int | None
    channel: str
    caller: str | None


class CallRoutine(RoutinePart):
    """Its texts go into `note`, which is one line; what is typed there tells which routine it may be."""

    def __init__(self, workplace: Workplace, card: QWidget, note: QLineEdit, known: Callable[[], Known]) -> None:
        super().__init__(workplace, card, _WIDEST)
        self._content = card
        self._note = note
        self._known = known
        note.editingFinished.connect(self.refresh)
        self.noted.connect(self._add_words)

    def refresh(self) -> None:
        """Look again which routine fits; not when the call is over."""
        if self.is_over:
            return
        known, text = self._known(), self._note.text()

        def read(database: Database) -> AtHand:
            from mottagning.desk import following

            return following.of_call(database, *known, text)

        self.show(Subject(contact=known.contact, read=read))

    def toggle(self) -> None:
        """Open the sheet beside the card, over whatever page lies there."""
        window = self._content.window()
        if isinstance(window, MainWindow):
            self.lie_on(window, lambda: self._beside(window))
        self.refresh()
        super().toggle()

    def _beside(self, window: MainWindow) -> QRect:
        """Where the pages are in the window, to the right of the card."""
        place = window.stack.rect().translated(window.stack.mapTo(window, QPoint()))
        card = self._content.parentWidget()
        if card is not None:
            place.setLeft(max(place.left(), card.geometry().right() + 1))
        return place

    def _add_words(self, words: str) -> None:
        """Behind one's own words, on the one line that there is."""
        parts = [self._note.text().strip(), *(line.strip() for line in words.splitlines())]
        self._note.setText("; ".join(filter(None, parts)))
        self._note.setFocus(Qt.FocusReason.OtherFocusReason)
