"""What matching asks of the case list."""

from typing import Protocol

from mottagning.cases.hits import CaseHit as CaseHit

CLIENT = "client"


class CaseIndex(Protocol):
    """Where cases are looked up. A protected case is found by its code alone: no more is kept about it."""

    def by_code(self, code: str) -> tuple[CaseHit, ...]:
        """Cases whose code has the same letters and digits (`forms.code_key`), open or closed."""
        ...

    def by_personal_id(self, number: str) -> tuple[CaseHit, ...]:
        """Cases with a party of this personal identity number (YYYYMMDDNNNN)."""
        ...

    def by_phone(self, number: str) -> tuple[CaseHit, ...]:
        """Cases with a party of this number (E.164)."""
        ...

    def by_email(self, address: str) -> tuple[CaseHit, ...]:
        """Cases with a party of this address (lower case)."""
        ...

    def by_name(self, words: frozenset[str]) -> tuple[CaseHit, ...]:
        """Cases with a party whose name has at least one of these folded words, one hit a party."""
        ...
