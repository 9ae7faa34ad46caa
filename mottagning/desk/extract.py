"""What was said in the contacts of one case, taken out for an inquiry: who asked and why is written down with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from mottagning import audit
from mottagning.cases.list import CaseView, cases_by_id
from mottagning.contacts import views
from mottagning.contacts.model import NoteView, Summary
from mottagning.contacts.tables import Attachment, Contact, ContactText, Quarantine
from mottagning.contacts.tied import contacts_of_case, ties_of_contacts
from mottagning.db import Database, peewee
from mottagning.desk.protection import protected_among, without_person
from mottagning.desk.stated import plain_reason
from mottagning.errors import NotAllowed, Trouble
from mottagning.people import staff
from mottagning.people.roles import role_at
from mottagning.people.staff import Person
from mottagning.texts import N_
from mottagning.worktime import ZONE

LeftOut = Literal["protected", "sealed", "removed", "concern", "anonymous", "attachments"]
LEFT_OUT: tuple[LeftOut, ...] = ("protected", "sealed", "removed", "concern", "anonymous", "attachments")
"""protected: it is about somebody with a protected identity too; sealed: until the lead has confirmed that it is
registered; removed: its content is gone; concern: who reports may be protected (OSL 26:5); anonymous: the number was
never kept, what was said is there; attachments: are not printed."""

WITHOUT_WORDS = ("protected", "sealed", "removed", "concern")
"""Of these there are neither words nor anything that points at a person."""
_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """One contact. Of one `left_out` there are neither words nor anything that points at a person; `files` counts its
    attachments."""

    contact: Summary
    text: str
    notes: tuple[NoteView, ...]
    files: int
    left_out: LeftOut | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseExtract:
    """The contacts of a case, oldest first, who took them out when and why, and how many of what was left out."""

    case: CaseView
    at: datetime
    by: Person
    reason: str
    contacts: tuple[Extracted, ...]
    left_out: Mapping[LeftOut, int]
    people: Mapping[int, Person]


def extract(database: Database, case_id: int, by: int, reason: str, at: datetime) -> CaseExtract:
    """Take the contacts of a case out, and note in the same transaction that it was done, by whom and why.

    For the team lead and the case's own handler (NotAllowed). Trouble when the case is gone or protected, and when the
    reason is missing or names somebody.
    """
    with database.writing():
        case = cases_by_id(database, [case_id], at.astimezone(ZONE).date()).get(case_id)
        people = {person.id: person for person in staff.everyone(database)}
        if case is None:
            raise Trouble(N_("This case is not in the case list any more."))
        role = role_at(database, by, at)
        if role == "none" or (role != "lead" and case.handler_id != by):
            raise NotAllowed(N_("Only the team lead and the case's handler may print its contacts."))
        if case.protected:
            raise Trouble(
                N_("Case {code} is about somebody with a protected identity: it is not printed. Use the case system."),
                code=case.code,
            )
        why = plain_reason(case_id, reason)
        found = tuple(extracted(database, contacts_of_case(database, case_id)[::-1]))
        left_out = Counter(each.left_out for each in found if each.left_out)
        if files := sum(each.files for each in found):
            left_out["attachments"] = files
        audit.record(at, by, "contacts_printed", "case", case_id, reason=why, contacts=len(found), left_out=left_out)
    return CaseExtract(
        case=case, at=at, by=people[by], reason=why, contacts=found, left_out=dict(left_out), people=people
    )


def extracted(database: Database, ids: list[int]) -> Iterator[Extracted]:
    """Inside a transaction: what may be printed of these contacts, in their order. The caller notes that it is."""
    for start in range(0, len(ids), _AT_ONCE):
        yield from _some(database, ids[start : start + _AT_ONCE])


def _some(database: Database, ids: list[int]) -> Iterator[Extracted]:
    found = {summary.id: summary for summary in views.summaries(database, Contact.id.in_(ids))}
    tied = {contact: [tie.case for tie in each if tie.tied] for contact, each in ties_of_contacts(ids).items()}
    protected = protected_among(case for each in tied.values() for case in each)
    notes = views.notes_of(database, ids)
    texts = dict(_rows(ContactText.select(ContactText.contact_id, ContactText.text), ContactText, ids))
    sealed = {row[0] for row in _rows(Quarantine.select(Quarantine.contact_id), Quarantine, ids)}
    counted = Attachment.select(Attachment.contact_id, peewee.fn.COUNT(Attachment.id)).group_by(Attachment.contact_id)
    files = dict(_rows(counted, Attachment, ids))
    for contact in ids:
        summary = found[contact]
        left_out = _left_out(summary, contact in sealed, not protected.isdisjoint(tied.get(contact, ())))
        if left_out in WITHOUT_WORDS:
            bare = without_person(summary)
            yield Extracted(contact=bare, text="", notes=(), files=files.get(contact, 0), left_out=left_out)
            continue
        yield Extracted(
            contact=summary,
            text=(texts.get(contact) or "").strip(),
            notes=notes.get(contact, ()),
            files=files.get(contact, 0),
            left_out=left_out,
        )


def _left_out(summary: Summary, is_sealed: bool, is_protected: bool) -> LeftOut | None:
    if is_protected:
        return "protected"
    if is_sealed:
        return "sealed"
    if summary.redacted:
        return "removed"
    if summary.concern in ("possible", "marked"):
        return "concern"
    return "anonymous" if summary.anonymous else None


def _rows(query: Any, table: Any, ids: list[int]) -> list[tuple[Any, ...]]:
    return list(query.where(table.contact_id.in_(ids)).tuples())
