"""One window of weeks as a constraint model: hard rules as they are, everything else by weight.

The formulation is that of `shared/rota.md`: who has a turn on which day first, posts afterwards, with cuts (Hall's
theorem) that keep the matching of people and posts exact. Where posts cannot wait (several shifts a day for one
person, or as few changes as possible) each post is a choice of its own.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from math import ceil, floor
from typing import Any

from mottagning.rota.model import Shift
from mottagning.rota.rules import week_of
from mottagning.rota.window import Weights, Window

# A rounding error must not turn "exactly three turns" into "three or four".
_EPSILON = 1e-6


class Model:
    """Builds the constraint model with a complete hint: every variable is told its value in the hinted rota."""

    def __init__(self, cp: Any, window: Window, weights: Weights) -> None:
        self.cp = cp
        self.window = window
        self.weights = weights
        self.roster, self.ledger = window.roster, window.ledger
        self.availability = window.roster.availability
        self.rules = self.availability.unit.rules
        self.turns: dict[Shift, Any] = {}
        # By person and day: the choices, and terms that add up to 1 when she sits at all that day.
        self.choices: dict[tuple[str, date], list[Any]] = {}
        self.present: dict[tuple[str, date], list[Any]] = {}
        self.by_day: dict[date, list[str]] = {day: [] for day in window.days}
        self.value: dict[int, int] = {}
        self.costs: list[tuple[Any, int]] = []

    def build(self) -> None:
        """Everything, hardest first."""
        hinted = {s if self.window.posts_inside else replace(s, post="") for s in self.window.hint}
        seats = self._make_turns(hinted)
        for day in self.window.days:
            self._day_places(day, seats)
            self._day_novices(day)
            self._day_qualifications(day)
        for person in self.ledger.people:
            self._gaps(person)
            self._weeks(person)
            self._totals(person)
            self._weekdays(person)
            self._rhythm(person)
        self._changes()
        self._tastes()
        self.cp.minimize(sum(weight * variable for variable, weight in self.costs))

    @property
    def size(self) -> int:
        """The number of its variables."""
        return len(self.value)

    def hint_again(self, solver: Any) -> None:
        """Begin from what `solver` found when the model is solved the next time."""
        self.cp.clear_hints()
        for index in self.value:
            variable = self.cp.get_int_var_from_proto_index(index)
            self.cp.add_hint(variable, solver.value(variable))

    # -- variables ---------------------------------------------------------------------------------------------------

    def _bool(self, hint: bool) -> Any:
        variable = self.cp.new_bool_var("")
        self.value[variable.index] = int(hint)
        self.cp.add_hint(variable, int(hint))
        return variable

    def _make_turns(self, hinted: set[Shift]) -> dict[tuple[str, date], frozenset[str]]:
        """A variable for each turn that nothing fixed forbids; returns the posts that each could take each day."""
        seats: dict[tuple[str, date], frozenset[str]] = {}
        for day in self.window.days:
            empty = set(self.roster.empty_posts(day))
            for person in self.ledger.people:
                can = [post for post in self.availability.seats(person, day) if post in empty]
                can = [post for post in can if self.roster.clash(day, post, person) is None]
                if not can:
                    continue
                seats[person, day] = frozenset(can)
                names = can if self.window.posts_inside else [""]
                shifts = [Shift(day, name, person) for name in names]
                made = {shift: self._bool(shift in hinted) for shift in shifts}
                self.turns.update(made)
                self.by_day[day].append(person)
                self.choices[person, day] = list(made.values())
                self.present[person, day] = self._presence(can, list(made.values()), day.weekday())
        return seats

    def _presence(self, can: list[str], choices: list[Any], weekday: int) -> list[Any]:
        if len(choices) == 1:
            return choices
        if self.rules.one_post_a_day:
            self.cp.add_at_most_one(choices)
            return choices
        posts = self.availability.posts
        for number, first in enumerate(can):
            for second in range(number + 1, len(can)):
                if posts[first].overlaps(posts[can[second]], weekday):
                    self.cp.add_at_most_one(choices[number], choices[second])
        there = self._bool(any(self.value[choice.index] for choice in choices))
        for choice in choices:
            self.cp.add_implication(choice, there)
        self.cp.add(sum(choices) >= there)
        return [there]

    # -- costs -------------------------------------------------------------------------------------------------------

    def _over(self, terms: Sequence[Any], standing: int, bound: int, weight: int) -> None:
        """Each unit by which `terms` and what is `standing` go over `bound` costs `weight`."""
        most = len(terms) + standing - bound
        if most <= 0 or not weight or not terms:
            return
        slack = self._slack(most, sum(self.value[term.index] for term in terms) + standing - bound, weight)
        self.cp.add(sum(terms) + (standing - bound) <= slack)

    def _under(self, terms: Sequence[Any], standing: int, bound: int, weight: int) -> None:
        """Each unit by which they stay under `bound` costs `weight`."""
        most = bound - standing
        if most <= 0 or not weight or not terms:
            return
        slack = self._slack(most, bound - standing - sum(self.value[term.index] for term in terms), weight)
        self.cp.add(sum(terms) + slack >= bound - standing)

    def _slack(self, most: int, hint: int, weight: int) -> Any:
        slack = self.cp.new_int_var(0, most, "")
        self.value[slack.index] = max(0, hint)
        self.cp.add_hint(slack, max(0, hint))
        self.costs.append((slack, weight))
        return slack

    def _within(self, terms: Sequence[Any], standing: int, due: float, weight: int) -> None:
        """Next to `due` turns; the second turn away costs twice as much as the first."""
        low, high = floor(due + _EPSILON), ceil(due - _EPSILON)
        for further in (0, 1):
            self._over(terms, standing, max(0, high) + further, weight)
            self._under(terms, standing, low - further, weight)

    # -- one day -----------------------------------------------------------------------------------------------------

    def _day_places(self, day: date, seats: Mapping[tuple[str, date], frozenset[str]]) -> None:
        empty = self.roster.empty_posts(day)
        people = self.by_day[day]
        everybody = [choice for person in people for choice in self.choices[person, day]]
        if self.window.posts_inside:
            for post in empty:
                self.cp.add_at_most_one(
                    self.turns[Shift(day, post, person)] for person in people if post in seats[person, day]
                )
        else:
            self.cp.add(sum(everybody) <= len(empty))
            for posts in _unions(seats[person, day] for person in people):
                within = [self.choices[person, day][0] for person in people if seats[person, day] <= posts]
                if len(within) > len(posts) < len(empty):
                    self.cp.add(sum(within) <= len(posts))
        self._under(everybody, 0, len(empty), self.weights.unfilled)

    def _day_novices(self, day: date) -> None:
        """At most one, and only beside somebody experienced, or her mentor if the rules say so."""
        if self.rules.novices == "free":
            return
        people = self.availability.people
        fixed = {shift.person for shift in self.roster.on(day)}
        new = [person for person in self.by_day[day] if people[person].novice(day)]
        old = [person for person in self.by_day[day] if not people[person].novice(day)]
        new_fixed = any(people[person].novice(day) for person in fixed if person in people)
        terms = [term for person in new if person not in fixed for term in self.present[person, day]]
        if new_fixed:
            for term in terms:
                self.cp.add(term == 0)
        elif len(terms) > 1:
            self.cp.add_at_most_one(terms)
        beside = [term for person in old for term in self.present[person, day]]
        if self.rules.novices == "mentor":
            self._mentors(day, [person for person in new if person not in fixed])
        if not fixed:
            for term in terms:
                self.cp.add_bool_or([*beside, term.negated()])
        elif new_fixed and len(fixed) == 1:
            # A novice who is pinned there should get company; that she might not must not make the model impossible.
            self._under(beside, 0, 1, 2 * self.weights.unfilled)

    def _mentors(self, day: date, novices: Iterable[str]) -> None:
        """Each who has a mentor sits only when that one does."""
        there = {shift.person for shift in self.roster.on(day)}
        for person in novices:
            mentor = self.availability.people[person].mentor
            if mentor is not None and mentor not in there:
                beside = self.present.get((mentor, day), [])
                for term in self.present[person, day]:
                    self.cp.add_bool_or([*beside, term.negated()])

    def _day_qualifications(self, day: date) -> None:
        """Somebody with each daily qualification, or a place left for her."""
        people = self.availability.people
        empty = len(self.roster.empty_posts(day))
        held = {
            name
            for shift in self.roster.on(day)
            if shift.person in people
            for name in people[shift.person].qualifications
        }
        for wanted in self.rules.daily_qualifications:
            if wanted not in held and empty:
                others = [
                    choice
                    for person in self.by_day[day]
                    for choice in self.choices[person, day]
                    if wanted not in people[person].qualifications
                ]
                bring = [
                    term
                    for person in self.by_day[day]
                    if wanted in people[person].qualifications
                    for term in self.present[person, day]
                ]
                # Others may take all places but one, unless one who brings it has a place.
                self.cp.add(sum(others) <= empty - 1 + sum(bring))

    # -- one person --------------------------------------------------------------------------------------------------

    def _terms(self, person: str, first: date, last: date, weekday: int | None = None) -> list[Any]:
        return [
            choice
            for day in self.window.days
            if first <= day <= last and (weekday is None or day.weekday() == weekday)
            for choice in self.choices.get((person, day), ())
        ]

    def _standing(self, person: str, first: date, last: date, weekday: int | None = None) -> int:
        dates = self.roster.dates(person)
        return sum(n for d, n in dates.items() if first <= d <= last and (weekday is None or d.weekday() == weekday))

    def _gaps(self, person: str) -> None:
        least = self.rules.min_gap_days or 0
        if least < 2:
            return
        for day in self.window.days:
            last = day + timedelta(days=least - 1)
            near = [
                term
                for other in self.window.days
                if day <= other <= last
                for term in self.present.get((person, other), ())
            ]
            if len(near) > 1:
                self.cp.add_at_most_one(near)

    def _weeks(self, person: str) -> None:
        most = self.rules.max_per_week
        if most is None:
            return
        weeks: dict[date, list[Any]] = defaultdict(list)
        for day in self.window.days:
            weeks[week_of(day)].extend(self.choices.get((person, day), ()))
        for monday, terms in weeks.items():
            room = most - self.roster.in_week(person, monday)
            if terms and len(terms) > room:
                self.cp.add(sum(terms) <= room)

    def _totals(self, person: str) -> None:
        start, end = self.ledger.start, self.window.days[-1]
        last_of_week = {week_of(day): day for day in self.window.days}
        for day in last_of_week.values():
            if day == end and self.window.goals is not None:
                continue
            terms, standing = self._terms(person, start, day), self._standing(person, start, day)
            self._within(terms, standing, self.ledger.due(person, day), self.weights.curve)
        if self.window.goals is not None:
            terms = self._terms(person, start, end)
            standing = self._standing(person, start, self.ledger.end)
            self._within(terms, standing, self.window.goals[person], self.weights.target)

    def _weekdays(self, person: str) -> None:
        start, end = self.ledger.start, self.window.days[-1]
        wished = {wish.weekday for wish in self.availability.unit.wishes if wish.person == person}
        for weekday in {day.weekday() for day in self.window.days} - wished:
            terms = self._terms(person, start, end, weekday)
            standing = self._standing(person, start, end, weekday)
            self._within(terms, standing, self.ledger.weekday_due(person, weekday, end), self.weights.weekday)

    def _rhythm(self, person: str) -> None:
        """Few turns within a short stretch and none too far apart, measured in what she is due meanwhile."""
        window = self.window
        # Without a history nobody can be late from the first day.
        begin = date.min if self.availability.unit.history else self.ledger.start
        days = [day for day in self.ledger.pace_days if begin <= day <= window.days[-1]]
        pace = [self.ledger.pace(person, day, day) for day in days]
        shortest, longest = self.weights.gaps
        for first, last in _stretches(pace, shortest, longest=True):
            if days[last] >= window.days[0]:
                terms = self._terms(person, days[first], days[last])
                standing = self._standing(person, days[first], days[last])
                self._over(terms, standing, 1, self.weights.gap)
        for first, last in _stretches(pace, longest, longest=False):
            if days[last] >= window.days[0]:
                terms = self._terms(person, days[first], days[last])
                standing = self._standing(person, days[first], days[last])
                self._under(terms, standing, 1, self.weights.gap)

    # -- what is wanted ----------------------------------------------------------------------------------------------

    def _changes(self) -> None:
        """A shift that was promised and goes elsewhere costs; one that cannot stay costs the same in any answer."""
        for shift in sorted(self.window.wanted):
            variable = self.turns.get(shift if self.window.posts_inside else replace(shift, post=""))
            if variable is not None:
                self.costs.append((variable.negated(), self.weights.change))

    def _tastes(self) -> None:
        for wish in self.availability.unit.wishes:
            cost = round(abs(wish.weight) * self.weights.wish)
            for day in self.window.days:
                if (day.weekday() == wish.weekday) == (wish.weight < 0):
                    self.costs.extend((choice, cost) for choice in self.choices.get((wish.person, day), ()))
        for person in self.availability.unit.people:
            if person.mentor is None:
                continue
            for day in self.window.days:
                here = self.present.get((person.id, day))
                if here and person.novice(day) and all(s.person != person.mentor for s in self.roster.on(day)):
                    self._missed_mentor(here, self.present.get((person.mentor, day), []))

    def _missed_mentor(self, novice: Sequence[Any], mentor: Sequence[Any]) -> None:
        hint = sum(self.value[term.index] for term in novice) - sum(self.value[term.index] for term in mentor)
        slack = self._slack(1, hint, self.weights.mentor)
        self.cp.add(sum(novice) - sum(mentor) <= slack)


def _unions(sets: Iterable[frozenset[str]]) -> set[frozenset[str]]:
    """Every union of some of `sets`: the only ones at which Hall's condition can fail first."""
    found: set[frozenset[str]] = set()
    for one in set(sets):
        found |= {one} | {one | other for other in found}
    return found


def _stretches(pace: Sequence[float], turns: float, *, longest: bool) -> list[tuple[int, int]]:
    """Index pairs of the longest stretches worth at most `turns`, or of the shortest worth at least that."""
    found: list[tuple[int, int]] = []
    first, total = 0, 0.0
    for last, part in enumerate(pace):
        total += part
        if longest:
            while total > turns + _EPSILON and first <= last:
                total -= pace[first]
                first += 1
            if found and found[-1][0] == first:
                found.pop()
            if first < last:
                found.append((first, last))
        elif total >= turns - _EPSILON:
            while total - pace[first] >= turns - _EPSILON:
                total -= pace[first]
                first += 1
            if not found or found[-1][0] != first:
                found.append((first, last))
    return found
