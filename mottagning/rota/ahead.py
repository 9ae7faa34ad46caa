"""What the rota of the coming two weeks lacks, and what in it waits for somebody: in counts, without names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mottagning.db import Database
from mottagning.rota import plans, swapping

_DAYS = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """How many shifts are empty in the coming `days`, and the first day; how many swaps wait for an answer."""

    days: int
    empty: int
    first: date | None
    swaps: int


def ahead(database: Database, me: int | None, today: date) -> Ahead:
    """The coming days from `today` on; the swaps are those that wait for `me`."""
    with database.reading():
        empty = plans.uncovered(database, today, _DAYS)
        return Ahead(
            days=_DAYS,
            empty=len(empty),
            first=min((shift.date for shift in empty), default=None),
            swaps=swapping.waiting_for(database, me, today),
        )
