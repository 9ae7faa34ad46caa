"""The card on which the team lead says what the rota has to know of somebody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import cast

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from mottagning.errors import Trouble
from mottagning.rota.facts import Facts, KeepFacts, Known
from mottagning.rota.model import Half, Off, Post, Rate
from mottagning.texts import N_, tr
from mottagning.ui.cardform import CardForm
from mottagning.ui.rota import qualifications
from mottagning.ui.settings import rotawords
from mottagning.ui.settings.growing import Growing
from mottagning.ui.settings.ticks import Ticks
from mottagning.ui.theme import grown
from mottagning.ui.tokens import BETWEEN, INSIDE, STEP
from mottagning.ui.widgets.fields import day_field, day_of, decimal_field
from mottagning.ui.widgets.form import Form, beside, label, link_button
from mottagning.ui.widgets.scrolling import scrolled
from mottagning.ui.workplace import Workplace
from mottagning.worktime import ZONE

CARD = 640
_HEIGHT = 540
_WORKS, _OFF = "works", "off"
_DAYS = {_WORKS: N_("works"), _OFF: N_("off"), "am": N_("off in the morning"), "pm": N_("off in the afternoon")}
_WISHES = {2.0: N_("very gladly"), 1.0: N_("gladly"), 0.0: "–", -1.0: N_("rather not"), -2.0: N_("only if it must be")}


class FactsForm(CardForm):
    """Everything the planner knows of one person. `done` after it was kept."""

    def __init__(
        self,
        workplace: Workplace,
        known: Known,
        people: Sequence[Known],
        posts: Sequence[Post],
        skills: Sequence[str],
    ) -> None:
        super().__init__(workplace)
        self._known = known
        self._posts = posts
        self._skills = skills
        self._make_fields(people)
        self._form = self._lay_out()
        area = scrolled(self._form)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setMinimumHeight(grown(_HEIGHT))
        self._place(self.is_planned, area).setStretchFactor(area, 1)
        self.setFocusProxy(self.is_planned)
        self._fill(known.facts)

    def _make_fields(self, people: Sequence[Known]) -> None:
        today = self._workplace.now().astimezone(ZONE).date()
        self.is_planned = QCheckBox(tr("Takes turns in the rota"))
        self.is_planned.toggled.connect(lambda on: self._form.setEnabled(on))
        self.rates = Growing(tr("Employment rate"), tr("Add a change"), lambda: RateLine(today))
        self.week = _Week()
        self.skills = QLineEdit()
        self.novice_until = QLineEdit()
        self.novice_until.setPlaceholderText(tr("YYYY-MM-DD"))
        self.novice_until.setFixedWidth(grown(140))
        self.mentor = QComboBox()
        self.mentor.addItem(tr("No mentor"), None)
        for each in people:
            if each.facts.is_planned and each.person.id != self._known.person.id:
                self.mentor.addItem(each.person.name, each.person.id)
        self.mentor.setFixedWidth(grown(220))
        self.posts = Ticks(tr("Posts"), [(post.id, post.name) for post in self._posts]) if self._posts else None
        self.pins = Growing(tr("Set shifts"), tr("Add a set shift"), lambda: PinLine(today, self._posts))

    def _lay_out(self) -> Form:
        form = Form()
        form.setContentsMargins(0, 0, BETWEEN, 0)
        person = self._known.person
        days = tr("From {first} to {last}", first=person.joined or "…", last=person.left or "…")
        staff = link_button(tr("Change under Staff"), self._to_staff)
        form.add(tr("First and last day"), beside(label(days), staff))
        form.add(tr("Employment rate"), self.rates, tr("Without any: full time."))
        form.section(tr("The week"))
        form.add(tr("Days and wishes"), self.week)
        form.section(tr("Skills"))
        form.add(tr("Qualifications"), self.skills, tr("With a comma between, such as “{word}”.", word=_example()))
        form.add(tr("New until"), self.novice_until, tr("Until then beside somebody experienced, as the rules say."))
        form.add(tr("Mentor"), self.mentor)
        if self.posts is not None:
            form.add(tr("Sits at"), self.posts, tr("All ticked: posts that are added later, too."))
        form.section(tr("Set shifts"))
        form.add(tr("Always hers"), self.pins, tr("The planner leaves these with her, whatever else is planned."))
        return form

    def _to_staff(self) -> None:
        self.done.emit()
        self._workplace.wanted.emit("settings", "staff")

    def _fill(self, facts: Facts) -> None:
        for rate in facts.rates:
            self.rates.put().fill(rate)
        self.week.fill(facts)
        self.skills.setText(qualifications.written(facts.qualifications))
        self.novice_until.setText(facts.novice_until.isoformat() if facts.novice_until else "")
        self.mentor.setCurrentIndex(max(0, self.mentor.findData(facts.mentor)))
        if self.posts is not None:
            self.posts.set_values([post.id for post in self._posts] if facts.posts is None else facts.posts)
        for day, post in facts.pins:
            self.pins.put().fill(day, post)
        self.is_planned.setChecked(facts.is_planned)
        self._form.setEnabled(facts.is_planned)

    def _said(self) -> Facts:
        facts = self._known.facts
        ticked = frozenset(self.posts.values()) if self.posts is not None else frozenset()
        everywhere = len(ticked) == len(self._posts)
        return Facts(
            is_planned=self.is_planned.isChecked(),
            rates=tuple(line.value() for line in self.rates.lines),
            off=self.week.off(),
            qualifications=frozenset(qualifications.read(self.skills.text(), self._skills)),
            novice_until=_day(self.novice_until.text()),
            mentor=self.mentor.currentData(),
            posts=None if everywhere else ticked,
            wishes=self.week.wishes(),
            pins=tuple(line.value() for line in self.pins.lines),
            version=facts.version,
        )

    def _save(self) -> None:
        command = KeepFacts(by=self._workplace.me, person=self._known.person.id, facts=self._said())
        self._do(command, tr("What the rota knows of {name} is saved.", name=self._known.person.name))


class RateLine(QWidget):
    """A share of full time, and the day it holds from."""

    def __init__(self, today: date) -> None:
        super().__init__()
        self.percent = decimal_field(0, 100, 100, "%")
        self.percent.setFixedWidth(grown(96))
        self.percent.setAccessibleName(tr("Percent of full time"))
        self.since = day_field(today)
        self.since.setAccessibleName(tr("From"))
        _in_a_row(self, self.percent, label(tr("from")), self.since)
        self.setFocusProxy(self.percent)

    def fill(self, rate: Rate) -> None:
        """Show what is known."""
        self.percent.setValue(rate.percent)
        self.since.setDate(QDate(rate.start.year, rate.start.month, rate.start.day))

    def value(self) -> Rate:
        """What the line says."""
        percent = self.percent.value()
        return Rate(day_of(self.since), int(percent) if percent == int(percent) else percent)


class PinLine(QWidget):
    """A day, and the post that she has then."""

    def __init__(self, today: date, posts: Sequence[Post]) -> None:
        super().__init__()
        self.day = day_field(today)
        self.day.setAccessibleName(tr("Day"))
        self.post = QComboBox()
        self.post.setAccessibleName(tr("Post"))
        for post in posts:
            self.post.addItem(post.name, post.id)
        _in_a_row(self, self.day, self.post)
        self.setFocusProxy(self.day)

    def fill(self, day: date, post: str) -> None:
        """Show what is known."""
        self.day.setDate(QDate(day.year, day.month, day.day))
        self.post.setCurrentIndex(self.post.findData(post))

    def value(self) -> tuple[date, str]:
        """What the line says."""
        return day_of(self.day), self.post.currentData()


class _Week(QWidget):
    """For each weekday whether she works, and how gladly she sits; weekends when something is known of them."""

    def __init__(self) -> None:
        super().__init__()
        self.days: dict[int, QComboBox] = {}
        self.tastes: dict[int, QComboBox] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(INSIDE)
        grid.setVerticalSpacing(STEP)
        grid.setColumnStretch(3, 1)
        for weekday in range(7):
            name = rotawords.weekday_name(weekday)
            works = self.days[weekday] = QComboBox()
            for value, word in _DAYS.items():
                works.addItem(tr(word), value)
            taste = self.tastes[weekday] = QComboBox()
            for weight, word in _WISHES.items():
                taste.addItem(tr(word), weight)
            for field, what in ((works, tr("Works on {day}", day=name)), (taste, tr("Sits gladly on {day}", day=name))):
                field.setAccessibleName(what)
                field.setFixedWidth(grown(180))
            for column, part in enumerate((label(name, "quiet"), works, taste)):
                grid.addWidget(part, weekday, column)
        self.setFocusProxy(self.days[0])

    def fill(self, facts: Facts) -> None:
        """Show what is known; a weight of its own stays one that can be chosen."""
        for weekday, field in self.days.items():
            halves = {each.half for each in facts.off if each.weekday == weekday}
            whole = None in halves or halves == {"am", "pm"}
            field.setCurrentIndex(field.findData(_OFF if whole else next(iter(halves), _WORKS)))
        weights = dict(facts.wishes)
        for weekday, field in self.tastes.items():
            weight = float(weights.get(weekday, 0))
            if field.findData(weight) < 0:
                field.addItem(tr("weight {weight}", weight=f"{weight:g}"), weight)
            field.setCurrentIndex(field.findData(weight))

    def off(self) -> tuple[Off, ...]:
        """The weekdays, or halves of them, that are off."""
        said = {weekday: field.currentData() for weekday, field in self.days.items()}
        return tuple(
            Off(weekday, None if word == _OFF else cast("Half", word))
            for weekday, word in said.items()
            if word != _WORKS
        )

    def wishes(self) -> tuple[tuple[int, float], ...]:
        """Her wishes; none for a weekday without one."""
        said = {weekday: float(field.currentData()) for weekday, field in self.tastes.items()}
        return tuple((weekday, weight) for weekday, weight in said.items() if weight)


def _in_a_row(owner: QWidget, *parts: QWidget) -> None:
    lines = QVBoxLayout(owner)
    lines.setContentsMargins(0, 0, 0, 0)
    lines.addWidget(beside(*parts))


def _example() -> str:
    return qualifications.qualification("child")


def _day(text: str) -> date | None:
    said = text.strip()
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        raise Trouble(N_("“{text}” is no day. Write it as 2026-01-31."), text=said) from None
