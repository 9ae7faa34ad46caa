"""The rules of the rota that hold for everybody, and the meetings during which some people cannot sit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from mottagning.db import Database
from mottagning.errors import Trouble
from mottagning.folding import fold
from mottagning.people import staff
from mottagning.people.cells import as_date
from mottagning.rota import facts
from mottagning.rota.model import Novices
from mottagning.rota.ruling import KeptMeeting, Ruling, SaveRuling, load_ruling
from mottagning.texts import N_, tr
from mottagning.ui.keeping import Keeping
from mottagning.ui.rota import qualifications
from mottagning.ui.settings import rotawords
from mottagning.ui.settings.evenness import Evenness
from mottagning.ui.settings.growing import Growing
from mottagning.ui.theme import grown
from mottagning.ui.tokens import BETWEEN, STEP
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.fields import number_field
from mottagning.ui.widgets.form import Form, beside, label, link_button
from mottagning.ui.widgets.scrolling import scrolled
from mottagning.ui.workplace import Workplace

_NOVICES: dict[Novices, str] = {
    "beside": N_("Beside somebody experienced"),
    "mentor": N_("Beside her mentor"),
    "free": N_("As everybody else"),
}
_NO_LIMIT = 0
_MOST = 60


@dataclass(frozen=True, slots=True)
class _Loaded:
    ruling: Ruling
    people: Mapping[int, staff.Person]
    skills: tuple[str, ...]


class RulesPart(QWidget):
    """For the team lead. What she is writing stays when somebody else changes something meanwhile."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._workplace = workplace
        self._make_fields()
        form = self._lay_out()
        self.keeping = Keeping(
            form,
            workplace,
            read=_read,
            fill=self._fill,
            said=self._said,
            command=self._command,
            says=tr("The rules of the rota are saved."),
            kinds=("rota", "setting", "person"),
        )
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, BETWEEN, 0)
        column.setSpacing(BETWEEN)
        column.addWidget(form)
        column.addStretch(1)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(BETWEEN)
        lines.addWidget(scrolled(inside), 1)
        lines.addWidget(self.keeping.notice)
        lines.addWidget(beside(self.keeping.ok, self.keeping.back))
        self.setFocusProxy(self.gap)
        self.keeping.reload()

    def _make_fields(self) -> None:
        self.gap = _limit(tr("days"))
        self.week = _limit(tr("shifts"))
        self.one_a_day = QCheckBox(tr("Nobody has two shifts on one day"))
        self.skills = QLineEdit()
        self.novices = Choice(tr("New colleagues sit"), [(way, tr(word)) for way, word in _NOVICES.items()], "beside")
        self.evenness = Evenness(self._workplace)
        self.meetings = Growing(tr("Meetings"), tr("Add a meeting"), MeetingLine)

    def _lay_out(self) -> Form:
        form = Form()
        form.add(tr("Between two turns, at least"), self.gap, tr("3 days: Monday, and not before Thursday again."))
        form.add(tr("In a week, at most"), self.week)
        form.add(tr("On one day"), self.one_a_day)
        form.add(tr("Every day somebody with"), self.skills, tr("Qualifications, with a comma between."))
        form.add(tr("New colleagues sit"), self.novices, tr("In the first two cases at most one of them a day."))
        unit = link_button(tr("Change under The unit"), lambda: self._workplace.wanted.emit("settings", "unit"))
        form.add(tr("Closed and short days"), beside(label(tr("as the unit's opening hours"), "quiet"), unit))
        form.section(tr("What to strive for"))
        weigh = tr("Both cannot be had in full. See what it does to the coming weeks before you save.")
        form.add(tr("Beside the rules"), self.evenness, weigh)
        form.section(tr("Meetings"))
        away = tr("Who is there sits at no post meanwhile, and still is due as many turns as otherwise.")
        form.add(tr("Such as the board"), self.meetings, away)
        return form

    # What is shown ----------------------------------------------------------------------------------------------------

    def _fill(self, loaded: _Loaded) -> None:
        rules = loaded.ruling.rules
        self.gap.setValue(rules.min_gap_days or _NO_LIMIT)
        self.week.setValue(rules.max_per_week or _NO_LIMIT)
        self.one_a_day.setChecked(rules.one_post_a_day)
        self.skills.setText(qualifications.written(rules.daily_qualifications))
        self.novices.set_value(rules.novices)
        self.evenness.set_value(rules.evenness)
        self.meetings.clear()
        for meeting in loaded.ruling.meetings:
            self.meetings.put().fill(meeting, {key: person.key for key, person in loaded.people.items()})

    # Keeping ----------------------------------------------------------------------------------------------------------

    def _said(self) -> Ruling:
        loaded = self.keeping.found
        keys = {fold(person.key): person.id for person in loaded.people.values()}
        rules = replace(
            loaded.ruling.rules,
            min_gap_days=self.gap.value() or None,
            max_per_week=self.week.value() or None,
            one_post_a_day=self.one_a_day.isChecked(),
            daily_qualifications=tuple(sorted(qualifications.read(self.skills.text(), loaded.skills))),
            novices=next(way for way in _NOVICES if way == self.novices.value()),
            evenness=self.evenness.value(),
        )
        meetings = tuple(line.value(keys) for line in self.meetings.lines)
        return replace(loaded.ruling, rules=rules, meetings=meetings)

    def _command(self) -> SaveRuling:
        return SaveRuling(by=self._workplace.me, ruling=self._said())


