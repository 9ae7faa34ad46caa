"""Deadlines as data: which dates a law or the unit sets for a case, and how it stands with each of them."""

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fnmatch import fnmatchcase
from operator import attrgetter
from types import MappingProxyType
from typing import Literal, get_args

from mottagning.folding import fold
from mottagning.texts import N_
from mottagning.worktime import WorkTime

Moment = Literal[
    "received",
    "opened",
    "decided",
    "executed",
    "closed",
    "protection_assessed",
    "feedback_requested",
    "feedback_given",
    "decision_requested",
]
"""A date of a case: the first five come with the feed, the others are noted at the desk."""

Unit = Literal["days", "working_days", "weeks", "months"]
Status = Literal["on_time", "soon", "late", "paused", "done"]
"""paused: it stands still by a decision, until it goes on (`Course`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDates:
    """What deadlines need to know of a case: what kind it is, and when what happened."""

    category: str | None = None
    type: str | None = None
    stage: str | None = None
    received: date | None = None
    opened: date | None = None
    decided: date | None = None
    executed: date | None = None
    closed: date | None = None
    protection_assessed: date | None = None
    feedback_requested: date | None = None
    feedback_given: date | None = None
    decision_requested: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One deadline: `amount` of `unit` after `starts_from`, until any of `stops_with` has come.

    `code` is its lasting name in files; `name` is shown through `tr`, so that a name of one's own stays as it is.
    It applies to cases whose category, type and stage each match one of the patterns (`*` is anything, case does not
    matter; no patterns match all), that have all of `needs`, and where none of `spared_by` came before the start.
    It is "soon" from `soon_days` before it is due. `may_prolong` and `may_pause` say whether a decision in the single
    case may move it or let it stand still (`Course`). ValueError if a date, the unit or a number makes no sense.
    """

    code: str
    name: str
    starts_from: Moment
    amount: int
    unit: Unit
    stops_with: tuple[Moment, ...]
    law: str = ""
    categories: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    needs: tuple[Moment, ...] = ()
    spared_by: tuple[Moment, ...] = ()
    soon_days: int = 7
    may_prolong: bool = False
    may_pause: bool = False

    def __post_init__(self) -> None:
        if not self.moments <= set(get_args(Moment)) or self.unit not in get_args(Unit):
            raise ValueError(self)
        if min(self.amount, self.soon_days) < 0 or not self.stops_with:
            raise ValueError(self)

    @property
    def moments(self) -> frozenset[Moment]:
        """The dates of a case that it asks for."""
        return frozenset((self.starts_from, *self.stops_with, *self.needs, *self.spared_by))

    def is_for(self, category: str | None, type: str | None, stage: str | None) -> bool:
        """Whether cases of this kind have it."""
        kinds = ((self.categories, category), (self.types, type), (self.stages, stage))
        return all(_matches(patterns, value) for patterns, value in kinds)


@dataclass(frozen=True, slots=True)
class Deadline:
    """How it stands with one rule for one case; `stopped` is the day that ended it, when `status` is "done".

    `original` is when it was due before it was prolonged or stood still, None when it was not. While it stands still,
    `due` is when it would be due if it went on tomorrow.
    """

    rule: Rule
    due: date
    status: Status
    stopped: date | None = None
    original: date | None = None

    @property
    def is_running(self) -> bool:
        """Whether somebody still has to keep it: it is neither done nor stands still."""
        return self.status not in ("done", "paused")


