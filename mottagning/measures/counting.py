"""How the measures are counted: pure arithmetic on what happened, each figure with its number and what it leaves out.

Nothing here knows who did what: a measure is of the reception, never of a person.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from mottagning.cases.deadlines import Deadline, Moment

TALKED = ("answered", "ended", "elsewhere")
"""Calls that somebody here took; "elsewhere" at another desk, so that nobody knows how long it rang."""

FEED_MOMENTS: frozenset[Moment] = frozenset({"received", "opened", "decided", "executed", "closed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One figure of a period. `value` is None when `n`, what it was counted of, is 0, or when it `is_withheld`: so few
    that it could point at a person.

    `unit` is as in the catalogue; `target` what the unit wants it to be; `excluded` how many of the period could not be
    counted, since nobody knows yet or ever how they went.
    """

    name: str
    value: float | None
    unit: str
    n: int
    target: float | None = None
    excluded: int = 0
    is_withheld: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """A call that came in: how it went, seconds until it was answered (None: unknown), and whether we were open."""

    status: str
    waited: float | None
    while_open: bool


@dataclass(frozen=True, slots=True)
class Promised:
    """Something that was to be dealt with by `due`, and when it was; `due` None: it could not be."""

    due: datetime | None
    done: datetime | None


@dataclass(frozen=True, slots=True)
class Ended:
    """A conversation or message that was closed, with its outcome; `is_known` is False for calls without an end."""

    outcome: str
    is_known: bool = True


def calls(happened: Collection[Call]) -> tuple[Measure, ...]:
    """Answered and abandoned shares, and how long callers waited.

    Counted are calls that came while the reception was open and whose end is known: a call at night is nobody's miss.
    """
    known = [call for call in happened if call.while_open and call.status in (*TALKED, "missed")]
    talked = [call for call in known if call.status in TALKED]
    left_out = len(happened) - len(known)
    waits = [call.waited for call in talked if call.waited is not None]
    unknown = left_out + len(talked) - len(waits)
    answered = _percent(len(talked), len(known))
    given_up = None if answered is None else 100 - answered
    return (
        Measure(
            name="calls_answered",
            value=answered,
            unit="percent",
            n=len(known),
            excluded=left_out,
        ),
        Measure(
            name="calls_abandoned",
            value=given_up,
            unit="percent",
            n=len(known),
            excluded=left_out,
        ),
        Measure(name="wait_median", value=_median(waits), unit="s", n=len(waits), excluded=unknown),
        Measure(
            name="wait_p90",
            value=percentile(waits, 90),
            unit="s",
            n=len(waits),
            excluded=unknown,
        ),
    )


def kept(name: str, promises: Iterable[Promised], now: datetime) -> Measure:
    """The share that was done by the time it was due; what may still be done in time is left out."""
    in_time = late = left_out = 0
    for promise in promises:
        if promise.due is None or (promise.done is None and now <= promise.due):
            left_out += 1
        elif promise.done is not None and promise.done <= promise.due:
            in_time += 1
        else:
            late += 1
    n = in_time + late
    return Measure(name=name, value=_percent(in_time, n), unit="percent", n=n, excluded=left_out)


def solved(ended: Collection[Ended]) -> Measure:
    """The share that the desk solved itself, of what needed anything at all."""
    asked = [each for each in ended if each.is_known and each.outcome != "no_action"]
    at_desk = sum(each.outcome == "solved" for each in asked)
    return Measure(
        name="solved_at_desk",
        value=_percent(at_desk, len(asked)),
        unit="percent",
        n=len(asked),
        excluded=len(ended) - len(asked),
    )


def stages(cases: Iterable[tuple[str, date | None]], day: date, names: Sequence[str]) -> tuple[Measure, ...]:
    """The median of days in each stage on `day`, of the cases (stage, since when) that were open then.

    The stages of `names` come first, whether or not there is a case in them, then the unit's own.
    """
    days: dict[str, list[int]] = {name: [] for name in names}
    unknown = dict.fromkeys(names, 0)
    for stage, since in cases:
        days.setdefault(stage, [])
        unknown.setdefault(stage, 0)
        if since is None:
            unknown[stage] += 1
        else:
            days[stage].append(max(0, (day - since).days))
    own = sorted(days.keys() - set(names))
    return tuple(
        Measure(
            name=f"stage_days_{stage}",
            value=_median(days[stage]),
            unit="days",
            n=len(days[stage]),
            excluded=unknown[stage],
        )
        for stage in (*names, *own)
    )


def deadlines_kept(found: Iterable[Deadline], first: date, last: date) -> Measure:
    """The share of deadlines kept among those that were met, or ran out, on a day from `first` to `last`.

    One that may have been met by something that the case list does not tell (a protection assessment) is left out.
    """
    met = missed = left_out = 0
    for deadline in found:
        in_time = deadline.stopped is not None and deadline.stopped <= deadline.due
        day = deadline.stopped if in_time else deadline.due
        if day is None or not first <= day <= last or deadline.status not in ("late", "done"):
            continue
        if not set(deadline.rule.stops_with) <= FEED_MOMENTS:
            left_out += 1
        elif in_time:
            met += 1
        else:
            missed += 1
    n = met + missed
    return Measure(name="deadlines_kept", value=_percent(met, n), unit="percent", n=n, excluded=left_out)


def percentile(values: Collection[float], percent: float) -> float | None:
    """The smallest of `values` that at least so many percent of them do not exceed (nearest rank); None of none."""
    if not values:
        return None
    ordered = sorted(values)
    return ordered[max(math.ceil(len(ordered) * percent / 100), 1) - 1]


def seconds(later: datetime | None, earlier: datetime | None) -> float | None:
    """How long it took; None when one of the moments is unknown or they come in the wrong order."""
    if later is None or earlier is None or later < earlier:
        return None
    return (later - earlier) / timedelta(seconds=1)


def _percent(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None


def _median(values: Sequence[float]) -> float | None:
    return float(median(values)) if values else None
