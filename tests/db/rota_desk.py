"""A small unit's rota on two posts, for the tests of the rota in the database."""

from datetime import date
from typing import Any

from mottagning.db import Database
from mottagning.rota import plans, unit
from mottagning.rota.draft import Draft
from mottagning.rota.importing import unit_from_json
from mottagning.rota.model import Unit

MONDAY = date(2026, 11, 30)
FRIDAY = date(2026, 12, 11)
"""Two weeks of ten open days, twenty shifts."""

_HOURS = {"weekdays": [0, 1, 2, 3, 4], "needs": []}


def document(**other: Any) -> dict[str, Any]:
    """The rota file: six people of different rates, two posts; `other` replaces whole lists."""
    return {
        "posts": [
            {"id": "am", "name": "Telefon förmiddag", "from": "08:00", "to": "12:00"} | _HOURS,
            {"id": "pm", "name": "Telefon eftermiddag", "from": "12:00", "to": "16:00"} | _HOURS,
        ],
        "people": [
            person("ab", "Anna Berg", qualifications=["child"]),
            person("kl", "Karin Lind", qualifications=["child"]),
            person("oh", "Omar Haddad", percent=75, off=[{"weekday": 4, "half": None}]),
            person("es", "Elin Svärd", percent=50),
            person("lö", "Lisa Öberg"),
            person("pn", "Per Nilsson"),
        ],
        "absences": [],
        "closed": [],
        "rules": {"min_gap_days": 2, "max_per_week": 3, "one_post_a_day": True, "daily_qualifications": []},
        "wishes": [],
        "pinned": [],
        "history": [],
    } | other


def person(key: str, name: str, percent: float = 100, **other: Any) -> dict[str, Any]:
    """One of the people in the file."""
    return {"id": key, "name": name, "rate": [{"from": "2026-01-01", "percent": percent}]} | other


def shift(day: str, post: str, who: str) -> dict[str, str]:
    """A shift in the file."""
    return {"date": day, "post": post, "person": who}


def take(database: Database, **other: Any) -> Unit:
    """Bring the file into the database; returns the unit it says."""
    found = unit_from_json(document(**other))
    unit.import_unit(database, unit.ImportUnit(by=None, unit=found))
    return found


def saved(database: Database, found: Unit, first: date = MONDAY, last: date = FRIDAY) -> int:
    """A draft made the quick way, without the solver; returns its id."""
    making = Draft(found, first, last)
    making.accept(making.propose(making.days))
    plan = making.finish()
    shifts = plans.turnout(found, plan, first, last)
    command = plans.SaveDraft(by=None, first=first, last=last, shifts=shifts, report={})
    return plans.save_draft(database, command).created["plan"]


def published(database: Database, **other: Any) -> Unit:
    """The file in the database, and its two weeks published."""
    found = take(database, **other)
    plans.publish(database, plans.Publish(by=None, plan=saved(database, found)))
    return found


def who(database: Database, day: date, post: str) -> str | None:
    """Who sits there by the published rota."""
    return next(shift.person for shift in plans.published(database, day, day) if shift.post == post)
