"""Who is far from her part of a weekday exchanges days with a colleague within a week, and nothing else changes."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from mottagning.rota.draft import Draft
from mottagning.rota.importing import unit_from_json
from mottagning.rota.model import Shift
from mottagning.rota.weekdays import even_weekdays
from tests.rota_units import plain_unit

MONDAY = date(2026, 9, 7)
WEEKS = 8
LAST = MONDAY + timedelta(weeks=WEEKS, days=-3)


def lopsided(**more: Any) -> Draft:
    """Five people with one weekday each, all the weeks."""
    unit = unit_from_json(plain_unit(staff=5, posts=1, rules={"min_gap_days": 2}) | more)
    draft = Draft(unit, MONDAY, LAST)
    draft.accept(
        shift
        for week in range(WEEKS)
        for day in range(5)
        if (shift := Shift(MONDAY + timedelta(weeks=week, days=day), "a", f"p0{day}")) not in draft.pinned
    )
    return draft


def weekdays(draft: Draft) -> Counter[tuple[str, int]]:
    return Counter((shift.person, shift.date.weekday()) for shift in (*draft.accepted, *draft.pinned))


def test_everybody_comes_near_her_part_of_each_weekday() -> None:
    draft = lopsided()
    assert max(weekdays(draft).values()) == WEEKS
    even_weekdays(draft)
    assert all(abs(weekdays(draft)[f"p0{n}", day] - WEEKS / 5) <= 1 for n in range(5) for day in range(5))
    assert Counter(shift.person for shift in draft.accepted) == {f"p0{n}": WEEKS for n in range(5)}
    assert {shift.date for shift in draft.accepted} == set(draft.days)
    for shift in draft.accepted:
        assert draft.roster.why_not(shift.date, shift.post, shift.person) is None
        assert draft.roster.in_week(shift.person, shift.date) == 1


def test_who_is_near_already_moves_nobody() -> None:
    draft = lopsided()
    even_weekdays(draft)
    stood = set(draft.accepted)
    even_weekdays(draft)
    assert draft.accepted == stood


def test_pins_wishes_and_rules_stand() -> None:
    pins = [{"date": (MONDAY + timedelta(weeks=week)).isoformat(), "post": "a", "person": "p00"} for week in range(3)]
    people = [{"id": f"p0{n}", "name": f"P {n}"} | ({"off": [{"weekday": 4}]} if n == 1 else {}) for n in range(5)]
    draft = lopsided(pinned=pins, people=people, wishes=[{"person": "p02", "weekday": 2, "weight": 1}])
    even_weekdays(draft)
    counted = weekdays(draft)
    assert all(Shift(MONDAY + timedelta(weeks=week), "a", "p00") in draft.pinned for week in range(3))
    assert counted["p02", 2] == WEEKS
    assert counted["p01", 4] == 0
    assert counted["p03", 3] < WEEKS
