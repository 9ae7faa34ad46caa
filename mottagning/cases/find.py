"""Finds cases by what somebody types or says: a code, a name, a number, an address, a personal identity number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from mottagning import identity, phones
from mottagning.cases import handlers
from mottagning.cases.forms import code_key, name_words, one_slip
from mottagning.cases.list import CaseView, cases_by_id
from mottagning.cases.narrowing import EVERYTHING, Narrowing
from mottagning.db import Database
from mottagning.folding import sort_key

By = Literal["code", "personal_id", "phone", "email", "name", "former_name", "handler", "name_misspelt"]
WAYS: tuple[By, ...] = get_args(By)
"""What a case can be found by, the surest first."""

_SHORTEST = 2
_LONGEST = 200
"""Characters of a query that are looked at: no name or code is longer, but somebody may paste a whole letter."""
_SHORTEST_NUMBER = 5
_LAST = "\U0010ffff"
_NINES = "9" * 12
_COMMON = 1_000
"""Hits from which on it is quicker to go through the cases from the newest on than through the hits; half of them when
a few cases are wanted, since fewer have to be gone through then. They are counted so far and no further."""
_FEW_WANTED = 10
_VERY_COMMON = 5_000
"""The same for names of several words, since few cases have them all."""

_ID, _CLOSED, _ROLE, _NAME = range(4)
_CASES = "SELECT id AS case_id, NULL AS role, NULL AS name FROM cases"
_PARTIES = "SELECT case_id, role, name FROM party"
_FEW = """
    WITH hit AS MATERIALIZED ({sql}) SELECT cases.id, cases.closed, hit.role, hit.name FROM hit CROSS JOIN cases
    WHERE cases.id = hit.case_id{more} ORDER BY cases.closed IS NOT NULL, cases.closed DESC, cases.id DESC LIMIT ?
"""
"""The hits first, then their cases: left to itself, SQLite would go through all cases for the sake of the order."""
_MANY = "{sql} AND cases.closed {state}{more} ORDER BY cases.closed DESC, cases.id DESC LIMIT ?"
_ALL_CASES = "SELECT cases.id, cases.closed, NULL, NULL FROM cases"
_ALL_PARTIES = """
    SELECT cases.id, cases.closed, role, name FROM cases CROSS JOIN party WHERE party.case_id = cases.id AND
"""
_WORDS = "SELECT party_id FROM party_word WHERE word >= ? AND word < ?"
_HAS_WORD = "EXISTS (SELECT 1 FROM party_word WHERE party_id = party.id AND word >= ? AND word < ?)"
_BEGUN = "SELECT begun.party_id FROM party_word AS begun WHERE begun.word >= ? AND begun.word < ?"
_AND_BEGUN = """
    AND EXISTS (
        SELECT 1 FROM party_word AS other
        WHERE other.party_id = begun.party_id AND other.word >= ? AND other.word < ?
    )
"""
_ONE_OF_WORDS = "id IN (SELECT party_id FROM party_word WHERE word IN ({places}))"
_FORMER = "SELECT case_id, 'client' AS role, name FROM former_name WHERE"
_FORMER_BEGUN = "SELECT former_id FROM former_name_word WHERE word >= ? AND word < ?"
_FORMER_WORDS = f"id IN ({_FORMER_BEGUN})"
_CODES = "SELECT id FROM cases WHERE code_folded >= ? AND code_folded < ?"
_BEGINS = "value >= ? AND value < ?"
_OF_LETTER = """
    WITH RECURSIVE written (word) AS (
        SELECT MIN(word) FROM party_word WHERE word >= ?
        UNION ALL
        SELECT (SELECT MIN(word) FROM party_word WHERE word > written.word) FROM written WHERE written.word < ?
    )
    SELECT word FROM written WHERE word < ?
