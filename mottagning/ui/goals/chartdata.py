"""Reads what the large chart of a goal shows, in the background, and words the table beneath it."""

from __future__ import annotations

import csv
import importlib
import io
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mottagning.db import Database
from mottagning.measures.catalogue import label
from mottagning.measures.figures import measure_spans
from mottagning.measures.goals import Goal
from mottagning.measures.goalsettings import load_goals
from mottagning.measures.improvements import improvements
from mottagning.measures.periods import Period
from mottagning.measures.series import Point, series
from mottagning.measures.xmr import FEWEST
from mottagning.people import staff
from mottagning.texts import language, tr
from mottagning.ui.goals import words
from mottagning.ui.goals.curve import Curve, draw_up
from mottagning.worktime import ZONE

SPANS = {"half": timedelta(weeks=25), "year": timedelta(weeks=51), "three": timedelta(weeks=155)}
"""How far back a chart reaches, from this week: 26, 52 or 156 weeks."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which chart: of a measure or a part of it ("handling_p80/sol"), by week or month, and how far back."""

    name: str
    step: Period = "week"
    span: str = "half"

    @property
    def base(self) -> str:
        """The measure without what it is of."""
        return self.name.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Charted:
    """A chart with the goal behind it, the parts that can be chosen instead, and who sees to the changes."""

    asked: Asked
    goal: Goal
    curve: Curve
    parts: tuple[str, ...]
    people: dict[int, str]
    goals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: a point of the chart by its place, and what is to be said of it."""

    place: int
    point: Point
    note: str


def read_chart(database: Database, asked: Asked, now: datetime) -> Charted:
    """Everything the chart shows. Loads pyqtgraph too, which takes longer than reading. Not for the window's thread."""
    importlib.import_module("mottagning.ui.goals.plot")
    today = now.astimezone(ZONE).date()
    first = today - SPANS[asked.span]
    with database.reading():
        goals = load_goals(database).goals
        goal = next((goal for goal in goals if goal.measure == asked.name), Goal(measure=asked.name))
        points = series(database, [asked.name], first, today, now, by="month" if asked.step == "month" else "week")
        works = tuple(work for work in improvements(database) if work.concerns(asked.name) or work.concerns(asked.base))
        people = {person.id: person.name for person in staff.everyone(database)}
        parts = _parts(database, asked, first, today, now)
    begun = _since_the_first(points[asked.name])
    curve = draw_up(asked.name, goal.unit, asked.step, begun, goal.target, works)
    return Charted(asked, goal, curve, parts, people, tuple(goal.measure for goal in goals if goal.is_shown))


def _parts(database: Database, asked: Asked, first: date, last: date, now: datetime) -> tuple[str, ...]:
    """What the measure was counted of in these days, as a whole and by itself: categories, types, ways to reach us."""
    names = {name for name in known_names(database, first, last, now) if name.partition("/")[0] == asked.base}
    return tuple(sorted({*names, asked.name}, key=lambda name: (name.count("/"), label(name))))


def known_names(database: Database, first: date, last: date, now: datetime) -> tuple[str, ...]:
    """The names of all measures that these days have, whether or not there is anything to count."""
    (found,) = measure_spans(database, [(first, last)], now)
    return tuple(each.name for each in found)


def _since_the_first(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """The periods since there was anything to count, and some before if they are few: a new unit sees what it has."""
    empty = next((place for place, point in enumerate(points) if point.n), 0)
    return points[max(0, min(empty, len(points) - FEWEST)) :]


def rows(curve: Curve) -> tuple[Row, ...]:
    """The table behind a chart, the latest period first."""
    signals = dict(curve.chart.signals)
    found = []
    for place, point in enumerate(curve.points):
        notes = [tr("so far")] if point.is_part else []
        if place in signals:
            notes.append(tr(words.SIGNALS[signals[place]]))
        notes += [
            tr("{number}: {change}", number=marker.number, change=marker.work.title)
            for marker in curve.markers
            if marker.place == place
        ]
        found.append(Row(place, point, " · ".join(notes)))
    return tuple(reversed(found))


def as_lines(curve: Curve, separator: str) -> str:
    """The table as text for a spreadsheet, the oldest period first; figures as numbers of one unit."""
    written = io.StringIO()
    sheet = csv.writer(written, delimiter=separator, lineterminator="\r\n")
    figure = tr("{measure} ({unit})", measure=label(curve.name), unit=words.unit_words(curve.unit))
    heights = [figure, tr("Goal"), tr("Lower limit"), tr("Middle"), tr("Upper limit")]
    sheet.writerow([tr("From"), tr("Period"), *heights, tr("Counted of"), tr("Left out"), tr("Note")])
    sheet.writerows(_cells(curve, row) for row in reversed(rows(curve)))
    return written.getvalue()


def _cells(curve: Curve, row: Row) -> list[str]:
    limits = next((each for each in curve.chart.limits if each.first <= row.place <= each.last), None)
    heights: tuple[float | None, ...] = (row.point.value, curve.aim)
    heights += (limits.lower, limits.centre, limits.upper) if limits else (None, None, None)
    return [
        row.point.start.isoformat(),
        words.period_words(row.point.start, curve.step),
        *(_number(height) for height in heights),
        words.count(curve.name, row.point.n),
        str(row.point.excluded),
        row.note,
    ]


def _number(value: float | None) -> str:
    """A number as the spreadsheet of this language reads it."""
    said = "" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")
    return said.replace(".", ",") if language() == "sv" else said
