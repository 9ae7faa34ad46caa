"""The one change that fills an empty shift: a colleague who is relieved of another turn, else a rule that is eased."""

from datetime import date, timedelta

import pytest

from mottagning.rota.draft import Draft
from mottagning.rota.filing import shift_to_json
from mottagning.rota.importing import unit_from_json
from mottagning.rota.model import Shift
from mottagning.rota.remedies import remedy
from mottagning.rota.rules import why_not
from tests.rota_units import Json, plain_unit, random_unit
from tests.rota_validator import broken_rules, could_sit

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


def stood(seed: int) -> tuple[Json, date, date, list[Json], list[Json]]:
    """A random unit planned without the solver: the file, its days, the shifts and what is left empty."""
    document, first, last = random_unit(seed)
    draft = Draft(unit_from_json(document), first, last)
    draft.accept(draft.propose(draft.days))
    made = draft.finish()
    empty = [{"date": slot.date.isoformat(), "post": slot.post} for slot in made.unfilled]
    return document, first, last, [shift_to_json(shift) for shift in made.shifts], empty


def exchanges(document: Json, first: date, last: date, shifts: list[Json], slot: Json) -> set[tuple[str, str, str]]:
    """By the validator alone: the turns (date, post) that a colleague could take so that their person fills `slot`."""
    found = set()
    for turn in shifts:
        rest = [shift for shift in shifts if shift is not turn]
        if not could_sit(document, first, last, rest, slot["date"], slot["post"], turn["person"]):
            continue
        then = [*rest, slot | {"person": turn["person"]}]
        for other in document["people"]:
            name = other["id"]
            if name != turn["person"] and could_sit(document, first, last, then, turn["date"], turn["post"], name):
                found.add((turn["person"], turn["date"], turn["post"]))
                break
    return found


@pytest.mark.parametrize("seed", [2, 10, 13, 17, 107])
def test_the_validator_finds_that_what_is_named_would_fill_it_and_that_nothing_is_overlooked(seed: int) -> None:
    document, first, last, shifts, empty = stood(seed)
    unit = unit_from_json(document)
    standing = unit_from_json(document | {"history": shifts}).history
    before = set(broken_rules(document, first, last, shifts, empty))
    assert empty
    for slot in empty[:6]:
        day, post = date.fromisoformat(slot["date"]), slot["post"]
        found = remedy(unit, standing, day, post, today=first)
        possible = exchanges(document, first, last, shifts, slot)
        if found is None or found.instead is None:
            assert possible == set()
        if found is None:
            continue
        if found.instead is not None:
            turn = shift_to_json(found.instead)
            assert (turn["person"], turn["date"], turn["post"]) in possible
            rest = [shift for shift in shifts if shift != turn]
            after = [*rest, turn | {"person": found.other}, slot | {"person": found.person}]
            left = [other for other in empty if other != slot]
            assert set(broken_rules(document, first, last, after, left)) <= before
        else:
            eased = bool(found.eased) if found.rule == "one_post_a_day" else found.eased
            easier = document | {"rules": document["rules"] | {found.rule: eased}}
            assert could_sit(easier, first, last, shifts, slot["date"], post, found.person)