"""


@dataclass(frozen=True, slots=True)
class FoundCase:
    """A case that answers a query, and what it was found `by`; `role` and `name` of the party, None for a code."""

    case: CaseView
    by: By
    role: str | None
    name: str | None


@dataclass(frozen=True, slots=True)
class _Search:
    """One way to look: SQL that ends in a condition and gives (case_id, role, name), and its values.

    `many`: so many hits that it is quicker to go through the cases from the newest on, with their id and `closed`.
    """

    by: By
    sql: str
    values: tuple[Any, ...]
    many: bool = False


def find(
    database: Database,
    query: str,
    limit: int = 20,
    today: date | None = None,
    *,
    narrowing: Narrowing = EVERYTHING,
    while_typing: bool = False,
    deadlines: bool = True,
) -> tuple[FoundCase, ...]:
    """At most `limit` cases, open ones first, then the surest, then as Swedes sort: by personal identity number, phone,
    e-mail (its beginning), code (its beginning), or the names of one party (the beginning of each word, in any order;
    if nobody is called so, with a slip of the pen in each word), or a client's former name. Of more than `limit`, the
    newest.

    `while_typing` finds by the beginning of a number too, and by handlers. A protected case is found by its code or
    its handler alone, since nothing else is kept of it. One sign is too little to look for. Without `deadlines` the
    cases come without theirs.
    """
    query = query.strip()[:_LONGEST]
    if len(query) < _SHORTEST:
        return ()
    found: dict[int, tuple[By, Any]] = {}
    with database.reading():
        common = _COMMON if limit > _FEW_WANTED else _COMMON // 2
        for search in _searches(database, query, while_typing, common):
            for row in _newest(database, search, narrowing, limit):
                found.setdefault(row[_ID], (search.by, row))
        chosen = sorted(found.values(), key=lambda pair: (pair[1][_CLOSED] is not None, WAYS.index(pair[0])))[:limit]
        ids = [row[_ID] for _, row in chosen]
        cases = cases_by_id(database, ids, today, deadlines=deadlines) if chosen else {}
    result = (FoundCase(cases[row[_ID]], by, row[_ROLE], row[_NAME]) for by, row in chosen)
    return tuple(sorted(result, key=_place))


def _place(found: FoundCase) -> tuple[bool, int, str, str]:
    named = sort_key(found.name or "")
    return found.case.closed is not None, WAYS.index(found.by), named, sort_key(found.case.code)


def _newest(database: Database, search: _Search, narrowing: Narrowing, limit: int) -> list[Any]:
    """The newest open cases, and if there are not enough the newest closed ones."""
    more, values = narrowing.sql()
    if not search.many:
        statement = _FEW.format(sql=search.sql, more=more)
        return list(database.sql(statement, (*search.values, *values, limit)).fetchall())
    rows: list[Any] = []
    for state in ("IS NULL", "IS NOT NULL"):
        statement = _MANY.format(sql=search.sql, state=state, more=more)
        rows += database.sql(statement, (*search.values, *values, limit - len(rows))).fetchall()
        if len(rows) >= limit:
            break
    return rows


def _searches(database: Database, query: str, while_typing: bool, common: int) -> Iterator[_Search]:
    if number := identity.normalise(query):
        yield _Search("personal_id", f"{_PARTIES} WHERE personal_id = ?", (number,))
    if sum(map(str.isdigit, query)) >= _SHORTEST_NUMBER:
        yield from _by_number(query, while_typing and not number)
    if "@" in query:
        yield _address("email", _BEGINS, query.lower(), query.lower() + _LAST)
        return
    if key := code_key(query):
        span = (key, key + _LAST)
        count = _how_many(database, _CODES, span, common)
        if count > 1:  # else the one that begins so is all there is
            yield _Search("code", f"{_CASES} WHERE code_folded = ?", (key,))
        if count:
            cases = _ALL_CASES if count >= common else _CASES
            yield _Search("code", f"{cases} WHERE code_folded >= ? AND code_folded < ?", span, count >= common)
    if words := name_words(query):
        yield from _by_name(database, words, common)
        spans = tuple(bound for word in words for bound in (word, word + _LAST))
        if _how_many(database, _FORMER_BEGUN, spans[-2:], 1):  # seldom: few have had another name
            yield _Search("former_name", f"{_FORMER} {' AND '.join(_FORMER_WORDS for _ in words)}", spans)
        if while_typing and (named := handlers.called(database, words)):
            places = ", ".join("?" * len(named))
            yield _Search("handler", f"{_ALL_CASES} WHERE handler IN ({places})", named, many=True)


def _by_number(query: str, unfinished: bool) -> Iterator[_Search]:
    """By a telephone number; by the beginning of one, or of a personal identity number, when more may be typed."""
    if dialled := phones.normalise(query):
        yield _address("phone", "value = ?", dialled)
    if unfinished and not re.search(r"[^\d\s()+/-]", query):
        digits = re.sub(r"\D", "", query)
        begun = "+46" + digits[1:] if digits[0] == "0" else "+" + digits
        yield _address("phone", _BEGINS, begun, begun + _LAST)
    if unfinished and re.fullmatch(r"(?:19|20)?\d{6}[-+ ]?\d{0,4}", query):
        digits = re.sub(r"\D", "", query)
        for century in ("",) if query[:2] in ("19", "20") and len(digits) >= 8 else ("19", "20"):
            first, last = century + digits, (century + digits + _NINES)[:12]
            yield _Search("personal_id", f"{_PARTIES} WHERE personal_id >= ? AND personal_id <= ?", (first, last))


def _address(kind: Literal["phone", "email"], condition: str, *values: str) -> _Search:
    of_kind = f"SELECT party_id FROM party_address WHERE kind = ? AND {condition}"  # noqa: S608
    return _Search(kind, f"{_PARTIES} WHERE id IN ({of_kind})", (kind, *values))


def _by_name(database: Database, words: tuple[str, ...], common: int) -> Iterator[_Search]:
    """Parties with a name that has words beginning so; if there are none, with words like these."""
    many = common if len(words) == 1 else _VERY_COMMON
    counted = sorted((_how_many(database, _WORDS, (word, word + _LAST), many), word) for word in words)
    (rarest, _), *others = counted
    values = tuple(bound for _, word in counted for bound in (word, word + _LAST))
    begun = _BEGUN + _AND_BEGUN * len(others)
    if not rarest:
        named = None
    elif rarest >= many:
        conditions = " AND ".join(_HAS_WORD for _ in counted)
        named = _Search("name", f"{_ALL_PARTIES} {conditions}", values, many=True)
    else:
        named = _Search("name", f"{_PARTIES} WHERE id IN ({begun})", values)
    if named is not None and (not others or database.sql(f"{begun} LIMIT 1", values).fetchone()):
        yield named
    elif all(alike := [_alike(database, word) for word in words]):
        some = " AND ".join(_ONE_OF_WORDS.format(places=", ".join("?" * len(each))) for each in alike)
        yield _Search("name_misspelt", f"{_PARTIES} WHERE {some}", tuple(word for each in alike for word in each))


def _how_many(database: Database, sql: str, values: tuple[str, ...], most: int) -> int:
    """How many rows this gives; not counted further than matters."""
    statement = f"SELECT COUNT(*) FROM ({sql} LIMIT ?) AS begun"  # noqa: S608
    return int(database.sql(statement, (*values, most)).fetchone()[0])


def _alike(database: Database, word: str) -> list[str]:
    """The stored words that are this one, or one slip away from it and begin with the same letter."""
    first, last = word[0], word[0] + _LAST
    rows = database.sql(_OF_LETTER, (first, last, last)).fetchall()
    return [other for (other,) in rows if other == word or one_slip(word, other)]