@dataclass(frozen=True, slots=True)
class Pause:
    """Days on which a deadline stands still, both included; `last` None: it still does."""

    first: date
    last: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What was decided on one deadline of one case: prolonged on a day until another, paused.

    Pauses that began before it was prolonged do not count: whoever prolonged it knew of them.
    """

    prolonged_on: date | None = None
    until: date | None = None
    pauses: tuple[Pause, ...] = ()


NO_COURSES: Mapping[str, Course] = MappingProxyType({})
"""Of a case in whose deadlines nothing was decided."""


_PRESSING: tuple[Status, ...] = ("late", "soon", "on_time")
_CONCERN = ("*orosanmälan*", "*anmälan om oro*", "report_of_concern")

DEFAULT_RULES: tuple[Rule, ...] = (
    Rule(
        code="protection",
        name=N_("Protection assessment"),
        law="SoL 20:1",
        # At once; a report that came late in the day, the day after. A date does not tell how late it was.
        starts_from="received",
        amount=1,
        unit="days",
        types=_CONCERN,
        stops_with=("protection_assessed", "opened", "decided", "closed"),
        soon_days=1,
    ),
    Rule(
        code="preliminary",
        name=N_("Decide whether to open an investigation"),
        law="SoL 20:2",
        starts_from="received",
        amount=14,
        unit="days",
        types=_CONCERN,
        stops_with=("opened", "decided", "closed"),
        spared_by=("opened",),
        soon_days=4,
    ),
    Rule(
        code="child_investigation",
        name=N_("Child investigation finished"),
        law="SoL 20:3",
        starts_from="opened",
        amount=4,
        unit="months",
        categories=("child",),
        stops_with=("decided", "closed"),
        soon_days=21,
        may_prolong=True,  # for special reasons, by a decision for a certain time (SoL 20:3)
    ),
    Rule(
        code="notifier_feedback",
        name=N_("Feedback to the notifier"),
        law="SoL 19:6",
        starts_from="decided",
        amount=1,
        unit="weeks",
        types=_CONCERN,
        needs=("feedback_requested",),
        stops_with=("feedback_given",),
        soon_days=3,
    ),
    Rule(
        code="execution",
        name=N_("Decision carried out"),
        law="SoL 34:1, LSS 28 f §",
        starts_from="decided",
        amount=3,
        unit="months",
        categories=("sol", "lss", "child"),  # help for children is granted under SoL as well
        stages=("decision", "execution"),
        stops_with=("executed", "closed"),
        soon_days=14,
    ),
    Rule(
        code="may_ask_for_decision",
        name=N_("The party may ask for a decision"),
        law="FL 12 §",
        starts_from="received",
        amount=6,
        unit="months",
        categories=("sol", "lss", "transport"),
        stops_with=("decided", "closed"),
        soon_days=21,
    ),
    Rule(
        code="decision_asked_for",
        name=N_("Decision that the party has asked for"),
        law="FL 12 §",
        starts_from="decision_requested",
        amount=4,
        unit="weeks",
        stops_with=("decided", "closed"),
    ),
)
"""The deadlines of domain.md. Laws change and units differ: the team lead edits a copy of them."""


def deadlines(case: CaseDates, rules: Iterable[Rule], worktime: WorkTime, today: date) -> tuple[Deadline, ...]:
    """How it stands with every rule that applies to `case`; for many cases make one `Clock`."""
    return Clock(rules, worktime, today).standing(case)


def in_order(found: Iterable[Deadline]) -> tuple[Deadline, ...]:
    """Those still open first, each group by the day it is due."""
    return tuple(sorted(found, key=lambda each: (each.status == "done", each.due)))


def most_pressing(found: Iterable[Deadline]) -> Deadline | None:
    """What every list shows of a case: what is late, else soon, else due next; None when nothing is running."""
    running = (each for each in found if each.is_running)
    return min(running, key=lambda each: (_PRESSING.index(each.status), each.due), default=None)


class Clock:
    """Tells how it stands with deadlines on one day, for as many cases as there are.

    Which rules a kind of case has, and when what began on a day is due, is worked out once.
    """

    def __init__(self, rules: Iterable[Rule], worktime: WorkTime, today: date) -> None:
        self.rules = tuple(rules)
        self.today = today
        self._worktime = worktime
        self._of_kind: dict[tuple[str | None, str | None, str | None], tuple[Rule, ...]] = {}
        self._dues: dict[tuple[int, Unit, date], date] = {}

    def standing(self, case: CaseDates, courses: Mapping[str, Course] = NO_COURSES) -> tuple[Deadline, ...]:
        """How it stands with every rule that applies to `case`, `in_order`; `courses` by the rule's code.

        A stop that came before the start belongs to something else and does not count. The last day is on time.
        """
        kind = (case.category, case.type, case.stage)
        rules = self._of_kind.get(kind)
        if rules is None:
            rules = self._of_kind[kind] = tuple(rule for rule in self.rules if rule.is_for(*kind))
        found = [each for rule in rules if (each := self._deadline(case, rule, courses.get(rule.code)))]
        return in_order(found) if len(found) > 1 else tuple(found)

    def _deadline(self, case: CaseDates, rule: Rule, course: Course | None) -> Deadline | None:
        start = _moment(case, rule.starts_from)
        if start is None or not _has_begun(rule, case, start):
            return None
        stops = [stop for name in rule.stops_with if (stop := _moment(case, name)) and stop >= start]
        due, original = self._due(rule, start), None
        if course is not None:
            moved = self._moved(rule, start, due, course, min(stops, default=self.today))
            due, original = moved, due if moved != due else None
        if stops:
            return Deadline(rule, due, "done", min(stops), original)
        if course is not None and self._stands_still(due, course):
            return Deadline(rule, due, "paused", None, original)
        return Deadline(rule, due, status_on(rule, due, self.today), None, original)

    def _due(self, rule: Rule, start: date) -> date:
        key = (rule.amount, rule.unit, start)
        due = self._dues.get(key)
        if due is None:
            due = self._dues[key] = due_date(rule, start, self._worktime)
        return due

    def _moved(self, rule: Rule, start: date, due: date, course: Course, end: date) -> date:
        """When it is due after what was decided: by as many days later as it stood still while it ran, to `end`.

        A prolongation from before the start belongs to something else, and none shortens what the rule gives.
        """
        if course.prolonged_on is not None and course.until is not None and course.prolonged_on >= start:
            due = max(due, course.until)
        for pause in sorted(_counted(course), key=attrgetter("first")):
            first = max(pause.first, start)
            last = min(pause.last or end, end)
            if first > due or last < first:
                continue  # what was late already is not mended by standing still
            still = (last - first).days + 1
            if rule.unit == "working_days":
                days = (first + timedelta(days=number) for number in range(still))
                due = self._worktime.add_working_days(due, sum(map(self._worktime.is_working_day, days)))
            else:
                due += min(timedelta(days=still), date.max - due)
        return due

    def _stands_still(self, due: date, course: Course) -> bool:
        today = self.today
        held = (pause for pause in _counted(course) if pause.first <= today)
        return due >= today and any(pause.last is None or today <= pause.last for pause in held)


def status_on(rule: Rule, due: date, today: date) -> Status:
    """How a deadline that runs stands on a day."""
    if today > due:
        return "late"
    return "soon" if (due - today).days <= rule.soon_days else "on_time"


def due_date(rule: Rule, start: date, worktime: WorkTime) -> date:
    """The last day on time. A month ends on the day with the same number, or its last (1 § lagen 1930:173).

    A last day on a Sunday or holiday is not moved on (2 §): that is leave for parties, no rest for the authority.
    """
    try:
        match rule.unit:
            case "days":
                return start + timedelta(days=rule.amount)
            case "weeks":
                return start + timedelta(weeks=rule.amount)
            case "months":
                return add_months(start, rule.amount)
            case "working_days":
                return worktime.add_working_days(start, rule.amount)
    except OverflowError:
        return date.max


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or the last of that month if it has no such day; OverflowError after year 9999."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if not date.min.year <= year <= date.max.year:
        raise OverflowError(months)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _counted(course: Course) -> Iterable[Pause]:
    since = course.prolonged_on or date.min
    return (pause for pause in course.pauses if pause.first >= since)


def _has_begun(rule: Rule, case: CaseDates, start: date) -> bool:
    """Whether the case has all that the rule needs, and nothing that spares it."""
    if any(_moment(case, name) is None for name in rule.needs):
        return False
    return not any((spared := _moment(case, name)) and spared < start for name in rule.spared_by)


def _matches(patterns: tuple[str, ...], value: str | None) -> bool:
    return not patterns or any(fnmatchcase(fold(value or ""), fold(pattern)) for pattern in patterns)


def _moment(case: CaseDates, name: Moment) -> date | None:
    moment: date | None = getattr(case, name)
    return moment
