"""Hours by weekday, short days, meetings and the ways of new colleagues hold in rules and planner alike."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest

from mottagning.rota.availability import Availability
from mottagning.rota.filing import unit_to_json
from mottagning.rota.importing import unit_from_json
from mottagning.rota.model import DayHours, Meeting, ShortDay, Unit
from mottagning.rota.planner import plan
from mottagning.rota.rules import why_not
from mottagning.rota.window import Weights
from tests.rota_units import plain_unit

MONDAY = date(2026, 11, 30)
EVE = date(2026, 4, 30)
"""A Thursday before the first of May."""


def unit(**more: Any) -> Unit:
    return unit_from_json(plain_unit(staff=4, posts=1, **more))


def test_a_post_has_the_hours_of_its_weekday() -> None:
    made = unit()
    post = replace(made.posts[0], other_hours=(DayHours(0, time(8), time(11)),))
    assert (post.hours(0), post.hours(1)) == ((time(8), time(11)), (time(8), time(16)))
    off = replace(
        made.people[0],
        off=unit_from_json(
            plain_unit(people=[{"id": "x", "off": [{"weekday": 0, "half": "pm"}, {"weekday": 1, "half": "pm"}]}])
        )
        .people[0]
        .off,
    )
    with_her = replace(made, posts=(post,), people=(off,))
    assert why_not(with_her, (), MONDAY, post.id, off.id) is None
    reason = why_not(with_her, (), MONDAY + timedelta(days=1), post.id, off.id)
    assert reason is not None
    assert reason.code == "off"


@pytest.mark.parametrize(("until", "is_open"), [(time(11), False), (time(12), True), (time(14), True)])
def test_a_post_opens_on_a_short_day_when_half_of_it_is_left(until: time, is_open: bool) -> None:
    made = unit()
    short = replace(made, short=(ShortDay(MONDAY, time(8), until),))
    assert bool(Availability(short).open_posts(MONDAY)) == is_open
    early = replace(made, before_holidays=until)
    assert bool(Availability(early).open_posts(EVE)) == is_open
    assert Availability(early).open_posts(EVE - timedelta(days=1))


def test_nobody_sits_while_she_is_in_a_meeting_and_is_due_as_much_as_before() -> None:
    made = unit()
    who = made.people[0].id
    board = Meeting(name="Nämnd", people=frozenset({who}), weekday=0, half="am")
    meeting = replace(made, meetings=(board,))
    reason = why_not(meeting, (), MONDAY, made.posts[0].id, who)
    assert reason is not None
    assert reason.code == "meeting"
    assert reason.sentence(for_lead=False) == "not available"
    assert why_not(meeting, (), MONDAY + timedelta(days=1), made.posts[0].id, who) is None
    end = MONDAY + timedelta(days=25)
    rota = plan(meeting, MONDAY, end, seconds=1)
    assert not any(shift.person == who and shift.date.weekday() == 0 for shift in rota.shifts)
    due = {row.person: row.entitled for row in rota.balance}
    assert due[who] == pytest.approx(max(due.values()), abs=0.6)


@pytest.mark.parametrize("way", ["beside", "mentor", "free"])
def test_a_new_colleague_sits_as_the_rules_say(way: str) -> None:
    people = [{"id": f"p{n}", "name": f"P {n}"} for n in range(8)]
    people[0] |= {"novice_until": "2027-12-31", "mentor": "p1"}
    away = [{"person": "p1", "from": "2026-11-30", "to": "2026-12-11"}]
    rules = {"min_gap_days": 2, "novices": way}
    made = unit_from_json(plain_unit(posts=2, people=people, rules=rules, absences=away))
    assert unit_from_json(unit_to_json(made)) == made
    rota = plan(made, MONDAY, MONDAY + timedelta(days=25), seconds=1)
    hers = [shift.date for shift in rota.shifts if shift.person == "p0"]
    assert hers
    assert (way == "mentor") == (min(hers) > date(2026, 12, 11))
    with_mentor = {shift.date for shift in rota.shifts if shift.person == "p1"}
    assert way != "mentor" or set(hers) <= with_mentor
    alone = why_not(made, (), MONDAY, "a", "p0")
    assert (alone is None) == (way == "free")


def test_the_slider_goes_from_the_rhythm_to_the_weekdays() -> None:
    regular, halfway, even = Weights.at(0), Weights.at(0.5), Weights.at(1)
    assert regular.gap > halfway.gap > even.gap
    assert regular.weekday < halfway.weekday < even.weekday
    assert len({each.unfilled for each in (regular, halfway, even)}) == 1
