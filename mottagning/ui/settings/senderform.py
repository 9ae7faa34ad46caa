"""The card on which it is said how a mailbox is answered from; the connection is tried before it is kept."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from mottagning.contacts.answers import senders
from mottagning.contacts.answers.senders import PORTS, SaveSender, Sender
from mottagning.contacts.mail.mailbox import Account
from mottagning.db import Database
from mottagning.errors import Trouble
from mottagning.texts import tr
from mottagning.ui.tokens import BETWEEN, INSIDE, Tone
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.fields import number_field
from mottagning.ui.widgets.form import Form, beside, button, pause, primary_button, resume
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.workplace import Workplace, as_trouble

_SIGNATURE_LINES = 3
_FRAME = 22


class SenderForm(QWidget):
    """The server, the address, the words beneath each answer; guessed from the mailbox at first. `done` when kept."""

    done = Signal()

    def __init__(self, workplace: Workplace, account: Account, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._account = account
        self.is_wanted = QCheckBox(tr("Contacts are answered from this mailbox"))
        self.address, self.host, self.phone = QLineEdit(), QLineEdit(), QLineEdit()
        self.port = number_field(1, 65535, PORTS["starttls"])
        securities = [("starttls", tr("STARTTLS")), ("tls", tr("TLS")), ("none", tr("Not encrypted"))]
        self.security = Choice(tr("Encryption"), securities, "starttls")
        self.security.chosen.connect(lambda value: self.port.setValue(PORTS[str(value)]))
        self.files_itself = QCheckBox(tr("The server keeps a copy of what is sent by itself"))
        self.signature = QPlainTextEdit()
        self.signature.setTabChangesFocus(True)
        self.signature.setFixedHeight(_SIGNATURE_LINES * self.signature.fontMetrics().lineSpacing() + _FRAME)
        self.notice = Notice()
        self.ok = primary_button(tr("Save"), self._save)
        self.try_button = button(tr("Try the connection"), self._try)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        lines.addWidget(self.is_wanted)
        lines.addWidget(self._form())
        lines.addWidget(self.notice)
        lines.addSpacing(BETWEEN - INSIDE)
        lines.addWidget(beside(self.ok, self.try_button))
        self.setFocusProxy(self.is_wanted)
        self._fill(senders.guess(account))
        self.is_wanted.setChecked(True)
        workplace.read(self, self._known, self._show_known)

    def _form(self) -> Form:
        form = Form()
        form.add(tr("From"), self.address, tr("The address that answers come from."))
        form.add(tr("Server"), self.host, tr("It is signed in to as the mailbox is."))
        form.add(tr("Encryption"), self.security)
        form.add(tr("Port"), self.port)
        form.add("", self.files_itself, tr("Microsoft 365 and Gmail do. Else one is put there."))
        form.add(tr("Telephone"), self.phone, tr("What people are asked to call."))
        form.add(tr("Signature"), self.signature)
        return form

    def _known(self, database: Database) -> Sender | None:
        return next((each for each in senders.senders(database) if each.mailbox == self._account.id), None)

    def _show_known(self, known: Sender | None) -> None:
        if known is not None:
            self._fill(known)

    def _fill(self, sender: Sender) -> None:
        self.address.setText(sender.address)
        self.host.setText(sender.host)
        self.security.set_value(sender.security)
        self.port.setValue(sender.port)
        self.files_itself.setChecked(sender.files_itself)
        self.phone.setText(sender.phone)
        self.signature.setPlainText(sender.signature)

    def said(self) -> Sender:
        """What the form says."""
        return Sender(
            mailbox=self._account.id,
            address=self.address.text().strip(),
            host=self.host.text().strip(),
            port=self.port.value(),
            security=str(self.security.value()),
            files_itself=self.files_itself.isChecked(),
            phone=self.phone.text().strip(),
            signature=self.signature.toPlainText().strip(),
        )

    def _save(self) -> None:
        sender = self.said() if self.is_wanted.isChecked() else None
        command = SaveSender(by=self._workplace.me, name=self._account.name, sender=sender)
        said = tr("How {name} is answered from is saved.", name=self._account.name)
        self._workplace.do(command, said, lambda _changes: self.done.emit(), self._refuse)

    def _try(self) -> None:
        from mottagning.contacts.answers import outbox

        account, sender = self._account, self.said()
        try:
            senders.check(sender)
        except Trouble as trouble:
            self._refuse(trouble)
            return
        pause(self.try_button)
        self.notice.say(tr("Asking {host}…", host=sender.host), Tone.QUIET)
        self._workplace.tasks.network(lambda: outbox.try_out(account, sender), self._tried, self._refuse)

    def _tried(self, _found: None) -> None:
        resume(self.try_button)
        self.notice.say(tr("It works: the server lets the mailbox send. Nothing was sent."), Tone.GOOD)

    def _refuse(self, error: BaseException) -> None:
        resume(self.try_button)
        self.notice.show_trouble(as_trouble(error))
