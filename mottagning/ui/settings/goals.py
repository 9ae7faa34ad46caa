"""The goals of the goal board: a table of them; one is added, changed or taken away on a card."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

from mottagning.changes import Changes
from mottagning.measures.catalogue import SECTIONS, kind, label
from mottagning.measures.goals import DEFAULT_GOALS, Goal
from mottagning.measures.goalsettings import Goals, SaveGoals, load_goals
from mottagning.texts import tr
from mottagning.ui.goals.chartdata import known_names
from mottagning.ui.goals.words import PERIOD_WORDS, level_words, target_words
from mottagning.ui.main_window import MainWindow
from mottagning.ui.settings.goalform import GoalForm
from mottagning.ui.settings.section import Section
from mottagning.ui.tokens import Tone
from mottagning.ui.widgets.form import beside, button, primary_button
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.widgets.table import Column, Table, TableModel
from mottagning.ui.workplace import Workplace, as_trouble
from mottagning.worktime import ZONE

_WIDEST = 1200
_YEAR = timedelta(days=364)


class GoalsSection(Section):
    """For the team lead: what is followed, and what is aimed at. Enter changes the goal that is chosen."""

    def __init__(self, workplace: Workplace) -> None:
        why = tr("What the goal board follows, and what we aim at. What each figure means stands on its chart.")
        super().__init__(tr("Goals"), why, width=_WIDEST, scrolls=False)
        self._workplace = workplace
        self._kept = Goals(())
        self._known: tuple[str, ...] = ()
        self.model: TableModel[Goal] = TableModel(_columns(), lambda goal: goal.measure)
        self.table = Table(tr("Goals"), self.model)
        self.table.set_empty_sentence(tr("Nothing is followed. Add a goal, or go back to the usual ones."))
        self.table.opened.connect(self._change)
        self.notice = Notice()
        self.add_button = primary_button(tr("Add a goal…"), partial(self._open, None))
        self.change_button = button(tr("Change…"), lambda: self._change(self.table.selected_key()))
        self.up_button = button(tr("Up"), lambda: self._move(-1))
        self.down_button = button(tr("Down"), lambda: self._move(1))
        self.usual_button = button(tr("Back to the usual goals"), self._go_back)
        for way in (self.add_button, self.change_button, self.up_button, self.down_button):
            way.setEnabled(False)
        self.table.chosen.connect(self._on_chosen)
        ways = (self.add_button, self.change_button, self.up_button, self.down_button, None, self.usual_button)
        self.lines.addWidget(beside(*ways))
        self.lines.addWidget(self.notice)
        self.lines.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        workplace.changed.connect(self._on_changes)
        self._refresh()
        now = workplace.now()
        today = now.astimezone(ZONE).date()
        workplace.read(self, lambda database: known_names(database, today - _YEAR, today, now), self._learn)

    def _learn(self, names: tuple[str, ...]) -> None:
        """What can be followed."""
        self._known = names
        self.add_button.setEnabled(True)

    def _on_changes(self, changes: Changes) -> None:
        if changes.concerns("setting"):
            self._refresh()

    def _refresh(self) -> None:
        self._workplace.read(self, load_goals, self._show)

    def _show(self, found: Goals) -> None:
        self._kept = found
        self.model.set_rows(found.goals)
        self.usual_button.setEnabled(found.goals != DEFAULT_GOALS)

    def _on_chosen(self, _key: object) -> None:
        for way in (self.change_button, self.up_button, self.down_button):
            way.setEnabled(True)

    def _change(self, measure: object) -> None:
        goal = next((goal for goal in self._kept.goals if goal.measure == measure), None)
        if goal is not None:
            self._open(goal)

    def _open(self, goal: Goal | None) -> None:
        window = self.window()
        assert isinstance(window, MainWindow)
        form = GoalForm(self._workplace, self._kept, goal, self._known)
        card = window.show_card(label(goal.measure) if goal else tr("New goal"), form, width=640)
        form.done.connect(card.slide_out)

    def _move(self, by: int) -> None:
        """Move the chosen goal past its neighbour about the same thing: the board shows them by what they are about."""
        goals = list(self._kept.goals)
        here = next((place for place, goal in enumerate(goals) if goal.measure == self.table.selected_key()), -1)
        if here < 0:
            return
        section = kind(goals[here].measure).section
        same = [place for place, goal in enumerate(goals) if kind(goal.measure).section == section]
        there = same.index(here) + by
        if 0 <= there < len(same):
            goals[here], goals[same[there]] = goals[same[there]], goals[here]
            self._keep(tuple(goals), tr("The goals stand in another order."))

    def _go_back(self) -> None:
        self._keep(DEFAULT_GOALS, tr("The goals are the usual ones again."))

    def _keep(self, goals: tuple[Goal, ...], said: str) -> None:
        command = SaveGoals(by=self._workplace.me, goals=replace(self._kept, goals=goals))
        self._workplace.do(command, said, self._on_kept, self._refuse)

    def _on_kept(self, _changes: Changes) -> None:
        self.notice.clear()

    def _refuse(self, error: BaseException) -> None:
        self.notice.show_trouble(as_trouble(error))


def _columns() -> list[Column[Goal]]:
    def tone(goal: Goal) -> Tone:
        return Tone.PLAIN if goal.is_shown else Tone.QUIET

    sections = list(SECTIONS)
    return [
        Column(title=tr("What"), text=lambda goal: label(goal.measure), tone=tone, stretches=True),
        Column(
            title=tr("About"),
            text=lambda goal: tr(SECTIONS[kind(goal.measure).section]),
            sort=lambda goal: sections.index(kind(goal.measure).section),
            tone=tone,
            width=126,
        ),
        Column(title=tr("Target"), text=target_words, sort=lambda goal: goal.target, tone=tone, width=136),
        Column(title=tr("For"), text=lambda goal: tr(PERIOD_WORDS[goal.period]), tone=tone, width=80),
        Column(title=tr("Beside it"), text=_levels, tip=_levels, tone=tone, width=220),
        Column(
            title=tr("On the board"), text=lambda goal: tr("yes") if goal.is_shown else tr("no"), tone=tone, width=96
        ),
    ]


def _levels(goal: Goal) -> str:
    return ", ".join(level_words(level, goal.unit) for level in goal.levels)
