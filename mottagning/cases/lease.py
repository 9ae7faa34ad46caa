"""Lets one process at a time do what only one needs to do: a lease with a name, which runs out by itself.

It saves work; what is right never hangs on it, since two who take the same feed take it once all the same.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from mottagning.db import Database, UtcField

LENGTH = timedelta(minutes=5)


def acquire(database: Database, name: str, now: datetime, *, rank: int) -> bool:
    """Take the lease `name` for this process, or renew it; False while another one has it.

    A process of a higher `rank` takes it from one of a lower: the service from a window. A lease is no part of the
    unit's data, so it goes past the commands and leaves no trace.
    """
    moment = UtcField().db_value
    with database.writing():
        cursor = database.sql(
            "INSERT INTO lease (name, holder, rank, until) VALUES (?, ?, ?, ?) ON CONFLICT (name) DO UPDATE "
            "SET holder = excluded.holder, rank = excluded.rank, until = excluded.until "
            "WHERE lease.holder = excluded.holder OR lease.until < ? OR lease.rank < excluded.rank",
            (name, database.origin, rank, moment(now + LENGTH), moment(now)),
        )
        return bool(cursor.rowcount)


def is_free(database: Database, name: str, now: datetime, *, rank: int) -> bool:
    """Whether `acquire` would take it: asked first, since most of the time nothing is to be done."""
    with database.reading():
        row = database.sql("SELECT holder, rank, until FROM lease WHERE name = ?", (name,)).fetchone()
    if row is None:
        return True
    until = UtcField().python_value(row[2])
    return row[0] == database.origin or row[1] < rank or until is None or until < now
