"""A case list held in memory, to match contacts against."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from mottagning.cases.forms import code_key, name_words
from mottagning.cases.hits import CaseHit


class DictCaseIndex:
    """Answers what `CaseIndex` asks."""

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
