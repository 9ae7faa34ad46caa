"""How many turns each person is due: shares of the demand by employment rate and presence, with a carried ledger."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from math import floor

from mottagning.rota.availability import Availability
from mottagning.rota.model import WHOLE_DAY, Shift

# Gaps are judged over the start of a plan too, so the pace is known this long before it.
LEAD_IN = timedelta(weeks=8)
# What is carried into a period is made good evenly over this time, not in its first week.
_REPAYMENT = timedelta(weeks=4)
# An old preference for Mondays is made good, but not all at once.
_MOST_WEEKDAY_DEBT = 2.0

Slots = Sequence[tuple[date, Sequence[str]]]
"""Days, each with the posts to be shared out."""


@dataclass(frozen=True, slots=True)
class Balance:
    """One person's account for a period, in turns. `entitled` holds what was `carried` into it (owed: above 0)."""

    person: str
    entitled: float
    planned: int
    carried: float


class Ledger:
    """What each person is due day by day from `start` to `end`: the entitlement curve T of `shared/rota.md`.

    Each day everybody at work gains her part of the demand, in proportion to employment rate, and each shift is
    charged to those who may take it and are owed most. Where everybody may take everything the charge equals the gain,
    which is the formula of rota.md; where few are qualified for a post, it is the fairest that can be reached.
    Weekly days off lower nobody's part, for the rate has done that already: it is borne by the days she works.
    """

    def __init__(self, availability: Availability, start: date, end: date, demand: Slots | None = None) -> None:
        self.start, self.end = start, end
        self._availability = availability
        self.people = [person.id for person in availability.unit.people]
        self.carried, self._carried_weekday = _carried(availability, start)
        if demand is None:
            days = availability.open_days(start, end)
            demand = [(day, [post.id for post in availability.open_posts(day)]) for day in days]
        self.days = [day for day, _ in demand]
        self._charged = charge(availability, demand, self.carried)
        self._sums = {person: [0.0, *accumulate(daily)] for person, daily in self._charged.items()}
        self._weekday_sums: dict[tuple[str, int], list[float]] = {}
        self._pace_days = availability.open_days(start - LEAD_IN, end)
        self._pace = self._find_pace()

    def _find_pace(self) -> dict[str, list[float]]:
        """Running sums of her part of the demand over the lead-in and the period, to the scale of what she is due."""
        slots = [(day, [post.id for post in self._availability.open_posts(day)]) for day in self._pace_days]
        result = {}
        first = bisect_left(self._pace_days, self.start)
        for person, daily in _gains(self._availability, slots).items():
            gained = sum(daily[first:])
            scale = self._sums[person][-1] / gained if gained else 1.0
            result[person] = [0.0, *accumulate(part * scale for part in daily)]
        return result

    @property
    def pace_days(self) -> list[date]:
        """The open days on which `pace` is known."""
        return self._pace_days

    def pace(self, person: str, first: date, last: date) -> float:
        """The turns that fall to her from `first` to `last`, both included, at an even pace."""
        sums = self._pace[person]
        return sums[bisect_right(self._pace_days, last)] - sums[bisect_left(self._pace_days, first)]

    def due(self, person: str, day: date) -> float:
        """What she is due from the start to the end of `day`, with what was carried into the period."""
        return self._sums[person][bisect_right(self.days, day)]

    def weekday_due(self, person: str, weekday: int, day: date) -> float:
        """Her part of one weekday's turns until `day`, with what was carried within bounds."""
        key = (person, weekday)
        if key not in self._weekday_sums:
            parts = zip(self.days, self._charged[person], strict=True)
            self._weekday_sums[key] = [
                0.0,
                *accumulate(part if other.weekday() == weekday else 0.0 for other, part in parts),
            ]
        carried = self._carried_weekday.get(key, 0.0)
        bounded = max(-_MOST_WEEKDAY_DEBT, min(_MOST_WEEKDAY_DEBT, carried))
        return bounded + self._weekday_sums[key][bisect_right(self.days, day)]

    def balance(self, shifts: Iterable[Shift]) -> list[Balance]:
        """The account of each person for the period if she has these `shifts`."""
        planned = Counter(shift.person for shift in shifts)
        return [
            Balance(person, self.due(person, self.end), planned[person], self.carried[person]) for person in self.people
        ]


def slots_of(shifts: Iterable[Shift]) -> list[tuple[date, list[str]]]:
    """The days and posts of some shifts, as a demand to be shared."""
    by_day: dict[date, list[str]] = defaultdict(list)
    for shift in sorted(shifts):
        by_day[shift.date].append(shift.post)
    return list(by_day.items())


