"""The measures against an independent computation with pandas: over summer time, holidays, eves, absence, half days,
midnight, and calls across closing time, in weeks, months of unequal length and the whole year."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from mottagning.measures.catalogue import kind
from mottagning.measures.figures import measure_spans
from mottagning.measures.series import series
from tests import made_year
from tests.pandas_measures import Counted

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


@pytest.fixture
def unit(database):
    made_year.fill(database, contacts=1_000, cases=300)
    return database


def test_every_figure_is_what_pandas_counts(unit):
    expected = Counted(unit, made_year.NOW)
    found = measure_spans(unit, list(PERIODS.values()), made_year.NOW)
    for (name, span), measures in zip(PERIODS.items(), found, strict=True):
        wanted = expected.of(span)
        told = {each.name: each for each in measures if not each.name.startswith(("survey", "deadlines_kept"))}
        assert wanted.keys() == told.keys()
        for measure, (value, n, excluded) in wanted.items():
            each = told[measure]
            assert (each.n, each.excluded) == (n, excluded), (name, measure)
            if value is not None and kind(measure).points_at_people and n < 5:
                assert (each.value, each.is_withheld) == (None, True), (name, measure)
            else:
                assert each.value == (None if value is None else pytest.approx(value)), (name, measure)
    whole = {each.name: each.n for each in found[list(PERIODS).index("all of it")]}
    assert min(whole[name] for name in TELLING) >= 15


def test_a_series_is_the_figure_of_each_week_and_month(unit):
    names = ("queue_p80", "mail_in_time", "stage_days_investigation", "handling_median/sol", "survey_right_help")
    for by, count in (("week", 13), ("month", 4)):
        found = series(unit, names, date(2026, 1, 1), date(2026, 3, 31), made_year.NOW, by)
        assert {len(points) for points in found.values()} == {count + (by == "week") - (by == "month")}
        for name, points in found.items():
            for point, after in pairwise(points):
                last = after.start - timedelta(days=1)
                alone = {each.name: each for each in measure_spans(unit, [(point.start, last)], made_year.NOW)[0]}
                assert (point.value, point.n) == (alone[name].value, alone[name].n)
