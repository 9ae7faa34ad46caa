"""A rota in the making: what stands, what is proposed, what the solver makes of it, and the account at the end."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from mottagning.rota import reasons
from mottagning.rota.availability import Availability
from mottagning.rota.entitlement import Balance, Ledger, slots_of, targets
from mottagning.rota.model import Shift, Unit
from mottagning.rota.reasons import Lapsed, Refused, Unfilled
from mottagning.rota.rules import Roster
from mottagning.rota.seating import remembered, seat
from mottagning.rota.solver import Effort, Solution, solve, solve_rhythm
from mottagning.rota.stride import stride
from mottagning.rota.window import Weights, Window

# Matching people and posts afterwards goes through all sets of a day's posts.
_MOST_POSTS_AFTERWARDS = 8
# Days on which somebody could sit, those of all people together: of ten people in twenty weeks, say.
_FEW = 1000
_IMPOSSIBLE = frozenset(("closed", "taken", "not_employed", "absent", "off", "meeting"))


@dataclass(frozen=True, slots=True)
class Plan:
    """A finished draft, as the contracts have it. `lapsed` are pinned shifts that cannot be."""

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
        """Set what is pinned, or has happened already; a pin goes before the unit's rules, but not before absence."""
        unit = self.availability.unit
        happened = [shift for shift in unit.history if self._inside(shift)]
        for shift in happened:
            self.roster.remove(shift)
        for shift in dict.fromkeys([*happened, *unit.pinned]):
            taken = any(other.post == shift.post for other in self.roster.on(shift.date))
            if not self._inside(shift):
                if not taken:
                    self.roster.add(shift)
                continue
            reason = reasons.TAKEN if taken else self.availability.reason(shift.date, shift.post, shift.person)
            if reason is not None and reason.code in _IMPOSSIBLE:
                self.lapsed.append(Lapsed(shift, reason))
            else:
                self.roster.add(shift)
                self.pinned.add(shift)

    def _inside(self, shift: Shift) -> bool:
        return self.start <= shift.date <= self.end

    def _novice(self, shift: Shift) -> bool:
        person = self.availability.people.get(shift.person)
        return person is not None and person.novice(shift.date)

    def _experienced_first(self, shift: Shift) -> tuple[date, bool, Shift]:
        return shift.date, self._novice(shift), shift

    def keep_wanted(self) -> None:
        """Let every wanted shift stand whose person still can."""
        for shift in sorted(self.wanted - self.pinned):
            free = shift.post in self.roster.empty_posts(shift.date)
            if free and self.availability.reason(shift.date, shift.post, shift.person) is None:
                self.accept([shift])

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
        self,
        days: Sequence[date],
        first: list[Shift],
        effort: Effort,
        weights: Weights,
        *,
        last: bool,
        posts_inside: bool = False,
        search: Callable[[Window, Weights, Effort], Solution] = solve,
    ) -> Answer:
        """The best that the solver finds for the empty posts of `days`, beginning from `first`.

        With `last` everybody's turns are to add up to whole targets at the end of the period; what stands after `days`
        is counted. With `posts_inside` the choice of posts is part of the search, as it is where it must be.
        """
        inside = posts_inside or self.posts_inside
        window = Window(
            roster=self.roster,
            ledger=self.ledger,
            days=days,
            hint=first,
            wanted=self.wanted,
            goals=self._goals(days) if last else None,
            posts_inside=inside,
        )
        solution = search(window, weights, effort)
        if solution.turns is None:
            return Answer(first, solution.spent)
        if inside:
            return Answer(solution.turns, solution.spent)
        by_day: dict[date, list[str]] = defaultdict(list)
        for turn in solution.turns:
            by_day[turn.date].append(turn.person)
        standing = [*remembered(self.availability, self.start), *self.pinned, *self.accepted]
        return Answer(seat(self.availability, by_day, standing, self.wanted), solution.spent)

    def _goals(self, days: Sequence[date]) -> dict[str, int]:
        """Whole turns for everybody: of what is filled, and of what `days` have room for."""
        open_ = [(day, [post.id for post in self.availability.open_posts(day)]) for day in self.days]
        ahead = set(days)
        there = [
            (day, posts if day in ahead else [post for post in posts if post not in self.roster.empty_posts(day)])
            for day, posts in open_
        ]
        ledger = self.ledger if there == open_ else Ledger(self.availability, self.start, self.end, there)
        return targets({person: ledger.due(person, self.end) for person in ledger.people})

    def accept(self, shifts: Iterable[Shift]) -> None:
        """Let shifts stand."""
        for shift in shifts:
            self.roster.add(shift)
            self.accepted.add(shift)

    def release(self, days: Iterable[date]) -> list[Shift]:
        """Take back what was accepted on `days`, and return it."""
        released = [shift for day in days for shift in self.roster.on(day) if shift in self.accepted]
        for shift in released:
            self.roster.remove(shift)
            self.accepted.remove(shift)
        return released

    def settle(self) -> None:
        """Let turns go from those who ended above their whole turns to those who ended below, as the rules allow.

        The last block alone cannot always do it; over the whole period there mostly is a day that suits both.
        """
        goals = self._goals(self.days)
        off_by = Counter(shift.person for shift in (*self.pinned, *self.accepted))
        off_by.subtract(goals)
        for taker in sorted(person for person in goals if off_by[person] < 0):
            free = [s for s in sorted(self.accepted - self.wanted) if off_by[s.person] > 0 and self._can_go(s, taker)]
            if free:
                dates = self.roster.dates(taker)
                best = max(free, key=lambda s: (min((abs((s.date - d).days) for d in dates), default=0), s))
                self._give(best, taker)
                off_by.subtract([best.person])
                off_by.update([taker])

    def _can_go(self, shift: Shift, taker: str) -> bool:
        """Whether she could have the shift, and everybody else of that day keep hers."""
        day, post = shift.date, shift.post
        if self.availability.wish(taker, day) < 0 or self.roster.why_not(day, post, taker) is not None:
            return False
        self._give(shift, taker)
        breaks = any(self.roster.broken_by(day, other.post, other.person) for other in self.roster.on(day))
        self._give(replace(shift, person=taker), shift.person)
        return not breaks

    def _give(self, shift: Shift, taker: str) -> None:
        given = replace(shift, person=taker)
        self.roster.remove(shift)
        self.roster.add(given)
        self.accepted ^= {shift, given}

    def exchange(self, one: Shift, other: Shift) -> bool:
        """Let two people change places, unless a rule speaks against it; whether they did."""
        self._give(one, other.person)
        self._give(other, one.person)
        around = (*self.roster.on(one.date), *self.roster.on(other.date))
        if any(self.roster.why_not(shift.date, shift.post, shift.person) for shift in around):
            self._give(replace(one, person=other.person), one.person)
            self._give(replace(other, person=one.person), other.person)
            return False
        return True

    @property
    def is_small(self) -> bool:
        """Whether so few could sit on so few days that all gaps can be searched at once."""
        seats = sum(bool(self.availability.seats(person, day)) for person in self.ledger.people for day in self.days)
        return seats <= _FEW

    def even_gaps(self, effort: Effort, weights: Weights) -> None:
        """Let people exchange days until the gaps between their turns are as regular as can be; how many turns each
        person and each day has stays."""
        first = self.release(self.days)
        self.accept(self.improve(self.days, first, effort, weights, last=False, search=solve_rhythm).shifts)

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
        """The plan: what still can be filled is filled, and the rest has its reasons."""
        self.accepted.update(stride(self.roster, self.ledger, self.days))
        shifts = sorted(self.pinned | self.accepted)
        unfilled = [
            Unfilled(day, post, tuple(self._refusals(day, post)))
            for day in self.days
            for post in self.roster.empty_posts(day)
        ]
        balance = Ledger(self.availability, self.start, self.end, slots_of(shifts)).balance(shifts)
        return Plan(tuple(shifts), tuple(unfilled), tuple(balance), tuple(self.lapsed))

    def _refusals(self, day: date, post: str) -> list[Refused]:
        people = self.availability.people
        found = ((person, self.roster.why_not(day, post, person)) for person in people)
        return [Refused(person, reason) for person, reason in found if reason is not None]
