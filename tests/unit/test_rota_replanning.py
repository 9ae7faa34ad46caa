"""A published rota after something changed: few changes, or a fair rest, and never a broken rule."""

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from mottagning.rota.filing import shift_to_json, unit_to_json
from mottagning.rota.importing import unit_from_json
from mottagning.rota.jobs import Job, Outcome, spread_before
from mottagning.rota.model import Absence, Shift, Unit
from mottagning.rota.planner import plan
from mottagning.rota.replanning import Replan, replan
from tests.rota_units import plain_unit, random_unit
from tests.rota_validator import broken_rules

FIRST, LAST = date(2026, 9, 1), date(2026, 9, 30)


@cache
def published() -> tuple[Unit, tuple[Shift, ...]]:
    unit = unit_from_json(plain_unit())
    return unit, plan(unit, FIRST, LAST, seconds=0.5).shifts


def sick(unit: Unit, person: str, first: date, days: int) -> Unit:
    return replace(unit, absences=(*unit.absences, Absence(person, first, first + timedelta(days=days - 1))))


def complaints(unit: Unit, made: Replan) -> list[str]:
    shifts = [shift_to_json(shift) for shift in made.plan.shifts]
    empty: list[dict[str, Any]] = [{"date": s.date.isoformat(), "post": s.post} for s in made.plan.unfilled]
    return broken_rules(unit_to_json(unit), FIRST, LAST, shifts, empty)


def test_nothing_happened_nothing_changes() -> None:
    unit, shifts = published()
    made = replan(unit, shifts, FIRST, LAST, seconds=0.2)
    assert made.changed == ()
    assert made.plan.shifts == shifts


def test_a_sickness_changes_her_shifts_and_no_others() -> None:
    unit, shifts = published()
    first = date(2026, 9, 8)
    hers = [s for s in shifts if s.person == "p03" and first <= s.date < first + timedelta(days=14)]
    after = sick(unit, "p03", first, 14)
    made = replan(after, shifts, FIRST, LAST, seconds=0.5)

    assert hers
    assert [(c.date, c.post, c.before) for c in made.changed] == [(s.date, s.post, "p03") for s in hers]
    assert all(change.after not in (None, "p03") for change in made.changed)
    assert complaints(after, made) == []


def test_balanced_moves_more_until_the_turns_are_whole_again() -> None:
    unit, shifts = published()
    after = sick(unit, "p03", date(2026, 9, 1), 24)
    few = replan(after, shifts, FIRST, LAST, seconds=0.5)
    balanced = replan(after, shifts, FIRST, LAST, keep="balanced", seconds=1.5)

    def spread(made: Replan) -> float:
        off_by = [row.planned - row.entitled for row in made.plan.balance]
        return max(off_by) - min(off_by)

    assert len(few.changed) <= len(balanced.changed)
    assert spread(balanced) <= 1.0
    assert complaints(after, balanced) == []


def test_a_chain_of_two_fills_what_nobody_can_take_directly() -> None:
    # Only q may take the post x; she has y that day, and only then can r take y.
    posts = [{"id": "x", "needs": ["child"]}, {"id": "y"}]
    people = [{"id": "s", "qualifications": ["child"]}, {"id": "q", "qualifications": ["child"]}, {"id": "r"}]
    unit = unit_from_json({"posts": posts, "people": people})
    day = date(2026, 9, 8)
    shifts = [Shift(day, "x", "s"), Shift(day, "y", "q")]
    made = replan(sick(unit, "s", day, 1), shifts, day, day, seconds=0.5)
    assert made.plan.shifts == (Shift(day, "x", "q"), Shift(day, "y", "r"))
    assert [(change.before, change.after) for change in made.changed] == [("s", "q"), ("q", "r")]


def test_a_novice_does_not_stay_alone() -> None:
    unit = unit_from_json(plain_unit(people=[{"id": "old"}, {"id": "new", "novice_until": "2026-12-31"}]))
    day = date(2026, 9, 8)
    shifts = [Shift(day, "a", "old"), Shift(day, "b", "new")]
    made = replan(sick(unit, "old", day, 1), shifts, day, day, seconds=0.2)
    assert made.plan.shifts == ()
    assert [(change.before, change.after) for change in made.changed] == [("old", None), ("new", None)]


