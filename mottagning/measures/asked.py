"""What is asked for: periods, and what they are counted by. It is put together once, and every figure asks it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mottagning.measures.arrays import moment
from mottagning.measures.columns import stored
from mottagning.measures.counting import Measure
from mottagning.measures.opentime import OpenTime, midnight
from mottagning.measures.periods import Span
from mottagning.people.unit import UnitSettings, worktime
from mottagning.worktime import ZONE, WorkTime

EPISODE = timedelta(days=14)
"""After a longer pause somebody who was missed calls about something else; so long before a period she may begin."""
_LONGEST_AGO, _FURTHEST_AHEAD = timedelta(days=30 * 366), timedelta(days=2 * 366)
_DAY = timedelta(days=1)

Found = list[tuple[Measure, ...]]
"""The measures of each period."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """`begins` and `ends` are the moments between which everything is read, from an `EPISODE` before the first day of
    any period; `since` and `until` are the same as the database keeps them. Working hours (`clock`) are laid out from
    then until today, since what came in may have had its answer later than the period. Moments are as in the arrays."""

    spans: Sequence[Span]
    begins: int
    ends: int
    since: str
    until: str
    clock: OpenTime
    worktime: WorkTime
    settings: UnitSettings
    now: int
    today: date

    @classmethod
    def of(cls, spans: Sequence[Span], settings: UnitSettings, now: datetime) -> Asked:
        """The question for these periods, of which there is one at least; nothing is older than 30 years."""
        today, clock = now.astimezone(ZONE).date(), worktime(settings)
        first = max(min(first for first, _ in spans), today - _LONGEST_AGO) - EPISODE
        last = max(min(max(last for _, last in spans), today + _FURTHEST_AHEAD), first)
        begins, ends = midnight(first), midnight(last + _DAY)
        return cls(
            spans=spans,
            begins=moment(begins),
            ends=moment(ends),
            since=stored(begins),
            until=stored(ends),
            clock=OpenTime(clock, first, max(last, today)),
            worktime=clock,
            settings=settings,
            now=moment(now),
            today=today,
        )

    @property
    def days(self) -> Span:
        """From the first day of any period to the last of any."""
        return min(first for first, _ in self.spans), max(last for _, last in self.spans)


def put_together(parts: Sequence[Found]) -> Found:
    """The measures of several sources, period by period."""
    return [tuple(measure for part in each for measure in part) for each in zip(*parts, strict=True)]
