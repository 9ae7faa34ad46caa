"""The goal board made ready in the background: each goal with its latest figure, its trend and how it goes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from mottagning.cases.freshness import Freshness, freshness
from mottagning.db import Database
from mottagning.measures.catalogue import SECTIONS, kind, label
from mottagning.measures.counting import Measure
from mottagning.measures.figures import figure, measure_spans
from mottagning.measures.goals import FEWEST, Goal, judge
from mottagning.measures.goalsettings import load_goals
from mottagning.measures.improvements import Improvement, improvements
from mottagning.measures.periods import Period, before, span
from mottagning.measures.series import Point, series
from mottagning.people import staff
from mottagning.texts import tr
from mottagning.ui import when
from mottagning.ui.goals import words
from mottagning.ui.goals.lines import GoalLine, HeadingLine, Line, WorkLine
from mottagning.ui.tokens import Tone
from mottagning.worktime import ZONE

WEEKS = 26
"""So many whole weeks are in the small chart of a goal; the one that is going on would bend it by chance."""
_LATELY = timedelta(days=182)
"""Changes that were made before that are history, and found in the charts."""


@dataclass(frozen=True, slots=True)
class Board:
    """The lines of the page, the goals behind them, and how old the case list is."""

    lines: tuple[Line, ...]
    goals: tuple[Goal, ...]
    works: tuple[Improvement, ...]
    people: dict[int, str]
    feed: Freshness


def read_board(database: Database, now: datetime) -> Board:
    """Everything the page shows, as it stands at `now`. Not for the window's thread."""
    today = now.astimezone(ZONE).date()
    with database.reading():
        goals = tuple(goal for goal in load_goals(database).goals if goal.is_shown)
        latest = _latest(database, goals, today, now)
        names = [goal.measure for goal in goals]
        trends = series(database, names, today - timedelta(weeks=WEEKS), today, now)
        works = improvements(database)
        people = {person.id: person.name for person in staff.everyone(database)}
        feed = freshness(database, now)
    lines: list[Line] = [*_due_lines(works, people, today, now)]
    for section, title in SECTIONS.items():
        own = [goal for goal in goals if kind(goal.measure).section == section]
        if own:
            lines.append(HeadingLine(key=("section", section), title=tr(title)))
            lines += [goal_line(goal, latest[goal.measure], trends[goal.measure]) for goal in own]
    lines += _work_lines(works, people, today, now)
    return Board(tuple(lines), goals, works, people, feed)


@dataclass(frozen=True, slots=True)
class Latest:
    """The figure of the period that is going on, or of the one before while there is too little to say of it."""

    period: Period
    start: date
    is_part: bool
    now: Measure
    earlier: Measure


def _latest(database: Database, goals: tuple[Goal, ...], today: date, now: datetime) -> dict[str, Latest]:
    """The latest figures of the goals, each of its own period."""
    periods = sorted({goal.period for goal in goals})
    spans = []
    for period in periods:
        last = before(period, today)
        spans += [span(period, today), last, before(period, last[0])]
    read = measure_spans(database, spans, now)
    found: dict[str, Latest] = {}
    for goal in goals:
        place = 3 * periods.index(goal.period)
        three = [_measure(goal, measures) for measures in read[place : place + 3]]
        is_part = three[0].n >= FEWEST or three[1].n < FEWEST
        chosen = 0 if is_part else 1
        start = spans[place + chosen][0]
        found[goal.measure] = Latest(goal.period, start, is_part, three[chosen], three[chosen + 1])
    return found


def _measure(goal: Goal, measures: tuple[Measure, ...]) -> Measure:
    known = next((each for each in measures if each.name == goal.measure), None)
    if known is None:
        return Measure(name=goal.measure, value=None, unit=goal.unit, n=0, target=goal.target)
    return replace(known, target=goal.target)


def goal_line(goal: Goal, latest: Latest, trend: tuple[Point, ...]) -> GoalLine:
    """A goal as it is shown."""
    said, tone = words.VERDICTS[judge(latest.now, latest.earlier)]
    word = tr(said) if said else ""
    period = words.period_words(latest.start, latest.period)
    parts = [tr("{period} so far", period=period) if latest.is_part else period]
    if latest.earlier.value is not None:
        parts.append(tr("before: {value}", value=figure(latest.earlier)))
    brief = " · ".join(parts)
    detail = f"{brief} · {words.counted_words(latest.now)}"
    target = words.target_words(goal)
    level = words.level_words(goal.levels[0], goal.unit) if goal.levels else ""
    value = figure(latest.now)
    spoken = (label(goal.measure), value, target, word, level, detail)
    return GoalLine(
        key=goal.measure,
        title=label(goal.measure),
        details=(detail, brief, parts[0]),
        tip="\n".join((detail, *words.explained(goal))),
        figure=value,
        has_figure=latest.now.value is not None,
        target=target,
        level=level,
        word=word,
        tone=tone,
        values=tuple(point.value for point in trend if not point.is_part),
        aim=goal.target,
        spoken=", ".join(part for part in spoken if part),
    )


def _due_lines(works: tuple[Improvement, ...], people: dict[int, str], today: date, now: datetime) -> list[Line]:
    due = sorted((work for work in works if work.is_due(today)), key=lambda work: (work.follow_up or today, work.id))
    if not due:
        return []
    return [HeadingLine(key="due", title=tr("To follow up")), *(work_line(work, people, today, now) for work in due)]


def _work_lines(works: tuple[Improvement, ...], people: dict[int, str], today: date, now: datetime) -> list[Line]:
    rest = [work for work in works if not work.is_due(today) and _is_of_now(work, today)]
    if not rest:
        return []
    heading = HeadingLine(key="works", title=tr("What we have changed"))
    return [heading, *(work_line(work, people, today, now) for work in rest)]


def _is_of_now(work: Improvement, today: date) -> bool:
    return work.made_on >= today - _LATELY or (work.follow_up is not None and not work.learnt)


def work_line(work: Improvement, people: dict[int, str], today: date, now: datetime) -> WorkLine:
    """Something that was changed, as it is shown."""
    who = people.get(work.owner or 0, "")
    parts = [tr("from {day}", day=when.short_day(work.made_on, now)), who]
    if work.learnt:
        parts.append(tr("learnt: {words}", words=" ".join(work.learnt.split())))
    word, tone, right = "", Tone.PLAIN, ""
    if work.learnt:
        word = tr("followed up")
    elif work.follow_up is not None:
        right = tr("to be followed up {day}", day=when.short_day(work.follow_up, now))
        if work.is_due(today):
            word, tone = (tr("follow up now"), Tone.WARN) if work.follow_up == today else (tr("late"), Tone.BAD)
    detail = " · ".join(part for part in parts if part)
    return WorkLine(key=("work", work.id), title=work.title, detail=detail, right=right, word=word, tone=tone)
