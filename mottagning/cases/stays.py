"""How long cases have been in their stages, those that have gone on and those that are there still; nobody's name.

What feeds have told day by day goes before the dates of the case, from which the time before the first feed follows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from mottagning.db import Database, UtcField
from mottagning.worktime import ZONE

_BY_DATES = (
    ("received", "received"),
    ("investigation", "opened"),
    ("decision", "decided"),
    ("execution", "executed"),
)
"""Which date of a case begins which stage."""
_DATES = ", ".join(name for _, name in _BY_DATES)
_CASES = f"SELECT id, category, stage, stage_since, closed, {_DATES} FROM cases WHERE closed IS NULL OR closed >= ?"  # noqa: S608 - our own names
"""By hand rather than through models, which take ten times as long."""
_MOVES = """
    SELECT moved.case_id, moved.old, began.old FROM case_history AS moved
    JOIN case_history AS began ON began.field = 'stage_since' AND began.at = moved.at AND began.case_id = moved.case_id
    WHERE moved.field = 'stage' AND moved.at >= ? AND moved.old IS NOT NULL AND began.old IS NOT NULL
    ORDER BY moved.at
"""
"""One feed tells of a case's new stage and of the day it began, both at the same moment."""
_PLACES = {stage: place for place, (stage, _) in enumerate(_BY_DATES)}
_LAST = len(_PLACES)
_Steps = list[tuple[str, date]]
"""Stages and the days on which they began."""


@dataclass(frozen=True, slots=True)
class Stay:
    """A case of `category` was in `stage` from the day it `began` to the day it `ended`; None: it is there still."""

    stage: str
    category: str | None
    began: date
    ended: date | None

    @property
    def days(self) -> int | None:
        """Whole days of a stay that has ended."""
        return None if self.ended is None else (self.ended - self.began).days


def stays(database: Database, since: date) -> Iterator[Stay]:
    """Inside `reading`: every stay that had not ended before `since`."""
    moved = _moved(database, since)
    for case, category, stage, *days in database.sql(_CASES, (since.isoformat(),)).fetchall():
        stage_since, closed, *told = map(_day, days)
        steps = _steps(stage, stage_since, told, moved.get(case, []))
        following: list[tuple[str, date | None]] = [*steps[1:]]
        if stage_since is not None:  # else nobody knows when the last of the steps came to its end
            following.append(("", closed))
        for (name, began), (then, ended) in zip(steps, following, strict=False):
            if name != then and (ended is None or (ended >= since and ended >= began)):
                yield Stay(name, category, began, ended)


def _steps(stage: str, since: date | None, told: list[date | None], moved: _Steps) -> _Steps:
    """The stages that a case went through, by the days they began; the present one may stand there twice."""
    known = {name for name, _ in moved}
    found = [(name, day) for (name, _), day in zip(_BY_DATES, told, strict=True) if day and name not in known]
    found += [(name, day) for name, day in moved if since is None or day < since]
    found.sort(key=lambda step: (step[1], _PLACES.get(step[0], _LAST)))
    if since is None:
        return found
    return [step for step in found if step[1] <= since] + [(stage, since)]


def _moved(database: Database, since: date) -> dict[int, _Steps]:
    """The stages that cases were in before they moved on, as feeds told it since that day."""
    found: defaultdict[int, _Steps] = defaultdict(list)
    at = UtcField().db_value(datetime.combine(since, time(), ZONE))
    for case, stage, began in database.sql(_MOVES, (at,)).fetchall():
        found[case].append((stage, date.fromisoformat(began)))
    return found


def _day(said: date | str | None) -> date | None:
    """SQLite keeps days as text."""
    return date.fromisoformat(said) if isinstance(said, str) else said
