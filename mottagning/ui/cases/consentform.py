"""The small card of a consent: when it was given, what may be told, and how long it holds."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from mottagning.cases.consents import NoteConsent
from mottagning.texts import tr
from mottagning.ui.cardform import CardForm
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.fields import day_field, day_of
from mottagning.ui.widgets.form import Form, beside
from mottagning.ui.workplace import Workplace
from mottagning.worktime import ZONE


class ConsentForm(CardForm):
    """The one it is about has agreed that the party of `entry` is told something. `done` when it is noted."""

    def __init__(self, workplace: Workplace, entry: int, parent: QWidget | None = None) -> None:
        super().__init__(workplace, parent, saves=tr("Note the consent"))
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
        form = Form()
        form.add(tr("May be told"), self.what)
        form.add(tr("Given"), beside(self.given_on))
        form.add(tr("Holds"), self.holds)
        form.add("", beside(self.until))
        self._place(form)
        self.setFocusProxy(self.what)
        self.what.returnPressed.connect(self.save)

    def _save(self) -> None:
        until = day_of(self.until) if self.holds.value() == "until" else None
        command = NoteConsent(
            by=self._workplace.me,
            entry=self._entry,
            given_on=day_of(self.given_on),
            what=self.what.text(),
            until=until,
        )
        self._do(command, tr("The consent is noted."))
