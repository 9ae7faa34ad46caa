"""What the measures are counted on: numpy arrays of moments and days, words as numbers, and a period's part of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy
from numpy.typing import NDArray

from mottagning.measures.periods import Span

Numbers = NDArray[numpy.int64]
"""Moments are microseconds since 1970 (UTC), days are days since then; of either `NONE` is one that nobody knows."""
Values = NDArray[numpy.float64]
"""Times, in the unit of their measure."""
Flags = NDArray[numpy.bool_]

NONE = int(numpy.iinfo(numpy.int64).min)
SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
_CLOSE, _FEW = 16, 8
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_DAY = EPOCH.toordinal()


@dataclass(frozen=True, slots=True)
class Words:
    """A column of words: of each row its place in `known`, less than 0 for none of them."""

    codes: Numbers
    known: tuple[str, ...]

    def among(self, *words: str) -> Flags:
        """Which rows have one of these words."""
        places = [place for place, word in enumerate(self.known) if word in words]
        found: Flags = self.codes == places[0] if len(places) == 1 else numpy.isin(self.codes, places)
        return found

    def __getitem__(self, rows: Flags | Numbers) -> Words:
        return Words(self.codes[rows], self.known)


def combined(*columns: Words) -> tuple[list[tuple[str, ...]], Numbers]:
    """The different rows of several columns in which each row has a word, and of each row which of them it is."""
    sizes = [len(column.known) for column in columns]
    codes = numpy.zeros(len(columns[0].codes), numpy.int64)
    for column, size in zip(columns, sizes, strict=True):
        codes = codes * size + column.codes
    used, places = numpy.unique(codes, return_inverse=True)
    of_columns = numpy.unravel_index(used, sizes) if len(used) else [used] * len(columns)
    words = zip(
        *([column.known[code] for code in of.tolist()] for column, of in zip(columns, of_columns, strict=True)),
        strict=True,
    )
    return list(words), places


def microseconds(time: timedelta) -> int:
    """A time as it stands in an array."""
    return time // timedelta(microseconds=1)


def moment(at: datetime) -> int:
    """A moment as it stands in an array."""
    return microseconds(at - EPOCH)


def day_number(day: date) -> int:
    """A day as it stands in an array."""
    return day.toordinal() - _FIRST_DAY


def as_date(number: int) -> date:
    """The other way round."""
    return date.fromordinal(int(number) + _FIRST_DAY)


def cut(days: Numbers, spans: Sequence[Span]) -> list[Numbers]:
    """For each period the rows whose day lies in it; a row of which the day is not known lies in none."""
    if len(spans) < _FEW:  # sorting takes longer than looking through them as often
        bounds = [(day_number(first), day_number(last)) for first, last in spans]
        return [numpy.flatnonzero((days >= first) & (days <= last)) for first, last in bounds]
    order = numpy.argsort(days, kind="stable")
    ordered = days[order]
    return [
        order[numpy.searchsorted(ordered, day_number(first)) : numpy.searchsorted(ordered, day_number(last), "right")]
        for first, last in spans
    ]


def joined(keys: Numbers, values: Numbers, wanted: Numbers) -> Numbers:
    """For each of `wanted` the value that stands beside the same key, the first of several; `NONE` where there is none.

    Ids follow close on one another, so that they are places in a table; other keys are sorted.
    """
    if not len(keys):
        return numpy.full(len(wanted), NONE, numpy.int64)
    low, high = int(keys.min()), int(keys.max())
    if high - low < _CLOSE * len(keys):
        table = numpy.full(high - low + 1, NONE, numpy.int64)
        table[keys[::-1] - low] = values[::-1]
        inside = (wanted >= low) & (wanted <= high)
        return numpy.where(inside, table[numpy.where(inside, wanted - low, 0)], NONE)
    order = numpy.argsort(keys, kind="stable")
    ordered = keys[order]
    places = numpy.minimum(numpy.searchsorted(ordered, wanted), len(keys) - 1)
    return numpy.where(ordered[places] == wanted, values[order[places]], NONE)
