"""Where exports come from by themselves: watched folders and views of the case system's database, as they are set."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from mottagning.cases import address
from mottagning.cases.feedtables import FeedMapping, FeedSource, TakenFile
from mottagning.cases.mapping import Mapping
from mottagning.cases.tables import Feed
from mottagning.command import Command, Turn, handles
from mottagning.db import Database
from mottagning.errors import Trouble, WrongUse
from mottagning.people.roles import require_lead
from mottagning.texts import N_

AFTERWARDS = ("remove", "keep")
Outcome = Literal["taken", "held", "refused", "passed"]
"""Of a file: "passed" when a later one was taken before it."""
_MOST_MINUTES = 7 * 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source as it is set.

    `kind` is "folder" or "database"; `place` is the folder, or the address of the database without its password.
    `query` is a view's name or a SELECT, looked at every `minutes`. Of a folder the files count that fit `pattern`;
    what is taken is `afterwards` removed, or kept encrypted in the data folder.
    """

    name: str
    kind: str
    place: str
    mapping: str
    query: str = ""
    pattern: str = "*"
    afterwards: str = "remove"
    minutes: int = 60
    password: str = ""
    id: int | None = None

    def __repr__(self) -> str:
        return f"Source({self.id})"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """A source (without its password) and how it went: the last look, the last feed taken, and in a sentence each what
    went wrong, why a feed of it waits for somebody to look at it, and why its last file was refused. `shown` are the
    digests of all that waits: confirming it confirms this and nothing else."""

    source: Source
    looked_at: datetime | None
    taken_at: datetime | None
    error: str | None
    held: str | None
    refused: str | None
    shown: frozenset[str] = frozenset()

    def to_json(self) -> dict[str, Any]:
        """One of the "sources" of `cases source list --json`."""
        source = self.source
        return {
            "name": source.name,
            "kind": source.kind,
            "place": source.place,
            "query": source.query or None,
            "pattern": source.pattern if source.kind == "folder" else None,
            "mapping": source.mapping,
            "afterwards": source.afterwards if source.kind == "folder" else None,
            "minutes": source.minutes if source.kind == "database" else None,
            "looked_at": self.looked_at and self.looked_at.isoformat(),
            "taken_at": self.taken_at and self.taken_at.isoformat(),
            "error": self.error,
            "held": self.held,
            "refused": self.refused,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class FileOutcome:
    """What came of a file of a watched folder: `sentence` says why it was not taken."""

    name: str
    sha256: str
    at: datetime
    outcome: str
    sentence: str | None

    def to_json(self) -> dict[str, Any]:
        """One of the "files" of `cases source files --json`."""
        return {
            "name": self.name,
            "sha256": self.sha256,
            "at": self.at.isoformat(),
            "outcome": self.outcome,
            "sentence": self.sentence,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveSource(Command):
    """Add a source, or change the one with this name; an empty password leaves the one that is known of this account.

    A password is never shown, so it is not sent to another server or user either: there it has to be given anew.
    """

    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveSource(Command):
    """Nothing is fetched from this source any more. What came from it stays."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteLook(Command):
    """How a look at a source went; `taken` when a feed was."""

    source: int
    taken: bool = False
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteFile(Command):
    """What came of a file; `mark` tells it from every other."""

    source: int
    mark: str
    name: str
    sha256: str
    outcome: Outcome
    sentence: str | None = None
    feed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TryAgain(Command):
    """A file that was refused lies in its folder again: it is looked at as if it had not been there."""

    source: int
    mark: str


@handles
def save_source(turn: Turn, command: SaveSource) -> None:
    """Keep a source; its password goes to `secret`. Team leads only; WrongUse for what cannot be meant."""
    require_lead(turn)
    source = checked(command.source)
    if not FeedMapping.select().where(FeedMapping.name == source.mapping).exists():
        raise Trouble(N_("There is no mapping called “{name}”. Make it with “cases map”."), name=source.mapping)
    values = {
        name: getattr(source, name)
        for name in ("kind", "place", "query", "pattern", "mapping", "afterwards", "minutes")
    }
    row = FeedSource.get_or_none(FeedSource.name == source.name)
    if row is None:
        row = FeedSource.create(name=source.name, **values)
    else:
        if not address.is_same_account(row.place, source.place):
            turn.database.sql("DELETE FROM secret WHERE name = ?", (_secret(row.id),))
        turn.update(row, **values, error=None)
    if source.password:
        turn.database.sql(
            "INSERT INTO secret (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (_secret(row.id), source.password),
        )
    turn.created["source"] = row.id
    turn.touch("feed")
    turn.audit("saved", "source", row.id)


@handles
def remove_source(turn: Turn, command: RemoveSource) -> None:
    """Forget a source and its password. Team leads only."""
    require_lead(turn)
    row = _named(command.name)
    turn.database.sql("DELETE FROM secret WHERE name = ?", (_secret(row.id),))
    row.delete_instance()
    turn.touch("feed")
    turn.audit("removed", "source", row.id)


@handles
def note_look(turn: Turn, command: NoteLook) -> None:
    """Write down how a look went."""
    values: dict[str, Any] = {"looked_at": turn.at, "error": command.error}
    if command.taken:
        values["taken_at"] = turn.at
    FeedSource.update(**values).where(FeedSource.id == command.source).execute()
    turn.touch("feed")


@handles
def note_file(turn: Turn, command: NoteFile) -> None:
    """Write down what came of a file, in the place of what came of it before.

    What one has taken another cannot have refused afterwards.
    """
    of_file = (TakenFile.source_id == command.source) & (TakenFile.mark == command.mark)
    taken = of_file & (TakenFile.outcome == "taken") & (TakenFile.sha256 == command.sha256)
    if command.outcome == "refused" and TakenFile.select().where(taken).exists():
        return
    values = {
        "name": command.name,
        "sha256": command.sha256,
        "at": turn.at,
        "outcome": command.outcome,
        "sentence": command.sentence,
        "feed_id": command.feed,
    }
    TakenFile.insert(source_id=command.source, mark=command.mark, **values).on_conflict(
        conflict_target=[TakenFile.source_id, TakenFile.mark], update=values
    ).execute()
    turn.touch("feed")


@handles
def try_again(turn: Turn, command: TryAgain) -> None:
    """Forget that a file was refused. Team leads only."""
    require_lead(turn)
    of_file = (TakenFile.source_id == command.source) & (TakenFile.mark == command.mark)
    TakenFile.delete().where(of_file & (TakenFile.outcome == "refused")).execute()
    turn.touch("feed")
    turn.audit("tried_again", "source", command.source)


def checked(source: Source) -> Source:
    """The source without a password in its address. WrongUse or Trouble, one sentence, for what cannot be meant."""
    name = source.name.strip()
    if not name:
        raise WrongUse(N_("A source needs a name."))
    if source.kind == "folder":
        if source.afterwards not in AFTERWARDS:
            raise WrongUse(N_("A file is removed or kept afterwards, not “{value}”."), value=source.afterwards)
        if not Path(source.place).is_absolute():
            raise WrongUse(N_("Give the whole path of the folder, not “{path}”."), path=source.place)
        return replace(source, name=name, pattern=source.pattern.strip() or "*")
    if not 0 < source.minutes <= _MOST_MINUTES:
        raise WrongUse(N_("{minutes} is no number of minutes from 1 to {most}."), minutes=source.minutes,
                       most=_MOST_MINUTES)  # fmt: skip
    if not source.query.strip():
        raise WrongUse(N_("Say which view is read, by its name or with a SELECT."))
    place, password = address.without_password(source.place)
    return replace(source, name=name, place=place, password=source.password or password, query=source.query.strip())


def states(database: Database) -> tuple[SourceState, ...]:
    """All sources by name, and how they went."""
    with database.reading():
        return tuple(
            SourceState(
                source=_source(row),
                looked_at=row.looked_at,
                taken_at=row.taken_at,
                error=row.error,
                held=_held(row.id),
                refused=_refused(row.id),
                shown=_shown(row.id),
            )
            for row in FeedSource.select().order_by(FeedSource.name)
        )


def read_source(database: Database, name: str) -> Source:
    """The source with this name and its password; Trouble when there is none."""
    with database.reading():
        row = _named(name)
        secret = database.sql("SELECT value FROM secret WHERE name = ?", (_secret(row.id),)).fetchone()
        return replace(_source(row), password=str(secret[0]) if secret else "")


def with_known_password(database: Database, source: Source) -> Source:
    """A source that somebody is changing; without a password of its own it has the one that is known."""
    with database.reading():
        row = FeedSource.get_or_none(FeedSource.name == source.name)
    is_known = row is not None and address.is_same_account(row.place, source.place)
    known = "" if source.password or not is_known else read_source(database, source.name).password
    return replace(source, password=source.password or known)


def mapping_of(database: Database, source: Source) -> Mapping:
    """The mapping by which a source is read; Trouble when it has gone."""
    with database.reading():
        row = FeedMapping.get_or_none(FeedMapping.name == source.mapping)
    if row is None:
        raise Trouble(N_("There is no mapping called “{name}”. Make it with “cases map”."), name=source.mapping)
    return Mapping.from_json(row.document)


def outcomes(database: Database, name: str, limit: int | None = None) -> tuple[FileOutcome, ...]:
    """What came of the files of a folder, the latest first; Trouble when there is no such source."""
    with database.reading():
        rows = TakenFile.select().where(TakenFile.source_id == _named(name).id).order_by(TakenFile.id.desc())
        return tuple(_outcome(row) for row in (rows if limit is None else rows.limit(limit)))


def known_files(database: Database, source_id: int | None) -> dict[str, FileOutcome]:
    """The files of a folder that were looked at, by their marks."""
    with database.reading():
        return {row.mark: _outcome(row) for row in TakenFile.select().where(TakenFile.source_id == source_id)}


def _outcome(row: TakenFile) -> FileOutcome:
    return FileOutcome(name=row.name, sha256=row.sha256, at=row.at, outcome=row.outcome, sentence=row.sentence)


def _held(source_id: int) -> str | None:
    """Why the last feed of a source waits, unless a later one was taken."""
    row = _last_feed(source_id)
    return json.loads(row.report)["held"] if row is not None and row.state == "held" else None


def _shown(source_id: int) -> frozenset[str]:
    """The last feed of a source, and each file of a folder that waits."""
    row = _last_feed(source_id)
    waits = (TakenFile.source_id == source_id) & (TakenFile.outcome == "held")
    of_files = Feed.select().where(Feed.id.in_(TakenFile.select(TakenFile.feed_id).where(waits)))
    return frozenset(each.shown for each in (row, *of_files) if each is not None and each.shown is not None)


def _last_feed(source_id: int) -> Feed | None:
    of_source = (Feed.source_id == source_id) & (Feed.state != "started")
    row: Feed | None = Feed.select().where(of_source).order_by(Feed.id.desc()).first()
    return row


def _refused(source_id: int) -> str | None:
    row = TakenFile.select().where(TakenFile.source_id == source_id).order_by(TakenFile.id.desc()).first()
    return row.sentence if row is not None and row.outcome == "refused" else None


def _named(name: str) -> FeedSource:
    row = FeedSource.get_or_none(FeedSource.name == name.strip())
    if row is None:
        raise Trouble(N_("There is no source called “{name}”. “cases source list” shows all."), name=name)
    return row


def _source(row: FeedSource) -> Source:
    return Source(
        id=row.id,
        name=row.name,
        kind=row.kind,
        place=row.place,
        mapping=row.mapping,
        query=row.query,
        pattern=row.pattern,
        afterwards=row.afterwards,
        minutes=row.minutes,
    )


def _secret(source_id: int) -> str:
    return f"source:{source_id}"
