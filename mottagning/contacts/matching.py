"""Which cases a contact may belong to, how certain that is, and why. Pure: the case list is asked through `CaseIndex`.

Rule 4 of the house: a contact is tied to a case by itself only on certain evidence, which is an answer in a known
thread from the same sender; an exact case code; or a personal identity number that has exactly one open case, from a
sender who is already a party to it. All else is offered with its reason, and somebody decides.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from mottagning.contacts.case_index import CLIENT, CaseHit, CaseIndex
from mottagning.contacts.clues import LONGEST, CodeFound, NameFinder, codes_in, numbers_in, words_in
from mottagning.contacts.reasons import Reason

Certainty = Literal["certain", "likely", "possible"]

_WEIGHTS: dict[Certainty, int] = {"certain": 100, "likely": 10, "possible": 1}
_MOST_NUMBERS = 50


@dataclass(frozen=True, slots=True)
class ThreadTie:
    """A case to which an earlier contact of the same thread is tied, and whether that one had the same sender."""

    code: str
    same_sender: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is known of a contact: `phone` in E.164 (None when withheld), `sender_name` as the sender writes it."""

    channel: str
    sender_address: str | None = None
    sender_name: str | None = None
    phone: str | None = None
    subject: str = ""
    text: str = ""
    thread_ties: tuple[ThreadTie, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A case that a contact may belong to; `tied` means that it may be tied without asking. Strongest reason first."""

    case: CaseHit
    certainty: Certainty
    tied: bool
    reasons: tuple[Reason, ...]


@dataclass(slots=True)
class _Candidate:
    case: CaseHit
    reasons: list[tuple[Certainty, Reason]] = field(default_factory=list)

    @property
    def score(self) -> int:
        return sum(_WEIGHTS[certainty] for certainty, _ in self.reasons)

    def match(self) -> Match:
        ordered = sorted(self.reasons, key=lambda each: -_WEIGHTS[each[0]])
        reasons = [reason for _, reason in ordered]
        if not self.case.open:
            reasons.append(Reason("closed"))
        certainty = ordered[0][0]
        return Match(
            case=replace(self.case, name=()), certainty=certainty, tied=certainty == "certain", reasons=tuple(reasons)
        )


class _Candidates:
    """The cases found so far, each with its reasons."""

    def __init__(self) -> None:
        self._by_id: dict[int, _Candidate] = {}

    def add(self, hit: CaseHit, certainty: Certainty, reason: Reason) -> None:
        """Give `hit` one reason more; short of certain evidence, a closed case is possible at most."""
        if not hit.open and certainty == "likely":
            certainty = "possible"
        candidate = self._by_id.setdefault(hit.case_id, _Candidate(hit))
        if hit.role == CLIENT or not candidate.case.role:
            candidate.case = hit
        if reason.code not in {known.code for _, known in candidate.reasons}:
            candidate.reasons.append((certainty, reason))

    def add_shared(self, hits: Iterable[CaseHit], alone: Reason, shared: str) -> None:
        """Cases of one number, address or name: likely when one open case has it, else all are possible."""
        hits = list(hits)
        n = len(_open_cases(hits))
        for hit in hits:
            if n > 1 and hit.open:
                self.add(hit, "possible", Reason(shared, (("n", n),)))
            else:
                self.add(hit, "likely", alone)

    def ranked(self) -> tuple[Match, ...]:
        """The tied first, then by certainty, open before closed, by the sum of reasons, the client's own case first."""
        found = [(candidate.match(), candidate.score) for candidate in self._by_id.values()]
        found.sort(
            key=lambda each: (
                -_WEIGHTS[each[0].certainty],
                not each[0].case.open,
                -each[1],
                each[0].case.role != CLIENT,
                each[0].case.code,
            )
        )
        return tuple(match for match, _ in found)


def match(evidence: Evidence, index: CaseIndex) -> tuple[Match, ...]:
    """Every case that `evidence` points at, best first. A text is read to its millionth character."""
    candidates = _Candidates()
    senders = _add_sender(candidates, evidence, index)
    _add_thread(candidates, evidence, index)
    numbers = numbers_in(f"{evidence.subject}\n{evidence.text}"[:LONGEST])
    for found in codes_in(numbers.rest, index.by_code):
        _add_code(candidates, found)
    for number in numbers.personal_ids[:_MOST_NUMBERS]:
        _add_personal_id(candidates, index.by_personal_id(number), senders)
    for number in numbers.phones[:_MOST_NUMBERS]:
        if number != evidence.phone:
            for hit in index.by_phone(number):
                candidates.add(hit, "possible", Reason("phone_in_text"))
    _add_names(candidates, NameFinder(words_in(f"{evidence.sender_name or ''}\n{numbers.rest}")), index.by_name)
    return candidates.ranked()


def _add_sender(candidates: _Candidates, evidence: Evidence, index: CaseIndex) -> frozenset[int]:
    """Cases by the sender's own number and address; gives the ids of all cases to which the sender is a party."""
    by_phone = index.by_phone(evidence.phone) if evidence.phone else ()
    by_email = index.by_email(evidence.sender_address.strip().casefold()) if evidence.sender_address else ()
    candidates.add_shared(by_phone, Reason("phone"), "phone_shared")
    candidates.add_shared(by_email, Reason("email"), "email_shared")
    return frozenset(hit.case_id for hit in (*by_phone, *by_email))


def _add_thread(candidates: _Candidates, evidence: Evidence, index: CaseIndex) -> None:
    for tie in evidence.thread_ties:
        for hit in index.by_code(tie.code):
            if hit.code != tie.code:
                continue
            if evidence.channel != "mail":  # a number is no proof of who speaks, nor is a new call an answer
                candidates.add(hit, "likely", Reason("thread_calls"))
            elif tie.same_sender:
                candidates.add(hit, "certain", Reason("thread"))
            else:
                candidates.add(hit, "possible", Reason("thread_other_sender"))


def _add_code(candidates: _Candidates, found: CodeFound) -> None:
    certainty: Certainty = "likely"
    if not found.is_exact:
        certainty, code = "likely" if found.has_letters else "possible", "code_spelling"
    elif found.is_part:
        code = "code_part"
    elif found.is_bare:
        code = "code_bare"
    else:
        certainty, code = "certain", "code"
    for hit in found.hits:
        candidates.add(hit, certainty, Reason(code))


def _add_personal_id(candidates: _Candidates, hits: tuple[CaseHit, ...], senders: frozenset[int]) -> None:
    n = len(_open_cases(hits))
    for hit in hits:
        if n == 1 and hit.open and hit.case_id in senders:
            candidates.add(hit, "certain", Reason("personal_id_party"))
        elif n > 1 and hit.open:
            candidates.add(hit, "likely", Reason("personal_id_several", (("n", n),)))
        else:
            candidates.add(hit, "likely", Reason("personal_id"))


def _add_names(
    candidates: _Candidates, finder: NameFinder, by_name: Callable[[frozenset[str]], tuple[CaseHit, ...]]
) -> None:
    full: dict[frozenset[str], list[CaseHit]] = {}
    for hit in by_name(finder.forms) if finder.forms else ():
        found = finder.find(hit.name)
        if found == "full":
            full.setdefault(frozenset(hit.name), []).append(hit)
        elif found is not None:
            candidates.add(hit, "possible", Reason(f"name_{found}"))
    for hits in full.values():
        candidates.add_shared(hits, Reason("name"), "name_shared")


def _open_cases(hits: Iterable[CaseHit]) -> set[int]:
    return {hit.case_id for hit in hits if hit.open}
