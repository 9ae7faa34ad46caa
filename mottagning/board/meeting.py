"""The board meeting: when the group last met, what has moved since then, and that it meets now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from mottagning.board.production import shown_category
from mottagning.board.tables import AgreementRow, BoardMeeting
from mottagning.cases.list import CaseView, cases_by_id
from mottagning.cases.tables import Case, CaseHistory
from mottagning.command import Command, Turn, handles
from mottagning.db import Database
from mottagning.folding import sort_key
from mottagning.people.roles import require_desk
from mottagning.people.unit import load_unit
from mottagning.worktime import ZONE

MEETING_DAYS = (0, 3)
"""Mondays all meet at the board, Thursdays they look at what happened (domain.md, Staffanstorp)."""
_NOON = time(12)
_FORGOTTEN = timedelta(days=14)

What = Literal["new", "moved", "closed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A case that changed stage (from `before`), came, or was closed (in `stage`)."""

    what: What
    case: int
    code: str
    category: str | None
    before: str | None
    stage: str


@dataclass(frozen=True, slots=True)
class LastTime:
    """The day of the meeting before today's, and until when what had been read in by then was on the board."""

    day: date
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginMeeting(Command):
    """The group meets now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelMeeting(Command):
    """The group did not meet on `day` after all."""

    day: date


@handles
def begin_meeting(turn: Turn, command: BeginMeeting) -> None:
    """Note that the group meets today; a second window that begins it too changes nothing.

    What was ticked off is disposed of after as long as the words of a baton (`UnitSettings.baton_kept_days`).
    """
    require_desk(turn)
    day = command.at.astimezone(ZONE).date()
    if BoardMeeting.get_or_none(BoardMeeting.day == day) is not None:
        return
    _dispose(turn)
    BoardMeeting.insert(day=day, began_at=turn.at, by_id=turn.by).execute()
    turn.touch("agreement")
    turn.audit("meeting_begun", "meeting", None)
    turn.undo = CancelMeeting(by=turn.by, day=day)


def _dispose(turn: Turn) -> None:
    kept = timedelta(days=load_unit(turn.database).baton_kept_days)
    gone = AgreementRow.delete().where(AgreementRow.done_at < turn.at - kept).execute()
    if gone:
        turn.forgets = True
        turn.audit("disposed", "agreement", None, lines=gone)


@handles
def cancel_meeting(turn: Turn, command: CancelMeeting) -> None:
    """Take away that the group met; what was agreed stays."""
    require_desk(turn)
    BoardMeeting.delete().where(BoardMeeting.day == command.day).execute()
    turn.touch("agreement")
    turn.audit("meeting_cancelled", "meeting", None)


def begun(database: Database, today: date) -> datetime | None:
    """When today's meeting began; None when it has not."""
    with database.reading():
        row: Any = BoardMeeting.get_or_none(BoardMeeting.day == today)
        return None if row is None else row.began_at


def last_time(database: Database, today: date) -> LastTime:
    """The last meeting that was held; when that is long ago, the Monday or Thursday before `today` at noon."""
    with database.reading():
        row: Any = BoardMeeting.select().where(BoardMeeting.day < today).order_by(BoardMeeting.day.desc()).first()
    if row is not None and today - row.day <= _FORGOTTEN:
        return LastTime(row.day, row.began_at)
    day = last_meeting_day(today)
    return LastTime(day, datetime.combine(day, _NOON, ZONE))


def last_meeting_day(today: date) -> date:
    """The meeting day before `today`."""
    day = today - timedelta(days=1)
    while day.weekday() not in MEETING_DAYS:
        day -= timedelta(days=1)
    return day


def moves_since(database: Database, last: LastTime, today: date) -> tuple[Move, ...]:
    """What has happened since the group met: moved, new and closed cases, each group by code."""
    with database.reading():
        rows = (
            CaseHistory.select()
            .where((CaseHistory.at > last.until) & CaseHistory.field.in_(("stage", "closed")))
            .order_by(CaseHistory.id)
        )
        before: dict[int, str | None] = {}
        for row in rows:
            before.setdefault(row.case_id, None)
            if row.field == "stage" and before[row.case_id] is None:
                before[row.case_id] = row.old
        new = Case.select(Case.id).where((Case.received >= last.day) & Case.closed.is_null())
        cases = cases_by_id(database, {*before, *(row.id for row in new)}, today, deadlines=False)
    found = [move for case in cases.values() if (move := _move(case, before, last.day))]
    order: Sequence[What] = ("moved", "new", "closed")
    return tuple(sorted(found, key=lambda move: (order.index(move.what), sort_key(move.code))))


def _move(case: CaseView, before: dict[int, str | None], meeting: date) -> Move | None:
    was = before.get(case.id)
    is_new = case.received is not None and case.received >= meeting
    what: What
    if case.closed is not None:
        what = "closed"
    elif is_new:
        what = "new"
    elif was is not None and was != case.stage:
        what = "moved"
    else:
        return None
    return Move(
        what=what,
        case=case.id,
        code=case.code,
        category=shown_category(case),
        before=was if what == "moved" else None,
        stage=case.stage,
    )
