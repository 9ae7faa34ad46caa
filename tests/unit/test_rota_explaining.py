"""Why somebody sits where she sits: told from the rota as it stands, and nothing said that is not so."""

from datetime import date, timedelta
from typing import Any

from mottagning.rota.explaining import Explanation, explain
from mottagning.rota.importing import unit_from_json
from mottagning.rota.model import Shift
from mottagning.rota.planner import plan
from tests.rota_units import plain_unit

DAY = date(2026, 9, 9)
BEFORE = [
    Shift(date(2026, 8, 20), "a", "p00"),
    Shift(date(2026, 8, 24), "a", "p01"),
    Shift(date(2026, 9, 3), "a", "p00"),
    Shift(date(2026, 9, 4), "a", "p01"),
]


def explained(shifts: list[Shift], **document: Any) -> Explanation:
    found = explain(unit_from_json(plain_unit(**({"staff": 4, "posts": 1} | document))), shifts, DAY, "a")
    assert found is not None
    return found


def said(found: Explanation) -> list[str]:
    return [str(reason) for reason in found.reasons]


def test_whoever_was_owed_most_has_the_turn_for_that() -> None:
    found = explained([*BEFORE, Shift(DAY, "a", "p02"), Shift(date(2026, 9, 16), "a", "p03")])
    assert found.person == "p02"
    # Five turns among four until then, and none of them hers.
    assert said(found)[0] == "was owed most of those who could: 1.2 turns behind"
    assert set(found.able) == {"p00", "p01", "p03"}
    assert found.refused == ()


def test_the_turns_next_to_it_are_named() -> None:
    found = explained([*BEFORE, Shift(DAY, "a", "p00"), Shift(date(2026, 9, 23), "a", "p00")])
    assert said(found)[1:] == ["last turn 2026-09-03", "next turn 2026-09-23"]


def test_others_who_were_owed_more_had_turns_nearer_or_elsewhere() -> None:
    nearer = [Shift(date(2026, 9, 14), "a", "p02"), Shift(date(2026, 9, 15), "a", "p03")]
    rested = [shift for shift in BEFORE if shift.date != date(2026, 9, 3)]
    found = explained([*rested, Shift(DAY, "a", "p00"), *nearer])
    assert said(found)[0] == "2 who could were owed more, but have a turn nearer that day"
    elsewhere = explained([*BEFORE, Shift(DAY, "a", "p00"), Shift(date(2026, 9, 15), "a", "p03")])
    assert elsewhere.reasons[0].code == "whole"


def test_where_nobody_else_could_each_has_her_reason() -> None:
    away = [{"person": "p01", "from": "2026-09-09", "to": "2026-09-09"}]
    people = [{"id": "p00"}, {"id": "p01"}, {"id": "p02"}, {"id": "p03", "posts": []}]
    near = [Shift(date(2026, 9, 10), "a", "p02"), Shift(DAY, "a", "p00")]
    found = explained(near, people=people, absences=away)
    assert said(found)[0] == "nobody else could"
    assert {each.person: each.reason.code for each in found.refused} == {
        "p01": "absent",
        "p02": "gap",
        "p03": "post_not_allowed",
    }
    assert {each.reason.sentence(for_lead=False) for each in found.refused} == {"not available"}
    # To all it may be said that nobody else could, but not how much anybody is owed.
    assert not found.reasons[0].private
    assert explained([*BEFORE, Shift(DAY, "a", "p02")]).reasons[0].private


def test_skills_company_and_wishes_are_named() -> None:
    document = plain_unit(staff=4, posts=2, wishes=[{"person": "p00", "weekday": 2, "weight": -1}])
    document["posts"][0]["needs"] = ["sign"]
    document["rules"]["daily_qualifications"] = ["child"]
    document["people"][0] |= {"qualifications": ["child", "sign"]}
    document["people"][1] |= {"novice_until": "2026-12-31", "mentor": "p00", "qualifications": ["sign"]}
    unit = unit_from_json(document)
    shifts = [Shift(DAY, "a", "p00"), Shift(DAY, "b", "p01")]
    hers, new = explain(unit, shifts, DAY, "a"), explain(unit, shifts, DAY, "b")
    assert hers is not None
    assert new is not None
    assert said(hers)[1:] == [
        "is qualified for sign, which the post needs",
        "is the only one that day who is qualified for child",
        "is mentor of P 1",
        "would rather not sit on this weekday",
    ]
    assert said(new)[-1] == "is new and sits beside P 0"


def test_an_empty_shift_and_somebody_unknown_have_no_explanation() -> None:
    unit = unit_from_json(plain_unit(staff=2, posts=1))
    assert explain(unit, [], DAY, "a") is None
    assert explain(unit, [Shift(DAY, "a", "gone")], DAY, "a") is None


def test_every_turn_of_a_plan_has_a_reason() -> None:
    unit = unit_from_json(plain_unit(staff=9))
    first = date(2026, 9, 1)
    made = plan(unit, first, first + timedelta(days=13), seconds=0.1)
    for shift in made.shifts:
        found = explain(unit, made.shifts, shift.date, shift.post)
        assert found is not None
        assert found.reasons[0].code in {"only", "due", "gaps", "whole"}
        assert len(found.able) + len(found.refused) == 8
