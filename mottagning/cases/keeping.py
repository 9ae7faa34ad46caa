"""Keeps exports that were taken or refused, encrypted, for a while: AES-256-GCM in pieces, under the unit's own key.

When somebody turns out to be protected the key goes, and with it everything that was kept.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import secrets
import stat
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import IO, Any

from mottagning.cases.opening import open_export
from mottagning.command import Command, Turn, handles
from mottagning.db import Database
from mottagning.errors import Trouble, why
from mottagning.people.roles import require_lead
from mottagning.privatefile import private_file, taken_out
from mottagning.texts import N_

ENDING = ".export"
_SECRET = "feed_files"  # noqa: S105 - the name of the key, not the key
_MAGIC = b"MOTTAGN1"
_PIECE = 1 << 20
_BY_DESCRIPTOR = os.utime in os.supports_fd  # not on Windows
_KEPT = timedelta(days=30)
_HEAD = struct.Struct(">8s8s8s")  # what it is, which key, what the nonces begin with


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeKey(Command):
    """The first file is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenKept(Command):
    """Somebody looks into a file that was kept; this is written down."""

    name: str


@handles
def make_key(turn: Turn, _command: MakeKey) -> None:
    """A key for kept files, unless there is one."""
    turn.database.sql(
        "INSERT INTO secret (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
        (_SECRET, secrets.token_hex(32)),
    )


@handles
def note_opening(turn: Turn, command: OpenKept) -> None:
    """Team leads only."""
    require_lead(turn)
    turn.audit("kept_file_opened", "feed", None, file=command.name)


def forget_key(turn: Turn) -> None:
    """Inside a turn: nothing that was kept until now can be read any more."""
    turn.database.sql("DELETE FROM secret WHERE name = ?", (_SECRET,))


def keep(database: Database, path: Path, folder: Path, now: datetime) -> Path:
    """An encrypted copy of the file at `path`, in `folder`; all of it or none. Raises OSError."""
    key = _made_key(database)
    target = folder / f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}{ENDING}"
    _keep(path, target, key)
    return target


def put_aside(database: Database, path: Path, folder: Path, sha256: str) -> Path:
    """The same of a file that was refused, under a name of its own: two who refuse it at once put one copy aside."""
    key = _made_key(database)
    target = _aside(key, path.name, folder, sha256)
    try:
        if not target.is_file():
            _keep(path, target, key)
    except OSError:
        if not target.is_file():  # else the other one was first
            raise
    return target


def put_back(database: Database, folder: Path, name: str, sha256: str, into: Path, by: int | None) -> Path | None:
    """Write the file that was put aside in `folder` into the folder it came from, as old as it was there.

    Gives the copy put aside, which is still there; None when there is none any more. Team leads only, and it is written
    down. Trouble, one sentence, when it cannot be read or written, or another file of its name is there.
    """
    key = _key(database)
    kept = key and _aside(key, name, folder, sha256)
    if not kept or not kept.is_file():
        return None
    note_opening(database, OpenKept(by=by, name=kept.name))
    with _opened(database, kept) as (about, pieces), taken_out(into / name) as clear:
        clear.writelines(pieces)
        clear.flush()  # what is written later would be younger
        if _BY_DESCRIPTOR:
            os.fchmod(clear.fileno(), about["mode"])
            os.utime(clear.fileno(), ns=(about["modified_ns"],) * 2)
    if not _BY_DESCRIPTOR:
        os.utime(into / name, ns=(about["modified_ns"],) * 2)
    return kept


def open_kept(database: Database, source: Path, out: Path, by: int | None = None) -> str:
    """Write what was kept in `source` to `out`, which must not be there yet; returns the name that it had.

    Team leads only, and it is written down. Trouble, one sentence, when it cannot be opened.
    """
    note_opening(database, OpenKept(by=by, name=source.name))
    with _opened(database, source) as (about, pieces), taken_out(out) as clear:
        clear.writelines(pieces)
    return str(about["name"])


