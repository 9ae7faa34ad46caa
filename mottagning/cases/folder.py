"""Looks into a watched folder for exports that are whole: nobody writes them, and they have not changed for a while."""

from __future__ import annotations

import errno
import hashlib
import os
import signal
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from fnmatch import fnmatch
from pathlib import Path

from mottagning.disks import on_network_share
from mottagning.errors import Trouble, why
from mottagning.texts import N_

SETTLING_S = 5.0
"""A file must have been the same for so long, where the system tells that nobody has it open."""
_UNTOLD_S, _UNTOLD_S_PER_MB, _UNTOLD_MOST_S = 120.0, 10.0, 900.0
"""And for so long where it does not: another account's file, or a share, whose size may be known a minute late."""
_DRAFTS = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".download", ".filepart", ".swp", ".lock", ".bak")
_HIDDEN = (".", "~")


@dataclass(frozen=True, slots=True)
class Found:
    """A file as it was when somebody looked."""

    path: Path
    size: int
    modified_ns: int
    is_told: bool = field(default=True, compare=False)
    """Whether the system told that nobody writes it."""

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
        return found_at(self.path) == self


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
        settled = (_settled(found, now - self._seen[found]) for found in there)
        whole = [found for found in settled if found is not None]
        return whole, len(whole) < len(there)


def _settled(found: Found, same_s: float) -> Found | None:
    """A file that has been the same for `same_s` seconds, if that is long enough.

    Where nobody tells, one that was last changed long ago by its own time has been so for long as well.
    """
    written = is_being_written(found.path) if same_s >= SETTLING_S else True
    if written is None:
        needed = min(_UNTOLD_S + _UNTOLD_S_PER_MB * found.size / 1e6, _UNTOLD_MOST_S)
        age = time.time() - found.modified_ns / 1e9
        return replace(found, is_told=False) if same_s >= needed or age >= _UNTOLD_MOST_S else None
    return None if written else found


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
        if (found := found_at(folder / name)) is not None and found.size:
            there.append(found)
    return sorted(there, key=lambda found: (found.modified_ns, found.path.name))


def is_being_written(path: Path) -> bool | None:
    """Whether another program has the file open; None where the system does not tell."""
    if os.name == "nt":
        with suppress(OSError):
            path.replace(path)  # refused while somebody has it open
            return None if on_network_share(path.parent) else False
        return True
    # What another computer does with a file on a share, no lease tells.
    return None if on_network_share(path.parent) else _is_open_for_writing(path)


def _is_open_for_writing(path: Path) -> bool | None:
    """Linux gives a read lease on a file of one's own only when nobody writes it (fcntl(2), "Leases")."""
    import fcntl

    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    except OSError:
        return True
    try:
        # Whoever opens it this very moment makes the system tell us; unless said otherwise by a signal that kills.
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except AttributeError:
        return None  # another system
    except OSError as error:
        return True if error.errno == errno.EAGAIN else None
    finally:
        os.close(descriptor)
    return False


def found_at(path: Path) -> Found | None:
    """The file there; None when there is none. What a link leads to lies elsewhere."""
    with suppress(OSError):
        status = path.lstat()
        if stat.S_ISREG(status.st_mode):
            return Found(path, status.st_size, status.st_mtime_ns)
    return None
