"""Finds cases by what somebody types or says: a code, a name, a number, an address, a personal identity number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from mottagning import identity, phones
from mottagning.cases.forms import code_key, name_words, one_slip
from mottagning.cases.list import CaseView, cases_by_id
from mottagning.cases.tables import Case, Party, PartyAddress, PartyWord
from mottagning.db import Database, peewee

By = Literal["code", "personal_id", "phone", "email", "name", "name_misspelt"]
_SHORTEST = 2
_LONGEST = 200
"""Characters of a query that are looked at: no name or code is longer, but somebody may paste a whole letter."""
_SHORTEST_NUMBER = 5
_LAST = "\U0010ffff"
_OPEN_FIRST = peewee.Case(None, [(Case.closed.is_null(), 0)], 1)


@dataclass(frozen=True, slots=True)
class FoundCase:
    """A case that answers a query, and what it was found `by`; `role` and `name` of the party, None for a code."""

    case: CaseView
    by: By
    role: str | None
    name: str | None


def find(database: Database, query: str, limit: int = 20, today: date | None = None) -> tuple[FoundCase, ...]:
    """At most `limit` cases, open ones first, then the surest: by personal identity number, phone, e-mail (its
    beginning), code (its beginning), or the names of one party (the beginning of each word, in any order; if nobody is
    called so, with a slip of the pen in each word).

    A protected case is found by its code alone, since nothing else is kept of it. One sign is too little to look for.
    """
    query = query.strip()[:_LONGEST]
    if len(query) < _SHORTEST:
        return ()
    found: dict[int, tuple[By, Any]] = {}
    with database.reading():
        for by, rows in _searches(query):
            for row in rows.limit(limit).namedtuples():
                found.setdefault(row.case_id, (by, row))
        chosen = sorted(found.values(), key=lambda pair: pair[1].closed is not None)[:limit]
        cases = cases_by_id(database, (row.case_id for _, row in chosen), today)
    return tuple(FoundCase(cases[row.case_id], by, row.role, row.name) for by, row in chosen)


def _searches(query: str) -> Iterator[tuple[By, Any]]:
    if number := identity.normalise(query):
        yield "personal_id", _with_party(Party.personal_id == number)
    if sum(map(str.isdigit, query)) >= _SHORTEST_NUMBER and (dialled := phones.normalise(query)):
        yield "phone", _with_party(_has_address("phone", PartyAddress.value == dialled))
    if "@" in query:
        yield "email", _with_party(_has_address("email", _begins(PartyAddress.value, query.lower())))
        return
    if key := code_key(query):
        yield "code", _with_code(Case.code_folded == key)
        yield "code", _with_code(_begins(Case.code_folded, key))
    if words := name_words(query):
        named = _with_party(*(_has_word(_begins(PartyWord.word, word)) for word in words))
        if named.exists():
            yield "name", named
        elif all(alike := [_alike(word) for word in words]):
            yield "name_misspelt", _with_party(*(_has_word(PartyWord.word.in_(some)) for some in alike))


def _with_code(condition: Any) -> Any:
    nobody = peewee.Value(None)
    rows = Case.select(Case.id.alias("case_id"), Case.closed, nobody.alias("role"), nobody.alias("name"))
    return rows.where(condition).order_by(_OPEN_FIRST, Case.id.desc())


def _with_party(*conditions: Any) -> Any:
    rows = Party.select(Case.id.alias("case_id"), Case.closed, Party.role, Party.name)
    rows = rows.join(Case, on=(Party.case_id == Case.id)).where(*conditions)
    return rows.order_by(_OPEN_FIRST, Case.id.desc(), Party.position)


def _begins(column: Any, beginning: str) -> Any:
    """Whether a folded text begins so; by code points, so that the index is used (see {folded} in the migrations)."""
    return (column >= beginning) & (column < beginning + _LAST)


def _has_address(kind: str, condition: Any) -> Any:
    return Party.id.in_(PartyAddress.select(PartyAddress.party_id).where((PartyAddress.kind == kind) & condition))


def _has_word(condition: Any) -> Any:
    return Party.id.in_(PartyWord.select(PartyWord.party_id).where(condition))


def _alike(word: str) -> list[str]:
    """The stored words that are this one, or one slip away from it and begin with the same letter."""
    same_letter = PartyWord.select(PartyWord.word).where(_begins(PartyWord.word, word[0])).distinct()
    return [row.word for row in same_letter if row.word == word or one_slip(word, row.word)]
