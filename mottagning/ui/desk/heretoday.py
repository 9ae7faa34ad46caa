"""Beside a contact without a case: who is here today and where each sits, to ring or to pass on to."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mottagning.changes import Changes
from mottagning.db import Database
from mottagning.people import staff
from mottagning.texts import N_, tr
from mottagning.ui.desk import tel, words
from mottagning.ui.tokens import BETWEEN, INSIDE
from mottagning.ui.widgets.form import label
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.widgets.rows import Row
from mottagning.ui.workplace import Workplace

if TYPE_CHECKING:
    from mottagning.desk.whoisin import Presence, Today

_KINDS = ("person", "absence", "rota", "setting")
_SOON_MS = 400
"""What waits is shown first."""
_PART = {"am": N_("This morning"), "pm": N_("This afternoon")}


class HereToday(QWidget):
    """A line on why there is no case, and the colleagues. Enter, or a click, tells more of one of them."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._shown_of: date | None = None
        """The day whose people are shown; None: they may be others by now."""
        said = tr("When a contact is tied to a case, or may be about one, the case is shown here.")
        self.list = RowList(tr("Who is here today"), inset=BETWEEN, icons=False)
        self.list.set_empty_sentence(tr("Nobody is here today."))
        self.list.opened.connect(self._open)
        self.list.clicked.connect(lambda _index: self._open(self.list.selected_key()))
        head = QVBoxLayout()
        head.setContentsMargins(BETWEEN, BETWEEN, BETWEEN, INSIDE)
        head.setSpacing(INSIDE)
        for part in (label(tr("No case"), "strong"), label(said, "quiet", wraps=True)):
            head.addWidget(part)
        head.addSpacing(INSIDE)
        head.addWidget(label(tr("Who is here today"), "quiet"))
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addLayout(head)
        lines.addWidget(self.list, 1)
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._read)
        workplace.changed.connect(self._changed)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look()

    def _look(self) -> None:
        today = staff.local_day(self._workplace.now())
        if self.isVisible() and today != self._shown_of:
            self._soon.start()

    def _changed(self, changes: Changes) -> None:
        if changes.concerns(*_KINDS):
            self._shown_of = None
            self._look()

    def _read(self) -> None:
        now = self._workplace.now()
        self._shown_of = staff.local_day(now)

        def ask(database: Database) -> Today:
            from mottagning.desk import whoisin

            return whoisin.today(database, now)

        self._workplace.read(self, ask, self._show)

    def _show(self, today: Today) -> None:
        self.list.set_rows([_row(each) for each in today.here])

    def _open(self, key: object) -> None:
        if key is not None:
            self._workplace.wanted.emit("lookup", ("person", key))


def _row(each: Presence) -> Row:
    number = tel.work_number(each.person)
    said = (*each.posts, words.number(number) if number else "")
    part = tr(_PART[each.present]) if each.present in _PART else ""
    return Row(
        key=each.person.id,
        title=each.person.name,
        detail=" · ".join(filter(None, said)),
        right=part,
        strong=bool(each.posts),
    )
