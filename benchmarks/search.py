"""Milliseconds from what is typed to what is shown, among all contacts and cases, beside notmuch on the same mail.

Each thing that somebody looks for is typed letter by letter. The rival is asked through its library (libnotmuch), not
through its process: for the newest messages that have the same words, with their subject, sender and time.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import measuring

_SHOWN = 6
_SEED = 7
_ON_THE_WALL, _COMPUTING = 0, 1
_WORDS = (
    *("hembesök", "hembesökets", "läkarintyget", "färdtjänst", "trygghetslarmet piper", "överklaga beslutet"),
    *("faktura oktober", "ledsagning konsert", "korttidsboende", "ärende", "hej", "tack för hjälpen", "tolk arabiska"),
)
_PHRASES = ('"har ringt hemtjänsten"', '"byta tid"', '"går det att flytta"', '"vill överklaga beslutet"')
_NONE = ("xyzzy", "kvarnsten", "blåval fyrtorn")
_NOTMUCH = """
[database]
path={folder}
[user]
name=Bench
primary_email=mottagningen@example.se
[new]
tags=unread
"""


def main() -> None:
    """Measure each size; the rival answers each query right after the program."""
    options = measuring.options(__doc__ or "")
    library = ctypes.util.find_library("notmuch")
    if shutil.which("notmuch") is None or library is None:
        raise SystemExit("Missing: notmuch and its library. Install the Debian packages notmuch and libnotmuch5.")
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.data or Path(scratch)
        for size in ("small",) if options.quick else ("normal", "stress"):
            data = measuring.demo(folder, size)
            with _unit(data) as unit, Rival(library, _mail(unit, folder / f"mail-{size}")) as rival:
                _measure(options, unit, rival)
            if size == "normal":
                _measure_server(options, data)


class Unit:
    """A demo's database, and what somebody looks for in it."""

    def __init__(self, database: Any, now: datetime) -> None:
        self.database, self.now = database, now
        rng = random.Random(_SEED)
        people = self._rows("SELECT name FROM party WHERE name IS NOT NULL ORDER BY id")
        numbers = self._rows("SELECT value FROM party_address WHERE kind = 'phone' ORDER BY id")
        codes = self._rows("SELECT code FROM cases ORDER BY id")
        self.contacts = self._rows("SELECT count(*) FROM contact")[0]
        self.me = self._rows("SELECT min(id) FROM person")[0]
        wanted = [*rng.choices(people, k=24), *rng.choices(codes, k=10), *_WORDS, *_PHRASES, *_NONE]
        wanted += [f"0{number[3:5]}-{number[5:]}" for number in rng.choices(numbers, k=10)]
        rng.shuffle(wanted)
        self.queries = [query for each in wanted for query in _typed(each)]

    def _rows(self, statement: str) -> list[Any]:
        with self.database.reading():
            return [row[0] for row in self.database.sql(statement).fetchall()]

    def ask(self, query: str) -> None:
        """What the list under the search field asks at each letter."""
        from mottagning.desk import finding

        finding.find(self.database, query, self.me, self.now, shown=_SHOWN, cases_shown=4)

    def ask_all(self, query: str) -> None:
        """What the view of all hits asks."""
        from mottagning.desk import finding

        finding.find(self.database, query, self.me, self.now, shown=100, cases_shown=30)


def _typed(text: str) -> Iterator[str]:
    """The text as it grows under somebody's fingers, from two signs on."""
    for end in range(2, len(text) + 1):
        if text[end - 1] != " ":
            yield text[:end]


@contextmanager
def _unit(data: Path) -> Iterator[Unit]:
    from mottagning import texts
    from mottagning.db import open_database
    from mottagning.demo import build
    from mottagning.settings import load

    texts.use_language("en")
    with closing(open_database(load(str(data)))) as database:
        yield Unit(database, build.fill(database, data.name).now)


def _measure(options: Any, unit: Unit, rival: Rival) -> None:
    size = f"{unit.contacts:,} contacts, encrypted SQLite"
    ours, theirs = _times(unit.queries, unit.ask, rival.ask)
    for figure, percent, clock in (
        *(("search.p95_ms", 95, _ON_THE_WALL), ("search.median_ms", 50, _ON_THE_WALL)),
        ("search.computing_p95_ms", 95, _COMPUTING),  # what others take of a busy machine is not in it
    ):
        value, other = (_percentile(each, percent, clock) for each in (ours, theirs))
        measuring.tell(options, figure, value, "ms", size, f"notmuch, {rival.messages:,} messages", other)
    (whole,) = _times(unit.queries[::4], unit.ask_all)
    measuring.tell(options, "search.all_p95_ms", _percentile(whole, 95), "ms", size)


