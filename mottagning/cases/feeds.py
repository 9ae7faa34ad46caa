"""The feeds that were taken, held or taken back, for somebody who wants to know what came when."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mottagning.cases.feedtables import FeedSource
from mottagning.cases.tables import Feed
from mottagning.db import Database
from mottagning.texts import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLine:
    """A feed: of when it speaks, where it came from (None: by hand), its hash, and the counts of its report.

    `state` is "taken", "held", "started" (broken off, or going on) or "undone".
    """

    id: int
    at: datetime
    state: str
    source: str | None
    mapping: str | None
    sha256: str
    report: dict[str, Any]

    def sentence(self) -> str:
        """What came of it."""
        if self.state == "held":
            return str(self.report["held"])
        counts = {name: self.report.get(name, 0) for name in ("new", "changed", "closed")}
        rejected = len(self.report.get("rejected", ()))
        said = tr(
            "{new} new, {changed} changed, {closed} closed, {rejected} rows rejected", rejected=rejected, **counts
        )
        if self.state == "undone":
            return tr("taken back: {counts}", counts=said)
        return tr("broken off: {counts}", counts=said) if self.state == "started" else said

    def to_json(self) -> dict[str, Any]:
        """One of the "feeds" of `cases feeds --json`."""
        counts = {name: self.report.get(name, 0) for name in ("read", "new", "changed", "unchanged", "closed")}
        return {
            "id": self.id,
            "at": self.at.isoformat(),
            "state": self.state,
            "source": self.source,
            "mapping": self.mapping,
            "sha256": self.sha256,
            **counts,
            "rejected": self.report.get("rejected", []),
            "held": self.report.get("held"),
        }


def feeds(database: Database, limit: int | None = None) -> tuple[FeedLine, ...]:
    """All feeds, or the last `limit`, the latest first."""
    with database.reading():
        names = {row.id: row.name for row in FeedSource.select()}
        query = Feed.select().order_by(Feed.id.desc())
        return tuple(
            FeedLine(
                id=row.id,
                at=row.at,
                state="undone" if row.undone_at is not None else row.state,
                source=names.get(row.source_id) if row.source_id else None,
                mapping=row.mapping,
                sha256=row.sha256,
                report=json.loads(row.report),
            )
            for row in (query if limit is None else query.limit(limit))
        )
