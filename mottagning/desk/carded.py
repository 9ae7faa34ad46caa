"""What the call card knows before anything is typed: the call, and cases that its number belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mottagning.cases.find import FoundCase, find
from mottagning.cases.partylist import threatened
from mottagning.contacts import views
from mottagning.contacts.model import Summary
from mottagning.contacts.tables import Call, Contact
from mottagning.db import Database
from mottagning.worktime import ZONE

_MOST = 6


@dataclass(frozen=True, slots=True)
class Carded:
    """The contact of the call (None for a new one), when it was answered or began to ring (UTC), and the cases.

    `threats` are those of the cases in which somebody has threatened: she may be the one who calls.
    """

    contact: Summary | None
    answered_at: datetime | None
    suggestions: tuple[FoundCase, ...]
    threats: frozenset[int] = frozenset()


def carded(database: Database, contact_id: int | None, number: str | None, now: datetime) -> Carded:
    """What is known of a call; `number` (E.164) is the one that waits in memory, looked up and not stored."""
    with database.reading():
        contact, since = None, None
        if contact_id is not None:
            contact = next(iter(views.summaries(database, Contact.id == contact_id)), None)
            call = Call.get_or_none(Call.contact_id == contact_id)
            since = (call.answered_at or call.ringing_at) if call is not None else None
        known = number or (contact.phone if contact is not None else None)
        hits = find(database, known, _MOST, now.astimezone(ZONE).date()) if known else ()
        suggestions = tuple(hit for hit in hits if hit.by == "phone")
        threats = threatened(database, [hit.case.id for hit in suggestions]) if suggestions else frozenset()
    return Carded(contact, since, suggestions, threats)
