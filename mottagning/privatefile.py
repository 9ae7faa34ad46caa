"""Writes files that their owner alone may read, whole or not at all: keys, settings, what is taken out of the unit."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from mottagning.errors import Trouble, why
from mottagning.texts import N_


@contextmanager
def private_file(path: Path, *, replace: bool = False) -> Iterator[IO[bytes]]:
    """What is written within is the file `path` once all of it is on the disk; until then, and if anything fails, not.

    Raises OSError: FileExistsError when something of that name is there, unless it is a file and `replace` is said.
    """
    _check_place(path, replace)
    draft = path.with_name(f"{os.urandom(8).hex()}.part")
    try:
        file = _made(draft)
    except OSError as error:
        error.filename = str(path)  # nobody knows the draft by its name
        raise
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if replace:
            draft.replace(path)
        else:
            give_name(draft, path)
    finally:
        with suppress(OSError):
            draft.unlink()
    with suppress(OSError):  # the file is there; some folders cannot be looked into, or brought to the disk
        sync_names(path.parent)


@contextmanager
def taken_out(path: Path, *, replace: bool = False) -> Iterator[IO[bytes]]:
    """`private_file` for what somebody takes out of the unit: Trouble, one sentence, when it cannot be written.

    `replace` is for those who have been asked whether they want that, and for what is made anew again and again.
    """
    try:
        with private_file(path, replace=replace) as file:
            yield file
    except FileExistsError:
        sentence = N_("{path} exists already. Choose another name, so that nothing is written over.")
        raise Trouble(sentence, path=path) from None
    except OSError as error:
        raise Trouble(N_("{path} cannot be written: {why}."), path=path, why=why(error)) from None


def give_name(draft: Path, path: Path) -> None:
    """Let a finished file have its name, in one step; FileExistsError when something has it already."""
    if os.name == "nt":
        draft.rename(path)
        return
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        raise
    except OSError:  # a file system where each file has one name
        _made(path).close()
        draft.replace(path)
    else:
        draft.unlink()


def sync_names(folder: Path) -> None:
    """Bring to the disk which files a folder holds; Windows does so by itself."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _made(path: Path) -> IO[bytes]:
    """A new, empty file that nobody else may read at any moment."""
    return open(path, "xb", opener=lambda name, flags: os.open(name, flags, 0o600))


def _check_place(path: Path, replace: bool) -> None:
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if os.path.lexists(path) and not (replace and path.is_file()):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
