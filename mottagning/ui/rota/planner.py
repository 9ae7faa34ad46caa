"""Lets a worker process plan: what it needs is read, how far it has come is shown, what comes of it is kept."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from mottagning.db import Database
from mottagning.rota import jobs, planning
from mottagning.rota.jobs import Job, Outcome
from mottagning.rota.month import Month
from mottagning.tasks import Job as Process
from mottagning.texts import tr, trn
from mottagning.ui.rota.history import History
from mottagning.ui.rota.strip import PlanStrip
from mottagning.ui.rota.wallprint import month_name
from mottagning.ui.workplace import Workplace, as_trouble

_USUAL_S = 8.0
"""So long a month takes; what it has to do with is read first."""


class Planner(QObject):
    """One planning at a time. `busy` says when it begins and ends, `refused` gives the Trouble."""

    busy = Signal(bool)
    refused = Signal(object)

    def __init__(self, workplace: Workplace, history: History, strip: PlanStrip, parent: QObject) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._history = history
        self._strip = strip
        self._asked: object | None = None
        """What is being planned; what was asked for before, and stopped, may still come."""
        self._process: Process | None = None
        strip.cancelled.connect(self.cancel)

    @property
    def is_running(self) -> bool:
        """Whether something is being planned."""
        return self._asked is not None

    def start(self, month: Month, mode: str) -> None:
        """Plan the month: "new", or mended ("few", "balanced")."""
        if self.is_running:
            return
        self._asked = asked = object()
        self.busy.emit(True)
        self._strip.begin(tr("{month} is being planned…", month=month_name(month.month)), _USUAL_S)
        self._workplace.read(
            self, lambda database: _prepare(database, month, mode), partial(self._work, asked), self._fail
        )

    def cancel(self) -> None:
        """Stop; nothing is kept."""
        if self._process is not None:
            self._process.cancel()
        self._end()

    def _work(self, asked: object, job: Job) -> None:
        if asked is not self._asked:
            return  # stopped while it was being prepared
        self._strip.expect(job.seconds)
        self._process = self._workplace.tasks.process(
            jobs.run, job, done=partial(self._keep, job), failed=self._fail, progress=self._strip.hear
        )

    def _keep(self, job: Job, outcome: Outcome) -> None:
        self._end()
        if job.promised is not None and not outcome.changed:
            self._workplace.done.emit(tr("Nothing has to change."), None)
            return
        command = planning.to_save(job, outcome, self._workplace.me)
        self._history.do(command, _says(job, outcome), failed=self._fail)

    def _fail(self, error: BaseException) -> None:
        self._end()
        self.refused.emit(as_trouble(error))

    def _end(self) -> None:
        self._process = None
        self._asked = None
        self._strip.end()
        self.busy.emit(False)


def _prepare(database: Database, month: Month, mode: str) -> Job:
    if mode == "new":
        if month.plan_days is not None:
            return planning.prepare(database, *month.plan_days, after=month.plan, keeping=True)
        unplanned = month.unplanned()
        first = unplanned[0] if unplanned else max(month.month, month.today)
        return planning.prepare(database, first, month.month_end, keeping=True)
    keep = planning.KEEPS[mode]
    if month.plan is not None:
        return planning.prepare_again(database, month.plan, keep, month.today)
    return planning.prepare_again(database, None, keep, max(month.month, month.today), month.month_end)


def _says(job: Job, outcome: Outcome) -> str:
    empty = len(outcome.plan.unfilled)
    if job.promised is not None:
        changed = len(outcome.changed)
        if empty:
            return tr("A draft with {n} changes; {empty} shifts stay empty.", n=changed, empty=empty)
        return trn("A draft with {n} change.", "A draft with {n} changes.", changed)
    if empty:
        return tr("A draft of {n} shifts; {empty} could not be filled.", n=len(outcome.plan.shifts), empty=empty)
    return trn("A draft of {n} shift.", "A draft of {n} shifts.", len(outcome.plan.shifts))
