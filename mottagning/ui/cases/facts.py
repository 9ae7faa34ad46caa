"""Facts about a case that its page and the board share: how it stands with its deadlines, and what is next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from mottagning.cases.deadlines import Deadline
from mottagning.cases.list import CaseView
from mottagning.texts import N_, tr
from mottagning.ui import when
from mottagning.ui.tokens import BETWEEN, STEP, Tone
from mottagning.ui.widgets.elided import as_tip
from mottagning.ui.widgets.form import label
from mottagning.ui.widgets.marks import ToneWord

TONES = {"late": Tone.BAD, "soon": Tone.WARN, "on_time": Tone.GOOD, "paused": Tone.QUIET, "done": Tone.QUIET}
STATUS = {
    "late": N_("Overdue"),
    "soon": N_("Soon"),
    "on_time": N_("In time"),
    "paused": N_("Stands still"),
    "done": N_("Done {day}"),
}


class Deadlines(QWidget):
    """One line a deadline: what, by when, and how it stands in a word with its shape."""

    def __init__(self, deadlines: Sequence[Deadline], now: datetime, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(BETWEEN)
        grid.setVerticalSpacing(STEP)
        grid.setColumnStretch(0, 1)
        for row, each in enumerate(deadlines):
            what = label(tr(each.rule.name), *(("quiet",) if each.status == "done" else ()), wraps=True)
            what.setToolTip(as_tip(_tip(each, now)))
            grid.addWidget(what, row, 0, Qt.AlignmentFlag.AlignTop)
            if each.status == "done":  # when it had to be done matters no more
                grid.addWidget(_status(each, now), row, 1, 1, 2, Qt.AlignmentFlag.AlignTop)
                continue
            day = label(when.short_day(each.due, now))
            grid.addWidget(day, row, 1, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
            grid.addWidget(_status(each, now), row, 2, Qt.AlignmentFlag.AlignTop)


def _tip(deadline: Deadline, now: datetime) -> str:
    """The law, and when it was due before something was decided."""
    before = tr("Was due {day}", day=when.short_day(deadline.original, now)) if deadline.original else ""
    return " · ".join(part for part in (deadline.rule.law, before) if part)


def _status(deadline: Deadline, now: datetime) -> QWidget:
    day = when.short_day(deadline.stopped, now) if deadline.stopped else ""
    return ToneWord(tr(STATUS[deadline.status], day=day), TONES[deadline.status])


def next_line(case: CaseView, now: datetime) -> str:
    """ "Home visit, Thu 26 Nov", "" when nothing is said."""
    day = when.short_day(case.next_date, now) if case.next_date else ""
    return ", ".join(part for part in (case.next_step or "", day) if part)
