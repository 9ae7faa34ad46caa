"""The invented rota: two posts and a standby, six weeks back and five ahead, with one day uncovered."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from mottagning.db import Database
from mottagning.demo import cast
from mottagning.people import absence, staff
from mottagning.people.away import Half
from mottagning.rota import plans, unit
from mottagning.rota.draft import Draft
from mottagning.rota.importing import unit_from_json
from mottagning.rota.plans import Publish, SaveDraft

_POSTS: list[dict[str, Any]] = [
    {"id": "fm", "name": "Tel fm", "weekdays": [0, 1, 2, 3, 4], "from": "08:00", "to": "12:00", "needs": []},
    {"id": "em", "name": "Tel em", "weekdays": [0, 1, 2, 3, 4], "from": "12:00", "to": "16:00", "needs": []},
    {"id": "reserv", "name": "Reserv", "weekdays": [0, 1, 2, 3, 4], "from": "08:00", "to": "16:00", "needs": []}
    | {"kind": "standby"},
]
_BACK, _AHEAD = timedelta(weeks=6), timedelta(weeks=5)


def make(database: Database, rng: random.Random, today: date) -> None:
    """Bring the rota file in, plan, publish, and let somebody fall ill on one of the coming days."""
    found = unit_from_json(_document(rng, today))
    unit.import_unit(database, unit.ImportUnit(by=None, unit=found))
    monday = today - timedelta(days=today.weekday())
    first, last = monday - _BACK, monday + _AHEAD
    draft = Draft(found, first, last)
    draft.accept(draft.propose(draft.days))
    draft.balance_posts()
    made = plans.turnout(found, draft.finish(), first, last)
    saved = plans.save_draft(database, SaveDraft(by=None, first=first, last=last, shifts=made, report={}))
    plans.publish(database, Publish(by=None, plan=saved.created["plan"]))
    _fall_ill(database, today)
    _away_today(database, today)


def sitting(database: Database, day: date) -> str:
    """The key of the one who has the first post that day; the team lead's when nobody has."""
    found = [shift.person for shift in plans.published(database, day, day) if shift.person]
    return found[0] if found else cast.STAFF[0][0]


def _fall_ill(database: Database, today: date) -> None:
    ahead = plans.published(database, today + timedelta(days=3), today + timedelta(days=9))
    shift = next(shift for shift in ahead if shift.person is not None)
    person = next(person for person in staff.everyone(database) if person.key == shift.person)
    absence.add_absence(
        database, absence.AddAbsence(by=None, person=person.id, first=shift.date, last=shift.date, half=None)
    )


def _away_today(database: Database, today: date) -> None:
    """Somebody who does not sit in reception is away today, somebody else this morning."""
    busy = {shift.person for shift in plans.published(database, today, today)} | {"kl", "ab", "sd"}
    free = [person for person in staff.everyone(database, today) if person.key not in busy]
    halves: tuple[Half | None, ...] = (None, "am")
    for person, half in zip(free, halves, strict=False):
        command = absence.AddAbsence(by=None, person=person.id, first=today, last=today, half=half)
        absence.add_absence(database, command)


def _document(rng: random.Random, today: date) -> dict[str, Any]:
    people = [
        {
            "id": key,
            "name": name,
            "rate": [{"from": "2024-01-01", "percent": rate}],
            "joined": "2024-01-01",
            "left": None,
            "off": [{"weekday": 4, "half": None}] if rate in (75, 80) else [],
            "qualifications": ["child"] if key in cast.CHILD_QUALIFIED else [],
            "novice_until": (today + timedelta(days=60)).isoformat() if key == "tb" else None,
            "mentor": "ab" if key == "tb" else None,
            "posts": None,
        }
        for key, name, _role, rate in cast.STAFF
    ]
    away = rng.sample([key for key, *_ in cast.STAFF[1:]], 3)
    absences = []
    for place, key in enumerate(away):
        first = today + timedelta(days=4 + 8 * place)
        absences.append({"person": key, "from": first.isoformat(), "to": (first + timedelta(days=6)).isoformat()})
    return {
        "posts": _POSTS,
        "people": people,
        "absences": absences,
        "closed": [],
        "rules": {
            "min_gap_days": 2,
            "max_per_week": 2,
            "one_post_a_day": True,
            "daily_qualifications": ["child"],
        },
        "wishes": [{"person": "ls", "weekday": 0, "weight": -1}, {"person": "ew", "weekday": 2, "weight": 1}],
        "pinned": [],
        "history": [],
    }
