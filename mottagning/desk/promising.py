"""The times one promises most, in the unit's hours: this afternoon, before three, tomorrow, a day of this week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from mottagning.worktime import ZONE, WorkTime

_LATEST = time(15)
_NOON = time(12)
_SHORTEST = timedelta(minutes=30)
_DAYS = 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`kind` is "before_three", "afternoon", "today", "tomorrow" or "day"; `due_at` is when it must be done (UTC)."""

    kind: str
    due_at: datetime


def suggestions(worktime: WorkTime, now: datetime) -> tuple[Suggestion, ...]:
    """What can be promised `now`: nothing shorter than half an hour, nothing outside opening hours."""
    local = now.astimezone(ZONE)
    today = local.date()
    found: list[Suggestion] = []
    if worktime.is_working_day(today):
        three = datetime.combine(today, _LATEST, ZONE).astimezone(UTC)
        closing = worktime.end_of_day(now)
        if closing.astimezone(ZONE).date() == today:
            if now + _SHORTEST <= three < closing:
                found.append(Suggestion("before_three", three))
            if now + _SHORTEST <= closing:
                found.append(Suggestion("afternoon" if local.time() < _NOON else "today", closing))
    day = today
    for _ in range(_DAYS):
        day = worktime.next_working_day(day)
        closing = worktime.end_of_day(datetime.combine(day, _NOON, ZONE).astimezone(UTC))
        found.append(Suggestion("tomorrow" if day - today == timedelta(days=1) else "day", closing))
    return tuple(found)
