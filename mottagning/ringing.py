"""The word from the service to the windows who rings: sealed, since every login of PostgreSQL hears every channel.

PostgreSQL guards no channel, neither from listeners nor from those who speak on it; a table it does. So the word is
sealed under a key in `secret`, which only the program's role may read, and says when it was spoken: without the key
nobody can read it or make one, and an old one means nothing when it is spoken again.
"""

from __future__ import annotations

import json
import os
from base64 import b64decode, b64encode

from mottagning.db import Database

CHANNEL = "mottagning_ringing"
_SECRET = "ringing"  # noqa: S105 - its name
_FRESH_S = 60.0
"""So long after it was spoken a word is heard; the server's clock counts, the same for all."""
_NONCE = 12
_LENGTH = 1024
"""Octets under the seal, always as many: the longest number fits, and none shows by its length that it is withheld."""


def tell(database: Database, contact: int, number: str) -> None:
    """PostgreSQL, inside `writing`: tell all windows that this contact's call rings, from `number` ("" withheld)."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    made = "INSERT INTO secret (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING"
    database.sql(made, (_SECRET, os.urandom(32).hex()))
    key, now = _key_and_time(database) or (b"", 0.0)
    word = json.dumps({"contact": contact, "number": number, "at": now}).encode().ljust(_LENGTH)
    nonce = os.urandom(_NONCE)
    sealed = nonce + AESGCM(key).encrypt(nonce, word, CHANNEL.encode())
    database.sql("SELECT pg_notify(?, ?)", (CHANNEL, b64encode(sealed).decode("ascii")))


def heard(database: Database, payload: str) -> tuple[int, str] | None:
    """The contact and the number that a payload of the channel tells of; None for what is not ours, or not of now."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        sealed = b64decode(payload, validate=True)
    except ValueError:
        return None
    with database.reading():
        known = _key_and_time(database)
    if known is None:
        return None
    key, now = known
    try:
        word = json.loads(AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], CHANNEL.encode()))
    except (InvalidTag, ValueError):
        return None
    return (word["contact"], word["number"]) if abs(now - word["at"]) <= _FRESH_S else None


def _key_and_time(database: Database) -> tuple[bytes, float] | None:
    row = database.sql(
        "SELECT value, extract(epoch FROM clock_timestamp()) FROM secret WHERE name = ?", (_SECRET,)
    ).fetchone()
    return None if row is None else (bytes.fromhex(row[0]), float(row[1]))
