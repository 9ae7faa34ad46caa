"""Who is not available, from day to day: written by hand, read from a list or from somebody's calendar. No cause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QSizePolicy, QVBoxLayout, QWidget

from mottagning.changes import Changes
from mottagning.db import Database
from mottagning.people import absence, absencefile, staff
from mottagning.people.absence import Absence, AddAbsence, RemoveAbsence
from mottagning.people.absencefile import AbsenceReport, Read
from mottagning.people.staff import Person
from mottagning.texts import N_, tr, trn
from mottagning.ui import when
from mottagning.ui.main_window import MainWindow
from mottagning.ui.settings.section import Section
from mottagning.ui.settings.staffimport import row_words
from mottagning.ui.tokens import BETWEEN, INSIDE, Tone
from mottagning.ui.widgets.card import Card
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.fields import day_field, day_of
from mottagning.ui.widgets.form import Form, beside, button, label, pause, primary_button, resume
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.widgets.table import Column, Table, TableModel
from mottagning.ui.workplace import Workplace, as_trouble
from mottagning.worktime import ZONE

_WIDEST = 900
_LOOKS_BACK = timedelta(days=14)
_PARTS = {None: N_("The whole day"), "am": N_("Morning"), "pm": N_("Afternoon")}
_SOURCES = {None: N_("by hand"), "list": N_("from a list"), "calendar": N_("from her calendar")}
_MOST_ROWS = 3


@dataclass(frozen=True, slots=True)
class Away:
    """An absence of the table, and whose it is."""

    absence: Absence
    name: str


class AbsenceSection(Section):
    """For the team lead: what is known from two weeks back on."""

    def __init__(self, workplace: Workplace) -> None:
        why = tr("Who is not available, and when. No cause is kept, and none is read from a list or a calendar.")
        super().__init__(tr("Absence"), why, width=_WIDEST, scrolls=False)
        self._workplace = workplace
        self._people: tuple[Person, ...] = ()
        self.model: TableModel[Away] = TableModel(_columns(), lambda away: away.absence.id)
        self.table = Table(tr("Absence"), self.model)
        self.notice = Notice()
        self.add_button = primary_button(tr("Note an absence…"), self._open_form)
        self.import_button = button(tr("Read from a file…"), self._ask_file)
        self.remove_button = button(tr("Remove"), self._remove)
        self.remove_button.setEnabled(False)
        self.table.chosen.connect(lambda _key: self.remove_button.setEnabled(True))
        self.lines.addWidget(beside(self.add_button, self.import_button, None, self.remove_button))
        self.lines.addWidget(self.notice)
        self.lines.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        workplace.changed.connect(self._changed)
        self._refresh()

    def _changed(self, changes: Changes) -> None:
        if changes.concerns("absence", "person"):
            self._refresh()

    def _refresh(self) -> None:
        since = self._workplace.now().astimezone(ZONE).date() - _LOOKS_BACK

        def read(database: Database) -> tuple[tuple[Person, ...], list[Away]]:
            with database.reading():
                people = staff.everyone(database)
                names = {person.id: person.name for person in people}
                found = absence.absences(database, since, date.max)
            return people, [Away(each, names[each.person]) for each in found]

        self._workplace.read(self, read, lambda found: self._show(*found))

    def _show(self, people: tuple[Person, ...], found: list[Away]) -> None:
        today = self._workplace.now().astimezone(ZONE).date()
        self._people = tuple(person for person in people if person.left is None or person.left >= today)
        self.model.set_rows(found)

    def _open_form(self) -> None:
        form = AbsenceForm(self._workplace, self._people)
        card = self._card(tr("Note an absence"), form)
        form.done.connect(card.slide_out)

    def _card(self, title: str, content: QWidget) -> Card:
        window = self.window()
        assert isinstance(window, MainWindow)
        return window.show_card(title, content, width=480)

    def _remove(self) -> None:
        key = self.table.selected_key()
        if isinstance(key, int):
            self._workplace.do(RemoveAbsence(by=self._workplace.me, absence=key), tr("The absence is removed."))

    def _ask_file(self) -> None:
        dialog = QFileDialog(self, tr("A list of absences, or a calendar"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([tr("Lists and calendars (*.csv *.xlsx *.ics)"), tr("All files (*)")])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.read_file(Path(name)))
        dialog.open()

    def read_file(self, path: Path, person: int | None = None) -> None:
        """Take a file; of a calendar that does not say whose it is, `person`'s."""
        at = self._workplace.now()
        pause(self.import_button)

        def read(database: Database) -> Read:
            return absencefile.read_absences(database, path, person=person, at=at)

        self._workplace.read(self, read, partial(self._keep, path), partial(self._refuse, path))

    def _keep(self, path: Path, found: Read) -> None:
        workplace, at = self._workplace, self._workplace.now()
        database, me = workplace.database, workplace.me
        workplace.tasks.write(
            lambda: absencefile.keep(database, found, by=me, at=at), self._taken, partial(self._refuse, path)
        )

    def _taken(self, report: AbsenceReport) -> None:
        resume(self.import_button)
        counted = (
            (report.added, trn("{n} added", "{n} added", report.added)),
            (report.removed, trn("{n} removed", "{n} removed", report.removed)),
            (report.unchanged, trn("{n} unchanged", "{n} unchanged", report.unchanged)),
        )
        counts = ", ".join(words for count, words in counted if count) or tr("nothing new")
        said = [tr("Absence: {counts}.", counts=counts)]
        if report.unread:
            said.append(trn("{n} event could not be understood.", "{n} events could not be understood.", report.unread))
        said += [row_words(row) for row in report.rejected[:_MOST_ROWS]]
        if len(report.rejected) > _MOST_ROWS:
            said.append(tr("And {n} more rows were left out.", n=len(report.rejected) - _MOST_ROWS))
        if report.causes:
            said.append(tr("Left unread: {columns}.", columns=", ".join(report.causes)))
        self.notice.say("\n".join(said), Tone.WARN if report.rejected or report.unread else Tone.GOOD)
        self._workplace.publish(report.changes)

    def _refuse(self, path: Path, error: BaseException) -> None:
        resume(self.import_button)
        if isinstance(error, absencefile.Whose):
            form = WhoseForm(self._people)
            card = self._card(tr("Whose calendar is it?"), form)
            form.chosen.connect(lambda _person: card.slide_out())
            form.chosen.connect(partial(self.read_file, path))
        else:
            self.notice.show_trouble(as_trouble(error))


