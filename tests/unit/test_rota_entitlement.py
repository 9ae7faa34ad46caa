"""What each person is due: by rate and presence, with what was carried, and never more than she could take."""

from datetime import date
from typing import Any

import pytest

from mottagning.rota.availability import Availability
from mottagning.rota.entitlement import Ledger, targets
from mottagning.rota.importing import unit_from_json
from mottagning.rota.seating import post_targets
from tests.rota_units import plain_unit

# Ten working days.
FIRST, LAST = date(2026, 9, 7), date(2026, 9, 18)


def due(document: dict[str, Any]) -> dict[str, float]:
    ledger = Ledger(Availability(unit_from_json(document)), FIRST, LAST)
    return {person: round(ledger.due(person, LAST), 6) for person in ledger.people}


def people(*more: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"id": name, **extra} for name, extra in zip("abcd", more, strict=False)]


def rate(percent: float) -> dict[str, Any]:
    return {"rate": [{"from": "2026-01-01", "percent": percent}]}


def test_turns_are_shared_by_employment_rate() -> None:
    document = plain_unit(people=people(rate(100), rate(75), rate(50), rate(25)))
    assert due(document) == {"a": 8.0, "b": 6.0, "c": 4.0, "d": 2.0}


def test_a_change_of_rate_counts_from_its_day() -> None:
    later = {"rate": [{"from": "2026-01-01", "percent": 100}, {"from": "2026-09-14", "percent": 50}]}
    document = plain_unit(posts=1, people=people(later, rate(100)))
    assert due(document) == {"a": round(2.5 + 5 / 3, 6), "b": round(2.5 + 10 / 3, 6)}


def test_absent_joined_and_left_days_are_shared_among_the_others() -> None:
    away = [{"person": "a", "from": "2026-09-07", "to": "2026-09-11"}]
    document = plain_unit(posts=1, people=people({}, {"joined": "2026-09-14"}, {"left": "2026-09-11"}), absences=away)
    assert due(document) == {"a": 2.5, "b": 2.5, "c": 5.0}


def test_a_fixed_day_off_is_borne_by_the_days_she_works() -> None:
    document = plain_unit(posts=1, people=people(rate(80) | {"off": [{"weekday": 4}]}, {}, {}, {}))
    # On each of eight days she has the part of a full-timer, on two Fridays none: 80 % of what the others have.
    assert due(document)["a"] == pytest.approx(2.0)
    assert due(document)["b"] == pytest.approx(2 + 2 / 3, abs=1e-5)


def test_what_was_done_before_is_carried_and_the_sum_stays() -> None:
    history = [{"date": f"2026-08-{n:02}", "post": "a", "person": "a"} for n in (3, 6, 10)]
    ledger = Ledger(
        Availability(unit_from_json(plain_unit(staff=0, people=people({}, {}), history=history))), FIRST, LAST
    )
    assert ledger.carried == {"a": pytest.approx(-1.5), "b": pytest.approx(1.5)}
    assert [ledger.due(person, LAST) for person in "ab"] == [pytest.approx(8.5), pytest.approx(11.5)]
    assert [row.entitled - row.planned for row in ledger.balance([])] == [pytest.approx(8.5), pytest.approx(11.5)]


def test_posts_that_few_are_qualified_for_are_charged_to_them_alone() -> None:
    qualified = {"qualifications": ["child"]}
    document = plain_unit(people=people(qualified, {}, {}, {}))
    document["posts"][0]["needs"] = ["child"]
    found = due(document)
    assert found["a"] == pytest.approx(10, abs=0.35)
    assert found["b"] == found["c"] == found["d"]
    assert sum(found.values()) == pytest.approx(20)


def test_who_may_sit_nowhere_is_due_nothing() -> None:
    assert due(plain_unit(posts=1, people=people({}, {"posts": []}))) == {"a": 10.0, "b": 0.0}
    alone = plain_unit(posts=1, people=people({}, {"novice_until": "2026-12-31"}))
    assert due(alone) == {"a": 10.0, "b": 0.0}


def test_nobody_is_due_what_nobody_can_take() -> None:
    away = [{"person": "a", "from": "2026-09-07", "to": "2026-09-11"}]
    assert due(plain_unit(posts=1, people=people({}), absences=away)) == {"a": 5.0}


def test_whole_turns_lie_next_to_what_is_due_and_keep_the_sum() -> None:
    assert targets({"a": 1.5, "b": 1.5, "c": 3.0}) == {"a": 2, "b": 1, "c": 3}
    found = targets({"a": 0.4, "b": 2.35, "c": 2.25, "d": 0.0})
    assert found == {"a": 1, "b": 2, "c": 2, "d": 0}


def test_posts_are_shared_in_proportion_where_all_can_take_all() -> None:
    able = {"a": {"x": 1.0, "y": 1.0}, "b": {"x": 1.0, "y": 1.0}, "c": {"y": 1.0}}
    found = post_targets(able, {"a": 4, "b": 4, "c": 4}, {"x": 6, "y": 6})
    assert found["a", "x"] == pytest.approx(3, abs=0.05)
    assert found["c", "y"] == pytest.approx(4, abs=0.05)
    assert ("c", "x") not in found
