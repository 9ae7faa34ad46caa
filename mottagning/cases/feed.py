"""Takes the case system's export into the case list: compared as a whole first, then written in short turns.

Broken off in the middle and run again it goes on where it was; two workstations with the same file do it once. The
file itself is never kept: its hash and the report are.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID, uuid5

from mottagning.cases.caserow import read_rows
from mottagning.cases.difference import CaseChange, Difference, compare
from mottagning.cases.feedfile import FeedFile, open_feed
from mottagning.cases.mapping import Mapping
from mottagning.cases.mappings import choose_mapping
from mottagning.cases.stored import stored_cases
from mottagning.cases.tables import Feed
from mottagning.cases.writing import (
    BeginFeed,
    FinishFeed,
    HoldFeed,
    LearntProtected,
    WriteCases,
    begin_feed,
    finish_feed,
    hold_feed,
    write_cases,
)
from mottagning.changes import Changes
from mottagning.command import Command
from mottagning.db import Database, peewee
from mottagning.errors import Conflict, Trouble
from mottagning.people.staff import local_day
from mottagning.people.unit import load_unit, worktime
from mottagning.texts import N_, tr

_OURS = UUID("6f0a51e5-6a3c-4f0e-9d55-0d6f7d2f3a10")
_CHUNK = 40
"""Cases a turn: under 20 ms, so that the desk never waits longer for the one writer."""
_TRIES = 5


class CarryOut(Protocol):
    """Carries a command out and waits for it; whoever keeps the order of writes gives one of its own."""

    def __call__(self, handler: Callable[[Database, Any], Changes], command: Any, /) -> Changes: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedReport:
    """What came of a file. `held` is the sentence why nothing was written; `notes` are sentences for the reader.

    `rejected` holds (row, column, reason): row 1 is the first line of the file, column None the row as a whole.
    """

    read: int
    new: int
    changed: int
    unchanged: int
    closed: int
    rejected: tuple[tuple[int, str | None, str], ...]
    held: str | None
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The document of contracts.md ("cases import")."""
        return {
            "read": self.read,
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "closed": self.closed,
            "rejected": [{"row": row, "column": column, "reason": reason} for row, column, reason in self.rejected],
            "held": self.held,
        }


@dataclass(frozen=True, slots=True)
class Freshness:
    """How old the case list is: when the last feed was taken (None: never), whether that is too long ago.

    `held` is the sentence why a later file waits for somebody to look at it.
    """

    as_of: datetime | None
    stale: bool
    mapping: str | None
    held: str | None = None


def freshness(database: Database, now: datetime | None = None) -> Freshness:
    """How fresh the case list is. Stale after the unit's `stale_feed_hours` of opening time, or without any feed."""
    with database.reading():
        row = Feed.select().where(Feed.state == "taken").order_by(Feed.id.desc()).first()
        last = Feed.select().where(Feed.state != "started").order_by(Feed.id.desc()).first()
    held = json.loads(last.report)["held"] if last is not None else None
    if row is None:
        return Freshness(None, True, None, held)
    unit = load_unit(database)
    age = worktime(unit).hours_between(row.at, now or datetime.now(UTC))
    return Freshness(row.at, age > unit.stale_feed_hours, row.mapping, held)


def import_feed(
    database: Database,
    path: Path,
    mapping_name: str | None = None,
    *,
    learnt_protected: LearntProtected,
    confirm: bool = False,
    by: int | None = None,
    at: datetime | None = None,
    carry_out: CarryOut | None = None,
) -> FeedReport:
    """Take the export at `path` into the case list, read by the mapping named, else by `choose_mapping`.

    `confirm` takes a file that would be held otherwise; `at` is the moment it speaks of (default: now).
    `learnt_protected` is called in the turn that makes known cases protected. Raises Trouble, one sentence, when the
    file cannot be read; then nothing is written.
    """
    feed = open_feed(path)
    mapping = choose_mapping(database, feed, mapping_name)
    taking = _Taking(database, feed, mapping, learnt_protected, by, at or datetime.now(UTC), carry_out)
    for _ in range(_TRIES):
        try:
            return taking.run(confirm)
        except (Conflict, peewee.IntegrityError):
            continue  # another feed wrote in between: compare again
    raise Trouble(N_("Another export is being taken just now. Wait until it is done, then try again."))


