"""What answers come to: SKR's index from 1–5, a share of yes and no, and how sure each of them is.

SKR's service index makes the answers 1–5 into 0, 25, 50, 75 and 100 and takes the mean.

The interval is Wilson's (E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA
1927), with 95 % confidence. For an index it is taken with the effective number of answers (E. L. Korn and
B. I. Graubard, "Confidence intervals for proportions with small expected number of positive counts", Survey
Methodology 1998): the scores vary less than yes and no do, so that fewer answers say as much. How they vary is counted
with one answer more, evenly spread over the scale: else a handful of fives would be taken for certain.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

SCALE = (1, 2, 3, 4, 5)
FEWEST = 5
"""Of fewer answers no figure is shown: it could point at a person."""
CONFIDENCE = 0.95
_Z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure from 0 to 100, of how many answers, and between what it lies with 95 % confidence."""

    value: float
    low: float
    high: float
    n: int


def score(answer: int) -> float:
    """0, 25, 50, 75 or 100."""
    return 25.0 * (answer - 1)


def index(counts: Mapping[int, int]) -> Estimate | None:
    """SKR's index of the answers, by how often each of 1–5 was given; None without any."""
    n = sum(counts.values())
    if not n:
        return None
    mean = sum(score(answer) * times for answer, times in counts.items()) / n
    smooth = {answer: counts.get(answer, 0) + 1 / len(SCALE) for answer in SCALE}
    centre = sum(score(answer) * times for answer, times in smooth.items()) / (n + 1)
    varies = sum((score(answer) - centre) ** 2 * times for answer, times in smooth.items()) / (n + 1)
    return _estimate(mean, n, n * centre * (100 - centre) / varies)


def share(part: int, whole: int) -> Estimate | None:
    """So many of so many, in percent; None of none."""
    return _estimate(100 * part / whole, whole, whole) if whole else None


def _estimate(value: float, n: int, effective: float) -> Estimate:
    """Wilson's interval around `value` percent, as wide as `effective` answers of yes or no make it."""
    part, weight = value / 100, _Z**2 / effective
    middle = (part + weight / 2) / (1 + weight)
    half = sqrt(weight * part * (1 - part) + weight**2 / 4) / (1 + weight)
    return Estimate(value, max(0.0, 100 * (middle - half)), min(100.0, 100 * (middle + half)), n)
