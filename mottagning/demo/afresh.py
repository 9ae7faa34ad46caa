"""The demo as it was when it was made, kept beside it: whoever practises can begin again at once."""

import shutil
from pathlib import Path

from mottagning.errors import Trouble, why
from mottagning.settings import Settings
from mottagning.texts import N_

_KEPT = "demo-as-made.db"
_BESIDE = ("", "-wal", "-shm")


def keep(settings: Settings) -> None:
    """Keep a copy of a demo that has just been made and closed; none of one on a server, and none on a full disk."""
    kept, made = settings.data / _KEPT, Path(settings.database)
    kept.unlink(missing_ok=True)
    if settings.is_server or any(Path(f"{made}{part}").exists() for part in _BESIDE[1:]):
        return
    try:
        shutil.copyfile(made, kept)
    except OSError:
        kept.unlink(missing_ok=True)


def start_over(settings: Settings) -> None:
    """Put the demo, which is closed, back to how it was made; without a copy it is removed, to be made anew.

    Raises Trouble when its file cannot be changed.
    """
    kept, made = settings.data / _KEPT, Path(settings.database)
    try:
        for part in _BESIDE:
            Path(f"{made}{part}").unlink(missing_ok=True)
        if kept.exists():
            shutil.copyfile(kept, made)
    except OSError as error:
        raise Trouble(N_("{path} cannot be written: {why}."), path=made, why=why(error)) from None
