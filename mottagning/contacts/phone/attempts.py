"""Missed calls from one number are one thing to do, and it is over when the person has been spoken to."""

from datetime import datetime, timedelta

from mottagning.command import Turn
from mottagning.contacts import redaction
from mottagning.contacts.creation import add_step
from mottagning.contacts.tables import Call, Contact, ContactText, Thread
from mottagning.db import peewee

_SAME_MOMENT = timedelta(seconds=5)
_SPOKEN = ("answered", "ended", "elsewhere")


def number_of(contact_id: int) -> str | None:
    """Inside a transaction: the number of a contact."""
    found: str | None = ContactText.select(ContactText.phone).where(ContactText.contact_id == contact_id).scalar()
    return found


def thread_of(number: str, contact: Contact) -> int:
    """The thread of the open missed calls from this number; a new one if this is the first."""
    earlier = _missed_from(number, contact.id)
    known = next((row.thread_id for row in earlier if row.thread_id is not None), None)
    return known if known is not None else int(Thread.create(kind="phone").id)


def reached(turn: Turn, number: str, contact_id: int, at: datetime) -> None:
    """The person was spoken to at this moment: the calls she missed us with until then need no calling back."""
    for missed in _missed_from(number, contact_id):
        if missed.at <= at + _SAME_MOMENT:
            close(turn, missed, contact_id)


def reached_since(number: str, contact: Contact) -> int | None:
    """The contact in which somebody has spoken to this person after she called; a late event may tell of a call that
    is over in this sense too."""
    spoken = peewee.fn.COALESCE(Call.ended_at, Call.answered_at, Contact.at)
    is_later = spoken >= Contact.at.db_value(contact.at - _SAME_MOMENT)
    by_switchboard = Call.status.in_(_SPOKEN) & is_later
    # A call that was written down at the desk was a conversation.
    by_hand = Call.contact_id.is_null() & (Contact.channel == "phone") & is_later
    found: int | None = (
        Contact.select(Contact.id)
        .join(ContactText, on=(ContactText.contact_id == Contact.id))
        .join(Call, peewee.JOIN.LEFT_OUTER, on=(Call.contact_id == Contact.id))
        .where((ContactText.phone == number) & (Contact.id != contact.id) & (by_switchboard | by_hand))
        .order_by(Contact.at)
        .limit(1)
        .scalar()
    )
    return found


def close(turn: Turn, missed: Contact, by_contact: int) -> None:
    """Nobody has to call back: `by_contact` was the conversation."""
    turn.update(missed, state="closed", outcome="solved", due_at=None, returns_at=None, closed_at=turn.at)
    redaction.seal_when_done(turn, missed)
    add_step(turn, missed.id, "reached", by_contact=by_contact)
    turn.audit("reached", "contact", missed.id)
    turn.touch("contact", missed.id)


def _missed_from(number: str, but: int) -> list[Contact]:
    """The open missed calls, the oldest first; a report of concern is closed by nothing but its own way."""
    return list(
        Contact.select()
        .join(ContactText, on=(ContactText.contact_id == Contact.id))
        .join(Call, on=(Call.contact_id == Contact.id))
        .where(
            (ContactText.phone == number)
            & (Call.status == "missed")
            & (Contact.state != "closed")
            & (Contact.concern != "marked")
            & (Contact.id != but)
        )
        .order_by(Contact.at)
    )
