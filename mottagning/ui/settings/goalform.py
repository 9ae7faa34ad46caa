"""The card on which the team lead says what is aimed at in one measure, for how long, and what others reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QHBoxLayout, QLineEdit, QWidget

from mottagning.errors import Trouble
from mottagning.measures.catalogue import KINDS, SECTIONS, kind, label
from mottagning.measures.goals import DEFAULT_GOALS, Goal, Level
from mottagning.measures.goalsettings import Goals, SaveGoals
from mottagning.measures.periods import PERIODS
from mottagning.texts import N_, tr
from mottagning.ui.cardform import CardForm
from mottagning.ui.goals.words import PERIOD_WORDS, part_words, unit_words
from mottagning.ui.settings.growing import Growing
from mottagning.ui.theme import grown
from mottagning.ui.tokens import INSIDE
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.fields import decimal_field
from mottagning.ui.widgets.form import Form, beside, danger_button
from mottagning.ui.widgets.form import label as words
from mottagning.ui.workplace import Workplace

_MOST = 100_000
_MINUTE = 60


class GoalForm(CardForm):
    """One goal among `kept`, or (None) a new one of `known` measures. `done` when it is kept or taken away."""

    def __init__(self, workplace: Workplace, kept: Goals, goal: Goal | None, known: Sequence[str]) -> None:
        super().__init__(workplace)
        taken = {each.measure for each in kept.goals}
        self._offered = [goal.measure] if goal else [name for name in known if name not in taken]
        self._kept = kept
        self._known = goal
        self._make_fields()
        self.remove = danger_button(tr("Remove"), self._remove)
        self.form = self._lay_out()
        self._place(self.form, other_way=self.remove)
        self.remove.setVisible(goal is not None)
        self.setFocusProxy(self.measure if goal is None else self.aims)
        self._offer_parts(0)
        if goal is not None:
            self._fill(goal)
        self.measure.currentIndexChanged.connect(self._offer_parts)
        self.part.currentIndexChanged.connect(self._choose)

    def _make_fields(self) -> None:
        self.measure = QComboBox()
        for base in sorted({_base(name) for name in self._offered}, key=_in_catalogue):
            section = tr(SECTIONS[kind(base).section])
            self.measure.addItem(tr("{section}: {measure}", section=section, measure=label(base)), base)
        self.part = QComboBox()
        for field in (self.measure, self.part):
            field.setEnabled(self._known is None)
        self.means = words("", "caption", "quiet", wraps=True)
        self.aims = QCheckBox(tr("We aim at"))
        self.target = decimal_field(0, _MOST, 0)
        self.target.setFixedWidth(grown(220))  # room for its unit
        self.aims.toggled.connect(self.target.setEnabled)
        self.period = Choice(tr("For"), [(period, tr(PERIOD_WORDS[period])) for period in PERIODS], "month")
        self.levels: Growing[_LevelLine] = Growing(tr("Beside it"), tr("Add a level"), self._level_line)
        self.shown = QCheckBox(tr("On the board"))

    def _level_line(self) -> _LevelLine:
        return _LevelLine(self._name())

    def _name(self) -> str:
        """The measure that is chosen."""
        return str(self.part.currentData())

    def _offer_parts(self, _row: int) -> None:
        base = self.measure.currentData()
        with QSignalBlocker(self.part):
            self.part.clear()
            own = [name for name in self._offered if _base(name) == base]
            for name in sorted(own, key=lambda name: name.count("/")):
                self.part.addItem(part_words(name), name)
        self.form.show_field(self.part, self.part.count() > 1 or "/" in self._name())
        if self._known is None:
            self._fill(self._usual())

    def _lay_out(self) -> Form:
        form = Form()
        form.add(tr("What"), self.measure)
        form.add(tr("Of what"), self.part)
        form.wide(self.means)
        form.add(tr("Target"), beside(self.aims, self.target))
        form.add(tr("For"), self.period, tr("The latest of these is the large figure on the board."))
        form.add(tr("Beside it"), self.levels, tr("What others reach, or what a law says."))
        form.add("", self.shown)
        return form

    def _choose(self, _row: int) -> None:
        self._fill(self._usual())

    def _usual(self) -> Goal:
        name = self._name()
        return next((goal for goal in DEFAULT_GOALS if goal.measure == name), Goal(measure=name))

    def _fill(self, goal: Goal) -> None:
        self.means.setText(tr(kind(goal.measure).means))
        _show_unit(self.target, goal.measure)
        self.aims.setChecked(goal.target is not None)
        self.target.setEnabled(goal.target is not None)
        self.target.setValue(_shown(goal.measure, goal.target or 0))
        self.period.set_value(goal.period)
        self.levels.clear()
        for level in goal.levels:
            self.levels.put().fill(level)
        self.shown.setChecked(goal.is_shown)

    def _said(self) -> Goal:
        """What the form says; Trouble when a level has no name."""
        name = self._name()
        levels = tuple(line.said() for line in self.levels.lines)
        if not all(level.name for level in levels):
            raise Trouble(N_("Write whose level it is."))
        period = next(period for period in PERIODS if period == self.period.value())
        target = _counted(name, self.target.value()) if self.aims.isChecked() else None
        return Goal(measure=name, target=target, period=period, levels=levels, is_shown=self.shown.isChecked())

    def _save(self) -> None:
        goal, goals = self._said(), self._kept.goals
        if self._known is None:
            goals = (*goals, goal)
        else:
            goals = tuple(goal if each.measure == goal.measure else each for each in goals)
        self._keep(_agreed(goals, goal), tr("“{name}” is saved.", name=label(goal.measure)))

    def _remove(self) -> None:
        if self._known is not None:
            name = self._known.measure
            goals = tuple(goal for goal in self._kept.goals if goal.measure != name)
            self._keep(goals, tr("“{name}” is removed.", name=label(name)))

    def _keep(self, goals: tuple[Goal, ...], said: str) -> None:
        self._do(SaveGoals(by=self._workplace.me, goals=replace(self._kept, goals=goals)), said)


class _LevelLine(QWidget):
    """A level to be shown beside the figure: how much, and whose it is."""

    def __init__(self, measure: str) -> None:
        super().__init__()
        self._measure = measure
        self._level = Level("", 0)
        self.value = decimal_field(0, _MOST, 0)
        _show_unit(self.value, measure)
        self.value.setAccessibleName(tr("Level"))
        self.name = QLineEdit()
        self.name.setPlaceholderText(tr("Whose it is"))
        self.name.setAccessibleName(tr("Whose it is"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(INSIDE)
        row.addWidget(self.value)
        row.addWidget(self.name, 1)
        self.setFocusProxy(self.value)

    def fill(self, level: Level) -> None:
        """Show a level."""
        self._level = level
        self.value.setValue(_shown(self._measure, level.value))
        self.name.setText(tr(level.name))
        self.name.setCursorPosition(0)

    def said(self) -> Level:
        """What it says; a name that is shipped stays one that follows the language."""
        name = " ".join(self.name.text().split())
        same = name == tr(self._level.name)
        return Level(self._level.name if same else name, _counted(self._measure, self.value.value()))


def _base(name: str) -> str:
    return name.partition("/")[0]


def _in_catalogue(base: str) -> tuple[int, str]:
    """Where a measure stands in the catalogue; stages of the unit's own come last."""
    return (list(KINDS).index(base) if base in KINDS else len(KINDS), base)


def _agreed(goals: tuple[Goal, ...], goal: Goal) -> tuple[Goal, ...]:
    """The same with the other side of the coin: who is answered does not give up."""
    others = {"calls_answered": "calls_abandoned", "calls_abandoned": "calls_answered"}
    other = others.get(goal.measure)
    if other is None or goal.target is None:
        return goals
    rest = 100 - goal.target
    return tuple(replace(each, target=rest) if each.measure == other else each for each in goals)


def _show_unit(field: QDoubleSpinBox, measure: str) -> None:
    unit = kind(measure).unit
    field.setSuffix({"percent": " %", "s": " min", "index": ""}.get(unit, f" {unit_words(unit)}"))
    field.setMaximum(100 if unit in ("percent", "index") else _MOST)


def _shown(measure: str, value: float) -> float:
    """A value as it stands in its field: seconds as minutes."""
    return value / _MINUTE if kind(measure).unit == "s" else value


def _counted(measure: str, value: float) -> float:
    return round(value * _MINUTE) if kind(measure).unit == "s" else value
