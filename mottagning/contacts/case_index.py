"""What matching asks of the case list."""

from collections.abc import Collection, Mapping
from typing import Protocol

from mottagning.cases.hits import CaseFacts as CaseFacts
from mottagning.cases.hits import CaseHit as CaseHit
from mottagning.cases.namewords import NameWords as NameWords

CLIENT = "client"


class CaseIndex(Protocol):
    """Where cases are looked up. A protected case is found by its code alone: no more is kept about it."""

    def by_codes(self, codes: Collection[str]) -> Mapping[str, tuple[CaseHit, ...]]:
        """For each of these codes that is known: the cases, open or closed, whose code has the same letters and digits
        (`forms.code_key`)."""
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

    def by_names(self, keys: Collection[str]) -> tuple[CaseHit, ...]:
        """Cases with a party whose name consists of these words (`forms.name_key`), one hit a party."""
        ...

    def by_two_words(self, one: str, other: str) -> tuple[CaseHit, ...]:
        """Cases with a party whose name has both of these folded words, one hit a party."""
        ...

    def name_words(self) -> NameWords:
        """The words of all names."""
        ...

    def facts(self, cases: Collection[int]) -> Mapping[int, CaseFacts]:
        """What tells these cases apart."""
        ...
