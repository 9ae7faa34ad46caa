"""Notes that somebody is away, and shows at once which of her turns that leaves empty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QDate, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QSizePolicy, QVBoxLayout, QWidget

from mottagning.changes import Changes
from mottagning.db import Database
from mottagning.people import absence
from mottagning.people.absence import Absence, AddAbsence, RemoveAbsence
from mottagning.rota import today as turns
from mottagning.rota.plans import Turnout
from mottagning.texts import tr, trn
from mottagning.ui import when
from mottagning.ui.rota.cells import Names
from mottagning.ui.rota.history import History
from mottagning.ui.theme import grown
from mottagning.ui.tokens import DENSE_ROW, INSIDE, Tone
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.fields import day_field, day_of
from mottagning.ui.widgets.form import Form, beside, button, label, primary_button
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.widgets.rows import Row
from mottagning.ui.workplace import Workplace
from mottagning.worktime import ZONE

_SOON_MS = 80
_LOOKS_BACK = timedelta(days=14)
_LIKELY = timedelta(days=5 * 365)
"""A day further away than this is a slip of the hand."""
_SHOWN = 4
_MOST_LINES = 6


@dataclass(frozen=True, slots=True)
class _Found:
    """What is known of somebody: her absences, and the turns that the one being written would leave empty."""

    person: int
    absences: tuple[Absence, ...]
    turns: tuple[Turnout, ...]


class AbsenceCard(QWidget):
    """A form for one absence. `finished` when it is saved; `proposals_asked`, with its days, when those are wanted."""

    finished = Signal()
    proposals_asked = Signal(date, date)

    def __init__(
        self,
        workplace: Workplace,
        history: History,
        names: Names,
        ids: dict[str, int],
        person: str | None,
        day: date,
    ) -> None:
        super().__init__()
        self._workplace = workplace
        self._history = history
        self._names = names
        self.person = QComboBox()
        self.person.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for key, name in sorted(names.people.items(), key=lambda item: item[1]):
            self.person.addItem(name, (key, ids[key]))
        if person is not None:
            self.person.setCurrentIndex(self.person.findText(names.person(person)))
        self.first, self.last = day_field(day), day_field(day)
        self.half = Choice(
            tr("Which part of the day"),
            ((None, tr("The whole day")), ("am", tr("Morning")), ("pm", tr("Afternoon"))),
            None,
        )
        self.breaks = Notice()
        self.save = primary_button(tr("Save the absence"), lambda: self._save())
        self.propose = button(tr("Save and see proposals"), self._save_and_ask)
        self.propose.hide()
        self.list = RowList(tr("Absences"), icons=False, inset=0, dense=True)
        self._heading = label(tr("Noted before"), "quiet")
        self._heading.hide()
        self.list.hide()
        self._absences: dict[object, Absence] = {}
        form = Form()
        form.add(tr("&Who"), self.person)
        form.add(tr("&From"), self.first)
        form.add(tr("&To, included"), self.last)
        form.add(tr("&Part"), self.half)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        for part in (form, self.breaks, beside(self.save, self.propose), self._heading, self.list):
            lines.addWidget(part)
        self.setFocusProxy(self.person)
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._read)
        self.person.currentIndexChanged.connect(lambda _index: self._soon.start())
        self.first.dateChanged.connect(self._keep_order)
        self.last.dateChanged.connect(lambda _date: self._soon.start())
        self.half.chosen.connect(lambda _half: self._soon.start())
        self.list.acted.connect(self._remove)
        workplace.changed.connect(self._changed)
        self._read()

    def _keep_order(self, first: QDate) -> None:
        if self.last.date() < first:
            self.last.setDate(first)
        self._soon.start()

    def _changed(self, changes: Changes) -> None:
        if changes.concerns("absence", "rota"):
            self._soon.start()

    def _chosen(self) -> tuple[str, int] | None:
        found: tuple[str, int] | None = self.person.currentData()
        return found

    def _read(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            self.save.setEnabled(False)
            return
        key, person = chosen
        first, last, half = day_of(self.first), day_of(self.last), self.half.value()
        since = self._workplace.now().astimezone(ZONE).date() - _LOOKS_BACK
        drafts = self._workplace.is_lead

        def look(database: Database) -> _Found:
            with database.reading():
                return _Found(
                    person,
                    absence.absences(database, since, date.max, person),
                    turns.turns_left(database, key, first, last, half, drafts=drafts),  # type: ignore[arg-type]
                )

        self._workplace.read(self, look, self._show)

    def _show(self, found: _Found) -> None:
        chosen = self._chosen()
        if chosen is None or chosen[1] != found.person:
            return
        first, last = day_of(self.first), day_of(self.last)
        today = self._workplace.now().astimezone(ZONE).date()
        strange = next((day for day in (first, last) if abs(day - today) > _LIKELY), None)
        self.save.setEnabled(first <= last and strange is None)
        if strange is not None:
            self.breaks.say(tr("{day} is many years away. Look at the year.", day=strange.isoformat()), Tone.WARN)
        elif first > last:
            self.breaks.say(tr("The last day comes before the first."), Tone.WARN)
        elif found.turns:
            self.breaks.say(self._what_breaks(found.turns), Tone.WARN)
        else:
            self.breaks.say(tr("Leaves no turn empty."), Tone.GOOD)
        is_right = self.save.isEnabled()
        self.propose.setVisible(is_right and bool(found.turns) and self._workplace.is_lead and last >= today)
        self._absences = {each.id: each for each in found.absences}
        self._heading.setVisible(bool(found.absences))
        self.list.setVisible(bool(found.absences))
        self.list.setFixedHeight(min(len(found.absences), _MOST_LINES) * grown(DENSE_ROW))
        self.list.set_rows([Row(key=each.id, title=_span(each), action=tr("Remove")) for each in found.absences])

    def _what_breaks(self, left: Sequence[Turnout]) -> str:
        shown = [f"{when.short_day(turn.date)} {self._names.posts_short.get(turn.post, turn.post)}" for turn in left]
        more = [tr("and {n} more", n=len(left) - _SHOWN)] if len(left) > _SHOWN else []
        return trn(
            "Leaves {n} turn empty: {which}",
            "Leaves {n} turns empty: {which}",
            len(left),
            which=", ".join(shown[:_SHOWN] + more),
        )

    def _save_and_ask(self) -> None:
        first, last = day_of(self.first), day_of(self.last)
        self._save(lambda: self.proposals_asked.emit(first, last))

    def _save(self, then: Callable[[], None] | None = None) -> None:
        chosen = self._chosen()
        if chosen is None:
            return
        half = self.half.value()
        command = AddAbsence(
            by=self._workplace.me,
            person=chosen[1],
            first=day_of(self.first),
            last=day_of(self.last),
            half=half,  # type: ignore[arg-type]
        )
        says = tr("Absence of {name} is noted.", name=self.person.currentText())

        def finish(_changes: Changes) -> None:
            self.finished.emit()
            if then is not None:
                then()

        self._history.do(command, says, done=finish)

    def _remove(self, key: object) -> None:
        if isinstance(key, int):
            says = tr("Absence of {name} is removed.", name=self.person.currentText())
            self._history.do(RemoveAbsence(by=self._workplace.me, absence=key), says)


def _span(away: Absence) -> str:
    days = when.short_day(away.first)
    if away.last != away.first:
        days = f"{days} – {when.short_day(away.last)}"
    if away.half is None:
        return days
    return tr("{days}, morning", days=days) if away.half == "am" else tr("{days}, afternoon", days=days)
