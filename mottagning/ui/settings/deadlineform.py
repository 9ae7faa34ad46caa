"""The card on which the team lead adds a deadline or changes one, and sees at once what it would come to."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, get_args

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from mottagning.cases.deadlines import DEFAULT_RULES, Moment, Rule
from mottagning.cases.effect import Effect, effect
from mottagning.cases.feedback import RULE as FEEDBACK
from mottagning.cases.rules import SaveRules
from mottagning.errors import Trouble
from mottagning.folding import fold
from mottagning.texts import N_, tr, trn
from mottagning.ui.cardform import CardForm
from mottagning.ui.desk import words
from mottagning.ui.settings.deadlinewords import BEGINS, CATEGORIES, STAGES, UNITS
from mottagning.ui.settings.ticks import Ticks
from mottagning.ui.theme import grown
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.fields import number_field
from mottagning.ui.widgets.form import Form, beside, danger_button, label
from mottagning.ui.workplace import Workplace
from mottagning.worktime import ZONE

_TYPING_MS = 200
_BEGINNINGS: tuple[Moment, ...] = ("received", "opened", "decided", "executed", "decision_requested")
_ENDS: tuple[Moment, ...] = ("opened", "decided", "executed", "closed", "protection_assessed")
_NEW = Rule(code="new", name="", starts_from="received", amount=14, unit="days", stops_with=("decided", "closed"))


class DeadlineForm(CardForm):
    """One deadline among `rules`, as they stand at `version`; None is a new one. `done` when it is kept or removed."""

    def __init__(
        self,
        workplace: Workplace,
        rules: tuple[Rule, ...],
        version: int,
        rule: Rule | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(workplace, parent)
        self._rules = rules
        self._version = version
        self._known = rule
        self._rule = rule or _NEW
        self._make_fields()
        self.preview = label("", wraps=True)
        self.remove = danger_button(tr("Remove"), self._remove)
        self._place(self._form(), self.preview, other_way=self.remove)
        self.remove.setVisible(rule is not None)
        self.setFocusProxy(self.name)
        self._waiting = QTimer(self, interval=_TYPING_MS, singleShot=True)
        self._waiting.timeout.connect(self._look)
        self._watch()
        self._look()

    def _make_fields(self) -> None:
        rule = self._rule
        self.name = QLineEdit(tr(rule.name) if rule.name else "")
        self.amount = number_field(0, 999, rule.amount)
        self.unit = Choice(tr("Counted in"), [(unit, tr(word)) for unit, word in UNITS.items()], rule.unit)
        self.starts = QComboBox()
        for moment in _offered(_BEGINNINGS, (rule.starts_from,)):
            self.starts.addItem(tr(BEGINS[moment]), moment)
        self.starts.setCurrentIndex(self.starts.findData(rule.starts_from))
        moments = [(moment, tr(BEGINS[moment])) for moment in _offered(_ENDS, rule.stops_with)]
        self.stops = Ticks(tr("Kept when"), moments, rule.stops_with)
        own = [code for code in rule.categories if code not in CATEGORIES]
        categories = [(code, words.category(code, {}).word) for code in (*CATEGORIES, *own)]
        self.categories = Ticks(tr("Categories"), categories, rule.categories)
        self.types = QLineEdit(", ".join(rule.types))
        own = [code for code in rule.stages if code not in STAGES]
        self.stages = Ticks(tr("Stages"), [(code, words.stage(code)) for code in (*STAGES, *own)], rule.stages)
        self.soon = number_field(0, 365, rule.soon_days)
        self.soon.valueChanged.connect(self._name_days)
        self._name_days(rule.soon_days)
        self.soon.setFixedWidth(grown(160))
        self.law = QLineEdit(rule.law)
        self.may_prolong = QCheckBox(tr("It may be prolonged by a decision in the single case"))
        self.may_prolong.setChecked(rule.may_prolong)
        self.may_pause = QCheckBox(tr("It may stand still in the single case"))
        self.may_pause.setChecked(rule.may_pause)
        for box in (self.may_prolong, self.may_pause):
            box.setEnabled(rule.code != FEEDBACK)  # each who asks has a deadline of her own

    def _name_days(self, days: int) -> None:
        self.soon.setSuffix(" " + trn("day before", "days before", days))

    def _form(self) -> Form:
        form = Form()
        form.add(tr("What"), self.name)
        form.add(tr("Within"), beside(self.amount, self.unit))
        form.add(tr("Counted from"), self.starts)
        form.add(tr("Kept when"), self.stops)
        form.add(tr("Categories"), self.categories, tr("None ticked: all."))
        form.add(tr("Types of case"), self.types, tr("Empty: all. Several with a comma between; * is anything."))
        form.add(tr("Stages"), self.stages, tr("None ticked: all."))
        law = label(tr("Law"), "quiet")
        law.setBuddy(self.law)
        self.law.setAccessibleName(tr("Law"))
        self.law.setMinimumWidth(200)
        form.add(tr("Shown as soon"), beside(self.soon, law, self.law))
        form.add("", self.may_prolong)
        form.add("", self.may_pause)
        return form

    def _watch(self) -> None:
        later = self._waiting.start
        for field in (self.name, self.types, self.law):
            field.textChanged.connect(lambda _text: later())
        for number in (self.amount, self.soon):
            number.valueChanged.connect(lambda _value: later())
        self.unit.chosen.connect(lambda _unit: later())
        self.starts.currentIndexChanged.connect(lambda _index: later())
        for ticks in (self.stops, self.categories, self.stages):
            ticks.changed.connect(later)

    def _said(self) -> Rule:
        """What the form says; Trouble when it makes no deadline."""
        name = " ".join(self.name.text().split())
        if not name:
            raise Trouble(N_("Give the deadline a name."))
        stops: Any = self.stops.values()
        if not stops:
            raise Trouble(N_("Tick at least one thing that shows that it was kept."))
        unit: Any = self.unit.value()
        written = [" ".join(each.split()) for each in self.types.text().split(",")]
        return replace(
            self._rule,
            code=self._known.code if self._known else _code(name, {rule.code for rule in self._rules}),
            name=_shipped_names().get(name, name),
            starts_from=self.starts.currentData(),
            amount=self.amount.value(),
            unit=unit,
            stops_with=stops,
            categories=self.categories.values(),
            types=tuple(each for each in written if each),
            stages=self.stages.values(),
            soon_days=self.soon.value(),
            law=self.law.text().strip(),
            may_prolong=self.may_prolong.isChecked(),
            may_pause=self.may_pause.isChecked(),
        )

    # What it would come to -------------------------------------------------------------------------------------------

    def _look(self) -> None:
        try:
            rule = self._said()
        except Trouble:
            self.preview.clear()
            return
        today = self._workplace.now().astimezone(ZONE).date()
        self._workplace.read(self, lambda database: effect(database, rule, today), self._show_effect, self._refuse)

    def _show_effect(self, found: Effect) -> None:
        first = tr("Counted from today it is due {day}.", day=found.due.isoformat())
        if found.cases:
            cases = trn("{n} open case has it", "{n} open cases have it", found.cases)
            rest = tr("{cases}: {late} late, {soon} soon.", cases=cases, late=found.late, soon=found.soon)
        else:
            rest = tr("No open case has it now.")
        self.preview.setText(f"{first} {rest}")

    # Keeping ----------------------------------------------------------------------------------------------------------

    def _save(self) -> None:
        rule = self._said()
        known = self._known
        if known is None:
            rules = (*self._rules, rule)
        else:
            rules = tuple(rule if each.code == known.code else each for each in self._rules)
        self._keep(rules, tr("“{name}” is saved.", name=tr(rule.name)))

    def _remove(self) -> None:
        if self._known is not None:
            rules = tuple(each for each in self._rules if each.code != self._rule.code)
            self._keep(rules, tr("“{name}” is removed.", name=tr(self._rule.name)))

    def _keep(self, rules: tuple[Rule, ...], said: str) -> None:
        self._do(SaveRules(by=self._workplace.me, rules=rules, version=self._version), said)


def _offered(usual: tuple[Moment, ...], own: tuple[Moment, ...]) -> list[Moment]:
    """What can be chosen: what cases like these have, and what the deadline has already."""
    return [moment for moment in get_args(Moment) if moment in usual or moment in own]


def _shipped_names() -> dict[str, str]:
    """The names of those shipped, by what is shown of them, so that they still follow the language."""
    return {tr(rule.name): rule.name for rule in DEFAULT_RULES}


def _code(name: str, taken: set[str]) -> str:
    """A lasting short name for a new deadline, of its own."""
    first = re.sub(r"\W+", "_", fold(name)).strip("_")[:40] or "deadline"
    free = (first if number == 1 else f"{first}_{number}" for number in range(1, len(taken) + 2))
    return next(code for code in free if code not in taken)
