"""The commands by which a feed reaches the tables: it begins, its changes come in short turns, it ends."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from collections.abc import Mapping as Named
from dataclasses import dataclass
from datetime import date
from typing import Any

from mottagning.cases.difference import VALUES, CaseChange
from mottagning.cases.forms import code_key, name_key, name_words
from mottagning.cases.protecting import forget_people
from mottagning.cases.tables import Case, Feed, Party
from mottagning.command import Command, Turn, handles
from mottagning.db import Database, UtcField

_ROWS = 500
"""Rows a statement: SQLite takes 32,766 values."""

LearntProtected = Callable[[Turn, set[int]], None]
"""Called inside the turn in which cases turn out to be protected: whoever keeps more about them removes it there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginFeed(Command):
    """A file is about to be taken."""

    sha256: str
    mapping: str | None
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldFeed(BeginFeed):
    """A file is not taken until somebody has looked; `report` says why."""

    report: Named[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteCases(Command):
    """Some of the changes of a feed."""

    feed: int
    changes: tuple[CaseChange, ...]
    learnt_protected: LearntProtected


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishFeed(Command):
    """A file has been taken to its end."""

    feed: int
    report: Named[str, Any]


@handles
def begin_feed(turn: Turn, command: BeginFeed) -> None:
    """Note that a file is being taken, before anything of it is written."""
    turn.created["feed"] = _add_feed(turn, command, "started", {"new": 0, "changed": 0, "closed": 0})


@handles
def hold_feed(turn: Turn, command: HoldFeed) -> None:
    """Note that a file waits for confirmation; nothing of it is written."""
    turn.created["feed"] = _add_feed(turn, command, "held", command.report)
    turn.touch("feed")


def _add_feed(turn: Turn, command: BeginFeed, state: str, report: Named[str, Any]) -> int:
    row = Feed.create(
        at=turn.at,
        mapping=command.mapping,
        sha256=command.sha256,
        kind=command.kind,
        state=state,
        report=json.dumps(report, ensure_ascii=False),
    )
    return int(row.id)


@handles
def finish_feed(turn: Turn, command: FinishFeed) -> None:
    """The whole file is in: the case list is as fresh as this moment."""
    report = json.dumps(command.report, ensure_ascii=False)
    Feed.update(at=turn.at, state="taken", report=report).where(Feed.id == command.feed).execute()
    turn.touch("feed", command.feed)


@handles
def write_cases(turn: Turn, command: WriteCases) -> None:
    """Write these cases. Raises Conflict when another feed wrote one of them in between."""
    ids = _write_values(turn, command)
    _write_parties(turn.database, command.changes, ids)
    _write_history(turn, command, ids)
    protected = {ids[change.code] for change in command.changes if change.learnt_protected}
    if protected:
        forget_people(turn, protected)
        command.learnt_protected(turn, protected)
    for change in command.changes:
        if "protected" in change.values and change.case is not None:
            turn.audit("protected" if change.learnt_protected else "unprotected", "case", change.case)
    _count(command)
    turn.touch("case", *ids.values())


def _write_values(turn: Turn, command: WriteCases) -> dict[str, int]:
    """Write the cases themselves; their ids by code."""
    ids = {}
    added = [change for change in command.changes if change.case is None]
    for change in command.changes:
        if change.case is not None:
            turn.update(Case(id=change.case), version=change.version, feed_id=command.feed, **change.values)
            ids[change.code] = change.case
    if added:
        columns = ("code", "code_folded", "feed_id", *VALUES)
        rows = [
            (change.code, code_key(change.code), command.feed, *(change.values[name] for name in VALUES))
            for change in added
        ]
        written = _insert(turn.database, "cases", columns, rows, ("id", "code"))
        ids |= {code: id_ for id_, code in written}
    return ids


def _write_parties(database: Database, changes: Sequence[CaseChange], ids: Named[str, int]) -> None:
    """Put the parties of each change in the place of the feed's former ones; their words and addresses go with them."""
    replaced = [change.case for change in changes if change.case is not None and change.parties is not None]
    if replaced:
        Party.delete().where(Party.case_id.in_(replaced) & Party.entry_id.is_null()).execute()
    parties = {
        (ids[change.code], position): party for change in changes for position, party in enumerate(change.parties or ())
    }
    columns = ("case_id", "position", "role", "name", "name_key", "personal_id")
    rows = [
        (case, position, party.role, party.name, name_key(party.name or "") or None, party.personal_id)
        for (case, position), party in parties.items()
    ]
    words: list[tuple[Any, ...]] = []
    addresses: list[tuple[Any, ...]] = []
    for id_, case, position in _insert(database, "party", columns, rows, ("id", "case_id", "position")):
        party = parties[case, position]
        words += [(id_, word) for word in name_words(party.name or "")]
        addresses += [(id_, "phone", value) for value in party.phones]
        addresses += [(id_, "email", value) for value in party.emails]
    _insert(database, "party_word", ("party_id", "word"), words)
    _insert(database, "party_address", ("party_id", "kind", "value"), addresses)


def _write_history(turn: Turn, command: WriteCases, ids: Named[str, int]) -> None:
    at = UtcField().db_value(turn.at)
    rows = [
        (ids[change.code], at, field, old, new, command.feed)
        for change in command.changes
        for field, old, new in change.history
    ]
    _insert(turn.database, "case_history", ("case_id", "at", "field", "old", "new", "feed_id"), rows)


def _count(command: WriteCases) -> None:
    """Keep the feed's counts in step, so that one that is broken off and taken up again tells the whole."""
    row = Feed.get_by_id(command.feed)
    report = json.loads(row.report)
    for change in command.changes:
        if change.what in report:
            report[change.what] += 1
    Feed.update(report=json.dumps(report)).where(Feed.id == command.feed).execute()


def _insert(
    database: Database,
    table: str,
    columns: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
    returning: Sequence[str] = (),
) -> list[tuple[Any, ...]]:
    """Add rows by hand, ten times as fast as through the models: a turn must be short."""
    written: list[tuple[Any, ...]] = []
    for start in range(0, len(rows), _ROWS):
        some = rows[start : start + _ROWS]
        places = f"({', '.join('?' * len(columns))})"
        statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([places] * len(some))}"  # noqa: S608
        if returning:
            statement += f" RETURNING {', '.join(returning)}"
        values = tuple(value.isoformat() if isinstance(value, date) else value for row in some for value in row)
        cursor = database.sql(statement, values)
        if returning:
            written += cursor.fetchall()
    return written
