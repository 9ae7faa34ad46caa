"""What is due on which day: the open cases' deadlines as a calendar, on the screen, on paper and as iCalendar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from mottagning import audit
from mottagning.cases.deadlines import Deadline, Rule, Status, add_months
from mottagning.cases.list import CaseView, open_cases
from mottagning.cases.rules import load_rules
from mottagning.db import Database
from mottagning.texts import tr

NOBODY = 0
"""Instead of a handler's id: cases that nobody has, or nobody we know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueCase:
    """A deadline of an open case that somebody must keep. No name but the handler's, as in the case list."""

    case: int
    code: str
    category: str | None
    stage: str
    handler: str | None
    person: int | None
    protected: bool
    rule: Rule
    due: date
    status: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What to show: None is everything; `person` may be NOBODY."""

    person: int | None = None
    rule: str | None = None
    category: str | None = None

    def takes(self, item: DueCase) -> bool:
        """Whether `item` is to be shown."""
        if self.person is not None and (item.person or NOBODY) != self.person:
            return False
        return self.rule in (None, item.rule.code) and self.category in (None, item.category)


@dataclass(frozen=True, slots=True)
class DueList:
    """Everything that runs, the latest first, and the unit's deadlines in their order, for choosing among them."""

    items: tuple[DueCase, ...]
    rules: tuple[Rule, ...]
    today: date

    def late(self, wanted: Filter) -> tuple[DueCase, ...]:
        """What should have been done before today."""
        return tuple(item for item in self.items if item.status == "late" and wanted.takes(item))

    def by_day(self, first: date, last: date, wanted: Filter) -> dict[date, tuple[DueCase, ...]]:
        """What is due from `first` to `last`, by the day; days on which nothing is due are left out."""
        found: dict[date, list[DueCase]] = {}
        for item in self.items:
            if first <= item.due <= last and wanted.takes(item):
                found.setdefault(item.due, []).append(item)
        return {day: tuple(each) for day, each in found.items()}


def due_list(database: Database, today: date) -> DueList:
    """The deadlines of all open cases that somebody must keep, by the day they are due."""
    with database.reading():
        rules, _ = load_rules(database)
        cases = open_cases(database, today)
    items = [_item(case, each) for case in cases for each in case.deadlines if each.is_running]
    items.sort(key=lambda item: (item.due, item.code, item.rule.code))
    return DueList(tuple(items), rules, today)


def categories_of(items: Iterable[DueCase]) -> tuple[str, ...]:
    """The categories that are there, for choosing among them."""
    return tuple(sorted({item.category for item in items if item.category}))


def week_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def weeks_of_month(day: date) -> tuple[date, ...]:
    """The Mondays of the weeks that the month of `day` touches."""
    first = day.replace(day=1)
    monday, next_month = week_of(first), add_months(first, 1)
    return tuple(monday + timedelta(weeks=number) for number in range(-(-(next_month - monday).days // 7)))


def without_protected(items: Iterable[DueCase]) -> tuple[DueCase, ...]:
    """What may go on paper or into a file: nothing of a protected identity, not even a code."""
    return tuple(item for item in items if not item.protected)


def export_calendar(database: Database, items: Sequence[DueCase], by: int | None, at: datetime) -> bytes:
    """The items as iCalendar; that somebody took them out is written down."""
    document = icalendar(items, at)
    with database.writing():
        audit.record(at, by, "exported", "deadlines", None, count=len(without_protected(items)))
    return document


def icalendar(items: Iterable[DueCase], at: datetime) -> bytes:
    """The items as whole days of a calendar (RFC 5545): the case's code and what is due, no name of anybody."""
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//Mottagning//deadlines//SV")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", tr("What is due"))
    for item in without_protected(items):
        event = Event()
        # The same deadline keeps its place when the file is read again, also when it has been prolonged.
        event.add("uid", f"{item.case}-{item.rule.code}@deadlines.mottagning")
        event.add("dtstamp", at.astimezone(UTC))
        event.add("dtstart", item.due)
        event.add("summary", tr("{code}: {rule}", code=item.code, rule=tr(item.rule.name)))
        event.add("transp", "TRANSPARENT")
        event.add("class", "PRIVATE")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _item(case: CaseView, deadline: Deadline) -> DueCase:
    return DueCase(
        case=case.id,
        code=case.code,
        category=case.category,
        stage=case.stage,
        handler=case.handler,
        person=case.handler_id,
        protected=case.protected,
        rule=deadline.rule,
        due=deadline.due,
        status=deadline.status,
    )
