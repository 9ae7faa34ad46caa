"""Whom to ask today: one's own mentor, else somebody experienced who is in, and the team lead as a last resort."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from mottagning.db import Database
from mottagning.desk import whoisin
from mottagning.desk.whoisin import Presence
from mottagning.rota import unit as rota_unit
from mottagning.rota.work import CHILD
from mottagning.worktime import ZONE

Why = Literal["mentor", "qualified", "experienced", "lead"]
_MOST = 3


@dataclass(frozen=True, slots=True)
class Adviser:
    """Somebody to ask, how much of the day she is in, and why she: `mentor` is the asker's own."""

    presence: Presence
    why: Why

    @property
    def is_in(self) -> bool:
        """Whether she is in for some part of the day."""
        return self.presence.present != "out"


def advisers(database: Database, me: int | None, at: datetime) -> tuple[Adviser, ...]:
    """At most three, whom to ask first first. One's own mentor is named also while she is away, but then last.

    Who sits in reception that day comes before others: she is in the same room. Nobody is asked who is new herself.
    """
    day = at.astimezone(ZONE).date()
    with database.reading():
        people = whoisin.today(database, at).people
        known = {person.id: person for person in rota_unit.present(database)[0].people}
    keys = {each.person.key: each for each in people}
    mine = next((known.get(each.person.key) for each in people if each.person.id == me), None)
    mentor = keys.get(mine.mentor or "") if mine is not None and mine.novice(day) else None
    found: list[Adviser] = []
    for each in people:
        person = known.get(each.person.key)
        if each is mentor:
            found.append(Adviser(each, "mentor"))
        elif each.person.id == me or each.present == "out" or (person is not None and person.novice(day)):
            continue
        elif person is not None and CHILD in person.qualifications:
            found.append(Adviser(each, "qualified"))
        elif each.leads:
            found.append(Adviser(each, "lead"))
        elif each.posts:
            found.append(Adviser(each, "experienced"))
    found.sort(key=_rank)
    return tuple(found[:_MOST])


def _rank(adviser: Adviser) -> tuple[bool, int, bool, bool]:
    order: tuple[Why, ...] = ("mentor", "qualified", "experienced", "lead")
    presence = adviser.presence
    return not adviser.is_in, order.index(adviser.why), presence.leads, not presence.posts