class MeetingLine(QWidget):
    """A meeting: its name, when it is, and who is there."""

    def __init__(self) -> None:
        super().__init__()
        self.name, self.people, self.dates = QLineEdit(), QLineEdit(), QLineEdit()
        self.weekday, self.half = QComboBox(), QComboBox()
        for weekday in range(7):
            self.weekday.addItem(tr("every {day}", day=rotawords.weekday_name(weekday).lower()), weekday)
        self.weekday.addItem(tr("on dates"), None)
        self.weekday.currentIndexChanged.connect(self._show_dates)
        for half, word in rotawords.HALVES.items():
            self.half.addItem(tr(word), half)
        said = (
            (self.name, tr("Name of the meeting"), 180),
            (self.weekday, tr("When"), 150),
            (self.half, tr("Which part of the day"), 150),
            (self.people, tr("Who is there: ab, kl"), 340),
            (self.dates, tr("Dates: 2026-12-01, 2027-01-12"), 340),
        )
        for field, what, width in said:
            field.setAccessibleName(what)
            field.setFixedWidth(grown(width))
            if isinstance(field, QLineEdit):
                field.setPlaceholderText(what)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, STEP)
        lines.setSpacing(STEP)
        lines.addWidget(beside(self.name, self.weekday, self.half))
        lines.addWidget(beside(self.people))
        lines.addWidget(self.dates)
        self.setFocusProxy(self.name)
        self._show_dates()

    def fill(self, meeting: KeptMeeting, keys: Mapping[int, str]) -> None:
        """Show what is known; `keys` are short names by people's rows."""
        self.name.setText(meeting.name)
        self.weekday.setCurrentIndex(self.weekday.count() - 1 if meeting.weekday is None else meeting.weekday)
        self.half.setCurrentIndex(list(rotawords.HALVES).index(meeting.half))
        self.people.setText(", ".join(sorted(keys[person] for person in meeting.people if person in keys)))
        self.dates.setText(", ".join(day.isoformat() for day in sorted(meeting.dates)))

    def value(self, keys: Mapping[str, int]) -> KeptMeeting:
        """What the line says; `keys` are people's rows by their folded short names. Trouble when it cannot be read."""
        weekday = self.weekday.currentData()
        return KeptMeeting(
            name=" ".join(self.name.text().split()),
            people=frozenset(map(partial(_person, keys), _words(self.people))),
            weekday=weekday,
            dates=frozenset(map(_date, _words(self.dates))) if weekday is None else frozenset(),
            half=self.half.currentData(),
        )

    def _show_dates(self, _index: int = 0) -> None:
        self.dates.setVisible(self.weekday.currentData() is None)


def _read(database: Database) -> _Loaded:
    with database.reading():
        people = {person.id: person for person in staff.everyone(database)}
        return _Loaded(load_ruling(database), people, facts.qualifications(database))


def _limit(unit: str) -> QSpinBox:
    field = number_field(_NO_LIMIT, _MOST, _NO_LIMIT, unit)
    field.setSpecialValueText(tr("no limit"))
    return field


def _words(field: QLineEdit) -> list[str]:
    return [word.strip() for word in field.text().split(",") if word.strip()]


def _person(keys: Mapping[str, int], word: str) -> int:
    if fold(word) not in keys:
        raise Trouble(N_("Nobody has the short name “{word}”. Short names stand under Staff."), word=word)
    return keys[fold(word)]


def _date(word: str) -> date:
    try:
        return as_date(word)
    except ValueError:
        raise Trouble(N_("“{text}” is no day. Write it as 2026-01-31."), text=word) from None
