"""What the lead does to the rota by hand, as commands, with the sentence that tells of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QObject, Signal

from mottagning.command import Command
from mottagning.errors import Trouble
from mottagning.rota.month import Slot, Wrong
from mottagning.rota.moving import Assign, Swap, Unpin
from mottagning.rota.plans import Discard
from mottagning.texts import N_, tr
from mottagning.ui import when
from mottagning.ui.rota.cells import Place
from mottagning.ui.rota.history import History
from mottagning.ui.rota.look import Shown
from mottagning.ui.workplace import Workplace, as_trouble


class Actions(QObject):
    """`refused` gives the Trouble when a rule speaks against it; `done` comes after what went well."""

    refused = Signal(object)
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
        if plan != shown.month.plan_of(other.date):
            self.refused.emit(Trouble(N_("One of the days is in the draft and the other is not. Publish first.")))
            return
        days = {"one": when.short_day(one.date), "other": when.short_day(other.date)}
        if one.person is None or other.person is None:
            name = shown.names.person(one.person or other.person)
            says = tr("The turn of {name} is moved: {one} → {other}.", name=name, **days)
        else:
            names = {"name": shown.names.person(one.person), "name2": shown.names.person(other.person)}
            says = tr("{name} ({one}) and {name2} ({other}) have changed places.", **names, **days)
        self._do(Swap(by=self._workplace.me, plan=plan, one=one.turnout, other=other.turnout), says)

    def move(self, shown: Shown, source: Place, target: Place) -> None:
        """What a turn that was dragged, or lifted and put, from one place to another means."""
        if source.post is not None and target.post is not None:
            one, other = shown.slot(source.date, source.post), shown.slot(target.date, target.post)
            if one is not None and other is not None:
                self.swap(shown, one, other)
        elif source.person is not None and target.person is not None:
            self._move_between_people(shown, source.date, source.person, target.date, target.person)

    def _move_between_people(self, shown: Shown, day: date, person: str, to_day: date, to_person: str) -> None:
        """Between rows of people: onto another's turn it is an exchange, else the turn is given away or moved."""
        one = next(iter(shown.slots_of(day, person)), None)
        if one is None:
            return
        other = next(iter(shown.slots_of(to_day, to_person)), None)
        if other is None and to_person == person:
            other = shown.slot(to_day, one.post)
        if other is not None:
            self.swap(shown, one, other)
        elif to_day == day:
            self.assign(shown, one, to_person)
        else:
            sentence = N_("Move a turn to another day of the same person, or to somebody else the same day.")
            self.refused.emit(Trouble(sentence))

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
        self._history.do(command, says, done=lambda _changes: self.done.emit(), failed=self._fail)

    @property
    def _fail(self) -> Callable[[BaseException], None]:
        return lambda error: self.refused.emit(as_trouble(error))
