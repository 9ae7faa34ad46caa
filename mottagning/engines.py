"""The two kinds of database underneath, an encrypted SQLite file and a PostgreSQL server; only db.py asks here."""

import sys
import threading
from typing import Any

if "psycopg" not in sys.modules:  # peewee imports psycopg when it can: 180 ms that only a PostgreSQL unit needs
    sys.modules["psycopg"] = None  # type: ignore[assignment]
    import peewee as peewee

    del sys.modules["psycopg"]
else:
    import peewee as peewee

BUSY_MS = 10_000
"""How long a writer waits for another one."""
_STATEMENTS = 400
"""Kept ready by each connection: one search asks two dozen, of which many differ in how many ids they name."""
PATIENCE: dict[str, Any] = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}
"""How libpq learns that a server has gone without a word; unasked it takes two hours."""


class SqliteFile(peewee.SqliteDatabase):
    """SQLCipher with a raw key: opens in half a millisecond, and keeps track of its connections to close them all."""

    def __init__(self, path: str, key: str, *, alone: bool = False) -> None:
        self._key = key
        self._alone = alone
        self.opened: list[Any] = []
        self._opening = threading.Lock()
        super().__init__(path, lock_type="IMMEDIATE", check_same_thread=False)

    def _connect(self) -> Any:
        import sqlcipher3.dbapi2 as sqlcipher

        connection = sqlcipher.connect(
            self.database, isolation_level=None, check_same_thread=False, cached_statements=_STATEMENTS
        )
        try:
            for pragma in (
                "cipher_log_level = NONE",
                f"key = \"x'{self._key}'\"",
                f"busy_timeout = {0 if self._alone else BUSY_MS}",
                # Leaving the write-ahead log is refused while anybody else has the file open.
                *(("locking_mode = EXCLUSIVE", "journal_mode = DELETE") if self._alone else ("journal_mode = WAL",)),
                "synchronous = FULL",  # an acknowledged write survives a power cut
                "foreign_keys = ON",
                "secure_delete = ON",
                "temp_store = MEMORY",  # nothing in clear beside the file
                "cache_size = -16000",
            ):
                connection.execute(f"PRAGMA {pragma}")
            connection.execute("SELECT count(*) FROM sqlite_master")
        except sqlcipher.Error:
            connection.close()
            raise
        with self._opening:
            self.opened.append(connection)
        return connection

    def close_everywhere(self) -> None:
        with self._opening:
            for connection in self.opened:
                connection.close()
            self.opened.clear()


def server(url: str) -> peewee.Database:
    """A pool of connections to the server at `url`; nothing is opened yet. ValueError when that is no address."""
    _teach_postgresql()
    from playhouse.pool import PooledPostgresqlDatabase

    class Pool(PooledPostgresqlDatabase):  # type: ignore[misc]
        def execute_sql(self, sql: str, params: Any = None) -> Any:
            return super().execute_sql(sql, None if params is None else [_without_nul(each) for each in params])

    pool: peewee.Database = Pool(url, max_connections=16, stale_timeout=300, prefer_psycopg3=True, **PATIENCE)
    return pool


def _without_nul(value: Any) -> Any:
    """PostgreSQL keeps no NUL in a text, and what was pasted may hold one: a sign that cannot be read stands for it."""
    return value.replace("\0", "\ufffd") if isinstance(value, str) else value


def _teach_postgresql() -> None:
    """Give peewee the psycopg that was kept from it at import."""
    import psycopg
    from psycopg.pq import TransactionStatus
    from psycopg.types.json import Json, Jsonb

    inside: Any = peewee
    if inside.psycopg is None:
        inside.psycopg = psycopg
        inside.Json_pg3, inside.Jsonb_pg3 = Json, Jsonb
        inside.TransactionStatus = TransactionStatus
        adapter = inside.Psycopg3Adapter
        adapter.txn_idle = TransactionStatus.IDLE
        adapter.txn_inerror = TransactionStatus.INERROR
        adapter.txn_unknown = TransactionStatus.UNKNOWN
