"""What a board meeting talks about: what is stuck and why, what must be shared out, and where help is needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from mottagning.board import agreements as agreed
from mottagning.board import loads, meeting
from mottagning.board.agreements import Agreement
from mottagning.board.loads import Sharing
from mottagning.board.meeting import LastTime, Move
from mottagning.board.production import Board, Slip, Stage
from mottagning.cases.weighing import weights_of
from mottagning.db import Database
from mottagning.folding import sort_key
from mottagning.people import roles, staff
from mottagning.people.staff import Person
from mottagning.worktime import ZONE

Why = Literal["late", "old", "passed"]
"""late: a deadline has passed; old: longer in its stage than is normal; passed: the day of its next step has passed."""


@dataclass(frozen=True, slots=True)
class Stuck:
    """A case that does not move, and why."""

    slip: Slip
    whys: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class ToShare:
    """A case that needs a handler, and what it weighs in points; None when nobody can say."""

    slip: Slip
    points: float | None


@dataclass(frozen=True, slots=True)
class Help:
    """Stages that fill up, and cases that will not wait until their handlers are back."""

    stages: tuple[Stage, ...]
    waiting: tuple[Slip, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """All that a meeting looks at. `sharing` is None for somebody who may not see what each carries."""

    last: LastTime
    began_at: datetime | None
    moves: tuple[Move, ...]
    agreements: tuple[Agreement, ...]
    stuck: tuple[Stuck, ...]
    to_share: tuple[ToShare, ...]
    sharing: Sharing | None
    help: Help
    people: tuple[Person, ...]


def load(database: Database, board: Board, by: int | None, now: datetime) -> Talk:
    """What to talk about in front of `board`; reads only."""
    today = now.astimezone(ZONE).date()
    with database.reading():
        last = meeting.last_time(database, today)
        leads = roles.role_at(database, by, now) == "lead"
        points = {case: weight.points for case, weight in weights_of(database).items()}
        return Talk(
            last=last,
            began_at=meeting.begun(database, today),
            moves=meeting.moves_since(database, last, today),
            agreements=agreed.agreements(database, today),
            stuck=stuck(board, today),
            to_share=to_share(board, points),
            sharing=loads.sharing(database, by, now) if leads else None,
            help=needs_help(board),
            people=tuple(person for person in staff.everyone(database, today) if person.role != "none"),
        )


def stuck(board: Board, today: date) -> tuple[Stuck, ...]:
    """What does not move: first what has most reasons, then what is most overdue, then what has stayed longest."""
    found = [Stuck(slip, whys) for slip in board.slips() if (whys := _whys(slip, today))]
    return tuple(
        sorted(
            found,
            key=lambda each: (
                -len(each.whys),
                not each.slip.is_late,
                each.slip.due or date.max,
                -(each.slip.days or 0),
                each.slip.code,
            ),
        )
    )


def to_share(board: Board, points: Mapping[int, float]) -> tuple[ToShare, ...]:
    """What has no handler, or one who has left: personal care first, then by priority, deadline and days (domain.md).

    The case list's priorities are compared as text: 1 before 2, A before B; what has none comes last.
    """
    found = [slip for slip in board.slips() if slip.handler is None or slip.handler_left]
    found.sort(
        key=lambda slip: (
            slip.comes_after,
            slip.priority is None,
            sort_key(slip.priority or ""),
            slip.due or date.max,
            -(slip.days or 0),
            slip.code,
        )
    )
    return tuple(ToShare(slip, points.get(slip.case)) for slip in found)


def needs_help(board: Board) -> Help:
    """Where the group can help: stages with a sign, and cases with a deadline soon or late whose handler is away."""
    waiting = [slip for slip in board.slips() if slip.handler_away and slip.status in ("late", "soon")]
    return Help(
        tuple(stage for stage in board.stages if stage.sign is not None),
        tuple(sorted(waiting, key=lambda slip: (slip.due or date.max, slip.code))),
    )


def _whys(slip: Slip, today: date) -> tuple[Why, ...]:
    found: list[Why] = []
    if slip.is_late:
        found.append("late")
    if slip.is_old:
        found.append("old")
    if slip.next_date is not None and slip.next_date < today:
        found.append("passed")
    return tuple(found)
