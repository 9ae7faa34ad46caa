"""Shifts moved by hand: somebody put on a shift or taken off, two shifts exchanged; the rules are checked first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NoReturn

from mottagning.command import Command, Turn, handles
from mottagning.db import Database
from mottagning.errors import Conflict, NotAllowed, Trouble
from mottagning.people import staff
from mottagning.people.roles import require_desk, require_lead
from mottagning.rota import unit as units
from mottagning.rota.edition import Edition, Kind
from mottagning.rota.model import Shift, Unit
from mottagning.rota.pins import pin
from mottagning.rota.plans import Turnout, draft, draft_row, taken, uncovered
from mottagning.rota.reasons import Reason
from mottagning.rota.tables import Pin, PlanShift, RotaChange, RotaVersion, ShiftRow
from mottagning.rota.trial import Objection, Trial
from mottagning.texts import N_

# Further away no rule looks.
_REACH = timedelta(days=92)

Slots = frozenset[tuple[date, str]]
"""Shifts, whoever sits there: date and post."""


class Doubtful(Trouble):
    """A soft rule of the unit speaks against it; the same command does it when it is `knowing`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assign(Command):
    """Put somebody (None: nobody) on a shift of a draft, or of the published rota when `plan` is None.

    With `knowing` the unit's soft rules may be broken, with `despite` (an undo) all of them. With `seen`, nothing is
    done if somebody else sits there by now. Who stood by that day leaves that; `standby` gives the post back to whoever
    then leaves this shift. What is `planned` is no work of hands: an undo.
    """

    plan: int | None
    date: date
    post: str
    person: str | None
    knowing: bool = False
    despite: bool = False
    seen: Turnout | None = None
    standby: str | None = None
    planned: Slots = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap(Command):
    """Exchange who sits on two shifts, as they were seen, of a draft or (`plan` None) of the published rota.

    One of them may be empty: then the other's person moves there. The rest is as in `Assign`.
    """

    plan: int | None
    one: Turnout
    other: Turnout
    knowing: bool = False
    despite: bool = False
    planned: Slots = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn(Command):
    """Somebody takes a published shift of today that nobody comes to; `seen` is who should have sat there."""

    date: date
    post: str
    person: str
    seen: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StandBack(Command):
    """The undo of `StandIn`: `person` takes it no longer, and it is of who should have sat there.

    She stands by again at the post `standby`, if she left one.
    """

    date: date
    post: str
    person: str
    before: str | None
    standby: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpin(Command):
    """Let the planner decide of a shift that was pinned."""

    date: date
    post: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepPin(Command):
    """Let the planner leave a shift with its person."""

    date: date
    post: str
    person: str


@handles
def assign(turn: Turn, command: Assign) -> None:
    """Put somebody on a shift, with the rules checked; Trouble says which rule speaks against it."""
    require_lead(turn)
    hand = _Hand(turn, "moved", command.plan, command.planned)
    known = hand.known
    if command.post not in known.posts:
        raise Trouble(N_("There is no post “{post}”."), post=command.post)
    if command.person is not None and command.person not in known.people:
        raise Trouble(N_("There is nobody called “{person}” in the rota."), person=command.person)
    now = Turnout(command.date, command.post, command.person)
    trial = Trial(*standing(turn.database, command.plan, command.date))
    if not command.despite:
        _object(turn.database, trial.putting(now), knowing=command.knowing)
    leaves = trial.leaves(now)
    if leaves is not None:
        hand.write(replace(leaves, person=None), leaves)
    before = hand.write(now, command.seen)
    if command.standby is not None:
        hand.stand_by_again(Turnout(command.date, command.standby, before))
    hand.edition.close()
    turn.undo = Assign(
        by=turn.by,
        plan=command.plan,
        date=command.date,
        post=command.post,
        person=before,
        despite=True,
        seen=now,
        standby=None if leaves is None else leaves.post,
        planned=hand.was_planned,
    )
    turn.touch("rota")
    person_id = None if command.person is None else known.people[command.person]
    turn.audit("assigned", "plan", command.plan, date=command.date, post=command.post, person=person_id)


