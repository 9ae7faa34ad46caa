"""The rota file is read as the contracts say, and each mistake in it gets one clear sentence."""

import json
from copy import deepcopy
from datetime import date, time
from typing import Any

import pytest

from mottagning.errors import Trouble
from mottagning.rota.filing import unit_to_json
from mottagning.rota.importing import unit_from_json
from mottagning.rota.model import Absence, Off, Person, Rate, Shift, Unit, Wish
from tests.rota_units import random_unit

# The example of contracts.md, to the letter.
EXAMPLE: dict[str, Any] = json.loads("""
{"posts": [{"id": "phone-am", "name": "Telefon förmiddag", "weekdays": [0,1,2,3,4], "from": "08:00", "to": "12:00", "needs": ["child"]}],
 "people": [{"id": "ab", "name": "Anna B", "rate": [{"from": "2026-01-01", "percent": 80}], "joined": "2025-01-01", "left": null,
             "off": [{"weekday": 4, "half": null}], "qualifications": ["child"], "novice_until": null, "mentor": null, "posts": null}],
 "absences": [{"person": "ab", "from": "2026-12-21", "to": "2027-01-06", "half": null}],
 "closed": ["2026-12-24"], "rules": {"min_gap_days": 3, "max_per_week": 2, "one_post_a_day": true, "daily_qualifications": ["child"]},
 "wishes": [{"person": "ab", "weekday": 0, "weight": -1}], "pinned": [{"date": "2026-12-01", "post": "phone-am", "person": "ab"}],
 "history": [{"date": "2026-11-02", "post": "phone-am", "person": "ab"}]}
""")  # noqa: E501


def test_the_example_of_the_contracts() -> None:
    unit = unit_from_json(EXAMPLE)

    assert unit.posts[0].start == time(8)
    assert unit.posts[0].halves(0) == {"am"}
    assert unit.people[0] == Person(
        id="ab",
        name="Anna B",
        rates=(Rate(date(2026, 1, 1), 80),),
        joined=date(2025, 1, 1),
        off=(Off(4),),
        qualifications=frozenset(("child",)),
    )
    assert unit.absences == (Absence("ab", date(2026, 12, 21), date(2027, 1, 6)),)
    assert unit.closed == {date(2026, 12, 24)}
    assert (unit.rules.min_gap_days, unit.rules.max_per_week, unit.rules.one_post_a_day) == (3, 2, True)
    assert unit.wishes == (Wish("ab", 0, -1),)
    assert unit.pinned == (Shift(date(2026, 12, 1), "phone-am", "ab"),)
    assert unit.history == (Shift(date(2026, 11, 2), "phone-am", "ab"),)


def test_writing_and_reading_again_changes_nothing() -> None:
    assert unit_to_json(unit_from_json(EXAMPLE)) == EXAMPLE
    for seed in range(20):
        unit = unit_from_json(random_unit(seed)[0])
        assert unit_from_json(json.loads(json.dumps(unit_to_json(unit)))) == unit


def test_what_is_not_said_means_nothing_none_or_no_limit() -> None:
    assert unit_from_json({}) == Unit()
    unit = unit_from_json({"posts": [{"id": "a"}], "people": [{"id": "x"}]})
    assert (unit.posts[0].name, unit.posts[0].weekdays, unit.posts[0].halves(0)) == ("a", (0, 1, 2, 3, 4), {"am", "pm"})
    assert unit.people[0].rate(date(2026, 1, 1)) == 100
    assert unit.rules.min_gap_days is None


