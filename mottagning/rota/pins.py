"""The one way to pin a shift, so that each pin knows who set it and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from mottagning.command import Turn
from mottagning.rota.tables import Pin


def pin(turn: Turn, day: date, post_id: int, person_id: int) -> None:
    """Inside a turn: pin a shift, in place of whoever was pinned there; a pin that is there stays as it is."""
    there = (Pin.day == day) & (Pin.post_id == post_id)
    if Pin.select().where(there & (Pin.person_id == person_id)).exists():
        return
    Pin.delete().where(there).execute()
    Pin.insert(day=day, post_id=post_id, person_id=person_id, by_id=turn.by, at=turn.at).execute()


def pin_exactly(turn: Turn, rows: Iterable[Pin], pinned: Mapping[tuple[date, int], int]) -> None:
    """Inside a turn: of these `rows` let those stay that are `pinned` (people by day and post), and pin the others."""
    for row in rows:
        if (row.day, row.post_id) not in pinned:
            row.delete_instance()
    for (day, post_id), person_id in pinned.items():
        pin(turn, day, post_id, person_id)
