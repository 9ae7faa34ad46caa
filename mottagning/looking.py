"""Who looks at which contact now, from window to window over PostgreSQL: ids alone, in no table, forgotten by itself.

A workstation says so when somebody opens a contact, and again and again while she stays; what is not said again is over
after a while, however its computer ended. On one computer with a file there is nobody to tell.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from mottagning.db import Database

CHANNEL = "mottagning_looking"
SAYS_AGAIN_S, HOLDS_S = 20.0, 50.0
"""How often it is said again, and how long it holds: two words may get lost."""
DOES = ("", "note", "answer")


@dataclass(frozen=True, slots=True)
class Looking:
    """`person` looks at `contact` (None: at none any more); `doing` is what she writes, "note" or "answer", or ""."""

    person: int
    contact: int | None
    doing: str = ""


def tell(database: Database, looking: Looking) -> None:
    """Say it to the other windows of the unit; does nothing on SQLite."""
    if database.dialect != "postgresql":
        return
    said = [database.origin, looking.person, looking.contact, looking.doing]
    with database.writing():
        database.sql("SELECT pg_notify(?, ?)", (CHANNEL, json.dumps(said)))


def heard(database: Database, payload: str) -> Looking | None:
    """What another window says; None for one's own words, and for what is none of ours."""
    try:
        origin, person, contact, doing = json.loads(payload)
    except (ValueError, TypeError, RecursionError):  # any login of PostgreSQL may say anything here
        return None
    is_ours = isinstance(person, int) and (contact is None or isinstance(contact, int)) and doing in DOES
    return Looking(person, contact, doing) if is_ours and origin != database.origin else None
