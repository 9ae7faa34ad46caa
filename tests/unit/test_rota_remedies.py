"""The one change that fills an empty shift: a colleague who is relieved of another turn, else a rule that is eased."""

from datetime import date, timedelta

from mottagning.rota.importing import unit_from_json
from mottagning.rota.model import Shift
from mottagning.rota.remedies import remedy
from mottagning.rota.rules import why_not
from tests.rota_units import plain_unit

MONDAY = date(2026, 11, 30)
TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)


def test_somebody_comes_when_a_colleague_takes_her_other_turn() -> None:
    away = [{"person": "p01", "from": "2026-12-01", "to": "2026-12-01"}]
    unit = unit_from_json(plain_unit(staff=2, posts=1, absences=away, rules={"min_gap_days": 2}))
    shifts = [Shift(MONDAY, "a", "p00")]
    assert why_not(unit, shifts, TUESDAY, "a", "p00") is not None
    found = remedy(unit, shifts, TUESDAY, "a")
    assert found is not None
    assert (found.person, found.instead, found.other) == ("p00", shifts[0], "p01")
    # What it says holds when it is done.
    after = [Shift(MONDAY, "a", "p01")]
    assert why_not(unit, after, TUESDAY, "a", "p00") is None
    assert why_not(unit, [Shift(TUESDAY, "a", "p00")], MONDAY, "a", "p01") is None


def test_else_a_rule_is_named_that_would_have_to_give() -> None:
    unit = unit_from_json(plain_unit(staff=1, posts=1, rules={"min_gap_days": 3}))
    found = remedy(unit, [Shift(MONDAY, "a", "p00")], WEDNESDAY, "a")
    assert found is not None
    assert (found.person, found.instead, found.rule, found.eased) == ("p00", None, "min_gap_days", 2)
    full = unit_from_json(plain_unit(staff=1, posts=1, rules={"max_per_week": 1}))
    found = remedy(full, [Shift(MONDAY, "a", "p00")], WEDNESDAY, "a")
    assert found is not None
    assert (found.rule, found.eased) == ("max_per_week", 2)


def test_where_one_change_is_not_enough_none_is_named() -> None:
    away = [{"person": "p00", "from": "2026-12-01", "to": "2026-12-01"}]
    unit = unit_from_json(plain_unit(staff=1, posts=1, absences=away))
    assert remedy(unit, (), TUESDAY, "a") is None
    near = unit_from_json(plain_unit(staff=1, posts=1, rules={"min_gap_days": 4}))
    assert remedy(near, [Shift(MONDAY, "a", "p00")], TUESDAY, "a") is None
