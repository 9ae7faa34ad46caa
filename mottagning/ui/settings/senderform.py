"""The card on which it is said how a mailbox is answered from; the connection is tried before it is kept."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from mottagning.contacts.answers import senders
from mottagning.contacts.answers.senders import PORTS, SaveSender, Sender
from mottagning.contacts.mail.mailbox import Account, SaveMailbox
from mottagning.db import Database
from mottagning.errors import Trouble
from mottagning.texts import tr
from mottagning.ui.settings.outside import may_ask
from mottagning.ui.tokens import BETWEEN, INSIDE, Tone
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.fields import number_field
from mottagning.ui.widgets.form import Form, beside, button, label, pause, primary_button, resume
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
        self._ways = senders.ways(account.kind, account.auth)
        named = {"smtp": tr("A mail server (SMTP)"), "graph": tr("Microsoft Graph")}
        self.way = Choice(tr("Sent by"), [(way, named[way]) for way in self._ways], self._ways[0])
        self.way.chosen.connect(lambda _way: self._show_fields())
        self.sign_in_button = button(tr("Sign in…"), self._ask_to_sign_in)
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
        self._fill(self._likely())
        self.is_wanted.setChecked(True)
        workplace.read(self, self._known, self._show_known)

    def _form(self) -> Form:
        form = self._fields = Form()
        form.add(tr("From"), self.address, tr("The address that answers come from."))
        form.add(tr("Sent by"), self.way, tr("A server is simplest. Graph is for organisations that have closed SMTP."))
        form.show_field(self.way, len(self._ways) > 1)
        form.add(tr("Server"), self.host, tr("It is signed in to as the mailbox is."))
        form.add(tr("Encryption"), self.security)
        form.add(tr("Port"), self.port)
        form.add("", self.files_itself, tr("Microsoft 365 and Gmail do. Else one is put there."))
        why = label(tr("Once, so that the sign-in may send too."), "quiet")
        self._sign_in_line = beside(self.sign_in_button, why)
        form.add(tr("Permission"), self._sign_in_line)
        form.show_field(self._sign_in_line, self._account.auth == "person")
        form.add(tr("Telephone"), self.phone, tr("What people are asked to call."))
        form.add(tr("Signature"), self.signature)
        return form

    def _show_fields(self) -> None:
        """Only what this way of sending needs."""
        by_server = self.way.value() == "smtp"
        for field in (self.host, self.security, self.port, self.files_itself):
            self._fields.show_field(field, by_server)

    def _likely(self) -> Sender:
        guessed = senders.guess(self._account)
        return guessed if guessed.way in self._ways else senders.by_graph(self._account)

    def _known(self, database: Database) -> Sender | None:
        return next((each for each in senders.senders(database) if each.mailbox == self._account.id), None)

    def _show_known(self, known: Sender | None) -> None:
        if known is not None:
            self._fill(known)

    def _fill(self, sender: Sender) -> None:
        self.address.setText(sender.address)
        self.way.set_value(sender.way if sender.way in self._ways else self._ways[0])
        if not sender.by_graph:
            self.host.setText(sender.host)
            self.security.set_value(sender.security)
            self.port.setValue(sender.port)
            self.files_itself.setChecked(sender.files_itself)
        self.phone.setText(sender.phone)
        self.signature.setPlainText(sender.signature)
        self._show_fields()

    def said(self) -> Sender:
        """What the form says."""
        if self.way.value() == "graph":
            made = senders.by_graph(self._account)
        else:
            made = Sender(
                mailbox=self._account.id,
                address="",
                host=self.host.text().strip(),
                port=self.port.value(),
                security=str(self.security.value()),
                files_itself=self.files_itself.isChecked(),
            )
        return replace(
            made,
            address=self.address.text().strip(),
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

        if not may_ask(self._refuse):
            return
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

    def _ask_to_sign_in(self) -> None:
        """In the browser; in a process of its own, since nothing can end it while it waits for somebody."""
        from mottagning.contacts.mail import mailsync

        if not may_ask(self._refuse):
            return
        pause(self.sign_in_button)
        self.notice.say(tr("Sign in where the browser asks for it. This waits for five minutes."), Tone.QUIET)
        right = self.said().right
        tasks = self._workplace.tasks
        job = tasks.process(mailsync.sign_in, self._account, right, done=self._signed, failed=self._refuse)
        self.destroyed.connect(job.cancel)

    def _signed(self, sign_in: str) -> None:
        """It is kept at once: it reads the mailbox as the old one did."""
        self._account = replace(self._account, password=sign_in)
        command = SaveMailbox(by=self._workplace.me, account=self._account)
        self._workplace.do(command, "", lambda _changes: self._kept(), self._refuse)

    def _kept(self) -> None:
        resume(self.sign_in_button)
        self.notice.say(tr("Signed in. Try the connection."), Tone.GOOD)

    def _refuse(self, error: BaseException) -> None:
        resume(self.try_button)
        resume(self.sign_in_button)
        self.notice.show_trouble(as_trouble(error))
