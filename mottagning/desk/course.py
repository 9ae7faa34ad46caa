"""One contact's whole course, taken out for an inquiry: each step, who looked, where it came from, what was removed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from mottagning import audit
from mottagning.audit import AuditEntry
from mottagning.cases import codes
from mottagning.cases.partytables import Party
from mottagning.contacts import views
from mottagning.contacts.answers.outgoing import AnswerView, answers_of
from mottagning.contacts.model import Summary, TieView
from mottagning.contacts.tables import Contact, ContactText, Quarantine
from mottagning.contacts.whole import SourceView, StepView, read_whole
from mottagning.db import Database
from mottagning.desk import following
from mottagning.desk.extract import WITHOUT_WORDS, Extracted, extracted
from mottagning.desk.following import Followed
from mottagning.desk.protection import without_person
from mottagning.desk.stated import without_names
from mottagning.people import roles, staff
from mottagning.people.staff import Person

LOOKS = (
    "seen",
    "opened_beyond",
    "file_taken_out",
    "night_shown",
    "night_printed",
    "marked_for_night",
    "night_told",
    "left_for_tomorrow",
    "sealed_text_opened",
    "course_printed",
)
"""What the audit knows of those who looked at it, took something of it out, or gave it on."""
_OF_CASE = "contacts_printed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """Somebody looked at it: one of `LOOKS`, or "contacts_printed" with all of its case. `why` is one of
    `todays.REASONS` or "", `reason` what she stated in words."""

    at: datetime
    by: int | None
    what: str
    why: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A contact as it was dealt with. Where words are left out (`contact.left_out`), nothing here points at a person.

    `same` are the other contacts of its conversation or ring, the oldest first. `removed_at` and `removed_why`: when
    its content went, and why; `is_sealed`: it lies sealed until the team lead has confirmed that it is registered.
    `routines` are those that were followed, as they read then.
    `codes` are those of the cases that steps and ties tell of.
    """

    contact: Extracted
    at: datetime
    by: Person
    reason: str
    steps: tuple[StepView, ...]
    routines: tuple[Followed, ...]
    ties: tuple[TieView, ...]
    answers: tuple[AnswerView, ...]
    looks: tuple[Looked, ...]
    sources: tuple[SourceView, ...]
    same: tuple[Summary, ...]
    removed_at: datetime | None
    removed_why: str
    is_sealed: bool
    codes: Mapping[int, str]
    people: Mapping[int, Person]


def take_out(database: Database, contact_id: int, by: int, reason: str, at: datetime) -> Course:
    """Take it out, and note in the same transaction that it was done, by whom and why.

    For the team lead and her deputy (NotAllowed). Trouble when there is no such contact, and when the reason is missing
    or names somebody.
    """
    with database.writing():
        roles.require(roles.role_at(database, by, at), "lead")
        whole = read_whole(database, contact_id)
        (contact,) = extracted(database, [contact_id])
        why = without_names(reason, _names(contact_id, whole.ties))
        row = Contact.get(Contact.id == contact_id)
        people = {person.id: person for person in staff.everyone(database)}
        is_bare = contact.left_out in WITHOUT_WORDS
        cases = {tie.case for tie in whole.ties} | {_case(step) for step in whole.steps}
        looks = _looks(contact_id, [tie.case for tie in whole.ties if tie.tied])
        audit.record(at, by, "course_printed", "contact", contact_id, reason=why, left_out=contact.left_out)
        return Course(
            contact=contact,
            at=at,
            by=people[by],
            reason=why,
            steps=whole.steps,
            routines=following.followed_in(database, whole.steps),
            ties=tuple(tie._replace(reasons=()) for tie in whole.ties) if is_bare else whole.ties,
            answers=answers_of(database, contact_id),
            looks=looks,
            sources=whole.sources,
            same=_same(database, row),
            removed_at=row.redacted_at,
            removed_why=row.redacted_why or "",
            is_sealed=Quarantine.select().where(Quarantine.contact_id == contact_id).exists(),
            codes=codes.codes([case for case in cases if case is not None]),
            people=people,
        )


def _case(step: StepView) -> int | None:
    case = step.facts.get("case")
    return case if isinstance(case, int) else None


def _names(contact_id: int, ties: tuple[TieView, ...]) -> list[str]:
    """The names that must not stand in the reason."""
    of_case = Party.case_id.in_([tie.case for tie in ties]) & Party.name.is_null(False)
    names = [row.name for row in ContactText.select().where(ContactText.contact_id == contact_id)]
    names += [row.name for row in Party.select(Party.name).where(of_case)]
    return [name for name in names if name]


def _looks(contact_id: int, cases: list[int]) -> tuple[Looked, ...]:
    of_contact = (AuditEntry.kind == "contact") & (AuditEntry.ref == contact_id) & AuditEntry.action.in_(LOOKS)
    of_cases = (AuditEntry.kind == "case") & AuditEntry.ref.in_(cases) & (AuditEntry.action == _OF_CASE)
    rows = [*AuditEntry.select().where(of_contact), *(AuditEntry.select().where(of_cases) if cases else ())]
    return tuple(_looked(row) for row in sorted(rows, key=lambda row: (row.at, row.id)))


def _looked(row: AuditEntry) -> Looked:
    facts = json.loads(row.facts)
    why, reason = facts.get("why", ""), facts.get("reason", "")
    return Looked(at=row.at, by=row.actor_id, what=row.action, why=why, reason=reason)


def _same(database: Database, row: Contact) -> tuple[Summary, ...]:
    """When they came and how they stand; who and what belongs to each of them alone."""
    first = row.part_of or row.id
    same = (Contact.id == first) | (Contact.part_of == first)
    if row.thread_id is not None:
        same |= Contact.thread_id == row.thread_id
    found = views.summaries(database, same & (Contact.id != row.id), (Contact.at, Contact.id))
    return tuple(without_person(each) for each in found)
