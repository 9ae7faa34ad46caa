"""What a case system gave: rows to be read, and the hash by which the same export is known again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from mottagning.cases.feedfile import FeedFile, Row, open_feed
from mottagning.cases.opening import open_export
from mottagning.errors import Trouble
from mottagning.texts import N_


class StillWrittenError(Trouble):
    """A file grows while it is read: whoever writes it has not come to the end."""


class Export(Protocol):
    """What a case system gave, whatever way it came."""

    feed: FeedFile
    """Its rows; the hash is known when all of them have been read."""

    def sha256(self) -> str:
        """The hash of what was read last, from its first row to the last."""


class FileExport:
    """An export in a file; of a workbook the sheet that is named, else the one with the best header."""

    def __init__(self, path: Path, sheet: str = "") -> None:
        opened = open_feed(path, sheet=sheet)
        self.path = path
        self.feed = replace(opened, _rows=lambda: self._rows(opened))
        self._sha256 = ""

    def _rows(self, opened: FeedFile) -> Iterator[Row]:
        self._sha256 = file_sha256(self.path)
        yield from opened

    def sha256(self) -> str:
        """The hash of the file. StillWrittenError when it is not what it was when its reading began."""
        if file_sha256(self.path) != self._sha256:
            raise StillWrittenError(N_("“{file}” is still being written. Wait until it is done."), file=self.path.name)
        return self._sha256


def file_sha256(path: Path) -> str:
    """The hash of a file's octets. Trouble when it cannot be read."""
    try:
        with open_export(path) as raw:
            return hashlib.file_digest(raw, "sha256").hexdigest()
    except OSError as error:
        raise Trouble(N_("“{file}” cannot be read any more."), file=path.name) from error
