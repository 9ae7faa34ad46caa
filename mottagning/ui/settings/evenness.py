"""The slider from regular gaps to even weekdays and posts; its effect on the next weeks is shown before it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from mottagning.db import Database
from mottagning.errors import Trouble
from mottagning.rota import unit as units
from mottagning.rota.availability import Availability
from mottagning.rota.evaluation import STEPS, Figures, Trial, compare
from mottagning.tasks import Job as Process
from mottagning.texts import N_, tr
from mottagning.ui import when
from mottagning.ui.rota.strip import PlanStrip
from mottagning.ui.theme import dress, grown
from mottagning.ui.tokens import INSIDE, STEP
from mottagning.ui.widgets.form import beside, button, label, pause, resume
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.workplace import Workplace, as_trouble
from mottagning.worktime import ZONE

_SLIDER, _COLUMN = 320, 88
_WEEKS = timedelta(weeks=12)
_PLACES = (N_("Regular gaps"), N_("More regular"), N_("Between"), N_("More even"), N_("Even weekdays"))


class Evenness(QWidget):
    """A place among `STEPS`. `changed` when a person moves it."""

    changed = Signal()

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._workplace = workplace
        self._process: Process | None = None
        self._heads: list[QLabel] = []
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, len(STEPS) - 1)
        self.slider.setPageStep(1)
        self.slider.setTickPosition(QSlider.TickPosition.TicksBelow)
        self.slider.setFixedWidth(grown(_SLIDER))
        self.slider.setAccessibleName(tr("From regular gaps to even weekdays and posts"))
        self.slider.valueChanged.connect(self._move)
        self.show_button = button(tr("Show the effect"), self.show_effect)
        self.strip = PlanStrip()
        self.strip.cancelled.connect(self.stop)
        self.strip.set_inset(0)
        self.notice = Notice()
        self.effect = QWidget()
        self.effect.hide()
        row = QHBoxLayout()
        row.setSpacing(INSIDE)
        row.addWidget(label(tr("Regular gaps"), "quiet"))
        row.addWidget(self.slider)
        row.addWidget(label(tr("Even weekdays and posts"), "quiet"))
        row.addStretch(1)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(STEP)
        self._lines.addLayout(row)
        for part in (beside(self.show_button), self.strip, self.notice, self.effect):
            self._lines.addWidget(part)
        self.setFocusProxy(self.slider)

    def value(self) -> float:
        """From 0, regular gaps, to 1."""
        return STEPS[self.slider.value()]

    def set_value(self, evenness: float) -> None:
        """Show the nearest place."""
        nearest = min(range(len(STEPS)), key=lambda number: abs(STEPS[number] - evenness))
        self.slider.setValue(nearest)

    def show_effect(self) -> None:
        """Plan the next weeks on trial, once for each place; nothing of it is kept."""
        pause(self.show_button)
        self.notice.clear()
        today = self._workplace.now().astimezone(ZONE).date()
        self._workplace.read(self, lambda database: _trial(database, today), self._begin, self._fail)

    def stop(self) -> None:
        """Stop the trial."""
        if self._process is not None:
            self._process.cancel()
        self._end()

    def hideEvent(self, event: object) -> None:
        """Who goes elsewhere does not wait for it."""
        self.stop()
        super().hideEvent(event)  # type: ignore[arg-type]  # Qt's own event

    def _begin(self, trial: Trial) -> None:
        self.strip.begin(tr("The next weeks are planned in five ways…"), trial.seconds)
        self._process = self._workplace.tasks.process(
            compare, trial, done=partial(self._show, trial), failed=self._fail, progress=self.strip.hear
        )

    def _end(self) -> None:
        self._process = None
        self.strip.end()
        resume(self.show_button)

    def _fail(self, error: BaseException) -> None:
        self._end()
        self.notice.show_trouble(as_trouble(error))

    def _show(self, trial: Trial, found: Sequence[Figures]) -> None:
        self._end()
        made = QWidget()
        grid = QGridLayout(made)
        grid.setContentsMargins(0, STEP, 0, 0)
        grid.setHorizontalSpacing(INSIDE)
        grid.setVerticalSpacing(STEP)
        grid.setColumnStretch(len(STEPS) + 1, 1)
        days = tr("{first} to {last}", first=when.short_day(trial.first), last=when.short_day(trial.last))
        grid.addWidget(label(days, "caption", "quiet"), 0, 0, Qt.AlignmentFlag.AlignBottom)
        self._heads = []
        for column, place in enumerate(_PLACES, 1):
            head = label(tr(place), "caption", wraps=True)
            head.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
            head.setFixedWidth(grown(_COLUMN))
            self._heads.append(head)
            grid.addWidget(head, 0, column)
        for row, (title, texts) in enumerate(_rows(found), 1):
            grid.addWidget(label(title, "quiet"), row, 0)
            for column, text in enumerate(texts, 1):
                cell = label(text)
                cell.setAccessibleName(f"{tr(_PLACES[column - 1])}: {title} {text}")
                grid.addWidget(cell, row, column, Qt.AlignmentFlag.AlignRight)
        self._lines.replaceWidget(self.effect, made)
        self.effect.deleteLater()
        self.effect = made
        self._mark()

    def _move(self, _place: int) -> None:
        self._mark()
        self.changed.emit()

    def _mark(self) -> None:
        """The chosen place stands out in the table."""
        for place, head in enumerate(self._heads):
            dress(head, "caption", "strong" if place == self.slider.value() else "quiet")


def _trial(database: Database, today: date) -> Trial:
    """The weeks after the last published day, or from today; Trouble when there is nothing to plan."""
    unit = units.load(database)
    last = max((shift.date for shift in unit.history), default=today)
    first = max(today, last) + timedelta(days=1)
    if not unit.people or not Availability(unit).open_days(first, first + _WEEKS):
        raise Trouble(N_("There is nothing to plan yet: the rota needs posts with weekdays, and people."))
    return Trial(unit=unit, first=first, last=first + _WEEKS - timedelta(days=1))


def _rows(found: Sequence[Figures]) -> list[tuple[str, list[str]]]:
    """What is compared, in plain words, and the figures."""

    def turns(value: float) -> str:
        return when.locale().toString(value, "f", 1)

    return [
        (tr("Shifts that stay empty"), [str(each.unfilled) for each in found]),
        (tr("Gaps between turns vary by"), [tr("{n} %", n=round(each.gap_cv * 100)) for each in found]),
        (tr("Too many or few of a weekday, at most"), [turns(each.weekday) for each in found]),
        (tr("Too many or few of a post, at most"), [turns(each.post) for each in found]),
        (tr("Turns between most and fewest, as due"), [turns(each.spread) for each in found]),
    ]
