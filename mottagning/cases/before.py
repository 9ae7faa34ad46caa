"""What the last feed changed, as it was, so that it can be taken back: until the next feed, or protection is learnt."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Named
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from mottagning.cases.difference import CaseChange, Parties, PartyData
from mottagning.cases.feedtables import CaseBefore
from mottagning.cases.fields import DATES
from mottagning.cases.partyrows import insert
from mottagning.cases.tables import Case, Feed
from mottagning.command import Turn

_DATES = frozenset(DATES)
_LOCK = 5011874

Former = Named[int, tuple[int | None, datetime | None]]
"""For some cases: the feed that last changed them, and when a delta last spoke of them."""


@dataclass(frozen=True, slots=True)
class Before:
    """A case as it was: the values that were changed, its parties (None: not changed, or not kept), its feed."""

    values: dict[str, Any]
    parties: Parties | None
    feed: int | None
    told: datetime | None


def one_at_a_time(turn: Turn) -> None:
    """Inside a turn: let nobody else begin a feed, or take one back, until it is committed."""
    turn.one_at_a_time(_LOCK)


def is_being_undone() -> bool:
    """Whether somebody began to take the last feed back and has not come to the end."""
    undone = Feed.select(Feed.id).where(Feed.undone_at.is_null(False))
    return bool(CaseBefore.select().where(CaseBefore.feed_id.in_(undone)).exists())


def former_feeds(cases: Sequence[int]) -> Former:
    """Who spoke last of these cases, before they are changed."""
    rows = Case.select(Case.id, Case.feed_id, Case.told_at).where(Case.id.in_(cases)) if cases else ()
    return {row.id: (row.feed_id, row.told_at) for row in rows}


def keep(turn: Turn, feed: int, changes: Iterable[CaseChange], ids: Named[str, int], former: Former) -> None:
    """Keep what these cases were."""
    rows = []
    for change in changes:
        values = dict(change.before)
        if change.learnt_protected:
            del values["protected"]  # what protects somebody is not taken back
        document = None if change.case is None else _document(values, change.parties_before, former[change.case])
        rows.append((ids[change.code], feed, document))
    _put(turn, former, rows)


def keep_told(turn: Turn, feed: int, former: Former) -> None:
    """The same of cases of which a delta said nothing new."""
    rows = [(case, feed, _document({}, None, of_case)) for case, of_case in former.items()]
    _put(turn, former, rows)


def _put(turn: Turn, known: Iterable[int], rows: Sequence[tuple[int, int, str | None]]) -> None:
    """Keep it in the place of what was kept for an earlier feed."""
    if earlier := list(known):
        CaseBefore.delete().where(CaseBefore.case_id.in_(earlier)).execute()
    insert(turn.database, "case_before", ("case_id", "feed_id", "document"), rows)


def read(document: str) -> Before:
    """What was kept of a case."""
    content = json.loads(document)
    values = {
        name: date.fromisoformat(value) if value is not None and name in _DATES else value
        for name, value in content["values"].items()
    }
    parties, told = content["parties"], content["told"]
    return Before(
        values=values,
        parties=None if parties is None else tuple(map(_party, parties)),
        feed=content["feed"],
        told=told and datetime.fromisoformat(told),
    )


def _document(values: Named[str, Any], parties: Parties | None, former: tuple[int | None, datetime | None]) -> str:
    feed, told = former
    content = {
        "values": {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()},
        "parties": None if parties is None else [asdict(party) for party in parties],
        "feed": feed,
        "told": told and told.isoformat(),
    }
    return json.dumps(content, ensure_ascii=False)


def _party(content: dict[str, Any]) -> PartyData:
    return PartyData(**content | {"phones": tuple(content["phones"]), "emails": tuple(content["emails"])})
