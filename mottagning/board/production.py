"""The production board: every open case as a coded slip in its stage. It reads; nothing here can write a case."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from statistics import median
from typing import Any

from mottagning.cases import list as case_list
from mottagning.cases.deadlines import most_pressing
from mottagning.cases.freshness import freshness
from mottagning.cases.list import CaseView
from mottagning.db import Database
from mottagning.folding import sort_key
from mottagning.people import staff, unit
from mottagning.people.staff import Person
from mottagning.rota.presence import who_is_in
from mottagning.worktime import ZONE

STAGES = ("received", "investigation", "decision", "execution", "follow_up")
_LATE = "late"
_TOO_FEW = 4
_SIGNATURE = re.compile(r"\w{1,3}|[^\W\d_a-zåäö]{1,6}|(?=\D{0,6}\d)\w{1,8}")
"""What a handler is called for short: up to three letters, capitals, or letters and digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """A case on the board: a code and nothing that points at its people. `days` are whole days in the stage.

    `handler` is as the feed writes it; `person` whom that means and `handler_name` what she is called, when we know.
    `is_old`: three out of four of its kind in the stage have been there for a shorter time.
    `due` is the most pressing deadline that runs, `rule` its name (shown through `tr`), `status` on_time, soon or late.
    `category` is None when the feed does not say.
    """

    case: int
    code: str
    category: str | None
    stage: str
    handler: str | None
    person: int | None
    handler_name: str | None
    initials: str
    handler_away: bool
    days: int | None
    is_old: bool
    priority: str | None
    due: date | None
    rule: str | None
    status: str | None

    @property
    def signature(self) -> str | None:
        """The handler without her name: a short mark as the feed writes it, else initials."""
        return self.handler if self.handler and _SIGNATURE.fullmatch(self.handler) else self.initials or None

    @property
    def is_late(self) -> bool:
        """Whether a deadline has passed."""
        return self.status == _LATE


@dataclass(frozen=True, slots=True)
class Stage:
    """A column: its slips in the order they should be looked at, and the median of their days."""

    name: str
    slips: tuple[Slip, ...]
    median_days: float | None


@dataclass(frozen=True, slots=True)
class Board:
    """The whole board, how old what it shows is, and the unit's colours by category."""

    as_of: datetime | None
    is_stale: bool
    stages: tuple[Stage, ...]
    colours: Mapping[str, str]

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
                    "handler": slip.signature,
                    "days": slip.days,
                    "priority": slip.priority,
                    "due": None if slip.due is None else slip.due.isoformat(),
                }
                for slip in self.slips()
            ],
        }


def load(database: Database, now: datetime | None = None) -> Board:
    """The board as the latest feed tells it, with who is away today. Stages that we do not know come last."""
    moment = now or datetime.now(UTC)
    today = moment.astimezone(ZONE).date()
    with database.reading():
        fresh = freshness(database, moment)
        cases = case_list.open_cases(database, today)
        people = {person.id: person for person in staff.everyone(database)}
        here = {each.person.id for each in who_is_in(database, today) if each.present != "out"}
        colours = unit.load_unit(database).colours
    making = _Making(people, here, today)
    by_stage: defaultdict[str, list[CaseView]] = defaultdict(list)
    for case in cases:
        by_stage[case.stage].append(case)
    names = [*STAGES, *sorted(by_stage.keys() - set(STAGES), key=sort_key)]
    return Board(fresh.as_of, fresh.stale, tuple(making.stage(name, by_stage[name]) for name in names), colours)


def shown_category(case: CaseView) -> str | None:
    """What colour a slip has: white when it is in follow-up, whatever it was (the board in Staffanstorp)."""
    return "follow_up" if case.stage == "follow_up" else case.category


class _Making:
    """Makes the columns of one day."""

    def __init__(self, people: Mapping[int, Person], here: set[int], today: date) -> None:
        self._people = people
        self._here = here
        self._today = today

    def stage(self, name: str, cases: Sequence[CaseView]) -> Stage:
        stays: defaultdict[str | None, list[int]] = defaultdict(list)
        for case in cases:
            days = case.days_in_stage(self._today)
            if days is not None:
                stays[shown_category(case)].append(days)
        known = [days for some in stays.values() for days in some]
        limits = {category: _upper(some if len(some) >= _TOO_FEW else known) for category, some in stays.items()}
        slips = [self._slip(case, limits.get(shown_category(case))) for case in cases]
        slips.sort(key=lambda slip: (not slip.is_late, slip.due or date.max, -(slip.days or 0), slip.code))
        return Stage(name, tuple(slips), float(median(known)) if known else None)

    def _slip(self, case: CaseView, limit: int | None) -> Slip:
        days = case.days_in_stage(self._today)
        person = self._people.get(case.handler_id) if case.handler_id is not None else None
        name = person.name if person else case.handler
        next_one = most_pressing(case.deadlines)
        return Slip(
            case=case.id,
            code=case.code,
            category=shown_category(case),
            stage=case.stage,
            handler=case.handler,
            person=person.id if person else None,
            handler_name=name,
            initials=person.initials if person else staff.initials_of(name or ""),
            handler_away=person is not None and person.id not in self._here,
            days=days,
            is_old=days is not None and limit is not None and days > limit,
            priority=case.priority,
            due=next_one.due if next_one else None,
            rule=next_one.rule.name if next_one else None,
            status=next_one.status if next_one else None,
        )


def _upper(days: list[int]) -> int | None:
    """The days that three out of four do not exceed; None when there are too few to say."""
    return sorted(days)[(3 * len(days) - 1) // 4] if len(days) >= _TOO_FEW else None
