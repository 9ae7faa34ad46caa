"""Copies a whole unit from one database to another: to PostgreSQL, into an encrypted backup file, and back."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from mottagning import db, keys
from mottagning.contacts import search
from mottagning.db import Database
from mottagning.errors import DatabaseTrouble
from mottagning.settings import Settings
from mottagning.texts import N_

# In this order every row finds what it points at. The search index is made anew; schema_version is the target's own.
TABLES = (
    "person", "person_alias", "credential", "deputy", "absence", "guide", "guide_version", "setting", "secret", "audit",
    "command_log", "written_day",
    "feed_mapping", "feed_source", "feed", "feed_file", "cases", "case_before", "case_rename", "party_entry",
    "party_consent", "party_feedback", "party", "party_word", "party_address", "former_name", "former_name_word",
    "case_history", "case_date", "deadline_decision", "case_extras",
    "mailbox", "mail_folder", "switchboard", "call_log", "thread", "contact", "contact_text", "note", "contact_step",
    "ledger", "raw", "identity", "message", "message_key", "call", "attachment", "blob", "tie", "quarantine",
    "mail_sender", "outgoing", "outgoing_raw", "sent_folder", "sent_seen", "sent_waits", "draft", "card_draft",
    "notice", "told", "baton", "baton_line", "tonight", "routine", "routine_wording",
    "post", "rota_person", "pin", "plan", "plan_shift", "shift", "rota_version", "rota_change", "calendar_event",
    "shift_swap", "survey_tally", "survey_seen", "improvement",
    "board_meeting", "agreement",
)  # fmt: skip


@contextmanager
def alone(settings: Settings) -> Iterator[Database]:
    """The unit's data with nobody else at it; DatabaseBusy while a window or the service has the file open."""
    with closing(db.open_database(settings)) as database:
        if settings.is_server:
            yield database
            return
    key, _ = keys.database_key(settings.keys, make=False)
    with closing(db.open_alone(Path(settings.database), key)) as database:
        yield database


def copy(source: Database, target: Database, progress: Callable[[str, int], None] | None = None) -> int:
    """Copy every row; all or nothing. Returns the number of rows.

    Raises DatabaseTrouble when the target holds something already: a copy never mixes two units.
    """
    with source.reading(), target.writing():
        if any(_count(target, table) for table in ("person", "contact", "cases", "ledger")):
            raise DatabaseTrouble(N_("The other database holds a unit already. Copy into an empty one."))
        total = 0
        for table in TABLES:
            columns = _columns(source, table)
            total += _copy_table(source, target, table, columns)
            if progress is not None:
                progress(table, total)
        _index_again(target)
        _continue_numbers(target)
    return total


def _copy_table(source: Database, target: Database, table: str, columns: list[str]) -> int:
    names = ", ".join(columns)
    places = ", ".join("?" * len(columns))
    booleans = _booleans(target, table, columns)
    done = 0
    for row in source.stream(f"SELECT {names} FROM {table} ORDER BY 1"):  # noqa: S608 - our own names
        values = tuple(_fit(value, place in booleans, target) for place, value in enumerate(row))
        target.sql(f"INSERT INTO {table} ({names}) VALUES ({places})", values)  # noqa: S608 - our own names
        done += 1
    return done


def _columns(database: Database, table: str) -> list[str]:
    cursor = database.sql(f"SELECT * FROM {table} LIMIT 0")  # noqa: S608 - our own names
    return [column[0] for column in cursor.description]


def _booleans(database: Database, table: str, columns: list[str]) -> set[int]:
    """Which columns PostgreSQL keeps as booleans; SQLite keeps 0 and 1."""
    if database.dialect != "postgresql":
        return set()
    found = database.sql(
        "SELECT column_name FROM information_schema.columns WHERE table_name = ? AND data_type = 'boolean'",
        (table,),
    ).fetchall()
    names = {row[0] for row in found}
    return {place for place, column in enumerate(columns) if column in names}


def _fit(value: Any, is_boolean: bool, target: Database) -> Any:
    """A value as the target keeps it: moments and dates are text on SQLite."""
    if is_boolean and value is not None:
        return bool(value)
    if target.dialect == "postgresql":
        return bytes(value) if isinstance(value, memoryview) else value
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return int(value)
    return value


def _count(database: Database, table: str) -> int:
    return int(database.sql(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - our own names


def _index_again(target: Database) -> None:
    for (contact_id,) in target.sql("SELECT contact_id FROM contact_text").fetchall():
        search.index(target, contact_id)


def _continue_numbers(target: Database) -> None:
    """New rows get numbers after the copied ones."""
    if target.dialect != "postgresql":
        return
    for table in TABLES:
        for column in ("id", "seq"):
            if column in _columns(target, table):
                target.sql(
                    f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), "  # noqa: S608 - our own names
                    f"(SELECT coalesce(max({column}), 0) + 1 FROM {table}), false)"
                )
