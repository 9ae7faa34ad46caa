"""The hard rules of a rota, in one place: what is broken in one, and why somebody cannot take a shift."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from mottagning.rota import reasons
from mottagning.rota.availability import Availability
from mottagning.rota.model import Shift, Unit
from mottagning.rota.reasons import Reason


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken hard rule. For a day that lacks a qualification, `post` and `person` are None."""

    date: date
    post: str | None
    person: str | None
    reason: Reason

    @property
    def rule(self) -> str:
        """The stable code of the rule."""
        return self.reason.code


def violations(unit: Unit, shifts: Iterable[Shift]) -> list[Violation]:
    """Every broken hard rule among `shifts`, by date. The unit's history counts for gaps and weeks, not by itself.

    Two shifts too near each other are both named. Empty shifts break no rule, but a day with shifts on which nobody
    has a daily qualification does.
    """
    return Roster(Availability(unit), shifts).violations()


def why_not(unit: Unit, shifts: Iterable[Shift], day: date, post: str, person: str) -> Reason | None:
    """Why `person` cannot sit at `post` that day beside `shifts` and the history, or None when she can.

    Whoever has that very shift in `shifts` is taken to leave it, and who stands by that day to leave that for it.
    """
    return Roster(Availability(unit), shifts).why_not_called(day, post, person)


def week_of(day: date) -> date:
    """The Monday of the ISO week of `day`."""
    return day - timedelta(days=day.weekday())


