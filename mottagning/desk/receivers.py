"""To whom a contact can be passed on: the handler of its case first, then who is in, each with what to know of her."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from mottagning.cases.list import cases_by_id
from mottagning.contacts.dues import Dues
from mottagning.contacts.tables import Contact
from mottagning.contacts.tied import ties_of_contact
from mottagning.db import Database
from mottagning.people.absence import Present
from mottagning.people.staff import Person
from mottagning.rota.presence import who_is_in
from mottagning.rota.work import is_qualified
from mottagning.worktime import ZONE

_SOONEST = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """Somebody to pass on to. `handles` are the codes of the tied cases that are hers."""

    person: Person
    present: Present
    handles: tuple[str, ...]
    is_qualified: bool


@dataclass(frozen=True, slots=True)
class Receivers:
    """Whom to choose from, the likeliest first, and when the contact comes back unless it is accepted (UTC)."""

    people: tuple[Receiver, ...]
    returns_at: datetime
    needs_qualified: bool


def receivers(
    database: Database, contact_id: int | None, me: int | None, now: datetime, case: int | None = None
) -> Receivers:
    """Everybody at work but `me` and the one who has been asked already.

    Handlers of the tied cases (and of `case`) come first, then those who are in, by name.
    For a report of concern the qualified come first, and it comes back no later than it is due.
    """
    day = now.astimezone(ZONE).date()
    with database.reading():
        contact = None if contact_id is None else Contact.get_or_none(Contact.id == contact_id)
        has_it = contact.owner_id if contact is not None and contact.state == "passed_on" else None
        needs_qualified = contact is not None and contact.concern == "marked"
        wanted = {tie.case for tie in ties_of_contact(contact_id) if tie.tied} if contact_id is not None else set()
        views = cases_by_id(database, wanted | ({case} if case is not None else set()), day)
        dues = Dues.of(database)
        found = [
            Receiver(
                person=each.person,
                present=each.present,
                handles=tuple(view.code for view in views.values() if view.handler_id == each.person.id),
                is_qualified=is_qualified(database, each.person.id),
            )
            for each in who_is_in(database, day, dues.worktime)
            if each.person.id not in (me, has_it) and each.person.role != "none"
        ]
    returns_at = dues.passed_on(now)
    if needs_qualified and contact is not None and contact.due_at is not None:
        returns_at = max(min(returns_at, contact.due_at), now + _SOONEST)
    found.sort(key=lambda each: (needs_qualified and not each.is_qualified, not each.handles, each.present == "out"))
    return Receivers(tuple(found), returns_at, needs_qualified)
