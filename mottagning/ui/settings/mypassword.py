"""A person's own password."""

from __future__ import annotations

from mottagning.changes import Changes
from mottagning.db import Database
from mottagning.demo import mark
from mottagning.errors import Trouble
from mottagning.people import signin
from mottagning.texts import N_, tr
from mottagning.ui.settings.firstlead import password_field
from mottagning.ui.settings.section import Section
from mottagning.ui.theme import grown
from mottagning.ui.tokens import Tone
from mottagning.ui.widgets.form import Form, beside, pause, primary_button, resume
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.workplace import Workplace, as_trouble


class MyPasswordSection(Section):
    """Changes the password of whoever is signed in; she gives the one she has."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(tr("My password"), tr("With it you sign in at this computer."))
        self._workplace = workplace
        self.old, self.new, self.again = password_field(), password_field(), password_field()
        self.notice = Notice()
        self.ok = primary_button(tr("Change password"), self._change)
        form = Form()
        form.setMaximumWidth(grown(440))
        form.add(tr("The one you have"), self.old, tr("Leave it empty if you have none."))
        form.add(tr("New password"), self.new, tr("At least {n} letters, for instance three words.", n=signin.SHORTEST))
        form.add(tr("Once more"), self.again)
        for part in (form, self.notice, beside(self.ok)):
            self.lines.addWidget(part)
        self.lines.addStretch(1)
        for field in (self.old, self.new, self.again):
            field.returnPressed.connect(self._change)
        self.setFocusProxy(self.old)
        workplace.read(self, mark.is_demo, self._forbid_in_demo)

    def _forbid_in_demo(self, is_demo: bool) -> None:
        if is_demo:
            self.ok.setEnabled(False)
            self.notice.say(tr("Invented people need no passwords."), Tone.QUIET)

    def _change(self) -> None:
        me = self._workplace.me
        if me is None or not self.ok.isEnabled():
            return
        if self.new.text() != self.again.text():
            self._refuse(Trouble(N_("The two passwords are not the same. Write them again.")))
            return
        database, old, new = self._workplace.database, self.old.text(), self.new.text()
        pause(self.ok)
        self._workplace.tasks.write(lambda: _keep(database, me, new, old), self._done, self._refuse)

    def _done(self, changes: Changes) -> None:
        resume(self.ok)
        for field in (self.old, self.new, self.again):
            field.clear()
        self.notice.say(tr("Your password is changed."), Tone.GOOD)
        self._workplace.publish(changes)

    def _refuse(self, error: BaseException) -> None:
        resume(self.ok)
        self.notice.show_trouble(as_trouble(error))


def _keep(database: Database, me: int, new: str, old: str) -> Changes:
    return signin.set_password(database, me, me, new, old)
