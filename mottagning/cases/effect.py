"""What a deadline would come to before it is kept: when a case of today is due, and how those that are open stand."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from mottagning.cases.deadlines import Rule, due_date
from mottagning.cases.standing import open_by
from mottagning.db import Database
from mottagning.people.unit import load_unit, worktime


@dataclass(frozen=True, slots=True)
class Effect:
    """`due` is for a case that begins today; of the open cases so many have the deadline now, are late, or soon are."""

    due: date
    cases: int
    late: int
    soon: int


def effect(database: Database, rule: Rule, today: date) -> Effect:
    """What `rule` would come to if it were kept as it is here."""
    with database.reading():
        due = due_date(rule, today, worktime(load_unit(database)))
        stands: Counter[str] = Counter()
        for found in open_by(database, (rule,), today):
            stands.update(each.status for each in found if each.status != "done")
    return Effect(due, stands.total(), stands["late"], stands["soon"])
