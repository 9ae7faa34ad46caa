"""The one way to write: a command with a UUID runs in one transaction, once, with its audit, and says what it touched.

A room marks its function with ``@handles``; callers say ``close(database, CloseContact(by=…, contact=…))`` and get
`Changes`. A command that was carried out before (the UUID is known) does nothing and says so.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar, get_type_hints
from uuid import UUID, uuid4

from mottagning import audit
from mottagning.changes import Changes
from mottagning.db import Base, Database, UtcField, peewee
from mottagning.errors import Conflict, DatabaseTrouble
from mottagning.insertion import add

CHANNEL = "mottagning"
_NOTIFY_LIMIT = 7_000  # PostgreSQL takes 8,000 bytes
_TRIES = 5
_RACES = ("23505", "40001", "40P01")
"""unique_violation, serialization_failure, deadlock_detected"""
_FOREIGN_KEY = "23503"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What somebody asks for. `by` is a person's id, None the program itself; `at` when it was asked (UTC)."""

    by: int | None
    uuid: UUID = field(default_factory=uuid4)
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


C = TypeVar("C", bound=Command)
_HANDLERS: list[Handler[Any]] = []
"""Every handler of the program, so that a command alone (an undo, one kept while offline) finds its own."""


class CommandLog(Base):
    """The commands carried out: for replay, and for the other process to read what changed."""

    seq = peewee.BigAutoField()
    uuid = peewee.TextField(unique=True)
    name = peewee.TextField()
    actor_id = peewee.BigIntegerField(null=True)
    at = UtcField()
    origin = peewee.TextField()
    changes = peewee.TextField()


class Turn:
    """What a handler works with while its transaction is open."""

    def __init__(self, database: Database, command: Command) -> None:
        self.database = database
        self.command = command
        self.at = command.at
        self.by = command.by
        self.created: dict[str, int] = {}
        self.undo: Command | None = None
        self.forgets = False
        """Whether content was removed: then it is brought out of the write-ahead log as well, after the commit."""
        self._touched: dict[str, set[int] | None] = {}

    def one_at_a_time(self, purpose: int) -> None:
        """Wait until no other turn for the same `purpose` (a number of its own) is open; then none is before this ends.

        For what must not change between being looked at and being written, and has no row with a version. SQLite has
        one writer at a time anyway.
        """
        if self.database.dialect == "postgresql":
            self.database.sql("SELECT pg_advisory_xact_lock(?)", (purpose,))

    def touch(self, kind: str, *ids: int) -> None:
        """Say that these were touched; without ids: any of that kind may have been."""
        known = self._touched.setdefault(kind, set())
        if not ids:
            self._touched[kind] = None
        elif known is not None:
            known.update(ids)

    def audit(self, action: str, kind: str, ref: int | None, **facts: object) -> None:
        """Write down who did what to which thing; codes and counts only."""
        audit.record(self.at, self.by, action, kind, ref, self.command.uuid, **facts)

    def update(self, row: Any, version: int | None = None, **values: Any) -> None:
        """Change a versioned row if it still has `version` (default: the one just read); Conflict when it has not."""
        model = type(row)
        expected = row.version if version is None else version
        key = model._meta.primary_key
        changed = (
            model.update(**values, version=expected + 1)
            .where((key == row.get_id()) & (model.version == expected))
            .execute()
        )
        if changed != 1:
            raise Conflict()
        for name, value in (values | {"version": expected + 1}).items():
            setattr(row, name, value)

    def changes(self) -> Changes:
        """What this turn touched, so far."""
        touched = {kind: None if ids is None else frozenset(ids) for kind, ids in self._touched.items()}
        return Changes(touched, self.command.uuid, self.undo, self.created)


