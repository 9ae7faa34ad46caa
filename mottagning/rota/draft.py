"""A rota in the making: what stands, what is proposed, what the solver makes of it, and the account at the end."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from mottagning.rota import reasons
from mottagning.rota.availability import Availability
from mottagning.rota.entitlement import Balance, Ledger, targets
from mottagning.rota.model import Shift, Unit
from mottagning.rota.reasons import Lapsed, Refused, Unfilled
from mottagning.rota.rules import Roster
from mottagning.rota.seating import remembered, seat
from mottagning.rota.solver import Effort, Weights, Window, solve
from mottagning.rota.stride import stride

# Matching people and posts afterwards goes through all sets of a day's posts.
_MOST_POSTS_AFTERWARDS = 8


@dataclass(frozen=True, slots=True)
class Plan:
    """A finished draft, as the contracts have it. `lapsed` are pinned shifts that the rules do not allow."""

    shifts: tuple[Shift, ...]
    unfilled: tuple[Unfilled, ...]
    balance: tuple[Balance, ...]
    lapsed: tuple[Lapsed, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """Shifts for a window, and the deterministic seconds that the solver spent on them."""

    shifts: list[Shift]
    spent: float


class Draft:
    """The shifts of a period as they come about. `roster` holds history, pins and what is accepted so far."""

    def __init__(self, unit: Unit, start: date, end: date, wanted: Iterable[Shift] = ()) -> None:
        self.start, self.end = start, end
        self.availability = Availability(unit)
        self.wanted = frozenset(shift for shift in wanted if start <= shift.date <= end)
        self.days = self.availability.open_days(start, end)
        self.ledger = Ledger(self.availability, start, end)
        self.roster = Roster(self.availability)
        self.accepted: set[Shift] = set()
        self.pinned: set[Shift] = set()
        self.lapsed: list[Lapsed] = []
        self._pin()
        most = max((len(self.availability.open_posts(day)) for day in self.days), default=0)
        self.posts_inside = not unit.rules.one_post_a_day or most > _MOST_POSTS_AFTERWARDS

    def _pin(self) -> None:
        """Set what is pinned, or already history, as far as the rules allow; outside the period it counts as is."""
        unit = self.availability.unit
        happened = [shift for shift in unit.history if self._inside(shift)]
        for shift in happened:
            self.roster.remove(shift)
        for shift in sorted(dict.fromkeys([*happened, *unit.pinned]), key=self._experienced_first):
            taken = [other for other in self.roster.on(shift.date) if other.post == shift.post]
            if not self._inside(shift):
                if not taken:
                    self.roster.add(shift)
                continue
            reason = self.roster.clash(shift.date, shift.post, shift.person)
            if taken:
                reason = reasons.TAKEN
            if reason is None and self._novice(shift) and any(map(self._novice, self.roster.on(shift.date))):
                reason = reasons.SECOND_NOVICE
            if reason is None:
                self.roster.add(shift)
                self.pinned.add(shift)
            else:
                self.lapsed.append(Lapsed(shift, reason))

    def _inside(self, shift: Shift) -> bool:
        return self.start <= shift.date <= self.end

    def _novice(self, shift: Shift) -> bool:
        person = self.availability.people.get(shift.person)
        return person is not None and person.novice(shift.date)

    def _experienced_first(self, shift: Shift) -> tuple[date, bool, Shift]:
        return shift.date, self._novice(shift), shift

    def propose(self, days: Sequence[date], hint: Iterable[Shift] = ()) -> list[Shift]:
        """A rota for the empty posts of `days` by the rules: the `hint` and what is wanted as far as they go, the
        rest to whoever is owed most. Nothing is accepted yet.
        """
        proposed = []
        inside = set(days)
        wanted = sorted((s for s in self.wanted if s.date in inside), key=self._experienced_first)
        for shift in [*sorted(hint, key=self._experienced_first), *wanted]:
            free = shift.post in self.roster.empty_posts(shift.date)
            if free and self.roster.why_not(shift.date, shift.post, shift.person) is None:
                self.roster.add(shift)
                proposed.append(shift)
        proposed += stride(self.roster, self.ledger, days)
        for shift in proposed:
            self.roster.remove(shift)
        return proposed

    def improve(
        self, days: Sequence[date], first: list[Shift], effort: Effort, weights: Weights, *, last: bool
    ) -> Answer:
        """The best that the solver finds for the empty posts of `days`, beginning from `first`.

        With `last` everybody's turns are to add up to whole targets at the end of the period; what stands after `days`
        is counted.
        """
        window = Window(
            roster=self.roster,
            ledger=self.ledger,
            days=days,
            hint=first,
            wanted=self.wanted,
            goals=self._goals() if last else None,
            posts_inside=self.posts_inside,
        )
        solution = solve(window, weights, effort)
        if solution.turns is None:
            return Answer(first, solution.spent)
        if self.posts_inside:
            return Answer(solution.turns, solution.spent)
        by_day: dict[date, list[str]] = defaultdict(list)
        for turn in solution.turns:
            by_day[turn.date].append(turn.person)
        standing = [*remembered(self.availability, self.start), *self.pinned, *self.accepted]
        return Answer(seat(self.availability, by_day, standing, self.wanted), solution.spent)

    def _goals(self) -> dict[str, int]:
        total = sum(len(self.availability.open_posts(day)) for day in self.days)
        return targets({person: self.ledger.due(person, self.end) for person in self.ledger.people}, total)

    def accept(self, shifts: Iterable[Shift]) -> None:
        """Let shifts stand."""
        for shift in shifts:
            self.roster.add(shift)
            self.accepted.add(shift)

    def release(self, days: Iterable[date]) -> None:
        """Take back what was accepted on `days`."""
        for day in days:
            for shift in [shift for shift in self.roster.on(day) if shift in self.accepted]:
                self.roster.remove(shift)
                self.accepted.remove(shift)

    def balance_posts(self) -> None:
        """Let people change posts within their days until everybody has her part of every post."""
        if self.posts_inside:
            return
        by_day: dict[date, list[str]] = defaultdict(list)
        for shift in sorted(self.accepted):
            by_day[shift.date].append(shift.person)
        self.release(list(by_day))
        standing = [*remembered(self.availability, self.start), *self.pinned]
        self.accept(seat(self.availability, by_day, standing, self.wanted))

    def finish(self) -> Plan:
        """The plan: what breaks a rule let go, what still can be filled filled, and the reasons for the rest."""
        self._let_go()
        self.accepted.update(stride(self.roster, self.ledger, self.days))
        shifts = sorted(self.pinned | self.accepted)
        unfilled = [
            Unfilled(day, post, tuple(self._refusals(day, post)))
            for day in self.days
            for post in self.roster.empty_posts(day)
        ]
        demand = Counter(shift.date for shift in shifts)
        balance = Ledger(self.availability, self.start, self.end, demand).balance(shifts)
        return Plan(tuple(shifts), tuple(unfilled), tuple(balance), tuple(self.lapsed))

    def _let_go(self) -> None:
        """Only a pinned novice whom nobody experienced could join breaks a rule here, and what depends on her."""
        for shift in sorted(self.pinned | self.accepted):
            reason = self.roster.broken_by(shift.date, shift.post, shift.person)
            if reason is not None:
                self.roster.remove(shift)
                self.accepted.discard(shift)
                if shift in self.pinned:
                    self.pinned.remove(shift)
                    self.lapsed.append(Lapsed(shift, reason))

    def _refusals(self, day: date, post: str) -> list[Refused]:
        people = self.availability.people
        found = ((person, self.roster.why_not(day, post, person)) for person in people)
        return [Refused(person, reason) for person, reason in found if reason is not None]