def test_the_rate_of_a_day_is_the_latest_before_it() -> None:
    rates = [{"from": "2026-03-01", "percent": 50}, {"from": "2026-01-01", "percent": 80}]
    person = unit_from_json({"people": [{"id": "x", "rate": rates}]}).people[0]
    days = (date(2025, 1, 1), date(2026, 2, 28), date(2026, 3, 1))
    assert [person.rate(day) for day in days] == [80, 80, 50]


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        (("posts",), {}, "posts: “{}” is not a list"),
        (("posts", 0), 7, "posts[1]: “7” is not an object"),
        (("posts", 0, "id"), None, "posts[1].id is missing"),
        (("posts", 0, "id"), " ", "posts[1].id: “ ” is not a text"),
        (("posts", 0, "weekdays"), [0, 7], "posts[1].weekdays[2]: “7” is not a weekday"),
        (("posts", 0, "weekdays"), [True], "posts[1].weekdays[1]: “True” is not a weekday"),
        (("posts", 0, "from"), "8", "posts[1].from: “8” is not a time of day"),
        (("posts", 0, "to"), "24:00", "posts[1].to: “24:00” is not a time of day"),
        (("posts", 0, "to"), "07:30", "posts[1]: 08:00 does not come before 07:30"),
        (("people", 0, "rate", 0, "from"), "2026-02-30", "people[1].rate[1].from: “2026-02-30” is not a date"),
        (("people", 0, "rate", 0, "from"), "20260201", "people[1].rate[1].from: “20260201” is not a date"),
        (("people", 0, "rate", 0, "percent"), 101, "people[1].rate[1].percent: “101” is not a rate"),
        (("people", 0, "rate", 0, "percent"), "80", "people[1].rate[1].percent: “80” is not a number"),
        (("people", 0, "rate", 0, "percent"), None, "people[1].rate[1].percent is missing"),
        (("people", 0, "left"), "2024-01-01", "people[1]: 2025-01-01 does not come before 2024-01-01"),
        (("people", 0, "off", 0, "half"), "noon", "people[1].off[1].half: “noon” is not half a day"),
        (("people", 0, "mentor"), "ab", "people[1].mentor: “ab” is not the id"),
        (("people", 0, "posts"), ["door"], "people[1].posts: “door” is not the id"),
        (("absences", 0, "person"), "xy", "absences[1].person: “xy” is not the id"),
        (("absences", 0, "to"), "2026-12-20", "absences[1]: 2026-12-21 does not come before 2026-12-20"),
        (("closed", 0), "julafton", "closed[1]: “julafton” is not a date"),
        (("rules",), [], "rules: “[]” is not an object"),
        (("rules", "min_gap_days"), -1, "rules.min_gap_days: “-1” is not a whole number"),
        (("rules", "max_per_week"), 1.5, "rules.max_per_week: “1.5” is not a whole number"),
        (("rules", "one_post_a_day"), "yes", "rules.one_post_a_day: “yes” is neither true nor false"),
        (("wishes", 0, "weight"), float("nan"), "wishes[1].weight: “nan” is not a number"),
        (("pinned", 0, "post"), "door", "pinned[1].post: “door” is not the id"),
        (("history", 0, "date"), None, "history[1].date is missing"),
        (("history", 0, "date"), "2926-11-02", "history[1].date: “2926-11-02” is no day of a rota"),
        (("pinned", 0, "date"), "0226-12-01", "pinned[1].date: “0226-12-01” is no day of a rota"),
    ],
)
def test_each_mistake_has_its_sentence(place: tuple[Any, ...], value: object, said: str) -> None:
    document = deepcopy(EXAMPLE)
    inner = document
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    with pytest.raises(Trouble) as caught:
        unit_from_json(document)
    assert str(caught.value).startswith(said)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("posts", "posts: “phone-am” is there twice"),
        ("people", "people: “ab” is there twice"),
        ("pinned", "pinned: “2026-12-01 phone-am” is there twice"),
        ("history", "history: “2026-11-02 phone-am” is there twice"),
    ],
)
def test_nothing_is_there_twice(name: str, said: str) -> None:
    document = deepcopy(EXAMPLE)
    document[name] = document[name] * 2
    with pytest.raises(Trouble) as caught:
        unit_from_json(document)
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize("document", [None, [], "rota", 1])
def test_a_document_that_is_no_object(document: object) -> None:
    with pytest.raises(Trouble) as caught:
        unit_from_json(document)
    assert "is not an object" in str(caught.value)


def test_a_long_value_is_quoted_short() -> None:
    with pytest.raises(Trouble) as caught:
        unit_from_json({"closed": ["x" * 1000]})
    assert len(str(caught.value)) < 120