@handles
def swap(turn: Turn, command: Swap) -> None:
    """Exchange two shifts, with the rules checked for both as they then are."""
    require_lead(turn)
    hand = _Hand(turn, "swapped", command.plan, command.planned)
    one, other = replace(command.one, person=command.other.person), replace(command.other, person=command.one.person)
    if not command.despite:
        trial = Trial(*standing(turn.database, command.plan, command.one.date, command.other.date))
        _object(turn.database, trial.exchanging(command.one, command.other), knowing=command.knowing)
    hand.write(one, command.one)
    hand.write(other, command.other)
    hand.edition.close()
    turn.undo = Swap(by=turn.by, plan=command.plan, one=one, other=other, despite=True, planned=hand.was_planned)
    turn.touch("rota")
    turn.audit("swapped", "plan", command.plan, dates=[one.date, other.date], posts=[one.post, other.post])


@handles
def stand_in(turn: Turn, command: StandIn) -> None:
    """Put a substitute in, today. Everybody who works here may, for who sits at the desk takes the sick call; no rule
    may speak against it, and only a shift that nobody comes to is taken. Other days and shifts are the lead's."""
    require_desk(turn)
    _only_today(turn, command.date)
    hand = _Hand(turn, "stood_in")
    now = Turnout(command.date, command.post, command.person)
    trial = Trial(*standing(turn.database, None, command.date))
    leaves, objection = trial.leaves(now), trial.putting(now)
    if objection is not None:
        refuse(turn.database, command.person, objection.reason, sees_all=False)
    missing = {(shift.post, shift.person) for shift in uncovered(turn.database, command.date, 1)}
    if (command.post, command.seen) not in missing:
        raise Conflict(N_("Somebody comes to this shift by now. Look at what it says now."))
    if leaves is not None:
        hand.write(replace(leaves, person=None), leaves)
    hand.write(now, replace(now, person=command.seen))
    _close(turn, hand, now)
    turn.undo = StandBack(
        by=turn.by,
        date=command.date,
        post=command.post,
        person=command.person,
        before=command.seen,
        standby=None if leaves is None else leaves.post,
    )


@handles
def stand_back(turn: Turn, command: StandBack) -> None:
    """Take a substitute of today away again. Everybody may, unless she sits there in another way: then the lead."""
    require_desk(turn)
    _only_today(turn, command.date)
    hand = _Hand(turn, "stood_in")
    if not _has_stood_in(hand.known, command):
        require_lead(turn)
    now = Turnout(command.date, command.post, command.before)
    hand.write(now, replace(now, person=command.person))
    if command.standby is not None:
        hand.stand_by_again(Turnout(command.date, command.standby, command.person))
    _close(turn, hand, now)
    turn.undo = StandIn(by=turn.by, date=command.date, post=command.post, person=command.person, seen=command.before)


@handles
def unpin(turn: Turn, command: Unpin) -> None:
    """Forget a pin. Team leads only."""
    require_lead(turn)
    known = units.names(turn.database)
    row = Pin.get_or_none((Pin.day == command.date) & (Pin.post_id == known.posts.get(command.post)))
    if row is None:
        raise Conflict(N_("Somebody else removed this just now."))
    row.delete_instance()
    person = known.person(row.person_id)
    assert person is not None
    turn.undo = KeepPin(by=turn.by, date=command.date, post=command.post, person=person)
    turn.touch("rota")
    turn.audit("unpinned", "rota", None, date=command.date, post=command.post)


@handles
def keep_pin(turn: Turn, command: KeepPin) -> None:
    """Pin a shift, in place of whoever was pinned there. Team leads only."""
    require_lead(turn)
    known = units.names(turn.database)
    post, person = known.posts[command.post], known.people[command.person]
    pin(turn, command.date, post, person)
    turn.undo = Unpin(by=turn.by, date=command.date, post=command.post)
    turn.touch("rota")
    turn.audit("pinned", "rota", None, date=command.date, post=command.post, person=person)


def standing(database: Database, plan_id: int | None, *days: date) -> tuple[Unit, list[Shift]]:
    """The unit and the shifts that count when something is moved on `days` in a draft, or in the published rota.

    Around a draft what is published counts, as the unit's history; where the draft leaves a shift empty, it is empty.
    """
    with database.reading():
        unit = units.load(database, history_from=min(days) - _REACH, history_until=max(days) + _REACH)
        if plan_id is None:
            return replace(unit, history=()), list(unit.history)
        plan = draft(database, plan_id)
        outside = tuple(shift for shift in unit.history if not plan.first <= shift.date <= plan.last)
        return replace(unit, history=outside), taken(plan.shifts)


