"""A case and everything that has happened in it, as one story: contacts, notes, changes, deadlines, parties, acts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, Literal

from mottagning.audit import AuditEntry
from mottagning.cases.card import CaseCard
from mottagning.cases.deadlines import Deadline
from mottagning.cases.freshness import Freshness, freshness
from mottagning.cases.list import CaseView, HistoryLine, history_of
from mottagning.contacts.tables import Contact, Tie
from mottagning.db import Database
from mottagning.desk.caseside import CaseSide, NotedLater, Spoken, case_side, noted_later, spoken_of
from mottagning.people import staff
from mottagning.people.staff import Person
from mottagning.worktime import ZONE

DATES = ("received", "opened", "decided", "executed", "closed")
_OF_PROTECTED = ("stage", "handler", "protected", "closed", "code")
_NOT_TOLD = ("stage_since", "received", "opened", "decided", "executed")
"""Fields of the history that are told otherwise: as dates, or with the stage."""

_ACTS_ON_DEADLINES = (
    *("protection_assessed_noted", "protection_assessed_removed"),
    *("decision_requested_noted", "decision_requested_removed"),
    *("deadline_prolonged", "deadline_prolonged_removed"),
    *("deadline_paused", "deadline_resumed", "deadline_paused_removed"),
)
ACTS = (
    *("party_entered", "party_changed", "party_removed", "extras_noted", "renamed", "contacts_printed"),
    *_ACTS_ON_DEADLINES,
)
"""What is done with a case here, as the audit names it, and told in its story. Who looked at it is not."""

Kind = Literal["contact", "note", "list", "deadline", "party"]
KINDS: tuple[Kind, ...] = ("contact", "note", "list", "deadline", "party")
"""contact: what came in; note: what was written of it later; list: what the case system says; deadline: what is or
was due; party: who is in it, what was agreed with them, and what was done with the case here."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What one export said anew about the case."""

    at: datetime
    lines: tuple[HistoryLine, ...]


