"""How much a source used to give at each hour of the working week, and whether its silence is longer than normal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from mottagning.worktime import ZONE, WorkTime

REMEMBERED = timedelta(weeks=8)
"""What came before says little about today."""
_ENOUGH = timedelta(weeks=2)
SILENT = 8.0
"""So many would have come in a silence that is told of. If what comes does so independently, the chance that none of
eight does is e^-8: with ten a day about one false alarm a year."""

_Cell = tuple[int, int]
"""Weekday (Monday is 0) and hour, local."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What used to come an hour of opening time, by weekday and hour."""

    rates: Mapping[_Cell, float]

    def expected(self, earlier: datetime, later: datetime, worktime: WorkTime) -> float:
        """How many would have come from one moment to the other; nothing is expected while the reception is shut."""
        return sum(self.rates.get(cell, 0.0) * hours for cell, hours in _open_hours(earlier, later, worktime))


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing has come since `since`, where `expected` would have come by the source's own habit."""

    since: datetime
    expected: float
    is_long: bool


def silence(arrivals: Iterable[datetime], now: datetime, worktime: WorkTime) -> Silence | None:
    """The silence after the last of these arrivals; None when they span less than two weeks and tell too little.

    It is long when eight or more would have come in it, and half as many again as in the silences there have been:
    a source that gives everything at once, a little earlier or later each time, is used to longer ones. Of those the
    two longest do not count, since they may have been what is looked for here.
    """
    came = sorted(arrivals)
    learnt = learn(came, worktime)
    if learnt is None:
        return None
    expected = learnt.expected(came[-1], now, worktime)
    if expected < SILENT:
        return Silence(came[-1], expected, False)
    before = sorted(learnt.expected(one, next_one, worktime) for one, next_one in pairwise(came))
    return Silence(came[-1], expected, expected > 1.5 * before[-3:][0])


def learn(came: Sequence[datetime], worktime: WorkTime) -> Rhythm | None:
    """The rhythm of what came, in order; None when it spans less than two weeks.

    For each weekday and hour: how many came then while the reception was open, by the hours that it was open then,
    from the first arrival to the last. So a source's own quiet hours, lunch, holidays and shut days do not count, and
    neither does the silence since the last arrival, which is what is to be judged.
    """
    if not came or came[-1] - came[0] < _ENOUGH:
        return None
    hours: dict[_Cell, float] = {}
    for cell, part in _open_hours(came[0], came[-1], worktime):
        hours[cell] = hours.get(cell, 0.0) + part
    counts = Counter(_cell(at) for at in came if worktime.is_open(at))
    return Rhythm({cell: counts[cell] / part for cell, part in hours.items()})


def _open_hours(earlier: datetime, later: datetime, worktime: WorkTime) -> Iterator[tuple[_Cell, float]]:
    """The opening time between two moments, cut at each full hour: weekday and hour, and how much of an hour."""
    for start, end in worktime.open_between(earlier, later):
        while start < end:
            full = start.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
            cut = min(full, end)
            yield _cell(start), (cut - start) / timedelta(hours=1)
            start = cut


def _cell(at: datetime) -> _Cell:
    local = at.astimezone(ZONE)
    return local.weekday(), local.hour
