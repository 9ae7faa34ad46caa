"""What the telephone takes: when people ring, and what they would meet with other phone hours and more people there."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from mottagning.db import Database
from mottagning.measures import demand as demands
from mottagning.measures.demand import Demand, Foreseen
from mottagning.measures.figures import amount
from mottagning.people.unit import Targets, load_unit
from mottagning.texts import language, tr, trn
from mottagning.ui import when
from mottagning.ui.rota.heat import HeatMap
from mottagning.ui.theme import grown
from mottagning.ui.tokens import AROUND, BETWEEN, INSIDE, Tone
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.fields import number_field
from mottagning.ui.widgets.form import beside, label
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.workplace import Workplace
from mottagning.worktime import ZONE

WIDTH = 860
_WEEKS = 12
_MOST_POSTS = 5
_COLUMNS, _NARROW = 4, 72
_FIRST_HOUR, _LAST_HOUR = 6, 21
_FEWEST_DAYS = 5


class DemandCard(QWidget):
    """Twelve weeks of calls by weekday and hour; below them what comes of other hours, more callers, more people."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._workplace = workplace
        self._asked = 0
        self._now: Demand | None = None
        self._targets = Targets()
        self.heat = HeatMap(tr("Calls an hour"))
        self.basis = label("", "quiet", wraps=True)
        self.notice = Notice()
        lengths = (("now", tr("As now")), ("more", tr("Half as long again")), ("double", tr("Twice as long")))
        self.hours = Choice(tr("Phone hours"), lengths, "now")
        self.growth = number_field(0, 300, 0, "%")
        self.growth.setAccessibleName(tr("More callers"))
        self.growth.setToolTip(tr("Longer hours mostly bring some who gave up before."))
        self._table = QGridLayout()
        self._table.setHorizontalSpacing(AROUND)
        self._table.setVerticalSpacing(INSIDE)
        for column in range(1, _COLUMNS):
            self._table.setColumnMinimumWidth(column, grown(_NARROW))
        self._lay_out()
        self.hours.chosen.connect(lambda _value: self._foresee())
        self.growth.valueChanged.connect(lambda _value: self._foresee())
        self.setFocusProxy(self.hours)
        last = workplace.now().astimezone(ZONE).date() - timedelta(days=1)
        first = last - timedelta(weeks=_WEEKS) + timedelta(days=1)

        def ask(database: Database) -> tuple[Demand, Targets]:
            return demands.demand(database, first, last), load_unit(database).targets

        workplace.read(self, ask, lambda found: self._show(*found))

    def _lay_out(self) -> None:
        left, right = QVBoxLayout(), QVBoxLayout()
        for each in (left, right):
            each.setSpacing(INSIDE)
        left.addWidget(label(tr("Calls an hour"), "strong"))
        left.addWidget(self.heat)
        left.addStretch(1)
        right.addWidget(label(tr("What callers would meet"), "strong"))
        right.addWidget(label(tr("Phone hours"), "quiet"))
        right.addWidget(self.hours)
        right.addWidget(beside(label(tr("More callers"), "quiet"), self.growth, None))
        right.addLayout(self._table)
        right.addStretch(1)
        sides = QHBoxLayout()
        sides.setSpacing(AROUND)
        sides.addLayout(left, 1)
        sides.addLayout(right, 1)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(BETWEEN)
        lines.addWidget(self.notice)
        lines.addLayout(sides)
        lines.addWidget(self.basis)

    def _show(self, found: Demand, targets: Targets) -> None:
        self._now, self._targets = found, targets
        if found.days < _FEWEST_DAYS or not found.counted:
            self.notice.say(tr("Too few calls have come in yet to tell what the telephone takes."), Tone.WARN)
        self.basis.setText(_basis(found))
        self._foresee()

    def _foresee(self) -> None:
        if self._now is None:
            return
        hours = {day: _longer(each, str(self.hours.value())) for day, each in demands.hours_of(self._now.calls).items()}
        calls = demands.spread(self._now, hours, self.growth.value() / 100)
        self.heat.show_figures(calls, {slot: _figure(each) for slot, each in calls.items()})
        self._asked += 1
        number, now, within = self._asked, self._now, self._targets.answer_minutes

        def compute(_database: Database) -> list[Foreseen]:
            return [demands.foresee(now, calls, posts, within) for posts in range(1, _MOST_POSTS + 1)]

        def show(found: list[Foreseen]) -> None:
            if number == self._asked:  # else something else is asked by now
                self._fill(found)

        self._workplace.read(self, compute, show)  # a tenth of a second: not in the window's thread

    def _fill(self, found: list[Foreseen]) -> None:
        while (item := self._table.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        minutes = amount(self._targets.answer_minutes * 60, "s")
        heads = (tr("At the telephone"), tr("Answer within {time}", time=minutes), tr("Give up"), tr("Mean wait"), "")
        for column, text in enumerate(heads):
            head = label(text, "quiet", wraps=True)
            head.setAlignment(Qt.AlignmentFlag.AlignBottom | _side(column))
            self._table.addWidget(head, 0, column)
        goal = self._targets.abandoned_percent / 100
        enough = next((each.posts for each in found if each.all.abandoned <= goal), None)
        for row, each in enumerate(found, 1):
            self._add_row(row, each, each.posts == enough)
        self._table.setColumnStretch(len(heads) - 1, 1)

    def _add_row(self, row: int, each: Foreseen, is_enough: bool) -> None:
        texts = (
            trn("{n} person", "{n} people", each.posts),
            tr("{n} %", n=round(100 * each.all.answered_within)),
            tr("{n} %", n=round(100 * each.all.abandoned)),
            amount(each.all.mean_wait * 60, "s"),
            tr("Enough for the goal") if is_enough else "",
        )
        for column, text in enumerate(texts):
            look = "good" if column == len(texts) - 1 else "strong" if is_enough else ""
            part = label(text, look)
            if 0 < column < len(texts) - 1:
                part.setAlignment(_side(column))
            self._table.addWidget(part, row, column)


def _side(column: int) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft


def _longer(hours: tuple[int, ...], how: str) -> tuple[int, ...]:
    """The hours of a day made longer, by turns after and before, as far as anybody would work."""
    more = {"now": 0, "more": (len(hours) + 1) // 2, "double": len(hours)}[how]
    found = list(hours)
    for _ in range(more):
        after, before = found[-1] + 1, found[0] - 1
        is_late = after - hours[-1] > hours[0] - before
        if after < _LAST_HOUR and not (is_late and before >= _FIRST_HOUR):
            found.append(after)
        elif before >= _FIRST_HOUR:
            found.insert(0, before)
    return tuple(found)


def _basis(found: Demand) -> str:
    said = [
        trn(
            "Counted from {n} call on {days} open days since {first}.",
            "Counted from {n} calls on {days} open days since {first}.",
            found.counted,
            days=found.days,
            first=when.long_day(found.first),
        )
    ]
    handling = found.handling or demands.TALK + demands.NOTES
    measured = tr("measured") if found.handling else tr("assumed")
    said.append(tr("A call takes {minutes} minutes with its note ({how}).", minutes=_figure(handling), how=measured))
    patience = found.patience or demands.PATIENCE
    waits = tr("measured") if found.patience else tr("assumed")
    said.append(tr("Callers wait {minutes} minutes before they give up ({how}).", minutes=_figure(patience), how=waits))
    said.append(tr("Who answers the telephone does nothing else meanwhile."))
    return " ".join(said)


def _figure(value: float) -> str:
    text = f"{value:.1f}"
    return text.replace(".", ",") if language() == "sv" else text
