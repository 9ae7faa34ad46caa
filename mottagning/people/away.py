"""Days and halves of days on which somebody is away, as single days and as spans. No cause, ever."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Half = Literal["am", "pm"]
Halves = frozenset[Half]
WHOLE: Halves = frozenset(("am", "pm"))
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """From `first` to `last`, both included; with `half` ("am", "pm"), that half of each day.

    `event` is the hash of the calendar's event it comes from, "" for none.
    """

    first: date
    last: date
    half: Half | None = None
    event: str = ""

    @property
    def order(self) -> tuple[date, date, str, str]:
        """Where it comes among others."""
        return self.first, self.last, self.half or "", self.event

    def days(self) -> Iterator[tuple[date, Half]]:
        """Each half of each day."""
        for number in range((self.last - self.first).days + 1):
            for half in WHOLE if self.half is None else (self.half,):
                yield self.first + number * _DAY, half


def together(halves: Iterable[tuple[date, Half]]) -> dict[date, Halves]:
    """How much of each day is taken."""
    found: dict[date, set[Half]] = {}
    for day, half in halves:
        found.setdefault(day, set()).add(half)
    return {day: frozenset(taken) for day, taken in found.items()}


def spans(days: Mapping[date, Halves], event: str = "") -> tuple[Span, ...]:
    """The fewest spans that say the same: days that follow on one another and are taken alike become one."""
    found: list[Span] = []
    for day in sorted(days):
        if not days[day]:
            continue
        half: Half | None = None if days[day] == WHOLE else next(iter(days[day]))
        before = found[-1] if found else None
        if before is not None and before.last == day - _DAY and before.half == half:
            found[-1] = Span(before.first, day, half, event)
        else:
            found.append(Span(day, day, half, event))
    return tuple(found)
