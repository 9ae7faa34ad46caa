"""Lets one process at a time watch a mailbox, or look into it, over all workstations of a unit.

Nothing is written down that could be left behind: the lease is held by an open connection (PostgreSQL) or an open
file (SQLite, one computer), and the server or the system takes it back when its holder ends, however it ends.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from mottagning import outages
from mottagning.db import Database
from mottagning.errors import DatabaseTrouble, why
from mottagning.texts import N_

WATCH, LOOK, SEND, TELL = 5011874, 5011875, 5011876, 5011877
"""What a mailbox is leased for: to be watched for as long as the program runs, for one look, to send from, or to tell
colleagues from."""
_NAMES = {WATCH: "watch", LOOK: "look", SEND: "send", TELL: "tell"}
_AGAIN_S = 0.1
_GIVEN_UP = (
    "SET tcp_keepalives_idle = 20",
    "SET tcp_keepalives_interval = 10",
    "SET tcp_keepalives_count = 3",
    "SET tcp_user_timeout = 50000",
)
"""So the server notices within a minute that a workstation has gone without a word."""


@dataclass(frozen=True, slots=True)
class Lease:
    """`is_held`: asks whether it still is; a server that was restarted has given it to whoever asked next."""

    is_held: Callable[[], bool]


@contextmanager
def lease(database: Database, purpose: int, mailbox: int, patience_s: float = 0) -> Iterator[Lease | None]:
    """The lease of a mailbox (by id), held inside the block; None when somebody else has it all that time.

    Raises DatabaseTrouble when the server cannot be reached.
    """
    holder = _on_server(database, purpose, mailbox) if database.dialect == "postgresql" else None
    with holder or _on_disk(database, purpose, mailbox) as attempt:
        until = time.monotonic() + patience_s
        while (found := attempt()) is None and time.monotonic() < until:
            time.sleep(_AGAIN_S)
        yield found


@contextmanager
def _on_server(database: Database, purpose: int, mailbox: int) -> Iterator[Callable[[], Lease | None]]:
    import psycopg

    try:
        connection = database.own_connection()
    except psycopg.Error as error:
        raise outages.explain_closed(error, database.dialect) from None

    def attempt() -> Lease | None:
        try:
            (given,) = connection.execute("SELECT pg_try_advisory_lock(%s, %s)", (purpose, mailbox)).fetchone()
        except psycopg.Error as error:
            raise outages.explain_closed(error, database.dialect) from None
        return Lease(lambda: _answers(connection)) if given else None

    try:
        with suppress(psycopg.Error):  # a server behind a socket of the same machine needs none of it
            for setting in _GIVEN_UP:
                connection.execute(setting)
        yield attempt
    finally:
        connection.close()


def _answers(connection: Any) -> bool:
    import psycopg

    try:
        connection.execute("SELECT 1")
    except psycopg.Error:
        return False
    return True


@contextmanager
def _on_disk(database: Database, purpose: int, mailbox: int) -> Iterator[Callable[[], Lease | None]]:
    path = Path(f"{database.where}.mailbox-{mailbox}.{_NAMES[purpose]}")
    try:
        file = path.open("ab")
    except OSError as error:
        raise DatabaseTrouble(
            N_("The folder {folder} cannot be written: {why}."), folder=path.parent, why=why(error)
        ) from None
    with file:
        yield lambda: Lease(lambda: True) if _lock(file) else None


def _lock(file: IO[bytes]) -> bool:
    """Without waiting; the system lets go when the file is closed."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