@dataclass(frozen=True, slots=True)
class Dated:
    """A date of the case: the name of its field, one of `DATES`."""

    day: date
    field: str


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline of the case, on the day it is due."""

    deadline: Deadline


@dataclass(frozen=True, slots=True)
class Tied:
    """A contact was tied to the case on another day than it came, or untied again; `initials` of who did it."""

    at: datetime
    contact: int
    tied: bool
    initials: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """Something with a party on a day: a consent "given" or "withdrawn", feedback "asked" for or "answered"."""

    day: date
    what: Literal["given", "withdrawn", "asked", "answered"]
    role: str
    name: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Acted:
    """Something that was done with the case here: one of `ACTS`; `initials` of who did it, `reason` that she gave."""

    at: datetime
    act: str
    initials: str
    reason: str


Happening = Spoken | NotedLater | Changed | Dated | Due | Tied | Agreed | Acted
_KIND_OF: dict[type, Kind] = {
    Spoken: "contact",
    Tied: "contact",
    NotedLater: "note",
    Changed: "list",
    Dated: "list",
    Due: "deadline",
    Agreed: "party",
    Acted: "party",
}


@dataclass(frozen=True, slots=True)
class CaseStory:
    """The head of a case, what has happened in it, newest first, and how fresh the case list is."""

    side: CaseSide
    happenings: tuple[Happening, ...]
    fresh: Freshness


def kind_of(happening: Happening) -> Kind:
    """Which part of the story it belongs to."""
    if isinstance(happening, Acted) and happening.act in _ACTS_ON_DEADLINES:
        return "deadline"
    return _KIND_OF[type(happening)]


def day_of(happening: Happening) -> date:
    """The day it happened, or is due."""
    return _place(happening)[0]


def case_story(database: Database, case_id: int, now: datetime) -> CaseStory:
    """The story of a case; Trouble when it is gone. The caller audits the look."""
    with database.reading():
        side = case_side(database, case_id, now, lately=0)
        people = {person.id: person for person in staff.everyone(database)}
        spoken = spoken_of(database, case_id, people)
        happenings: list[Happening] = [
            *spoken,
            *noted_later(database, spoken, people),
            *_ties(case_id, people),
            *_acts(case_id, people),
            *_changes(history_of(database, case_id), side.card.case.protected),
            *_dates(side.card.case),
            *_dues(side.card.case),
            *_agreements(side.card),
        ]
        fresh = freshness(database, now)
    happenings.sort(key=_place, reverse=True)
    return CaseStory(side, tuple(happenings), fresh)


def _changes(history: tuple[HistoryLine, ...], protected: bool) -> list[Changed]:
    told = [line for line in history if (line.field in _OF_PROTECTED if protected else line.field not in _NOT_TOLD)]
    told = [line for line in told if line.field != "closed" or line.new is None]  # closed is a date; reopened is news
    return [Changed(at, tuple(sorted(lines, key=_weight))) for at, lines in groupby(told, key=lambda line: line.at)]


def _weight(line: HistoryLine) -> int:
    """What matters most comes first: the stage, then the handler."""
    return _OF_PROTECTED.index(line.field) if line.field in _OF_PROTECTED else len(_OF_PROTECTED)


def _dates(case: CaseView) -> list[Dated]:
    return [Dated(day, field) for field in DATES if (day := getattr(case, field)) is not None]


def _dues(case: CaseView) -> list[Due]:
    """The deadlines that are open or were missed; that one was kept is told by the date that ended it."""
    return [Due(each) for each in case.deadlines if each.stopped is None or each.stopped > each.due]


def _ties(case_id: int, people: dict[int, Person]) -> Iterator[Tied]:
    """Ties that somebody made later than the day of the contact, and those that were undone."""
    rows: Any = (
        Tie.select(Tie.at, Tie.contact_id, Tie.state, Tie.by_id, Contact.at.alias("came"))
        .join(Contact, on=(Contact.id == Tie.contact_id))
        .where((Tie.case_id == case_id) & Tie.state.in_(("tied", "untied")))
        .objects()
    )
    for row in rows:
        is_later = row.by_id is not None and row.at.astimezone(ZONE).date() != row.came.astimezone(ZONE).date()
        if row.state == "untied" or is_later:
            yield Tied(row.at, row.contact_id, row.state == "tied", _initials(people, row.by_id))


def _acts(case_id: int, people: dict[int, Person]) -> Iterator[Acted]:
    wanted = (AuditEntry.kind == "case") & (AuditEntry.ref == case_id) & AuditEntry.action.in_(ACTS)
    for row in AuditEntry.select().where(wanted).order_by(AuditEntry.id):
        reason = json.loads(row.facts).get("reason", "")
        yield Acted(row.at, row.action, _initials(people, row.actor_id), reason)


def _agreements(card: CaseCard) -> Iterator[Agreed]:
    for party in card.parties:
        for consent in party.consents:
            yield Agreed(consent.given_on, "given", party.role, party.name, consent.what)
            if consent.withdrawn_on is not None:
                yield Agreed(consent.withdrawn_on, "withdrawn", party.role, party.name, consent.what)
        for feedback in party.feedback:
            yield Agreed(feedback.asked_on, "asked", party.role, party.name, "")
            if feedback.given_on is not None:
                yield Agreed(feedback.given_on, "answered", party.role, party.name, feedback.answer or "")


def _initials(people: dict[int, Person], person: int | None) -> str:
    known = people.get(person) if person is not None else None
    return known.initials if known else ""


def _place(happening: Happening) -> tuple[date, int, datetime | int]:
    """Where it stands in time; what has a date alone comes before everything else of that day."""
    match happening:
        case Dated(day, field):
            return day, 0, DATES.index(field)
        case Due(deadline):
            return deadline.due, 0, len(DATES)
        case Agreed(day=day):
            return day, 0, len(DATES) + 1
        case Spoken(contact=contact):
            at = contact.at
        case _:
            at = happening.at
    return at.astimezone(ZONE).date(), 1, at
