"""Makes the gaps between everybody's turns as regular as can be in a rota that stands, where there are few turns."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from mottagning.rota.constraints import Model

# A longer gap, in ideal ones, is thought of only where the rota has one as long already.
_LONGEST = 1.8
# What no gap at all, or one of twice the ideal, costs in turns out of their rhythm. Half as much gives people the same
# weekday less often at the regular end, and gaps that are nearly as regular; a step of the slider does so too.
_SQUARE = 20

Arc = tuple[date | None, date | None]
"""From one turn to the next; None is before the first, or after the last."""


class RhythmModel(Model):
    """Each gap between two turns of somebody is an arc, and her turns are a path of such arcs.

    So a gap can cost the square of what it is off the ideal, and the solver finds the best there is, or nearly. Every
    person and every day keeps the number of turns in the hint. One person's rhythm counts as much as another's.
    """

    def _day_places(self, day: date, seats: Mapping[tuple[str, date], frozenset[str]]) -> None:
        super()._day_places(day, seats)
        self._as_hinted([choice for person in self.by_day[day] for choice in self.choices[person, day]])

    def _totals(self, person: str) -> None:
        self._as_hinted(self._terms(person, self.window.days[0], self.window.days[-1]))

    def _as_hinted(self, choices: Sequence[Any]) -> None:
        self.cp.add(sum(choices) == sum(self.value[choice.index] for choice in choices))

    @property
    def _usual(self) -> float:
        """How many turns those who have any have on average."""
        return len(self.window.hint) / len({shift.person for shift in self.window.hint})

    def _rhythm(self, person: str) -> None:
        free = {day: terms for day in self.window.days if (terms := self.present.get((person, day)))}
        hinted = {day for day, terms in free.items() if any(self.value[term.index] for term in terms)}
        if not hinted:
            return
        fixed = self._fixed(person)
        days = sorted(free.keys() | fixed)
        now = set(pairwise([None, *sorted(hinted | fixed), None]))
        weight = self.weights.gap * _SQUARE * self._usual / len(hinted)
        leaving: dict[date | None, list[Any]] = defaultdict(list)
        reaching: dict[date | None, list[Any]] = defaultdict(list)
        for arc, cost in self._arcs(person, days, fixed, dict(now)):
            taken = self._bool(arc in now)
            leaving[arc[0]].append(taken)
            reaching[arc[1]].append(taken)
            self.costs.append((taken, round(weight * cost)))
        for day in (None, *days):
            turns = sum(free[day]) if day in free and day not in fixed else 1
            self.cp.add(sum(leaving[day]) == turns)
            self.cp.add(sum(reaching[day]) == turns)

    def _fixed(self, person: str) -> set[date]:
        """The days of her turns that stand, beginning with the last one before the window."""
        first, last = self.window.days[0], self.window.days[-1]
        days = {day for day in self.roster.dates(person) if self.ledger.pace_days[0] <= day <= last}
        before = max((day for day in days if day < first), default=first)
        return {day for day in days if day >= before}

    def _arcs(
        self, person: str, days: Sequence[date], fixed: set[date], now: Mapping[date | None, date | None]
    ) -> Iterator[tuple[Arc, float]]:
        """Every arc that she may take, with the square of what it is off the ideal gap; `now` is what follows what."""
        least = self.rules.min_gap_days or 0
        for number, first in enumerate(days):
            yield (None, first), 0.0
            yield (first, None), 0.0
            following = now.get(first)
            longest = max(_LONGEST, 0.0 if following is None else self._gap(person, first, following))
            for last in days[number + 1 :]:
                gap = self._gap(person, first, last)
                if last == following or ((last - first).days >= least and gap <= longest):
                    yield (first, last), (gap - 1) ** 2
                if last in fixed:
                    break

    def _gap(self, person: str, first: date, last: date) -> float:
        """The time between two turns, in ideal gaps."""
        return self.ledger.pace(person, first + timedelta(days=1), last)
