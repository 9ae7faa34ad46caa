"""The measures of the case list: how long cases take, their deadlines, children's investigations, and help.

What took a time belongs to the period in which it ended.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

import numpy

from mottagning.cases.deadlines import add_months
from mottagning.db import Database
from mottagning.measures import counting, deadlinefigures
from mottagning.measures.arrays import NONE, Flags, Numbers, Values, Words, as_date, cut, day_number, joined, moment
from mottagning.measures.asked import Asked, Found, put_together
from mottagning.measures.columns import Column, Day, Moment, Number, Text, Word, read
from mottagning.measures.counting import Measure
from mottagning.measures.deadlinefigures import Told
from mottagning.measures.opentime import local_days, midnight

STAGES = ("received", "investigation", "decision", "execution", "follow_up")
_CLOSED = "closed"
_DATES = ("stage_since", "received", "opened", "decided", "executed", "closed")
_CHILD = "child"
_MONTHS, _DAYS = 4, 120
"""In how long a child investigation is to be finished: by law (SoL 20:3), and as it was asked in days before."""
_CHANGED = ("stage", "stage_since", "closed")
_HISTORY = "FROM case_history WHERE at >= ? AND field IN ('stage', 'stage_since', 'closed')"
_TIES = """
    FROM cases JOIN tie ON tie.case_id = cases.id AND tie.state = 'tied'
    WHERE cases.executed >= ? AND cases.executed <= ?
