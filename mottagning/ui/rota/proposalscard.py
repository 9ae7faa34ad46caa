"""Proposals for a rota that no longer holds, side by side: few changes, some more, or all that evens the turns out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mottagning.changes import Changes
from mottagning.db import Database
from mottagning.rota import jobs, planning
from mottagning.rota.jobs import Job, Outcome
from mottagning.rota.replanning import Keep
from mottagning.tasks import Job as Process
from mottagning.texts import N_, tr, trn
from mottagning.ui import when
from mottagning.ui.rota import changelines
from mottagning.ui.rota.cells import Names
from mottagning.ui.rota.history import History
from mottagning.ui.rota.strip import PlanStrip
from mottagning.ui.theme import dress, grown
from mottagning.ui.tokens import BETWEEN, INSIDE, Tone
from mottagning.ui.widgets.form import beside, button, hairline, label, pause, resume
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.workplace import Workplace, as_trouble

WIDTH = 1040
SECONDS = 5.0
"""For each proposal, at most: somebody waits."""
_HEIGHT = 300
_KEEPS: tuple[tuple[Keep, str], ...] = (
    ("few", N_("As few changes as possible")),
    ("some", N_("Some more, where they bring most")),
    ("balanced", N_("Until everybody has her share")),
)
Prepare = Callable[[Database], Job]


class ProposalsCard(QWidget):
    """One proposal after the other is worked out beside the window; `finished` when one is taken."""

    finished = Signal()

    def __init__(self, workplace: Workplace, history: History, names: Names, prepare: Prepare) -> None:
        super().__init__()
        self._workplace = workplace
        self._history = history
        self._names = names
        self._job: Job | None = None
        self._before = 0.0
        self._process: Process | None = None
        self._found: dict[Keep, Outcome] = {}
        self._led: QWidget | None = None
        """Where the card has brought the focus, until somebody takes it elsewhere."""
        self.days = label("", "quiet", wraps=True)
        self.strip = PlanStrip()
        self.strip.cancelled.connect(self.stop)
        self.strip.set_inset(0)
        self.notice = Notice()
        self.columns = {keep: _Column(tr(title)) for keep, title in _KEEPS}
        sides = QHBoxLayout()
        sides.setSpacing(BETWEEN)
        for place, (keep, column) in enumerate(self.columns.items()):
            if place:
                sides.addWidget(hairline(vertical=True))
            sides.addWidget(column, 1)
            column.taken.connect(lambda keep=keep: self.take(keep))
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        for part in (self.days, self.strip, self.notice):
            lines.addWidget(part)
        lines.addLayout(sides, 1)
        self._led = self.columns["few"].list
        self.setFocusProxy(self._led)
        workplace.read(self, lambda database: _prepared(database, prepare), self._begin, self._fail)

    def stop(self) -> None:
        """No more is worked out; what is there can be taken."""
        if self._process is not None:
            self._process.cancel()
            self._process = None
        self.strip.end()

    def take(self, keep: Keep) -> None:
        """Make a draft of a proposal."""
        if self._job is None or keep not in self._found:
            return
        self.stop()
        pause(self.columns[keep].take)  # pressed twice it would make two drafts
        outcome = self._found[keep]
        command = planning.to_save(self._job, outcome, self._workplace.me)
        changed = len(outcome.changed)
        says = trn("A draft with {n} change.", "A draft with {n} changes.", changed)
        self._history.do(command, says, done=self._finish, failed=self._fail)

    def _finish(self, _changes: Changes) -> None:
        self.finished.emit()

    def _begin(self, prepared: tuple[Job, float]) -> None:
        self._job, self._before = prepared
        days = {"first": when.short_day(self._job.first), "last": when.short_day(self._job.last)}
        self.days.setText(tr("The days {first} – {last}. The proposal that is taken becomes a draft.", **days))
        self._work_on()

    def _work_on(self) -> None:
        """Work out the next proposal that is missing."""
        assert self._job is not None
        keep = next((keep for keep, _ in _KEEPS if keep not in self._found), None)
        if keep is None:
            self.stop()
            return
        job = replace(self._job, keep=keep, most=SECONDS)
        title = tr(dict(_KEEPS)[keep])
        self.strip.begin(tr("{proposal}: being worked out…", proposal=title), job.seconds)
        self._process = self._workplace.tasks.process(
            jobs.run,
            job,
            done=lambda outcome: self._show(keep, outcome),
            failed=self._fail,
            progress=self.strip.hear,
        )

    def _show(self, keep: Keep, outcome: Outcome) -> None:
        if self._process is None:
            return  # stopped while it came
        self.propose(keep, outcome)
        self._work_on()

    def propose(self, keep: Keep, outcome: Outcome) -> None:
        """Show a proposal, beside those that came before it."""
        is_idle = any(not _is_better(outcome, found) for found in self._found.values())
        self._found[keep] = outcome
        self.columns[keep].show_proposal(outcome, self._before, self._names, is_idle=is_idle)
        self._recommend()

    def _recommend(self) -> None:
        """One can be taken with Enter: the one that fills most with the fewest changes."""
        choices = [keep for keep, _ in _KEEPS if self.columns[keep].can_be_taken]
        best = min(choices, key=lambda keep: len(self._found[keep].plan.unfilled), default=None)
        for keep, column in self.columns.items():
            column.recommend(keep == best, beside_others=len(choices) > 1)
        if best is not None and self.window().focusWidget() is self._led:
            self._led = self.columns[best].take
            self._led.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fail(self, error: BaseException) -> None:
        self.stop()
        for column in self.columns.values():
            resume(column.take)
        self.notice.show_trouble(as_trouble(error))


class _Column(QWidget):
    """One proposal: what it costs, what it brings, and each change."""

    taken = Signal()

    def __init__(self, title: str) -> None:
        super().__init__()
        self.can_be_taken = False
        self.changes = label("", "title")
        self.unfilled = Notice()
        self.spread = label("", "quiet", wraps=True)
        self.idle = label(tr("Brings nothing more than the one before."), "quiet", wraps=True)
        self.list = RowList(title, icons=False, inset=INSIDE, dense=True)
        self.list.setMinimumHeight(grown(_HEIGHT))
        self.list.set_empty_sentence(tr("Nothing has to change."))
        self.best = label(tr("Recommended: fills most with the fewest changes."), "caption", wraps=True)
        self.take = button(tr("Take this one"), self.taken.emit)
        self.take.setAccessibleName(f"{title}: {self.take.text()}")
        self._parts = (self.changes, self.spread, self.list)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        lines.addWidget(label(title, "strong", wraps=True))
        for told in (self.changes, self.spread, self.unfilled, self.idle):
            lines.addWidget(told)
        lines.addWidget(self.list, 1)
        lines.addStretch(0)
        lines.addWidget(self.best)
        lines.addWidget(beside(self.take))
        for part in (*self._parts, self.idle, self.best, self.take):
            part.hide()

    def show_proposal(self, outcome: Outcome, before: float, names: Names, *, is_idle: bool) -> None:
        """Show what came of it."""
        count = len(outcome.changed)
        self.changes.setText(trn("{n} change", "{n} changes", count))
        number = when.locale().toString
        self.spread.setText(
            tr(
                "Between most and least: {before} → {after} turns",
                before=number(before, "f", 1),
                after=number(outcome.spread, "f", 1),
            )
        )
        empty = len(outcome.plan.unfilled)
        if empty:
            said = trn("{n} shift stays empty", "{n} shifts stay empty", empty)
            self.unfilled.say(said, Tone.BAD)
        self.list.set_rows(changelines.rows(outcome.changed, names))
        for part in self._parts:
            part.show()
        self.idle.setVisible(is_idle and count > 0)
        self.can_be_taken = count > 0 and not is_idle
        self.take.setVisible(self.can_be_taken)

    def recommend(self, is_best: bool, *, beside_others: bool) -> None:
        """Let this be the one to take, or not."""
        self.best.setVisible(is_best and beside_others)
        dress(self.take, "primary" if is_best else "")


def _is_better(outcome: Outcome, than: Outcome) -> bool:
    """Whether it fills more, or is more even as far as it is shown."""
    return (len(outcome.plan.unfilled), round(outcome.spread, 1)) < (len(than.plan.unfilled), round(than.spread, 1))


def _prepared(database: Database, prepare: Prepare) -> tuple[Job, float]:
    job = prepare(database)
    return job, jobs.spread_before(job)
