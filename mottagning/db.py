"""Opens the database (encrypted SQLite, or PostgreSQL), the base of every model, transactions, schema version.

A model belongs to no database of its own: inside ``with database.reading():`` or ``with database.writing():`` it
works on that one, in that thread. So two databases can be open at once, and nothing is global.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from mottagning import disks, keys, migrations, outages, whereabouts
from mottagning.engines import BUSY_MS, PATIENCE, SqliteFile, server
from mottagning.engines import peewee as peewee
from mottagning.errors import DatabaseBusy, DatabaseTrouble, why
from mottagning.settings import Settings
from mottagning.texts import N_

_CHECKPOINT_MS = 500
_AT_ONCE = 50
"""Rows fetched at once while a whole unit is copied: some are mails of many megabytes."""
_RECOVERY = "recovery_key"
_current: ContextVar[Any] = ContextVar("database")
_picture: ContextVar[dict[tuple[str, str], Any] | None] = ContextVar("picture", default=None)
"""What was read in the `reading` that is open."""
T = TypeVar("T")


class _CurrentDatabase(peewee.DatabaseProxy):
    """Stands in every model for the database that this thread is working on."""

    @property
    def obj(self) -> Any:
        return _current.get(None)

    @obj.setter
    def obj(self, value: Any) -> None:
        """peewee initialises proxies; ours follows the context instead."""


class Base(peewee.Model):
    """The base of every room's tables."""

    class Meta:
        database = _CurrentDatabase()
        legacy_table_names = False


class UtcField(peewee.Field):
    """A moment, timezone-aware UTC. On SQLite text of fixed width, so that order and comparison hold."""

    field_type = "DATETIME"

    def db_value(self, value: datetime | str | None) -> Any:
        if value is None or isinstance(value, str):
            return value
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def python_value(self, value: datetime | str | None) -> datetime | None:
        if value is None:
            return None
        return (datetime.fromisoformat(value) if isinstance(value, str) else value).astimezone(UTC)


class OctetsField(peewee.Field):
    """Bytes, the same on both databases (peewee's own field remembers the database it was bound to)."""

    field_type = "BLOB"

    def python_value(self, value: Any) -> bytes | None:
        return None if value is None else bytes(value)


