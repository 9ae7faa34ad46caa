"""The case list as `contacts.matching` asks it (its protocol `CaseIndex`), answered through the database's indexes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mottagning.cases.forms import code_key, name_words
from mottagning.cases.hits import CaseHit
from mottagning.db import Database

_CASES = "SELECT id, code, closed IS NULL, protected FROM cases"
_PARTIES = """
    SELECT cases.id, cases.code, cases.closed IS NULL, cases.protected, party.role, party.name
    FROM party JOIN cases ON cases.id = party.case_id
"""
_AT_ONCE = 500


class DatabaseCaseIndex:
    """Looks cases up, open or closed, in the order in which they became known. Works inside `reading` or a turn only.

    SQL by hand: a letter asks for hundreds of codes, and the desk waits while it is matched.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def by_code(self, code: str) -> tuple[CaseHit, ...]:
        """Cases whose code has the same letters and digits (`forms.code_key`)."""
        rows = self._database.sql(f"{_CASES} WHERE code_folded = ? ORDER BY id", (code_key(code),))
        return tuple(
            CaseHit(case_id=case, code=written, open=bool(is_open), protected=bool(protected))
            for case, written, is_open, protected in rows
        )

    def by_personal_id(self, number: str) -> tuple[CaseHit, ...]:
        """Cases with a party of this personal identity number (YYYYMMDDNNNN)."""
        return self._parties("party.personal_id = ?", number)

    def by_phone(self, number: str) -> tuple[CaseHit, ...]:
        """Cases with a party of this number (E.164)."""
        return self._by_address("phone", number)

    def by_email(self, address: str) -> tuple[CaseHit, ...]:
        """Cases with a party of this address (lower case)."""
        return self._by_address("email", address)

    def by_name(self, words: frozenset[str]) -> tuple[CaseHit, ...]:
        """Cases with a party whose name has at least one of these folded words, one hit a party."""
        found: dict[CaseHit, None] = {}
        wanted = sorted(words)
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            places = ", ".join("?" * len(some))
            condition = f"party.id IN (SELECT party_id FROM party_word WHERE word IN ({places}))"  # noqa: S608
            found |= dict.fromkeys(self._parties(condition, *some))
        return tuple(found)

    def _by_address(self, kind: str, value: str) -> tuple[CaseHit, ...]:
        condition = "party.id IN (SELECT party_id FROM party_address WHERE kind = ? AND value = ?)"
        return self._parties(condition, kind, value)

    def _parties(self, condition: str, *values: str) -> tuple[CaseHit, ...]:
        rows: Sequence[tuple[Any, ...]] = self._database.sql(
            f"{_PARTIES} WHERE {condition} ORDER BY cases.id, party.position", values
        ).fetchall()
        return tuple(
            CaseHit(
                case_id=case,
                code=code,
                open=bool(is_open),
                protected=bool(protected),
                role=role,
                name=name_words(name or ""),
            )
            for case, code, is_open, protected, role, name in rows
        )
