"""Evens out the weekdays of a rota that stands: two people exchange days of one week, so that gaps hardly change."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date

from mottagning.rota.draft import Draft
from mottagning.rota.model import Shift

# Turns: as far from her part of a weekday nobody is who sits there as often as a whole number allows.
_FAR = 1.0

Key = tuple[str, int]
"""Somebody and a weekday."""


def even_weekdays(draft: Draft) -> None:
    """Let whoever is far from her part of a weekday exchange days with a colleague, as long as it brings both together
    nearer to their parts. Who wishes for weekdays is left alone; coverage, totals and rules stay as they are.
    """
    wishing = {wish.person for wish in draft.availability.unit.wishes}
    people = [person for person in draft.ledger.people if person not in wishing]
    off = _off_by(draft, people)
    stuck: set[Key] = set()
    while far := [key for key, by in off.items() if abs(by) > _FAR and key not in stuck]:
        worst = max(far, key=lambda key: (abs(off[key]), key))
        for gain, one, other in sorted(_exchanges(draft, worst, off), reverse=True):
            if gain > 0 and draft.exchange(one, other):
                for shift, sign in ((one, -1), (other, 1)):
                    off[one.person, shift.date.weekday()] += sign
                    off[other.person, shift.date.weekday()] -= sign
                break
        else:
            stuck.add(worst)


def _off_by(draft: Draft, people: list[str]) -> dict[Key, float]:
    """How many turns each has beyond her part of each weekday."""
    has = Counter((shift.person, shift.date.weekday()) for shift in (*draft.pinned, *draft.accepted))
    weekdays = sorted({day.weekday() for day in draft.days})
    due = draft.ledger.weekday_due
    return {(person, day): has[person, day] - due(person, day, draft.end) for person in people for day in weekdays}


def _exchanges(draft: Draft, worst: Key, off: dict[Key, float]) -> Iterator[tuple[float, Shift, Shift]]:
    """What somebody could exchange in a week to come nearer to her part of a weekday: the gain (in squares of turns),
    her own shift and the other's."""
    person, weekday = worst
    by_week: dict[tuple[int, int], list[Shift]] = defaultdict(list)
    for shift in sorted(draft.accepted - draft.wanted):
        by_week[_week(shift.date)].append(shift)
    too_many = off[worst] > 0
    for shifts in by_week.values():
        for hers in (shift for shift in shifts if shift.person == person):
            for other in shifts:
                here, there = hers.date.weekday(), other.date.weekday()
                if here == there or (other.person, here) not in off or weekday != (here if too_many else there):
                    continue
                yield _gain(off, person, other.person, here, there), hers, other


def _gain(off: dict[Key, float], one: str, other: str, here: int, there: int) -> float:
    """By how much the squares of what the two are off fall, when `one` goes from a weekday to that of the `other`."""
    moves = (((one, here), -1), ((one, there), 1), ((other, there), -1), ((other, here), 1))
    return sum(off[key] ** 2 - (off[key] + by) ** 2 for key, by in moves)


def _week(day: date) -> tuple[int, int]:
    return day.isocalendar()[:2]
