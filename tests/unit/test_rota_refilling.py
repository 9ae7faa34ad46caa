"""What stayed empty is filled by moving others, and only then is anything moved."""

from datetime import date

from mottagning.rota.draft import Draft
from mottagning.rota.importing import unit_from_json
from mottagning.rota.model import Shift
from mottagning.rota.refilling import refill
from mottagning.rota.solver import Effort
from mottagning.rota.window import Weights
from tests.rota_units import plain_unit

MONDAY, TUESDAY = date(2026, 9, 7), date(2026, 9, 8)
EFFORT = Effort(seconds=1.0, workers=1, seed=0)


def draft(sits: Shift, tuesday: str, *others: str) -> Draft:
    """Two days with one post, two days apart for one person; only whom `tuesday` names is there on Tuesday."""
    people = [
        {"id": key, "rate": [{"from": "2026-01-01", "percent": 100}]}
        | ({} if key == tuesday else {"off": [{"weekday": 1}]})
        for key in ("p1", *others)
    ]
    unit = unit_from_json(plain_unit(people=people, posts=1, rules={"min_gap_days": 2}))
    made = Draft(unit, MONDAY, TUESDAY)
    made.accept([sits])
    return made


def test_somebody_else_takes_monday_so_that_who_is_there_on_tuesday_can() -> None:
    made = draft(Shift(MONDAY, "a", "p1"), "p1", "p2")
    assert made.roster.empty_posts(TUESDAY)
    refill(made, Weights.at(0.5), EFFORT)
    assert made.accepted == {Shift(MONDAY, "a", "p2"), Shift(TUESDAY, "a", "p1")}


def test_what_cannot_be_filled_moves_nobody() -> None:
    for made in (draft(Shift(MONDAY, "a", "p2"), "nobody", "p2"), draft(Shift(MONDAY, "a", "p1"), "p1")):
        stood = set(made.accepted)
        refill(made, Weights.at(0.5), EFFORT)
        assert made.accepted == stood
