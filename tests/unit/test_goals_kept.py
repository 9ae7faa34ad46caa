"""What is measured has a name and a meaning, goals stand beside it, and periods are those of the calendar."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mottagning import texts
from mottagning.measures import catalogue
from mottagning.measures.goals import DEFAULT_GOALS, targets
from mottagning.measures.periods import PERIODS, before, parted, span


def test_every_measure_has_a_unit_and_a_section_and_says_what_it_means():
    for name, kind in catalogue.KINDS.items():
        assert kind.unit in ("percent", "s", "min", "days", "h", "per_h", "index"), name
        assert kind.section in catalogue.SECTIONS, name
        assert kind.label, name
        assert kind.means.endswith("."), name


def test_the_administrators_page_names_every_measure():
    page = (Path(__file__).parents[2] / "docs" / "administrator" / "matt.md").read_text("utf-8")
    assert [name for name in catalogue.KINDS if f"`{name}`" not in page] == []


def test_goals_that_are_shipped_are_of_measures_and_each_once():
    names = [goal.measure for goal in DEFAULT_GOALS]
    assert len(set(names)) == len(names)
    assert {name.partition("/")[0] for name in names} <= catalogue.KINDS.keys()
    assert targets(DEFAULT_GOALS)["wait_p90"] == 180
    assert "solved_at_desk" not in targets(DEFAULT_GOALS)
    levels = {goal.measure: [level.value for level in goal.levels] for goal in DEFAULT_GOALS}
    assert levels["solved_at_desk"] == [53, 94]
    assert levels["mail_in_time"] == [80]


def test_what_a_figure_is_of_is_said_with_its_name():
    assert catalogue.label("handling_p80/sol/Hemtjänst") == "Handling time of eight cases in ten: SoL, Hemtjänst"
    assert catalogue.label("stage_days_Väntar på tolk") == "Days in the stage Väntar på tolk, median"
    assert catalogue.kind("stage_days_Väntar på tolk").unit == "days"
    texts.use_language("sv")
    assert catalogue.label("queue_median/mail") == "Tid till första kontakt för hälften: e-post"
    with pytest.raises(KeyError):
        catalogue.kind("no_such_measure")


def test_periods_of_the_calendar():
    day = date(2026, 11, 22)
    assert span("week", day) == (date(2026, 11, 16), date(2026, 11, 22))
    assert span("month", day) == (date(2026, 11, 1), date(2026, 11, 30))
    assert span("quarter", day) == (date(2026, 10, 1), date(2026, 12, 31))
    assert span("year", day) == (date(2026, 1, 1), date(2026, 12, 31))
    assert before("month", date(2026, 3, 31)) == (date(2026, 2, 1), date(2026, 2, 28))
    assert before("quarter", date(2026, 2, 1)) == (date(2025, 10, 1), date(2025, 12, 31))


@given(st.sampled_from(PERIODS), st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 900))
def test_periods_follow_on_one_another_without_a_gap(period, first, days):
    last = first + timedelta(days=days)
    spans = parted(first, last, period)
    assert spans[0][0] <= first <= spans[0][1]
    assert spans[-1][0] <= last <= spans[-1][1]
    for (_, end), (start, _) in pairwise(spans):
        assert start == end + timedelta(days=1)
