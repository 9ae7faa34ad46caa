"""Working time between moments, for many at once: the same clock as `mottagning.worktime`, laid out once."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

import numpy

from mottagning.measures.arrays import EPOCH, HOUR, MINUTE, NONE, Flags, Numbers, Values, as_date, day_number, moment
from mottagning.worktime import ZONE, WorkTime

_DAY = timedelta(days=1)


class OpenTime:
    """The opening hours of the days from `first` to `last`; moments before and after count as its ends."""

    def __init__(self, clock: WorkTime, first: date, last: date) -> None:
        self._clock = clock
        spans = list(clock.open_between(midnight(first), midnight(last + _DAY)))
        self._starts = numpy.array([moment(start) for start, _ in spans], numpy.int64)
        self._ends = numpy.array([moment(end) for _, end in spans], numpy.int64)
        self._before = numpy.concatenate(([0], numpy.cumsum(self._ends - self._starts)))

    def is_open(self, at: Numbers) -> Flags:
        """Whether somebody sits there at each moment; the closing minute is outside."""
        places = numpy.searchsorted(self._starts, at, "right") - 1
        if not len(self._ends):
            return numpy.zeros(len(at), numpy.bool_)
        found: Flags = (places >= 0) & (at < self._ends[places])
        return found

    def minutes(self, earlier: Numbers, later: Numbers) -> Values:
        """Working minutes from one moment to the other, both known; never less than 0."""
        passed: Numbers = self._passed(later) - self._passed(earlier)
        return numpy.maximum(passed, 0) / MINUTE

    def closes(self, days: Numbers, working_days: int) -> Numbers:
        """For each local day, when the reception closes so many working days later (`WorkTime.reply_due`)."""
        known, places = numpy.unique(days, return_inverse=True)
        return numpy.array([self._end(as_date(day), working_days) for day in known], numpy.int64)[places]

    def _end(self, day: date, working_days: int) -> int:
        due = datetime.combine(day, time(12), ZONE)
        for _ in range(working_days):
            due = self._clock.reply_due(due)
        return moment(due)

    def _passed(self, at: Numbers) -> Numbers:
        """Working time since the first day began."""
        if not len(self._starts):
            return numpy.zeros(len(at), numpy.int64)
        places = numpy.searchsorted(self._starts, at, "right") - 1
        inside = numpy.maximum(places, 0)
        since = numpy.clip(at - self._starts[inside], 0, self._ends[inside] - self._starts[inside])
        found: Numbers = self._before[inside] + since
        return found


def local_days(at: Numbers) -> Numbers:
    """The Swedish day of each moment, `NONE` for none; it changes on a whole hour, in summer and in winter."""
    known = at != NONE
    if not known.any():
        return numpy.full(len(at), NONE, numpy.int64)
    hours = at // HOUR
    first = int(hours[known].min())
    places = numpy.where(known, hours - first, 0)
    days = numpy.full(int(places.max()) + 1, NONE, numpy.int64)
    for place in numpy.flatnonzero(numpy.bincount(places)).tolist():
        days[place] = _local_day(first + place)
    return numpy.where(known, days[places], NONE)


@lru_cache(maxsize=2**17)
def _local_day(hour: int) -> int:
    return day_number((EPOCH + timedelta(hours=hour)).astimezone(ZONE).date())


def midnight(day: date) -> datetime:
    """When a Swedish day begins."""
    return datetime.combine(day, time(), ZONE).astimezone(UTC)
