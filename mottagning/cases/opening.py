"""Opens an export for reading: the file itself, never what a link by its name leads to."""

from __future__ import annotations

import errno
import io
import os
import stat
from pathlib import Path

_FLAGS = os.O_RDONLY
for _name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"):  # the second: a pipe would be waited for
    _FLAGS |= getattr(os, _name, 0)


def chosen(path: Path) -> Path:
    """The file that somebody chose by hand: if it is a link, the one that it leads to."""
    return Path(os.path.realpath(path))


def open_export(path: Path) -> io.BufferedReader:
    """The file at `path`. Raises OSError, for a link and whatever else is no file as well.

    Whoever can write to a watched folder must not have the program read for him what lies elsewhere.
    """
    descriptor = os.open(path, _FLAGS)
    try:
        opened = os.fstat(descriptor)
        is_link = not hasattr(os, "O_NOFOLLOW") and not os.path.samestat(opened, os.lstat(path))
        if is_link or not stat.S_ISREG(opened.st_mode):
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise
