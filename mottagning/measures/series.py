"""Measures over time, for charts and the tables behind them: each week or month read together, in one pass."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from mottagning.db import Database
from mottagning.measures.counting import Measure
from mottagning.measures.figures import measure_spans
from mottagning.measures.periods import parted
from mottagning.worktime import ZONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """The figure of the week or month that begins on `start`, of `n`; `value` None: of nothing, or `is_withheld`.

    `is_part`: the period has not ended yet.
    """

    start: date
    value: float | None
    n: int
    excluded: int = 0
    is_withheld: bool = False
    is_part: bool = False


def series(
    database: Database,
    names: Collection[str],
    first: date,
    last: date,
    now: datetime,
    by: Literal["week", "month"] = "week",
) -> Mapping[str, tuple[Point, ...]]:
    """The measures of these names in each week or month from that of `first` to that of `last`, as it stands at `now`.

    A time is three measures: its median, and what 80 and 95 percent did not exceed ("queue_median", "queue_p80",
    "queue_p95"). A name of which nothing is known in a period (a category without cases) has n 0 there.
    """
    spans = parted(first, last, by)
    today = now.astimezone(ZONE).date()
    found: dict[str, list[Point]] = {name: [] for name in names}
    for (start, end), measures in zip(spans, measure_spans(database, spans, now), strict=True):
        known = {each.name: each for each in measures}
        for name, points in found.items():
            each = known.get(name) or Measure(name=name, value=None, unit="", n=0)
            points.append(
                Point(
                    start=start,
                    value=each.value,
                    n=each.n,
                    excluded=each.excluded,
                    is_withheld=each.is_withheld,
                    is_part=end >= today,
                )
            )
    return {name: tuple(points) for name, points in found.items()}
