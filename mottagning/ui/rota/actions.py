"""What the lead does to the rota by hand, as commands, with the sentence that tells of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from uuid import uuid4

from PySide6.QtCore import QObject, Signal

from mottagning.command import Command
from mottagning.errors import Trouble
from mottagning.rota.month import Slot, Wrong
from mottagning.rota.moving import Assign, Doubtful, Swap, Unpin
from mottagning.rota.plans import Discard
from mottagning.texts import N_, tr
from mottagning.ui import when
from mottagning.ui.rota.cells import Place
from mottagning.ui.rota.grid import Verdict
from mottagning.ui.rota.history import History
from mottagning.ui.rota.look import Shown
from mottagning.ui.rota.reasons import heard, said
from mottagning.ui.tokens import Tone
from mottagning.ui.workplace import Workplace, as_trouble


class Actions(QObject):
    """`refused` gives the Trouble when a rule speaks against it; `done` comes after what went well.

    `doubted` gives the Trouble of a soft rule, and what does it anyway.
    """

    refused = Signal(object)
    doubted = Signal(object, object)
    done = Signal()

    def __init__(self, workplace: Workplace, history: History, parent: QObject) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._history = history

    def assign(self, shown: Shown, slot: Slot, person: str | None) -> None:
        """Put somebody on a shift, or nobody."""
        if person == slot.person:
            return
        values = {"post": shown.names.posts[slot.post], "day": when.short_day(slot.date)}
        if person is None:
            says = tr("Nobody sits at {post} on {day} now.", **values)
        else:
            says = tr("{name} sits at {post} on {day}.", name=shown.names.person(person), **values)
        command = Assign(
            by=self._workplace.me,
            plan=shown.month.plan_of(slot.date),
            date=slot.date,
            post=slot.post,
            person=person,
            seen=slot.turnout,
        )
        self._do(command, says)

    def swap(self, shown: Shown, one: Slot, other: Slot) -> None:
        """Exchange who sits on two shifts, or move somebody to an empty one."""
        plan = shown.month.plan_of(one.date)
        days = {"one": when.short_day(one.date), "other": when.short_day(other.date)}
        if one.person is None or other.person is None:
            name = shown.names.person(one.person or other.person)
            says = tr("The turn of {name} is moved: {one} → {other}.", name=name, **days)
        else:
            names = {"name": shown.names.person(one.person), "name2": shown.names.person(other.person)}
            says = tr("{name} ({one}) and {name2} ({other}) have changed places.", **names, **days)
        self._do(Swap(by=self._workplace.me, plan=plan, one=one.turnout, other=other.turnout), says)

    def move(self, shown: Shown, source: Place, target: Place) -> None:
        """Carry out what a turn that was dragged, or lifted and put, from one place to another means."""
        meant = _meant(shown, source, target)
        if isinstance(meant, Trouble):
            self.refused.emit(meant)
        elif meant is not None and meant.other is not None:
            self.swap(shown, meant.one, meant.other)
        elif meant is not None:
            self.assign(shown, meant.one, meant.person)

    def judge(self, shown: Shown, source: Place, target: Place) -> Verdict:
        """What would come of it: told while it is still in the hand."""
        meant = _meant(shown, source, target)
        if meant is None or shown.trial is None:
            return Verdict("")
        if isinstance(meant, Trouble):
            return Verdict(str(meant), Tone.BAD)
        if meant.other is not None:
            objection = shown.trial.exchanging(meant.one.turnout, meant.other.turnout)
        else:
            objection = shown.trial.putting(replace(meant.one.turnout, person=meant.person))
        if objection is None:
            return Verdict(_would(shown, meant))
        words = tr("{name}: {reason}", name=shown.names.short(objection.person), reason=said(objection.reason))
        return Verdict(words, Tone.WARN if objection.is_soft else Tone.BAD)

    def discard(self, shown: Shown) -> None:
        """Throw the draft away."""
        if shown.month.plan is not None:
            command = Discard(by=self._workplace.me, plan=shown.month.plan)
            self._do(command, tr("The draft is thrown away."))

    def unpin(self, wrong: Wrong) -> None:
        """Let the planner decide of a pinned shift."""
        if wrong.date is not None and wrong.post is not None:
            command = Unpin(by=self._workplace.me, date=wrong.date, post=wrong.post)
            self._do(command, tr("The pin is removed."))

    def _do(self, command: Command, says: str) -> None:
        def fail(error: BaseException) -> None:
            if isinstance(error, Doubtful) and isinstance(command, Assign | Swap):
                again = replace(command, knowing=True, uuid=uuid4())
                self.doubted.emit(heard(error), partial(self._do, again, says))
            else:
                self.refused.emit(heard(as_trouble(error)))

        self._history.do(command, says, done=lambda _changes: self.done.emit(), failed=fail)


@dataclass(frozen=True, slots=True)
class _Meant:
    """Two shifts change places, or (`other` None) somebody takes one."""

    one: Slot
    other: Slot | None = None
    person: str | None = None


def _meant(shown: Shown, source: Place, target: Place) -> _Meant | Trouble | None:
    """What it means to bring a turn from one place to another; None: nothing."""
    if source.post is not None and target.post is not None:
        one, other = shown.slot(source.date, source.post), shown.slot(target.date, target.post)
        return None if one is None or other is None or one == other else _exchange(shown, one, other)
    if source.person is None or target.person is None or source == target:
        return None
    return _between_people(shown, source.date, source.person, target.date, target.person)


def _between_people(shown: Shown, day: date, person: str, to_day: date, to_person: str) -> _Meant | Trouble | None:
    """Between rows of people: onto another's turn it is an exchange, else the turn is given away or moved."""
    one = next(iter(shown.slots_of(day, person)), None)
    if one is None:
        return None
    other = next(iter(shown.slots_of(to_day, to_person)), None)
    if other is None and to_person == person:
        other = shown.slot(to_day, one.post)
    if other is not None:
        return _exchange(shown, one, other)
    if to_day == day:
        return _Meant(one, person=to_person)
    return Trouble(N_("Move a turn to another day of the same person, or to somebody else the same day."))


def _exchange(shown: Shown, one: Slot, other: Slot) -> _Meant | Trouble:
    if shown.month.plan_of(one.date) != shown.month.plan_of(other.date):
        return Trouble(N_("One of the days is in the draft and the other is not. Publish first."))
    return _Meant(one, other)


def _would(shown: Shown, meant: _Meant) -> str:
    """A move that no rule speaks against, in short."""
    names, one, other = shown.names, meant.one, meant.other
    if other is None:
        return tr("{name} → {name2}", name=names.short(one.person), name2=names.short(meant.person))
    if one.person is None or other.person is None:
        return tr("{one} → {other}", one=when.short_day(one.date), other=when.short_day(other.date))
    return tr("{name} ↔ {name2}", name=names.short(one.person), name2=names.short(other.person))
