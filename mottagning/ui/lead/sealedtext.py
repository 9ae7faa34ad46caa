"""The card on which the team lead reads a sealed text, and confirms that it is registered where it belongs."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from mottagning.contacts import redaction
from mottagning.contacts.redaction import ConfirmRegistered, OpenSealed
from mottagning.texts import tr
from mottagning.ui.tokens import BETWEEN, INSIDE
from mottagning.ui.widgets.form import beside, button, danger_button, label
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.workplace import Workplace, as_trouble


class SealedText(QWidget):
    """What a sealed contact said. Looking is written down; confirming removes it for good. `done` closes the card."""

    done = Signal()

    def __init__(self, workplace: Workplace, contact: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._contact = contact
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(tr("The sealed text"))
        self.text.setMinimumHeight(240)
        self.notice = Notice()
        self.confirm = danger_button(tr("It is registered: remove the text for good"), self._confirm)
        self.confirm.setEnabled(False)
        why = tr(
            "The case has a protected identity. Register what is here where it belongs, in the case system. "
            "That you have read it is written down."
        )
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(BETWEEN)
        lines.addWidget(label(why, wraps=True))
        lines.addWidget(self.text, 1)
        lines.addWidget(self.notice)
        lines.addSpacing(INSIDE)
        lines.addWidget(beside(self.confirm, None, button(tr("Close"), self.done.emit)))
        self.setFocusProxy(self.text)
        database, command = workplace.database, OpenSealed(by=workplace.me, at=workplace.now(), contact=contact)
        workplace.tasks.write(lambda: redaction.open_sealed(database, command), self._show, self._refuse)

    def _show(self, content: dict[str, Any]) -> None:
        parts = [content["subject"], content["text"], *content["notes"]]
        self.text.setPlainText("\n\n".join(part for part in parts if part))
        self.confirm.setEnabled(True)

    def _confirm(self) -> None:
        command = ConfirmRegistered(by=self._workplace.me, contact=self._contact)
        self.confirm.setEnabled(False)
        said = tr("The sealed text is gone for good.")
        self._workplace.do(command, said, lambda _changes: self._gone(), self._refuse)

    def _gone(self) -> None:
        self.text.clear()
        self.done.emit()

    def _refuse(self, error: BaseException) -> None:
        self.notice.show_trouble(as_trouble(error))
