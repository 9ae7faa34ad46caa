"""The card on which a mailbox is added or changed, and its connection tried before it is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from mottagning.contacts.mail import mailbox
from mottagning.contacts.mail.mailbox import GRAPH, OUTLOOK, Account, SaveMailbox
from mottagning.errors import Trouble, why
from mottagning.texts import N_, tr, trn
from mottagning.ui.settings.firstlead import password_field
from mottagning.ui.settings.outside import may_ask
from mottagning.ui.tokens import BETWEEN, INSIDE, Tone
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.fields import day_field, day_of, number_field
from mottagning.ui.widgets.form import Form, beside, button, label, pause, primary_button, quiet_button, resume
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.workplace import Workplace, as_trouble
from mottagning.worktime import ZONE

_PORTS = {"tls": 993, "starttls": 143, "none": 143}
_WAYS = {"password": ("imap", "password"), "oauth": ("imap", "app"), "graph": ("graph", "app")}
"""How a mailbox is read, with what it is when nothing more is said."""


class MailboxForm(QWidget):
    """Where the mailbox is and how it is reached. `done` after it was kept."""

    done = Signal()
    answers_asked = Signal()
    """How it is answered from shall be set, instead."""

    def __init__(self, workplace: Workplace, account: Account | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._known = account
        self._sign_in = account.password if account is not None and account.auth == "person" else ""
        self._certificate = ""
        self._make_fields()
        self.notice = Notice()
        self.ok = primary_button(tr("Save"), self._save)
        self.try_button = button(tr("Try the connection"), self._try)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        lines.addWidget(self._make_form())
        lines.addWidget(self.notice)
        lines.addSpacing(BETWEEN - INSIDE)
        self.answers_button = quiet_button(tr("Answers…"), self.answers_asked.emit)
        lines.addWidget(beside(self.ok, self.try_button, self.answers_button if account else None))
        self.setFocusProxy(self.user if account else self.name)
        if account is not None:
            self._fill(account)
        self._show_fields()

    def _make_fields(self) -> None:
        self.name, self.host, self.user = QLineEdit(), QLineEdit(), QLineEdit()
        ways = [("password", tr("IMAP and a password")), ("oauth", tr("IMAP in Microsoft 365"))]
        self.way = Choice(tr("Read by"), [*ways, ("graph", tr("Microsoft 365 without IMAP"))], "password")
        self.way.chosen.connect(lambda _value: self._show_fields())
        self.port = number_field(1, 65535, _PORTS["tls"])
        securities = [("tls", tr("TLS")), ("starttls", tr("STARTTLS")), ("none", tr("Not encrypted"))]
        self.security = Choice(tr("Encryption"), securities, "tls")
        self.security.chosen.connect(lambda value: self.port.setValue(_PORTS[str(value)]))
        self.password, self.secret = password_field(), password_field()
        self.address, self.tenant, self.client = QLineEdit(), QLineEdit(), QLineEdit()
        self.who = Choice(tr("Signs in"), [("app", tr("An app")), ("person", tr("A person"))], "app")
        self.who.chosen.connect(lambda _value: self._show_fields())
        self.sign_in_button = button(tr("Sign in…"), self._ask_to_sign_in)
        self.signed_in = label("", "quiet", wraps=True)
        self.folders = QLineEdit("INBOX")
        self.is_since = QCheckBox(tr("Only what came from this day on"))
        self.since = day_field(self._workplace.now().astimezone(ZONE).date())
        self.is_since.toggled.connect(self.since.setEnabled)
        self.is_since.setChecked(True)
        self.ca_file = QLineEdit()
        self.ca_file.setPlaceholderText(tr("Only if the server has a certificate of its own"))

    def _make_form(self) -> Form:
        form = self._form = Form()
        form.add(tr("Name"), self.name, "" if self._known else tr("What the mailbox is called here."))
        form.add(tr("Read by"), self.way)
        form.add(tr("Server"), self.host)
        form.add(tr("Encryption"), self.security)
        form.add(tr("Port"), self.port)
        form.add(tr("User name"), self.user)
        form.add(tr("Password"), self.password)
        form.add(tr("Address"), self.address, tr("The address of the mailbox, also when it is shared by several."))
        form.add(tr("Organisation"), self.tenant, tr("In Microsoft 365: the id of its directory, or its domain."))
        form.add(tr("App"), self.client, tr("The id of the app that IT has registered for Mottagning."))
        form.add(tr("Signs in"), self.who)
        self._secret_line = self._with_button(self.secret, self._choose_certificate, tr("Certificate…"))
        form.add(tr("Secret"), self._secret_line, tr("The app's secret, or a file with its certificate and key."))
        self._sign_in_line = beside(self.sign_in_button, self.signed_in)
        form.add("", self._sign_in_line)
        form.add(tr("Folders"), self.folders, tr("With a comma between them. A folder that was read stays."))
        form.add(tr("Read"), beside(self.is_since, self.since))
        self._ca_line = self._with_button(self.ca_file, self._choose_authority, tr("Choose…"))
        form.add(tr("CA file"), self._ca_line)
        return form

    @staticmethod
    def _with_button(field: QLineEdit, choose: Callable[[], None], words: str) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(field, 1)
        row.addWidget(quiet_button(words, choose))
        made.setFocusProxy(field)
        return made

    def _show_fields(self) -> None:
        """Only what this way of reading needs."""
        has_password = self.way.value() == "password"
        is_person = self.who.value() == "person"
        for field in (self.host, self.security, self.port, self.user, self.password, self._ca_line):
            self._form.show_field(field, has_password)
        for field in (self.address, self.tenant, self.client, self.who):
            self._form.show_field(field, not has_password)
        self._form.show_field(self._secret_line, not has_password and not is_person)
        self._form.show_field(self._sign_in_line, not has_password and is_person)
        self.signed_in.setText(tr("Somebody is signed in.") if self._sign_in else tr("Nobody is signed in yet."))

    def _fill(self, account: Account) -> None:
        self.name.setText(account.name)
        self.name.setReadOnly(True)
        if account.auth == "password":
            self.host.setText(account.host)
            self.security.set_value(account.security)
            self.port.setValue(account.port)
            self.user.setText(account.username)
            self.password.setPlaceholderText(tr("Unchanged"))
            self.ca_file.setText(account.ca_file or "")
        else:
            self.way.set_value("graph" if account.kind == "graph" else "oauth")
            self.who.set_value(account.auth)
            self.address.setText(account.username)
            self.tenant.setText(account.tenant or "")
            self.client.setText(account.client_id or "")
            self.secret.setPlaceholderText(tr("Unchanged"))
        self.folders.setText(", ".join(account.folders))
        self.is_since.setChecked(account.since is not None)
        if account.since is not None:
            self.since.setDate(QDate(account.since.year, account.since.month, account.since.day))

    def account(self) -> Account:
        """What the form says; an empty password or secret is the one that is known, if it was one of that kind."""
        way = str(self.way.value())
        kind, auth = _WAYS[way]
        folders = tuple(folder.strip() for folder in self.folders.text().split(",") if folder.strip())
        name, since = self.name.text().strip(), day_of(self.since) if self.is_since.isChecked() else None
        if way == "password":
            return Account(
                name=name,
                host=self.host.text().strip(),
                port=self.port.value(),
                username=self.user.text().strip(),
                password=self.password.text() or self._known_secret(auth),
                security=str(self.security.value()),
                ca_file=self.ca_file.text().strip() or None,
                folders=folders or ("INBOX",),
                since=since,
            )
        if self.who.value() == "person":
            auth, secret = "person", self._sign_in
        else:
            secret = self.secret.text() or self._certificate or self._known_secret(auth)
        host, port = (GRAPH, 443) if kind == "graph" else (OUTLOOK, 993)
        before = self._known
        if before is not None and (before.kind, before.auth == "password") == (kind, False):
            host, port = before.host, before.port  # given by command for a server of one's own
        return Account(
            name=name,
            host=host,
            port=port,
            security=before.security if before is not None and before.host == host else "tls",
            ca_file=before.ca_file if before is not None and before.host == host else None,
            username=self.address.text().strip(),
            password=secret,
            folders=folders or ("INBOX",),
            since=since,
            kind=kind,
            auth=auth,
            tenant=self.tenant.text().strip() or None,
            client_id=self.client.text().strip() or None,
        )

    def _known_secret(self, auth: str) -> str:
        return self._known.password if self._known is not None and self._known.auth == auth else ""

    def _save(self) -> None:
        command = SaveMailbox(by=self._workplace.me, account=self.account())
        said = tr("The mailbox {name} is saved.", name=command.account.name)
        self._workplace.do(
            command, said, lambda _changes: self.done.emit(), lambda error: self._refuse(error, self.name)
        )

    def _try(self) -> None:
        from mottagning.contacts.mail import mailsync

        if not may_ask(self._refuse):
            return
        account = self.account()
        pause(self.try_button)
        self.notice.say(tr("Asking {host}…", host=account.host), Tone.QUIET)
        self._workplace.tasks.network(lambda: mailsync.try_out(account), self._tried, lambda error: self._refuse(error))

    def _tried(self, found: int) -> None:
        resume(self.try_button)
        said = trn("It works: {n} message to read.", "It works: {n} messages to read.", found)
        self.notice.say(said, Tone.GOOD)

    def _ask_to_sign_in(self) -> None:
        """In the browser, or by Windows itself; what comes of it is kept with the mailbox.

        In a process of its own, since nothing can end it while it waits for somebody.
        """
        from mottagning.contacts.mail import mailsync

        if not may_ask(self._refuse):
            return
        account = self.account()
        try:
            mailbox.check_reach(account, signed_in=False)
        except Trouble as trouble:
            self._refuse(trouble)
            return
        pause(self.sign_in_button)
        self.notice.say(tr("Sign in where the browser asks for it. This waits for five minutes."), Tone.QUIET)
        job = self._workplace.tasks.process(mailsync.sign_in, account, done=self._signed, failed=self._refuse)
        self.destroyed.connect(job.cancel)

    def _signed(self, sign_in: str) -> None:
        resume(self.sign_in_button)
        self._sign_in = sign_in
        self._show_fields()
        self.notice.say(tr("Signed in. Save the mailbox to keep it."), Tone.GOOD)

    def _refuse(self, error: BaseException, *needed: QLineEdit) -> None:
        resume(self.try_button)
        resume(self.sign_in_button)
        self.notice.show_trouble(as_trouble(error))
        secret = self.password if self.way.value() == "password" else self.secret
        fields = (*needed, self.host, self.user, self.address, self.tenant, self.client)
        fields = (*fields, *(() if self._known or self._certificate else (secret,)))
        empty = next((field for field in fields if field.isVisibleTo(self) and not field.text().strip()), None)
        if empty is not None:
            empty.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose_authority(self) -> None:
        self._choose(tr("CA file"), self.ca_file.setText)

    def _choose_certificate(self) -> None:
        self._choose(tr("Certificate"), self._take_certificate)

    def _take_certificate(self, path: str) -> None:
        """Its content is kept where passwords are, so that the file can be put away."""
        try:
            self._certificate = Path(path).read_text("ascii")
        except (OSError, UnicodeDecodeError) as error:
            reason = why(error) if isinstance(error, OSError) else tr("it is no PEM file")
            self.notice.show_trouble(Trouble(N_("{path} cannot be read: {why}."), path=path, why=reason))
            return
        self.secret.clear()
        self.secret.setPlaceholderText(tr("Certificate from {file}", file=Path(path).name))

    def _choose(self, title: str, take: Callable[[str], None]) -> None:
        dialog = QFileDialog(self, title)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(take)
        dialog.open()
