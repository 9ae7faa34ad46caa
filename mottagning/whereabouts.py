"""Notices when the database file is not where it should be: before it is opened, and while it is open."""

from contextlib import suppress
from pathlib import Path

from mottagning import keys
from mottagning.errors import DatabaseTrouble
from mottagning.texts import N_

_MADE_FILE = "databases"


def is_missing(path: Path) -> bool:
    """Whether there is no file, or nothing in it."""
    return not path.exists() or path.stat().st_size == 0


def note_made(path: Path, folder: Path) -> None:
    """Write down beside the keys in `folder` that there is a database at `path`."""
    name = str(path.resolve())
    if (known := _made(folder)) is None or name not in known:
        with suppress(OSError), (folder / _MADE_FILE).open("a", encoding="utf-8") as file:
            file.write(f"{name}\n")


def is_lost(path: Path, folder: Path) -> bool:
    """Whether a database was made at `path` with the keys in `folder`, and is no more.

    Another one, of the same keys, may be made. When the notes are gone as well, a key that is left tells of it.
    """
    return is_missing(path) and ((known := _made(folder)) is None or str(path.resolve()) in known)


def others(path: Path, folder: Path) -> list[Path]:
    """The other databases that are opened with the keys in `folder`.

    Where a whole data folder has been copied, the notes tell of the first one too; that has its own keys beside it.
    """
    ours = folder.resolve()
    known = {Path(name) for name in _made(folder) or ()} - {path.resolve()}
    has_own = {each for each in known if (keys_beside := each.parent / ours.name) != ours and keys_beside.exists()}
    return sorted(each for each in known - has_own if each.exists())


def _made(folder: Path) -> set[str] | None:
    try:
        return set((folder / _MADE_FILE).read_text("utf-8").splitlines())
    except OSError:
        return None


def missing(path: Path, folder: Path) -> DatabaseTrouble:
    """The key of a unit is in `folder` and its data is not here: an empty reception must not be taken for it."""
    if keys.is_in_ring(folder):
        return DatabaseTrouble(
            N_(
                "The database {path} is missing, though its key is here. Put it back or bring a copy back with "
                "“mottagning restore”; to begin anew, move the folder {folder} away and remove the entry {entry} of "
                "Mottagning from this computer's key ring."
            ),
            path=path,
            folder=folder,
            entry=keys.ring_name(folder),
        )
    return DatabaseTrouble(
        N_(
            "The database {path} is missing, though its key is here. Put it back or bring a copy back with "
            "“mottagning restore”; to begin anew, move the folder {folder} away."
        ),
        path=path,
        folder=folder,
    )


def identity(path: Path) -> tuple[int, int] | None:
    """Which file stands there, whatever it is called; None: there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def gone(path: Path, opened: tuple[int, int]) -> DatabaseTrouble | None:
    """The sentence for a database that was `opened` at `path` and is no longer there; None while it is."""
    now = identity(path)
    if now == opened:
        return None
    if now is not None:
        return DatabaseTrouble(
            N_(
                "{path} is another file than the database that was opened here, so nothing more is saved. "
                "Close Mottagning and start it again."
            ),
            path=path,
        )
    return DatabaseTrouble(
        N_(
            "The database {path} has been moved or deleted, so nothing more is saved. Put it back there; if it is "
            "lost, close Mottagning and bring a copy back with “mottagning restore”."
        ),
        path=path,
    )
