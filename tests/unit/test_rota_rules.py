"""Each hard rule of the rota: when it speaks, with which code, and what it says to whom."""

from datetime import date
from typing import Any

import pytest

from mottagning.rota.importing import unit_from_json
from mottagning.rota.model import Shift, Unit
from mottagning.rota.rules import violations, why_not

# A Monday in an ordinary week.
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (date(2026, 9, n) for n in range(7, 12))
SATURDAY = date(2026, 9, 12)
POSTS = [
    {"id": "day", "name": "Desk"},
    {"id": "am", "name": "Phone am", "from": "08:00", "to": "12:00"},
    {"id": "pm", "name": "Phone pm", "from": "12:00", "to": "16:00"},
    {"id": "lunch", "name": "Lunch", "from": "11:00", "to": "13:00"},
]


def unit(anna: dict[str, Any] | None = None, **more: Any) -> Unit:
    people = [{"id": "anna", **(anna or {})}, {"id": "bo"}, {"id": "cia"}]
    return unit_from_json({"posts": POSTS, "people": people, **more})


def code(of: Unit, day: date = MONDAY, post: str = "day", shifts: tuple[Shift, ...] = ()) -> str | None:
    reason = why_not(of, shifts, day, post, "anna")
    return reason and reason.code


def test_nothing_speaks_against_an_ordinary_day() -> None:
    assert code(unit()) is None


@pytest.mark.parametrize(
    ("anna", "first", "last"),
    [
        ({"joined": "2026-09-08"}, "not_employed", None),
        ({"left": "2026-09-07"}, None, "not_employed"),
        ({"rate": [{"from": "2026-01-01", "percent": 0}, {"from": "2026-09-08", "percent": 50}]}, "not_employed", None),
    ],
)
def test_employment_begins_and_ends_with_its_days(anna: dict[str, Any], first: str | None, last: str | None) -> None:
    assert (code(unit(anna), MONDAY), code(unit(anna), TUESDAY)) == (first, last)


@pytest.mark.parametrize(
    ("half", "barred"),
    [(None, {"day", "am", "pm", "lunch"}), ("am", {"day", "am", "lunch"}), ("pm", {"day", "pm", "lunch"})],
)
def test_half_a_day_bars_the_posts_that_touch_it(half: str | None, barred: set[str]) -> None:
    off = unit({"off": [{"weekday": 0, "half": half}]})
    away = unit(absences=[{"person": "anna", "from": "2026-09-07", "to": "2026-09-07", "half": half}])
    assert {post["id"] for post in POSTS if code(off, MONDAY, post["id"]) == "off"} == barred
    assert {post["id"] for post in POSTS if code(away, MONDAY, post["id"]) == "absent"} == barred
    assert {code(off, TUESDAY, post["id"]) for post in POSTS} == {None}


@pytest.mark.parametrize(
    "day",
    [SATURDAY, date(2026, 6, 19), date(2026, 12, 24), date(2026, 12, 31), date(2026, 1, 6), date(2026, 9, 9)],
)
def test_weekends_holidays_eves_and_own_closed_days_are_closed(day: date) -> None:
    assert code(unit(closed=["2026-09-09"]), day) == "closed"


def test_a_post_may_open_on_saturdays() -> None:
    on_saturdays = unit_from_json({"posts": [{"id": "day", "weekdays": [5]}], "people": [{"id": "anna"}]})
    assert code(on_saturdays, SATURDAY) is None
    assert code(on_saturdays, MONDAY) == "closed"


def test_qualifications_and_own_posts() -> None:
    posts = [{"id": "day", "needs": ["child", "sign"]}, {"id": "am"}]
    some = unit_from_json({"posts": posts, "people": [{"id": "anna", "qualifications": ["child"]}]})
    reason = why_not(some, (), MONDAY, "day", "anna")
    assert reason is not None
    assert (reason.code, str(reason)) == ("not_qualified", "is not qualified for sign")
    assert code(some, MONDAY, "am") is None
    assert code(unit({"posts": ["am"]})) == "post_not_allowed"
    assert code(unit({"posts": ["am"]}), MONDAY, "am") is None


def test_one_post_a_day_unless_the_unit_allows_more_and_never_two_at_once() -> None:
    shifts = (Shift(MONDAY, "am", "anna"),)
    assert code(unit(), MONDAY, "pm", shifts) == "same_day"
    several = unit(rules={"one_post_a_day": False, "min_gap_days": 3})
    assert code(several, MONDAY, "pm", shifts) is None
    assert code(several, MONDAY, "lunch", shifts) == "same_day"
    assert code(several, MONDAY, "am", shifts) is None


