"""The measures against an independent computation with pandas: over summer time, holidays, eves, absence, half days,
midnight, and calls across closing time, in weeks, months of unequal length and the whole year."""

from contextlib import closing
from datetime import date, time, timedelta
from itertools import pairwise

import pytest

from mottagning.db import open_database
from mottagning.demo import build
from mottagning.measures.figures import measure
from mottagning.measures.series import series
from mottagning.settings import Settings
from tests import made_year
from tests.pandas_measures import Hours, differences

PERIODS = {
    "summer time begins": (date(2026, 3, 23), date(2026, 3, 29)),
    "Easter": (date(2026, 3, 30), date(2026, 4, 6)),
    "the night to summer time": (date(2026, 3, 29), date(2026, 3, 29)),
    "midsummer": (date(2026, 6, 15), date(2026, 6, 21)),
    "winter time begins": (date(2026, 10, 19), date(2026, 10, 25)),
    "All Saints": (date(2026, 10, 26), date(2026, 11, 1)),
    "February, when nothing came": (date(2026, 2, 1), date(2026, 2, 28)),
    "March": (date(2026, 3, 1), date(2026, 3, 31)),
    "Christmas": (date(2026, 12, 21), date(2026, 12, 27)),
    "New Year": (date(2026, 12, 28), date(2027, 1, 10)),
    "all of it": (date(2026, 1, 1), date(2027, 1, 8)),
}
TELLING = (
    *("calls_answered", "queue_p95/mail", "callbacks_in_time", "mail_answered_in_time", "solved_at_desk"),
    *("opened_in_time", "closed_in_time", "handling_p80/lss/ledsagning", "help_median", "child_in_120_days"),
    *("stage_time_p95/investigation", "stage_days_execution", "concerns_with_case", "rota_covered"),
    *("desk_hours_week", "interruptions_per_hour", "after_hours"),
)
"""Of these there must be enough for the comparison to say something."""


MADE = Hours(
    opening=tuple(made_year.OPENING.items()),
    closed=made_year.CLOSED,
    half_days=tuple(made_year.HALF_DAYS.items()),
    early=made_year.EARLY,
)
OFFICE = Hours(opening=tuple((weekday, ((time(8), time(16)),)) for weekday in range(5)))


@pytest.fixture
def unit(database):
    made_year.fill(database, contacts=1_000, cases=300)
    return database


def test_every_figure_is_what_pandas_counts(unit):
    assert differences(unit, list(PERIODS.values()), made_year.NOW, MADE) == []
    whole = {each.name: each.n for each in measure(unit, *PERIODS["all of it"], made_year.NOW)}
    assert min(whole[name] for name in TELLING) >= 15


def test_the_figures_of_the_demo_are_too(tmp_path):
    with closing(open_database(Settings(data=tmp_path, database=str(tmp_path / "demo.db")))) as database:
        now = build.fill(database, today=date(2026, 11, 23)).now
        spans = [(date(2026, 11, 1), date(2026, 11, 30)), (date(2026, 10, 1), date(2026, 10, 31))]
        spans += [(date(2026, 11, 16), date(2026, 11, 22)), (date(2026, 11, 23), date(2026, 11, 23))]
        assert differences(database, spans, now, OFFICE) == []
        found = {each.name: each.n for each in measure(database, *spans[0], now)}
        assert min(found[name] for name in ("calls_answered", "queue_p80/mail", "handling_p80", "rota_covered")) >= 20


def test_a_series_is_the_figure_of_each_week_and_month(unit):
    names = ("queue_p80", "mail_in_time", "stage_days_investigation", "handling_median/sol", "survey_right_help")
    for by, count in (("week", 14), ("month", 3)):
        found = series(unit, names, date(2026, 1, 1), date(2026, 3, 31), made_year.NOW, by)
        assert {len(points) for points in found.values()} == {count}
        for place, (start, after) in enumerate(pairwise(point.start for point in found["queue_p80"])):
            last = after - timedelta(days=1)
            alone = {each.name: each for each in measure(unit, start, last, made_year.NOW)}
            for name, points in found.items():
                assert (points[place].value, points[place].n) == (alone[name].value, alone[name].n)