class WhoseForm(QWidget):
    """Asks whose a calendar is. `chosen` gives her id."""

    chosen = Signal(int)

    def __init__(self, people: tuple[Person, ...]) -> None:
        super().__init__()
        self.person = _people_field(people)
        self.ok = primary_button(tr("Read it"), lambda: self.chosen.emit(self.person.currentData()))
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(BETWEEN)
        said = tr("The file does not say it. Nothing but times is read from it, not what they are for.")
        for part in (label(said, "quiet", wraps=True), self.person, beside(self.ok)):
            lines.addWidget(part)
        self.setFocusProxy(self.person)


class AbsenceForm(QWidget):
    """One absence, written by hand. `done` when it is kept."""

    done = Signal()

    def __init__(self, workplace: Workplace, people: tuple[Person, ...]) -> None:
        super().__init__()
        self._workplace = workplace
        today = workplace.now().astimezone(ZONE).date()
        self.person = _people_field(people)
        self.first, self.last = day_field(today), day_field(today)
        self.first.dateChanged.connect(lambda day: self.last.setDate(max(day, self.last.date())))
        self.half = Choice(tr("Part of the day"), [(half, tr(word)) for half, word in _PARTS.items()], None)
        self.notice = Notice()
        self.ok = primary_button(tr("Save"), self._save)
        form = Form()
        form.add(tr("Who"), self.person)
        form.add(tr("From, included"), self.first)
        form.add(tr("To, included"), self.last)
        form.add(tr("Part of the day"), self.half)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        for part in (form, self.notice, beside(self.ok)):
            lines.addWidget(part)
        self.setFocusProxy(self.person)

    def _save(self) -> None:
        if self.person.currentData() is None:
            return
        command = AddAbsence(
            by=self._workplace.me,
            person=self.person.currentData(),
            first=day_of(self.first),
            last=day_of(self.last),
            half=self.half.value(),  # type: ignore[arg-type]
        )
        said = tr("Absence of {name} is noted.", name=self.person.currentText())
        self._workplace.do(command, said, lambda _changes: self.done.emit(), self._refuse)

    def _refuse(self, error: BaseException) -> None:
        self.notice.show_trouble(as_trouble(error))


def _people_field(people: tuple[Person, ...]) -> QComboBox:
    field = QComboBox()
    field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)  # else the labels take the room
    for person in people:
        field.addItem(person.name, person.id)
    field.setAccessibleName(tr("Who"))
    return field


def _columns() -> list[Column[Away]]:
    return [
        Column(title=tr("Name"), text=lambda away: away.name, width=220),
        Column(
            title=tr("First day"),
            text=lambda away: when.short_day(away.absence.first),
            sort=lambda away: away.absence.first,
            width=130,
        ),
        Column(
            title=tr("Last day"),
            text=lambda away: when.short_day(away.absence.last),
            sort=lambda away: away.absence.last,
            width=130,
        ),
        Column(title=tr("Part"), text=lambda away: tr(_PARTS[away.absence.half]), width=140),
        Column(title=tr("Written"), text=lambda away: tr(_SOURCES[away.absence.source]), stretches=True),
    ]
