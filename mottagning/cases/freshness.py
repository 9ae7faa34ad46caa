"""How old the case list is, for every page that shows what is in it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from mottagning.cases.tables import Feed
from mottagning.db import Database
from mottagning.people.unit import load_unit, worktime


@dataclass(frozen=True, slots=True)
class Freshness:
    """How old the case list is: of when its newest feed speaks (None: never one), whether that is too long ago.

    `held` is the sentence why a later file waits for somebody to look at it.
    """

    as_of: datetime | None
    stale: bool
    mapping: str | None
    held: str | None = None


def freshness(database: Database, now: datetime | None = None) -> Freshness:
    """How fresh the case list is. Stale after the unit's `stale_feed_hours` of opening time, or without any feed."""
    counts = Feed.undone_at.is_null()
    with database.reading():
        row = Feed.select().where((Feed.state == "taken") & counts).order_by(Feed.at.desc(), Feed.id.desc()).first()
        last = Feed.select().where((Feed.state != "started") & counts).order_by(Feed.id.desc()).first()
    held = json.loads(last.report)["held"] if last is not None else None
    if row is None:
        return Freshness(None, True, None, held)
    unit = load_unit(database)
    age = worktime(unit).hours_between(row.at, now or datetime.now(UTC))
    return Freshness(row.at, age > unit.stale_feed_hours, row.mapping, held)
