"""What others see of the case list: frozen cases with their deadlines and history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from mottagning.cases.deadlines import Deadline
from mottagning.cases.forms import code_key
from mottagning.cases.standing import OF_FEED, Standing
from mottagning.cases.tables import Case, CaseHistory
from mottagning.db import Database, peewee
from mottagning.errors import Trouble
from mottagning.people.staff import compared, local_day, resolve_handlers
from mottagning.texts import N_

_CONTRACT = (
    *("code", "category", "type", "stage", "stage_since", "handler", "received", "opened", "decided", "executed"),
    *("closed", "priority", "weight", "next_step", "next_date", "protected"),
)
_SELECT = f"SELECT id, {', '.join(_CONTRACT)} FROM cases"  # noqa: S608 - our own names
"""By hand rather than through models: they take ten times as long, and the board reads thousands of cases."""
_DAYS = [1 + _CONTRACT.index(name) for name in _CONTRACT if isinstance(getattr(Case, name), peewee.DateField)]
_HANDLER, _PROTECTED = (1 + _CONTRACT.index(name) for name in ("handler", "protected"))
_AT_ONCE = 500
_Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """A field of a case that changed, as text: dates in ISO form, protected as "true" or "false"."""

    at: datetime
    field: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """A case. `handler` is as the feed writes it, `handler_id` whom that means, None when it is nobody we know."""

    id: int
    code: str
    category: str | None
    type: str | None
    stage: str
    stage_since: date | None
    handler: str | None
    handler_id: int | None
    received: date | None
    opened: date | None
    decided: date | None
    executed: date | None
    closed: date | None
    priority: str | None
    weight: float | None
    next_step: str | None
    next_date: date | None
    protected: bool
    deadlines: tuple[Deadline, ...]
    history: tuple[HistoryLine, ...] = ()

    def days_in_stage(self, today: date) -> int | None:
        """Whole days since it came to this stage; None when nobody knows."""
        return None if self.stage_since is None else max(0, (today - self.stage_since).days)

    def to_json(self) -> dict[str, Any]:
        """One of the "cases" of contracts.md ("cases list"). Points at nobody but the handler."""
        document: dict[str, Any] = {}
        for name in _CONTRACT:
            value = getattr(self, name)
            document[name] = value.isoformat() if isinstance(value, date) else value
        document["deadlines"] = [
            {"rule": each.rule.code, "due": each.due.isoformat(), "status": each.status} for each in self.deadlines
        ]
        document["history"] = [
            {"at": line.at.isoformat(), "field": line.field, "old": line.old, "new": line.new} for line in self.history
        ]
        return document


@dataclass(frozen=True, slots=True)
class CasePage:
    """Some cases in the order in which they became known; `next` is the code to go on after, None at the end."""

    cases: tuple[CaseView, ...]
    next: str | None


def list_cases(
    database: Database, limit: int | None = None, after: str | None = None, today: date | None = None
) -> CasePage:
    """All cases, closed ones too, or `limit` of them after the case with the code `after`.

    Raises Trouble when there is no case `after`.
    """
    with database.reading():
        since = -1 if after is None else _found(database, after)[0][0]
        most = () if limit is None else (limit + 1,)
        rows = _rows(database, f"WHERE id > ? ORDER BY id{' LIMIT ?' if most else ''}", since, *most)
        more = limit is not None and len(rows) > limit
        cases = tuple(_views(database, rows[:limit], today, history=True))
    return CasePage(cases, cases[-1].code if more and cases else None)


def show_case(database: Database, code: str, today: date | None = None) -> tuple[CaseView, ...]:
    """The case with this code; else those whose code reads the same without case, spaces and signs.

    Raises Trouble when there is none.
    """
    with database.reading():
        return tuple(_views(database, _found(database, code), today, history=True))


def open_cases(database: Database, today: date | None = None) -> tuple[CaseView, ...]:
    """Every open case, without its history: what the board and the lead's lists are made of."""
    with database.reading():
        return tuple(_views(database, _rows(database, "WHERE closed IS NULL ORDER BY id"), today))


def cases_by_id(
    database: Database, ids: Iterable[int], today: date | None = None, *, deadlines: bool = True
) -> dict[int, CaseView]:
    """The cases with these ids, without their history (and `deadlines`); those that are gone are left out."""
    wanted = sorted(set(ids))
    rows: list[_Row] = []
    with database.reading():
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            rows.extend(_rows(database, f"WHERE id IN ({', '.join('?' * len(some))})", *some))
        return {view.id: view for view in _views(database, rows, today, deadlines=deadlines)}


def history_of(database: Database, case_id: int) -> tuple[HistoryLine, ...]:
    """What has changed in a case, oldest first."""
    with database.reading():
        return tuple(_history([case_id]).get(case_id, ()))


def to_json(cases: Iterable[CaseView]) -> dict[str, Any]:
    """The document of contracts.md ("cases list|show"), without `next`."""
    return {"cases": [case.to_json() for case in cases]}


def _rows(database: Database, condition: str, *values: object) -> list[_Row]:
    """Cases as their id and the fields of the contract."""
    found: list[_Row] = database.sql(f"{_SELECT} {condition}", values).fetchall()
    if database.dialect != "sqlite":
        return found
    rows = []
    for said in found:
        row = list(said)
        for place in _DAYS:
            if row[place] is not None:
                row[place] = date.fromisoformat(row[place])
        row[_PROTECTED] = bool(row[_PROTECTED])
        rows.append(tuple(row))
    return rows


def _found(database: Database, code: str) -> list[_Row]:
    rows = _rows(database, "WHERE code = ?", code.strip())
    key = code_key(code)
    if not rows and key:
        rows = _rows(database, "WHERE code_folded = ? ORDER BY id", key)
    if not rows:
        raise Trouble(N_("There is no case “{code}”. Look at the code again, or take a newer export."), code=code)
    return rows


def _views(
    database: Database, rows: Sequence[_Row], today: date | None, *, history: bool = False, deadlines: bool = True
) -> Iterator[CaseView]:
    """The cases with what follows from the unit's own data: whom a handler's name means, and deadlines."""
    ids = [row[0] for row in rows]
    people = resolve_handlers(database)
    standing = Standing.load(database, today or local_day(datetime.now(UTC)), ids) if deadlines else None
    lines = _history(ids) if history else {}
    named = {handler: people.get(compared(handler)) for handler in {row[_HANDLER] for row in rows} if handler}
    for id_, *said in rows:
        values = dict(zip(_CONTRACT, said, strict=True))
        yield CaseView(
            id=id_,
            **values,
            handler_id=named.get(values["handler"]),
            deadlines=standing.of(id_, {name: values[name] for name in OF_FEED}) if standing else (),
            history=tuple(lines.get(id_, ())),
        )


def _history(ids: list[int]) -> dict[int, list[HistoryLine]]:
    """The history of cases, oldest first."""
    found: defaultdict[int, list[HistoryLine]] = defaultdict(list)
    for start in range(0, len(ids), _AT_ONCE):
        some = CaseHistory.case_id.in_(ids[start : start + _AT_ONCE])
        for row in CaseHistory.select().where(some).order_by(CaseHistory.id):
            found[row.case_id].append(HistoryLine(at=row.at, field=row.field, old=row.old, new=row.new))
    return found
