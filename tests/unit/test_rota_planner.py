"""The planned rota: no hard rule broken, fair, covered, explained, repeatable."""

import pickle
import statistics
import sys
from collections import Counter
from datetime import date
from itertools import pairwise

import pytest

from mottagning.rota.draft import Draft, Plan
from mottagning.rota.filing import shift_to_json
from mottagning.rota.importing import unit_from_json
from mottagning.rota.model import Shift
from mottagning.rota.planner import blocks, plan
from mottagning.rota.solver import Effort
from mottagning.rota.window import Weights
from tests.rota_units import Json, plain_unit, random_unit
from tests.rota_validator import broken_rules, could_be_pinned, could_sit

FIRST, LAST = date(2026, 9, 1), date(2026, 9, 30)


def planned(document: Json, first: date = FIRST, last: date = LAST, seconds: float = 0.4, **more: object) -> Plan:
    return plan(unit_from_json(document), first, last, seconds=seconds, **more)


def written(made: Plan) -> tuple[list[Json], list[Json]]:
    shifts = [shift_to_json(shift) for shift in made.shifts]
    empty = [{"date": slot.date.isoformat(), "post": slot.post} for slot in made.unfilled]
    return shifts, empty


def judge(seed: int) -> None:
    document, first, last = random_unit(seed)
    made = planned(document, first, last, seconds=0.2, weights=Weights.at(0.5 * (seed % 2)))
    shifts, empty = written(made)
    assert broken_rules(document, first, last, shifts, empty) == []
    for slot, place in zip(made.unfilled, empty, strict=True):
        assert {refused.person for refused in slot.why} == {person["id"] for person in document["people"]}
        for person in document["people"]:
            assert not could_sit(document, first, last, shifts, place["date"], place["post"], person["id"])
    lapsed = {item.shift for item in made.lapsed}
    for pin in unit_from_json(document).pinned:
        assert (pin in made.shifts) != (pin in lapsed)
    for item in made.lapsed:
        assert item.reason.code == "taken" or not could_be_pinned(document, *shift_to_json(item.shift).values())


@pytest.mark.parametrize("seed", range(25))
def test_random_units_break_no_rule_and_every_empty_shift_is_explained(seed: int) -> None:
    judge(seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(25, 225))
def test_many_more_random_units(seed: int) -> None:
    judge(seed)


def test_an_ordinary_month_is_covered_and_fair() -> None:
    people = [{"id": f"p{n:02}", "rate": [{"from": "2026-01-01", "percent": (100, 80, 50)[n % 3]}]} for n in range(14)]
    for number in (1, 4):
        people[number]["off"] = [{"weekday": 4}]
    absences = [
        {"person": "p00", "from": "2026-09-07", "to": "2026-09-11"},
        {"person": "p05", "from": "2026-09-21", "to": "2026-09-30"},
    ]
    made = planned(plain_unit(people=people, absences=absences))

    assert made.unfilled == ()
    off_by = [row.planned - row.entitled for row in made.balance]
    assert max(off_by) - min(off_by) <= 1.0
    by_person = {row.person: row for row in made.balance}
    assert by_person["p03"].entitled == pytest.approx(2 * by_person["p02"].entitled)
    weekdays = Counter((shift.person, shift.date.weekday()) for shift in made.shifts)
    assert max(weekdays.values()) <= 2
    posts = Counter((shift.person, shift.post) for shift in made.shifts)
    assert all(abs(posts[row.person, "a"] - posts[row.person, "b"]) <= 1 for row in made.balance)


def test_turns_come_at_even_gaps() -> None:
    made = planned(plain_unit(staff=10, posts=1, rules={}), FIRST, date(2026, 10, 30))
    days: dict[str, list[date]] = {}
    for shift in made.shifts:
        days.setdefault(shift.person, []).append(shift.date)
    # The ideal gap is two weeks.
    gaps = [(later - earlier).days for turns in days.values() for earlier, later in pairwise(turns)]
    assert statistics.pstdev(gaps) / statistics.mean(gaps) < 0.3


def test_who_did_more_before_does_less_now() -> None:
    days = ["2026-08-03", "2026-08-06", "2026-08-11", "2026-08-14", "2026-08-19", "2026-08-24"]
    history = [{"date": day, "post": "a", "person": ("p00", "p01")[n % 2]} for n, day in enumerate(days)]
    made = planned(plain_unit(staff=6, posts=1, history=history))
    rows = {row.person: row for row in made.balance}

    assert rows["p00"].carried == pytest.approx(-2.0)
    assert rows["p02"].carried == pytest.approx(1.0)
    assert rows["p02"].entitled - rows["p00"].entitled == pytest.approx(3.0)
    assert all(abs(row.planned - row.entitled) < 1 for row in made.balance)


