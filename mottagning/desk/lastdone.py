"""What somebody has just done with: by what way and about what kind of help, for asking whoever it was how it went."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from mottagning.cases.tables import Case
from mottagning.contacts.tables import Contact, ContactStep, Tie
from mottagning.db import Database

_JUST = timedelta(minutes=15)
"""Whoever was spoken with before that has gone."""


class LastDone(NamedTuple):
    """The channel of a contact, and the category of its case, "" when there is none."""

    channel: str
    category: str


def last_done(database: Database, person: int, now: datetime) -> LastDone | None:
    """Of the contact that `person` closed last, if that was just now."""
    with database.reading():
        row: Any = (
            Contact.select(Contact.id, Contact.channel)
            .join(ContactStep, on=(ContactStep.contact_id == Contact.id))
            .where(
                (Contact.state == "closed")
                & (Contact.closed_at >= now - _JUST)
                & (ContactStep.step == "closed")
                & (ContactStep.actor_id == person)
            )
            .order_by(ContactStep.id.desc())
            .first()
        )
        if row is None:
            return None
        case: Any = (
            Case.select(Case.category)
            .join(Tie, on=(Tie.case_id == Case.id))
            .where((Tie.contact_id == row.id) & (Tie.state == "tied") & Case.category.is_null(False))
            .order_by(Tie.id)
            .first()
        )
    return LastDone(row.channel, "" if case is None else case.category)
