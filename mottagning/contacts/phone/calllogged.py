"""An event told late, of a call that the switchboard's log has brought in already: it is that call."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from mottagning.contacts.tables import Call, CallLog, Contact, ContactText

if TYPE_CHECKING:
    from mottagning.contacts.phone.calls import PhoneEvent

SOURCE = "log"
"""Where calls come from that only a log has told of."""
_NEAR = timedelta(minutes=2)
_AFTER = timedelta(minutes=1)
_CLOCKS = timedelta(seconds=30)
"""So far two clocks may be apart of which nothing is known; nobody exports a log and reads it here in less."""


def found_in_log(event: PhoneEvent) -> Call | None:
    """Inside a turn: the call of a log that this event, which belongs to no other, is about; then it is known as such.

    Only within the time that a log has told all of: an event from after that is of a new call.
    """
    if event.call_id is not None:
        known = Call.get_or_none((Call.source == SOURCE) & (Call.call_id == event.call_id))
        if known is not None:
            return known
    if event.number is None and not event.withheld:
        return None  # it is told without its number while it rings
    at = event.occurred_at
    moment = Contact.at.db_value
    covering = (CallLog.since <= moment(at + _NEAR)) & (CallLog.until >= moment(at - timedelta(days=1)))
    log = CallLog.select().where(covering).order_by(CallLog.until.desc()).first()
    if log is None or (event.event == "ringing" and at > log.until + _CLOCKS):
        return None
    whose = Call.anonymous == True if event.withheld else ContactText.phone == event.number  # noqa: E712 - SQL's own
    rows: Any = (
        Call.select(Call.contact_id, Contact.at, Call.answered_at, Call.ended_at)
        .join(Contact, on=(Contact.id == Call.contact_id))
        .join(ContactText, on=(ContactText.contact_id == Call.contact_id))
        .where(
            (Call.source == SOURCE)
            & (Contact.direction == event.direction)
            & whose
            & Contact.at.between(moment(at - timedelta(days=1)), moment(at + _NEAR))
        )
        .tuples()
    )
    near = []
    for contact, began, answered, ended in rows:
        away = _away(event, began, ended or answered or began, _NEAR if at <= log.until else _AFTER)
        if away is not None:
            near.append((away, contact))
    if not near:
        return None
    _, contact = min(near)
    if event.call_id is not None:
        Call.update(source=event.source, call_id=event.call_id).where(Call.contact_id == contact).execute()
    found: Call = Call.get(Call.contact_id == contact)
    return found


def _away(event: PhoneEvent, began: datetime, ended: datetime, near: timedelta) -> timedelta | None:
    """How far the event is from the call; None when it cannot be of it."""
    if event.event == "ringing":
        away = abs(event.occurred_at - began)
        return away if away <= _NEAR else None
    away = max(began - event.occurred_at, event.occurred_at - ended, timedelta())
    return away if away <= near else None
