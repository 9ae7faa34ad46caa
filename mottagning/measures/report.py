"""The report of a period on one page: goals with figures and trend, what was changed, what clients answered.

It is of the reception as a whole and names nobody; what could point at a person is withheld, as on the goal board.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from mottagning.cases.freshness import freshness
from mottagning.db import Database
from mottagning.measures.catalogue import SECTIONS, Section, kind
from mottagning.measures.counting import Measure
from mottagning.measures.figures import measure_spans
from mottagning.measures.goals import Goal, judge
from mottagning.measures.goalsettings import load_goals
from mottagning.measures.improvements import Improvement, improvements
from mottagning.measures.periods import Period, before, span
from mottagning.measures.series import Point, series
from mottagning.measures.surveys import Results, results
from mottagning.people.unit import load_unit
from mottagning.worktime import ZONE

WEEKS = 26
"""So long is the trend, as on the goal board: up to the end of the period."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A goal in the period and the one before, how it goes (`goals.judge`), and the weeks up to the end of it."""

    goal: Goal
    now: Measure
    before: Measure
    verdict: str
    trend: tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the page says. `is_part`: the period had not ended when it was made.

    `changes` were made in the period, or were to be followed up in it; `as_of` is the age of the case list (None: there
    is none), and `is_stale` says that it was too old.
    """

    unit: str
    period: Period
    first: date
    last: date
    made_at: datetime
    is_part: bool
    as_of: datetime | None
    is_stale: bool
    figures: Mapping[Section, tuple[Figure, ...]]
    changes: tuple[Improvement, ...]
    answers: Results
    answers_before: Results


def report(database: Database, period: Period, day: date, now: datetime) -> Report:
    """The report of the week, month, quarter or year in which `day` lies, as it stands at `now`."""
    first, last = span(period, day)
    earlier = before(period, day)
    with database.reading():
        goals = tuple(goal for goal in load_goals(database).goals if _belongs(goal))
        figures = _figures(database, goals, (first, last), earlier, now)
        works = improvements(database)
        feed = freshness(database, now)
        return Report(
            unit=load_unit(database).name,
            period=period,
            first=first,
            last=last,
            made_at=now,
            is_part=last >= now.astimezone(ZONE).date(),
            as_of=feed.as_of,
            is_stale=feed.stale,
            figures={section: found for section in SECTIONS if (found := _of(section, figures))},
            changes=tuple(work for work in reversed(works) if _is_of(work, first, last)),
            answers=results(database, first, last),
            answers_before=results(database, *earlier),
        )


def _belongs(goal: Goal) -> bool:
    """Whether it is shown; what clients answered has a table of its own."""
    return goal.is_shown and kind(goal.measure).section != "surveys"


def _of(section: Section, figures: Sequence[Figure]) -> tuple[Figure, ...]:
    return tuple(each for each in figures if kind(each.goal.measure).section == section)


def _figures(
    database: Database, goals: tuple[Goal, ...], of: tuple[date, date], earlier: tuple[date, date], now: datetime
) -> list[Figure]:
    latest, former = measure_spans(database, (of, earlier), now)
    last = min(of[1], now.astimezone(ZONE).date())
    names = [goal.measure for goal in goals]
    trends = series(database, names, last - timedelta(weeks=WEEKS - 1), last, now)
    found = []
    for goal in goals:
        here, there = _measure(goal, latest), _measure(goal, former)
        trend = trends[goal.measure]
        found.append(Figure(goal=goal, now=here, before=there, verdict=judge(here, there), trend=trend))
    return found


def _measure(goal: Goal, measures: Sequence[Measure]) -> Measure:
    known = next((each for each in measures if each.name == goal.measure), None)
    if known is None:
        return Measure(name=goal.measure, value=None, unit=goal.unit, n=0, target=goal.target)
    return replace(known, target=goal.target)


def _is_of(work: Improvement, first: date, last: date) -> bool:
    return first <= work.made_on <= last or (work.follow_up is not None and first <= work.follow_up <= last)
