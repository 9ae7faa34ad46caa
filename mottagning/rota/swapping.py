"""Swaps: somebody asks to be relieved of a shift, a colleague takes it, and it is approved by rule or by the lead.

A shift that changes meanwhile lets the swap lapse in the same turn (`edition`), so that the two never part.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal, cast

from mottagning.command import Command, Turn, handles
from mottagning.db import Database
from mottagning.errors import Conflict, NotAllowed, Trouble
from mottagning.people import roles, staff
from mottagning.people import unit as unit_settings
from mottagning.people.roles import require_desk, require_lead
from mottagning.rota import moving
from mottagning.rota import unit as units
from mottagning.rota.availability import Availability
from mottagning.rota.edition import Edition, one_at_a_time
from mottagning.rota.model import Shift
from mottagning.rota.plans import Turnout, published, taken
from mottagning.rota.rules import Roster
from mottagning.rota.tables import SwapRow
from mottagning.texts import N_

State = Literal["asked", "taken", "done", "refused", "withdrawn", "lapsed"]
_SETTING = "rota_swaps"
_BY_RULE = "rule"
OPEN: tuple[State, ...] = ("asked", "taken")


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """A swap as it stands. People are ids; `asked_of` None is everybody; `given` is what the taker gives for it."""

    id: int
    day: date
    post: str
    asker: int
    asked_of: int | None
    taker: int | None
    given: tuple[date, str] | None
    state: State
    asked_at: datetime
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AskSwap(Command):
    """I ask to be relieved of a published shift of mine, by a colleague (None: by anybody)."""

    date: date
    post: str
    of: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OnSwap(Command):
    """A command about one swap, as it looked at `version`."""

    swap: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeSwap(OnSwap):
    """I take the shift, and give a shift of mine (its day and post) for it; None: nothing."""

    given: tuple[date, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveSwap(OnSwap):
    """The lead lets it happen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseSwap(OnSwap):
    """The lead does not, or the one who was asked will not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawSwap(OnSwap):
    """Who asked keeps her shift after all; who took it gives it back to be taken by another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveByRule(Command):
    """Whether a swap that keeps every rule happens as soon as it is taken, without the lead."""

    by_rule: bool


@handles
def ask_swap(turn: Turn, command: AskSwap) -> None:
    """Ask; the shift must be one's own, and not past."""
    one_at_a_time(turn)
    known = units.names(turn.database)
    me = _me(turn)
    shift = _standing(turn.database, command.date, command.post)
    if command.date < staff.local_day(turn.at) or shift is None or known.people.get(shift.person or "") != me:
        raise Trouble(N_("You have no coming shift there, so you cannot ask anybody to take it."))
    if command.of == me:
        raise Trouble(N_("Ask a colleague, not yourself."))
    if command.of is not None and staff.by_id(turn.database, command.of) is None:
        raise Conflict()
    post = known.posts[command.post]
    same = (SwapRow.day == command.date) & (SwapRow.post_id == post) & SwapRow.state.in_(OPEN)
    if SwapRow.select().where(same).exists():
        raise Conflict(N_("You have asked about this shift already."))
    row = SwapRow.create(
        day=command.date, post_id=post, asker_id=me, asked_of_id=command.of, state="asked", asked_at=turn.at
    )
    turn.created["swap"] = row.id
    turn.undo = WithdrawSwap(by=turn.by, swap=row.id, version=row.version)
    _note(turn, "swap_asked", row)


@handles
def take_swap(turn: Turn, command: TakeSwap) -> None:
    """Take it; every hard rule must hold for both. Where the rules approve, it happens at once."""
    edition = Edition(turn, "swapped")
    row = _open(command, "asked")
    me = _me(turn)
    if row.asker_id == me or row.asked_of_id not in (None, me):
        raise NotAllowed(N_("Somebody else was asked to take this shift."))
    day, post = command.given or (None, None)
    known = units.names(turn.database)
    if post is not None and post not in known.posts:
        raise Trouble(N_("There is no post “{post}”."), post=post)
    wanted = {"taker_id": me, "return_day": day, "return_post_id": known.posts[post] if post is not None else None}
    for name, value in wanted.items():
        setattr(row, name, value)
    _check(turn.database, known, row, staff.local_day(turn.at))
    turn.update(row, command.version, state="taken", **wanted)
    _note(turn, "swap_taken", row)
    if by_rule(turn.database):
        _carry_out(turn, edition, known, row)
    else:
        turn.undo = WithdrawSwap(by=turn.by, swap=row.id, version=row.version)


