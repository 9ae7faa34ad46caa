"""Phone events become contacts: one call, one contact, however often and in whatever order the switchboard tells it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from mottagning.command import Command, Turn, handles
from mottagning.contacts import ledger, nameless, redaction, search, ties
from mottagning.contacts.creation import Arrival, add_step, create
from mottagning.contacts.dues import Dues
from mottagning.contacts.ledger import RawItem
from mottagning.contacts.phone import attempts, callflow, calllogged
from mottagning.contacts.phone.callflow import CallState
from mottagning.contacts.tables import Call, CallLog, Contact, ContactStep, ContactText, Ledger
from mottagning.db import Database, peewee
from mottagning.errors import Trouble
from mottagning.texts import N_

FORGOTTEN_AFTER = timedelta(hours=4)
"""A call without an end becomes `unknown`, and later events without an id are another call's (contracts.md)."""
_MOST_EVENTS = 200
"""Events that are kept of one call: a switchboard that repeats itself without end fills no disk."""
_SAME_RING = timedelta(seconds=5)
"""Within this time five desks hear the same call begin to ring."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneEvent(Command):
    """One event of a switchboard or softphone.

    `number` is E.164, or as given when it is no valid number; None when withheld. While it rings at an open window,
    the window keeps the number to itself and sends None with `withheld` False.
    """

    event: str
    number: str | None
    withheld: bool = False
    call_id: str | None = None
    direction: str = "in"
    source: str = "phone"
    occurred_at: datetime
    contact: int | None = None
    """The contact it belongs to, when the window knows that already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeAnonymous(Command):
    """The one who rings wants to be nobody: her number is never stored (JO 2798-2008)."""

    contact: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetCalls(Command):
    """Calls without an end for four hours become `unknown`."""


@handles
def phone_event(turn: Turn, command: PhoneEvent) -> None:
    """Take one event in. Raises Trouble for an event that does not exist."""
    if command.event not in callflow.HEARD:
        raise Trouble(N_("“{event}” is not a phone event."), event=command.event)
    _one_at_a_time(turn, command)
    call = _find(command)
    is_other = False
    if call is None:
        state = callflow.apply(None, command.event, command.occurred_at)
        call = _begin(turn, command, state)
        old = None
    else:
        old = state_of(call)
        state = callflow.apply(old, command.event, command.occurred_at)
        if state.status == "missed" and (same := _told_by_another_desk(call, command)):
            state = (
                state if nameless.is_nobody(same.contact_id) else callflow.apply(old, "elsewhere", command.occurred_at)
            )
            command = replace(command, number=None)
        is_other = _learn_number(turn, call, command)
        is_other = _begin_earlier(turn, call, command) or is_other
    _keep_event(turn, call, command)
    turn.created["contact"] = call.contact_id
    turn.touch("contact", call.contact_id)
    if state != old:
        _write(call, state)
    if old is None or old.status != state.status:
        add_step(turn, call.contact_id, f"call_{state.status}")
        _settle(turn, call, state)
    elif is_other or state.ended_at != old.ended_at:
        _settle(turn, call, state)


@handles
def make_anonymous(turn: Turn, command: MakeAnonymous) -> None:
    """Take the number away, and refuse it in every later event of this call."""
    contact = Contact.get(Contact.id == command.contact)
    call, number = Call.get_or_none(Call.contact_id == contact.id), attempts.number_of(contact.id)
    if call is not None and number is not None:
        for same in _same_ring(call, ContactText.phone == number):
            nameless.forget_person(turn, same.contact_id)
    turn.update(contact, thread_id=None)
    nameless.forget_person(turn, command.contact)
    ties.withdraw_offers(turn, command.contact)
    add_step(turn, command.contact, "made_anonymous")
    turn.audit("made_anonymous", "contact", command.contact)
    turn.touch("contact", command.contact)


@handles
def forget_calls(turn: Turn, _command: ForgetCalls) -> None:
    """Give up waiting for the end of old calls; what they are to the desk does not change."""
    for call in list(Call.select().where(is_forgotten(turn.at))):
        _write(call, callflow.apply(state_of(call), "unknown", turn.at))
        add_step(turn, call.contact_id, "call_unknown")
        turn.touch("contact", call.contact_id)


def state_of(call: Call) -> CallState:
    """Where a call stands; rows of before what was told was kept tell it by their status."""
    return CallState(
        frozenset(call.told.split()) or frozenset((call.status,)), call.ringing_at, call.answered_at, call.ended_at
    )


def last_told(database: Database, source: str) -> datetime | None:
    """When the newest call of a source began; None when it has told of none."""
    newest = Contact.select(Contact.at).join(Call, on=(Call.contact_id == Contact.id)).where(Call.source == source)
    with database.reading():
        found: datetime | None = newest.order_by(Contact.id.desc()).limit(1).scalar()
        return found


