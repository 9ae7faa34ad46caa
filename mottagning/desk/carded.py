"""What the call card knows before anything is typed: the call, and cases that its number belongs to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from mottagning.cases.find import FoundCase, find
from mottagning.cases.partylist import threatened
from mottagning.contacts import views
from mottagning.contacts.caller import Caller, caller_of
from mottagning.contacts.model import Summary
from mottagning.contacts.tables import Call, Contact
from mottagning.contacts.whole import read_whole
from mottagning.db import Database
from mottagning.worktime import ZONE

_MOST = 6


@dataclass(frozen=True, slots=True)
class Left:
    """How a call was left: the case it is tied to and its code, what was written, and who it is known to be."""

    case: int | None = None
    code: str = ""
    written: tuple[str, ...] = ()
    caller: Caller = field(default_factory=Caller)


@dataclass(frozen=True, slots=True)
class Carded:
    """The contact of the call (None for a new one), when it was answered or began to ring (UTC), and the cases.

    `threats` are those of the cases in which somebody has threatened: she may be the one who calls. A parked call
    is taken up as it was `left`.
    """

    contact: Summary | None
    answered_at: datetime | None
    suggestions: tuple[FoundCase, ...]
    threats: frozenset[int] = frozenset()
    left: Left = field(default_factory=Left)


def carded(database: Database, contact_id: int | None, number: str | None, now: datetime) -> Carded:
    """What is known of a call; `number` (E.164) is the one that waits in memory, looked up and not stored."""
    with database.reading():
        contact, since = None, None
        left = _left(database, contact_id) if contact_id is not None else Left()
        if contact_id is not None:
            contact = next(iter(views.summaries(database, Contact.id == contact_id)), None)
            call = Call.get_or_none(Call.contact_id == contact_id)
            since = (call.answered_at or call.ringing_at) if call is not None else None
        known = number or (contact.phone if contact is not None else None)
        hits = find(database, known, _MOST, now.astimezone(ZONE).date()) if known else ()
        suggestions = tuple(hit for hit in hits if hit.by == "phone")
        threats = threatened(database, [hit.case.id for hit in suggestions]) if suggestions else frozenset()
    return Carded(contact, since, suggestions, threats, left)


def _left(database: Database, contact_id: int) -> Left:
    """Inside `reading`: what is known of a contact already."""
    whole = read_whole(database, contact_id)
    tied = next((tie for tie in whole.ties if tie.tied), None)
    said = whole.text if whole.summary.call_status is None else ""  # what the desk wrote down itself
    written = tuple(text for text in (said, *(note.text for note in whole.notes)) if text)
    return Left(tied.case if tied else None, tied.code if tied else "", written, caller_of(whole.steps))
