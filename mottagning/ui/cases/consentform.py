"""The small card of a consent: when it was given, what may be told, and how long it holds."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from mottagning.cases.consents import NoteConsent
from mottagning.changes import Changes
from mottagning.texts import tr
from mottagning.ui.tokens import BETWEEN, INSIDE
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.fields import day_field, day_of
from mottagning.ui.widgets.form import Form, beside, pause, primary_button, resume
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.workplace import Workplace, as_trouble
from mottagning.worktime import ZONE


class ConsentForm(QWidget):
    """The one it is about has agreed that the party of `entry` is told something. `done` when it is noted."""

    done = Signal()

    def __init__(self, workplace: Workplace, entry: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._entry = entry
        today = workplace.now().astimezone(ZONE).date()
        self.what = QLineEdit()
        self.what.setPlaceholderText(tr("For instance: times of the home help, not economy"))
        self.given_on = day_field(today)
        self.holds = Choice(tr("Holds"), [("on", tr("Until it is withdrawn")), ("until", tr("To and with…"))], "on")
        self.until = day_field(today)
        self.until.setAccessibleName(tr("To and with…"))
        self.until.hide()
        self.holds.chosen.connect(lambda chosen: self.until.setVisible(chosen == "until"))
        self.given_on.setAccessibleName(tr("Given"))
        self.notice = Notice()
        self.ok = primary_button(tr("Note the consent"), self._save)
        form = Form()
        form.add(tr("May be told"), self.what)
        form.add(tr("Given"), beside(self.given_on))
        form.add(tr("Holds"), self.holds)
        form.add("", beside(self.until))
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        lines.addWidget(form)
        lines.addWidget(self.notice)
        lines.addSpacing(BETWEEN - INSIDE)
        lines.addWidget(beside(self.ok))
        self.setFocusProxy(self.what)
        self.what.returnPressed.connect(self._save)

    def _save(self) -> None:
        pause(self.ok)
        until = day_of(self.until) if self.holds.value() == "until" else None
        command = NoteConsent(
            by=self._workplace.me,
            entry=self._entry,
            given_on=day_of(self.given_on),
            what=self.what.text(),
            until=until,
        )
        self._workplace.do(command, tr("The consent is noted."), self._saved, self._refuse)

    def _saved(self, _changes: Changes) -> None:
        self.done.emit()

    def _refuse(self, error: BaseException) -> None:
        resume(self.ok)
        self.notice.show_trouble(as_trouble(error))
