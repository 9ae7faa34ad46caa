"""Looks for a person in all that a unit keeps: every table, every page of the file in clear, every file of the folder.

`Person.found_in` knows the shapes that words take on disk, so that a name is found in a mail's base64 too.
"""

import base64
import quopri
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from mottagning.db import Database
from mottagning.folding import fold
from mottagning.settings import Settings

_PAGE, _IV_AND_HMAC, _SALT = 4096, 80, 16
_WAL_HEAD, _FRAME_HEAD = 32, 24


@dataclass(frozen=True)
class Person:
    """Somebody, by the words that lead to her; each is at least six letters long, so that it is met by no chance."""

    marks: tuple[str, ...]

    @cached_property
    def _shapes(self) -> dict[str, tuple[set[bytes], set[bytes]]]:
        """By mark: how it looks without regard to case, and letter by letter."""
        return {mark: (set(_plain(mark)), set(_encoded(mark))) for mark in self.marks}

    def found_in(self, content: bytes | str) -> set[str]:
        """The marks that stand there."""
        octets = content.encode() if isinstance(content, str) else content
        lower = octets.lower()
        return {
            mark
            for mark, (plain, encoded) in self._shapes.items()
            if any(shape in lower for shape in plain) or any(shape in octets for shape in encoded)
        }


def _plain(mark: str) -> Iterator[bytes]:
    for written in (mark.lower(), mark.upper(), fold(mark)):
        codings = ("utf-8", "cp1252", "utf-16-le", "utf-16-be")
        yield from (written.encode(coding, "ignore").lower() for coding in codings)
        yield quopri.encodestring(written.encode()).lower()
        yield written.encode("unicode_escape").lower()  # JSON


def _encoded(mark: str) -> Iterator[bytes]:
    for written in {mark, mark.lower(), mark.upper(), mark.capitalize(), fold(mark)}:
        octets = written.encode()
        for before in range(3):  # its place among the groups of three
            whole = base64.b64encode(b"\0" * before + octets)
            yield whole[4 if before else 0 : len(whole) // 4 * 4 - 4]


def tables_with(person: Person, database: Database) -> dict[str, set[str]]:
    """The tables in which something leads to her, and what."""
    if database.dialect == "sqlite":
        names = "SELECT name FROM sqlite_master WHERE type = 'table'"
    else:
        names = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
    found = {}
    with database.reading():
        for (table,) in database.sql(names).fetchall():
            rows = database.sql(f'SELECT * FROM "{table}"').fetchall()
            marks = person.found_in(b"\n".join(_octets(value) for row in rows for value in row))
            if marks:
                found[table] = marks
    return found


def _octets(value: Any) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def in_clear(settings: Settings) -> bytes:
    """Every page of the SQLite file and of its write-ahead log, free ones too, as somebody with the key reads them.

    SQLCipher 4: pages of 4,096 octets that end in 16 octets of IV and 64 of HMAC; the first begins with the salt.
    """
    key = bytes.fromhex((settings.keys / "database.key").read_text())
    return pages_in_clear(Path(settings.database), key)


def pages_in_clear(path: Path, key: bytes) -> bytes:
    """The same of any file under `key`."""
    octets = path.read_bytes()
    clear = b"".join(_page(key, octets[start : start + _PAGE], start == 0) for start in range(0, len(octets), _PAGE))
    log = path.with_name(path.name + "-wal")
    if log.exists():
        frames = log.read_bytes()[_WAL_HEAD:]
        for start in range(0, len(frames) - _FRAME_HEAD, _FRAME_HEAD + _PAGE):
            number = int.from_bytes(frames[start : start + 4], "big")
            page = frames[start + _FRAME_HEAD : start + _FRAME_HEAD + _PAGE]
            clear += _page(key, page, number == 1)
    return clear


def _page(key: bytes, page: bytes, is_first: bool) -> bytes:
    iv = page[-_IV_AND_HMAC : -_IV_AND_HMAC + 16]
    cipher = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    return cipher.update(page[_SALT if is_first else 0 : -_IV_AND_HMAC])


def files_with(person: Person, *folders: Path) -> dict[str, set[str]]:
    """The files in which something leads to her as they lie there: logs, exports, what was left behind."""
    found = {}
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file() and (marks := person.found_in(path.name) | person.found_in(b"\n".join(_unpacked(path)))):
                found[path.name] = marks
    return found


def _unpacked(path: Path) -> Iterator[bytes]:
    """What stands in a file; in the parts of a workbook, and in the streams of a PDF, too."""
    octets = path.read_bytes()
    yield octets
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as parts:
            yield from map(parts.read, parts.namelist())
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", octets, re.DOTALL) if octets.startswith(b"%PDF") else ():
        with suppress(zlib.error):
            yield zlib.decompress(stream)