def charge(availability: Availability, slots: Slots, carried: Mapping[str, float]) -> dict[str, list[float]]:
    """The part of each day's shifts that each person is charged with, in turns: see `Ledger`."""
    gains = _gains(availability, slots)
    owed = dict.fromkeys(gains, 0.0)
    charged = {person: [0.0] * len(slots) for person in gains}
    paying = sum(day < slots[0][0] + _REPAYMENT for day, _ in slots) if slots else 0
    for number, (day, posts) in enumerate(slots):
        for person in owed:
            owed[person] += gains[person][number]
            if number < paying:
                owed[person] += carried.get(person, 0.0) / paying
        for able in _takers(availability, day, posts):
            for person, part in _pour(owed, able).items():
                owed[person] -= part
                charged[person][number] += part
    return charged


def _takers(availability: Availability, day: date, posts: Sequence[str]) -> list[dict[str, float]]:
    """For each shift of a day those who can take it, with their employment rates; the fewest first.

    One shift is for whoever brings the daily qualifications that no post asks for by itself.
    """
    people = availability.unit.people
    rates = {person.id: person.rate(day) for person in people if availability.free(person.id, day)}
    seats = {person: availability.seats(person, day) for person in rates}
    found = []
    for post in posts:
        able = {person: rates[person] for person in rates if post in seats[person]}
        # Posts and opening days change; what happened on others is shared among those at work.
        found.append(able or rates)
    for wanted in availability.unit.rules.daily_qualifications:
        holders = {person.id for person in people if wanted in person.qualifications}
        if found and not any(able.keys() <= holders for able in found):
            best = max(found, key=lambda able: len(able.keys() & holders))
            narrowed = {person: rate for person, rate in best.items() if person in holders}
            found[found.index(best)] = narrowed or best
    return sorted(found, key=len)


def _pour(owed: Mapping[str, float], able: Mapping[str, float]) -> dict[str, float]:
    """One turn shared among `able` (with their rates) so that those owed most for their rate come down to one level."""
    chosen: list[str] = []
    total, rates, level = -1.0, 0.0, float("-inf")
    for person in sorted(able, key=lambda person: -owed[person] / able[person]):
        if owed[person] / able[person] <= level:
            break
        chosen.append(person)
        total += owed[person]
        rates += able[person]
        level = total / rates
    return {person: owed[person] - level * able[person] for person in chosen}


def _gains(availability: Availability, slots: Slots) -> dict[str, list[float]]:
    """Each person's part of each day's demand by employment rate and presence."""
    pattern = {person.id: _pattern(availability, person.id) for person in availability.unit.people}
    result = {person: [0.0] * len(slots) for person in pattern}
    for number, (day, posts) in enumerate(slots):
        weights = {person: _weight(availability, person, day, pattern[person]) for person in pattern}
        total = sum(weights.values())
        for person, weight in weights.items():
            if weight:
                result[person][number] = len(posts) * weight / total
    return result


def _pattern(availability: Availability, person: str) -> float:
    """The part of the reception's week that she is not off, from 0 to 1."""
    weekdays = {weekday for post in availability.unit.posts for weekday in post.weekdays}
    worked = sum(len(WHOLE_DAY - availability.off(person, weekday)) for weekday in weekdays)
    return worked / (2 * len(weekdays)) if weekdays else 0.0


def _weight(availability: Availability, person: str, day: date, pattern: float) -> float:
    free = availability.free(person, day)
    # Who sits in a meeting is at work: her part of the day is borne on others.
    counts = availability.seats(person, day) or availability.busy(person, day) or not availability.open_posts(day)
    if not free or not pattern or not counts:
        return 0.0
    return availability.people[person].rate(day) * len(free) / 2 / pattern


def _carried(availability: Availability, start: date) -> tuple[dict[str, float], dict[tuple[str, int], float]]:
    """What each was due of the shifts before `start` less what she did, in all and by weekday."""
    past = [shift for shift in availability.unit.history if shift.date < start]
    slots = slots_of(past)
    by_person = {person.id: 0.0 for person in availability.unit.people}
    by_weekday: dict[tuple[str, int], float] = defaultdict(float)
    for person, daily in charge(availability, slots, {}).items():
        for (day, _), part in zip(slots, daily, strict=True):
            by_person[person] += part
            by_weekday[person, day.weekday()] += part
    for shift in past:
        if shift.person in by_person:
            by_person[shift.person] -= 1
            by_weekday[shift.person, shift.date.weekday()] -= 1
    return by_person, by_weekday


def targets(due: Mapping[str, float]) -> dict[str, int]:
    """Whole turns next to what each is `due` that add up to the same (largest remainder; ties by id)."""
    result = {person: floor(value) for person, value in due.items()}
    missing = round(sum(due.values())) - sum(result.values())
    ranked = sorted(due, key=lambda person: (result[person] - due[person], person))
    for person in ranked[:missing]:
        result[person] += 1
    return result