def _only_today(turn: Turn, day: date) -> None:
    if day != staff.local_day(turn.at):
        raise NotAllowed(N_("A substitute is put in on the same day. Other days are changed by the team lead."))


def _close(turn: Turn, hand: _Hand, now: Turnout) -> None:
    """Write down that somebody stood in, or no longer does."""
    hand.edition.close()
    turn.touch("rota")
    person_id = None if now.person is None else hand.known.people[now.person]
    turn.audit("stood_in", "rota", None, date=now.date, post=now.post, person=person_id)


def _has_stood_in(known: units.Names, command: StandBack) -> bool:
    """Whether the last thing that was done with the shift is what is to be taken back."""
    here = (RotaChange.day == command.date) & (RotaChange.post_id == known.posts[command.post])
    change = RotaChange.select().where(here).order_by(RotaChange.version_id.desc()).first()
    if change is None or RotaVersion.get_by_id(change.version_id).kind != "stood_in":
        return False
    rows = RotaChange.select().where(RotaChange.version_id == change.version_id)
    done = {(known.post(row.post_id), known.person(row.before_id), known.person(row.after_id)) for row in rows}
    wanted: set[tuple[str, str | None, str | None]] = {(command.post, command.before, command.person)}
    if command.standby is not None:
        wanted.add((command.standby, command.person, None))
    return done == wanted


def _object(database: Database, objection: Objection | None, *, knowing: bool) -> None:
    """Refuse what a rule speaks against; a soft one only as long as the lead does not know of it."""
    if objection is None or (objection.is_soft and knowing):
        return
    refuse(database, objection.person, objection.reason, trouble=Doubtful if objection.is_soft else Trouble)


def refuse(
    database: Database, person: str, reason: Reason, *, sees_all: bool = True, trouble: type[Trouble] = Trouble
) -> NoReturn:
    """Raise the Trouble that says which rule speaks against somebody on a shift; what is private is the lead's."""
    found = staff.by_key(database, person)
    name = person if found is None else found.name
    if reason.private and not sees_all:
        raise Trouble(N_("{person} is not available then."), person=name)
    raise trouble(N_("{person} cannot sit there: {reason}."), person=name, reason=reason)


class _Hand:
    """Inside a turn: what puts people on shifts of a draft, or (`plan` None) of the published rota, by an edition."""

    def __init__(self, turn: Turn, kind: Kind, plan: int | None = None, planned: Slots = frozenset()) -> None:
        self.edition = Edition(turn, kind)
        self.known = units.names(turn.database)
        self.was_planned: Slots = frozenset()
        """What was written of that the planner had put there."""
        self._plan = plan
        self._planned = planned

    def write(self, wanted: Turnout, seen: Turnout | None) -> str | None:
        """Write who sits there; returns who sat there before. Conflict when that is not whom somebody has `seen`."""
        post_id = self.known.posts[wanted.post]
        person_id = None if wanted.person is None else self.known.people[wanted.person]
        row = _row(self._plan, wanted, post_id)
        before = None if row is None else self.known.person(row.person_id)
        if seen is not None and seen.person != before:
            raise Conflict()
        if isinstance(row, PlanShift):
            slot = (wanted.date, wanted.post)
            if not row.pinned:
                self.was_planned |= {slot}
            by_hand = person_id is not None and slot not in self._planned
            PlanShift.update(person_id=person_id, pinned=by_hand).where(PlanShift.id == row.id).execute()
        else:
            self.edition.put(wanted.date, post_id, person_id)
        return before

    def stand_by_again(self, wanted: Turnout) -> None:
        """Give a post that she left back to who stood by there. Conflict when somebody else does by now."""
        self.write(wanted, replace(wanted, person=None))


def _row(plan_id: int | None, shift: Turnout, post_id: int) -> PlanShift | ShiftRow | None:
    if plan_id is None:
        return ShiftRow.get_or_none((ShiftRow.day == shift.date) & (ShiftRow.post_id == post_id))
    plan = draft_row(plan_id)
    row = PlanShift.get_or_none(
        (PlanShift.plan_id == plan.id) & (PlanShift.day == shift.date) & (PlanShift.post_id == post_id)
    )
    if row is None:
        raise Trouble(N_("The draft has no shift {post} on {date}."), post=shift.post, date=shift.date)
    return row
