"""The card on which is written what was changed in how we work, who follows it up and when, and what was learnt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
)

from mottagning.cases.pointing import NamesSomebody
from mottagning.measures.catalogue import label as measure_label
from mottagning.measures.improvements import Improvement, KeepImprovement
from mottagning.people import staff
from mottagning.people.staff import Person
from mottagning.texts import tr
from mottagning.ui.cardform import CardForm
from mottagning.ui.theme import grown
from mottagning.ui.widgets.fields import day_field, day_of
from mottagning.ui.widgets.form import Form, beside, danger_button, resume
from mottagning.ui.workplace import Workplace
from mottagning.worktime import ZONE

_FOLLOW_UP = timedelta(weeks=6)
"""Six to eight weeks make enough points to see whether something has changed."""
_GOALS_HIGH, _LEARNT_HIGH = 150, 72


class ImprovementForm(CardForm):
    """One change: what is kept of it, or a new one. `goals` can be moved by it. `done` when it is kept or removed."""

    def __init__(
        self, workplace: Workplace, work: Improvement | None, goals: Sequence[str], about: Sequence[str] = ()
    ) -> None:
        super().__init__(workplace)
        today = workplace.now().astimezone(ZONE).date()
        self._work = work or Improvement(
            title="", about=tuple(about), owner=workplace.me, made_on=today, follow_up=today + _FOLLOW_UP
        )
        self._make_fields([*goals, *(name for name in self._work.about if name not in goals)])
        self.remove = danger_button(tr("Remove"), self._remove)
        self._place(self._form(), other_way=self.remove)
        self.remove.setVisible(work is not None)
        self.setFocusProxy(self.learnt if self._work.is_due(today) else self.title)
        workplace.read(self, lambda database: staff.everyone(database, on=today), self._show_people)

    def _make_fields(self, goals: Sequence[str]) -> None:
        work = self._work
        self.title = QLineEdit(work.title)
        self.title.setMaxLength(120)
        self.made_on = day_field(work.made_on)
        self.owner = QComboBox()
        self.owner.setMinimumWidth(grown(220))
        self.follows = QCheckBox(tr("on"))
        self.follows.setChecked(work.follow_up is not None)
        self.follow_up = day_field(work.follow_up or work.made_on + _FOLLOW_UP)
        self.follow_up.setEnabled(work.follow_up is not None)
        self.follows.toggled.connect(self.follow_up.setEnabled)
        self.goals = QListWidget()
        self.goals.setFixedHeight(grown(_GOALS_HIGH))
        for name in goals:
            item = QListWidgetItem(measure_label(name), self.goals)
            item.setData(Qt.ItemDataRole.UserRole, name)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(Qt.CheckState.Checked if name in work.about else Qt.CheckState.Unchecked)
        self.learnt = QPlainTextEdit(work.learnt)
        self.learnt.setTabChangesFocus(True)
        self.learnt.setFixedHeight(grown(_LEARNT_HIGH))
        self.anew = QCheckBox(tr("Count the limits of the charts anew from that day"))
        self.anew.setChecked(work.counts_anew)
        self.anew.setEnabled(self._workplace.is_lead)

    def _form(self) -> Form:
        form = Form()
        form.add(tr("What is changed"), self.title, tr("About how we work. No names of clients, no case codes."))
        form.add(tr("From"), self.made_on)
        form.add(tr("Who sees to it"), self.owner)
        form.add(tr("Followed up"), beside(self.follows, self.follow_up))
        form.add(tr("Goals it is to move"), self.goals, tr("None ticked: it is marked on every chart."))
        form.add(tr("What we learnt"), self.learnt, tr("When something stands here, it is followed up."))
        why = tr("When the change was meant to move the figure for good. The team lead decides.")
        form.add("", self.anew, why)
        return form

    def _show_people(self, people: tuple[Person, ...]) -> None:
        self.owner.addItem(tr("nobody"), None)
        for person in people:
            self.owner.addItem(person.name, person.id)
        if self._work.owner is not None and self.owner.findData(self._work.owner) < 0:
            self.owner.addItem(tr("somebody who has left"), self._work.owner)
        self.owner.setCurrentIndex(max(0, self.owner.findData(self._work.owner)))

    def _said(self) -> Improvement:
        items = [self.goals.item(row) for row in range(self.goals.count())]
        about = [item.data(Qt.ItemDataRole.UserRole) for item in items if item.checkState() == Qt.CheckState.Checked]
        return replace(
            self._work,
            title=self.title.text(),
            about=tuple(about),
            owner=self.owner.currentData() if self.owner.count() else self._work.owner,
            made_on=day_of(self.made_on),
            follow_up=day_of(self.follow_up) if self.follows.isChecked() else None,
            learnt=self.learnt.toPlainText(),
            counts_anew=self.anew.isChecked(),
        )

    def _save(self) -> None:
        self._keep(self._said(), tr("The change is saved."))

    def _remove(self) -> None:
        self._keep(replace(self._work, removed=True), tr("The change is removed."))

    def _keep(self, work: Improvement, said: str, names_are_fine: bool = False) -> None:
        self.notice.clear()
        self._do(KeepImprovement(by=self._workplace.me, improvement=work, names_are_fine=names_are_fine), said)

    def _refuse(self, error: BaseException) -> None:
        if not isinstance(error, NamesSomebody):
            super()._refuse(error)
            return
        resume(self.ok)
        self.notice.show_trouble(error, tr("It means something else"), self._save_all_the_same)

    def _save_all_the_same(self) -> None:
        self._keep(self._said(), tr("The change is saved."), names_are_fine=True)
