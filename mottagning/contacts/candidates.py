"""The cases found for a contact, each with its reasons, and their order: who it comes from, and what it is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from mottagning.contacts.case_index import CLIENT, CaseHit
from mottagning.contacts.reasons import Reason

Certainty = Literal["certain", "likely", "possible"]
Side = Literal["sender", "about"]

_WEIGHTS: dict[Certainty, int] = {"certain": 2, "likely": 1, "possible": 0}
_ENOUGH = 15
"""Points that several possible reasons must have together to make an open case likely."""
_ONE_MORE = 0.5
"""What each further reason of the same side adds: a number and an address of one sender say the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A case that a contact may belong to; `tied` means that it may be tied without asking. Strongest reason first."""

    case: CaseHit
    certainty: Certainty
    tied: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    certainty: Certainty
    reason: Reason
    points: float
    side: Side


@dataclass(slots=True)
class _Candidate:
    case: CaseHit
    found: list[_Found] = field(default_factory=list)
    more: float = 0

    @property
    def points(self) -> float:
        by_side = [[each.points for each in self.found if each.side == side] for side in ("sender", "about")]
        return self.more + sum(max(points) + _ONE_MORE * (len(points) - 1) for points in by_side if points)

    @property
    def certainty(self) -> Certainty:
        best = max((each.certainty for each in self.found), key=_WEIGHTS.__getitem__)
        if best == "certain":
            return best
        if not self.case.open:
            return "possible"
        return "likely" if best == "likely" or self.points >= _ENOUGH else "possible"

    def match(self) -> Match:
        ordered = sorted(self.found, key=lambda each: (-_WEIGHTS[each.certainty], -each.points))
        reasons = [each.reason for each in ordered]
        if not self.case.open:
            reasons.append(Reason("closed"))
        certainty = self.certainty
        return Match(
            case=replace(self.case, name=(), person=""),
            certainty=certainty,
            tied=certainty == "certain",
            reasons=tuple(reasons),
        )


class Candidates:
    """The cases found so far, each with its reasons. Points only order them: see `matching` for what gives how many."""

    def __init__(self) -> None:
        self._by_id: dict[int, _Candidate] = {}

    def add(self, hit: CaseHit, certainty: Certainty, reason: Reason, points: float, side: Side) -> None:
        """Give `hit` one reason more; of the same reason twice the better one counts."""
        candidate = self._by_id.setdefault(hit.case_id, _Candidate(hit))
        if hit.role == CLIENT or not candidate.case.role:
            candidate.case = hit
        same = next((each for each in candidate.found if each.reason.code == reason.code), None)
        if same is not None:
            if (_WEIGHTS[same.certainty], same.points) >= (_WEIGHTS[certainty], points):
                return
            candidate.found.remove(same)
        candidate.found.append(_Found(certainty, reason, points, side))

    def lift(self, case_id: int, points: float) -> None:
        """Put a case before those that are otherwise as good."""
        self._by_id[case_id].more += points

    def ids(self, side: Side | None = None) -> set[int]:
        """The cases found, all or those that something of one side speaks for."""
        return {id_ for id_, each in self._by_id.items() if side is None or any(f.side == side for f in each.found)}

    def reasons(self, case_id: int) -> set[str]:
        """The codes of the reasons for a case."""
        candidate = self._by_id.get(case_id)
        return set() if candidate is None else {each.reason.code for each in candidate.found}

    def ranked(self) -> tuple[Match, ...]:
        """The tied first, then by certainty, open before closed, by points, the client's own case first."""
        found = sorted(
            self._by_id.values(),
            key=lambda each: (
                -_WEIGHTS[each.certainty],
                not each.case.open,
                -each.points,
                each.case.role != CLIENT,
                each.case.code,
            ),
        )
        return tuple(candidate.match() for candidate in found)


def open_cases(hits: Iterable[CaseHit]) -> set[int]:
    """The open cases among these."""
    return {hit.case_id for hit in hits if hit.open}
