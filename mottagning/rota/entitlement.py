"""How many turns each person is due: shares of the demand by employment rate and presence, with a carried ledger."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from math import floor

from mottagning.rota.availability import Availability
from mottagning.rota.model import WHOLE_DAY, Shift

# Gaps are judged over the start of a plan too, so the curve begins this long before it.
LEAD_IN = timedelta(weeks=8)
# An old preference for Mondays is made good, but not all at once.
_MOST_WEEKDAY_DEBT = 2.0


@dataclass(frozen=True, slots=True)
class Balance:
    """One person's account for a period, in turns. `entitled` holds what was `carried` into it (owed: above 0)."""

    person: str
    entitled: float
    planned: int
    carried: float


class Ledger:
    """What each person is due day by day from `start` to `end`: the entitlement curve T of `shared/rota.md`.

    A day's demand (shifts) is shared among those at work in proportion to employment rate. Weekly days off do not
    lower anybody's share, for the rate has done that already: it is borne by the days she works.
    """

    def __init__(
        self, availability: Availability, start: date, end: date, demand: Mapping[date, int] | None = None
    ) -> None:
        self.start, self.end = start, end
        self._availability = availability
        self.people = [person.id for person in availability.unit.people]
        self.days = availability.open_days(start - LEAD_IN, end)
        wanted = [len(availability.open_posts(day)) for day in self.days]
        if demand is not None:
            wanted = [demand.get(day, 0) if day >= start else n for day, n in zip(self.days, wanted, strict=True)]
        self._daily = shares(availability, self.days, wanted)
        self._sums = {person: [0.0, *accumulate(daily)] for person, daily in self._daily.items()}
        past = [shift for shift in availability.unit.history if shift.date < start]
        self.carried, self._carried_weekday = _carried(availability, past)
        self._weekday_sums = {
            (person, weekday): [
                0.0,
                *accumulate(
                    share if day.weekday() == weekday and day >= start else 0.0
                    for day, share in zip(self.days, daily, strict=True)
                ),
            ]
            for person, daily in self._daily.items()
            for weekday in {day.weekday() for day in self.days}
        }

    def share(self, person: str, first: date, last: date) -> float:
        """The turns that fall to her from `first` to `last`, both included, nothing carried."""
        sums = self._sums[person]
        return sums[bisect_right(self.days, last)] - sums[bisect_right(self.days, first - timedelta(days=1))]

    def due(self, person: str, day: date) -> float:
        """What she is due from the start to the end of `day`, with what was carried into the period."""
        return self.carried[person] + self.share(person, self.start, day)

    def weekday_due(self, person: str, weekday: int, day: date) -> float:
        """Her share of one weekday's turns until `day`, with what was carried within bounds."""
        carried = self._carried_weekday.get((person, weekday), 0.0)
        bounded = max(-_MOST_WEEKDAY_DEBT, min(_MOST_WEEKDAY_DEBT, carried))
        return bounded + self._weekday_sums[person, weekday][bisect_right(self.days, day)]

    def balance(self, shifts: Iterable[Shift]) -> list[Balance]:
        """The account of each person for the period if she has these `shifts`."""
        planned = Counter(shift.person for shift in shifts)
        return [
            Balance(person, self.due(person, self.end), planned[person], self.carried[person]) for person in self.people
        ]


def shares(availability: Availability, days: Sequence[date], demand: Sequence[int]) -> dict[str, list[float]]:
    """Each person's share of each day's `demand`, in turns."""
    pattern = {person.id: _pattern(availability, person.id) for person in availability.unit.people}
    result: dict[str, list[float]] = {person: [0.0] * len(days) for person in pattern}
    for number, (day, wanted) in enumerate(zip(days, demand, strict=True)):
        if wanted:
            weights = {person: _weight(availability, person, day, pattern[person]) for person in pattern}
            total = sum(weights.values())
            for person, weight in weights.items():
                if weight:
                    result[person][number] = wanted * weight / total
    return result


def _pattern(availability: Availability, person: str) -> float:
    """The part of the reception's week that she is not off, from 0 to 1."""
    weekdays = {weekday for post in availability.unit.posts for weekday in post.weekdays}
    worked = sum(len(WHOLE_DAY - availability.off(person, weekday)) for weekday in weekdays)
    return worked / (2 * len(weekdays)) if weekdays else 0.0


def _weight(availability: Availability, person: str, day: date, pattern: float) -> float:
    free = availability.free(person, day)
    if not free or not pattern or (availability.open_posts(day) and not availability.seats(person, day)):
        return 0.0
    return availability.people[person].rate(day) * len(free) / 2 / pattern


def _carried(
    availability: Availability, past: Sequence[Shift]
) -> tuple[dict[str, float], dict[tuple[str, int], float]]:
    """What each was due of the shifts of the `past` less what she did, in all and by weekday."""
    demand = Counter(shift.date for shift in past)
    days = sorted(demand)
    by_person = {person.id: 0.0 for person in availability.unit.people}
    by_weekday: dict[tuple[str, int], float] = defaultdict(float)
    for person, daily in shares(availability, days, [demand[day] for day in days]).items():
        for day, share in zip(days, daily, strict=True):
            by_person[person] += share
            by_weekday[person, day.weekday()] += share
    for shift in past:
        by_person[shift.person] -= 1
        by_weekday[shift.person, shift.date.weekday()] -= 1
    return by_person, by_weekday


def targets(due: Mapping[str, float], total: int) -> dict[str, int]:
    """Whole turns that add up to `total` and lie next to what each is `due` (largest remainder; never below 0)."""
    spread = (total - sum(due.values())) / len(due) if due else 0.0
    wanted = {person: value + spread for person, value in due.items()}
    result = {person: max(0, floor(value)) for person, value in wanted.items()}
    while due and (missing := total - sum(result.values())):
        step = 1 if missing > 0 else -1
        # With a step down only those who have a turn to give; ties by id, so that the answer is always the same.
        ranked = sorted(
            (person for person in result if step > 0 or result[person]),
            key=lambda person: (step * (result[person] - wanted[person]), person),
        )
        for person in ranked[: abs(missing)]:
            result[person] += step
    return result


def post_targets(
    able: Mapping[str, Mapping[str, float]], turns: Mapping[str, float], demand: Mapping[str, float]
) -> dict[tuple[str, str], float]:
    """How many of her `turns` each person should have at each post so that all posts meet their `demand`.

    `able` is how much of a post (any unit, 0 for not at all) a person could take. Fitted by turns to rows and columns
    (iterative proportional fitting), which keeps the proportions of those who can take everything.
    """
    cells = {(person, post): part for person, posts in able.items() for post, part in posts.items() if part > 0}
    for _ in range(30):
        for axis, wanted in ((0, turns), (1, demand)):
            sums: dict[str, float] = defaultdict(float)
            for key, value in cells.items():
                sums[key[axis]] += value
            cells = {
                key: value * wanted[key[axis]] / sums[key[axis]] if sums[key[axis]] else 0.0
                for key, value in cells.items()
            }
    return cells
