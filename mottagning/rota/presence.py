"""How much of a day people are in: the unit's hours, absence, and the weekdays on which they do not work."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from mottagning.db import Database
from mottagning.people import absence, staff
from mottagning.people.absence import Absence, PersonDay, Present
from mottagning.people.away import WHOLE, Half
from mottagning.people.staff import Person
from mottagning.rota.work import weekly_off
from mottagning.worktime import WorkTime

_DAY = timedelta(days=1)


class Days:
    """What is known of the days from `first` to `last`."""

    def __init__(self, database: Database, first: date, last: date, worktime: WorkTime | None) -> None:
        """Without `worktime` the unit is taken to be open every day."""
        self._worktime = worktime
        self._last = last
        self._away: defaultdict[int, list[Absence]] = defaultdict(list)
        with database.reading():
            self._off = weekly_off(database)
            for each in absence.absences(database, first, last):
                self._away[each.person].append(each)

    def present(self, person: Person, day: date) -> Present:
        """In all day, in the morning or the afternoon only, or out."""
        is_shut = self._worktime is not None and not self._worktime.is_working_day(day)
        if is_shut or not person.employed(day):
            return "out"
        gone: set[Half] = set()
        for away in self._away[person.id]:
            if away.first <= day <= away.last:
                gone |= _halves(away.half)
        for weekday, half in self._off.get(person.id, ()):
            if weekday == day.weekday():
                gone |= _halves(half)
        if gone == WHOLE:
            return "out"
        if not gone:
            return "in"
        return "pm" if "am" in gone else "am"

    def next_in(self, person: Person, day: date) -> date | None:
        """The first day after `day` that she is in for some part, as far as is known here."""
        ahead = (day + number * _DAY for number in range(1, (self._last - day).days + 1))
        return next((each for each in ahead if self.present(person, each) != "out"), None)


def who_is_in(database: Database, day: date, worktime: WorkTime | None = None) -> tuple[PersonDay, ...]:
    """Everybody employed that day, in the order of names, and how much of it she is in."""
    days = Days(database, day, day, worktime)
    return tuple(PersonDay(person, days.present(person, day)) for person in staff.everyone(database, day))


def _halves(half: Half | None) -> frozenset[Half]:
    return WHOLE if half is None else frozenset((half,))
