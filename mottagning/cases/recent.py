"""The part of the case list that somebody wants to look through: the open, closed, late ones, or her own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from mottagning.cases import handlers
from mottagning.cases.fields import CATEGORIES, STAGES
from mottagning.cases.list import CaseView, cases_by_id
from mottagning.cases.narrowing import EVERYTHING, Narrowing
from mottagning.cases.standing import OF_FEED, Standing
from mottagning.cases.tables import Case
from mottagning.db import Database

Which = Literal["open", "mine", "unassigned", "late", "closed"]

_NEWEST = "ORDER BY {day} IS NULL, {day} DESC, cases.id DESC LIMIT ?"


@dataclass(frozen=True, slots=True)
class Recent:
    """The first of the cases that were asked for, and how many there are in all."""

    cases: tuple[CaseView, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Kinds:
    """The stages and the categories that open cases have, in the order of the work, those we do not know last."""

    stages: tuple[str, ...]
    categories: tuple[str, ...]


def recent(
    database: Database,
    which: Which,
    me: int | None,
    today: date,
    limit: int = 200,
    narrowing: Narrowing = EVERYTHING,
) -> Recent:
    """At most `limit` cases: open ones, those of handler `me` and those without any newest first, closed ones by the
    day they were closed, late ones by what is most overdue."""
    with database.reading():
        if which == "late":
            return _late(database, today, limit, narrowing)
        if which == "closed":
            return _page(database, "closed IS NOT NULL", (), "cases.closed", today, limit, narrowing)
        condition = "closed IS NULL"
        values: tuple[str, ...] = ()
        if which == "unassigned":
            condition = "closed IS NULL AND handler IS NULL"
        if which == "mine":
            values = handlers.written_as(database, me)
            if not values:
                return Recent((), 0)
            condition = f"closed IS NULL AND handler IN ({', '.join('?' * len(values))})"
        return _page(database, condition, values, "cases.received", today, limit, narrowing)


def kinds(database: Database) -> Kinds:
    """The stages and categories that there are to choose from."""
    with database.reading():
        rows = database.sql("SELECT DISTINCT stage, category FROM cases WHERE closed IS NULL").fetchall()
    return Kinds(
        _in_order({stage for stage, _ in rows}, STAGES),
        _in_order({category for _, category in rows if category}, CATEGORIES),
    )


def _page(
    database: Database,
    condition: str,
    values: tuple[str, ...],
    day: str,
    today: date,
    limit: int,
    narrowing: Narrowing,
) -> Recent:
    more, wanted = narrowing.sql()
    among = f"FROM cases WHERE {condition}{more}"
    total = database.sql(f"SELECT COUNT(*) {among}", (*values, *wanted)).fetchone()[0]
    statement = f"SELECT id {among} {_NEWEST.format(day=day)}"
    ids = [row[0] for row in database.sql(statement, (*values, *wanted, limit)).fetchall()]
    cases = cases_by_id(database, ids, today)
    return Recent(tuple(cases[case] for case in ids), total)


def _late(database: Database, today: date, limit: int, narrowing: Narrowing) -> Recent:
    standing = Standing.load(database, today)
    overdue: list[tuple[date, int]] = []
    columns = (getattr(Case, name) for name in OF_FEED)
    rows: Any = Case.select(Case.id, *columns).where(Case.closed.is_null()).tuples()
    for case, *told in rows:
        known = dict(zip(OF_FEED, told, strict=True))
        if narrowing.has(known["stage"], known["category"]):
            overdue += [(each.due, case) for each in standing.of(case, known) if each.status == "late"]
    ids = list(dict.fromkeys(case for _, case in sorted(overdue)))
    cases = cases_by_id(database, ids[:limit], today)
    return Recent(tuple(cases[case] for case in ids[:limit]), len(ids))


def _in_order(found: set[str], known: dict[str, str]) -> tuple[str, ...]:
    places = list(known)
    return tuple(sorted(found, key=lambda word: (places.index(word) if word in known else len(places), word)))
