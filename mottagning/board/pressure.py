"""Tells which stages fill up before they are full: the limit, what comes in against what goes out, and unusual weeks.

One sign a stage, the most pressing one, with the numbers that it follows from. Weeks are the seven days up to today.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil
from statistics import mean, pstdev
from typing import Literal

WEEKS = 12
"""How far back it is looked, in weeks."""
RECENT = 4
"""The weeks in which a queue grows, or does not."""
_NEAR = 0.9
_SOON = 4
_FEWEST_MORE = 3
_GROWTH = 0.15
_FEWEST_IN_PEAK = 5

What = Literal["full", "near", "reaches", "grows", "peak"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """Why a stage should be looked at.

    full: there are more than `limit`. near: it is nearly reached. reaches: as it has gone, it is reached in `weeks`
    weeks. grows: `came` in the last four weeks, `went` fewer. peak: `came` in a week, where `usual` are usual.
    """

    what: What
    count: int
    limit: int = 0
    weeks: int = 0
    came: int = 0
    went: int = 0
    usual: int = 0

    @property
    def hurts(self) -> bool:
        """Whether it is no warning any more."""
        return self.what == "full"


@dataclass(slots=True)
class Flow:
    """How many cases came to a stage and went from it, week by week; the first is the week up to today."""

    came: list[int] = field(default_factory=lambda: [0] * WEEKS)
    went: list[int] = field(default_factory=lambda: [0] * WEEKS)


def flows(stays: Iterable[tuple[str, date, date | None]], today: date) -> dict[str, Flow]:
    """What came and went by stage; `stays` are stage, first day and the day on which it ended."""
    found: defaultdict[str, Flow] = defaultdict(Flow)
    for stage, began, ended in stays:
        if (week := (today - began).days // 7) < WEEKS and began <= today:
            found[stage].came[week] += 1
        if ended is not None and (week := (today - ended).days // 7) < WEEKS and ended <= today:
            found[stage].went[week] += 1
    return dict(found)


def sign(count: int, limit: int | None, flow: Flow) -> Sign | None:
    """The most pressing thing to say of a stage with `count` cases; None when there is nothing to say."""
    came, went = sum(flow.came[:RECENT]), sum(flow.went[:RECENT])
    more = came - went
    if limit is not None and count > limit:
        return Sign(what="full", count=count, limit=limit)
    if limit is not None and count >= limit * _NEAR:
        return Sign(what="near", count=count, limit=limit)
    if limit is not None and more > 0:
        weeks = ceil((limit - count) / (more / RECENT))
        if weeks <= _SOON:
            return Sign(what="reaches", count=count, limit=limit, weeks=weeks, came=came, went=went)
    if more >= max(_FEWEST_MORE, _GROWTH * (count - more)) and _grows_steadily(flow):
        return Sign(what="grows", count=count, came=came, went=went)
    usual = _peak(flow.came)
    return None if usual is None else Sign(what="peak", count=count, came=flow.came[0], usual=usual)


def _grows_steadily(flow: Flow) -> bool:
    """Whether more came than went in most of the recent weeks: one week alone makes no queue."""
    weeks = zip(flow.came[:RECENT], flow.went[:RECENT], strict=True)
    return sum(came > went for came, went in weeks) > RECENT / 2


def _peak(came: Sequence[int]) -> int | None:
    """What is usual, when the last week was far from it; None when it was not, or when nobody can say.

    Far is more than two standard deviations above the mean of the weeks before it.
    """
    now, before = came[0], came[1:]
    if now < _FEWEST_IN_PEAK or sum(map(bool, before)) < len(before) / 2:
        return None
    usual = mean(before)
    return round(usual) if now > usual + 2 * max(pstdev(before), 1.0) else None
