"""Reads a view of the case system's database, once and in one read-only transaction; it is then read as a file is.

Nothing is ever written there, and what takes too long as a whole is given up.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from mottagning.cases import address
from mottagning.cases.feedfile import FeedFile, Row
from mottagning.cases.header import clean, distinct
from mottagning.cases.sources import Source
from mottagning.cases.spool import Spool
from mottagning.cases.workbook import Cell
from mottagning.errors import Trouble
from mottagning.texts import N_

_TIMEOUT_S = 120
"""For the whole, from the first word to the last row."""
_CONNECT_S = 10
_NOTICES_A_DEAD_NETWORK: dict[str, Any] = {
    "keepalives_idle": 10,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""Options of libpq: no server counts the time when nothing comes from it any more."""
_AT_ONCE = 1000
_IS_QUESTION = re.compile(r"\s*(?:--[^\n]*\n\s*)*(?:select|with)\b", re.IGNORECASE)
_LOOK_EVERY = 10_000
"""Steps of SQLite between two looks at the clock."""
_SENTENCES = {
    "reach": N_("The database of {name} cannot be reached. Check its address and the network."),
    "missing": N_("The file of {name} is not there, or may not be read."),
    "password": N_("The database of {name} does not accept the user or the password."),
    "nothing": N_("There is no such view or column in the database of {name}. Check what is asked for."),
    "right": N_("The user may not read that view in the database of {name}. Ask its administrator for the right."),
    "write": N_("What is asked of the database of {name} would change it. Give a SELECT."),
    "slow": N_("The database of {name} took more than {seconds} s to answer. Ask for a view that is made for this."),
    "syntax": N_("The database of {name} does not understand what is asked. Check the SELECT."),
    "locked": N_("The file of {name} is locked by another program. It is tried again by itself."),
    "other": N_("The database of {name} could not be read ({code})."),
}
_STATES = (
    ("28", "password"),
    ("42501", "right"),
    ("42601", "syntax"),
    ("42", "nothing"),
    ("3F", "nothing"),
    ("25006", "write"),
    ("0A", "write"),
    ("57014", "slow"),
    ("3D", "reach"),
    ("08", "reach"),
    ("57P", "reach"),
)
_SQLITE = (
    ("no such", "nothing"),
    ("readonly", "write"),
    ("interrupted", "slow"),
    ("syntax", "syntax"),
    ("incomplete", "syntax"),
    ("locked", "locked"),
    ("unable to open", "missing"),
    ("not a database", "missing"),
    ("one statement", "syntax"),
)


T = TypeVar("T")


class ViewExport:
    """What a view holds now, in the manner of a file: header, rows, and a hash of them in whatever order they came.

    All of it is read when it is made, within one transaction, and waits packed in memory: what is looked through twice
    is the same twice. Raises Trouble, one sentence without a word of what the database says.
    """

    def __init__(self, source: Source) -> None:
        rows: Spool[Row] = Spool()
        until = time.monotonic() + _TIMEOUT_S
        ask = _sqlite if address.kind_of(source.place) == "sqlite" else _postgresql
        number = total = 0
        with ask(source, until) as (columns, pieces):
            header, notes = distinct([clean(str(name)) for name in columns])
            for piece in pieces:
                for values in piece:
                    number += 1
                    total += int.from_bytes(hashlib.sha256(repr(tuple(values)).encode()).digest())
                    if any(value not in (None, "") for value in values):
                        rows.add(Row(number, tuple(map(_cell, values))))
                if time.monotonic() > until:
                    raise _trouble("slow", source)
        # A sum, since a view without ORDER BY may give the same rows in another order each time.
        self._sha256 = hashlib.sha256(f"{header} {number} {total}".encode()).hexdigest()
        self.feed = FeedFile(
            path=Path(source.name), header=header, header_line=0, kind="view", notes=notes, _rows=lambda: iter(rows)
        )

    def sha256(self) -> str:
        """The hash of what was read."""
        return self._sha256


Answer = tuple[list[str], Iterator[Sequence[Sequence[Any]]]]
"""The names of the columns, and the rows some at a time."""


@contextmanager
def _sqlite(source: Source, until: float) -> Iterator[Answer]:
    import sqlite3

    path = address.sqlite_path(source.place)
    if not path.is_file():
        raise _trouble("missing", source)
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=_CONNECT_S)) as connection:
            connection.execute("PRAGMA query_only = ON")
            connection.set_progress_handler(lambda: int(time.monotonic() > until), _LOOK_EVERY)
            connection.execute("BEGIN")
            cursor = connection.execute(_question(source, '"{}"'.format))
            yield _columns(cursor, source), iter(lambda: cursor.fetchmany(_AT_ONCE), [])
    except (sqlite3.Error, sqlite3.Warning) as error:
        text = str(error).lower()
        kind = next((kind for sign, kind in _SQLITE if sign in text), "other")
        raise _trouble(kind, source, getattr(error, "sqlite_errorname", type(error).__name__)) from None


@contextmanager
def _postgresql(source: Source, until: float) -> Iterator[Answer]:
    import psycopg

    try:
        with psycopg.connect(
            source.place,
            password=source.password or None,
            sslmode=address.sslmode(source.place),
            connect_timeout=_CONNECT_S,
            application_name="Mottagning",
            **_NOTICES_A_DEAD_NETWORK,
        ) as connection:
            connection.read_only = True

            def limited(fetch: Callable[[], T]) -> T:
                """A server counts anew for each piece that is fetched: it is given what is left."""
                left = max(1, round((until - time.monotonic()) * 1000))
                connection.execute(f"SET LOCAL statement_timeout = {left}")
                return fetch()

            with connection.cursor(name="feed") as cursor:
                limited(lambda: cursor.execute(_question(source, '"{}"'.format)))
                pieces = iter(lambda: limited(lambda: cursor.fetchmany(_AT_ONCE)), [])
                yield _columns(cursor, source), pieces
    except psycopg.Error as error:
        state = error.sqlstate or ""
        known = next((kind for sign, kind in _STATES if state.startswith(sign)), None)
        raise _trouble(known or ("other" if state else _unanswered(error)), source, state) from None


def _unanswered(error: BaseException) -> str:
    # libpq gives no code for what happens before a connection stands.
    return "password" if "password" in str(error).lower() else "reach"


def _columns(cursor: Any, source: Source) -> list[str]:
    if cursor.description is None:
        raise _trouble("write", source)
    return [column[0] for column in cursor.description]


def _question(source: Source, quoted: Callable[[str], str]) -> str:
    """The SELECT: as it is given, or all of the view that is named ("schema.view" too)."""
    if _IS_QUESTION.match(source.query):
        return source.query
    parts = [part.strip().strip('"') for part in source.query.split(".")]
    if not all(parts) or any('"' in part or "\0" in part for part in parts):
        raise _trouble("syntax", source)
    return f"SELECT * FROM {'.'.join(map(quoted, parts))}"  # noqa: S608 - an administrator's own view, quoted


def _trouble(kind: str, source: Source, code: str = "") -> Trouble:
    return Trouble(_SENTENCES[kind], name=source.name, seconds=_TIMEOUT_S, code=code)


def _cell(value: Any) -> Cell:
    """A value as a sheet would hold it; what is neither text, number nor date is left out."""
    if value is None or isinstance(value, (str, datetime, date, bool, int, float)):
        return value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return None
    if isinstance(value, Sequence):
        return "; ".join(str(each) for each in value)
    return str(value)