class Roster:
    """Shifts that grow and shrink while somebody plans, indexed so that each rule is a look-up.

    `shifts` win over the unit's history where both name the same date and post.
    """

    def __init__(self, availability: Availability, shifts: Iterable[Shift] = ()) -> None:
        self.availability = availability
        self.rules = availability.unit.rules
        self._day: dict[date, list[Shift]] = defaultdict(list)
        self._dates: dict[str, Counter[date]] = defaultdict(Counter)
        self._weeks: dict[tuple[str, date], int] = defaultdict(int)
        self._own: list[Shift] = list(shifts)
        for shift in self._own:
            self.add(shift)
        own = {(shift.date, shift.post) for shift in self._own}
        for shift in availability.unit.history:
            if (shift.date, shift.post) not in own:
                self.add(shift)

    def add(self, shift: Shift) -> None:
        """Put a shift in, whether or not the rules allow it."""
        self._day[shift.date].append(shift)
        self._dates[shift.person][shift.date] += 1
        self._weeks[shift.person, week_of(shift.date)] += 1

    def remove(self, shift: Shift) -> None:
        """Take a shift out again."""
        self._day[shift.date].remove(shift)
        self._weeks[shift.person, week_of(shift.date)] -= 1
        dates = self._dates[shift.person]
        dates[shift.date] -= 1
        if not dates[shift.date]:
            del dates[shift.date]

    def on(self, day: date) -> list[Shift]:
        """The shifts of a day."""
        return self._day.get(day, [])

    def empty_posts(self, day: date) -> list[str]:
        """The open posts of a day at which nobody sits."""
        taken = {shift.post for shift in self.on(day)}
        return [post.id for post in self.availability.open_posts(day) if post.id not in taken]

    def dates(self, person: str) -> Counter[date]:
        """The dates on which she has shifts, with their number."""
        return self._dates[person]

    def in_week(self, person: str, day: date) -> int:
        """How many shifts she has in the ISO week of `day`."""
        return self._weeks.get((person, week_of(day)), 0)

    def why_not(self, day: date, post: str, person: str) -> Reason | None:
        """Why she cannot take that shift in place of whoever has it, or None."""
        return self.broken_by(day, post, person) or self._needed_for_day(day, post, person)

    def firmly_not(self, day: date, post: str, person: str) -> Reason | None:
        """As `why_not`, were turns allowed as near each other, and as many a week, as anybody likes."""
        return (
            self.availability.reason(day, post, person)
            or self._same_day(day, post, person)
            or self._novice(day, post, person)
            or self._needed_for_day(day, post, person)
        )

    def stands_by(self, day: date, post: str, person: str) -> Shift | None:
        """The shift of hers that day which is there for stepping in, and which she would leave for `post`."""
        posts = self.availability.posts
        for shift in self.on(day):
            own = posts.get(shift.post)
            if shift.person == person and shift.post != post and own is not None and own.kind == "standby":
                overlaps = post in posts and own.overlaps(posts[post], day.weekday())
                return shift if overlaps or self.rules.one_post_a_day else None
        return None

    def why_not_called(self, day: date, post: str, person: str) -> Reason | None:
        """As `why_not`, when she leaves what she stands by for. The place she leaves is not one still to be filled."""
        standby = self.stands_by(day, post, person)
        if standby is None:
            return self.why_not(day, post, person)
        self.remove(standby)
        reason = self.broken_by(day, post, person)
        self.add(standby)
        return reason or self._needed_for_day(day, post, person)

    def clash(self, day: date, post: str, person: str) -> Reason | None:
        """Why she cannot sit there for her own part, whoever else does that day, or None."""
        return (
            self.availability.reason(day, post, person)
            or self._same_day(day, post, person)
            or self._gap(day, person)
            or self._week(day, post, person)
        )

    def broken_by(self, day: date, post: str, person: str) -> Reason | None:
        """The hard rule that she breaks, or would break, by sitting there; whoever else has the post is disregarded."""
        return self.clash(day, post, person) or self._novice(day, post, person)

    def _same_day(self, day: date, post: str, person: str) -> Reason | None:
        posts = self.availability.posts
        for shift in self.on(day):
            if shift.person == person and shift.post != post:
                other = posts.get(shift.post)
                if self.rules.one_post_a_day or other is None or posts[post].overlaps(other, day.weekday()):
                    return reasons.same_day(other)
        return None

    def _gap(self, day: date, person: str) -> Reason | None:
        least = self.rules.min_gap_days or 0
        dates = self._dates.get(person)
        if dates:
            for number in range(1, least):
                for other in (day - timedelta(days=number), day + timedelta(days=number)):
                    if other in dates:
                        return reasons.gap(other, least)
        return None

    def _week(self, day: date, post: str, person: str) -> Reason | None:
        most = self.rules.max_per_week
        if most is None:
            return None
        here = sum(shift.post == post and shift.person == person for shift in self.on(day))
        return reasons.week_full(most) if self.in_week(person, day) - here >= most else None

    def _novice(self, day: date, post: str, person: str) -> Reason | None:
        """At most one novice a day, and only beside somebody experienced, or her mentor if the rules say so."""
        if self.rules.novices == "free" or not self._is_novice(person, day):
            return None
        beside = [shift.person for shift in self.on(day) if shift.post != post and shift.person != person]
        if any(self._is_novice(other, day) for other in beside):
            return reasons.SECOND_NOVICE
        mentor = self.availability.people[person].mentor
        if self.rules.novices == "mentor" and mentor is not None:
            return None if mentor in beside else reasons.NO_MENTOR
        return None if beside else reasons.ALONE

    def _is_novice(self, person: str, day: date) -> bool:
        found = self.availability.people.get(person)
        return found is not None and found.novice(day)

    def _needed_for_day(self, day: date, post: str, person: str) -> Reason | None:
        """The last free shift of a day is for whoever brings the qualifications that the day still lacks."""
        missing = self._missing([shift.person for shift in self.on(day) if shift.post != post] + [person])
        if missing is None or any(empty != post for empty in self.empty_posts(day)):
            return None
        return reasons.day_not_qualified(missing)

    def brings_missing(self, day: date, person: str) -> bool:
        """Whether a daily qualification that the day still lacks is hers."""
        there = [shift.person for shift in self.on(day)]
        return self._missing(there) is not None and self._missing([*there, person]) != self._missing(there)

    def _missing(self, present: Iterable[str]) -> str | None:
        """The first daily qualification that nobody of `present` has."""
        wanted = self.rules.daily_qualifications
        if not wanted:
            return None
        people = self.availability.people
        held = {name for person in present if person in people for name in people[person].qualifications}
        return next((name for name in wanted if name not in held), None)

    def violations(self) -> list[Violation]:
        """See the function of that name: of the shifts this roster was made with."""
        found = []
        for shift in sorted(self._own):
            day, post, person = shift.date, shift.post, shift.person
            reason = self.broken_by(day, post, person)
            if reason is None and sum(other.post == post for other in self.on(day)) > 1:
                reason = reasons.TAKEN
            if reason is not None:
                found.append(Violation(day, post, person, reason))
        for day in sorted({shift.date for shift in self._own}):
            missing = self._missing([shift.person for shift in self.on(day)])
            if missing is not None:
                found.append(Violation(day, None, None, reasons.unqualified(missing)))
        return sorted(found, key=lambda violation: violation.date)
