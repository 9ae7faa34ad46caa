"""The measures of the case list: how long cases take, their deadlines, children's investigations, and help.

What took a time belongs to the period in which it ended.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy

from mottagning.cases.deadlines import DEFAULT_RULES
from mottagning.db import Database
from mottagning.measures import counting, deadlinefigures
from mottagning.measures.arrays import (
    NONE,
    Flags,
    Numbers,
    Values,
    Words,
    combined,
    cut,
    day_number,
    joined,
    moment,
)
from mottagning.measures.asked import Asked, Found, put_together
from mottagning.measures.columns import Column, Day, Moment, Number, Text, one_of, read
from mottagning.measures.contactfigures import Contacts
from mottagning.measures.counting import Measure
from mottagning.measures.deadlinefigures import Told
from mottagning.measures.opentime import local_days, midnight

STAGES = ("received", "investigation", "decision", "execution", "follow_up")
_CLOSED = "closed"
_DATES = ("stage_since", "received", "opened", "decided", "executed", "closed")
_CHILD = "child"
_BY_LAW = next(rule for rule in DEFAULT_RULES if rule.code == "child_investigation")
_DAYS = 120
"""In how long a child investigation is to be finished: four months (SoL 20:3), and as it was asked in days before."""
_HISTORY = "FROM case_history WHERE field = ? AND at >= ?"
_CONCERNS = """
    FROM (
      SELECT contact.at AS at, CASE WHEN EXISTS (
        SELECT 1 FROM tie WHERE tie.contact_id = contact.id AND tie.state = 'tied'
      ) THEN 1 ELSE 0 END AS has_case
      FROM contact WHERE contact.concern = 'marked' AND contact.at >= ? AND contact.at < ?
    ) AS concern
