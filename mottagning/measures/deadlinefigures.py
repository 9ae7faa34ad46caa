"""Which deadlines were kept: as `cases.standing` tells it, of tens of thousands of cases at once.

Most cases have nothing but what the feed tells, and of these a rule is judged for all together. Those of which dates or
decisions were noted here, or for which somebody waits for feedback, are asked for one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy

from mottagning.cases.deadlines import Rule, due_date
from mottagning.cases.standing import OF_FEED, Standing
from mottagning.db import Database
from mottagning.measures import counting
from mottagning.measures.arrays import NONE, Flags, Numbers, Words, as_date, combined, cut, day_number
from mottagning.measures.asked import Asked, Found
from mottagning.measures.counting import Measure
from mottagning.worktime import WorkTime

_FIGURES: tuple[tuple[str, Callable[[Rule], bool]], ...] = (
    ("deadlines_kept", counting.can_be_judged),
    ("opened_in_time", counting.is_of_opening),
    ("closed_in_time", counting.is_of_finishing),
)
_NEVER = int(numpy.iinfo(numpy.int64).max)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the feed tells of cases, a row each; dates by their names (`OF_FEED`)."""

    id: Numbers
    category: Words
    type: Words
    stage: Words
    dates: Mapping[str, Numbers]


@dataclass(frozen=True, slots=True)
class Judged:
    """Deadlines that were met or ran out: the day on which that was decided, and whether they were kept."""

    rule: Rule
    day: Numbers
    is_kept: Flags


def figures(database: Database, told: Told, asked: Asked) -> Found:
    """Inside `reading`: the measures of each period, as the deadlines stand today."""
    standing = Standing.load(database, asked.today)
    apart = numpy.isin(told.id, numpy.array(sorted(standing.known_better), numpy.int64))
    found = [
        *judged_together(told, ~apart, standing.rules, asked.worktime, asked.today, asked.days[0]),
        *_judged_apart(told, numpy.flatnonzero(apart), standing),
    ]
    of_rules = [(each, cut(each.day, asked.spans)) for each in found]
    places = range(len(asked.spans))
    return [tuple(_measure(name, counts, of_rules, place) for name, counts in _FIGURES) for place in places]


def _measure(
    name: str, counts: Callable[[Rule], bool], found: list[tuple[Judged, list[Numbers]]], place: int
) -> Measure:
    nothing = numpy.empty(0, numpy.bool_)
    kept = numpy.concatenate([nothing, *(each.is_kept[rows[place]] for each, rows in found if counts(each.rule))])
    # Of one that the case list does not tell all about nobody knows; of the narrower figures it is no part at all.
    left_out = sum(len(rows[place]) for each, rows in found if not counting.can_be_judged(each.rule))
    return counting.share(name, kept, left_out if name == "deadlines_kept" else 0)


def judged_together(
    told: Told, which: Flags, rules: Sequence[Rule], worktime: WorkTime, today: date, since: date = date.min
) -> list[Judged]:
    """Each rule for the cases of `which`, of which nothing is known but what the feed tells: as `Clock.standing`.

    All that were decided since a day; of those before there may be some, but not on their days.
    """
    kinds, kind_of = combined(told.category, told.type, told.stage)
    found = []
    for rule in rules:
        of_kind = numpy.array([rule.is_for(*(word or None for word in kind)) for kind in kinds], numpy.bool_)
        if of_kind.any() and (judged := _judge(rule, told.dates, which & of_kind[kind_of], worktime, today, since)):
            found.append(judged)
    return found


def _judge(
    rule: Rule, dates: Mapping[str, Numbers], which: Flags, worktime: WorkTime, today: date, since: date
) -> Judged | None:
    if not {rule.starts_from, *rule.needs} <= dates.keys():
        return None
    rows = which & (dates[rule.starts_from] != NONE)
    for name in rule.needs:
        rows = rows & (dates[name] != NONE)
    for name in rule.spared_by:
        if name in dates:
            rows = rows & ((dates[name] == NONE) | (dates[name] >= dates[rule.starts_from]))
    start = dates[rule.starts_from][rows]
    stopped = numpy.full(len(start), _NEVER, numpy.int64)
    for name in rule.stops_with:
        if name in dates:
            stop = dates[name][rows]
            stopped = numpy.where(stop >= start, numpy.minimum(stopped, stop), stopped)  # NONE is before any start
    due = due_days(rule, start, worktime, since)
    is_kept = stopped <= due
    is_judged = is_kept | (stopped != _NEVER) | (due < day_number(today))
    return Judged(rule, numpy.where(is_kept, stopped, due)[is_judged], is_kept[is_judged])


def due_days(rule: Rule, start: Numbers, worktime: WorkTime, since: date) -> Numbers:
    """When what begins on each of these days is due; the day before `since` for all that is due before.

    What begins later is not due earlier: so days are asked for from the last one on, and each once.
    """
    long_ago = day_number(since) - 1
    first = int(start.min(initial=_NEVER))
    due = numpy.full(int(start.max(initial=first)) - first + 1, long_ago, numpy.int64)
    for place in numpy.flatnonzero(numpy.bincount(start - first))[::-1].tolist():
        due[place] = max(day_number(due_date(rule, as_date(first + place), worktime)), long_ago)
        if due[place] == long_ago:
            break
    return due[start - first]


def _judged_apart(told: Told, rows: Numbers, standing: Standing) -> list[Judged]:
    found: dict[Rule, list[tuple[int, bool]]] = {}
    for row in rows.tolist():
        words = {name: getattr(told, name) for name in ("category", "type", "stage")}
        said: dict[str, object] = {name: each.known[each.codes[row]] or None for name, each in words.items()}
        said |= {name: None if days[row] == NONE else as_date(days[row]) for name, days in told.dates.items()}
        for deadline in standing.of(int(told.id[row]), {name: said[name] for name in OF_FEED}):
            if (judged := counting.judged(deadline)) is not None:
                found.setdefault(deadline.rule, []).append((day_number(judged[0]), judged[1]))
    return [
        Judged(
            rule,
            numpy.array([day for day, _ in each], numpy.int64),
            numpy.array([kept for _, kept in each], numpy.bool_),
        )
        for rule, each in found.items()
    ]