def _measure_server(options: Any, data: Path) -> None:
    """The same queries on PostgreSQL, if it is installed."""
    from mottagning.care.transfer import copy
    from mottagning.db import open_database
    from mottagning.settings import Settings
    from tests.servers import Postgres, ServerMissingError

    try:
        server = Postgres()
    except ServerMissingError:
        return
    try:
        server.start()
        with tempfile.TemporaryDirectory() as scratch, _unit(data) as unit:
            settings = Settings(data=Path(scratch), database=server.new_database())
            with closing(open_database(settings)) as database:
                copy(unit.database, database)
                with database.writing():
                    database.sql("ANALYZE")
                (times,) = _times(unit.queries, Unit(database, unit.now).ask)
            size = f"{unit.contacts:,} contacts, PostgreSQL"
            measuring.tell(options, "search.p95_ms", _percentile(times, 95), "ms", size)
    finally:
        server.remove()


def _percentile(times: list[tuple[float, float]], percent: int, clock: int = _ON_THE_WALL) -> float:
    return round(measuring.percentile([each[clock] for each in times], percent), 2)


def _times(queries: list[str], *asked: Callable[[str], None]) -> list[list[tuple[float, float]]]:
    """Milliseconds of each query by each of those that are asked, in turns: by the clock, and of computing."""
    for ask in asked:
        ask("hej")  # what is loaded once
    times: list[list[tuple[float, float]]] = [[] for _ in asked]
    for query in queries:
        for ask, took in zip(asked, times, strict=True):
            computed, began = time.thread_time(), time.perf_counter()
            ask(query)
            took.append(((time.perf_counter() - began) * 1000, (time.thread_time() - computed) * 1000))
    return times


def _mail(unit: Unit, folder: Path) -> Path:
    """A Maildir with every mail among the contacts, indexed by notmuch; used again when it is there."""
    config = folder / "notmuchrc"
    if config.exists():
        return folder
    for name in ("cur", "new", "tmp"):
        (folder / "mail" / name).mkdir(parents=True)
    statement = (
        "SELECT contact.id, contact.at, name, address, subject, text FROM contact "
        "JOIN contact_text ON contact_text.contact_id = contact.id WHERE channel = 'mail' ORDER BY contact.id"
    )
    with unit.database.reading():
        for id_, at, name, address, subject, text in unit.database.sql(statement):
            message = EmailMessage()
            message["From"] = f'"{name or ""}" <{address or "okand@example.org"}>'
            message["To"] = "mottagningen@example.se"
            message["Subject"] = subject or ""
            message["Date"] = format_datetime(datetime.fromisoformat(at))
            message["Message-ID"] = f"<{id_}.bench@example.se>"
            message.set_content(text or "")
            (folder / "mail" / "cur" / f"{id_}.bench:2,S").write_bytes(message.as_bytes())
    config.write_text(_NOTMUCH.format(folder=folder / "mail"), encoding="utf-8")
    environment = os.environ | {"NOTMUCH_CONFIG": str(config), "HOME": str(folder)}
    subprocess.run(["notmuch", "new", "--quiet"], env=environment, check=True)
    return folder


class Rival:
    """libnotmuch by its C interface: its database opened once, for reading."""

    def __init__(self, library: str, folder: Path) -> None:
        self._notmuch = ctypes.CDLL(library)
        for name, gives in (
            *(("query_create", ctypes.c_void_p), ("messages_get", ctypes.c_void_p)),
            *(("message_get_header", ctypes.c_char_p), ("message_get_date", ctypes.c_long)),
        ):
            getattr(self._notmuch, f"notmuch_{name}").restype = gives
        self._opened = ctypes.c_void_p()
        status = self._notmuch.notmuch_database_open(os.fsencode(folder / "mail"), 0, ctypes.byref(self._opened))
        if status:
            raise SystemExit(f"libnotmuch: status {status}")
        self.messages = self._count("*")

    def __enter__(self) -> Rival:
        return self

    def __exit__(self, *_: object) -> None:
        self._notmuch.notmuch_database_destroy(self._opened)

    def ask(self, typed: str) -> None:
        """How many messages have the words, the last one as a beginning, and the newest of them."""
        words = typed if '"' in typed else f"{typed}*"
        self._count(words)
        query = self._query(words)
        self._notmuch.notmuch_query_set_sort(query, 1)  # the newest first
        found = ctypes.c_void_p()
        self._notmuch.notmuch_query_search_messages(query, ctypes.byref(found))
        for _ in range(_SHOWN):
            if not self._notmuch.notmuch_messages_valid(found):
                break
            message = ctypes.c_void_p(self._notmuch.notmuch_messages_get(found))
            for header in (b"subject", b"from"):
                self._notmuch.notmuch_message_get_header(message, header)
            self._notmuch.notmuch_message_get_date(message)
            self._notmuch.notmuch_message_destroy(message)
            self._notmuch.notmuch_messages_move_to_next(found)
        self._notmuch.notmuch_query_destroy(query)

    def _count(self, words: str) -> int:
        query = self._query(words)
        count = ctypes.c_uint()
        self._notmuch.notmuch_query_count_messages(query, ctypes.byref(count))
        self._notmuch.notmuch_query_destroy(query)
        return count.value

    def _query(self, words: str) -> ctypes.c_void_p:
        return ctypes.c_void_p(self._notmuch.notmuch_query_create(self._opened, words.encode()))


if __name__ == "__main__":
    sys.path.insert(0, str(measuring.ROOT))
    main()
