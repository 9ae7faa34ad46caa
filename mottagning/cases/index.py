"""The case list as `contacts.matching` asks it (its protocol `CaseIndex`), answered through the database's indexes."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any
from weakref import WeakKeyDictionary

from mottagning.cases import handlers
from mottagning.cases.forms import code_key, name_key, name_words
from mottagning.cases.hits import CaseFacts, CaseHit
from mottagning.cases.namewords import NameWords
from mottagning.db import Database

_CASES = "SELECT id, code, closed IS NULL, protected, code_folded FROM cases"
_PARTIES = """
    SELECT cases.id, cases.code, cases.closed IS NULL, cases.protected, party.role, party.name,
        party.personal_id
    FROM party JOIN cases ON cases.id = party.case_id
"""
_FACTS = """
    SELECT cases.id, cases.category, cases.type, cases.handler, party.name
    FROM cases LEFT JOIN party ON party.case_id = cases.id AND party.role = 'client'
"""
_BOTH_WORDS = "SELECT party_id FROM party_word WHERE word = ? INTERSECT SELECT party_id FROM party_word WHERE word = ?"
_STAMP = "SELECT (SELECT MAX(id) FROM party), (SELECT MAX(id) FROM feed)"
"""Ids are given once only, so that this moves whenever a name may have come."""
_AT_ONCE = 500
_names: WeakKeyDictionary[Database, tuple[Any, NameWords]] = WeakKeyDictionary()


class DatabaseCaseIndex:
    """Looks cases up, open or closed, in the order in which they became known. Works inside `reading` or a turn only.

    SQL by hand: a letter asks for hundreds of codes, and the desk waits while it is matched.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def by_codes(self, codes: Collection[str]) -> dict[str, tuple[CaseHit, ...]]:
        """For each of these codes that is known: the cases whose code has the same letters and digits."""
        keys = {code: code_key(code) for code in codes}
        found: dict[str, list[CaseHit]] = {}
        for values, places in _chunks(set(keys.values())):
            rows = self._database.sql(f"{_CASES} WHERE code_folded IN ({places}) ORDER BY id", values)
            for case, written, is_open, protected, key in rows:
                hit = CaseHit(case_id=case, code=written, open=bool(is_open), protected=bool(protected))
                found.setdefault(key, []).append(hit)
        return {code: tuple(found[key]) for code, key in keys.items() if key in found}

    def by_personal_id(self, number: str) -> tuple[CaseHit, ...]:
        """Cases with a party of this personal identity number (YYYYMMDDNNNN)."""
        return self._parties("party.personal_id = ?", number)

    def by_phone(self, number: str) -> tuple[CaseHit, ...]:
        """Cases with a party of this number (E.164)."""
        return self._by_address("phone", number)

    def by_email(self, address: str) -> tuple[CaseHit, ...]:
        """Cases with a party of this address (lower case)."""
        return self._by_address("email", address)

    def by_names(self, keys: Collection[str]) -> tuple[CaseHit, ...]:
        """Cases with a party whose name consists of these words (`forms.name_key`), one hit a party."""
        found: list[CaseHit] = []
        for values, places in _chunks(keys):
            found += self._parties(f"party.name_key IN ({places})", *values)
        return tuple(found)

    def by_two_words(self, one: str, other: str) -> tuple[CaseHit, ...]:
        """Cases with a party whose name has both of these folded words, one hit a party."""
        return self._parties(f"party.id IN ({_BOTH_WORDS})", one, other)

    def name_words(self) -> NameWords:
        """The words of all names; kept until a name may have come."""
        stamp = tuple(self._database.sql(_STAMP).fetchone())
        known = _names.get(self._database)
        if known is None or known[0] != stamp:
            words = (word for (word,) in self._database.sql("SELECT DISTINCT word FROM party_word"))
            known = stamp, NameWords(words, map(name_key, handlers.written(self._database)))
            _names[self._database] = known
        return known[1]

    def facts(self, cases: Collection[int]) -> dict[int, CaseFacts]:
        """What tells these cases apart."""
        found: dict[int, CaseFacts] = {}
        for values, places in _chunks(cases):
            for case, category, kind, handler, name in self._database.sql(
                f"{_FACTS} WHERE cases.id IN ({places})", values
            ):
                found[case] = CaseFacts(
                    client=frozenset(name_words(name or "")),
                    kind=frozenset(name_words(f"{category or ''} {kind or ''}")),
                    handler=name_key(handler or ""),
                )
        return found

    def _by_address(self, kind: str, value: str) -> tuple[CaseHit, ...]:
        condition = "party.id IN (SELECT party_id FROM party_address WHERE kind = ? AND value = ?)"
        return self._parties(condition, kind, value)

    def _parties(self, condition: str, *values: Any) -> tuple[CaseHit, ...]:
        """Never those of a protected case, should anything about them be left."""
        rows = self._database.sql(
            f"{_PARTIES} WHERE {condition} AND NOT cases.protected ORDER BY cases.id, party.position", values
        )
        return tuple(
            CaseHit(
                case_id=case,
                code=code,
                open=bool(is_open),
                protected=bool(protected),
                role=role,
                name=name_words(name or ""),
                person=personal_id or "",
            )
            for case, code, is_open, protected, role, name, personal_id in rows
        )


def _chunks(values: Collection[Any]) -> Iterator[tuple[tuple[Any, ...], str]]:
    ordered = sorted(values)
    for start in range(0, len(ordered), _AT_ONCE):
        some = tuple(ordered[start : start + _AT_ONCE])
        yield some, ", ".join("?" * len(some))
