"""What matching asks of the case list, and a case list held in memory that answers it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol

from mottagning.cases.forms import code_key, name_words
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


class DictCaseIndex:
    """A case list in memory: for worker processes, which get it pickled, and for tests."""

    def __init__(self) -> None:
        self._cases: dict[int, CaseHit] = {}
        self._codes: dict[str, list[CaseHit]] = defaultdict(list)
        self._personal_ids: dict[str, list[CaseHit]] = defaultdict(list)
        self._phones: dict[str, list[CaseHit]] = defaultdict(list)
        self._emails: dict[str, list[CaseHit]] = defaultdict(list)
        self._words: dict[str, list[CaseHit]] = defaultdict(list)

    def add_case(self, case_id: int, code: str, *, is_open: bool = True, is_protected: bool = False) -> None:
        """Take a case in, before its parties."""
        hit = CaseHit(case_id=case_id, code=code, open=is_open, protected=is_protected)
        self._cases[case_id] = hit
        self._codes[code_key(code)].append(hit)

    def add_party(
        self,
        case_id: int,
        role: str,
        *,
        name: str | None = None,
        personal_id: str | None = None,
        phones: Iterable[str] = (),
        emails: Iterable[str] = (),
    ) -> None:
        """Take in a party of a case, with numbers in the forms that `CaseIndex` names; not of a protected case."""
        case = self._cases[case_id]
        if case.protected:
            return
        hit = replace(case, role=role, name=name_words(name or ""))
        if personal_id:
            self._personal_ids[personal_id].append(hit)
        for number in phones:
            self._phones[number].append(hit)
        for address in emails:
            self._emails[address.casefold()].append(hit)
        for word in hit.name:
            self._words[word].append(hit)

    def by_code(self, code: str) -> tuple[CaseHit, ...]:
        """See `CaseIndex`."""
        return tuple(self._codes.get(code_key(code), ()))

    def by_personal_id(self, number: str) -> tuple[CaseHit, ...]:
        """See `CaseIndex`."""
        return tuple(self._personal_ids.get(number, ()))

    def by_phone(self, number: str) -> tuple[CaseHit, ...]:
        """See `CaseIndex`."""
        return tuple(self._phones.get(number, ()))

    def by_email(self, address: str) -> tuple[CaseHit, ...]:
        """See `CaseIndex`."""
        return tuple(self._emails.get(address, ()))

    def by_name(self, words: frozenset[str]) -> tuple[CaseHit, ...]:
        """See `CaseIndex`."""
        found = (hit for word in sorted(words) for hit in self._words.get(word, ()))
        return tuple(dict.fromkeys(found))
