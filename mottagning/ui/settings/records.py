"""The unit's records: where contacts are registered, how they are copied into the case system, when words go."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QSpinBox

from mottagning.changes import Changes
from mottagning.contacts.disposing import PLACES, Disposal
from mottagning.contacts.model import REGISTERED
from mottagning.contacts.registering import KINDS
from mottagning.desk import copyout
from mottagning.desk.records import Records, SaveRecords, load_records
from mottagning.texts import N_, tr, trn
from mottagning.ui.desk import words
from mottagning.ui.settings.section import Section
from mottagning.ui.theme import grown
from mottagning.ui.widgets.fields import number_field
from mottagning.ui.widgets.form import Form, beside, button, pause, primary_button, resume
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.workplace import Workplace, as_trouble

_WORDS = {
    "no_action": N_("Nothing had to be done"),
    "about_case": N_("About a case"),
    "spoken": N_("A call or visit, about no case"),
    "written": N_("An e-mail or letter, about no case"),
}
_KEPT = {
    "case_file": N_("Words of what is in the case file"),
    "register": N_("Words of what is in the register"),
    "minor": N_("Words of what is of minor importance"),
}
_NEVER = 0
_MOST_DAYS = 3650
_FIELD_WIDTH = 240


class RecordsSection(Section):
    """For the team lead. What she is writing stays when somebody else changes something meanwhile."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(
            tr("Records and disposal"),
            tr(
                "Mottagning is no archive: what matters goes into the case file or the register, and then it goes here."
            ),
        )
        self._workplace = workplace
        self._loaded: Records | None = None
        """As the fields say it."""
        self._seen: Records | None = None
        """As it was read."""
        self.places = {kind: _place_field() for kind in KINDS}
        self.template = QPlainTextEdit()
        self.template.setTabChangesFocus(True)
        self.template.setFixedHeight(grown(264))
        self.decision = QLineEdit()
        self.days = {place: _days_field() for place in PLACES}
        self.notice = Notice()
        self.ok = primary_button(tr("Save"), self._save)
        self._form = Form()
        self._form.setEnabled(False)
        self._lay_out()
        self.back = button(tr("As it was"), self._reload)
        for part in (self._form, self.notice, beside(self.ok, self.back)):
            self.lines.addWidget(part)
        self.lines.addStretch(1)
        self.setFocusProxy(next(iter(self.places.values())))
        workplace.changed.connect(self._on_changes)
        self._reload()

    def _lay_out(self) -> None:
        form = self._form
        form.section(tr("When a contact is done, it counts as"))
        for kind, field in self.places.items():
            form.add(tr(_WORDS[kind]), field)
        form.section(tr("Copied into the case system"))
        fields = ", ".join(f"{{{field}}}" for field in copyout.FIELDS)
        said = tr("Lines whose fields have no value are left out. Fields: {fields}", fields=fields)
        form.add(tr("The form"), self.template, said)
        form.add("", beside(button(tr("The form to begin with"), self._fill_shipped), None))
        form.section(tr("Disposal"))
        form.add(
            tr("By the decision"),
            self.decision,
            tr(
                "Its date or number. Without a decision nothing is disposed of. Figures stay; what was said goes for "
                "good."
            ),
        )
        for place, days in self.days.items():
            form.add(tr(_KEPT[place]), days)

    def _on_changes(self, changes: Changes) -> None:
        if changes.concerns("setting") and (self._loaded is None or self._said() == self._loaded):
            self._reload()

    def _reload(self) -> None:
        self._workplace.read(self, load_records, self._show)

    def _show(self, records: Records) -> None:
        self.notice.clear()
        for kind, field in self.places.items():
            field.setCurrentIndex(REGISTERED.index(records.places[kind]))
        self.template.setPlainText(records.template)
        self.decision.setText(records.disposal.decision)
        for place, days in self.days.items():
            days.setValue(records.disposal.days.get(place, _NEVER))
        self._loaded, self._seen = self._said(), records
        self._form.setEnabled(True)

    def _fill_shipped(self) -> None:
        self.template.setPlainText(copyout.shipped_template())

    def _said(self) -> Records:
        days = {place: field.value() for place, field in self.days.items() if field.value() != _NEVER}
        return Records(
            places={kind: REGISTERED[field.currentIndex()] for kind, field in self.places.items()},
            template=self.template.toPlainText(),
            disposal=Disposal(decision=self.decision.text().strip(), days=days),
        )

    def _save(self) -> None:
        if self._seen is None:
            return
        pause(self.ok)
        command = SaveRecords(by=self._workplace.me, records=self._said(), seen=self._seen)
        self._workplace.do(command, tr("The rules for records are saved."), self._saved, self._refuse)

    def _saved(self, _changes: Changes) -> None:
        resume(self.ok)
        self._reload()

    def _refuse(self, error: BaseException) -> None:
        resume(self.ok)
        self.notice.show_trouble(as_trouble(error))


def _place_field() -> QComboBox:
    field = QComboBox()
    field.setFixedWidth(grown(_FIELD_WIDTH))
    for place in REGISTERED:
        field.addItem(tr("Not registered yet") if place == "not_yet" else tr(words.REGISTERED[place]))
    return field


def _days_field() -> QSpinBox:
    field = number_field(_NEVER, _MOST_DAYS, _NEVER)
    field.setFixedWidth(grown(_FIELD_WIDTH))
    field.setSpecialValueText(tr("are kept"))

    def count(days: int) -> None:
        field.setSuffix(" " + trn("day after it was done", "days after it was done", days))

    field.valueChanged.connect(count)
    count(field.value())
    return field