class Database:
    """One open database. `reading()` and `writing()` are the only ways to its tables."""

    def __init__(self, inner: Any, dialect: str, where: str) -> None:
        self._inner = inner
        self.dialect = dialect
        self.where = where
        self.origin = os.urandom(8).hex()
        """This process, so that it can tell its own changes from the others'."""
        self.owes_checkpoint = False
        self._file: tuple[int, int] | None = None

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Read a consistent picture; many readers at once, and none waits for the writer.

        Inside another `reading`, or `writing`, it is part of that: a savepoint for each would take longer than what is
        read.
        """
        if _current.get(None) is self._inner and self._inner.in_transaction():
            with self._explained():
                yield
            return
        with self._bound(), self._explained():
            picture = _picture.set({})
            try:
                with self._inner.atomic(**self._read_options()):
                    yield
            finally:
                _picture.reset(picture)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction: all of it is committed at the end, or none when anything is raised.

        DatabaseTrouble when the file has been moved or deleted: what is written to it then would be lost with it.
        """
        self._refuse_if_gone()
        picture = _picture.set(None)
        try:
            with self._bound(), self._explained(), self._inner.atomic():
                yield
        finally:
            _picture.reset(picture)

    def once(self, name: str, read: Callable[[], T]) -> T:
        """Inside `reading`: what `read` gives, asked once, since the picture stays the same; inside `writing` each
        time."""
        known = _picture.get()
        if known is None:
            return read()
        if (self.where, name) not in known:
            known[self.where, name] = read()
        found: T = known[self.where, name]
        return found

    def gone(self) -> DatabaseTrouble | None:
        """SQLite: the sentence for a file that is no longer where it was opened; None while it is."""
        return None if self._file is None else whereabouts.gone(Path(self.where), self._file)

    def keep_place(self) -> None:
        """SQLite: from now on it is noticed when the file is moved or deleted (Windows lets nobody do that)."""
        if self.dialect == "sqlite" and os.name != "nt":
            self._file = whereabouts.identity(Path(self.where))

    def sql(self, statement: str, parameters: tuple[Any, ...] = ()) -> Any:
        """Run SQL (``?`` for parameters) inside `reading` or `writing`; returns the cursor."""
        if self.dialect == "postgresql":
            statement = statement.replace("%", "%%").replace("?", "%s")
        return self._inner.execute_sql(statement, parameters)

    def data_version(self) -> int:
        """SQLite: a number that moves when another connection has committed."""
        with self._bound():
            return int(self._inner.execute_sql("PRAGMA data_version").fetchone()[0])

    def own_connection(self) -> Any:
        """PostgreSQL: a psycopg connection of one's own, for LISTEN."""
        import psycopg

        return psycopg.connect(self.where, autocommit=True, **PATIENCE)

    def checkpoint(self) -> None:
        """SQLite: bring the write-ahead log into the file and empty it, so that removed text is gone there too.

        A long reader is not waited for: then `owes_checkpoint` is true until a later call succeeds.
        """
        if self.dialect != "sqlite":
            return
        self.owes_checkpoint = True
        with self._bound(), suppress(peewee.OperationalError):
            self._inner.execute_sql(f"PRAGMA busy_timeout = {_CHECKPOINT_MS}")
            try:
                refused, *_ = self._inner.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                self.owes_checkpoint = bool(refused)
            finally:
                self._inner.execute_sql(f"PRAGMA busy_timeout = {BUSY_MS}")

    def stream(self, statement: str) -> Iterator[tuple[Any, ...]]:
        """Inside `reading`: the rows one after the other, however many; PostgreSQL would give them all at once."""
        if self.dialect == "sqlite":
            yield from self.sql(statement)
            return
        with self._inner.connection().cursor(name="stream") as cursor:
            cursor.itersize = _AT_ONCE
            yield from cursor.execute(statement)

    def change_key(self, key: str) -> None:
        """SQLite, with nobody else at it: encrypt the whole file with another key."""
        with self._bound(), self._explained():
            self._inner.execute_sql(f"PRAGMA rekey = \"x'{key}'\"")

    def copy_to(self, path: Path) -> None:
        """SQLite: a consistent, encrypted copy (same key) while others go on working."""
        with self._bound(), self._explained():
            self._inner.execute_sql("VACUUM INTO ?", (str(path),))

    def recovery_key(self) -> str | None:
        """The recovery key, until somebody has written it down: a command may have made it where nobody looked."""
        with self.reading():
            row = self.sql("SELECT value FROM secret WHERE name = ?", (_RECOVERY,)).fetchone()
        return None if row is None else str(row[0])

    def keep_recovery_key(self, key: str | None) -> None:
        """Keep a recovery key that nobody has seen; None: it is written down, so it is here no longer."""
        with self.writing():
            self.sql("DELETE FROM secret WHERE name = ?", (_RECOVERY,))
            if key is not None:
                self.sql("INSERT INTO secret (name, value) VALUES (?, ?)", (_RECOVERY, key))

    def close(self) -> None:
        """Close every thread's connection."""
        if self.dialect == "sqlite":
            self._inner.close_everywhere()
        else:
            self._inner.close_all()

    def _read_options(self) -> dict[str, Any]:
        if self.dialect == "sqlite":
            return {"lock_type": "DEFERRED"}
        return {"isolation_level": "REPEATABLE READ"}

    @contextmanager
    def _bound(self) -> Iterator[None]:
        inside = _current.get(None) is self._inner
        token = _current.set(self._inner)
        opened = False
        try:
            if self._inner.is_closed():
                self._refuse_if_gone()  # SQLite would make an empty file there
                try:
                    self._inner.connect()
                except Exception as error:
                    raise outages.explain_closed(error, self.dialect) from error
                opened = True
            yield
        finally:
            _current.reset(token)
            # PostgreSQL's goes back to the pool; SQLite's stays with its thread, warm.
            if opened and not inside and self.dialect == "postgresql":
                self._inner.close()

    def _refuse_if_gone(self) -> None:
        if (trouble := self.gone()) is not None:
            raise trouble

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except peewee.IntegrityError:
            raise  # tells the one who wrote that somebody else came first
        except (peewee.DatabaseError, peewee.InterfaceError) as error:
            raise outages.explain(error) from error