class Handler(Generic[C]):
    """A room's function as callers see it: ``close(database, command)``; ``close.inside(turn, command)`` in a turn."""

    def __init__(self, function: Callable[[Turn, C], None]) -> None:
        self.inside = function
        functools.update_wrapper(self, function)

    def __call__(self, database: Database, command: C) -> Changes:
        """Carry the command out, once; when another workstation came first, look again at what it wrote.

        What the command points at and is no more is a Conflict, whatever the handler looked at.
        """
        for _attempt in range(_TRIES - 1):
            try:
                return _once(self.inside, database, command)
            except Conflict:
                if command.by is not None:
                    raise
                # The program itself has looked at no version: it looks again.
            except (peewee.IntegrityError, peewee.OperationalError, DatabaseTrouble) as error:
                if not _is_race(error):
                    raise
        return _once(self.inside, database, command)

    @functools.cached_property
    def takes(self) -> type[Command]:
        """The kind of command it carries out."""
        second: str = self.inside.__code__.co_varnames[1]
        kind: type[Command] = get_type_hints(self.inside)[second]
        return kind


def handles(function: Callable[[Turn, C], None]) -> Handler[C]:
    """Make a room's function the handler of its command: transaction, replay, log, and notice to the others."""
    handler = Handler(function)
    _HANDLERS.append(handler)
    return handler


def carry_out(database: Database, command: Command) -> Changes:
    """Carry out a command by its type: what an undo is, or one that was kept while there was no connection."""
    handler = next(handler for handler in _HANDLERS if handler.takes is type(command))
    return handler(database, command)


def _once(function: Callable[[Turn, C], None], database: Database, command: C) -> Changes:
    with database.writing():
        known = database.sql("SELECT changes FROM command_log WHERE uuid = ?", (str(command.uuid),)).fetchone()
        if known is not None:
            found = Changes.from_json(known[0], command.uuid)
            return Changes(found.touched, command.uuid, replayed=True)
        turn = Turn(database, command)
        try:
            function(turn, command)
        except peewee.IntegrityError as error:
            if _points_nowhere(error):  # what it is about was there when somebody looked
                raise Conflict() from error
            raise
        changes = turn.changes()
        _log(database, command, changes)
    if turn.forgets or database.owes_checkpoint:
        database.checkpoint()
    return changes


def _log(database: Database, command: Command, changes: Changes) -> None:
    text = changes.to_json()
    add(
        CommandLog,
        uuid=str(command.uuid),
        name=type(command).__name__,
        actor_id=command.by,
        at=datetime.now(UTC),
        origin=database.origin,
        changes=text,
    )
    if database.dialect == "postgresql":
        if len(text) > _NOTIFY_LIMIT:
            text = Changes.of_everything(changes.touched).to_json()
        database.sql("SELECT pg_notify(?, ?)", (CHANNEL, f"{database.origin} {command.uuid} {text}"))


def _is_race(error: Exception) -> bool:
    cause = error.__cause__ if isinstance(error, DatabaseTrouble) else error
    state = _state(cause)
    return state in _RACES if state is not None else "unique" in str(cause).lower()


def _points_nowhere(error: Exception) -> bool:
    state = _state(error)
    return state == _FOREIGN_KEY if state is not None else "foreign key" in str(error).lower()


def _state(error: BaseException | None) -> str | None:
    """PostgreSQL's own code, since its sentences are in the language of the server; None on SQLite."""
    state: str | None = getattr(getattr(error, "orig", None), "sqlstate", None)
    return state


def last_sequence(database: Database) -> int:
    """The number of the newest command carried out."""
    with database.reading():
        return CommandLog.select(peewee.fn.MAX(CommandLog.seq)).scalar() or 0


def changes_after(database: Database, sequence: int) -> tuple[int, list[Changes]]:
    """What other processes wrote after command number `sequence`: the newest number, and their changes in order."""
    with database.reading():
        rows = list(CommandLog.select().where(CommandLog.seq > sequence).order_by(CommandLog.seq))
    others = [Changes.from_json(row.changes, UUID(row.uuid)) for row in rows if row.origin != database.origin]
    return (rows[-1].seq if rows else sequence), others
