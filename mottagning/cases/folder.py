"""Looks into a watched folder for exports that are whole: nobody writes them, and they have not changed for a while."""

from __future__ import annotations

import errno
import hashlib
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatch
from pathlib import Path

from mottagning.errors import Trouble, why
from mottagning.texts import N_

SETTLING_S = 5.0
"""A file must have been the same for so long."""
_DRAFTS = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".download", ".filepart", ".swp", ".lock", ".bak")
_HIDDEN = (".", "~")


@dataclass(frozen=True, slots=True)
class Found:
    """A file as it was when somebody looked."""

    path: Path
    size: int
    modified_ns: int

    @property
    def mark(self) -> str:
        """What tells it from every other file, and from itself after a change."""
        return hashlib.sha256(f"{self.path.name}|{self.size}|{self.modified_ns}".encode("utf-8", "replace")).hexdigest()

    @property
    def modified(self) -> datetime:
        """When it was last changed: of this moment it speaks."""
        return datetime.fromtimestamp(self.modified_ns / 1e9, UTC)

    def is_unchanged(self) -> bool:
        """Whether the same file is there still."""
        with suppress(OSError):
            return _found(self.path) == self
        return False


class Settling:
    """Remembers what lay in a folder, from look to look."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: dict[Found, float] = {}

    def look(self, folder: Path, pattern: str) -> tuple[list[Found], bool]:
        """The files that are whole, the oldest first, and whether others may be so soon.

        Trouble, one sentence, when the folder cannot be looked into.
        """
        now = self._clock()
        there = files(folder, pattern)
        self._seen = {found: self._seen.get(found, now) for found in there}
        whole = [found for found in there if now - self._seen[found] >= SETTLING_S and not is_being_written(found.path)]
        return whole, len(whole) < len(there)


def files(folder: Path, pattern: str) -> list[Found]:
    """The files that count, the oldest first: those that fit one of the patterns (`*.csv; *.xlsx`), and no drafts."""
    patterns = [part.strip().lower() for part in pattern.split(";") if part.strip()] or ["*"]
    try:
        names = [entry.name for entry in os.scandir(folder) if entry.is_file(follow_symlinks=False)]
    except OSError as error:
        raise Trouble(N_("The folder {folder} cannot be looked into: {why}."), folder=folder, why=why(error)) from None
    there = []
    for name in names:
        lower = name.lower()
        if lower.startswith(_HIDDEN) or lower.endswith(_DRAFTS) or not any(fnmatch(lower, each) for each in patterns):
            continue
        with suppress(OSError):  # gone in between
            there.append(_found(folder / name))
    return sorted((found for found in there if found.size), key=lambda found: (found.modified_ns, found.path.name))


def is_being_written(path: Path) -> bool:
    """Whether another program has the file open, as far as the system tells."""
    if os.name == "nt":
        with suppress(OSError):
            path.replace(path)  # refused while somebody has it open
            return False
        return True
    return _is_open_for_writing(path)


def _is_open_for_writing(path: Path) -> bool:
    """Linux gives a read lease on a file only when nobody writes it (fcntl(2), "Leases")."""
    import fcntl

    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError:
        return True
    try:
        # Whoever opens it this very moment makes the system tell us; unless said otherwise by a signal that kills.
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except AttributeError:
        return False  # another system
    except OSError as error:
        return error.errno == errno.EAGAIN  # else a file system that knows no leases, or a file of somebody else
    finally:
        os.close(descriptor)
    return False


def _found(path: Path) -> Found:
    stat = path.stat()
    return Found(path, stat.st_size, stat.st_mtime_ns)
