"""A small rota at the regular end of the slider: days change hands until gaps are regular, and nothing else changes."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

import pytest

from mottagning.rota.draft import Draft, Plan
from mottagning.rota.importing import unit_from_json
from mottagning.rota.model import Shift
from mottagning.rota.planner import plan
from mottagning.rota.rules import violations
from mottagning.rota.solver import Effort
from mottagning.rota.window import Weights
from tests.rota_units import Json, plain_unit

# A Monday with three weeks after it in which no day is closed.
FIRST, LAST = date(2026, 9, 7), date(2026, 9, 25)
EFFORT = Effort(seconds=2, workers=1, seed=0)
REGULAR = Weights.at(0)


def drafted(document: Json, sits: Sequence[str]) -> Draft:
    """A draft in which people sit as it says, from the first day on; "" is nobody."""
    draft = Draft(unit_from_json(document), FIRST, LAST)
    free = [day for day in draft.days if not draft.roster.on(day)]
    draft.accept(Shift(day, "a", person) for day, person in zip(free, sits, strict=True) if person)
    return draft


def steps(draft: Draft, person: str) -> list[int]:
    """How many open days lie between each two of her turns."""
    return [draft.days.index(b) - draft.days.index(a) for a, b in pairwise(sorted(draft.roster.dates(person)))]


def three(**more: object) -> Json:
    return plain_unit(staff=3, posts=1, rules={}, **more)


UNEVEN = ["p00", "p00", "p01", "p01", "p02", "p02", "p01", "p00", "p02", "p00", "p01", "p02", "p02", "p01", "p00"]


def test_gaps_become_regular_and_everybody_keeps_the_number_of_her_turns() -> None:
    draft = drafted(three(), UNEVEN)
    draft.even_gaps(EFFORT, REGULAR)
    assert Counter(shift.person for shift in draft.accepted) == {"p00": 5, "p01": 5, "p02": 5}
    assert [steps(draft, person) for person in ("p00", "p01", "p02")] == [[3, 3, 3, 3]] * 3


def test_what_is_pinned_stays_and_gaps_are_counted_from_it_and_from_what_was_before() -> None:
    history = [{"date": f"2026-09-0{n}", "post": "a", "person": f"p0{n - 2}"} for n in (2, 3, 4)]
    pinned = [{"date": "2026-09-15", "post": "a", "person": "p00"}]
    draft = drafted(three(history=history, pinned=pinned), UNEVEN[1:])
    draft.even_gaps(EFFORT, REGULAR)
    shifts = sorted(draft.accepted | draft.pinned)
    assert [shift.person for shift in shifts] == ["p00", "p01", "p02"] * 5


def test_no_rule_is_broken_for_a_rhythm() -> None:
    people = [{"id": f"p{n:02}", "qualifications": ["child"] if n < 4 else []} for n in range(7)]
    people[6] |= {"novice_until": "2026-12-31"}
    rules = {"min_gap_days": 2, "max_per_week": 2, "daily_qualifications": ["child"]}
    away = [{"person": "p00", "from": "2026-09-09", "to": "2026-09-16"}]
    unit = unit_from_json(plain_unit(people=people, rules=rules, absences=away))
    before = plan(unit, FIRST, LAST, seconds=0.5, weights=Weights())
    draft = Draft(unit, FIRST, LAST)
    draft.accept(before.shifts)
    draft.even_gaps(EFFORT, REGULAR)
    assert draft.accepted != set(before.shifts)
    assert violations(unit, draft.accepted) == []
    for key in ("person", "date"):
        now, then = (Counter(getattr(shift, key) for shift in shifts) for shifts in (draft.accepted, before.shifts))
        assert now == then


def test_a_day_on_which_nobody_sits_stays_the_same() -> None:
    draft = drafted(three(), ["p00", "p01", "p02", "", "p00", "p01", "p02", *UNEVEN[7:]])
    draft.even_gaps(EFFORT, REGULAR)
    assert sorted(shift.date for shift in draft.accepted) == [day for day in draft.days if day != draft.days[3]]


def test_pins_that_break_a_rule_are_no_hindrance_to_others() -> None:
    pinned = [{"date": f"2026-09-{n}", "post": "a", "person": "p00"} for n in (14, 15)]
    document = plain_unit(staff=3, posts=1, rules={"min_gap_days": 2}, pinned=pinned)
    draft = drafted(document, ["p00", "p01", "p00", "p01", "p02", *["p01", "p02"] * 4])
    before = set(draft.accepted)
    draft.even_gaps(EFFORT, REGULAR)
    assert draft.accepted != before


def test_somebody_who_has_not_sat_for_long_comes_sooner() -> None:
    history = [{"date": "2026-08-03", "post": "a", "person": "p00"}]
    sits = ["p01", "p02"] * 3 + ["p00", "p01", "p02"] * 3
    draft = drafted(three(history=history), sits)
    draft.even_gaps(EFFORT, REGULAR)
    assert min(draft.roster.dates("p00") - Counter([date(2026, 8, 3)])) < draft.days[6]


def test_the_search_belongs_to_the_regular_half_of_the_slider_and_to_small_rotas(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[float] = []
    monkeypatch.setattr(Draft, "even_gaps", lambda draft, effort, weights: asked.append(effort.seconds))

    def planned(evenness: float, staff: int = 6, last: date = LAST) -> Plan:
        told: list[float] = []
        made = plan(
            unit_from_json(plain_unit(staff=staff, posts=1)),
            FIRST,
            last,
            seconds=0.2,
            weights=Weights.at(evenness),
            report=told.append,
        )
        assert told[-1] == 1.0
        return made

    planned(0.5)
    planned(1.0)
    assert asked == []
    planned(0.0)
    planned(0.25)
    assert asked == [0.2, 0.2]
    planned(0.0, staff=30, last=FIRST + timedelta(weeks=8))
    assert asked == [0.2, 0.2]


def test_the_same_seed_gives_the_same_rota() -> None:
    unit = unit_from_json(plain_unit(staff=7, posts=1))
    one, other = (plan(unit, FIRST, LAST + timedelta(weeks=2), seconds=0.5, weights=REGULAR) for _ in range(2))
    assert one == other
