"""Copies of attached files for other programs to open: in a folder of their own, gone when Mottagning closes.

The window holds a lock in its folder as long as it runs; the system lets go of it however it ends. So a folder whose
lock is free is one that a crashed window left behind.
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

_PREFIX = "mottagning-opened-"
_LOCK = "lock"
_BEING_MADE = 60
"""Seconds after which a folder without a lock is no longer one that is just being made."""
_READ_ONLY = 0o400


class OpenedFiles:
    """A folder for copies; made at the first one."""

    def __init__(self, around: Path | None = None) -> None:
        self._around = around or Path(tempfile.gettempdir())
        self._folder: Path | None = None
        self._lock: int | None = None
        self._count = 0
        self._copies: dict[int, list[Path]] = {}

    @property
    def attachments(self) -> set[int]:
        """The ids of the files that there are copies of."""
        return set(self._copies)

    def copy(self, attachment: int, name: str, octets: bytes) -> Path:
        """Write a copy that cannot be changed; `name` must be safe. Raises OSError."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=self._around))
            self._lock = _locked(self._folder / _LOCK)
        self._count += 1
        path = self._folder / str(self._count) / name
        path.parent.mkdir(mode=0o700)
        path.touch(mode=0o600)
        path.write_bytes(octets)
        mark_foreign(path)
        path.chmod(_READ_ONLY)
        self._copies.setdefault(attachment, []).append(path.parent)
        return path

    def forget(self, attachments: set[int]) -> None:
        """These files have been removed: their copies go too."""
        for attachment in attachments:
            for folder in self._copies.pop(attachment, []):
                _remove(folder)

    def remove(self) -> None:
        """Remove every copy; one that another program holds open stays until the next time."""
        if self._folder is not None:
            if self._lock is not None:
                os.close(self._lock)  # Windows removes nothing that is open
                self._lock = None
            _remove(self._folder)
            self._folder = None
            self._copies.clear()


def remove_left_behind(around: Path | None = None) -> None:
    """Remove the copies that windows left behind which run no longer; those of a running one are left alone."""
    for folder in (around or Path(tempfile.gettempdir())).glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if _is_left_behind(folder):
                _remove(folder)


def _is_left_behind(folder: Path) -> bool:
    about = folder.lstat()
    if not stat.S_ISDIR(about.st_mode) or (sys.platform != "win32" and about.st_uid != os.getuid()):
        return False
    if not (folder / _LOCK).exists():
        return time.time() - about.st_mtime > _BEING_MADE
    lock = _locked(folder / _LOCK)
    if lock is not None:
        os.close(lock)
    return lock is not None


def _locked(path: Path) -> int | None:
    """The file, made if need be, open and locked until it is closed; None when somebody else holds it."""
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(file)
        return None
    return file


def _remove(folder: Path) -> None:
    if os.name == "nt":  # which removes nothing that is read-only; elsewhere anybody may have put a link there
        for path in folder.rglob("*"):
            with suppress(OSError):
                path.chmod(0o700)
    shutil.rmtree(folder, ignore_errors=True)


def mark_foreign(path: Path) -> None:
    """Let Windows know that a file comes from outside: Office then opens it in protected view."""
    if os.name == "nt":
        with suppress(OSError):  # a disk without streams
            Path(f"{path}:Zone.Identifier").write_text("[ZoneTransfer]\r\nZoneId=3\r\n", "ascii")
