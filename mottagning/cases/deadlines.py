"""Deadlines as data: which dates a law or the unit sets for a case, and how it stands with each of them."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fnmatch import fnmatchcase
from functools import lru_cache
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
Status = Literal["on_time", "soon", "late", "done"]


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
    It is "soon" from `soon_days` before it is due. ValueError if a date, the unit or a number makes no sense.
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

    def __post_init__(self) -> None:
        moments = {self.starts_from, *self.stops_with, *self.needs, *self.spared_by}
        if not moments <= set(get_args(Moment)) or self.unit not in get_args(Unit):
            raise ValueError(self)
        if min(self.amount, self.soon_days) < 0 or not self.stops_with:
            raise ValueError(self)


@dataclass(frozen=True, slots=True)
class Deadline:
    """How it stands with one rule for one case; `stopped` is the day that ended it, when `status` is "done"."""

    rule: Rule
    due: date
    status: Status
    stopped: date | None = None


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
        categories=("sol", "lss"),
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
    """How it stands with every rule that applies to `case`: those still open first, each group by the day it is due.

    A stop that came before the start belongs to something else and does not count. The last day is on time.
    """
    found = (_deadline(case, rule, worktime, today) for rule in rules)
    return tuple(sorted((each for each in found if each), key=lambda each: (each.status == "done", each.due)))


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


def _deadline(case: CaseDates, rule: Rule, worktime: WorkTime, today: date) -> Deadline | None:
    start = _moment(case, rule.starts_from)
    if start is None or not _applies(rule, case, start):
        return None
    due = due_date(rule, start, worktime)
    stops = [stop for name in rule.stops_with if (stop := _moment(case, name)) and stop >= start]
    if stops:
        return Deadline(rule, due, "done", min(stops))
    if today > due:
        return Deadline(rule, due, "late")
    return Deadline(rule, due, "soon" if (due - today).days <= rule.soon_days else "on_time")


def _applies(rule: Rule, case: CaseDates, start: date) -> bool:
    kinds = ((rule.categories, case.category), (rule.types, case.type), (rule.stages, case.stage))
    if not all(_matches(patterns, value) for patterns, value in kinds):
        return False
    if any(_moment(case, name) is None for name in rule.needs):
        return False
    return not any((spared := _moment(case, name)) and spared < start for name in rule.spared_by)


@lru_cache(maxsize=4096)  # a list of cases asks the same few things again and again
def _matches(patterns: tuple[str, ...], value: str | None) -> bool:
    return not patterns or any(fnmatchcase(fold(value or ""), fold(pattern)) for pattern in patterns)


def _moment(case: CaseDates, name: Moment) -> date | None:
    moment: date | None = getattr(case, name)
    return moment
