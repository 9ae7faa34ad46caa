"""What the board meeting looks at: which cases have moved since the group last met. It reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from mottagning.board.production import shown_category
from mottagning.cases.list import CaseView, cases_by_id
from mottagning.cases.tables import Case, CaseHistory
from mottagning.db import Database
from mottagning.worktime import ZONE

MEETING_DAYS = (0, 3)
"""Mondays all meet at the board, Thursdays they look at what happened (domain.md, Staffanstorp)."""
_NOON = time(12)

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


def last_meeting(today: date) -> date:
    """The meeting day before `today`."""
    day = today - timedelta(days=1)
    while day.weekday() not in MEETING_DAYS:
        day -= timedelta(days=1)
    return day


def moves_since(database: Database, meeting: date, today: date) -> tuple[Move, ...]:
    """What has happened since the group met on `meeting`: moved, new and closed cases, each group by code.

    What was read before noon that day was on the board when they met.
    """
    since = datetime.combine(meeting, _NOON, ZONE)
    with database.reading():
        rows = (
            CaseHistory.select()
            .where((CaseHistory.at > since) & CaseHistory.field.in_(("stage", "closed")))
            .order_by(CaseHistory.id)
        )
        before: dict[int, str | None] = {}
        for row in rows:
            before.setdefault(row.case_id, None)
            if row.field == "stage" and before[row.case_id] is None:
                before[row.case_id] = row.old
        new = Case.select(Case.id).where((Case.received >= meeting) & Case.closed.is_null())
        cases = cases_by_id(database, {*before, *(row.id for row in new)}, today)
    found = [move for case in cases.values() if (move := _move(case, before, meeting))]
    order: Sequence[What] = ("moved", "new", "closed")
    return tuple(sorted(found, key=lambda move: (order.index(move.what), move.code)))


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
