"""The card on which is written who stands in for whom, and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout, QWidget

from mottagning.changes import Changes
from mottagning.db import Database
from mottagning.people import deputies, staff
from mottagning.people.deputies import Deputy, NameDeputy, RemoveDeputy
from mottagning.people.staff import Person
from mottagning.texts import tr
from mottagning.ui import when
from mottagning.ui.theme import grown
from mottagning.ui.tokens import BETWEEN, INSIDE, ROW
from mottagning.ui.widgets.fields import day_field, day_of
from mottagning.ui.widgets.form import Form, beside, label, primary_button
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.widgets.rows import Row
from mottagning.ui.workplace import Workplace, as_trouble
from mottagning.worktime import ZONE

WIDTH = 560
_MOST = 5


class DeputyForm(QWidget):
    """Who stands in now and later, and room for one more."""

    done = Signal()

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._deputies: dict[object, Deputy] = {}
        self.person, self.deputy = QComboBox(), QComboBox()
        today = workplace.now().astimezone(ZONE).date()
        self.first, self.last = day_field(today), day_field(today)
        self.is_open = QCheckBox(tr("Until further notice"))
        self.is_open.toggled.connect(lambda on: self.last.setEnabled(not on))
        self.notice = Notice()
        self.ok = primary_button(tr("Save"), self._save)
        self.list = RowList(tr("Who stands in"), inset=0)
        self.list.acted.connect(self._remove)
        self._heading = label(tr("Who stands in"), "quiet")
        form = Form()
        form.add(tr("For"), self.person, tr("Who stands in for a team lead may do what she may."))
        form.add(tr("Deputy"), self.deputy)
        form.add(tr("From, included"), self.first)
        form.add(tr("To, included"), beside(self.last, self.is_open, between=BETWEEN))
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        for part in (form, self.notice, beside(self.ok), self._heading, self.list):
            lines.addWidget(part)
        self.setFocusProxy(self.person)
        workplace.changed.connect(self._changed)
        self._read()

    def _changed(self, changes: Changes) -> None:
        if changes.concerns("person"):
            self._read()

    def _read(self) -> None:
        today = self._workplace.now().astimezone(ZONE).date()

        def read(database: Database) -> tuple[tuple[Person, ...], tuple[Deputy, ...]]:
            with database.reading():
                known = deputies.deputies(database)
                return staff.everyone(database), tuple(
                    each for each in known if each.last is None or each.last >= today
                )

        self._workplace.read(self, read, lambda found: self._show(*found))

    def _show(self, everybody: Sequence[Person], known: Sequence[Deputy]) -> None:
        today = self._workplace.now().astimezone(ZONE).date()
        people = {person.id: person for person in everybody}
        here = [person for person in everybody if person.left is None or person.left >= today]
        _fill(self.person, sorted(here, key=lambda person: person.role != "lead"))
        _fill(self.deputy, [person for person in here if person.role == "desk"])
        self._deputies = {each.id: each for each in known}
        self.list.set_rows(
            [
                Row(
                    key=each.id,
                    title=tr("{deputy} for {person}", deputy=people[each.deputy].name, person=people[each.person].name),
                    detail=_ended(people[each.person], people[each.deputy], today) or _days(each),
                    icon="person",
                    action=tr("Remove"),
                )
                for each in known
            ]
        )
        for part in (self._heading, self.list):
            part.setVisible(bool(known))
        self.list.setFixedHeight(min(len(known), _MOST) * grown(ROW))

    def _save(self) -> None:
        if self.person.currentData() is None or self.deputy.currentData() is None:
            return
        command = NameDeputy(
            by=self._workplace.me,
            person=self.person.currentData(),
            deputy=self.deputy.currentData(),
            first=day_of(self.first),
            last=None if self.is_open.isChecked() else day_of(self.last),
        )
        self.notice.clear()
        said = tr("{name} stands in.", name=self.deputy.currentText())
        self._workplace.do(command, said, lambda _changes: self.done.emit(), self._refuse)

    def _remove(self, key: object) -> None:
        if key in self._deputies:
            deputy = self._deputies[key]
            command = RemoveDeputy(by=self._workplace.me, deputy=deputy.id, version=deputy.version)
            self._workplace.do(command, tr("Removed."), failed=self._refuse)

    def _refuse(self, error: BaseException) -> None:
        self.notice.show_trouble(as_trouble(error))


def _fill(field: QComboBox, people: Sequence[Person]) -> None:
    """The people to choose from; who is chosen stays chosen."""
    chosen = field.currentData()
    field.clear()
    for person in people:
        field.addItem(person.name, person.id)
    field.setCurrentIndex(max(field.findData(chosen), 0))


def _ended(person: Person, deputy: Person, today: date) -> str:
    """Why nobody stands in, although the days are not over: one of the two has left."""
    gone = next((each for each in (person, deputy) if each.left is not None and each.left < today), None)
    return "" if gone is None else tr("has ended, since {name} has left", name=gone.name)


def _days(deputy: Deputy) -> str:
    first = when.short_day(deputy.first)
    if deputy.last is None:
        return tr("from {first} until further notice", first=first)
    return first if deputy.last == deputy.first else f"{first} – {when.short_day(deputy.last)}"
