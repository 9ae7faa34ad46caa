"""How somebody came to a shift: pinned, put there by hand, by a swap, or as a substitute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from mottagning.db import Database
from mottagning.people import staff
from mottagning.rota import unit as units
from mottagning.rota.plans import Turnout
from mottagning.rota.tables import Pin, PlanShift, RotaChange, RotaVersion

Way = Literal["pinned", "by_hand", "moved", "swapped", "stood_in", "imported"]
_WAYS: dict[str, Way] = {"moved": "moved", "swapped": "swapped", "stood_in": "stood_in", "imported": "imported"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """`by` is the name of who did it, as far as that is known, `before` the key of who sat there until then."""

    way: Way
    by: str = ""
    at: datetime | None = None
    before: str | None = None


def origin(database: Database, plan_id: int | None, shift: Turnout) -> Origin | None:
    """How a shift of a draft (None: of the published rota) came to its person; None when the planner gave it to her."""
    with database.reading():
        known = units.names(database)
        post, person = known.posts[shift.post], known.people.get(shift.person or "")
        if person is None:
            return None
        pin = Pin.get_or_none((Pin.day == shift.date) & (Pin.post_id == post) & (Pin.person_id == person))
        if pin is not None:
            return Origin(way="pinned", by=_name(database, pin.by_id), at=pin.at)
        if plan_id is None:
            change = _last_change(shift.date, post)
            if change is None or change.after_id != person:
                return None
            version = RotaVersion.get_by_id(change.version_id)
            if version.kind in _WAYS:
                by, before = _name(database, version.by_id), known.person(change.before_id)
                return Origin(way=_WAYS[version.kind], by=by, at=version.at, before=before)
            plan_id = version.plan_id
        return Origin(way="by_hand") if _is_by_hand(plan_id, shift.date, post) else None


def _name(database: Database, person: int | None) -> str:
    found = None if person is None else staff.by_id(database, person)
    return "" if found is None else found.name


def _last_change(day: date, post_id: int) -> RotaChange | None:
    changes = RotaChange.select().where((RotaChange.day == day) & (RotaChange.post_id == post_id))
    found: RotaChange | None = changes.order_by(RotaChange.version_id.desc()).first()
    return found


def _is_by_hand(plan_id: int | None, day: date, post_id: int) -> bool:
    of_plan = (PlanShift.plan_id == plan_id) & (PlanShift.day == day) & (PlanShift.post_id == post_id)
    return plan_id is not None and bool(PlanShift.select().where(of_plan & PlanShift.pinned).exists())
