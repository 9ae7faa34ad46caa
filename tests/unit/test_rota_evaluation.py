"""The figures of a rota are those one counts by hand; the trial goes through all places of the slider."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mottagning.rota import evaluation
from mottagning.rota.evaluation import STEPS, Trial, compare, measure
from mottagning.rota.importing import unit_from_json
from mottagning.rota.model import Shift, Wish
from tests.rota_units import plain_unit

MONDAY = date(2027, 1, 11)
DAYS = [MONDAY + timedelta(weeks=week, days=day) for week in range(4) for day in range(5)]


def test_an_even_rota_is_even_and_a_lopsided_one_is_not() -> None:
    unit = unit_from_json(plain_unit(staff=4, posts=1, rules={}))
    # Four people, five weekdays, twenty days: turn by turn everybody has each weekday once and regular gaps.
    turns = [Shift(day, "a", f"p{number % 4:02}") for number, day in enumerate(DAYS)]
    even = measure(unit, turns, DAYS[0], DAYS[-1])
    assert (even.unfilled, even.spread, even.weekday, even.post) == pytest.approx((0, 0, 0, 0))
    assert even.gap_cv < 0.05
    weekly = [Shift(day, "a", f"p{min(number % 5, 3):02}") for number, day in enumerate(DAYS[:-1])]
    uneven = measure(unit, weekly, DAYS[0], DAYS[-1])
    assert uneven.unfilled == 1
    assert uneven.spread > 2
    assert uneven.weekday > 2
    wishes = tuple(Wish(person=person.id, weekday=3, weight=-1) for person in unit.people)
    assert measure(replace(unit, wishes=wishes[1:]), weekly, DAYS[0], DAYS[-1]).weekday > 2
    assert measure(replace(unit, wishes=wishes), weekly, DAYS[0], DAYS[-1]).weekday == 0


def test_the_trial_plans_at_each_place_of_the_slider(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluation, "_SECONDS", 0.1)
    unit = unit_from_json(plain_unit(staff=4, posts=1, rules={"min_gap_days": 2}))
    heard: list[float] = []
    found = compare(Trial(unit=unit, first=DAYS[0], last=DAYS[9]), heard.append)
    assert len(found) == len(STEPS)
    assert all(each.unfilled == 0 for each in found)
    assert heard == sorted(heard)
    assert heard[-1] == 1


def test_a_unit_without_anybody_has_figures() -> None:
    unit = replace(unit_from_json(plain_unit(staff=1, posts=1)), people=())
    assert measure(unit, (), DAYS[0], DAYS[-1]).unfilled == len(DAYS)
