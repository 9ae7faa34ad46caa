"""The card on which a sheet for the wall is chosen: which weeks, on what paper; then it is written as a PDF."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mottagning.rota.month import end_of_month
from mottagning.rota.wallsheet import MOST_WEEKS
from mottagning.texts import tr
from mottagning.ui import when
from mottagning.ui.rota.wallprint import WallPaper, month_name
from mottagning.ui.tokens import BETWEEN
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.fields import number_field
from mottagning.ui.widgets.form import Form, beside, primary_button

WIDTH = 640
_USUAL = 4


class WallCard(QWidget):
    """`chosen` gives the first and last day (None: all that is published, a sheet a month), and a `WallPaper`."""

    chosen = Signal(object, object)

    def __init__(self, month: date, from_day: date) -> None:
        """`month` is the first day of the one shown, `from_day` a day of the week with which the weeks begin."""
        super().__init__()
        self._month = month
        self._monday = from_day - timedelta(days=from_day.weekday())
        self.what = Choice(
            tr("What is on the sheet"),
            (
                ("month", month_name(month)),
                ("weeks", tr("Weeks from {day}", day=when.short_day(self._monday))),
                ("all", tr("All published months")),
            ),
            "month",
        )
        self.weeks = number_field(1, MOST_WEEKS, _USUAL)
        self.paper = Choice(tr("Paper"), (("A4", "A4"), ("A3", "A3")), "A4")
        self.way = Choice(tr("Which way up"), ((False, tr("Lying")), (True, tr("Standing"))), False)
        self.form = Form()
        self.form.add(tr("On the sheet"), self.what)
        self.form.add(tr("Number of weeks"), self.weeks)
        self.form.add(tr("Paper"), self.paper)
        self.form.add(tr("Which way up"), self.way)
        self.ok = primary_button(tr("Save as PDF…"), self._choose)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(BETWEEN)
        lines.addWidget(self.form)
        lines.addWidget(beside(self.ok))
        self.what.chosen.connect(self._fit)
        self._fit()
        self.setFocusProxy(self.what)

    def days(self) -> tuple[date, date] | None:
        """The first and last day of the sheet; None for sheets of all that is published."""
        if self.what.value() == "month":
            return self._month, end_of_month(self._month)
        if self.what.value() == "all":
            return None
        return self._monday, self._monday + timedelta(weeks=self.weeks.value(), days=-1)

    def _fit(self, _value: object = None) -> None:
        self.form.show_field(self.weeks, self.what.value() == "weeks")

    def _choose(self) -> None:
        paper = WallPaper("A3" if self.paper.value() == "A3" else "A4", is_upright=bool(self.way.value()))
        self.chosen.emit(self.days(), paper)
