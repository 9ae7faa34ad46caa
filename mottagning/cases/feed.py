"""Takes the case system's export into the case list: compared as a whole first, then written in short turns.

Broken off in the middle and run again it goes on where it was; two workstations with the same file do it once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, Protocol, TypeVar
from uuid import UUID, uuid5

from mottagning.cases import renames
from mottagning.cases.caserow import read_rows
from mottagning.cases.comparing import Comparer, Progress, compare
from mottagning.cases.difference import Difference, Stored
from mottagning.cases.export import Export, FileExport
from mottagning.cases.feedreport import FeedReport
from mottagning.cases.feedtables import CaseBefore
from mottagning.cases.foreseen import Foreseen, foreseen, reason_to_hold
from mottagning.cases.mapping import Mapping
from mottagning.cases.mappings import choose_mapping
from mottagning.cases.opening import chosen
from mottagning.cases.stored import index_of_cases, stored_cases
from mottagning.cases.tables import Feed
from mottagning.cases.writing import (
    BeginFeed,
    FinishFeed,
    ForgetBefore,
    HoldFeed,
    LearntProtected,
    RenewFeed,
    TellCases,
    WriteCases,
    begin_feed,
    finish_feed,
    forget_before,
    hold_feed,
    renew_feed,
    tell_cases,
    write_cases,
)
from mottagning.changes import Changes
from mottagning.command import Command
from mottagning.db import Database, peewee
from mottagning.errors import Conflict
from mottagning.people.staff import local_day
from mottagning.texts import N_, tr

_OURS = UUID("6f0a51e5-6a3c-4f0e-9d55-0d6f7d2f3a10")
_CHUNK = 30
"""Cases a turn: under 20 ms, so that the desk never waits longer for the one writer."""
_LIGHT_CHUNK = 400
"""The same where nothing but a mark is written."""
_TRIES = 5
T = TypeVar("T")


class CarryOut(Protocol):
    """Carries a command out and waits for it; whoever keeps the order of writes gives one of its own."""

    def __call__(self, handler: Callable[[Database, Any], Changes], command: Any, /) -> Changes: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """How a feed is taken.

    `learnt_protected` is called in the turn that makes known cases protected. `confirm` takes what would be held
    otherwise; with `shown`, the digests of what somebody has seen (`Foreseen.digest`), nothing but that. `may_be_cut`
    is said of a file of which nobody could tell whether it was whole. `at` is the moment it speaks of, if that is
    known: then what is older than what is known is passed over. Else it is the newest there is, at `now`. `source` is
    the source it came from, None by hand.
    """

    learnt_protected: LearntProtected
    confirm: bool = False
    shown: Collection[str] | None = None
    may_be_cut: bool = False
    by: int | None = None
    at: datetime | None = None
    now: datetime | None = None
    source: int | None = None
    carry_out: CarryOut | None = None
    progress: Progress | None = None


def import_feed(
    database: Database,
    path: Path,
    mapping_name: str | None = None,
    *,
    learnt_protected: LearntProtected,
    confirm: bool = False,
    shown: Collection[str] | None = None,
    by: int | None = None,
    at: datetime | None = None,
    now: datetime | None = None,
    carry_out: CarryOut | None = None,
    progress: Progress | None = None,
) -> FeedReport:
    """Take the export at `path` into the case list, read by the mapping named, else by `choose_mapping`.

    The rest is as in `Taking`. Raises Trouble, one sentence, when the file cannot be read; then nothing is written.
    """
    how = Taking(
        learnt_protected=learnt_protected,
        confirm=confirm,
        shown=shown,
        by=by,
        at=at,
        now=now,
        carry_out=carry_out,
        progress=progress,
    )
    return take(database, *_opened(database, path, mapping_name), how)


def look_at(
    database: Database,
    path: Path,
    mapping_name: str | None = None,
    at: datetime | None = None,
    progress: Progress | None = None,
) -> FeedReport:
    """What `import_feed` would do with the export at `path`: nothing is written. `held` says if it would be held."""
    return foresee(database, *_opened(database, path, mapping_name), at, progress)


def _opened(database: Database, path: Path, mapping_name: str | None) -> tuple[FileExport, Mapping]:
    """The export at `path` as its mapping wants it read, and the mapping."""
    path = chosen(path)
    export = FileExport(path)
    mapping = choose_mapping(database, export.feed, mapping_name)
    return (FileExport(path, mapping.sheet) if mapping.sheet else export), mapping


def foresee(
    database: Database, export: Export, mapping: Mapping, at: datetime | None = None, progress: Progress | None = None
) -> FeedReport:
    """The same for an export that came another way."""
    return _Taking(database, export, mapping, Taking(learnt_protected=_nobody, at=at, progress=progress)).look()


def take(database: Database, export: Export, mapping: Mapping, how: Taking) -> FeedReport:
    """Take an export into the case list by `mapping`. Raises Trouble, one sentence, when it cannot be read."""
    taking = _Taking(database, export, mapping, how)
    for _ in range(_TRIES):
        try:
            return taking.run()
        except (Conflict, peewee.IntegrityError):
            continue  # another feed wrote in between: compare again
    raise Conflict(N_("Another export is being taken just now. Wait until it is done, then try again."))


class _Taking:
    """One export on its way into the case list."""

    def __init__(self, database: Database, export: Export, mapping: Mapping, how: Taking) -> None:
        self.database = database
        self.export = export
        self.mapping = mapping
        self.how = how
        self.at = how.at or how.now or datetime.now(UTC)
        self.carry_out = how.carry_out or (lambda handler, command: handler(database, command))
        self.sha256 = ""

    def run(self) -> FeedReport:
        found = self._compare()
        if (same := self._taken_already(found)) is not None:
            return self._renew(found, same)
        reason = reason_to_hold(found, may_be_cut=self.how.may_be_cut)
        if reason is None:
            return self._take(found)
        seen = self._foreseen(found)
        if self.how.confirm:
            if self.how.shown is None or seen.digest in self.how.shown:
                return self._take(found)
            reason = tr("It is no longer what was shown, so it was not taken. {why}", why=reason)
        return self._hold(found, reason, seen)

    def look(self) -> FeedReport:
        found = self._compare()
        return self._report(found, {}, reason_to_hold(found), seen=self._foreseen(found))

    def _foreseen(self, found: Difference) -> Foreseen:
        return foreseen(found, self.sha256 + self.mapping.to_json())

    def _compare(self) -> Difference:
        with self.database.reading():
            index = index_of_cases(self.database, Comparer(self.mapping))
            taken = Feed.state == "taken"
            # One that was taken back counts as well: what comes after it must not be taken for the same once more.
            behind = taken | Feed.undone_at.is_null(False)
            self.base = Feed.select(peewee.fn.MAX(Feed.id)).where(behind).scalar() or 0
            counts = taken & Feed.undone_at.is_null()
            last = Feed.select(Feed.at).where(counts).order_by(Feed.at.desc()).first()
            snapshot = Feed.select(Feed.at).where(counts & (Feed.kind == "snapshot")).order_by(Feed.at.desc()).first()
        if self.how.at is None and last is not None:
            self.at = max(self.at, last.at)  # clocks differ; what somebody reads in by hand is the newest all the same
        found = compare(
            self.mapping,
            read_rows(self.mapping, self.export.feed),
            index,
            self._fetch,
            moment=self.at,
            day=local_day(self.at),
            snapshot_at=snapshot and snapshot.at,
            progress=self.how.progress,
        )
        self.sha256 = self.export.sha256()
        return found

    def _fetch(self, codes: Sequence[str]) -> dict[str, Stored]:
        with self.database.reading():
            return stored_cases(self.database, codes)

    def _hold(self, found: Difference, reason: str, seen: Foreseen) -> FeedReport:
        """Let it wait, noted once however often it is looked at."""
        report = self._report(found, {}, reason, seen=seen)
        last = self._last_from_there()
        if last is None or last.shown != seen.digest:
            about = self._about("hold", last and last.id, seen.digest)
            self._do(hold_feed, HoldFeed(**about, **self._file(), report=report.to_keep()))
            last = self._last_from_there()
        return replace(report, feed=last.id if last is not None else None)

    def _last_from_there(self) -> Feed | None:
        """The last feed from the same source, or by hand, whatever came of it."""
        with self.database.reading():
            row: Feed | None = Feed.select().where(Feed.source_id == self.how.source).order_by(Feed.id.desc()).first()
            return row

    def _taken_already(self, found: Difference) -> Feed | None:
        """The feed that was taken of the same export, if this says nothing that it did not.

        A process may have ended before it wrote down that the file was taken, and a view is asked again and again: a
        feed of nothing would come in the place of the one that can be taken back.
        """
        if len(found):
            return None
        alike = (Feed.sha256 == self.sha256) & (Feed.kind == self.mapping.kind) & (Feed.state == "taken")
        with self.database.reading():
            same = Feed.select().where(alike & Feed.undone_at.is_null()).order_by(Feed.id.desc()).first()
            last = Feed.select(peewee.fn.MAX(Feed.id)).scalar()
        if same is None or self.how.source not in (None, same.source_id):
            return None
        # What a delta says once more later on is told later; and who comes after another says that it holds again.
        is_renewed = same.id == last and self.mapping.kind == "snapshot"
        return same if self.at <= same.at or is_renewed else None

    def _renew(self, found: Difference, same: Feed) -> FeedReport:
        if self.at > same.at:
            self._do(renew_feed, RenewFeed(**self._about("renew", self.at.isoformat()), feed=same.id))
        return replace(self._report(found, {}, None), feed=same.id)

    def _take(self, found: Difference) -> FeedReport:
        number = self._begin()
        done = 0
        for chunk in _chunks(found, _CHUNK):
            key = [(change.code, change.version) for change in chunk]
            self._do(
                write_cases,
                WriteCases(
                    **self._about("write", number, key),
                    feed=number,
                    changes=chunk,
                    learnt_protected=self.how.learnt_protected,
                    told=self.mapping.kind == "delta",
                ),
            )
            done += len(chunk)
            if self.how.progress is not None:
                self.how.progress("writing", done, len(found))
        for told in _chunks(found.told, _LIGHT_CHUNK):
            self._do(tell_cases, TellCases(**self._about("tell", number, told), feed=number, cases=told))
        self._forget_earlier(number)
        self._offer_renames(number)
        with self.database.reading():
            counts = json.loads(Feed.get_by_id(number).report)
        report = replace(self._report(found, counts, None), feed=number)
        self._do(finish_feed, FinishFeed(**self._about("finish", number), feed=number, report=report.to_keep()))
        return report

    def _forget_earlier(self, number: int) -> None:
        """What this feed has come in the place of cannot be taken back any more."""
        with self.database.reading():
            if not CaseBefore.select().where(CaseBefore.feed_id == number).exists():
                return  # it found everything as it was
            rows = CaseBefore.select(CaseBefore.case_id).where(CaseBefore.feed_id < number)
            cases = [row.case_id for row in rows.order_by(CaseBefore.case_id)]
        for some in _chunks(cases, _LIGHT_CHUNK):
            self._do(forget_before, ForgetBefore(**self._about("forget", number, some), feed=number, cases=some))

    def _offer_renames(self, number: int) -> None:
        with self.database.reading():
            offers = renames.look_for(self.database, number, local_day(self.at))
        if offers:
            command = renames.OfferRenames(**self._about("renames", number), feed=number, offers=offers)
            self._do(renames.offer_renames, command)

    def _begin(self) -> int:
        """The feed's number: a new one, or that of the same file on the same ground, begun and never finished."""
        changes = self._do(begin_feed, BeginFeed(**self._about("begin"), **self._file()))
        if "feed" in changes.created:
            return changes.created["feed"]
        with self.database.reading():
            row = (
                Feed.select()
                .where((Feed.sha256 == self.sha256) & (Feed.state == "started") & (Feed.id > self.base))
                .where(Feed.undone_at.is_null())
                .order_by(Feed.id.desc())
                .first()
            )
        if row is None:
            raise Conflict()
        return int(row.id)

    def _file(self) -> dict[str, Any]:
        return {
            "sha256": self.sha256,
            "mapping": self.mapping.name or None,
            "kind": self.mapping.kind,
            "source": self.how.source,
        }

    def _about(self, *what: object) -> dict[str, Any]:
        """By whom, when, and a UUID that is the same whenever the same file meets the same case list."""
        name = json.dumps([self.base, self.sha256, self.mapping.to_json(), *what])
        return {"by": self.how.by, "at": self.at, "uuid": uuid5(_OURS, name)}

    def _do(self, handler: Callable[[Database, Any], Changes], command: Command) -> Changes:
        return self.carry_out(handler, command)

    def _report(
        self, found: Difference, counts: dict[str, int], held: str | None, seen: Foreseen | None = None
    ) -> FeedReport:
        new, changed = counts.get("new", 0), counts.get("changed", 0)
        notes = [tr("{note} Rows: {count}.", note=note, count=count) for note, count in found.notes.items()]
        return FeedReport(
            read=found.read,
            new=new,
            changed=changed,
            unchanged=0 if seen else found.read - len(found.rejected) - new - changed,
            closed=counts.get("closed", 0),
            rejected=tuple((row.row, row.column, row.reason) for row in found.rejected),
            held=held,
            notes=(*self.export.feed.notes, *notes),
            foreseen=seen,
            names_protected=found.names_protected,
        )


def _chunks(items: Iterable[T], size: int) -> Iterator[tuple[T, ...]]:
    left = iter(items)
    while some := tuple(islice(left, size)):
        yield some


def _nobody(_turn: object, _cases: set[int]) -> None:
    """Where nothing is written, nothing is learnt."""
