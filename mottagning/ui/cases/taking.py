"""Takes an export into the case list behind the desk's back: nobody waits, and every view hears of what is written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from mottagning.care.casework import in_use
from mottagning.care.protection import learnt_protected
from mottagning.cases.feed import import_feed
from mottagning.cases.feedreport import FeedReport
from mottagning.cases.foreseen import ForeseenChange
from mottagning.cases.undoing import Undone, undo_feed
from mottagning.errors import Trouble
from mottagning.texts import N_
from mottagning.ui.cases.difference import most_telling
from mottagning.ui.workplace import Workplace, as_trouble


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a file; `changes` are what one that is held would change, the most telling ones first."""

    report: FeedReport
    changes: tuple[ForeseenChange, ...] = ()


class FeedTaking(QObject):
    """One file at a time. `done` gives what was `Taken`, `undone` what came of taking a feed back, as `Undone`."""

    progress = Signal(bool, int, int)
    """Whether cases are being written, how many rows were read or cases written, and of how many (0 not known)."""
    done = Signal(object)
    undone = Signal(object)
    failed = Signal(object)
    """A `Trouble`."""

    def __init__(self, workplace: Workplace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._stopped = False
        self.busy = False

    def take(self, path: Path, mapping: str | None, *, shown: str | None = None) -> None:
        """Begin; with `shown` a file that was held is taken, if it is what was shown (`Foreseen.digest`).

        Nothing happens while another file is being taken.
        """
        if self.busy:
            return
        self.busy = True
        self._stopped = False
        workplace, me, now = self._workplace, self._workplace.me, self._workplace.now()

        def work() -> Taken:
            report = import_feed(
                workplace.database,
                path,
                mapping,
                learnt_protected=learnt_protected,
                confirm=shown is not None,
                shown=None if shown is None else {shown},
                by=me,
                now=now,
                carry_out=workplace.carry_out_behind,
                progress=self._on_progress,
            )
            return Taken(report, most_telling(report.foreseen) if report.foreseen else ())

        workplace.tasks.network(work, self._finish, self._fail)

    def take_back(self, feed: int) -> None:
        """Take a feed back that was taken; nothing happens while a file is being taken."""
        if self.busy:
            return
        self.busy = True
        workplace, me, now = self._workplace, self._workplace.me, self._workplace.now()

        def work() -> Undone:
            return undo_feed(
                workplace.database,
                feed,
                learnt_protected=learnt_protected,
                in_use=in_use,
                by=me,
                at=now,
                carry_out=workplace.carry_out_behind,
            )

        workplace.tasks.network(work, self._finish_undone, self._fail)

    def stop(self) -> None:
        """Give the file up, unless cases are being written already."""
        self._stopped = True

    def _on_progress(self, phase: str, done: int, total: int | None) -> None:
        """In the thread that takes the file."""
        is_writing = phase == "writing"
        if self._stopped and not is_writing:
            raise Trouble(N_("Reading in was stopped. Nothing has been changed."))
        self._workplace.tasks.deliver(lambda: self._tell(is_writing, done, total or 0))

    def _tell(self, is_writing: bool, done: int, total: int) -> None:
        if isValid(self):
            self.progress.emit(is_writing, done, total)

    def _finish(self, taken: Taken) -> None:
        if isValid(self):
            self.busy = False
            self.done.emit(taken)

    def _finish_undone(self, undone: Undone) -> None:
        if isValid(self):
            self.busy = False
            self.undone.emit(undone)

    def _fail(self, error: BaseException) -> None:
        if isValid(self):
            self.busy = False
            self.failed.emit(as_trouble(error))
