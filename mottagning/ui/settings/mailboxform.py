"""The card on which a mailbox is added or changed, and its connection tried before it is kept."""

from __future__ import annotations

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from mottagning.contacts.mailbox import Account, SaveMailbox
from mottagning.texts import tr, trn
from mottagning.ui.settings.firstlead import password_field
from mottagning.ui.tokens import BETWEEN, INSIDE, Tone
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.fields import day_field, day_of, number_field
from mottagning.ui.widgets.form import Form, beside, button, pause, primary_button, quiet_button, resume
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.workplace import Workplace, as_trouble
from mottagning.worktime import ZONE

_PORTS = {"tls": 993, "starttls": 143, "none": 143}


class MailboxForm(QWidget):
    """Where the mailbox is and how it is reached. `done` after it was kept."""

    done = Signal()

    def __init__(self, workplace: Workplace, account: Account | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._known = account
        self._make_fields()
        self.notice = Notice()
        self.ok = primary_button(tr("Save"), self._save)
        self.try_button = button(tr("Try the connection"), self._try)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        lines.addWidget(self._form())
        lines.addWidget(self.notice)
        lines.addSpacing(BETWEEN - INSIDE)
        lines.addWidget(beside(self.ok, self.try_button))
        self.setFocusProxy(self.host if account else self.name)
        if account is not None:
            self._fill(account)

    def _make_fields(self) -> None:
        self.name, self.host, self.user = QLineEdit(), QLineEdit(), QLineEdit()
        self.port = number_field(1, 65535, _PORTS["tls"])
        securities = [("tls", tr("TLS")), ("starttls", tr("STARTTLS")), ("none", tr("Not encrypted"))]
        self.security = Choice(tr("Encryption"), securities, "tls")
        self.security.chosen.connect(lambda value: self.port.setValue(_PORTS[str(value)]))
        self.password = password_field()
        self.folders = QLineEdit("INBOX")
        self.is_since = QCheckBox(tr("Only what came from this day on"))
        self.since = day_field(self._workplace.now().astimezone(ZONE).date())
        self.is_since.toggled.connect(self.since.setEnabled)
        self.is_since.setChecked(True)
        self.ca_file = QLineEdit()
        self.ca_file.setPlaceholderText(tr("Only if the server has a certificate of its own"))

    def _form(self) -> Form:
        form = Form()
        form.add(tr("Name"), self.name, "" if self._known else tr("What the mailbox is called here."))
        form.add(tr("Server"), self.host)
        form.add(tr("Encryption"), self.security)
        form.add(tr("Port"), self.port)
        form.add(tr("User name"), self.user)
        form.add(tr("Password"), self.password)
        form.add(tr("Folders"), self.folders, tr("With a comma between them. A folder that was read stays."))
        form.add(tr("Read"), beside(self.is_since, self.since))
        file = QWidget()
        row = QHBoxLayout(file)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.ca_file, 1)
        row.addWidget(quiet_button(tr("Choose…"), self._choose_file))
        form.add(tr("CA file"), file)
        return form

    def _fill(self, account: Account) -> None:
        self.name.setText(account.name)
        self.name.setReadOnly(True)
        self.host.setText(account.host)
        self.security.set_value(account.security)
        self.port.setValue(account.port)
        self.user.setText(account.username)
        self.password.setPlaceholderText(tr("Unchanged"))
        self.folders.setText(", ".join(account.folders))
        self.is_since.setChecked(account.since is not None)
        if account.since is not None:
            self.since.setDate(QDate(account.since.year, account.since.month, account.since.day))
        self.ca_file.setText(account.ca_file or "")

    def account(self) -> Account:
        """What the form says; an empty password is the one that is known."""
        known = self._known.password if self._known else ""
        folders = tuple(folder.strip() for folder in self.folders.text().split(",") if folder.strip())
        return Account(
            name=self.name.text().strip(),
            host=self.host.text().strip(),
            port=self.port.value(),
            username=self.user.text().strip(),
            password=self.password.text() or known,
            security=str(self.security.value()),
            ca_file=self.ca_file.text().strip() or None,
            folders=folders or ("INBOX",),
            since=day_of(self.since) if self.is_since.isChecked() else None,
        )

    def _save(self) -> None:
        command = SaveMailbox(by=self._workplace.me, account=self.account())
        said = tr("The mailbox {name} is saved.", name=command.account.name)
        self._workplace.do(
            command, said, lambda _changes: self.done.emit(), lambda error: self._refuse(error, self.name)
        )

    def _try(self) -> None:
        from mottagning.contacts import mailsync

        account = self.account()
        pause(self.try_button)
        self.notice.say(tr("Asking {host}…", host=account.host), Tone.QUIET)
        self._workplace.tasks.network(lambda: mailsync.try_out(account), self._tried, lambda error: self._refuse(error))

    def _tried(self, found: int) -> None:
        resume(self.try_button)
        said = trn("It works: {n} message to read.", "It works: {n} messages to read.", found)
        self.notice.say(said, Tone.GOOD)

    def _refuse(self, error: BaseException, *needed: QLineEdit) -> None:
        resume(self.try_button)
        self.notice.show_trouble(as_trouble(error))
        needed = (*needed, self.host, self.user, *(() if self._known else (self.password,)))
        empty = next((field for field in needed if not field.text().strip()), None)
        if empty is not None:
            empty.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose_file(self) -> None:
        dialog = QFileDialog(self, tr("CA file"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.ca_file.setText)
        dialog.open()
