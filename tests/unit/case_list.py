"""A case list held in memory, to match contacts against."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace

from mottagning.cases.forms import code_key, name_key, name_words
from mottagning.cases.hits import CaseFacts, CaseHit
from mottagning.cases.namewords import NameWords


class DictCaseIndex:
    """Answers what `CaseIndex` asks."""

    def __init__(self) -> None:
        self._cases: dict[int, CaseHit] = {}
        self._codes: dict[str, list[CaseHit]] = defaultdict(list)
        self._personal_ids: dict[str, list[CaseHit]] = defaultdict(list)
        self._phones: dict[str, list[CaseHit]] = defaultdict(list)
        self._emails: dict[str, list[CaseHit]] = defaultdict(list)
        self._words: dict[str, list[CaseHit]] = defaultdict(list)
        self._facts: dict[int, CaseFacts] = {}

    def add_case(
        self, case_id: int, code: str, *, is_open: bool = True, is_protected: bool = False, kind: str = ""
    ) -> None:
        """Take a case in, before its parties."""
        hit = CaseHit(case_id=case_id, code=code, open=is_open, protected=is_protected)
        self._cases[case_id] = hit
        self._codes[code_key(code)].append(hit)
        self._facts[case_id] = CaseFacts(kind=frozenset(name_words(kind)))

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
        hit = replace(case, role=role, name=name_words(name or ""), person=personal_id or "")
        if personal_id:
            self._personal_ids[personal_id].append(hit)
        for number in phones:
            self._phones[number].append(hit)
        for address in emails:
            self._emails[address.casefold()].append(hit)
        for word in hit.name:
            self._words[word].append(hit)
        if role == "client":
            self._facts[case_id] = replace(self._facts[case_id], client=frozenset(hit.name))

    def by_codes(self, codes: Collection[str]) -> dict[str, tuple[CaseHit, ...]]:
        """See `CaseIndex`."""
        return {code: tuple(self._codes[code_key(code)]) for code in codes if code_key(code) in self._codes}

    def by_personal_id(self, number: str) -> tuple[CaseHit, ...]:
        """See `CaseIndex`."""
        return tuple(self._personal_ids.get(number, ()))

    def by_phone(self, number: str) -> tuple[CaseHit, ...]:
        """See `CaseIndex`."""
        return tuple(self._phones.get(number, ()))

    def by_email(self, address: str) -> tuple[CaseHit, ...]:
        """See `CaseIndex`."""
        return tuple(self._emails.get(address, ()))

    def by_names(self, keys: Collection[str]) -> tuple[CaseHit, ...]:
        """See `CaseIndex`."""
        found = dict.fromkeys(hit for hits in self._words.values() for hit in hits)
        return tuple(hit for hit in found if name_key(" ".join(hit.name)) in keys)

    def by_two_words(self, one: str, other: str) -> tuple[CaseHit, ...]:
        """See `CaseIndex`."""
        return tuple(hit for hit in self._words.get(one, ()) if other in hit.name)

    def name_words(self) -> NameWords:
        """See `CaseIndex`."""
        return NameWords(self._words)

    def facts(self, cases: Collection[int]) -> dict[int, CaseFacts]:
        """See `CaseIndex`."""
        return {case: self._facts[case] for case in cases}
