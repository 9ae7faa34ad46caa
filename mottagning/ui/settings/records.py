"""The unit's records: where contacts are registered, how they are copied into the case system, when words go."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QSpinBox

from mottagning.contacts.disposing import PLACES, Disposal
from mottagning.contacts.model import REGISTERED
from mottagning.contacts.registering import KINDS
from mottagning.desk import copyout
from mottagning.desk.records import Records, SaveRecords, load_records
from mottagning.texts import N_, tr, trn
from mottagning.ui.desk import words
from mottagning.ui.keeping import Keeping
from mottagning.ui.settings.section import Section
from mottagning.ui.theme import grown
from mottagning.ui.widgets.fields import number_field
from mottagning.ui.widgets.form import Form, beside, button
from mottagning.ui.workplace import Workplace

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
        self.places = {kind: _place_field() for kind in KINDS}
        self.template = QPlainTextEdit()
        self.template.setTabChangesFocus(True)
        self.template.setFixedHeight(grown(264))
        self.decision = QLineEdit()
        self.days = {place: _days_field() for place in PLACES}
        self._form = Form()
        self._lay_out()
        self.keeping = Keeping(
            self._form,
            workplace,
            read=load_records,
            fill=self._fill,
            said=self._said,
            command=self._command,
            says=tr("The rules for records are saved."),
            kinds=("setting",),
        )
        for part in (self._form, self.keeping.notice, beside(self.keeping.ok, self.keeping.back)):
            self.lines.addWidget(part)
        self.lines.addStretch(1)
        self.setFocusProxy(next(iter(self.places.values())))
        self.keeping.reload()

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

    def _fill(self, records: Records) -> None:
        for kind, field in self.places.items():
            field.setCurrentIndex(REGISTERED.index(records.places[kind]))
        self.template.setPlainText(records.template)
        self.decision.setText(records.disposal.decision)
        for place, days in self.days.items():
            days.setValue(records.disposal.days.get(place, _NEVER))

    def _fill_shipped(self) -> None:
        self.template.setPlainText(copyout.shipped_template())

    def _said(self) -> Records:
        days = {place: field.value() for place, field in self.days.items() if field.value() != _NEVER}
        return Records(
            places={kind: REGISTERED[field.currentIndex()] for kind, field in self.places.items()},
            template=self.template.toPlainText(),
            disposal=Disposal(decision=self.decision.text().strip(), days=days),
        )

    def _command(self) -> SaveRecords:
        return SaveRecords(by=self._workplace.me, records=self._said(), seen=self.keeping.found)


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
