"""What holds for a person, a post and a day whatever else is planned: opening, employment, absence, skill."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta

from mottagning.rota import reasons
from mottagning.rota.model import WHOLE_DAY, Absence, Half, Meeting, Person, Post, Unit, days_between, halves, touched
from mottagning.rota.reasons import Reason
from mottagning.worktime import is_before_holiday, swedish_holidays

Opening = tuple[time, time]


class Availability:
    """Looks a unit's fixed facts up fast; made once per unit, answers never change."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.posts = {post.id: post for post in unit.posts}
        self.people = {person.id: person for person in unit.people}
        self._absences: dict[str, list[Absence]] = defaultdict(list)
        for absence in unit.absences:
            self._absences[absence.person].append(absence)
        self._off: dict[tuple[str, int], frozenset[Half]] = {}
        for person in unit.people:
            for off in person.off:
                key = (person.id, off.weekday)
                self._off[key] = self._off.get(key, frozenset()) | halves(off.half)
        self._open_on_weekday = [tuple(p for p in unit.posts if weekday in p.weekdays) for weekday in range(7)]
        self._short = {each.date: (each.start, each.end) for each in unit.short}
        self._meetings: dict[str, list[Meeting]] = defaultdict(list)
        for meeting in unit.meetings:
            for who in meeting.people:
                self._meetings[who].append(meeting)
        self._open: dict[date, tuple[Post, ...]] = {}
        self._seats: dict[tuple[str, int, frozenset[Half], frozenset[Half], Opening | None, bool], tuple[str, ...]] = {}
        self._free: dict[tuple[str, date], frozenset[Half]] = {}
        self._reasons: dict[tuple[date, str, str], Reason | None] = {}

    def open_posts(self, day: date) -> tuple[Post, ...]:
        """The posts to be filled that day, in the unit's order."""
        found = self._open.get(day)
        if found is None:
            closed = day in self.unit.closed or day in swedish_holidays(day.year)
            found = () if closed else self._open_on_weekday[day.weekday()]
            if found and self._opening(day) is not None:
                found = tuple(post for post in found if self._most_is_left(post, day))
            self._open[day] = found
        return found

    def _opening(self, day: date) -> Opening | None:
        """The hours that all posts keep within that day, None when it is a day as others."""
        early = self.unit.before_holidays
        if day in self._short:
            return self._short[day]
        return (time.min, early) if early is not None and is_before_holiday(day) else None

    def hours(self, post: Post, day: date) -> Opening:
        """From when and until when one sits at an open post that day."""
        start, end = post.hours(day.weekday())
        opening = self._opening(day)
        return (start, end) if opening is None else (max(start, opening[0]), min(end, opening[1]))

    def is_shortened(self, post: Post, day: date) -> bool:
        """Whether one sits there at other hours than on that weekday as a rule."""
        return self.hours(post, day) != post.hours(day.weekday())

    def is_shut(self, post: Post, day: date) -> bool:
        """Whether nobody sits at a post that day, whatever is planned: the unit is closed, or at all its hours."""
        start, end = self.hours(post, day)
        return day in self.unit.closed or start >= end

    def _most_is_left(self, post: Post, day: date) -> bool:
        """Whether a shortened day leaves at least half of a post's hours: a shorter one is not worth a turn."""
        return 2 * _length(*self.hours(post, day)) >= _length(*post.hours(day.weekday()))

    def busy(self, person: str, day: date) -> frozenset[Half]:
        """The halves of the day in which she sits in a meeting."""
        taken: frozenset[Half] = frozenset()
        for meeting in self._meetings.get(person, ()):
            if meeting.is_on(day):
                taken |= halves(meeting.half)
        return taken

    def open_days(self, start: date, end: date) -> list[date]:
        """The days from `start` to `end`, both included, on which something is to be filled."""
        return [day for day in days_between(start, end) if self.open_posts(day)]

    def wish(self, person: str, day: date) -> float:
        """How gladly she sits on that weekday: below 0 rather not, 0 when she has not said."""
        wishes = self.unit.wishes
        return sum(each.weight for each in wishes if (each.person, each.weekday) == (person, day.weekday()))

    def off(self, person: str, weekday: int) -> frozenset[Half]:
        """The halves that she is off every such weekday."""
        return self._off.get((person, weekday), frozenset())

    def free(self, person: str, day: date) -> frozenset[Half]:
        """The halves of the day that she is at work."""
        key = (person, day)
        found = self._free.get(key)
        if found is None:
            found = self._free[key] = self._find_free(self.people[person], day)
        return found

    def _find_free(self, person: Person, day: date) -> frozenset[Half]:
        if not person.employed(day) or person.rate(day) <= 0:
            return frozenset()
        left = WHOLE_DAY - self.off(person.id, day.weekday())
        for absence in self._absences[person.id]:
            if absence.start <= day <= absence.end:
                left -= halves(absence.half)
        return left

    def reason(self, day: date, post: str, person: str) -> Reason | None:
        """Why she could not sit there even if nothing else were planned, or None."""
        key = (day, post, person)
        if key not in self._reasons:
            self._reasons[key] = self._find_reason(day, post, person)
        return self._reasons[key]

    def _find_reason(self, day: date, post_id: str, person_id: str) -> Reason | None:
        post, person = self.posts.get(post_id), self.people.get(person_id)
        open_posts = self.open_posts(day)
        if post is None or post not in open_posts:
            return reasons.CLOSED
        if person is None or not person.employed(day) or person.rate(day) <= 0:
            return reasons.NOT_EMPLOYED
        needed = touched(*self.hours(post, day))
        if not needed <= self.free(person_id, day):
            return reasons.OFF if needed & self.off(person_id, day.weekday()) else reasons.ABSENT
        if needed & self.busy(person_id, day):
            return reasons.MEETING
        if person.posts is not None and post_id not in person.posts:
            return reasons.NOT_ALLOWED
        for missing in sorted(post.needs - person.qualifications):
            return reasons.not_qualified(missing)
        if len(open_posts) < 2:
            # Whoever sits there is alone that day: what the day needs she needs.
            for missing in self.unit.rules.daily_qualifications:
                if missing not in person.qualifications:
                    return reasons.not_qualified(missing)
            if person.novice(day) and self.unit.rules.novices != "free":
                return reasons.ALONE
        return None

    def seats(self, person: str, day: date) -> tuple[str, ...]:
        """The posts that she could take that day."""
        free = self.free(person, day)
        if not free or not self.open_posts(day):
            return ()
        # On open days nothing else tells one from another.
        is_novice = self.people[person].novice(day)
        key = (person, day.weekday(), free, self.busy(person, day), self._opening(day), is_novice)
        found = self._seats.get(key)
        if found is None:
            able = (post.id for post in self.open_posts(day) if self.reason(day, post.id, person) is None)
            found = self._seats[key] = tuple(able)
        return found


def _length(start: time, end: time) -> timedelta:
    """How long it is from one time to the other; less than nothing when they come in the wrong order."""
    return datetime.combine(date.min, end) - datetime.combine(date.min, start)