@contextmanager
def _opened(database: Database, source: Path) -> Iterator[tuple[dict[str, Any], Iterator[bytes]]]:
    """What was written down of a kept file, and what it held. Trouble, one sentence, when it cannot be opened."""
    try:
        with source.open("rb") as sealed:
            pieces = _pieces(sealed, _key(database))
            yield json.loads(next(pieces)), pieces
    except OSError as error:
        raise Trouble(N_("{path} cannot be used: {why}."), path=source, why=why(error)) from None


def _made_key(database: Database) -> bytes:
    if _key(database) is None:
        make_key(database, MakeKey(by=None))
    key = _key(database)
    assert key is not None
    return key


def _aside(key: bytes, name: str, folder: Path, sha256: str) -> Path:
    """Where a file that was refused lies; under another key, another unit's lies elsewhere."""
    known = hashlib.blake2b(f"{sha256} {name}".encode("utf-8", "replace"), digest_size=12, key=key, person=b"aside")
    return folder / f"{known.hexdigest()}{ENDING}"


def _keep(path: Path, target: Path, key: bytes) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open_export(path) as clear, private_file(target) as sealed:
        _seal(clear, sealed, key, path.name)


def tidy(database: Database, folder: Path, now: datetime, *, ours_alone: bool = True) -> None:
    """Remove what has been kept long enough and, where all is `ours_alone`, what no key opens any more."""
    if not folder.is_dir():
        return
    key = _key(database)
    for path in chain(folder.glob(f"*{ENDING}"), folder.glob("*.part")):  # the latter: a process ended within it
        with suppress(OSError):
            with path.open("rb") as sealed:
                head = sealed.read(_HEAD.size)
            if not head.startswith(_MAGIC):
                continue  # somebody else's
            is_old = now.timestamp() - path.stat().st_mtime > _KEPT.total_seconds()
            if is_old or (ours_alone and (key is None or head[8:16] != _name_of(key))):
                path.unlink()


def _key(database: Database) -> bytes | None:
    with database.reading():
        row = database.sql("SELECT value FROM secret WHERE name = ?", (_SECRET,)).fetchone()
    return None if row is None else bytes.fromhex(row[0])


def _name_of(key: bytes) -> bytes:
    return hashlib.blake2b(key, digest_size=8, person=b"feed key").digest()


def _seal(clear: io.BufferedReader, sealed: IO[bytes], key: bytes, name: str) -> None:
    cipher, start = _cipher(key), secrets.token_bytes(8)
    sealed.write(_HEAD.pack(_MAGIC, _name_of(key), start))
    status = os.fstat(clear.fileno())
    about = {"name": name, "modified_ns": status.st_mtime_ns, "mode": stat.S_IMODE(status.st_mode)}
    piece, number = json.dumps(about).encode(), 0
    while True:
        following = clear.read(_PIECE)
        # Each piece says its place and whether it is the last: none can be left out or put elsewhere.
        octets = cipher.encrypt(start + struct.pack(">I", number), piece, b"more" if following else b"last")
        sealed.write(struct.pack(">I", len(octets)) + octets)
        if not following:
            return
        piece, number = following, number + 1


def _pieces(sealed: IO[bytes], key: bytes | None) -> Iterator[bytes]:
    from cryptography.exceptions import InvalidTag

    head = sealed.read(_HEAD.size)
    if len(head) != _HEAD.size or not head.startswith(_MAGIC):
        raise Trouble(N_("This is no file that Mottagning has kept."))
    _, name, start = _HEAD.unpack(head)
    if key is None or name != _name_of(key):
        raise Trouble(N_("The key of this file has gone, so nobody can read it any more."))
    cipher = _cipher(key)
    number, following = 0, _piece(sealed)
    if not following:
        raise Trouble(N_("The file is damaged, so it cannot be opened."))
    while following:
        octets, following = following, _piece(sealed)
        try:
            yield cipher.decrypt(start + struct.pack(">I", number), octets, b"more" if following else b"last")
        except InvalidTag:
            raise Trouble(N_("The file is damaged, so it cannot be opened.")) from None
        number += 1


def _piece(sealed: IO[bytes]) -> bytes:
    length = sealed.read(4)
    return sealed.read(struct.unpack(">I", length)[0]) if len(length) == 4 else b""


def _cipher(key: bytes) -> Any:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key)