def test_a_published_turn_just_before_keeps_its_distance() -> None:
    document = plain_unit(people=[{"id": "a"}, {"id": "b"}], posts=1, rules={"min_gap_days": 5})
    unit = unit_from_json(document)
    friday, monday = date(2026, 9, 4), date(2026, 9, 7)
    shifts = [Shift(friday, "a", "a"), Shift(monday, "a", "b")]
    made = replan(sick(unit, "b", monday, 1), shifts, monday, monday, seconds=0.2)
    assert [refused.reason.code for refused in made.plan.unfilled[0].why] == ["gap", "absent"]


def test_what_the_lead_forced_stays_and_what_is_outside_counts() -> None:
    unit, shifts = published()
    forced = Shift(date(2026, 9, 2), "a", next(s.person for s in shifts if s.date == date(2026, 9, 1)))
    kept = [s for s in shifts if (s.date, s.post) != (forced.date, forced.post)]
    assert replan(unit, [*kept, forced], FIRST, LAST, seconds=0.2).changed == ()

    later = date(2026, 9, 14)
    made = replan(sick(unit, "p03", later, 17), shifts, later, LAST, seconds=0.5)
    assert min(change.date for change in made.changed) >= later
    together = [*(s for s in shifts if s.date < later), *made.plan.shifts]
    rows = [shift_to_json(shift) for shift in together]
    assert broken_rules(unit_to_json(unit), FIRST, LAST, rows, []) == []


def test_a_shift_that_closed_is_a_change_to_nobody() -> None:
    unit, shifts = published()
    closed = replace(unit, closed=frozenset((date(2026, 9, 15),)))
    made = replan(closed, shifts, FIRST, LAST, seconds=0.2)
    assert [(change.date, change.after) for change in made.changed] == [(date(2026, 9, 15), None)] * 2


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("keep", ["few", "balanced"])
def test_random_units_after_an_absence_break_no_rule(seed: int, keep: Any) -> None:
    document, first, last = random_unit(seed)
    document["pinned"] = []
    unit = unit_from_json(document)
    shifts = plan(unit, first, last, seconds=0.1).shifts
    after = sick(unit, shifts[len(shifts) // 2].person, first, 21) if shifts else unit
    made = replan(after, shifts, first, last, keep=keep, seconds=0.2)
    rows = [shift_to_json(shift) for shift in made.plan.shifts]
    empty = [{"date": slot.date.isoformat(), "post": slot.post} for slot in made.plan.unfilled]
    assert broken_rules(unit_to_json(after), first, last, rows, empty) == []


def test_some_changes_are_between_few_and_those_that_even_all_out() -> None:
    unit, shifts = published()
    after = sick(unit, "p03", date(2026, 9, 1), 24)
    job = Job(unit=after, first=FIRST, last=LAST, promised=shifts)
    few, some, balanced = (
        replan(after, shifts, FIRST, LAST, keep=keep, seconds=1.0) for keep in ("few", "some", "balanced")
    )
    assert len(few.changed) <= len(some.changed) <= len(balanced.changed)
    spreads = [Outcome(made.plan, made.changed).spread for made in (few, some, balanced)]
    assert spreads == sorted(spreads, reverse=True)
    assert spreads[-1] <= 1.0
    assert complaints(after, some) == []
    assert spread_before(job) >= spreads[0]


def test_the_spread_before_counts_no_shift_of_somebody_who_cannot_come() -> None:
    unit = unit_from_json({"posts": [{"id": "a"}], "people": [{"id": "p"}, {"id": "q"}]})
    tuesday, wednesday = date(2026, 9, 8), date(2026, 9, 9)
    shifts = (Shift(tuesday, "a", "p"), Shift(wednesday, "a", "q"))
    whole = Job(unit=unit, first=tuesday, last=wednesday, promised=shifts)
    assert spread_before(whole) == 0
    assert spread_before(replace(whole, unit=sick(unit, "q", wednesday, 1))) == 1