"""

_NEVER = int(numpy.iinfo(numpy.int64).max)
_ONE_DAY = timedelta(days=1)


def figures(database: Database, contacts: Contacts, asked: Asked) -> Found:
    """Inside `reading`: the measures of each period, as the case list stands; of its stages, as they stood then."""
    told = _load(database)
    changes = _Changes(database, told, asked)
    return put_together(
        (
            deadlinefigures.figures(database, told, asked),
            _handling(told, asked),
            _helped(database, told, contacts, asked),
            changes.open_stages(),
            changes.stays(),
            _children(told, asked),
            _concerns(database, asked),
        )
    )


def _load(database: Database) -> Told:
    columns: tuple[Column, ...] = (Number("id"), Text("category"), Text("type"), Text("stage"), *map(Day, _DATES))
    number, category, type_, stage, *dates = read(database, columns, "FROM cases")
    return Told(id=number, category=category, type=type_, stage=stage, dates=dict(zip(_DATES, dates, strict=True)))


def _handling(told: Told, asked: Asked) -> Found:
    """From received to decided, of all cases, by category, and by type."""
    received, decided = told.dates["received"], told.dates["decided"]
    is_known = (received != NONE) & (decided >= received)
    kinds = _kinds(told)
    found = []
    for rows in cut(decided, asked.spans):
        measures: list[Measure] = []
        for of, belongs in kinds:
            those = rows[belongs[rows]]
            known = those[is_known[those]]
            measures += counting.times(
                "handling", _days(received, decided, known), "days", len(those) - len(known), of=of
            )
        found.append(tuple(measures))
    return found


def _kinds(told: Told) -> list[tuple[str, Flags]]:
    """What the figures are told of, and which cases that is: all, each category, each type within one."""
    both, kind_of = combined(told.category, told.type)
    of_category = {name: told.category.among(name) for name in told.category.known}
    of_type = {
        f"{category}/{type_}": kind_of == place for place, (category, type_) in enumerate(both) if category and type_
    }
    named = sorted((of_category | of_type).items(), key=lambda kind: kind[0])
    return [("", numpy.ones(len(told.id), numpy.bool_)), *((f"/{name}", which) for name, which in named if name)]


def _helped(database: Database, told: Told, contacts: Contacts, asked: Asked) -> Found:
    """From the first contact, or the day it was received if that was before, to carried out."""
    contact = _first_contacts(database, told, contacts, asked)
    received, executed = told.dates["received"], told.dates["executed"]
    both = (contact != NONE) & (received != NONE)
    began = numpy.where(both, numpy.minimum(contact, received), numpy.maximum(contact, received))
    is_known = (began != NONE) & (executed >= began)
    found = []
    for rows in cut(executed, asked.spans):
        known = rows[is_known[rows]]
        found.append(counting.times("help", _days(began, executed, known), "days", len(rows) - len(known)))
    return found


def _first_contacts(database: Database, told: Told, contacts: Contacts, asked: Asked) -> Numbers:
    """Of each case the day of the earliest contact tied to it; only of those carried out in one of the periods."""
    first, last = map(day_number, asked.days)
    helped = told.id[(told.dates["executed"] >= first) & (told.dates["executed"] <= last)]
    if not len(helped):
        return numpy.full(len(told.id), NONE)
    is_one, ids = one_of(database, helped)
    source = f"FROM tie WHERE state = 'tied' AND case_id {is_one}"
    case, contact = read(database, (Number("case_id"), Number("contact_id")), source, (ids,))
    came = joined(contacts.id, contacts.at, contact)
    # What came after the periods was no first contact of what was carried out in them; what came before is looked up.
    older = contact[came == NONE]
    if len(older):
        is_one, ids = one_of(database, numpy.unique(older))
        source = f"FROM contact WHERE id {is_one} AND at < ?"
        number, at = read(database, (Number("id"), Moment("at")), source, (ids, asked.since))
        came = numpy.where(came == NONE, joined(number, at, contact), came)
    case, came = case[came != NONE], came[came != NONE]
    earliest = numpy.lexsort((came, case))
    return joined(case[earliest], local_days(came[earliest]), told.id)


def _children(told: Told, asked: Asked) -> Found:
    """Child investigations: how long those took that ended, and how many ended within what they may take."""
    rows = told.category.among(_CHILD) & (told.dates["opened"] != NONE)
    opened = told.dates["opened"][rows]
    ended = numpy.full(len(opened), _NEVER, numpy.int64)
    for name in ("decided", "closed"):
        stop = told.dates[name][rows]
        ended = numpy.where(stop >= opened, numpy.minimum(ended, stop), ended)  # NONE is before any day
    months = deadlinefigures.due_days(_BY_LAW, opened, asked.worktime, asked.days[0])
    by_months, by_days = _within(ended, months, asked.today), _within(ended, opened + _DAYS, asked.today)
    return [
        (
            *counting.times("child", _days(opened, ended, over), "days", 0),
            counting.share("child_in_4_months", by_months[0][in_months]),
            counting.share("child_in_120_days", by_days[0][in_days]),
        )
        for over, in_months, in_days in zip(
            cut(ended, asked.spans), cut(by_months[1], asked.spans), cut(by_days[1], asked.spans), strict=True
        )
    ]


def _within(ended: Numbers, due: Numbers, today: date) -> tuple[Flags, Numbers]:
    """Whether each ended by the day it was due, and on which day that was decided: `NONE` while it may still."""
    in_time = ended <= due
    is_decided = in_time | (due < day_number(today))
    return in_time, numpy.where(is_decided, numpy.where(in_time, ended, due), NONE)


def _concerns(database: Database, asked: Asked) -> Found:
    """Reports of concern, by the day they came, and whether each is tied to a case."""
    at, has_case = read(database, (Moment("at"), Number("has_case")), _CONCERNS, (asked.since, asked.until))
    is_tied = has_case == 1
    return [(counting.share("concerns_with_case", is_tied[rows]),) for rows in cut(local_days(at), asked.spans)]


class _Changes:
    """What feeds have changed in the stages of cases since the first of the periods began, the earliest first."""

    def __init__(self, database: Database, told: Told, asked: Asked) -> None:
        self._told, self._asked = told, asked
        self._names = [*told.stage.known]
        before, before_and_after = (Day("old", is_text=True),), (Day("old", is_text=True), Day("new", is_text=True))
        self._stage = self._read(database, "stage", (Text("old"),))
        self._since = self._read(database, "stage_since", before_and_after)
        self._closed = self._read(database, "closed", before)

    def _read(self, database: Database, field: str, columns: tuple[Column, ...]) -> _Changed:
        case, at, *said = read(
            database, (Number("case_id"), Moment("at"), *columns), _HISTORY, (field, self._asked.since)
        )
        order = numpy.argsort(at, kind="stable")
        old = _codes(said[0], self._names) if field == "stage" else said[0]
        row = joined(self._told.id, numpy.arange(len(self._told.id)), case[order])
        return _Changed(row, at[order], old[order], said[-1][order] if len(said) > 1 else old[order])

    def open_stages(self) -> Found:
        """The cases that were open on the last day of each period: how long in their stage then.

        From today backwards: what feeds have changed since that day is taken back.
        """
        dates, names = self._told.dates, tuple(self._names)
        stage, since, closed = self._told.stage.codes.copy(), dates["stage_since"].copy(), dates["closed"].copy()
        found: dict[date, tuple[Measure, ...]] = {}
        lasts = [min(last, self._asked.today) for _, last in self._asked.spans]
        until = _NEVER
        for day in sorted(set(lasts), reverse=True):
            end = moment(midnight(day + _ONE_DAY))
            for changed, values in ((self._stage, stage), (self._since, since), (self._closed, closed)):
                changed.take_back(values, end, until)
            until = end
            number = day_number(day)
            is_open = (closed == NONE) | (closed > number)
            is_open &= dates["received"] <= number  # NONE is before any day
            lasted = numpy.where(since == NONE, NONE, number - since)[is_open]
            found[day] = counting.stages(Words(stage[is_open], names), lasted, NONE, STAGES)
        return [found[day] for day in lasts]

    def stays(self) -> Found:
        """How long cases were in the stages that they left in each period, by closing too."""
        moved, dated = self._stage, self._since
        # One feed changes both at the same moment.
        moments, when = numpy.unique(numpy.concatenate((moved.at, dated.at)), return_inverse=True)
        change = numpy.concatenate((moved.row, dated.row)) * max(len(moments), 1) + when
        of_moved, of_dated = change[: len(moved.at)], change[len(moved.at) :]
        began, ended = (joined(of_dated, days, of_moved) for days in (dated.old, dated.new))
        ended = numpy.where(ended == NONE, local_days(moved.at), ended)
        dates = self._told.dates
        closed = numpy.flatnonzero((dates["closed"] != NONE) & ~self._told.stage.among(_CLOSED))
        began = numpy.concatenate((began, dates["stage_since"][closed]))
        ended = numpy.concatenate((ended, dates["closed"][closed]))
        codes = numpy.concatenate((moved.old, self._told.stage.codes[closed]))
        stage = Words(codes, tuple(self._names))
        is_known = (began != NONE) & (ended >= began)
        shown = [*STAGES, *sorted({*self._names} - {*STAGES, _CLOSED, ""})]
        of_stage = [(f"/{name}", stage.among(name)) for name in shown]
        found = []
        for rows in cut(ended, self._asked.spans):
            measures: list[Measure] = []
            for of, belongs in of_stage:
                those = rows[belongs[rows]]
                known = those[is_known[those]]
                left_out = len(those) - len(known)
                measures += counting.times("stage_time", _days(began, ended, known), "days", left_out, of=of)
            found.append(tuple(measures))
        return found


@dataclass(frozen=True, slots=True)
class _Changed:
    """The changes of one field: of which case (its row), when, from what, to what."""

    row: Numbers
    at: Numbers
    old: Numbers
    new: Numbers

    def take_back(self, values: Numbers, since: int, until: int) -> None:
        """Give `values` what they were before the changes from `since` until `until`."""
        first, last = numpy.searchsorted(self.at, (since, until))
        newest_first = numpy.arange(last - 1, first - 1, -1)  # so that the earliest of several stays
        values[self.row[newest_first]] = self.old[newest_first]


def _days(began: Numbers, ended: Numbers, rows: Numbers) -> Values:
    return (ended[rows] - began[rows]).astype(numpy.float64)


def _codes(words: Words, names: list[str]) -> Numbers:
    """The places of the words in `names`, where those that are new are added."""
    used, places = numpy.unique(words.codes, return_inverse=True)
    said = [words.known[code] for code in used.tolist()]
    names += [word for word in said if word not in names]
    return numpy.array([names.index(word) for word in said], numpy.int64)[places]