def open_database(settings: Settings, *, anew: bool = False) -> Database:
    """Open the unit's database, making it at the first start and bringing an older schema up to date.

    Raises DatabaseTrouble, one sentence, when it is on a network share, newer than this program, locked or gone.
    `anew`: the file is to be made now, with the key of a unit that exists.
    """
    database, recovery = (_open_server(settings.database), None) if settings.is_server else _open_file(settings, anew)
    try:
        _bring_up_to_date(database, settings)
        if recovery is not None:
            database.keep_recovery_key(recovery)
            keys.recovery_is_kept(settings.keys)
        database.keep_place()
        if not settings.is_server:
            whereabouts.note_made(Path(settings.database), settings.keys)
    except BaseException:
        database.close()
        raise
    return database


def open_copy(path: Path, key: str) -> Database:
    """Open another encrypted file with a known key, as it is: a backup to look into."""
    return Database(SqliteFile(str(path), key), "sqlite", str(path))


def _opens(path: Path, key: str) -> bool:
    try:
        with closing(open_copy(path, key)) as copy, copy.reading():
            return True
    except DatabaseBusy:
        raise
    except DatabaseTrouble:
        return False


def open_alone(path: Path, key: str) -> Database:
    """Open an encrypted file that nobody else has open, and keep it so; DatabaseBusy when somebody has."""
    database = Database(SqliteFile(str(path), key, alone=True), "sqlite", str(path))
    try:
        with database.writing():
            pass
    except DatabaseBusy:
        database.close()
        raise DatabaseBusy(
            N_("Mottagning is open with {path}. Close it, and the service if there is one, then try again."), path=path
        ) from None
    except BaseException:
        database.close()
        raise
    return database


def _open_file(settings: Settings, anew: bool) -> tuple[Database, str | None]:
    """The database, and the recovery key if no database keeps it yet."""
    path = Path(settings.database)
    try:
        _refuse_what_cannot_be_kept_whole(path)
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        keys.end_change(settings.keys, partial(_opens, path))  # one that was broken off
        key, recovery = keys.database_key(settings.keys, make=whereabouts.is_missing(path))
        # Until a database keeps the recovery key, a start that was broken off goes on here.
        if recovery is None and not anew and whereabouts.is_lost(path, settings.keys):
            raise whereabouts.missing(path, settings.keys)
    except OSError as error:
        raise DatabaseTrouble(
            N_("The folder {folder} cannot be written: {why}."), folder=settings.data, why=why(error)
        ) from None
    return Database(SqliteFile(str(path), key), "sqlite", str(path)), recovery


def _refuse_what_cannot_be_kept_whole(path: Path) -> None:
    if path.is_dir():
        raise DatabaseTrouble(N_("{path} is a folder; the database must be a file."), path=path)
    if disks.on_network_share(path.parent):
        raise DatabaseTrouble(
            N_(
                "The database {path} is on a network share, where SQLite cannot keep it whole. "
                "Put it on this computer's own disk, or use PostgreSQL for several workstations."
            ),
            path=path,
        )


def _open_server(url: str) -> Database:
    try:
        return Database(server(url), "postgresql", url)
    except ValueError as error:
        raise DatabaseTrouble(N_("The database address is not understood.")) from error


def _bring_up_to_date(database: Database, settings: Settings) -> None:
    newest = migrations.newest(database.dialect)
    version = _schema_version(database)
    if version > newest:
        raise DatabaseTrouble(
            N_(
                "The database was written by a newer Mottagning (version {version} of its tables, this program knows "
                "{newest}). Upgrade this program; nothing was changed."
            ),
            version=version,
            newest=newest,
        )
    if version == newest:
        return
    if version and database.dialect == "sqlite":
        _back_up_before(database, settings, version)
    with database.writing():
        if database.dialect == "postgresql":  # two workstations started at once: one migrates, the other waits
            database.sql("SELECT pg_advisory_xact_lock(5011873)")
        database.sql("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)")
        version = _version_inside(database)
        if version < newest:
            migrations.migrate(database.sql, database.dialect, version)


def _schema_version(database: Database) -> int:
    """Without a word written: who only reads waits for no writer, and needs no right to make tables."""
    with database.reading():
        return _version_inside(database)


def _version_inside(database: Database) -> int:
    look = "SELECT to_regclass('schema_version')"
    if database.dialect == "sqlite":
        look = "SELECT name FROM sqlite_master WHERE name = 'schema_version'"
    if database.sql(look).fetchone() in (None, (None,)):
        return 0
    row = database.sql("SELECT max(version) FROM schema_version").fetchone()
    return row[0] or 0


def _back_up_before(database: Database, settings: Settings, version: int) -> None:
    folder = settings.data / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    database.copy_to(folder / f"before-upgrade-from-{version}-{stamp}.db")
