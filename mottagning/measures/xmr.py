"""The individuals and moving range chart (XmR): what a figure keeps within by itself, and what is more than chance.

Limits by W. A. Shewhart, "Economic Control of Quality of Manufactured Product" (1931), in the form of D. J. Wheeler,
"Understanding Variation" (2000): the mean, and 2.66 mean moving ranges to either side. The run of eight is rule 4 of
Western Electric's "Statistical Quality Control Handbook" (1956).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import isclose
from statistics import fmean
from typing import Literal

WIDTH = 2.66
"""3 / d2, where d2 = 1.128 is the mean range of two values from a normal distribution."""
FEWEST = 8
"""Of fewer values the moving range says too little for limits."""
RUN = 8
"""So many in a row on one side of the centre are no chance."""

Signal = Literal["above", "below", "run"]


@dataclass(frozen=True, slots=True)
class Limits:
    """The natural process limits of the places `first` to `last` (both included) of a series."""

    first: int
    last: int
    centre: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Limits of each stretch that has enough values, and by place what is a signal."""

    limits: tuple[Limits, ...] = ()
    signals: tuple[tuple[int, Signal], ...] = ()

    @property
    def latest(self) -> Limits | None:
        """The limits of the last stretch that has any."""
        return self.limits[-1] if self.limits else None


def chart(
    values: Sequence[float | None],
    anew: Collection[int] = (),
    least: float | None = None,
    most: float | None = None,
) -> Chart:
    """The chart of a series. None is a gap: it is passed over, and no moving range is taken across it.

    `anew` are the places from which the limits are counted anew, since something was changed there on purpose. Values
    cannot be less than `least` or more than `most` (shares, days), so that the limits end there too.
    """
    starts = sorted({0, *(place for place in anew if 0 < place < len(values))})
    limits: list[Limits] = []
    signals: list[tuple[int, Signal]] = []
    for first, end in pairwise((*starts, len(values))):
        found = _limits(values, first, end - 1)
        if found is not None:
            known = [(place, value) for place in range(first, end) if (value := values[place]) is not None]
            signals += _signals(known, found)
            limits.append(_within(found, least, most))
    return Chart(tuple(limits), tuple(signals))


def _limits(values: Sequence[float | None], first: int, last: int) -> Limits | None:
    stretch = values[first : last + 1]
    known = [value for value in stretch if value is not None]
    ranges = [abs(after - before) for before, after in pairwise(stretch) if before is not None and after is not None]
    if len(known) < FEWEST or not ranges:
        return None
    centre, reach = fmean(known), WIDTH * fmean(ranges)
    return Limits(first, last, centre, centre - reach, centre + reach)


def _within(found: Limits, least: float | None, most: float | None) -> Limits:
    lower = found.lower if least is None else max(found.lower, least)
    upper = found.upper if most is None else min(found.upper, most)
    return replace(found, lower=lower, upper=upper)


def _signals(known: Sequence[tuple[int, float]], found: Limits) -> list[tuple[int, Signal]]:
    """Each point outside the limits, else each that belongs to a run; a value on the centre itself ends a run."""
    signals: dict[int, Signal] = {}
    before = 0
    run: list[int] = []
    for place, value in known:
        side = _side(value, found.centre)
        run = [*run, place] if side and side == before else [place]
        before = side
        if side and len(run) >= RUN:
            signals |= dict.fromkeys(run, "run")
    for place, value in known:
        if _side(value, found.upper) > 0:
            signals[place] = "above"
        elif _side(value, found.lower) < 0:
            signals[place] = "below"
    return sorted(signals.items())


def _side(value: float, line: float) -> int:
    """1 above, -1 below, 0 on it: the mean of values that are all the same may differ from them in the last digit."""
    return 0 if isclose(value, line, rel_tol=1e-9, abs_tol=1e-9) else 1 if value > line else -1