@handles
def approve_swap(turn: Turn, command: ApproveSwap) -> None:
    """Let a taken swap happen. Team leads only; the rules are checked once more."""
    require_lead(turn)
    edition = Edition(turn, "swapped")
    row = _open(command, "taken")
    known = units.names(turn.database)
    _check(turn.database, known, row, staff.local_day(turn.at))
    turn.update(row, command.version)
    _carry_out(turn, edition, known, row)


@handles
def refuse_swap(turn: Turn, command: RefuseSwap) -> None:
    """Say no: the lead to any, a colleague to what she alone was asked."""
    one_at_a_time(turn)
    row = _open(command, *OPEN)
    if row.asked_of_id is None or row.asked_of_id != turn.by:
        require_lead(turn)
    turn.update(row, command.version, state="refused", ended_at=turn.at, ended_by=turn.by)
    _note(turn, "swap_refused", row)


@handles
def withdraw_swap(turn: Turn, command: WithdrawSwap) -> None:
    """Take back what one has asked, or what one has said yes to."""
    one_at_a_time(turn)
    row = _open(command, *OPEN)
    me = _me(turn)
    if me == row.asker_id:
        turn.update(row, command.version, state="withdrawn", ended_at=turn.at, ended_by=me)
        _note(turn, "swap_withdrawn", row)
    elif me == row.taker_id:
        nothing = {"taker_id": None, "return_day": None, "return_post_id": None}
        turn.update(row, command.version, state="asked", **nothing)
        _note(turn, "swap_given_back", row)
    else:
        raise NotAllowed(N_("Only who asked, or who took the shift, can take that back."))


@handles
def approve_by_rule(turn: Turn, command: ApproveByRule) -> None:
    """Keep the unit's choice. Team leads only."""
    require_lead(turn)
    before = by_rule(turn.database)
    unit_settings.keep_value(turn, _SETTING, _BY_RULE if command.by_rule else "lead")
    turn.undo = ApproveByRule(by=turn.by, by_rule=before)
    turn.touch("setting")
    turn.touch("rota")
    turn.audit("swaps_by_rule", "rota", None, by_rule=command.by_rule)


def by_rule(database: Database) -> bool:
    """Whether swaps that keep every rule need no lead."""
    return bool(unit_settings.value(database, _SETTING) == _BY_RULE)


def swaps(database: Database, me: int | None, today: date) -> tuple[Swap, ...]:
    """The open swaps from `today` on that concern somebody: her own, those she may take, and all of them for a lead."""
    with database.reading():
        known = units.names(database)
        rows = SwapRow.select().where(SwapRow.state.in_(OPEN) & (SwapRow.day >= today))
        found = [_swap(row, known) for row in rows.order_by(SwapRow.day, SwapRow.id)]
        if me is not None and me in roles.leading(database, today):
            return tuple(found)
    return tuple(
        each
        for each in found
        if me in (each.asker, each.taker) or (each.state == "asked" and each.asked_of in (None, me))
    )


def waiting_for(database: Database, me: int | None, today: date) -> int:
    """How many swaps wait for somebody's answer: asked of her or of everybody, or, for a lead, to be approved."""
    with database.reading():
        leads = me is not None and me in roles.leading(database, today)
        return sum(
            (swap.state == "taken" and leads)
            or (swap.state == "asked" and swap.asker != me and swap.asked_of in (None, me))
            for swap in swaps(database, me, today)
        )


