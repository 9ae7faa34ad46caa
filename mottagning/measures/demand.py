"""How many people the telephone takes: calls by weekday and hour from history, and what callers would meet with more.

From what came in, each open hour of the week gets its mean number of calls; from how they went, how long one takes
and how long callers wait before they give up. `foresee` asks the queue what comes of other hours and more posts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import fmean
from typing import Any

from mottagning.contacts.tables import Call, Contact
from mottagning.db import Database
from mottagning.measures.queueing import Experience, Traffic, experience
from mottagning.people import unit
from mottagning.worktime import ZONE

NOTES = 4.0
"""Minutes of notes after a call, where nobody has measured them."""
TALK = 6.0
"""Minutes of a call, where no switchboard tells."""
PATIENCE = 3.0
"""Minutes that callers wait on average before they give up, where too few have done so to tell."""
FEWEST = 20
"""Below this many calls a mean of their lengths says little."""
_LONGEST_CALL = timedelta(hours=1)
"""A longer call is one whose end nobody told."""

Slot = tuple[int, int]
"""A weekday (Monday is 0) and the hour that begins then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """`calls`: mean number of calls that came in during each open hour of the week. `handling` and `patience` in
    minutes, each None where too few calls tell it. `counted` calls on `days` open days from `first` are behind it."""

    calls: Mapping[Slot, float]
    handling: float | None
    patience: float | None
    counted: int
    days: int
    first: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What callers of a week would meet with `posts` people on the telephone: over all, and in each hour."""

    posts: int
    all: Experience
    hours: Mapping[Slot, Experience]


def demand(database: Database, first: date, last: date) -> Demand:
    """What the telephone had to bear on the open days from `first` to `last` (local days, both included); of the days
    before the very first call nobody knows anything, and they do not count."""
    with database.reading():
        clock = unit.worktime(unit.load_unit(database))
        rows: Any = (
            Contact.select(Contact.at, Call.status, Call.ringing_at, Call.answered_at, Call.ended_at)
            .join(Call, on=(Call.contact_id == Contact.id))
            .where(
                (Contact.direction == "in")
                & (Contact.at >= _midnight(first))
                & (Contact.at < _midnight(last + timedelta(days=1)))
            )
            .tuples()
        )
        happened = list(rows)
        earliest = (
            Contact.select(Contact.at).join(Call, on=(Call.contact_id == Contact.id)).order_by(Contact.at).first()
        )
    if earliest is not None:
        first = max(first, earliest.at.astimezone(ZONE).date())
    open_slots: Counter[Slot] = Counter()
    days = 0
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        found = _slots(clock.open_between(_midnight(day), _midnight(day + timedelta(days=1))))
        open_slots.update(found)
        days += bool(found)
    came: Counter[Slot] = Counter()
    for at, *_ in happened:
        local = at.astimezone(ZONE)
        if (slot := (local.weekday(), local.hour)) in open_slots and clock.is_open(at):
            came[slot] += 1
    talks = [_minutes(answered, ended) for _, _, _, answered, ended in happened]
    waits = [_minutes(rang, ended) for _, status, rang, _, ended in happened if status == "missed"]
    talk, patience = _mean(talks), _mean(waits)
    return Demand(
        calls={slot: came[slot] / number for slot, number in sorted(open_slots.items())},
        handling=None if talk is None else talk + NOTES,
        patience=patience,
        counted=sum(came.values()),
        days=days,
        first=first,
    )


def spread(now: Demand, hours: Mapping[int, Sequence[int]], growth: float = 0.0) -> dict[Slot, float]:
    """Calls in each hour of a week with these phone hours (weekday to hours), if a day's calls became `growth` more
    (0.2: a fifth) and spread over them as they do today; an hour without history gets the mean of its day."""
    found: dict[Slot, float] = {}
    for weekday, each in hours.items():
        known = {hour: calls for (day, hour), calls in now.calls.items() if day == weekday}
        total = sum(known.values()) * (1 + growth)
        mean = fmean(known.values()) if known else 0.0
        shape = {hour: known.get(hour, mean) for hour in each}
        whole = sum(shape.values())
        found |= {(weekday, hour): total * part / whole if whole else 0.0 for hour, part in shape.items()}
    return found


def foresee(now: Demand, calls: Mapping[Slot, float], posts: int, within: float) -> Foreseen:
    """What callers would meet if so many called in each hour; `within` is the target in minutes. The time that a call
    takes, and callers' patience, are the measured ones, else what is usual."""
    handling, patience = now.handling or TALK + NOTES, now.patience or PATIENCE
    hours = {
        slot: experience(Traffic(calls=each, handling=handling, patience=patience), posts, within)
        for slot, each in calls.items()
    }
    whole = sum(calls.values())

    def mean(of: Iterable[tuple[float, float]]) -> float:
        return sum(share * value for share, value in of) / whole if whole else 0.0

    weighted = [(calls[slot], each) for slot, each in hours.items()]
    return Foreseen(
        posts=posts,
        hours=hours,
        all=Experience(
            waits=mean((n, each.waits) for n, each in weighted),
            mean_wait=mean((n, each.mean_wait) for n, each in weighted),
            abandoned=mean((n, each.abandoned) for n, each in weighted),
            answered_within=mean((n, each.answered_within) for n, each in weighted) if whole else 1.0,
            busy=fmean(each.busy for each in hours.values()) if hours else 0.0,
        ),
    )


def hours_of(calls: Iterable[Slot]) -> dict[int, tuple[int, ...]]:
    """The hours of each weekday among these slots, in order."""
    found: dict[int, list[int]] = {}
    for weekday, hour in sorted(calls):
        found.setdefault(weekday, []).append(hour)
    return {weekday: tuple(each) for weekday, each in found.items()}


def _slots(spans: Iterable[tuple[datetime, datetime]]) -> set[Slot]:
    """The hours that are open for at least a part."""
    found: set[Slot] = set()
    for start, end in spans:
        at = start.astimezone(ZONE).replace(minute=0, second=0, microsecond=0)
        while at < end.astimezone(ZONE):
            found.add((at.weekday(), at.hour))
            at += timedelta(hours=1)
    return found


def _minutes(start: datetime | None, end: datetime | None) -> float | None:
    if start is None or end is None or not timedelta() <= end - start <= _LONGEST_CALL:
        return None
    return (end - start).total_seconds() / 60


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fmean(known) if len(known) >= FEWEST else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE)
