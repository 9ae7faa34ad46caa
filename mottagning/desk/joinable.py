"""Which contacts another one may belong together with: of the same case or person first, then what is open."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from mottagning.contacts import views
from mottagning.contacts.model import OPEN, Summary
from mottagning.contacts.tables import Contact, ContactText, Tie
from mottagning.contacts.tied import ties_of_contacts
from mottagning.db import Database
from mottagning.desk.protection import protected_among, without_person

_LATELY = timedelta(days=30)
_MOST = 200


class Joinable(NamedTuple):
    """A contact to choose. `codes` are the cases that both are about; `is_protected`: nothing in it names anybody."""

    contact: Summary
    codes: tuple[str, ...]
    is_same_person: bool
    is_protected: bool


def joinable(database: Database, contact_id: int, at: datetime) -> tuple[Joinable, ...]:
    """The likeliest first, then the newest; without those that belong to it already."""
    with database.reading():
        me = next(iter(views.summaries(database, Contact.id == contact_id)))
        mine = {tie.case for tie in ties_of_contacts([contact_id]).get(contact_id, ()) if tie.tied}
        lately = Contact.at >= Contact.at.db_value(at - _LATELY)
        of_case = Tie.select(Tie.contact_id).where(Tie.case_id.in_(mine) & (Tie.state == "tied"))
        of_her = ContactText.select(ContactText.contact_id).where(
            (ContactText.phone == me.phone) & ContactText.phone.is_null(False)
            | (ContactText.address == me.address) & ContactText.address.is_null(False)
        )
        is_other = (Contact.id != contact_id) & Contact.redacted_at.is_null()
        if me.thread is not None:
            is_other &= Contact.thread_id.is_null() | (Contact.thread_id != me.thread)
        related = lately & (Contact.id.in_(of_case) | Contact.id.in_(of_her))
        found = views.summaries(database, is_other & (Contact.state.in_(OPEN) | related), limit=_MOST)
        tied = ties_of_contacts([each.id for each in found])
        hidden = protected_among(tie.case for each in tied.values() for tie in each if tie.tied)
    rows = []
    for each in found:
        ties = [tie for tie in tied.get(each.id, ()) if tie.tied]
        is_protected = any(tie.case in hidden for tie in ties)
        codes = tuple(tie.code for tie in ties if tie.case in mine)
        same = me.counterpart is not None and each.counterpart == me.counterpart and not is_protected
        rows.append(Joinable(without_person(each) if is_protected else each, codes, same, is_protected))
    rows.sort(key=lambda row: (not row.codes, not row.is_same_person))
    return tuple(rows)