def test_weekdays_of_the_month_before_are_made_up_for() -> None:
    mondays = ["2026-08-03", "2026-08-10", "2026-08-17", "2026-08-24"]
    history = [{"date": day, "post": "a", "person": "p00"} for day in mondays]
    history += [
        {"date": f"2026-08-{n:02}", "post": "a", "person": f"p{1 + n % 4:02}"} for n in range(4, 29) if n % 7 in (4, 6)
    ]
    made = planned(plain_unit(staff=5, posts=1, history=history))
    assert not [shift for shift in made.shifts if shift.person == "p00" and shift.date.weekday() == 0]


def test_the_same_seed_gives_the_same_plan() -> None:
    document = plain_unit(staff=9, wishes=[{"person": "p03", "weekday": 0, "weight": -1}])
    assert planned(document, seed=3) == planned(document, seed=3)


def test_a_wish_is_heard() -> None:
    wishes = [{"person": f"p{n:02}", "weekday": 0, "weight": -1} for n in range(5)]
    wishes += [{"person": "p09", "weekday": 2, "weight": 1}]
    made = planned(plain_unit(wishes=wishes))
    days = {(shift.person, shift.date.weekday()) for shift in made.shifts}
    assert not days & {(f"p{n:02}", 0) for n in range(5)}
    assert {weekday for person, weekday in days if person == "p09"} == {2}


def test_pins_are_kept_even_against_the_units_rules_and_reported_when_impossible() -> None:
    pinned = [
        {"date": "2026-09-01", "post": "a", "person": "p00"},
        {"date": "2026-09-02", "post": "a", "person": "p00"},  # nearer than three days: the lead wants it so
        {"date": "2026-09-04", "post": "b", "person": "p03"},  # not her post: the lead wants it so
        {"date": "2026-09-09", "post": "b", "person": "p01"},  # away
        {"date": "2026-09-12", "post": "b", "person": "p02"},  # a Saturday
    ]
    people = [{"id": f"p{n:02}", "posts": ["a"] if n == 3 else None} for n in range(14)]
    away = [{"person": "p01", "from": "2026-09-08", "to": "2026-09-09"}]
    document = plain_unit(people=people, pinned=pinned, absences=away)
    made = planned(document)

    pins = unit_from_json(document).pinned
    assert set(pins[:3]) <= set(made.shifts)
    assert [(item.shift, item.reason.code) for item in made.lapsed] == [(pins[3], "absent"), (pins[4], "closed")]
    assert made.unfilled == ()


def test_a_pinned_novice_gets_company() -> None:
    people = [{"id": "new", "novice_until": "2026-12-31"}, {"id": "old"}, {"id": "older"}]
    pinned = [{"date": "2026-09-03", "post": "a", "person": "new"}]
    made = planned(plain_unit(people=people, pinned=pinned), FIRST, date(2026, 9, 4))
    assert {shift.person for shift in made.shifts if shift.date == date(2026, 9, 3)} & {"old", "older"}


def test_a_novice_mostly_sits_with_her_mentor() -> None:
    people = [{"id": f"p{n}"} for n in range(7)] + [{"id": "new", "novice_until": "2026-12-31", "mentor": "p3"}]
    made = planned(plain_unit(people=people))
    days = [shift.date for shift in made.shifts if shift.person == "new"]
    together = [shift for shift in made.shifts if shift.person == "p3" and shift.date in days]
    assert days
    assert len(together) > len(days) / 2


def test_the_last_place_of_a_day_waits_for_somebody_qualified() -> None:
    rules = {"daily_qualifications": ["child"]}
    people = [{"id": "p0", "qualifications": ["child"]}, {"id": "p1"}, {"id": "p2"}]
    away = [{"person": "p0", "from": "2026-09-02", "to": "2026-09-02"}]
    made = planned(plain_unit(people=people, rules=rules, absences=away), FIRST, date(2026, 9, 4))

    assert [slot.date for slot in made.unfilled] == [date(2026, 9, 2)]
    why = {refused.person: refused.reason for refused in made.unfilled[0].why}
    assert why["p0"].code == "absent"
    assert {why["p1"].code, why["p2"].code} == {"not_qualified", "same_day"}
    assert "child" in str(next(reason for reason in why.values() if reason.code == "not_qualified"))


