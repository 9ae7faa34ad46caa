"""Evidence that could tie a contact to a case without asking, and whether anything in the contact speaks against it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from mottagning.cases.forms import code_key, one_slip
from mottagning.contacts import concern
from mottagning.contacts.candidates import Candidates, open_cases
from mottagning.contacts.case_index import CLIENT, CaseHit
from mottagning.contacts.passages import Passage
from mottagning.contacts.reasons import Reason

_MOST_CODES = 3
"""Who writes more case codes than this has written a list."""
_REASONS = {"thread": "thread", "code": "code", "personal_id": "personal_id_party"}
_IN_DOUBT = {"code_doubt": 40.0, "personal_id": 40.0, "code_mistyped": 15.0, "code_list": 8.5}
_OTHERWISE = 13.0
OF_SENDER = 20.0
"""Points for what says who writes, such as her own identity number: as much as for her address."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A case that one of the three kinds of certain evidence (design.md, rule 4) leads to."""

    kind: Literal["thread", "code", "personal_id"]
    hit: CaseHit
    passage: Passage


class Clues:
    """What a contact says about cases, looked at together once all of it is known."""

    def __init__(self, text: str, candidates: Candidates) -> None:
        self._text = text
        self._candidates = candidates
        self.claims: dict[Claim, None] = {}
        self.senders: tuple[CaseHit, ...] = ()
        """By way of whom the sender is known."""
        self.personal_ids: list[set[int]] = []
        """For each identity number that is not quoted: the open cases it is on."""
        self.named: list[set[int]] = []
        """For each name of a client in what was written: the open cases it is on."""
        self.first_named: set[int] = set()
        """The sender's cases whose client's first name was written."""

    @cached_property
    def sender_cases(self) -> set[int]:
        """The open cases to which the sender is a party."""
        return open_cases(self.senders)

    @cached_property
    def own_cases(self) -> set[int]:
        """Those of them that the sender is the client of."""
        return open_cases(hit for hit in self.senders if hit.role == CLIENT)

    def settle(self) -> None:
        """Make each claim a certain reason, or an offer if it is in doubt."""
        doubts = [(claim, self._doubt(claim)) for claim in self.claims]
        for claim, doubt in doubts:
            if doubt is None:
                self._candidates.add(claim.hit, "certain", Reason(_REASONS[claim.kind]), 100, "about")
        for claim, doubt in doubts:
            if doubt is None or "certain" in self._candidates.reasons(claim.hit.case_id):
                continue
            if claim.kind == "thread" or (claim.kind == "personal_id" and claim.hit.case_id in self.own_cases):
                self._candidates.add(claim.hit, "likely", Reason(doubt), OF_SENDER, "sender")
            else:
                self._candidates.add(claim.hit, "likely", Reason(doubt), _IN_DOUBT.get(doubt, _OTHERWISE), "about")

    def _doubt(self, claim: Claim) -> str | None:
        """The reason for which it is only offered, None when nothing speaks against it."""
        if claim.kind == "code":
            return self._doubt_of_code(claim)
        if claim.kind == "thread":
            return "thread_doubt" if self._is_thread_doubtful(claim.hit) else None
        return "personal_id" if self._is_personal_id_doubtful(claim.hit) else None

    def _doubt_of_code(self, claim: Claim) -> str | None:
        case = claim.hit.case_id
        if claim.passage == "quote":
            return "code_quoted"
        if self._is_linked(case):
            return None
        if claim.passage == "signature":
            return "code_signed"
        codes = {other.hit.case_id for other in self._claimed("code") if other.passage != "quote"}
        if len(codes) > _MOST_CODES or any(self._is_linked(other) for other in codes):
            return "code_list"
        if any(one_slip(code_key(claim.hit.code), code_key(own.code)) for own in self.senders):
            return "code_mistyped"
        return "code_doubt" if any(self.personal_ids) or self._is_somebody_else_named(case) else None

    def _is_thread_doubtful(self, hit: CaseHit) -> bool:
        case = hit.case_id
        threads = {claim.hit.case_id for claim in self._claimed("thread")}
        codes = {claim.hit.case_id for claim in self._claimed("code") if claim.passage != "quote"}
        return (
            len(threads) > 1
            or bool(codes - {case})
            or any(cases and case not in cases for cases in self.personal_ids)
            or self._is_somebody_else_named(case)
            or bool(self.first_named - {case})
            or (not hit.open and bool(self.sender_cases))
        )

    def _is_personal_id_doubtful(self, hit: CaseHit) -> bool:
        case = hit.case_id
        is_own = case in self.own_cases
        others = self.sender_cases - {case}
        codes = {claim.hit.case_id for claim in self._claimed("code") if claim.passage != "quote"}
        return (
            len(self.personal_ids) > 1
            or bool(codes - {case})
            or bool(self.first_named & others)
            or self._is_somebody_else_named(case)
            # Her own number says who writes; about whom is not said by it when she is in others' cases, or worried.
            or (is_own and any(sender.case_id in others and sender.role != CLIENT for sender in self.senders))
            or (is_own and concern.possible(self._text))
        )

    def _is_linked(self, case: int) -> bool:
        """Whether anything but its code leads to the case."""
        return case in self.sender_cases or bool(self._candidates.reasons(case) - {"code_spelling", "code_part"})

    def _is_somebody_else_named(self, case: int) -> bool:
        """Whether the client of exactly one other open case is named."""
        return any(len(cases) == 1 and case not in cases for cases in self.named)

    def _claimed(self, kind: str) -> list[Claim]:
        return [claim for claim in self.claims if claim.kind == kind]
