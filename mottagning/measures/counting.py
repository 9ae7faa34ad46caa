"""How the measures are counted: pure arithmetic on what happened, each figure with its number and what it leaves out.

Nothing here knows who did what: a measure is of the reception, never of a person.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from mottagning.cases.deadlines import Deadline, Moment, Rule

if TYPE_CHECKING:  # numpy takes a tenth of a second to load, which those who only show a measure do not need
    from mottagning.measures.arrays import Flags, Numbers, Values, Words

TALKED = ("answered", "ended", "elsewhere")
"""Calls that somebody here took; "elsewhere" at another desk, so that nobody knows how long it rang."""

FEED_MOMENTS: frozenset[Moment] = frozenset({"received", "opened", "decided", "executed", "closed"})

SHARES = (("median", 50), ("p80", 80), ("p95", 95))
"""How a time is told: what half of all did not exceed, and what 80 and 95 percent did not."""


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
class Calls:
    """Calls that came in: how each went, seconds until it was answered (less than 0: unknown), and whether we were
    open when it came."""

    status: Words
    waited: Values
    while_open: Flags

    def __getitem__(self, rows: Flags | Numbers) -> Calls:
        return Calls(self.status[rows], self.waited[rows], self.while_open[rows])


def calls(happened: Calls) -> tuple[Measure, ...]:
    """Answered and abandoned shares, and how long callers waited.

    Counted are calls that came while the reception was open and whose end is known: a call at night is nobody's miss.
    """
    talked = happened.while_open & happened.status.among(*TALKED)
    missed = happened.while_open & happened.status.among("missed")
    answers, n = int(talked.sum()), int(talked.sum() + missed.sum())
    left_out = len(talked) - n
    waits = happened.waited[talked & (happened.waited >= 0)]
    unknown = left_out + answers - len(waits)
    answered = percent(answers, n)
    given_up = None if answered is None else 100 - answered
    return (
        Measure(name="calls_answered", value=answered, unit="percent", n=n, excluded=left_out),
        Measure(name="calls_abandoned", value=given_up, unit="percent", n=n, excluded=left_out),
        *times("wait", waits, "s", unknown, (("median", 50), ("p80", 80), ("p90", 90), ("p95", 95))),
    )


def kept(name: str, due: Numbers, done: Numbers, now: int, none: int) -> Measure:
    """The share that was done by the time it was due; what may still be done in time is left out.

    Each of `due` and `done` is a moment, or `none`: it could not be done, or it is not done yet.
    """
    may_still = (due == none) | ((done == none) & (due >= now))
    in_time = ~may_still & (done != none) & (done <= due)
    n = int((~may_still).sum())
    return Measure(name=name, value=percent(int(in_time.sum()), n), unit="percent", n=n, excluded=len(due) - n)


def solved(outcome: Words, is_known: Flags) -> Measure:
    """The share that the desk solved itself, of what needed anything at all; `is_known` is False for calls without an
    end."""
    asked = is_known & ~outcome.among("no_action")
    n = int(asked.sum())
    at_desk = int((asked & outcome.among("solved")).sum())
    return Measure(name="solved_at_desk", value=percent(at_desk, n), unit="percent", n=n, excluded=len(asked) - n)


def times(
    name: str, values: Values, unit: str, excluded: int, shares: Sequence[tuple[str, int]] = SHARES, of: str = ""
) -> tuple[Measure, ...]:
    """A time as several figures; `of` is what it is of, "/sol"."""
    ordered = values.copy()
    ordered.sort()
    return tuple(
        Measure(
            name=f"{name}_{which}{of}",
            value=median(ordered) if share == 50 else percentile(ordered, share),
            unit=unit,
            n=len(ordered),
            excluded=excluded,
        )
        for which, share in shares
    )


def stages(stage: Words, days: Numbers, none: int, names: Sequence[str]) -> tuple[Measure, ...]:
    """The median of `days` in each stage, of the cases that were open on a day; `none`: nobody knows since when.

    The stages of `names` come first, whether or not there is a case in them, then the unit's own.
    """
    own = sorted({stage.known[code] for code in set(stage.codes.tolist())} - {*names})
    found = []
    for name in (*names, *own):
        there = days[stage.among(name)]
        known = there[there != none].clip(0)
        known.sort()
        left_out = len(there) - len(known)
        found.append(
            Measure(name=f"stage_days_{name}", value=median(known), unit="days", n=len(known), excluded=left_out)
        )
    return tuple(found)


def judged(deadline: Deadline) -> tuple[date, bool] | None:
    """On which day it was decided whether a deadline was kept, and whether it was: the day it was met, if that was in
    time, else the day it ran out. None while it runs or stands still."""
    if deadline.status not in ("late", "done"):
        return None
    in_time = deadline.stopped is not None and deadline.stopped <= deadline.due
    return (deadline.stopped if in_time and deadline.stopped else deadline.due), in_time


def can_be_judged(rule: Rule) -> bool:
    """Whether the case list tells all that may end it; when protection was assessed it does not."""
    return set(rule.stops_with) <= FEED_MOMENTS


def is_of_opening(rule: Rule) -> bool:
    """Whether it is about opening an investigation, or deciding not to, after something came in (SoL 20:2)."""
    return can_be_judged(rule) and rule.starts_from == "received" and "opened" in rule.stops_with


def is_of_finishing(rule: Rule) -> bool:
    """Whether it is about finishing an investigation that was opened (SoL 20:3)."""
    return can_be_judged(rule) and rule.starts_from == "opened" and bool({"decided", "closed"} & {*rule.stops_with})


def share(name: str, yes: Flags, excluded: int = 0) -> Measure:
    """How many percent of them."""
    n = len(yes)
    return Measure(name=name, value=percent(int(yes.sum()), n), unit="percent", n=n, excluded=excluded)


def median(ordered: Values | Numbers) -> float | None:
    """The middle one of values in order, or the mean of the two in the middle; None of none."""
    n = len(ordered)
    return (float(ordered[(n - 1) // 2]) + float(ordered[n // 2])) / 2 if n else None


def percentile(ordered: Values | Numbers, share: int) -> float | None:
    """The smallest of values in order that at least so many percent of them do not exceed (nearest rank)."""
    n = len(ordered)
    return float(ordered[max(math.ceil(n * share / 100), 1) - 1]) if n else None


def percent(part: int, whole: int) -> float | None:
    """So many of so many; None of none."""
    return 100 * part / whole if whole else None