def test_two_half_days_make_a_day_where_the_unit_allows_it() -> None:
    posts = [{"id": "am", "from": "08:00", "to": "12:00"}, {"id": "pm", "from": "12:00", "to": "16:00"}]
    one = plain_unit(staff=1, rules={"one_post_a_day": False}) | {"posts": posts}
    assert planned(one, FIRST, date(2026, 9, 4)).unfilled == ()
    one["rules"] = {"one_post_a_day": True}
    assert len(planned(one, FIRST, date(2026, 9, 4)).unfilled) == 4


def test_without_the_solver_the_greedy_rota_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ortools.sat.python", None)
    document = plain_unit()
    made = planned(document)
    shifts, empty = written(made)
    assert empty == []
    assert broken_rules(document, FIRST, LAST, shifts, empty) == []


def test_the_greedy_rota_seats_the_qualified_first_where_they_can_sit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ortools.sat.python", None)
    people = [
        {"id": "p0", "posts": ["a", "b"]},
        {"id": "p1", "posts": ["b"]},
        {"id": "p2", "posts": ["b"]},
        {"id": "q0", "posts": ["a"], "qualifications": ["child"]},
        {"id": "q1", "posts": ["a"], "qualifications": ["child"]},
    ]
    # It is above all the turn of p0; but if she took post a, nobody qualified could sit.
    history = [{"date": f"2026-08-{n}", "post": "b", "person": f"p{1 + n % 2}"} for n in range(17, 29)]
    document = plain_unit(people=people, rules={"daily_qualifications": ["child"]}, history=history)
    made = planned(document, FIRST, FIRST)
    assert [(shift.post, shift.person) for shift in made.shifts] == [("a", "q0"), ("b", "p0")]


def test_turns_too_many_go_to_whoever_has_too_few_on_a_day_that_suits_both() -> None:
    away = [{"person": "p01", "from": "2026-09-02", "to": "2026-09-30"}]
    draft = Draft(unit_from_json(plain_unit(staff=3, posts=1, rules={}, absences=away)), FIRST, date(2026, 9, 8))
    sits = ["p00", "p00", "p02", "p00", "p00", "p02"]
    draft.accept(Shift(day, "a", person) for day, person in zip(draft.days, sits, strict=True))
    draft.settle()
    assert Counter(shift.person for shift in draft.accepted) == {"p00": 3, "p02": 3}
    # The turn that goes over is the one furthest from her others.
    moved = next(day for day, before in zip(draft.days, sits, strict=True) if draft.roster.on(day)[0].person != before)
    assert moved == FIRST


def test_nobody_is_given_a_turn_without_a_post_for_her() -> None:
    # Two could take post a and are glad to come; whoever can take b would rather not, and yet has to.
    people = [{"id": "x", "posts": ["a"]}, {"id": "y", "posts": ["a"]}, {"id": "z", "posts": ["b"]}]
    wishes = [{"person": "z", "weekday": 1, "weight": -9}]
    draft = Draft(unit_from_json(plain_unit(people=people, wishes=wishes, rules={})), FIRST, FIRST)
    effort = Effort(seconds=0.2, workers=1, seed=0)
    found = draft.improve([FIRST], [], effort, Weights(), last=False).shifts
    assert {shift.post for shift in found} == {"a", "b"}


def test_nobody_at_all_leaves_everything_empty() -> None:
    made = planned(plain_unit(staff=0), FIRST, date(2026, 9, 2))
    assert made.shifts == ()
    assert len(made.unfilled) == 4
    assert planned(plain_unit(posts=0)).unfilled == ()


def test_what_is_to_be_kept_stays_where_it_can() -> None:
    document = plain_unit(staff=8)
    keep = [Shift(date(2026, 9, n), "b", "p05") for n in (1, 8, 14, 17)]
    made = planned(document, keep=[*keep, Shift(date(2026, 9, 5), "b", "p05")])
    assert set(keep) <= set(made.shifts)
    assert {shift.date.weekday() for shift in made.shifts} == {0, 1, 2, 3, 4}


def test_progress_is_told_and_a_long_period_is_cut_into_blocks() -> None:
    told: list[float] = []
    planned(plain_unit(), date(2026, 9, 1), date(2026, 12, 23), seconds=0.2, report=told.append)
    assert told == sorted(told)
    assert len(told) > 2
    assert told[-1] == 1.0


def test_blocks_leave_no_day_out() -> None:
    days = [date(2026, 1, 1 + n) for n in range(31)] + [date(2026, 2, 1 + n) for n in range(28)]
    found = list(blocks(days))
    assert [day for block, _ in found for day in block] == days
    assert found[-1][1] == []
    assert found[0][1][0] > found[0][0][-1]


def test_plans_travel_between_processes() -> None:
    made = planned(plain_unit(staff=3))
    assert pickle.loads(pickle.dumps(made)) == made