def offers(database: Database, swap: Swap, me: int, today: date) -> tuple[Turnout, ...]:
    """The shifts of mine from `today` on that could be given for a swap's, so that every rule holds for both."""
    with database.reading():
        known = units.names(database)
        row = SwapRow.get_or_none(SwapRow.id == swap.id)
        key = known.person(me)
        last = max([swap.day, *(shift.date for shift in published(database, swap.day, date.max))])
        mine = [s for s in published(database, today, last) if s.person == key]
        return tuple(shift for shift in mine if row is not None and _fits(database, known, row, me, shift, today))


def _fits(database: Database, known: units.Names, row: Any, me: int, given: Turnout, today: date) -> bool:
    row.taker_id, row.return_day, row.return_post_id = me, given.date, known.posts[given.post]
    try:
        _check(database, known, row, today)
    except Trouble:
        return False
    return True


def _me(turn: Turn) -> int:
    if turn.by is None:
        raise NotAllowed(N_("Sign in first: a swap is between two people."))
    require_desk(turn)
    return turn.by


def _open(command: OnSwap, *states: State) -> Any:
    row: Any = SwapRow.get_or_none(SwapRow.id == command.swap)
    if row is None or row.state not in states or row.version != command.version:
        raise Conflict(N_("The swap has changed since. Look at what it says now."))
    return row


def _standing(database: Database, day: date, post: str) -> Turnout | None:
    return next((shift for shift in published(database, day, day) if shift.post == post), None)


def _pair(database: Database, known: units.Names, row: Any) -> list[tuple[Turnout, Turnout]]:
    """The shifts as they are and as they will be; Conflict when they are not theirs any more."""
    asker, taker = known.person(row.asker_id), known.person(row.taker_id)
    slots = [(row.day, row.post_id, asker, taker)]
    if row.return_day is not None:
        slots.append((row.return_day, row.return_post_id, taker, asker))
    pairs = []
    for day, post_id, before, after in slots:
        shift = _standing(database, day, known.post(post_id))
        if shift is None or shift.person != before:
            raise Conflict(N_("One of the shifts has changed since, so it cannot be swapped."))
        pairs.append((shift, replace(shift, person=after)))
    return pairs


def _check(database: Database, known: units.Names, row: Any, today: date) -> None:
    """Trouble when a shift is past, or a hard rule speaks against one of the two where she would then sit."""
    pairs = _pair(database, known, row)
    if min(shift.date for shift, _ in pairs) < today:
        raise Trouble(N_("One of the shifts is over already, so it cannot be swapped."))
    unit, shifts = moving.standing(database, None, *(shift.date for shift, _ in pairs))
    slots = {(before.date, before.post) for before, _ in pairs}
    then = [after for _, after in pairs]
    rest: Iterable[Shift] = [shift for shift in shifts if (shift.date, shift.post) not in slots]
    roster = Roster(Availability(unit), [*rest, *taken(then)])
    for shift in then:
        reason = roster.why_not(shift.date, shift.post, shift.person or "")
        if reason is not None:
            moving.refuse(database, shift.person or "", reason, sees_all=False)


def _carry_out(turn: Turn, edition: Edition, known: units.Names, row: Any) -> None:
    pairs = _pair(turn.database, known, row)
    turn.update(row, state="done", ended_at=turn.at, ended_by=turn.by)
    for _, after in pairs:
        edition.put(after.date, known.posts[after.post], known.people[after.person or ""])
    edition.close()
    turn.undo = None
    _note(turn, "swap_done", row)


def _note(turn: Turn, action: str, row: Any) -> None:
    turn.touch("rota")
    turn.audit(action, "swap", row.id, asker=row.asker_id, taker=row.taker_id)


def _swap(row: Any, known: units.Names) -> Swap:
    given = None if row.return_day is None else (row.return_day, known.post(row.return_post_id))
    return Swap(
        id=row.id,
        day=row.day,
        post=known.post(row.post_id),
        asker=row.asker_id,
        asked_of=row.asked_of_id,
        taker=row.taker_id,
        given=given,
        state=cast(State, row.state),
        asked_at=row.asked_at,
        version=row.version,
    )
