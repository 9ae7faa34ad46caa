"""The part of the case list that somebody wants to look through: the open, closed, late ones, or her own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from mottagning.cases.list import CaseView, cases_by_id, open_cases
from mottagning.cases.tables import Case
from mottagning.db import Database
from mottagning.people.staff import compared, resolve_handlers

Which = Literal["open", "mine", "late", "closed"]


@dataclass(frozen=True, slots=True)
class Recent:
    """The first of the cases that were asked for, and how many there are in all."""

    cases: tuple[CaseView, ...]
    total: int


def recent(database: Database, which: Which, me: int | None, today: date, limit: int = 200) -> Recent:
    """At most `limit` cases: open ones and those of handler `me` newest first, closed ones by the day they were closed,
    late ones by what is most overdue."""
    with database.reading():
        if which == "late":
            late = sorted(
                (_overdue_since(case), case.id, case) for case in open_cases(database, today) if _is_late(case)
            )
            return Recent(tuple(case for _, _, case in late[:limit]), len(late))
        if which == "closed":
            return _page(database, Case.closed.is_null(False), Case.closed, today, limit)
        condition = Case.closed.is_null()
        if which == "mine":
            condition &= Case.handler.in_(_names(me, resolve_handlers(database)))
        return _page(database, condition, Case.received, today, limit)


def _page(database: Database, condition: Any, newest: Any, today: date, limit: int) -> Recent:
    query = Case.select(Case.id).where(condition)
    ids = [row.id for row in query.order_by(newest.is_null(), newest.desc(), Case.id.desc()).limit(limit)]
    cases = cases_by_id(database, ids, today)
    return Recent(tuple(cases[case] for case in ids), query.count())


def _names(me: int | None, known: dict[str, int]) -> list[str]:
    """The ways in which the handler `me` is written in open cases."""
    rows = Case.select(Case.handler).where(Case.closed.is_null() & Case.handler.is_null(False)).distinct()
    written = [row.handler for row in rows if row.handler]
    return [name for name in written if me is not None and known.get(compared(name)) == me]


def _is_late(case: CaseView) -> bool:
    return any(each.status == "late" for each in case.deadlines)


def _overdue_since(case: CaseView) -> date:
    return min(each.due for each in case.deadlines if each.status == "late")
