"""The case list as it stood on an earlier day, for those who count: stages, nobody's name."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from mottagning.cases.tables import Case, CaseHistory
from mottagning.db import Database
from mottagning.worktime import ZONE

_FIELDS = ("stage", "stage_since", "closed")


def stages_on(database: Database, day: date) -> tuple[tuple[str, date | None], ...]:
    """(stage, since when) of every case that was open at the end of `day`.

    What feeds have changed since then is taken back; a case received later was not there yet.
    """
    with database.reading():
        before = _changed_since(day)
        rows: Any = Case.select(Case.id, Case.stage, Case.stage_since, Case.closed, Case.received).tuples()
        found = []
        for case, stage, since, closed, received in rows:
            then = before.get(case, {})
            closed = _day(then["closed"]) if "closed" in then else closed
            if (closed is None or closed > day) and (received is None or received <= day):
                stage = then.get("stage") or stage
                found.append((stage, _day(then["stage_since"]) if "stage_since" in then else since))
        return tuple(found)


def _changed_since(day: date) -> dict[int, dict[str, Any]]:
    """What each case said at the end of `day` in the fields that have changed since."""
    end = datetime.combine(day + timedelta(days=1), time(), ZONE).astimezone(UTC)
    rows: Any = (
        CaseHistory.select(CaseHistory.case_id, CaseHistory.field, CaseHistory.old)
        .where((CaseHistory.at >= CaseHistory.at.db_value(end)) & CaseHistory.field.in_(_FIELDS))
        .order_by(CaseHistory.id.desc())
        .tuples()
    )
    found: dict[int, dict[str, Any]] = {}
    for case, field, old in rows:  # the newest first, so that the earliest stays
        found.setdefault(case, {})[field] = old
    return found


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
