"""Looks cases up by code, personal identity number, phone, e-mail and name: through indexes, open cases first."""

from __future__ import annotations

from typing import Any

import peewee

from mottagning.cases.forms import code_key, name_words
from mottagning.cases.hits import CaseHit
from mottagning.cases.tables import Case, Party, PartyAddress, PartyWord
from mottagning.db import Database

_LAST = "\U0010ffff"
_MOST = 50
_SLIP_FROM = 5
"""Letters a word must have before a slip of the pen is forgiven: Anna and Anja are two names."""


class DatabaseCaseIndex:
    """The case list as `contacts.matching` and the desk's field ask it. Each answer has at most `most` hits."""

    def __init__(self, database: Database, most: int = _MOST) -> None:
        self._database = database
        self._most = most

    def by_code(self, code: str) -> list[CaseHit]:
        """The case with this code, else those whose code reads the same without case, spaces and signs."""
        return self._cases(Case.code == code.strip()) or self._cases(Case.code_folded == code_key(code))

    def by_code_prefix(self, beginning: str) -> list[CaseHit]:
        """Cases whose code begins so, compared without case, spaces and signs."""
        key = code_key(beginning)
        return self._cases(_begins(Case.code_folded, key)) if key else []

    def by_personal_id(self, number: str) -> list[CaseHit]:
        """Cases with a party who has this number (YYYYMMDDNNNN)."""
        return self._parties(Party.personal_id == number)

    def by_phone(self, number: str) -> list[CaseHit]:
        """Cases with a party who has this number (E.164)."""
        return self._parties(Party.id.in_(_at("phone", PartyAddress.value == number)))

    def by_email(self, address: str) -> list[CaseHit]:
        """Cases with a party who has this address (case does not matter)."""
        return self._parties(Party.id.in_(_at("email", PartyAddress.value == address.lower())))

    def by_email_prefix(self, beginning: str) -> list[CaseHit]:
        """Cases with a party whose address begins so."""
        return self._parties(Party.id.in_(_at("email", _begins(PartyAddress.value, beginning.lower()))))

    def by_name(self, name: str) -> list[CaseHit]:
        """Cases with a party who has every word of `name`, in any order; else all but for slips of the pen."""
        words = name_words(name)
        if not words:
            return []
        found = self._parties(*(_has_word(PartyWord.word == word) for word in words))
        if found:
            return found
        with self._database.reading():
            alike = [_alike(word) for word in words]
            if not all(alike):
                return []
            return self._parties(*(_has_word(PartyWord.word.in_(some)) for some in alike), exact=False)

    def by_name_prefix(self, beginnings: str) -> list[CaseHit]:
        """Cases with a party who has, for each word typed, a name that begins so."""
        words = name_words(beginnings)
        return self._parties(*(_has_word(_begins(PartyWord.word, word)) for word in words)) if words else []

    def _cases(self, condition: Any) -> list[CaseHit]:
        with self._database.reading():
            rows = Case.select().where(condition).order_by(*_OPEN_FIRST).limit(self._most)
            return [
                CaseHit(case=row.id, code=row.code, open=row.closed is None, protected=row.protected) for row in rows
            ]

    def _parties(self, *conditions: Any, exact: bool = True) -> list[CaseHit]:
        with self._database.reading():
            rows: Any = (
                Party.select(Party.id, Party.role, Party.name, Case.id, Case.code, Case.closed, Case.protected)
                .join(Case, on=(Party.case_id == Case.id))
                .where(*conditions)
                .order_by(*_OPEN_FIRST, Party.position)
                .limit(self._most)
            )
            return [
                CaseHit(
                    case=case,
                    code=code,
                    open=closed is None,
                    protected=protected,
                    party=party,
                    role=role,
                    name=name,
                    exact=exact,
                )
                for party, role, name, case, code, closed, protected in rows.tuples()
            ]


_OPEN_FIRST = (peewee.Case(None, [(Case.closed.is_null(), 0)], 1), Case.id.desc())


def _begins(column: Any, beginning: str) -> Any:
    """Whether a folded text begins so; by code points, so that the index is used (see {folded} in the migrations)."""
    return (column >= beginning) & (column < beginning + _LAST)


def _at(kind: str, condition: Any) -> Any:
    return PartyAddress.select(PartyAddress.party_id).where((PartyAddress.kind == kind) & condition)


def _has_word(condition: Any) -> Any:
    return Party.id.in_(PartyWord.select(PartyWord.party_id).where(condition))


def _alike(word: str) -> list[str]:
    """The stored words that are this one, or are one slip away from it and begin with the same letter."""
    same_letter = PartyWord.select(PartyWord.word).where(_begins(PartyWord.word, word[0])).distinct()
    stored = [row.word for row in same_letter]
    return [other for other in stored if other == word or (len(word) >= _SLIP_FROM and one_slip(word, other))]


def one_slip(word: str, other: str) -> bool:
    """Whether one letter is left out, added, changed, or two neighbours have changed places."""
    if abs(len(word) - len(other)) > 1 or word == other:
        return False
    start = next((at for at, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other)))
    rest, other_rest = word[start:], other[start:]
    return (
        rest[1:] == other_rest
        or rest == other_rest[1:]
        or rest[1:] == other_rest[1:]
        or (rest[1::-1] == other_rest[:2] and rest[2:] == other_rest[2:])
    )
