"""Copies of attached files for other programs to open: in a folder of their own, gone when Mottagning closes."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path

_PREFIX = "mottagning-opened-"
_LEFT_BEHIND = 12 * 3600
"""Seconds after which a folder is one that a killed program left behind."""
_READ_ONLY = 0o400


class OpenedFiles:
    """A folder for copies; made at the first one."""

    def __init__(self, around: Path | None = None) -> None:
        self._around = around or Path(tempfile.gettempdir())
        self._folder: Path | None = None
        self._count = 0
        self._copies: dict[int, list[Path]] = {}

    @property
    def attachments(self) -> set[int]:
        """The ids of the files that there are copies of."""
        return set(self._copies)

    def copy(self, attachment: int, name: str, octets: bytes) -> Path:
        """Write a copy that cannot be changed; `name` must be safe. Raises OSError."""
        if self._folder is None:
            self._remove_left_behind()
            self._folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=self._around))
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
            _remove(self._folder)
            self._folder = None
            self._copies.clear()

    def _remove_left_behind(self) -> None:
        with suppress(OSError):
            for folder in self._around.glob(f"{_PREFIX}*"):
                if time.time() - folder.stat().st_mtime > _LEFT_BEHIND:
                    _remove(folder)


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
