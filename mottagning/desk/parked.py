"""Calls that somebody has parked: put aside with what was written, to be taken up again soon."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from mottagning.contacts import views
from mottagning.contacts.model import Summary
from mottagning.contacts.tables import Contact, ContactStep
from mottagning.contacts.tied import ties_of_contacts
from mottagning.db import Database
from mottagning.desk.protection import protected_among, without_person

PARKED = "parked"
"""The step that parking leaves in a contact's course."""


class ParkedCall(NamedTuple):
    """One that waits: since when (UTC), and the line that was written last. About somebody protected: no line."""

    contact: Summary
    since: datetime
    line: str
    is_protected: bool


def parked_since(contacts: Collection[int], person: int | None) -> dict[int, datetime]:
    """Inside a transaction: when this person parked each of these last, of those that she ever parked.

    One is parked for as long as she has it: ask only for what is taken by her.
    """
    if not contacts:
        return {}
    rows = ContactStep.select(ContactStep.contact_id, ContactStep.at).where(
        ContactStep.contact_id.in_(list(contacts)) & (ContactStep.step == PARKED) & (ContactStep.actor_id == person)
    )
    found: dict[int, datetime] = {}
    for row in rows.order_by(ContactStep.id):
        found[row.contact_id] = row.at
    return found


def parked_by(database: Database, person: int) -> tuple[ParkedCall, ...]:
    """What this person has parked, the one that has waited longest first."""
    with database.reading():
        mine = views.summaries(database, (Contact.owner_id == person) & (Contact.state == "taken"))
        since = parked_since([each.id for each in mine], person)
        calls = [each for each in mine if each.id in since]
        ties = ties_of_contacts([each.id for each in calls])
        protected = protected_among(tie.case for each in ties.values() for tie in each if tie.tied)
        notes = views.notes_of(database, [each.id for each in calls])
    found = []
    for each in calls:
        hidden = any(tie.tied and tie.case in protected for tie in ties.get(each.id, ()))
        written = notes.get(each.id, ())
        line = written[-1].text.splitlines()[0] if written else each.beginning
        shown = without_person(each) if hidden else each
        found.append(ParkedCall(shown, since[each.id], "" if hidden else line, hidden))
    return tuple(sorted(found, key=lambda call: (call.since, call.contact.id)))
