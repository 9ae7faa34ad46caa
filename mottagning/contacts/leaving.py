"""What lies with somebody who is not there comes back to the desk: she has left, or is away until it is too late."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from mottagning.command import Command, Turn, handles
from mottagning.contacts.creation import add_step
from mottagning.contacts.handling import Restore
from mottagning.contacts.tables import Contact
from mottagning.db import Database
from mottagning.people import absence, staff, unit
from mottagning.people.away import Half
from mottagning.worktime import ZONE, WorkTime

_NOON = time(12)
_HALF = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnFromLeavers(Command):
    """The open contacts of those whose last day is over come back to the desk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnFromAbsent(Command):
    """What was passed on to somebody who is away until it would come back anyhow comes back at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnOf(Command):
    """Somebody is away without warning: what she would have done before `until` is the desk's."""

    person: int
    until: datetime


@handles
def return_from_leavers(turn: Turn, _command: ReturnFromLeavers) -> None:
    """Each keeps its time. A promise stays a promise, now the desk's; all else waits."""
    for contact in list(Contact.select().where(is_left_behind(turn.database, turn.at))):
        _return(turn, contact, "promised" if contact.state == "promised" else "waiting")


@handles
def return_from_absent(turn: Turn, _command: ReturnFromAbsent) -> None:
    """Each waits on the desk, with its time."""
    for contact in list(Contact.select().where(Contact.id.in_(given_to_absent(turn.database, turn.at)))):
        _return(turn, contact, "waiting")


@handles
def return_of(turn: Turn, command: ReturnOf) -> None:
    """What she has promised stays promised, now by whoever sits at the desk; all else waits. Each keeps its time."""
    before = []
    for contact in due_with(command.person, command.until):
        was = {name: getattr(contact, name) for name in ("state", "owner_id", "booked", "returns_at")}
        _return(turn, contact, "promised" if contact.state == "promised" else "waiting")
        before.append((contact.id, contact.version, was))
    turn.undo = Restore(by=turn.by, before=tuple(before)) if before else None


def due_with(person: int, until: datetime) -> list[Contact]:
    """Inside a transaction: what somebody has taken, promised or been asked to take, due before `until` (UTC)."""
    due = (Contact.due_at < until) | (Contact.returns_at < until)
    is_hers = (Contact.owner_id == person) & Contact.state.in_(("taken", "promised", "passed_on"))
    return list(Contact.select().where(is_hers & due).order_by(Contact.due_at, Contact.id))


def is_left_behind(database: Database, at: datetime) -> Any:
    """The condition on `Contact` that it is open and its owner's last day is over at `at` (UTC)."""
    today = staff.local_day(at)
    leavers = [person.id for person in staff.everyone(database) if person.left is not None and person.left < today]
    return (Contact.state != "closed") & Contact.owner_id.in_(leavers)


def given_to_absent(database: Database, at: datetime) -> list[int]:
    """The contacts passed on to somebody who is away for all of the opening hours until they come back anyhow."""
    with database.reading():
        given = list(Contact.select().where((Contact.state == "passed_on") & (Contact.returns_at > at)))
        if not given:
            return []
        today, last = staff.local_day(at), staff.local_day(max(contact.returns_at for contact in given))
        worktime = unit.worktime(unit.load_unit(database))
        away: defaultdict[int, set[tuple[date, Half]]] = defaultdict(set)
        for each in absence.absences(database, today, last):
            away[each.person].update(each.span.days())
    return [
        contact.id
        for contact in given
        if contact.owner_id and _is_away_until(away[contact.owner_id], at, contact.returns_at, worktime)
    ]


def _is_away_until(away: set[tuple[date, Half]], at: datetime, until: datetime, worktime: WorkTime) -> bool:
    """Whether every half of a day with opening hours between two moments is one of those she is away."""
    day, last = staff.local_day(at), staff.local_day(until)
    is_any = False
    while day <= last:
        noon = datetime.combine(day, _NOON, ZONE)
        ends: tuple[tuple[Half, datetime, datetime], ...] = (("am", noon - _HALF, noon), ("pm", noon, noon + _HALF))
        for half, since, to in ends:
            if worktime.hours_between(max(at, since), min(until, to)) > 0:
                is_any = True
                if (day, half) not in away:
                    return False
        day += timedelta(days=1)
    return is_any


def _return(turn: Turn, contact: Contact, state: str) -> None:
    turn.update(contact, state=state, owner_id=None, booked=False, returns_at=None)
    add_step(turn, contact.id, "returned", absent=True)
    turn.audit("returned", "contact", contact.id, absent=True)
    turn.touch("contact", contact.id)
