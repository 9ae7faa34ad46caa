"""Which logged call is which call that was told: pure. Each is paired at most once, in order, whatever the clocks say.

The switchboard's clock and ours may differ; by how much is learnt from the calls that can only be each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from mottagning.contacts.phone.calllog import LoggedCall

NEAR = timedelta(minutes=5)
"""So far apart two clocks may be, and a call that was told without its beginning."""
_CONTRADICTED = timedelta(minutes=4)
_UNLIKE = timedelta(seconds=60)
_ENOUGH = 3
NAMELESS = timedelta(seconds=90)
"""So unlike two calls may be of which nobody knows whose they are: beyond that both are kept."""
_AS_LONG = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Told:
    """A call that was told: its contact, when it came (UTC), and where it stands (`callflow.EVENTS`).

    `has_begun`: its beginning was told too; else `at` is of some later event. `lacks_number`: nobody knows whose it
    was, although she did not withhold her number. `length`: from its beginning to its end, which no clock makes longer.
    """

    contact: int
    at: datetime
    status: str
    is_spoken: bool
    has_begun: bool = True
    lacks_number: bool = False
    length: timedelta | None = None


def skew_of(groups: Sequence[tuple[Sequence[LoggedCall], Sequence[Told]]]) -> timedelta:
    """How much our clock goes before the switchboard's, by the numbers that have one call in each; zero for too few."""
    ahead = [
        told[0].at - logged[0].start
        for logged, told in groups
        if len(logged) == len(told) == 1 and abs(told[0].at - logged[0].start) <= NEAR
    ]
    if len(ahead) < _ENOUGH:
        return timedelta()
    return timedelta(seconds=median(each.total_seconds() for each in ahead))


def pairs(
    logged: Sequence[LoggedCall],
    told: Sequence[Told],
    skew: timedelta,
    near: timedelta = NEAR,
    *,
    nameless: bool = False,
) -> list[tuple[LoggedCall, Told]]:
    """As many pairs as can be, in the order of both, and of those the likeliest; all are of one number.

    Both must be sorted by time. `nameless`: nobody knows whose they are, so they may be of several people, and what
    is not alike is not the same; better a call too many than one that nobody hears of.
    """
    best: list[list[tuple[int, float]]] = [[(0, 0.0)] * (len(told) + 1) for _ in range(len(logged) + 1)]
    for row in range(len(logged) - 1, -1, -1):
        for column in range(len(told) - 1, -1, -1):
            without = max(best[row + 1][column], best[row][column + 1])
            cost = _cost(logged[row], told[column], skew, near, nameless)
            count, total = best[row + 1][column + 1]
            best[row][column] = without if cost is None else max(without, (count + 1, total - cost))
    found, row, column = [], 0, 0
    while row < len(logged) and column < len(told):
        if best[row][column] == best[row + 1][column]:
            row += 1
        elif best[row][column] == best[row][column + 1]:
            column += 1
        else:
            found.append((logged[row], told[column]))
            row, column = row + 1, column + 1
    return found


def _cost(logged: LoggedCall, told: Told, skew: timedelta, near: timedelta, nameless: bool) -> float | None:
    """How unlikely it is that they are the same, in seconds; None when they cannot be."""
    at = told.at - skew
    apart = abs(at - logged.start)
    if not told.has_begun:
        apart = max(logged.start - at, at - logged.ended, timedelta())
    if apart > near:
        return None
    longer = None if told.length is None else abs(told.length - (logged.ended - logged.start))
    if longer is not None:
        apart += min(longer, _UNLIKE)  # no more: some logs count the talk alone
    if told.is_spoken and logged.answered is None:
        if nameless:
            return None  # somebody talked with the one, and nobody with the other
        apart += _CONTRADICTED
    elif not told.is_spoken and logged.answered is not None and told.status == "missed":
        apart += _UNLIKE
    is_as_long = longer is not None and longer <= _AS_LONG
    if nameless and apart > NAMELESS and not is_as_long:
        return None
    return apart.total_seconds()
