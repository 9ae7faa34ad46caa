"""What lies with somebody who is not there comes back to the desk: she has left, or is away until it is due.

Whatever way an absence is put in, it is the same rule, asked each minute (`chores`): what she has taken, promised or
been asked to take comes back as soon as she is not there any more before it is due; what is late already, as soon as
she is not there; a booked time, as soon as it is known that she will not be there then. An absence that is taken away
again gives back what nobody has touched since.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from mottagning.command import Command, Turn, handles
from mottagning.contacts.creation import add_step
from mottagning.contacts.tables import Contact, ContactStep
from mottagning.db import Database
from mottagning.people import absence, staff, unit
from mottagning.people.away import Half, Span
from mottagning.worktime import ZONE, WorkTime

_NOON = time(12)
_HALF = timedelta(hours=12)
_LEAST = 1.0
"""What is late waits for somebody who is there within an opening hour."""
_AHEAD = timedelta(days=400)
"""Of a promise that is further off it is soon enough to ask later."""
_WITH_SOMEBODY = ("taken", "promised", "passed_on")
Halves = set[tuple[date, Half]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnFromLeavers(Command):
    """The open contacts of those whose last day is over come back to the desk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnFromAbsent(Command):
    """What lies with those who are away until it is due comes back; with `person`, what lies with her."""

    person: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveBack(Command):
    """What came back because of absences that are no more is theirs again; with `person`, what was hers."""

    person: int | None = None


@handles
def return_from_leavers(turn: Turn, _command: ReturnFromLeavers) -> None:
    """Each keeps its time. A promise stays a promise, now the desk's; all else waits."""
    for contact in list(Contact.select().where(is_left_behind(turn.database, turn.at))):
        _return(turn, contact)


@handles
def return_from_absent(turn: Turn, command: ReturnFromAbsent) -> None:
    """Each keeps its time. What she has promised stays promised, now by whoever sits at the desk; all else waits."""
    for contact in with_absent(turn.database, turn.at):
        if command.person in (None, contact.owner_id):
            was = {"owner": contact.owner_id, "was": contact.state, "booked": contact.booked}
            _return(turn, contact, **was, returns_at=contact.returns_at, version=contact.version + 1)


@handles
def give_back(turn: Turn, command: GiveBack) -> None:
    """As it was. What somebody has changed since stays as it is; a note changes nothing."""
    for contact, was in to_give_back(turn.database, turn.at):
        owner = was["owner"]
        if command.person in (None, owner):
            values = {"state": was["was"], "booked": was["booked"], "returns_at": _moment(was["returns_at"])}
            turn.update(contact, owner_id=owner, **values)
            add_step(turn, contact.id, "given_back", owner=owner)
            turn.audit("given_back", "contact", contact.id, owner=owner)
            turn.touch("contact", contact.id)


def is_left_behind(database: Database, at: datetime) -> Any:
    """The condition on `Contact` that it is open and its owner's last day is over at `at` (UTC)."""
    return (Contact.state != "closed") & Contact.owner_id.in_(_leavers(database, at))


def with_absent(database: Database, at: datetime) -> list[Contact]:
    """Inside a transaction: what lies with somebody who is away until it is due."""
    away = _away(database, staff.local_day(at))
    if not away:
        return []
    worktime = unit.worktime(unit.load_unit(database))
    return [each for each in _lie_with(away) if _comes_back(each, away[each.owner_id or 0], at, worktime)]


def would_come_back(database: Database, person: int, day: date, at: datetime) -> list[Contact]:
    """Inside a transaction: what would come back from somebody if she were away all of `day` as well."""
    away = {*_away(database, staff.local_day(at)).get(person, ()), *Span(day, day).days()}
    worktime = unit.worktime(unit.load_unit(database))
    return [each for each in _lie_with([person]) if _comes_back(each, away, at, worktime)]


def to_give_back(database: Database, at: datetime) -> list[tuple[Contact, dict[str, Any]]]:
    """Inside a transaction: what came back, has not been touched since, and would not come back as absences are now;
    and how each was before."""
    at_desk = Contact.owner_id.is_null() & Contact.state.in_(("waiting", "promised"))
    came_back = ContactStep.contact_id.in_(Contact.select(Contact.id).where(at_desk)) & (ContactStep.step == "returned")
    steps = {row.contact_id: row for row in ContactStep.select().where(came_back).order_by(ContactStep.id)}
    facts = {contact: json.loads(row.facts) for contact, row in steps.items()}
    of_absence = [contact for contact, was in facts.items() if "owner" in was]
    if not of_absence:
        return []
    away = _away(database, min(staff.local_day(steps[contact].at) for contact in of_absence))
    leavers, worktime = _leavers(database, at), unit.worktime(unit.load_unit(database))
    found = []
    for contact in Contact.select().where(Contact.id.in_(of_absence)).order_by(Contact.id):
        was = facts[contact.id]
        if contact.version != was["version"] or was["owner"] in leavers:
            continue
        before = Contact(
            state=was["was"], booked=was["booked"], due_at=contact.due_at, returns_at=_moment(was["returns_at"])
        )
        halves = away.get(was["owner"], set())
        moments = (steps[contact.id].at, at)
        if not any(_comes_back(before, halves, moment, worktime) for moment in moments):
            found.append((contact, was))
    return found


def _lie_with(people: Iterable[int]) -> list[Contact]:
    hers = Contact.owner_id.in_(list(people)) & Contact.state.in_(_WITH_SOMEBODY)
    return list(Contact.select().where(hers).order_by(Contact.due_at, Contact.id))


def _away(database: Database, since: date) -> Mapping[int, Halves]:
    """Each half of a day from `since` on which somebody is away."""
    until = since + _AHEAD
    away: defaultdict[int, Halves] = defaultdict(set)
    for each in absence.absences(database, since, until):
        span = Span(max(each.first, since), min(each.last, until), each.half)
        away[each.person].update(span.days())
    return away


def _leavers(database: Database, at: datetime) -> list[int]:
    today = staff.local_day(at)
    return [person.id for person in staff.everyone(database) if person.left is not None and person.left < today]


def _comes_back(contact: Contact, away: Halves, at: datetime, worktime: WorkTime) -> bool:
    """Whether somebody who is away then is not there any more before it is due."""
    until = contact.returns_at if contact.state == "passed_on" else contact.due_at
    if until is None or until <= at:
        if contact.state == "passed_on":  # it comes back anyhow
            return False
        until = worktime.add_hours(at, _LEAST)
    elif contact.booked:
        return (staff.local_day(until), "am" if until.astimezone(ZONE).time() < _NOON else "pm") in away
    return _is_away_until(away, at, until, worktime)


def _is_away_until(away: Halves, at: datetime, until: datetime, worktime: WorkTime) -> bool:
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


def _moment(said: str | None) -> datetime | None:
    return None if said is None else datetime.fromisoformat(said)


def _return(turn: Turn, contact: Contact, **was: object) -> None:
    state = "promised" if contact.state == "promised" else "waiting"
    turn.update(contact, state=state, owner_id=None, booked=False, returns_at=None)
    add_step(turn, contact.id, "returned", absent=True, **was)
    turn.audit("returned", "contact", contact.id, absent=True)
    turn.touch("contact", contact.id)
