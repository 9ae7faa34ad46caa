"""The production board: every open case as a coded slip in its stage. It reads; nothing here can write a case."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any

from mottagning.board import pressure
from mottagning.board.ageing import Ageing, Normal
from mottagning.board.pressure import Flow, Sign
from mottagning.board.settings import BoardSettings, load_settings
from mottagning.cases import list as case_list
from mottagning.cases.deadlines import most_pressing
from mottagning.cases.freshness import freshness
from mottagning.cases.list import CaseView
from mottagning.cases.namesin import sayable_steps
from mottagning.cases.stays import Stay, stays
from mottagning.db import Database
from mottagning.folding import sort_key
from mottagning.people import staff, unit
from mottagning.people.staff import Person
from mottagning.rota.presence import who_is_in
from mottagning.worktime import ZONE

STAGES = ("received", "investigation", "decision", "execution", "follow_up")
_LOOKS_BACK = timedelta(days=730)
"""How old a stay may be to tell what is normal today."""
_SIGNATURE = re.compile(r"\w{1,3}|[^\W\d_a-zåäö]{1,6}|(?=\D{0,6}\d)\w{1,8}")
"""What a handler is called for short: up to three letters, capitals, or letters and digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """A case on the board: a code and nothing that points at its people. `days` are whole days in the stage.

    `handler` is as the feed writes it; `person` whom that means and `handler_name` what she is called, when we know.
    `handler_away`: she is not available today; `handler_left`: she does not work here any more.
    `normal` is how long cases of its category use to stay in the stage, None while nobody can say.
    `due` is the most pressing deadline that runs, `rule` its name (shown through `tr`), `status` on_time, soon or late.
    `step` is the next step when its words can be shown to a whole room; `next_date` is its day in any case.
    `category` is None when the feed does not say; `comes_after` the others when cases are shared out.
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
    handler_left: bool
    team: str | None
    days: int | None
    normal: Normal | None
    priority: str | None
    due: date | None
    rule: str | None
    status: str | None
    step: str | None
    next_date: date | None
    comes_after: bool

    @property
    def signature(self) -> str | None:
        """The handler without her name: a short mark as the feed writes it, else initials."""
        return self.handler if self.handler and _SIGNATURE.fullmatch(self.handler) else self.initials or None

    @property
    def is_late(self) -> bool:
        """Whether a deadline has passed."""
        return self.status == "late"

    @property
    def is_old(self) -> bool:
        """Whether it has been in its stage for longer than four in five before it."""
        return self.days is not None and self.normal is not None and self.days > self.normal.usual


@dataclass(frozen=True, slots=True)
class Stage:
    """A column: its slips in the order they should be looked at, and the median of their days.

    `limit` is the most that it should hold, as the lead has set it; `sign` why it should be looked at.
    """

    name: str
    slips: tuple[Slip, ...]
    median_days: float | None
    limit: int | None
    sign: Sign | None


@dataclass(frozen=True, slots=True)
class Board:
    """The whole board, how old what it shows is, and the unit's colours by category.

    `away` are those who have cases and are not available today, in the order of their names.
    """

    as_of: datetime | None
    is_stale: bool
    stages: tuple[Stage, ...]
    colours: Mapping[str, str]
    away: tuple[str, ...]
    settings: BoardSettings

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
        settings = load_settings(database)
        cases = case_list.open_cases(database, today)
        own = unit.load_unit(database)
        making = _Making(
            people={person.id: person for person in staff.everyone(database)},
            here={each.person.id for each in who_is_in(database, today) if each.present != "out"},
            steps=sayable_steps(database, (case.next_step for case in cases if case.next_step and not case.protected)),
            past=tuple(stays(database, today - _LOOKS_BACK)),
            settings=settings,
            less_urgent=own.less_urgent,
            today=today,
        )
    by_stage: defaultdict[str, list[CaseView]] = defaultdict(list)
    for case in cases:
        by_stage[case.stage].append(case)
    names = [*STAGES, *sorted(by_stage.keys() - set(STAGES), key=sort_key)]
    stages = tuple(making.stage(name, by_stage[name]) for name in names)
    slips = (slip for stage in stages for slip in stage.slips)
    away = {slip.handler_name for slip in slips if slip.handler_away and not slip.handler_left and slip.handler_name}
    return Board(fresh.as_of, fresh.stale, stages, own.colours, tuple(sorted(away, key=sort_key)), settings)


def shown_category(case: CaseView) -> str | None:
    """What colour a slip has: white when it is in follow-up, whatever it was (the board in Staffanstorp)."""
    return "follow_up" if case.stage == "follow_up" else case.category


class _Making:
    """Makes the columns of one day."""

    def __init__(
        self,
        *,
        people: Mapping[int, Person],
        here: set[int],
        steps: frozenset[str],
        past: Sequence[Stay],
        settings: BoardSettings,
        less_urgent: Sequence[str],
        today: date,
    ) -> None:
        self._people = people
        self._here = here
        self._steps = steps
        self._settings = settings
        self._less_urgent = less_urgent
        self._today = today
        self._ageing = Ageing((stay.stage, stay.category, stay.days) for stay in past if stay.days is not None)
        self._flows = pressure.flows(((stay.stage, stay.began, stay.ended) for stay in past), today)

    def stage(self, name: str, cases: Sequence[CaseView]) -> Stage:
        slips = [self._slip(case) for case in cases]
        slips.sort(key=lambda slip: (not slip.is_late, slip.due or date.max, -(slip.days or 0), slip.code))
        known = [slip.days for slip in slips if slip.days is not None]
        limit = self._settings.limits.get(name)
        return Stage(
            name,
            tuple(slips),
            float(median(known)) if known else None,
            limit,
            pressure.sign(len(slips), limit, self._flows.get(name, Flow())),
        )

    def _slip(self, case: CaseView) -> Slip:
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
            handler_left=person is not None and person.left is not None and person.left < self._today,
            team=self._settings.teams.get(person.id) if person else None,
            days=case.days_in_stage(self._today),
            normal=self._ageing.normal(case.stage, case.category),
            priority=case.priority,
            due=next_one.due if next_one else None,
            rule=next_one.rule.name if next_one else None,
            status=next_one.status if next_one else None,
            step=case.next_step if case.next_step in self._steps and not case.protected else None,
            next_date=case.next_date,
            comes_after=case.category in self._less_urgent,
        )
