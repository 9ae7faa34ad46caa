"""What is normal for a case of a category in a stage, by how long this unit's own cases have stayed there before."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

ENOUGH = 12
"""So many stays that have ended must be there to say what is normal."""
USUAL_PERCENT = 80


@dataclass(frozen=True, slots=True)
class Normal:
    """Half of `stays` cases were there at most `median` days, four in five at most `usual` days.

    `is_of_category`: of the same category; else there were too few, and all those of the stage are counted.
    """

    median: int
    usual: int
    stays: int
    is_of_category: bool


class Ageing:
    """Knows the stays of the past, and says what is normal by them."""

    def __init__(self, ended: Iterable[tuple[str, str | None, int]]) -> None:
        """`ended`: stage, category and whole days of each stay that has come to its end."""
        by_stage: defaultdict[str, list[int]] = defaultdict(list)
        by_kind: defaultdict[tuple[str, str | None], list[int]] = defaultdict(list)
        for stage, category, days in ended:
            by_stage[stage].append(days)
            by_kind[stage, category].append(days)
        self._of_stage = {stage: _normal(days, is_of_category=False) for stage, days in by_stage.items()}
        self._of_kind = {kind: _normal(days, is_of_category=True) for kind, days in by_kind.items()}

    def normal(self, stage: str, category: str | None) -> Normal | None:
        """What is normal for `category` in `stage`, or else for all in the stage; None when nobody can say yet."""
        return self._of_kind.get((stage, category)) or self._of_stage.get(stage)


def _normal(days: list[int], *, is_of_category: bool) -> Normal | None:
    if len(days) < ENOUGH:
        return None
    found = sorted(days)
    return Normal(_percentile(found, 50), _percentile(found, USUAL_PERCENT), len(found), is_of_category)


def _percentile(found: list[int], percent: int) -> int:
    """The smallest of the sorted days that at least `percent` of them do not exceed (nearest rank)."""
    return found[bisect_left(range(1, len(found)), len(found) * percent / 100)]
