"""Whether somebody can be booked for a time: she works here then, and nothing says that she is away."""

from __future__ import annotations

from datetime import datetime

from mottagning.db import Database
from mottagning.errors import Trouble
from mottagning.people import absence, staff
from mottagning.people.away import Half
from mottagning.texts import N_
from mottagning.worktime import ZONE

_NOON = 12


def check_available(database: Database, person: int | None, at: datetime) -> None:
    """Trouble, one sentence, when nobody is named, or when she is not available at `at` (UTC); never why."""
    known = None if person is None else staff.by_id(database, person)
    if known is None:
        raise Trouble(N_("A time is booked with somebody. Choose with whom."))
    day = staff.local_day(at)
    half: Half = "am" if at.astimezone(ZONE).hour < _NOON else "pm"
    away = any((day, half) in each.span.days() for each in absence.absences(database, day, day, known.id))
    if away or not known.employed(day):
        raise Trouble(N_("{name} is not available then. Choose another time."), name=known.name)