class _Taking:
    """One file on its way into the case list."""

    def __init__(
        self,
        database: Database,
        feed: FeedFile,
        mapping: Mapping,
        learnt_protected: LearntProtected,
        by: int | None,
        at: datetime,
        carry_out: CarryOut | None,
    ) -> None:
        self.database = database
        self.feed = feed
        self.mapping = mapping
        self.learnt_protected = learnt_protected
        self.by = by
        self.at = at
        self.carry_out = carry_out or (lambda handler, command: handler(database, command))

    def run(self, confirm: bool) -> FeedReport:
        self.sha256 = _sha256(self.feed.path)
        with self.database.reading():
            stored = stored_cases(self.database)
            self.base = Feed.select(peewee.fn.MAX(Feed.id)).where(Feed.state == "taken").scalar() or 0
        found = compare(self.mapping, read_rows(self.mapping, self.feed), stored, local_day(self.at))
        if _sha256(self.feed.path) != self.sha256:
            raise Trouble(N_("“{file}” is still being written. Wait until it is done."), file=self.feed.path.name)
        reason = None if confirm else _reason_to_hold(found)
        return self._hold(found, reason) if reason else self._take(found)

    def _hold(self, found: Difference, reason: str) -> FeedReport:
        report = self._report(found, {}, reason)
        self._do(hold_feed, HoldFeed(**self._about("hold"), **self._file(), report=_kept(report)))
        return report

    def _take(self, found: Difference) -> FeedReport:
        number = self._begin()
        for chunk in _chunks(found.changes):
            key = [(change.code, change.version) for change in chunk]
            self._do(
                write_cases,
                WriteCases(
                    **self._about("write", number, key),
                    feed=number,
                    changes=chunk,
                    learnt_protected=self.learnt_protected,
                ),
            )
        with self.database.reading():
            counts = json.loads(Feed.get_by_id(number).report)
        report = self._report(found, counts, None)
        self._do(finish_feed, FinishFeed(**self._about("finish", number), feed=number, report=_kept(report)))
        return report

    def _begin(self) -> int:
        """The feed's number: a new one, or that of the same file on the same ground, begun and never finished."""
        changes = self._do(begin_feed, BeginFeed(**self._about("begin"), **self._file()))
        if "feed" in changes.created:
            return changes.created["feed"]
        with self.database.reading():
            row = (
                Feed.select()
                .where((Feed.sha256 == self.sha256) & (Feed.state == "started") & (Feed.id > self.base))
                .order_by(Feed.id.desc())
                .first()
            )
        if row is None:
            raise Conflict(N_("Somebody else changed this just now. Look at what it says now, then try again."))
        return int(row.id)

    def _file(self) -> dict[str, Any]:
        return {"sha256": self.sha256, "mapping": self.mapping.name or None, "kind": self.mapping.kind}

    def _about(self, *what: object) -> dict[str, Any]:
        """By whom, when, and a UUID that is the same whenever the same file meets the same case list."""
        name = json.dumps([self.base, self.sha256, self.mapping.to_json(), *what])
        return {"by": self.by, "at": self.at, "uuid": uuid5(_OURS, name)}

    def _do(self, handler: Callable[[Database, Any], Changes], command: Command) -> Changes:
        return self.carry_out(handler, command)

    def _report(self, found: Difference, counts: dict[str, int], held: str | None) -> FeedReport:
        new, changed = counts.get("new", 0), counts.get("changed", 0)
        notes = [tr("{note} Rows: {count}.", note=note, count=count) for note, count in found.notes.items()]
        return FeedReport(
            read=found.read,
            new=new,
            changed=changed,
            unchanged=0 if held else found.read - len(found.rejected) - new - changed,
            closed=counts.get("closed", 0),
            rejected=tuple((row.row, row.column, row.reason) for row in found.rejected),
            held=held,
            notes=(*self.feed.notes, *notes),
        )


def _kept(report: FeedReport) -> dict[str, Any]:
    return report.to_json() | {"notes": list(report.notes)}


def _reason_to_hold(found: Difference) -> str | None:
    if found.closes_too_many:
        return tr(
            "The file would close {closed} of {open} open cases. Nothing was changed. If it holds every open case, "
            "import it once more and confirm.",
            closed=found.count("closed"),
            open=found.open_before,
        )
    if found.protects_too_many:
        return tr(
            "The file says that {count} more cases are protected, and what is known of their people would be removed "
            "for good. Nothing was changed. If the right column says so, import it once more and confirm.",
            count=found.learnt_protected,
        )
    return None


def _chunks(changes: list[CaseChange]) -> Iterator[tuple[CaseChange, ...]]:
    for start in range(0, len(changes), _CHUNK):
        yield tuple(changes[start : start + _CHUNK])


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as raw:
            return hashlib.file_digest(raw, "sha256").hexdigest()
    except OSError as error:
        raise Trouble(N_("“{file}” cannot be read any more."), file=path.name) from error
