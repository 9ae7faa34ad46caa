"""A case and everything that has happened in it, as one story: contacts, changes in the case system, and its dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from mottagning.cases.freshness import Freshness, freshness
from mottagning.cases.list import CaseView, HistoryLine, history_of
from mottagning.db import Database
from mottagning.desk.caseside import CaseSide, Spoken, case_side, spoken_of
from mottagning.people import staff
from mottagning.worktime import ZONE

DATES = ("received", "opened", "decided", "executed", "closed")
_TOLD = ("stage", "handler", "protected")


@dataclass(frozen=True, slots=True)
class Changed:
    """What one export said anew about the case: its stage, its handler, whether it is protected."""

    at: datetime
    lines: tuple[HistoryLine, ...]


@dataclass(frozen=True, slots=True)
class Dated:
    """A date of the case: the name of its field, one of `DATES`."""

    day: date
    field: str


Happening = Spoken | Changed | Dated


@dataclass(frozen=True, slots=True)
class CaseStory:
    """The head of a case, what has happened in it, newest first, and how fresh the case list is."""

    side: CaseSide
    happenings: tuple[Happening, ...]
    fresh: Freshness


def case_story(database: Database, case_id: int, now: datetime) -> CaseStory:
    """The story of a case; Trouble when it is gone. The caller audits the look."""
    with database.reading():
        side = case_side(database, case_id, now, lately=0)
        people = {person.id: person for person in staff.everyone(database)}
        happenings: list[Happening] = [
            *spoken_of(database, case_id, people),
            *_changes(history_of(database, case_id)),
            *_dates(side.card.case),
        ]
        fresh = freshness(database, now)
    happenings.sort(key=_place, reverse=True)
    return CaseStory(side, tuple(happenings), fresh)


def _changes(history: tuple[HistoryLine, ...]) -> list[Changed]:
    told = [line for line in history if line.field in _TOLD]
    return [Changed(at, tuple(lines)) for at, lines in groupby(told, key=lambda line: line.at)]


def _dates(case: CaseView) -> list[Dated]:
    return [Dated(day, field) for field in DATES if (day := getattr(case, field)) is not None]


def _place(happening: Happening) -> tuple[date, int, datetime | int]:
    """Where it stands in time; what has a date alone comes before everything else of that day."""
    if isinstance(happening, Dated):
        return happening.day, 0, DATES.index(happening.field)
    at = happening.at if isinstance(happening, Changed) else happening.contact.at
    return at.astimezone(ZONE).date(), 1, at
