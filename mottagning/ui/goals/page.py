"""The goals: a row each, with the latest figure beside its target; of the reception, never of a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mottagning.cases.freshness import Freshness, freshness
from mottagning.changes import Changes
from mottagning.db import Database
from mottagning.measures.counting import Measure
from mottagning.measures.figures import measure
from mottagning.texts import N_, tr
from mottagning.ui import when
from mottagning.ui.cases.asof import AsOf
from mottagning.ui.goals.goalrow import GoalRow
from mottagning.ui.theme import grown
from mottagning.ui.tokens import AROUND, BETWEEN, INSIDE
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.form import hairline, label
from mottagning.ui.widgets.scrolling import scrolled
from mottagning.ui.widgets.waiting import GreyBars
from mottagning.ui.workplace import Workplace
from mottagning.worktime import ZONE

_WIDEST = 960
_SOON_MS = 2_000
"""Figures of weeks need not follow each keystroke at the desk."""
_DAYS = {"weeks": 28, "quarter": 91}
_SECTIONS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    (N_("On the phone"), lambda name: name.startswith(("calls_", "wait_"))),
    (N_("What we promised"), lambda name: name in ("callbacks_in_time", "mail_in_time", "solved_at_desk")),
    (N_("Cases"), lambda name: name.startswith(("deadlines_", "stage_"))),
)


@dataclass(frozen=True, slots=True)
class Figures:
    """The measures of a period and of the one before, and how old the case list is."""

    first: date
    last: date
    now: tuple[Measure, ...]
    before: dict[str, Measure]
    feed: Freshness


class GoalsPage(QWidget):
    """Four weeks, or a quarter, up to today; each figure beside that of the period before."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._is_old = True
        self._asked = 0
        self._shown: Figures | None = None
        self.setProperty("look", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        periods = [("weeks", tr("4 weeks")), ("quarter", tr("Quarter"))]
        self.period = Choice(tr("Period"), periods, "weeks")
        self.period.chosen.connect(lambda _chosen: self._refresh())
        self._dates = label("", "quiet")
        self._rows = QWidget()
        self._lines = QVBoxLayout(self._rows)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(0)
        self._lines.addWidget(GreyBars(8))
        self._lay_out()
        self.setFocusProxy(self.period)
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._refresh)
        workplace.changed.connect(self._changed)
        workplace.signed_in.connect(self._another)

    def _another(self, _session: object) -> None:
        self._soon.start()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(BETWEEN)
        head.addWidget(label(tr("Goals"), "title"))
        head.addWidget(self.period)
        head.addWidget(self._dates, 1)
        column = QWidget()
        column.setMaximumWidth(grown(_WIDEST))
        lines = QVBoxLayout(column)
        lines.setContentsMargins(AROUND, BETWEEN, AROUND, BETWEEN)
        lines.setSpacing(INSIDE)
        lines.addLayout(head)
        lines.addWidget(self._rows)
        why = tr("Counted for the reception as a whole, never for a person. Calls whose end nobody knows are left out.")
        lines.addWidget(label(why, "caption", "quiet", wraps=True))
        lines.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        area = scrolled(column)
        area.setAccessibleName(tr("Goals"))
        whole.addWidget(area)

    def goals(self) -> list[GoalRow]:
        """The rows that are shown."""
        parts = (item.widget() for place in range(self._lines.count()) if (item := self._lines.itemAt(place)))
        return [part for part in parts if isinstance(part, GoalRow)]

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_old:
            self._refresh()

    def _changed(self, changes: Changes) -> None:
        if changes.concerns("contact", "case", "feed", "setting"):
            self._is_old = True
            if self.isVisible() and not self._soon.isActive():
                self._soon.start()

    def _refresh(self) -> None:
        if self._workplace.session is None or not self.isVisible():
            self._is_old = True
            return
        self._is_old = False
        self._asked += 1
        asked, now, days = self._asked, self._workplace.now(), _DAYS[str(self.period.value())]

        def show(found: Figures) -> None:
            if asked == self._asked:  # else another period was chosen meanwhile
                self._show(found, now)

        self._workplace.read(self, lambda database: read(database, now, days), show)

    def _show(self, found: Figures, now: datetime) -> None:
        first, last = when.short_day(found.first), when.short_day(found.last)
        self._dates.setText(tr("{first} to {last}", first=first, last=last))
        if found == self._shown:
            return
        self._shown = found
        while item := self._lines.takeAt(0):
            if gone := item.widget():
                gone.hide()
                gone.deleteLater()
        for title, belongs in _SECTIONS:
            heading = label(tr(title), "title")
            heading.setContentsMargins(0, BETWEEN, 0, INSIDE)
            self._lines.addWidget(heading)
            measures = [each for each in found.now if belongs(each.name)]
            if any(each.name.startswith("stage_") for each in measures):
                as_of = AsOf()
                as_of.show_age(found.feed.as_of, found.feed.stale, now, found.feed.held)
                self._lines.addWidget(as_of)
                self._lines.addSpacing(INSIDE)
            for each in measures:
                self._lines.addWidget(hairline())
                self._lines.addWidget(GoalRow(each, found.before.get(each.name)))


def read(database: Database, now: datetime, days: int) -> Figures:
    """The figures of the last `days` days up to `now`, and of as many before them."""
    last = now.astimezone(ZONE).date()
    first = last - timedelta(days=days - 1)
    with database.reading():
        before = measure(database, first - timedelta(days=days), first - timedelta(days=1), now)
        return Figures(
            first,
            last,
            measure(database, first, last, now),
            {each.name: each for each in before},
            freshness(database, now),
        )
