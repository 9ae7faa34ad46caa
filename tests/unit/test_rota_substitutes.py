"""Who could take over a shift: the best first, with reasons; and why each of the others cannot."""

from datetime import date

from mottagning.rota.importing import unit_from_json
from mottagning.rota.model import Shift
from mottagning.rota.substitutes import owed_around, substitutes
from tests.rota_units import plain_unit

DAY = date(2026, 9, 9)
SHIFTS = [
    Shift(date(2026, 9, 1), "a", "p00"),
    Shift(date(2026, 9, 4), "a", "p01"),
    Shift(DAY, "a", "p00"),
    Shift(DAY, "b", "p02"),
    Shift(date(2026, 9, 10), "a", "p03"),
    Shift(date(2026, 9, 17), "a", "p04"),
]


def test_everybody_is_either_ranked_or_has_a_reason() -> None:
    unit = unit_from_json(
        plain_unit(staff=7, absences=[{"person": "p05", "from": "2026-09-09", "to": "2026-09-09", "half": "am"}])
    )
    ranked, blocked = substitutes(unit, SHIFTS, DAY, "a")

    assert {item.person: item.reason.code for item in blocked} == {
        "p00": "current",
        "p02": "same_day",
        "p03": "gap",
        "p05": "absent",
    }
    assert [item.person for item in ranked] == ["p06", "p04", "p01"]
    assert [item.score for item in ranked] == sorted((item.score for item in ranked), reverse=True)


def test_reasons_say_what_is_owed_and_which_turns_are_near() -> None:
    ranked, _ = substitutes(unit_from_json(plain_unit(staff=7)), SHIFTS, DAY, "a")
    by_person = {item.person: [str(reason) for reason in item.reasons] for item in ranked}
    assert by_person["p04"] == ["has about a fair share of turns", "next turn 2026-09-17"]
    assert by_person["p06"] == ["has 0.9 turns less than a fair share"]
    assert by_person["p05"] == by_person["p06"]
    assert by_person["p01"][1] == "last turn 2026-09-04"


def test_whoever_is_owed_most_comes_first() -> None:
    unit = unit_from_json(plain_unit(staff=7))
    ranked, _ = substitutes(unit, [*SHIFTS, Shift(date(2026, 8, 20), "a", "p05")], DAY, "a")
    assert ranked[0].person == "p06"
    scores = {item.person: item.score for item in ranked}
    assert scores["p06"] - scores["p05"] == 1.0


def test_wishes_and_a_novice_to_look_after_count() -> None:
    people = [{"id": f"p{n:02}"} for n in range(7)]
    people[2] |= {"novice_until": "2026-12-31", "mentor": "p06"}
    wishes = [{"person": "p05", "weekday": 2, "weight": -1}]
    ranked, _ = substitutes(unit_from_json(plain_unit(people=people, wishes=wishes)), SHIFTS, DAY, "a")
    codes = {item.person: [reason.code for reason in item.reasons] for item in ranked}
    assert ranked[0].person == "p06"
    assert "mentor" in codes["p06"]
    assert "wish" in codes["p05"]
    assert {item.person: item.score for item in ranked}["p05"] < ranked[0].score - 1


def test_the_only_experienced_one_cannot_be_replaced_by_a_novice() -> None:
    people = [{"id": f"p{n:02}"} for n in range(4)]
    people[2] |= {"novice_until": "2026-12-31"}
    people[3] |= {"novice_until": "2026-12-31"}
    shifts = [Shift(DAY, "a", "p00"), Shift(DAY, "b", "p02")]
    _, blocked = substitutes(unit_from_json(plain_unit(people=people)), shifts, DAY, "a")
    assert {item.person: item.reason.code for item in blocked}["p03"] == "novice"


def test_who_stands_by_comes_first_whatever_others_are_owed() -> None:
    document = plain_unit(staff=7, posts=3)
    document["posts"][2]["kind"] = "standby"
    unit = unit_from_json(document)
    # She has had more turns than anybody else.
    shifts = [*SHIFTS, Shift(date(2026, 9, 1), "b", "p05"), Shift(date(2026, 9, 4), "b", "p05"), Shift(DAY, "c", "p05")]
    ranked, blocked = substitutes(unit, shifts, DAY, "a")
    assert ranked[0].person == "p05"
    assert str(ranked[0].reasons[0]) == "stands by that day"
    assert [item.score for item in ranked] == sorted((item.score for item in ranked), reverse=True)
    assert "same_day" in {item.reason.code for item in blocked if item.person == "p02"}
    # At the post where she stands by nobody comes before the others.
    _, blocked = substitutes(unit, shifts, DAY, "c")
    assert {item.person: item.reason.code for item in blocked}["p05"] == "current"


def test_who_stands_by_does_not_take_the_last_place_from_what_the_day_needs() -> None:
    document = plain_unit(staff=7, posts=3)
    document["posts"][2]["kind"] = "standby"
    document["rules"]["daily_qualifications"] = ["child"]
    document["people"][6]["qualifications"] = ["child"]
    ranked, blocked = substitutes(unit_from_json(document), [*SHIFTS, Shift(DAY, "c", "p05")], DAY, "a")
    assert [item.person for item in ranked] == ["p06"]
    assert {item.person: item.reason.code for item in blocked}["p05"] == "not_qualified"


def test_who_stands_by_too_near_another_turn_cannot_be_called() -> None:
    document = plain_unit(staff=7, posts=3)
    document["posts"][2]["kind"] = "standby"
    shifts = [*SHIFTS, Shift(DAY, "c", "p03")]  # the lead's word: her turn the day after is too near
    _, blocked = substitutes(unit_from_json(document), shifts, DAY, "a")
    assert {item.person: item.reason.code for item in blocked}["p03"] == "gap"


def test_what_is_owed_may_be_kept_between_questions() -> None:
    unit = unit_from_json(plain_unit(staff=7))
    owed = owed_around(unit, SHIFTS, DAY)
    assert sum(owed.values()) < 1e-6
    assert substitutes(unit, SHIFTS, DAY, "a", owed=owed) == substitutes(unit, SHIFTS, DAY, "a")


def test_a_closed_day_has_no_substitutes() -> None:
    ranked, blocked = substitutes(unit_from_json(plain_unit(staff=3)), [], date(2026, 12, 24), "a")
    assert ranked == ()
    assert {item.reason.code for item in blocked} == {"closed"}
