"""The small card on which somebody says why contacts are left to tomorrow, or what to do next with them."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from mottagning.desk.baton import LeaveForTomorrow
from mottagning.texts import tr, trn
from mottagning.ui.tokens import INSIDE
from mottagning.ui.widgets.form import beside, button, label, primary_button
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.workplace import Workplace, as_trouble

_LONGEST = 500


class LeaveForm(QWidget):
    """Enter leaves them. The word is kept as a note of each."""

    done = Signal()

    def __init__(
        self, workplace: Workplace, day: date, contacts: tuple[tuple[int, int], ...], parent: QWidget | None = None
    ) -> None:
        """`contacts` as (id, version)."""
        super().__init__(parent)
        self._workplace = workplace
        self._day = day
        self._contacts = contacts
        self.text = QLineEdit()
        self.text.setMaxLength(_LONGEST)
        self.text.setAccessibleName(tr("A word to whoever sits here next"))
        self.text.setPlaceholderText(tr("For instance: tried twice, ring before nine"))
        self.text.returnPressed.connect(self.leave)
        self._notice = Notice()
        self.ok = primary_button(tr("Leave to tomorrow"), self.leave)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        said = trn("{n} contact is left, with its time.", "{n} contacts are left, with their times.", len(contacts))
        lines.addWidget(label(said, "quiet", wraps=True))
        lines.addWidget(self.text)
        lines.addWidget(self._notice)
        lines.addWidget(beside(self.ok, button(tr("Cancel"), self.done.emit)))
        self.setFocusProxy(self.text)

    def leave(self) -> None:
        """Leave them with the word."""
        command = LeaveForTomorrow(by=self._workplace.me, day=self._day, contacts=self._contacts, text=self.text.text())
        said = tr("Left to tomorrow.")
        self._workplace.do(command, said, lambda _changes: self.done.emit(), self._refuse)

    def _refuse(self, error: BaseException) -> None:
        self._notice.show_trouble(as_trouble(error))