"""
_CAME = "FROM contact WHERE at < ?"
"""When all that is kept came, from the index alone: sooner read than looked up for each of some ten thousand ties."""
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
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def figures(database: Database, asked: Asked) -> Found:
    """Inside `reading`: the measures of each period, as the case list stands; of its stages, as they stood then."""
    told = _load(database)
    changes = _Changes(database, told, asked)
    return put_together(
        (
            deadlinefigures.figures(database, told, asked),
            _handling(told, asked),
            _helped(database, told, asked),
            changes.open_stages(),
            changes.stays(),
            _children(told, asked),
            _concerns(database, asked),
        )
    )


def _load(database: Database) -> Told:
    columns: tuple[Column, ...] = (Number("id"), Text("category"), Text("type"), Text("stage"), *map(Day, _DATES))
    # In the order of their ids, so that what is known of one by its id is found.
    source = f"FROM (SELECT id, category, type, stage, {', '.join(_DATES)} FROM cases ORDER BY id) AS cases"  # noqa: S608
    number, category, type_, stage, *dates = read(database, columns, source)
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
    both = numpy.unique(numpy.stack([told.category.codes, told.type.codes]), axis=1).T.tolist()
    of_category = {told.category.known[code]: told.category.codes == code for code, _ in both}
    of_type = {
        f"{told.category.known[category]}/{told.type.known[type_]}": (told.category.codes == category)
        & (told.type.codes == type_)
        for category, type_ in both
        if told.category.known[category] and told.type.known[type_]
    }
    named = sorted((of_category | of_type).items(), key=lambda kind: kind[0])
    return [("", numpy.ones(len(told.id), numpy.bool_)), *((f"/{name}", which) for name, which in named if name)]


def _helped(database: Database, told: Told, asked: Asked) -> Found:
    """From the first contact, or the day it was received if that was before, to carried out."""
    contact = _first_contacts(database, told, asked)
    received, executed = told.dates["received"], told.dates["executed"]
    both = (contact != NONE) & (received != NONE)
    began = numpy.where(both, numpy.minimum(contact, received), numpy.maximum(contact, received))
    is_known = (began != NONE) & (executed >= began)
    found = []
    for rows in cut(executed, asked.spans):
        known = rows[is_known[rows]]
        found.append(counting.times("help", _days(began, executed, known), "days", len(rows) - len(known)))
    return found


def _first_contacts(database: Database, told: Told, asked: Asked) -> Numbers:
    """Of each case the day of the earliest contact tied to it; only of those carried out in one of the periods."""
    executed = tuple(day.isoformat() for day in asked.days)
    cases, contacts = read(database, (Number("tie.case_id"), Number("tie.contact_id")), _TIES, executed)
    if not len(cases):
        return numpy.full(len(told.id), NONE)
    number, came = read(database, (Number("id"), Moment("at")), _CAME, (asked.until,))
    order = numpy.argsort(number)
    at = joined(number[order], came[order], contacts)
    first = numpy.lexsort((at, cases))
    first = first[at[first] != NONE]
    return joined(cases[first], local_days(at[first]), told.id)


def _children(told: Told, asked: Asked) -> Found:
    """Child investigations: how long those took that ended, and how many ended within what they may take."""
    rows = told.category.among(_CHILD) & (told.dates["opened"] != NONE)
    opened = told.dates["opened"][rows]
    ended = numpy.full(len(opened), _NEVER, numpy.int64)
    for name in ("decided", "closed"):
        stop = told.dates[name][rows]
        ended = numpy.where(stop >= opened, numpy.minimum(ended, stop), ended)  # NONE is before any day
    known, places = numpy.unique(opened, return_inverse=True)
    months = numpy.array([day_number(add_months(as_date(day), _MONTHS)) for day in known], numpy.int64)[places]
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
        columns = (
            *(Number("case_id"), Moment("at"), Word("field", _CHANGED)),
            *(Text("old"), Text("new")),
        )
        case, at, field, old, new = read(database, columns, _HISTORY, (asked.since,))
        order = numpy.argsort(at, kind="stable")
        self._at, self._field, self._old, self._new = at[order], field[order], old[order], new[order]
        self._row = joined(told.id, numpy.arange(len(told.id)), case[order])

    def open_stages(self) -> Found:
        """The cases that were open on the last day of each period: how long in their stage then.

        From today backwards: what feeds have changed since that day is taken back.
        """
        dates = self._told.dates
        stage, since, closed = self._told.stage.codes.copy(), dates["stage_since"].copy(), dates["closed"].copy()
        names = [*self._told.stage.known]
        days, codes = _as_days(self._old), numpy.zeros(len(self._at), numpy.int64)
        moved = self._field.among("stage")
        codes[moved] = _codes(self._old[moved], names)
        found: dict[date, tuple[Measure, ...]] = {}
        left = len(self._at)
        lasts = [min(last, self._asked.today) for _, last in self._asked.spans]
        for day in sorted(set(lasts), reverse=True):
            first = int(numpy.searchsorted(self._at, moment(midnight(day + _ONE_DAY))))
            newest_first = numpy.arange(left - 1, first - 1, -1)  # so that the earliest of several stays
            self._take_back("closed", closed, days, newest_first)
            self._take_back("stage_since", since, days, newest_first)
            self._take_back("stage", stage, codes, newest_first)
            left = min(left, first)
            number = day_number(day)
            is_open = (closed == NONE) | (closed > number)
            is_open &= dates["received"] <= number  # NONE is before any day
            lasted = numpy.where(since == NONE, NONE, number - since)[is_open]
            found[day] = counting.stages(Words(stage[is_open], tuple(names)), lasted, NONE, STAGES)
        return [found[day] for day in lasts]

    def _take_back(self, field: str, values: Numbers, old: Numbers, rows: Numbers) -> None:
        rows = rows[self._field.among(field)[rows]]
        values[self._row[rows]] = old[rows]

    def stays(self) -> Found:
        """How long cases were in the stages that they left in each period, by closing too."""
        moved, dated = numpy.flatnonzero(self._field.among("stage")), self._field.among("stage_since")
        # One feed changes both at the same moment.
        moments, when = numpy.unique(self._at, return_inverse=True)
        change = self._row * max(len(moments), 1) + when
        dated = numpy.flatnonzero(dated)
        dated = dated[numpy.argsort(change[dated], kind="stable")]
        began = joined(change[dated], _as_days(self._old)[dated], change[moved])
        ended = joined(change[dated], _as_days(self._new)[dated], change[moved])
        ended = numpy.where(ended == NONE, local_days(self._at[moved]), ended)
        names = [*self._told.stage.known]
        stages = _codes(self._old[moved], names)
        dates = self._told.dates
        closed = numpy.flatnonzero((dates["closed"] != NONE) & ~self._told.stage.among(_CLOSED))
        began = numpy.concatenate((began, dates["stage_since"][closed]))
        ended = numpy.concatenate((ended, dates["closed"][closed]))
        stage = Words(numpy.concatenate((stages, self._told.stage.codes[closed])), tuple(names))
        is_known = (began != NONE) & (ended >= began)
        shown = [*STAGES, *sorted({*names} - {*STAGES, _CLOSED, ""})]
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


def _days(began: Numbers, ended: Numbers, rows: Numbers) -> Values:
    return (ended[rows] - began[rows]).astype(numpy.float64)


def _codes(words: Words, names: list[str]) -> Numbers:
    """The places of the words in `names`, where those that are new are added."""
    used, places = numpy.unique(words.codes, return_inverse=True)
    said = [words.known[code] for code in used.tolist()]
    names += [word for word in said if word not in names]
    return numpy.array([names.index(word) for word in said], numpy.int64)[places]


def _as_days(words: Words) -> Numbers:
    """Dates that are kept as text; `NONE` for what is none."""
    days = [day_number(date.fromisoformat(word)) if _DATE.fullmatch(word) else NONE for word in words.known]
    return numpy.array(days, numpy.int64)[words.codes]
