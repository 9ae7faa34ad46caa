"""How cases stand with the unit's deadlines: by what the feed tells, what was noted here, and who waits for feedback.

Whatever shows a deadline of a case asks here, so that it stands the same everywhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from mottagning.cases.deadlines import NO_COURSES, CaseDates, Clock, Course, Deadline, Pause, Rule, in_order
from mottagning.cases.feedback import waited_for
from mottagning.cases.notedtables import CaseDate, DeadlineDecision
from mottagning.cases.rules import load_rules
from mottagning.cases.tables import Case
from mottagning.db import Database
from mottagning.people.unit import load_unit, worktime

OF_FEED = ("category", "type", "stage", "received", "opened", "decided", "executed", "closed")
"""What deadlines need of a case as the feed tells it."""
_FEW = 500
_NOTHING: Mapping[str, Any] = {}


class Standing:
    """The deadlines of one day, for any number of cases."""

    def __init__(
        self,
        clock: Clock,
        noted: Mapping[int, Mapping[str, Any]],
        courses: Mapping[int, Mapping[str, Course]],
        feedback: Mapping[int, tuple[Deadline, ...]],
    ) -> None:
        self._clock = clock
        self._noted = noted
        self._courses = courses
        self._feedback = feedback

    @classmethod
    def load(
        cls,
        database: Database,
        today: date,
        ids: Collection[int] | None = None,
        rules: tuple[Rule, ...] | None = None,
    ) -> Standing:
        """Inside `reading`: what there is to know about all cases, or those with these ids; by the unit's deadlines,
        or by `rules`."""
        if rules is None:
            rules, _ = load_rules(database)
        clock = worktime(load_unit(database))
        only = ids if ids is not None and len(ids) <= _FEW else None
        return cls(Clock(rules, clock, today), _noted(only), _courses(only), waited_for(rules, clock, today))

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The deadlines that are asked for."""
        return self._clock.rules

    @property
    def known_better(self) -> frozenset[int]:
        """The cases (ids) of which more is known than the feed tells."""
        return frozenset((*self._noted, *self._courses, *self._feedback))

    def of(self, case: int, told: Mapping[str, Any]) -> tuple[Deadline, ...]:
        """The deadlines of the case with this id, of which the feed tells `told` (`OF_FEED`), `in_order`."""
        dates = CaseDates(**told, **self._noted.get(case, _NOTHING))
        found = self._clock.standing(dates, self._courses.get(case, NO_COURSES))
        waited = self._feedback.get(case)
        return in_order((*found, *waited)) if waited else found


def open_by(database: Database, rules: tuple[Rule, ...], today: date) -> Iterator[tuple[Deadline, ...]]:
    """Inside `reading`: how each open case would stand by these rules."""
    standing = Standing.load(database, today, rules=rules)
    for case, *told in _told(Case.closed.is_null()):
        yield standing.of(case, dict(zip(OF_FEED, told, strict=True)))


def course_of(decisions: Collection[DeadlineDecision]) -> Course:
    """What the decisions on one deadline of one case come to; the longest prolongation holds."""
    prolonged = max((each for each in decisions if each.kind == "prolonged"), key=_until, default=None)
    return Course(
        prolonged_on=prolonged.first_day if prolonged else None,
        until=prolonged.last_day if prolonged else None,
        pauses=tuple(Pause(each.first_day, each.last_day) for each in decisions if each.kind == "paused"),
    )


def _told(condition: Any) -> Any:
    """The ids of cases, and what the feed tells of them."""
    return Case.select(*(getattr(Case, name) for name in ("id", *OF_FEED))).where(condition).tuples()


def _until(decision: DeadlineDecision) -> tuple[date, int]:
    return decision.last_day or date.min, decision.id


def _noted(ids: Collection[int] | None) -> dict[int, dict[str, Any]]:
    query = CaseDate.select(CaseDate.case_id, CaseDate.moment, CaseDate.on_day)
    rows: Any = (query if ids is None else query.where(CaseDate.case_id.in_(ids))).tuples()
    found: defaultdict[int, dict[str, Any]] = defaultdict(dict)
    for case, moment, day in rows:
        found[case][moment] = day
    return found


def _courses(ids: Collection[int] | None) -> dict[int, dict[str, Course]]:
    query = DeadlineDecision.select().order_by(DeadlineDecision.id)
    by_rule: defaultdict[tuple[int, str], list[DeadlineDecision]] = defaultdict(list)
    for row in query if ids is None else query.where(DeadlineDecision.case_id.in_(ids)):
        by_rule[row.case_id, row.rule].append(row)
    found: defaultdict[int, dict[str, Course]] = defaultdict(dict)
    for (case, rule), decisions in by_rule.items():
        found[case][rule] = course_of(decisions)
    return found
