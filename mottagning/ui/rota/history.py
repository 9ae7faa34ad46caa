"""Undo and redo without end on the rota page: each thing done is kept with its inverse, which is a command as well."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from mottagning.changes import Changes
from mottagning.command import Command
from mottagning.errors import Conflict, DatabaseTrouble, Trouble
from mottagning.texts import N_, tr
from mottagning.ui.workplace import Workplace, as_trouble, is_there


@dataclass(frozen=True, slots=True)
class _Step:
    """What takes a thing back, or does it again, and the sentence that told of it."""

    command: Command
    says: str


class History(QObject):
    """What somebody has done to the rota since she signed in. `refused` gives the Trouble that stood in the way."""

    refused = Signal(object)
    moved = Signal(bool, bool)
    """Whether there is something to take back, and to do again, by now."""

    def __init__(self, workplace: Workplace, parent: QObject) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._done: list[_Step] = []
        self._undone: list[_Step] = []
        workplace.signed_in.connect(self._another)

    @property
    def can_undo(self) -> bool:
        """Whether there is something to take back."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Whether something that was taken back can be done again."""
        return bool(self._undone)

    def forget(self) -> None:
        """Somebody else sits down: what was done before, or still is being done, is not hers to take back."""
        self._done, self._undone = [], []
        self._tell()

    def _another(self, _session: object) -> None:
        self.forget()

    def do(
        self,
        command: Command,
        says: str,
        done: Callable[[Changes], None] | None = None,
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Carry a command out, as `Workplace.do` does, and keep the way back."""
        before, after = self._done, self._undone

        def keep(changes: Changes) -> None:
            after.clear()
            if changes.undo is not None:
                before.append(_Step(changes.undo, says))
            self._tell()
            self._workplace.done.emit(says, self.undo if changes.undo is not None else None)
            if done is not None and is_there(done):  # the card may be closed meanwhile
                done(changes)

        self._workplace.do(command, done=keep, failed=failed)

    def undo(self) -> None:
        """Take back the last thing that was done and still stands."""
        self._turn(self._done, self._undone, lambda what: tr("Undone: {what}", what=what))

    def redo(self) -> None:
        """Do again what was taken back last."""
        self._turn(self._undone, self._done, lambda what: tr("Done again: {what}", what=what))

    def _turn(self, source: list[_Step], target: list[_Step], says: Callable[[str], str]) -> None:
        if not source:
            return
        step = source.pop()

        def keep(changes: Changes) -> None:
            if changes.undo is not None:
                target.append(_Step(changes.undo, step.says))
            self._tell()
            self._workplace.done.emit(says(step.says), None)

        def fail(error: BaseException) -> None:
            if isinstance(error, DatabaseTrouble):
                source.append(step)  # it may work a little later
            self._tell()
            if isinstance(error, Conflict):
                sentence = N_("Somebody else has changed the rota since, so this cannot be turned back: {what}")
                self.refused.emit(Trouble(sentence, what=step.says))
            else:
                self.refused.emit(as_trouble(error))

        self._workplace.do(step.command, done=keep, failed=fail)

    def _tell(self) -> None:
        self.moved.emit(self.can_undo, self.can_redo)
