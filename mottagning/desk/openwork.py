"""What is open at the desk, and why: read from the contacts whenever somebody looks, kept nowhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from mottagning.contacts import views
from mottagning.contacts.model import OPEN, Summary
from mottagning.contacts.tables import Contact, Note
from mottagning.contacts.tied import ties_of_contacts
from mottagning.db import Database
from mottagning.desk.batontables import BatonLine
from mottagning.desk.protection import protected_among, without_person
from mottagning.worktime import ZONE

REASONS = ("concern", "promised", "passed_on", "missed", "taken", "waiting")
"""Why something is open, the most pressing first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A contact that is not done, and why (one of `REASONS`). `attempts`: other missed calls from the same number.

    With `is_protected` nothing in it points at a person.
    """

    contact: Summary
    why: str
    codes: tuple[str, ...]
    attempts: int
    is_protected: bool


def end_of(day: date) -> datetime:
    """The midnight that ends a day (UTC)."""
    return datetime.combine(day + timedelta(days=1), time(), ZONE).astimezone(UTC)


def left_words(day: date) -> set[int]:
    """Inside a transaction: the contacts that were left to tomorrow with a word."""
    lines = BatonLine.select(BatonLine.note_id).where((BatonLine.day == day) & BatonLine.note_id.is_null(False))
    return {row.contact_id for row in Note.select(Note.contact_id).where(Note.id.in_(lines))}


def loose_ends(database: Database, me: int | None, day: date) -> tuple[Open, ...]:
    """What the desk, or `me`, should have done before the working day `day` ends, and left without a word.

    What a colleague has taken or promised is hers: it has an owner and a time.
    """
    with database.reading():
        return loose_among(open_contacts(database), me, day)


def loose_among(open_now: Iterable[Open], me: int | None, day: date) -> tuple[Open, ...]:
    """Inside a transaction: those without a time, or with one before the day ends."""
    left = left_words(day)
    ends = end_of(day)
    return tuple(
        each
        for each in open_now
        if each.contact.id not in left
        and each.contact.owner in (None, me)
        and (each.contact.due_at is None or each.contact.due_at < ends)
    )


def open_contacts(database: Database, where: Any = None) -> tuple[Open, ...]:
    """Inside a transaction: everything that is not done, by its time; missed calls from one number are one."""
    is_open = Contact.state.in_(OPEN)
    condition = is_open if where is None else is_open & where
    found = views.summaries(database, condition, (Contact.due_at, Contact.id))
    ties = ties_of_contacts([each.id for each in found])
    tied = {contact: tuple(tie for tie in each if tie.tied) for contact, each in ties.items()}
    hidden = protected_among(tie.case for each in tied.values() for tie in each)
    bundles: dict[object, list[Summary]] = {}
    for each in found:
        is_attempt = each.call_status == "missed" and each.thread is not None
        bundles.setdefault(("thread", each.thread) if is_attempt else each.id, []).append(each)
    made = []
    for first, *rest in bundles.values():
        cases = tied.get(first.id, ())
        is_protected = any(tie.case in hidden for tie in cases)
        made.append(
            Open(
                contact=without_person(first) if is_protected else first,
                why=why_open(first),
                codes=tuple(tie.code for tie in cases),
                attempts=len(rest),
                is_protected=is_protected,
            )
        )
    return tuple(made)


def why_open(contact: Summary) -> str:
    """The one of `REASONS` that weighs most."""
    if contact.concern in ("possible", "marked"):
        return "concern"
    if contact.call_status == "missed" and contact.owner is None:
        return "missed"  # that somebody rings back is promised of itself
    if contact.state in ("promised", "passed_on", "taken"):
        return contact.state
    return "waiting"
