"""Facts about a case in words: where it stands, who has it, what is next, and how it stands with its deadlines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from mottagning.cases.card import CaseCard
from mottagning.cases.deadlines import Deadline
from mottagning.cases.list import CaseView
from mottagning.people.absence import Present
from mottagning.people.staff import Person
from mottagning.texts import N_, tr, trn
from mottagning.ui import when
from mottagning.ui.desk import words
from mottagning.ui.tokens import BETWEEN, STEP, Tone
from mottagning.ui.widgets.elided import as_tip
from mottagning.ui.widgets.form import label
from mottagning.ui.widgets.marks import ToneWord

TONES = {"late": Tone.BAD, "soon": Tone.WARN, "on_time": Tone.GOOD, "done": Tone.QUIET}
STATUS = {"late": N_("Overdue"), "soon": N_("Soon"), "on_time": N_("In time"), "done": N_("Done {day}")}


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
            what = label(tr(each.rule.name), wraps=True)
            what.setToolTip(as_tip(each.rule.law))
            grid.addWidget(what, row, 0, Qt.AlignmentFlag.AlignTop)
            day = label(when.short_day(each.due, now), *(("quiet",) if each.status == "done" else ()))
            grid.addWidget(day, row, 1, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
            grid.addWidget(_status(each, now), row, 2, Qt.AlignmentFlag.AlignTop)


def _status(deadline: Deadline, now: datetime) -> QWidget:
    day = when.short_day(deadline.stopped, now) if deadline.stopped else ""
    return ToneWord(tr(STATUS[deadline.status], day=day), TONES[deadline.status])


def stage_line(card: CaseCard) -> str:
    """ "Investigation · 12 days (usually 9)"."""
    stage = words.stage(card.case.stage)
    days = card.days_in_stage
    if days is None or card.case.closed is not None:
        return stage
    said = trn("{n} day", "{n} days", days)
    if card.usual_days is None:
        return f"{stage} · {said}"
    return f"{stage} · {said} {tr('(usually {n})', n=card.usual_days)}"


def handler_line(case: CaseView, handler: Person | None, present: Present | None) -> str:
    """ "Karin Lind · in today"."""
    if handler is None or present is None:
        return case.handler or tr("No handler")
    return f"{handler.name} · {tr(words.PRESENCE[present])}"


def next_line(case: CaseView, now: datetime) -> str:
    """ "Home visit, Thu 26 Nov", "" when nothing is said."""
    day = when.short_day(case.next_date, now) if case.next_date else ""
    return ", ".join(part for part in (case.next_step or "", day) if part)