def missed_at(contact: int) -> datetime | None:
    """Inside a transaction: when whoever rang gave up; None when nobody told, or what was told is gone."""
    row = Ledger.get_or_none((Ledger.contact_id == contact) & (Ledger.kind == "call"))
    told = [] if row is None or row.state == "removed" else _events(row.id)
    return max((datetime.fromisoformat(str(each["at"])) for each in told if each["event"] == "missed"), default=None)


def is_forgotten(at: datetime) -> Any:
    """The condition on `Call` that it has no end for too long."""
    began = peewee.fn.COALESCE(Call.answered_at, Call.ringing_at)
    return Call.status.in_(callflow.OPEN) & (began < Contact.at.db_value(at - FORGOTTEN_AFTER))


def _one_at_a_time(turn: Turn, command: PhoneEvent) -> None:
    """Two workstations may tell of one call at once; without an id nothing else keeps them apart on PostgreSQL."""
    if turn.database.dialect == "postgresql":
        turn.database.sql("SELECT pg_advisory_xact_lock(hashtext(?))", (f"call from {command.number}",))


def _find(command: PhoneEvent) -> Call | None:
    if command.contact is not None:
        return Call.get_or_none(Call.contact_id == command.contact)
    if command.call_id is not None:
        known = Call.get_or_none((Call.source == command.source) & (Call.call_id == command.call_id))
        return known or _in_log(command)
    if command.withheld:
        same_number = Call.anonymous == True  # noqa: E712 - SQL's own comparison
    elif command.number is not None:
        same_number = ContactText.phone == command.number
    else:
        return None
    at = command.occurred_at
    is_near = (Contact.at >= at - FORGOTTEN_AFTER) & (Contact.at <= at + FORGOTTEN_AFTER)
    near = list(
        Call.select(Call)
        .join(Contact, on=(Contact.id == Call.contact_id))
        .join(ContactText, on=(ContactText.contact_id == Call.contact_id))
        .where(Call.call_id.is_null() & same_number & is_near)
        .order_by(Contact.at.desc(), Contact.id.desc())
    )
    told = (call for call in near if _event(call, command) in _events_of(call))
    still_open = (call for call in near if call.status in callflow.OPEN)
    return next(told, None) or next(still_open, None) or _in_log(command)


def _in_log(command: PhoneEvent) -> Call | None:
    """A log may have told of the call before its own events do."""
    is_told_by_log = command.source == calllogged.SOURCE
    return None if is_told_by_log or not CallLog.select().exists() else calllogged.found_in_log(command)


def _told_by_another_desk(call: Call, command: PhoneEvent) -> Call | None:
    """What another desk has told of the same call, when the switchboard gives it no id.

    Each window where it rings keeps the number to itself, so each begins a contact: whether they are the same shows
    only at the end. The number that a colleague's caller did not want to be kept is not kept here either.
    """
    if call.call_id is not None or command.number is None or command.direction != "in":
        return None
    known = ContactText.phone == command.number
    return next(iter(_same_ring(call, known | nameless.asked_to_be_nobody(Call.contact_id))), None)


def _same_ring(call: Call, condition: Any) -> list[Call]:
    """The other calls without an id that began to ring in the same moment and fulfil `condition`."""
    if call.call_id is not None or call.ringing_at is None:
        return []
    near = Call.ringing_at.between(call.ringing_at - _SAME_RING, call.ringing_at + _SAME_RING)
    return list(
        Call.select(Call)
        .join(ContactText, on=(ContactText.contact_id == Call.contact_id))
        .where(Call.call_id.is_null() & (Call.contact_id != call.contact_id) & near & condition)
        .order_by(ContactText.phone.is_null(), Call.contact_id)
    )


def _write(call: Call, state: CallState) -> None:
    Call.update(
        status=state.status,
        told=" ".join(sorted(state.told)),
        ringing_at=state.ringing_at,
        answered_at=state.answered_at,
        ended_at=state.ended_at,
    ).where(Call.contact_id == call.contact_id).execute()


def _begin(turn: Turn, command: PhoneEvent, state: CallState) -> Call:
    number = None if command.withheld else command.number
    contact = create(
        turn,
        Arrival(
            channel="phone",
            direction=command.direction,
            at=command.occurred_at,
            due_at=Dues.of(turn.database).missed_call(command.occurred_at),
            phone=number,
        ),
        "rang" if command.direction == "in" else "called",
    )
    place_id = command.call_id or str(command.uuid)
    ledger_id = ledger.keep_raw(
        turn,
        RawItem(place=f"call:{command.source}/{place_id}", kind="call", octets=b"[]", received_at=command.occurred_at),
    )
    if ledger_id is not None:
        ledger.mark(ledger_id, "understood", contact.id)
    call = Call.create(
        contact_id=contact.id,
        source=command.source,
        call_id=command.call_id,
        status=state.status,
        anonymous=command.withheld,
    )
    if number:
        ties.match(turn, contact)
    return call


