"""The first start: who leads the team, and her password."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from mottagning.errors import Trouble
from mottagning.people import signin
from mottagning.people.signedin import SignedIn
from mottagning.people.staff import initials_of
from mottagning.texts import N_, tr
from mottagning.ui.tokens import BETWEEN, INSIDE
from mottagning.ui.widgets.form import Form, beside, label, pause, primary_button, resume
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.workplace import Workplace, as_trouble


def password_field() -> QLineEdit:
    """A field that hides what is written in it."""
    field = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    return field


class FirstLeadForm(QWidget):
    """Makes the first team lead. `made` carries who is signed in then."""

    made = Signal(object)

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self.name = QLineEdit()
        self.key = QLineEdit()
        self.password = password_field()
        self.again = password_field()
        self.notice = Notice()
        self.ok = primary_button(tr("Begin"), self._make)
        self.name.textEdited.connect(lambda text: self.key.setText(initials_of(text).lower()))
        for field in (self.name, self.key, self.password, self.again):
            field.returnPressed.connect(self._make)
        form = Form()
        form.add(tr("Name"), self.name)
        form.add(tr("Short name"), self.key, tr("What you write to sign in."))
        form.add(
            tr("Password"), self.password, tr("At least {n} letters, for instance three words.", n=signin.SHORTEST)
        )
        form.add(tr("Once more"), self.again)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(BETWEEN)
        lines.addWidget(label(tr("Who leads the team?"), "strong"))
        why = tr("Nobody can sign in yet. The team lead begins, and adds the others after that.")
        lines.addWidget(label(why, wraps=True))
        lines.addWidget(form)
        lines.addWidget(self.notice)
        lines.addSpacing(INSIDE)
        lines.addWidget(beside(self.ok))
        self.setFocusProxy(self.name)

    def _make(self) -> None:
        if not self.ok.isEnabled():
            return
        if not self.name.text().strip():
            self._refuse(Trouble(N_("Write your name first, as your colleagues say it.")))
            self.name.setFocus()
            return
        if self.password.text() != self.again.text():
            self._refuse(Trouble(N_("The two passwords are not the same. Write them again.")))
            self.again.setFocus()
            self.again.selectAll()
            return
        key, name, password = self.key.text(), self.name.text(), self.password.text()
        now, database = self._workplace.now(), self._workplace.database
        logins = (signin.os_user(),) if database.dialect == "postgresql" else ()
        pause(self.ok)
        self.notice.clear()
        self._workplace.tasks.write(
            lambda: signin.make_first_lead(database, key, name, password, now, logins), self._take, self._refuse
        )

    def _take(self, session: SignedIn) -> None:
        self.password.clear()
        self.again.clear()
        self.made.emit(session)

    def _refuse(self, error: BaseException) -> None:
        resume(self.ok)
        self.notice.show_trouble(as_trouble(error))
