"""The card on which the team lead says whether a case that vanished goes on under another code."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mottagning.care.casework import join_cases
from mottagning.cases.renames import AcceptRename, DismissRename, Rename
from mottagning.command import Command
from mottagning.texts import tr
from mottagning.ui.tokens import BETWEEN, INSIDE
from mottagning.ui.widgets.form import beside, button, label, primary_button
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.workplace import Workplace, as_trouble


class RenameCard(QWidget):
    """What speaks for it, and the two answers. `done` closes the card."""

    done = Signal()

    def __init__(self, workplace: Workplace, offer: Rename, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._offer = offer
        old, new = offer.old, offer.new
        came = tr(
            "{old} is no longer in the export, and {new} has come: {why}.", old=old, new=new, why=offer.sentence()
        )
        goes_on = tr(
            "If it is the same case, its history and its contacts go on under the new code, and the last export can no "
            "longer be taken back."
        )
        self.notice = Notice()
        self.same = primary_button(tr("It is the same case"), self._accept)
        self.two = button(tr("They are two cases"), self._dismiss)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(BETWEEN)
        lines.addWidget(label(came, wraps=True))
        lines.addWidget(label(goes_on, "quiet", wraps=True))
        lines.addWidget(self.notice)
        lines.addSpacing(INSIDE)
        lines.addWidget(beside(self.same, self.two))
        self.setFocusProxy(self.two)

    def _accept(self) -> None:
        command = AcceptRename(by=self._workplace.me, rename=self._offer.id, join_cases=join_cases)
        self._do(command, tr("{old} is now {new}.", old=self._offer.old, new=self._offer.new))

    def _dismiss(self) -> None:
        self._do(DismissRename(by=self._workplace.me, rename=self._offer.id), tr("They stay two cases."))

    def _do(self, command: Command, said: str) -> None:
        self._workplace.do(command, said, lambda _changes: self.done.emit(), self._refuse)

    def _refuse(self, error: BaseException) -> None:
        self.notice.show_trouble(as_trouble(error))
