"""What the status line says when a call has ended: how, and what becomes of it."""

from __future__ import annotations

from datetime import datetime

from mottagning.desk.settle import Connected, Done, Ending, Parked, Passed, Promised
from mottagning.texts import tr
from mottagning.ui.desk import words


def says(ending: Ending, now: datetime, handler: str = "") -> str:
    """One sentence; `handler` is the name of the one whom the call was connected to."""
    match ending:
        case Done(outcome):
            return tr("Done: {outcome}.", outcome=tr(words.OUTCOMES[outcome]))
        case Promised(due_at):
            return words.promised(due_at, now)
        case Passed():
            return tr("Passed on. It stays open until it is accepted.")
        case Connected():
            return tr("Connected to {name}, who has it now.", name=handler)
        case Parked():
            return tr("Parked: it waits in the queue with what you wrote. Shift+F2 takes it up again.")
