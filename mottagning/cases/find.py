"""Finds cases by what somebody types or says: a code, a name, a number, an address, a personal identity number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from mottagning import identity, phones
from mottagning.cases.hits import CaseHit
from mottagning.cases.index import DatabaseCaseIndex
from mottagning.cases.list import CaseView, cases_by_id
from mottagning.db import Database

By = Literal["code", "personal_id", "phone", "email", "name"]
_SHORTEST = 2
_SHORTEST_NUMBER = 5


@dataclass(frozen=True, slots=True)
class FoundCase:
    """A case that answers a query, and what it was found `by`; `role` and `name` of the party, None for a code."""

    case: CaseView
    by: By
    role: str | None
    name: str | None


def find(database: Database, query: str, limit: int = 20, today: date | None = None) -> tuple[FoundCase, ...]:
    """At most `limit` cases, open ones first, then the surest: by personal identity number, phone, e-mail (its
    beginning), code (its beginning), or the names of one party (the beginning of each word, in any order).

    A protected case is found by its code alone, since nothing else is kept of it. One sign is too little to look for.
    """
    if len(query.strip()) < _SHORTEST:
        return ()
    found: dict[int, tuple[By, CaseHit]] = {}
    with database.reading():
        for by, hits in _searches(DatabaseCaseIndex(database, limit), query.strip()):
            for hit in hits:
                found.setdefault(hit.case, (by, hit))
        chosen = sorted(found.values(), key=lambda pair: not pair[1].open)[:limit]
        cases = cases_by_id(database, (hit.case for _, hit in chosen), today)
    return tuple(FoundCase(cases[hit.case], by, hit.role, hit.name) for by, hit in chosen)


def _searches(index: DatabaseCaseIndex, query: str) -> Iterator[tuple[By, list[CaseHit]]]:
    if number := identity.normalise(query):
        yield "personal_id", index.by_personal_id(number)
    if sum(map(str.isdigit, query)) >= _SHORTEST_NUMBER and (dialled := phones.normalise(query)):
        yield "phone", index.by_phone(dialled)
    if "@" in query:
        yield "email", index.by_email_prefix(query)
        return
    yield "code", [*index.by_code(query), *index.by_code_prefix(query)]
    yield "name", index.by_name_prefix(query) or index.by_name(query)