@pytest.mark.parametrize(("days", "expected"), [(1, "gap"), (2, "gap"), (3, None), (4, None)])
def test_the_gap_counts_to_both_sides_and_into_history(days: int, expected: str | None) -> None:
    gapped = {"rules": {"min_gap_days": 3}}
    before, after = Shift(date(2026, 9, 14 - days), "am", "anna"), Shift(date(2026, 9, 14 + days), "am", "anna")
    on = date(2026, 9, 14)
    assert code(unit(**gapped), on, shifts=(before,)) == expected
    history = [{"date": before.date.isoformat(), "post": "am", "person": "anna"}]
    assert code(unit(**gapped, history=history), on) == expected
    if after.date.weekday() < 5:
        assert code(unit(**gapped), on, shifts=(after,)) == expected


def test_a_shift_moved_by_hand_beats_the_history_it_replaces() -> None:
    history = [{"date": "2026-09-08", "post": "am", "person": "anna"}]
    gapped = unit(rules={"min_gap_days": 3}, history=history)
    assert code(gapped) == "gap"
    assert code(gapped, shifts=(Shift(TUESDAY, "am", "bo"),)) is None


def test_a_week_is_full_from_monday_to_sunday() -> None:
    two = (Shift(MONDAY, "am", "anna"), Shift(WEDNESDAY, "am", "anna"))
    limited = unit(rules={"max_per_week": 2})
    assert code(limited, FRIDAY, shifts=two) == "week_full"
    assert code(limited, WEDNESDAY, "am", two) is None
    assert code(limited, date(2026, 9, 14), shifts=two) is None


def test_a_novice_sits_only_beside_somebody_experienced() -> None:
    new = unit({"novice_until": "2026-09-08"})
    assert code(new) == "novice"
    assert code(new, shifts=(Shift(MONDAY, "am", "bo"),)) is None
    assert code(new, WEDNESDAY) is None
    both = unit_from_json(
        {"posts": POSTS, "people": [{"id": n, "novice_until": "2026-09-30"} for n in ("anna", "bo")] + [{"id": "cia"}]}
    )
    shifts = (Shift(MONDAY, "am", "bo"), Shift(MONDAY, "pm", "cia"))
    assert code(both, shifts=shifts) == "novice"


def test_the_last_place_of_a_day_is_for_what_the_day_still_needs() -> None:
    people = [{"id": "anna"}, {"id": "bo"}, {"id": "cia", "qualifications": ["child"]}]
    posts = POSTS[1:3]
    needy = unit_from_json({"posts": posts, "people": people, "rules": {"daily_qualifications": ["child"]}})
    assert code(needy, MONDAY, "am") is None
    assert code(needy, MONDAY, "am", (Shift(MONDAY, "pm", "bo"),)) == "not_qualified"
    assert code(needy, MONDAY, "am", (Shift(MONDAY, "pm", "cia"),)) is None


def test_violations_name_every_broken_rule() -> None:
    shifts = [
        Shift(MONDAY, "day", "anna"),
        Shift(TUESDAY, "day", "anna"),
        Shift(WEDNESDAY, "day", "bo"),
        Shift(WEDNESDAY, "day", "cia"),
        Shift(THURSDAY, "day", "cia"),
        Shift(SATURDAY, "day", "bo"),
    ]
    away = [{"person": "cia", "from": "2026-09-10", "to": "2026-09-10"}]
    found = violations(unit(rules={"min_gap_days": 2}, absences=away), shifts)
    assert [(v.date, v.person, v.rule) for v in found] == [
        (MONDAY, "anna", "gap"),
        (TUESDAY, "anna", "gap"),
        (WEDNESDAY, "bo", "taken"),
        (WEDNESDAY, "cia", "gap"),
        (THURSDAY, "cia", "absent"),
        (SATURDAY, "bo", "closed"),
    ]
    assert violations(unit(rules={"min_gap_days": 2}), shifts[2:3]) == []


def test_a_day_without_a_daily_qualification_is_a_violation_of_nobody() -> None:
    found = violations(unit(rules={"daily_qualifications": ["child"]}), [Shift(MONDAY, "day", "anna")])
    assert [(v.date, v.post, v.person, v.rule) for v in found] == [(MONDAY, None, None, "unqualified")]


def test_others_than_the_lead_learn_only_that_she_is_not_available() -> None:
    away = unit(absences=[{"person": "anna", "from": "2026-09-07", "to": "2026-09-07"}])
    reason = why_not(away, (), MONDAY, "day", "anna")
    assert reason is not None
    assert reason.sentence(for_lead=True) == "is away"
    assert reason.sentence(for_lead=False) == "not available"
    closed = why_not(away, (), SATURDAY, "day", "anna")
    assert closed is not None
    assert closed.sentence(for_lead=False) == "the post is not open that day"


def test_sentences_name_dates_and_posts() -> None:
    gapped = unit(rules={"min_gap_days": 3, "max_per_week": 2})
    reason = why_not(gapped, (Shift(TUESDAY, "am", "anna"),), MONDAY, "day", "anna")
    assert str(reason) == "has a turn on 2026-09-08, and at least 3 days are to lie between"
    assert str(why_not(gapped, (Shift(MONDAY, "am", "anna"),), MONDAY, "day", "anna")) == "has Phone am that day"
