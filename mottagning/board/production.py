"""The production board: every open case as a coded slip in its stage. It reads; nothing here can write a case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from statistics import median
from typing import Any

from mottagning.cases import feed
from mottagning.cases import list as case_list
from mottagning.cases.list import CaseView
from mottagning.db import Database
from mottagning.people import staff
from mottagning.worktime import ZONE

STAGES = ("received", "investigation", "decision", "execution", "follow_up")
_LATE = "late"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """A case on the board: a code and no name. `days` in the stage; `is_old` when half of its kind stay shorter.

    `handler` is as the feed writes it, `initials` hers when we know who that is. `status` of the nearest deadline:
    on_time, soon or late.
    """

    case: int
    code: str
    category: str
    stage: str
    handler: str | None
    initials: str
    handler_away: bool
    days: int | None
    is_old: bool
    priority: str | None
    due: date | None
    status: str | None
    next_step: str | None
    protected: bool


@dataclass(frozen=True, slots=True)
class Stage:
    """A column: its slips in the order they should be looked at, and the median of their days."""

    name: str
    slips: tuple[Slip, ...]
    median_days: float | None


@dataclass(frozen=True, slots=True)
class Board:
    """The whole board, and how old what it shows is."""

    as_of: datetime | None
    is_stale: bool
    stages: tuple[Stage, ...]

    def slips(self) -> Iterable[Slip]:
        """Every slip."""
        return (slip for stage in self.stages for slip in stage.slips)

    def to_json(self) -> dict[str, Any]:
        """The document of `board show`."""
        return {
            "as_of": None if self.as_of is None else self.as_of.astimezone(ZONE).isoformat(timespec="seconds"),
            "stages": [
                {"name": stage.name, "count": len(stage.slips), "median_days": stage.median_days}
                for stage in self.stages
            ],
            "slips": [
                {
                    "code": slip.code,
                    "category": slip.category,
                    "stage": slip.stage,
                    "handler": slip.handler,
                    "days": slip.days,
                    "priority": slip.priority,
                    "due": None if slip.due is None else slip.due.isoformat(),
                }
                for slip in self.slips()
            ],
        }


def load(database: Database, now: datetime | None = None, away: frozenset[int] = frozenset()) -> Board:
    """The board as the latest feed tells it; `away` are the ids of people who are not in today."""
    moment = now or datetime.now(UTC)
    today = moment.astimezone(ZONE).date()
    with database.reading():
        fresh = feed.freshness(database, moment)
        cases = case_list.open_cases(database, today)
        people = {person.id: person for person in staff.everyone(database)}
    by_stage: dict[str, list[CaseView]] = {}
    for case in cases:
        by_stage.setdefault(case.stage, []).append(case)
    names = [*STAGES, *sorted(by_stage.keys() - set(STAGES))]
    return Board(
        fresh.as_of,
        fresh.stale,
        tuple(_stage(name, by_stage.get(name, []), people, away, today) for name in names),
    )


def shown_category(case: CaseView) -> str:
    """What colour a slip has: white when it is in follow-up, whatever it was (the board in Staffanstorp)."""
    return "follow_up" if case.stage == "follow_up" else case.category or "other"


def _stage(
    name: str, cases: list[CaseView], people: dict[int, staff.Person], away: frozenset[int], today: date
) -> Stage:
    by_category: dict[str, list[int]] = {}
    for case in cases:
        days = case.days_in_stage(today)
        if days is not None:
            by_category.setdefault(shown_category(case), []).append(days)
    known = [days for some in by_category.values() for days in some]
    usual = {category: median(some) for category, some in by_category.items()}
    slips = [_slip(case, people, away, today, usual.get(shown_category(case))) for case in cases]
    slips.sort(key=lambda slip: (slip.status != _LATE, slip.due or date.max, -(slip.days or 0), slip.code))
    return Stage(name, tuple(slips), float(median(known)) if known else None)


def _slip(
    case: CaseView, people: dict[int, staff.Person], away: frozenset[int], today: date, usual: float | None
) -> Slip:
    days = case.days_in_stage(today)
    handler = people.get(case.handler_id) if case.handler_id is not None else None
    waiting = [each for each in case.deadlines if each.status != "done"]
    nearest = min(waiting, key=lambda each: each.due, default=None)
    return Slip(
        case=case.id,
        code=case.code,
        category=shown_category(case),
        stage=case.stage,
        handler=case.handler,
        initials=handler.initials if handler else "",
        handler_away=handler is not None and handler.id in away,
        days=days,
        is_old=days is not None and usual is not None and days > usual,
        priority=case.priority,
        due=nearest.due if nearest else None,
        status=nearest.status if nearest else None,
        next_step=None if case.protected else case.next_step,
        protected=case.protected,
    )
