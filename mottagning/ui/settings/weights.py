"""How much cases weigh and how much each can carry: the table that the team lead keeps for sharing cases out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox

from mottagning.cases.weighing import SaveWeights, load_weights
from mottagning.cases.weights import INTERPRETER, Weights
from mottagning.db import Database
from mottagning.people import staff
from mottagning.people.staff import Person
from mottagning.texts import tr
from mottagning.ui.cases.points import number
from mottagning.ui.desk import words
from mottagning.ui.keeping import Keeping
from mottagning.ui.settings.deadlinewords import STAGES
from mottagning.ui.settings.section import Section
from mottagning.ui.settings.weightlines import ExtraLine, KindLine, Lines
from mottagning.ui.widgets.fields import decimal_field, number_field
from mottagning.ui.widgets.form import Form, beside, button, label
from mottagning.ui.workplace import Workplace
from mottagning.worktime import ZONE

_WIDEST = 860
_NOT_SAID = 0


@dataclass(frozen=True, slots=True)
class _Loaded:
    """The table, and those whose experience can be said."""

    weights: Weights
    people: tuple[Person, ...]


class WeightsSection(Section):
    """For the team lead. What she is writing stays when somebody else changes something meanwhile."""

    def __init__(self, workplace: Workplace) -> None:
        why = tr(
            "Points show what a case takes, so that cases can be shared out fairly. They are not for comparing people, "
            "and no history of anybody's load is kept."
        )
        super().__init__(tr("Case weight"), why, width=_WIDEST)
        self._workplace = workplace
        self._make_fields()
        self.example = label("", "quiet", wraps=True)
        self.shipped = button(tr("The numbers to begin with"), self._fill_shipped)
        self.shipped.setEnabled(False)
        self._form = Form()
        self._lay_out()
        self.keeping = Keeping(
            self._form,
            workplace,
            read=partial(_read, workplace),
            fill=self._fill,
            said=self._said,
            command=self._command,
            says=tr("The table of weights is saved."),
            kinds=("setting", "person"),
        )
        ways = beside(self.keeping.ok, self.keeping.back, None, self.shipped)
        for part in (self._form, self.example, self.keeping.notice, ways):
            self.lines.addWidget(part)
        self.lines.addStretch(1)
        self.keeping.reload()

    def _make_fields(self) -> None:
        self.kinds = Lines(tr("Kinds of cases"), tr("Add a kind"), KindLine)
        self.extras = Lines(tr("Extras"), tr("Add an extra"), ExtraLine)
        self.phases = {stage: decimal_field(0, 5, 1) for stage in STAGES}
        self.full_time = decimal_field(1, 1000, 150, tr("points"))
        self.reception_day = decimal_field(0, 1000, 7.5, tr("points"))
        self.novice = number_field(0, 200, 60, "%")
        self.experience: dict[int, QSpinBox] = {}
        self.kinds.changed.connect(self._show_example)
        self.extras.changed.connect(self._show_example)
        for field in (*self.phases.values(), self.full_time, self.reception_day):
            field.valueChanged.connect(lambda _value: self._show_example())
        self.novice.valueChanged.connect(lambda _value: self._show_example())

    def _lay_out(self) -> None:
        form = self._form
        form.section(tr("Points of a case"))
        form.add(
            tr("Kinds of cases"), self.kinds, tr("The first that fits counts; a weight in the case list goes before.")
        )
        form.add(tr("Extras"), self.extras, tr("Added in every stage, for the cases that have them noted."))
        form.section(tr("Share of the points in each stage"))
        for stage, field in self.phases.items():
            form.add(words.stage(stage), field)
        form.section(tr("What somebody can carry"))
        form.add(tr("Full time"), self.full_time)
        form.add(tr("A day in reception takes"), self.reception_day, tr("Of those in the next four weeks."))
        form.add(tr("Somebody new carries"), self.novice)
        form.section(tr("Experience"))

    # What is shown ----------------------------------------------------------------------------------------------------

    def _fill(self, loaded: _Loaded) -> None:
        for person in loaded.people:
            if person.id not in self.experience:
                self.experience[person.id] = self._experience_field(person)
        self._show(loaded.weights)
        self.shipped.setEnabled(True)

    def _experience_field(self, person: Person) -> QSpinBox:
        field = number_field(_NOT_SAID, 200, _NOT_SAID, "%")
        field.setSpecialValueText(tr("as usual"))
        field.valueChanged.connect(lambda _value: self._show_example())
        self._form.add(person.name, field)
        return field

    def _show(self, weights: Weights) -> None:
        self.kinds.set_values(weights.kinds)
        self.extras.set_values(weights.extras)
        for stage, field in self.phases.items():
            field.setValue(weights.phases.get(stage, 1.0))
        self.full_time.setValue(weights.full_time)
        self.reception_day.setValue(weights.reception_day)
        self.novice.setValue(round(weights.novice * 100))
        for person, spin in self.experience.items():
            spin.setValue(round(weights.experience.get(person, _NOT_SAID) * 100))
        self._show_example()

    def _fill_shipped(self) -> None:
        """The numbers to begin with, to look at: nothing is kept before it is saved."""
        self._show(replace(Weights(), experience=self._said().experience))

    def _show_example(self) -> None:
        said = self._said()
        points = said.points("child", None, "investigation", (INTERPRETER,))
        full, part = said.capacity(100, 1, 0), said.capacity(80, 1, 2)
        self.example.setText(
            tr(
                "An investigation of a child with an interpreter is {points} points. Who works full time carries "
                "{full}, who works 80 % with two days in reception {part}.",
                points=number(points),
                full=number(full),
                part=number(part),
            )
        )

    # Keeping ----------------------------------------------------------------------------------------------------------

    def _said(self) -> Weights:
        known = self.keeping.found.weights
        gone = {person: share for person, share in known.experience.items() if person not in self.experience}
        said = {person: spin.value() / 100 for person, spin in self.experience.items() if spin.value() != _NOT_SAID}
        return Weights(
            kinds=self.kinds.values(),
            phases={**known.phases, **{stage: _value(field) for stage, field in self.phases.items()}},
            extras=self.extras.values(),
            full_time=_value(self.full_time),
            reception_day=_value(self.reception_day),
            novice=self.novice.value() / 100,
            experience={**gone, **said},
            version=known.version,
        )

    def _command(self) -> SaveWeights:
        return SaveWeights(by=self._workplace.me, weights=self._said())


def _read(workplace: Workplace, database: Database) -> _Loaded:
    today = workplace.now().astimezone(ZONE).date()
    with database.reading():
        people = tuple(each for each in staff.everyone(database, today) if each.role != "none")
        return _Loaded(load_weights(database), people)


def _value(field: QDoubleSpinBox) -> float:
    value = field.value()
    return int(value) if value == int(value) else value