def _begin_earlier(turn: Turn, call: Call, command: PhoneEvent) -> bool:
    """A call came when the earliest of its events was, in whatever order they are told; whether this one moved it."""
    contact = Contact.get(Contact.id == call.contact_id)
    if command.occurred_at >= contact.at:
        return False
    turn.update(contact, at=command.occurred_at)
    return True


def _learn_number(turn: Turn, call: Call, command: PhoneEvent) -> bool:
    """A number that came later than the call, unless the caller is to be nobody; whether it is new."""
    if call.anonymous or command.withheld or not command.number:
        return False
    missing = (ContactText.contact_id == call.contact_id) & ContactText.phone.is_null()
    if not ContactText.update(phone=command.number).where(missing).execute():
        return False
    search.index(turn.database, call.contact_id)
    ties.match(turn, Contact.get(Contact.id == call.contact_id))
    return True


def _keep_event(turn: Turn, call: Call, command: PhoneEvent) -> None:
    """Append the event to the call's ledger row, once."""
    event = _event(call, command)
    row = Ledger.get_or_none((Ledger.contact_id == call.contact_id) & (Ledger.kind == "call"))
    if row is None or row.state == "removed":
        return
    events = _events(row.id)
    if event not in events and len(events) < _MOST_EVENTS:
        nameless.rewrite(row, [*events, event])
        turn.touch("ledger")


def _event(call: Call, command: PhoneEvent) -> dict[str, object]:
    return {
        "event": command.event,
        "from": None if call.anonymous or command.withheld else command.number,
        "direction": command.direction,
        "at": command.occurred_at.isoformat(),
    }


def _events_of(call: Call) -> list[dict[str, object]]:
    row = Ledger.get_or_none((Ledger.contact_id == call.contact_id) & (Ledger.kind == "call"))
    return [] if row is None else _events(row.id)


def _events(ledger_id: int) -> list[dict[str, object]]:
    found: list[dict[str, object]] = nameless.content(ledger_id) or []
    return found


def _settle(turn: Turn, call: Call, state: CallState) -> None:
    """What the new status means for the desk, unless somebody there has dealt with the contact already."""
    contact = Contact.get(Contact.id == call.contact_id)
    dues = Dues.of(turn.database)
    is_marked = contact.concern == "marked"  # a report of concern is closed by nothing but its own way
    untouched = contact.owner_id is None and contact.state in ("waiting", "promised")
    if state.was_spoken_on:
        if untouched and not is_marked:
            turn.update(contact, state="waiting", due_at=dues.to_note(contact.at))
        elif contact.state == "closed" and _closed_itself(contact):
            turn.update(contact, state="waiting", outcome=None, closed_at=None, due_at=dues.to_note(contact.at))
        _reached(turn, contact, state)
    elif state.status in ("ringing", "unknown"):
        if untouched and not is_marked and contact.due_at != dues.missed_call(contact.at):
            turn.update(contact, due_at=dues.missed_call(contact.at))
    elif state.status == "missed":
        if untouched and not is_marked:
            _missed(turn, contact, dues)
    else:
        if untouched and not is_marked:
            _close(turn, contact)
        _reached(turn, contact, state)


def _missed(turn: Turn, contact: Contact, dues: Dues) -> None:
    """Nobody answered: a promise to call back, unless we called and she did not answer, or she was reached since."""
    if contact.direction == "out":
        _close(turn, contact)
        return
    number = attempts.number_of(contact.id)
    thread = contact.thread_id
    if number is not None:
        if (spoken := attempts.reached_since(number, contact)) is not None:
            attempts.close(turn, contact, spoken)
            return
        thread = thread or attempts.thread_of(number, contact)
    turn.update(contact, state="promised", due_at=dues.missed_call(contact.at), thread_id=thread)


def _closed_itself(contact: Contact) -> bool:
    """Whether nobody closed it, but what the switchboard told until now."""
    by_somebody = ContactStep.step.in_(("closed", "accepted", "registered"))
    return not ContactStep.select().where((ContactStep.contact_id == contact.id) & by_somebody).exists()


def _close(turn: Turn, contact: Contact) -> None:
    turn.update(contact, state="closed", outcome="no_action", due_at=None, closed_at=turn.at)
    redaction.seal_when_done(turn, contact)


def _reached(turn: Turn, contact: Contact, state: CallState) -> None:
    number = attempts.number_of(contact.id)
    if number is not None:
        attempts.reached(turn, number, contact.id, state.ended_at or state.answered_at or contact.at)
