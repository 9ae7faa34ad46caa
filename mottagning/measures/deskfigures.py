"""The measures of the work at the desk: shifts covered, time there, interruptions, work outside opening hours.

They are the unit's and nobody's own: who sat where is read to count hours and people, and goes no further. Where fewer
than `FEWEST_SHOWN` people worked in the period the figures of work are withheld: they would be about those few.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal

import numpy

from mottagning import thinning
from mottagning.db import Database
from mottagning.measures import counting
from mottagning.measures.arrays import HOUR, MINUTE, NONE, Flags, Numbers, cut, day_number, moment
from mottagning.measures.asked import Asked, Found, put_together
from mottagning.measures.catalogue import FEWEST_SHOWN
from mottagning.measures.columns import Moment, Number, read, stored
from mottagning.measures.contactfigures import Contacts
from mottagning.measures.counting import Measure
from mottagning.measures.opentime import local_days
from mottagning.measures.periods import Span
from mottagning.people import staff
from mottagning.people.absence import Absence, absences
from mottagning.rota import unit
from mottagning.rota.model import Half, halves, touched
from mottagning.rota.tables import ShiftRow
from mottagning.worktime import ZONE, WorkTime

_AT_THE_DESK = ("desk", "lunch")
"""Kinds of posts where one sits; who is on standby sits elsewhere."""
_NOTES = 15 * MINUTE
"""What is closed within this time after a call was being written until then; later it was something else."""
_LONGEST = HOUR
"""A visit that is closed later than this was not talked about all the time."""
_WRITTEN = "FROM command_log WHERE at >= ? AND at < ? AND actor_id IS NOT NULL"


@dataclass(frozen=True, slots=True)
class _Shifts:
    """Published shifts at the desk: from when until when (UTC), whether somebody was there, and who."""

    day: Numbers
    start: Numbers
    end: Numbers
    is_covered: Flags
    person: Numbers


def figures(database: Database, contacts: Contacts, asked: Asked) -> Found:
    """Inside `reading`: the measures of each period."""
    shifts = _load(database, *asked.days, asked.worktime)
    at_desk = list(zip(cut(shifts.day, asked.spans), asked.spans, strict=True))
    return put_together(
        (
            [(counting.share("rota_covered", shifts.is_covered[rows]),) for rows, _ in at_desk],
            [_hours(shifts, rows[shifts.is_covered[rows]], span) for rows, span in at_desk],
            _interruptions(contacts, shifts, asked),
            _after_hours(database, asked),
        )
    )


def _load(database: Database, first: date, last: date, worktime: WorkTime) -> _Shifts:
    availability = unit.opening(database)
    known, there = unit.names(database), _Attendance(database, first, last)
    published: Any = (
        ShiftRow.select(ShiftRow.day, ShiftRow.post_id, ShiftRow.person_id)
        .where((ShiftRow.day >= first) & (ShiftRow.day <= last))
        .tuples()
    )
    rows = []
    for day, number, person in published:
        post = availability.posts[known.post(number)]
        if post.kind in _AT_THE_DESK and worktime.is_working_day(day) and not availability.is_shut(post, day):
            hours = availability.hours(post, day)
            start, end = (moment(datetime.combine(day, at, ZONE)) for at in hours)
            is_covered = person is not None and there.at_work(person, day, touched(*hours))
            rows.append((day_number(day), start, end, is_covered, person or 0))
    days, starts, ends, covered, sitting = numpy.array(rows, numpy.int64).reshape(-1, 5).T
    return _Shifts(days, starts, ends, covered == 1, sitting)


class _Attendance:
    """Who was employed and not away. On which weekdays somebody works today says nothing of earlier days."""

    def __init__(self, database: Database, first: date, last: date) -> None:
        self._staff = {person.id: person for person in staff.everyone(database)}
        self._away: defaultdict[int, list[Absence]] = defaultdict(list)
        for each in absences(database, first, last):
            self._away[each.person].append(each)

    def at_work(self, person: int, day: date, needed: frozenset[Half]) -> bool:
        """Whether she was there for these halves of the day."""
        gone = (halves(each.half) for each in self._away[person] if each.first <= day <= each.last)
        return self._staff[person].employed(day) and not any(needed & each for each in gone)


def _hours(shifts: _Shifts, rows: Numbers, span: Span) -> tuple[Measure, ...]:
    people = len(numpy.unique(shifts.person[rows]))
    hours = float((shifts.end - shifts.start)[rows].sum()) / HOUR
    weeks = ((span[1] - span[0]).days + 1) / 7
    value = hours / people / weeks if people else None
    return (_of_people(Measure(name="desk_hours_week", value=value, unit="h", n=len(rows)), people),)


def _interruptions(contacts: Contacts, shifts: _Shifts, asked: Asked) -> Found:
    """Calls and visits that came while as many were being handled as there were people at the desk."""
    at, closed, ended = contacts.at, contacts.closed, contacts.ended
    talks = (contacts.answered != NONE) & (ended > contacts.answered)
    visits = contacts.came.among("visit") & (closed > at)
    written = numpy.where((closed > ended) & (closed - ended <= _NOTES), closed, ended)
    began = numpy.concatenate((contacts.answered[talks], at[visits]))
    until = numpy.concatenate((written[talks], numpy.minimum(closed[visits], at[visits] + _LONGEST)))
    sitting = shifts.is_covered
    came = at[contacts.came.among("phone", "visit")]
    there = _at_once(shifts.start[sitting], shifts.end[sitting], came, "right")
    came, there = came[there > 0], there[there > 0]
    interrupts = _at_once(began, until, came, "left") >= there
    found: list[tuple[Measure, ...]] = []
    for rows, those in zip(cut(shifts.day, asked.spans), cut(local_days(came), asked.spans), strict=True):
        covered = rows[sitting[rows]]
        hours = float((shifts.end - shifts.start)[covered].sum()) / HOUR
        value = int(interrupts[those].sum()) / hours if hours else None
        measure = Measure(name="interruptions_per_hour", value=value, unit="per_h", n=len(those))
        found.append((_of_people(measure, len(numpy.unique(shifts.person[covered]))),))
    return found


def _at_once(began: Numbers, until: Numbers, at: Numbers, side: Literal["left", "right"]) -> Numbers:
    """How many of these times hold each moment: their end does not, their beginning with `side` "right"."""
    begun = numpy.searchsorted(numpy.sort(began), at, side)
    over = numpy.searchsorted(numpy.sort(until), at, "right")
    found: Numbers = begun - over
    return found


def _after_hours(database: Database, asked: Asked) -> Found:
    """Minutes in which somebody wrote something, and how many of them were outside opening hours."""
    before = thinning.left(*asked.days)
    since = asked.since
    if before:
        since = max(since, stored(thinning.begins(before[-1].day + timedelta(days=1))))
    at, actor = read(database, (Moment("at"), Number("actor_id")), _WRITTEN, (since, asked.until))
    # Of each person one row a minute, however much she wrote in it.
    most = int(actor.max(initial=0)) + 1
    minutes = numpy.sort(at // MINUTE * most + actor)
    minutes = minutes[numpy.diff(minutes, prepend=NONE) != 0]
    at, who = minutes // most * MINUTE, minutes % most
    thinned_at = numpy.array([minute for day in before for minute in day.minutes], numpy.int64) * MINUTE
    writing = numpy.array([people for day in before for people in day.writing], numpy.int64)
    written = numpy.concatenate((numpy.repeat(thinned_at, writing), at))
    is_outside = ~asked.clock.is_open(written)
    thinned = numpy.array([(day_number(day.day), day.people) for day in before], numpy.int64).reshape(-1, 2)
    found: list[tuple[Measure, ...]] = []
    for rows, known, days in zip(
        *(cut(each, asked.spans) for each in (local_days(written), local_days(at), thinned[:, 0])), strict=True
    ):
        # Who wrote on a day that was thinned is not known: those of its busiest day are the least there were.
        people = max(len(numpy.unique(who[known])), int(thinned[days, 1].max(initial=0)))
        found.append((_of_people(counting.share("after_hours", is_outside[rows]), people),))
    return found


def _of_people(measure: Measure, people: int) -> Measure:
    """Nothing is told of so few that it would be about them."""
    if measure.value is None or people >= FEWEST_SHOWN:
        return measure
    return replace(measure, value=None, is_withheld=True)
