"""What the rota is made of: the unit's posts, people, absences, rules and shifts, as plain frozen values.

The shapes follow the rota file of `contracts.md`. Nothing here reads a file or a database, and nothing decides.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Literal

Half = Literal["am", "pm"]
Kind = Literal["desk", "lunch", "standby"]
"""What a post is: one sits at it, one relieves others over lunch, or one steps in when somebody is suddenly away."""
Novices = Literal["beside", "mentor", "free"]
"""Somebody new sits beside somebody experienced, beside her mentor, or as everybody else does."""
AM: Half = "am"
PM: Half = "pm"
WHOLE_DAY: frozenset[Half] = frozenset((AM, PM))
NOON = time(12)
YEARS = range(2000, 2100)
"""Of a rota: another year is a slip of the pen, and a shift far ahead would keep all of it from being planned."""


def halves(half: Half | None) -> frozenset[Half]:
    """The halves of the day that `half` stands for; `None` is the whole day."""
    return WHOLE_DAY if half is None else frozenset((half,))


def touched(start: time, end: time) -> frozenset[Half]:
    """The halves of a day that these hours touch, split at noon."""
    found: list[Half] = []
    if start < NOON:
        found.append(AM)
    if end > NOON:
        found.append(PM)
    return frozenset(found)


def days_between(start: date, end: date) -> Iterator[date]:
    """Every date from `start` to `end`, both included."""
    for number in range((end - start).days + 1):
        yield start + timedelta(days=number)


@dataclass(frozen=True, slots=True, order=True)
class DayHours:
    """Hours of a weekday (0 is Monday) that are not the usual ones."""

    weekday: int
    start: time
    end: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Something one sits at, on some weekdays (0 is Monday), at some hours. `needs` are qualifications.

    `other_hours` are those of single weekdays, as phone hours often have them.
    """

    id: str
    name: str
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    start: time = time(8)
    end: time = time(16)
    needs: frozenset[str] = frozenset()
    other_hours: tuple[DayHours, ...] = ()
    kind: Kind = "desk"

    def hours(self, weekday: int) -> tuple[time, time]:
        """From when and until when one sits there on a weekday."""
        own = (each for each in self.other_hours if each.weekday == weekday)
        return next(((each.start, each.end) for each in own), (self.start, self.end))

    def halves(self, weekday: int) -> frozenset[Half]:
        """The halves of that weekday that its hours touch, split at noon."""
        return touched(*self.hours(weekday))

    def overlaps(self, other: "Post", weekday: int) -> bool:
        """Whether nobody could sit at both on that weekday."""
        start, end = self.hours(weekday)
        others_start, others_end = other.hours(weekday)
        return start < others_end and others_start < end


@dataclass(frozen=True, slots=True)
class Rate:
    """An employment rate in percent, valid from `start` until the next one."""

    start: date
    percent: float


@dataclass(frozen=True, slots=True)
class Off:
    """A weekday (0 is Monday), or half of it, that somebody is off every week."""

    weekday: int
    half: Half | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who takes turns. `left` is the last day in the unit, `novice_until` the last day as a novice.

    `posts` are those she may sit at; `None` is all of them. No rate at all is full time.
    """

    id: str
    name: str
    rates: tuple[Rate, ...] = ()
    joined: date | None = None
    left: date | None = None
    off: tuple[Off, ...] = ()
    qualifications: frozenset[str] = frozenset()
    novice_until: date | None = None
    mentor: str | None = None
    posts: frozenset[str] | None = None

    def employed(self, day: date) -> bool:
        """Whether she has joined and not left; says nothing of rate or absence."""
        return (self.joined is None or self.joined <= day) and (self.left is None or day <= self.left)

    def rate(self, day: date) -> float:
        """Her employment rate that day, in percent; before the first known rate, that one."""
        if not self.rates:
            return 100.0
        current = self.rates[0]
        for rate in self.rates:
            if rate.start <= day:
                current = rate
        return current.percent

    def novice(self, day: date) -> bool:
        """Whether she is still to sit beside somebody experienced."""
        return self.novice_until is not None and day <= self.novice_until


@dataclass(frozen=True, slots=True)
class Absence:
    """Days on which somebody is away, both ends included, or half of each. Causes are not kept."""

    person: str
    start: date
    end: date
    half: Half | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The unit's own rules. `min_gap_days` is the least difference in days between two dates with turns.

    `max_per_week` counts shifts from Monday to Sunday. `None` (and a gap of 0 or 1) is no limit. `evenness` is what the
    planner strives for beside the rules: 0 regular gaps, 1 even weekdays and posts.
    """

    min_gap_days: int | None = None
    max_per_week: int | None = None
    one_post_a_day: bool = True
    daily_qualifications: tuple[str, ...] = ()
    novices: Novices = "beside"
    evenness: float = 0.5


@dataclass(frozen=True, slots=True)
class Wish:
    """How gladly somebody sits on a weekday: below 0 rather not, above 0 gladly."""

    person: str
    weekday: int
    weight: float


@dataclass(frozen=True, slots=True, order=True)
class Shift:
    """One post on one day, and who sits there."""

    date: date
    post: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """When some people sit in a meeting and at no post: every such `weekday`, or on `dates`; half the day or all.

    They are at work meanwhile, so it takes nothing from what they are due.
    """

    name: str
    people: frozenset[str]
    weekday: int | None = None
    dates: frozenset[date] = frozenset()
    half: Half | None = None

    def is_on(self, day: date) -> bool:
        """Whether it is held that day."""
        return day in self.dates or day.weekday() == self.weekday


@dataclass(frozen=True, slots=True)
class ShortDay:
    """A date on which the unit opens later or closes earlier than posts are for."""

    date: date
    start: time
    end: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """All that the planner knows of a unit. `history` is who sat before, `closed` its own closed days.

    `before_holidays` is when it closes on the day before a holiday, None as on other days.
    """

    posts: tuple[Post, ...] = ()
    people: tuple[Person, ...] = ()
    absences: tuple[Absence, ...] = ()
    closed: frozenset[date] = frozenset()
    short: tuple[ShortDay, ...] = ()
    before_holidays: time | None = None
    meetings: tuple[Meeting, ...] = ()
    rules: Rules = Rules()
    wishes: tuple[Wish, ...] = ()
    pinned: tuple[Shift, ...] = ()
    history: tuple[Shift, ...] = ()
