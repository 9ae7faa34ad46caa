"""Gives the data a new key, so that copies taken away before can be made unreadable: with the old recovery key."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from mottagning import db, keys, whereabouts
from mottagning.care import copies, transfer
from mottagning.errors import DatabaseTrouble, Trouble
from mottagning.settings import Settings
from mottagning.texts import N_


def change_key(settings: Settings) -> tuple[int, list[Path]]:
    """Encrypt the data, and the copies in the data folder, with a new key that has a recovery key of its own.

    What lies elsewhere opens with the old recovery key alone from now on. On a server, whose data is not encrypted by
    us, it is the copies. Returns how many copies have the new key, and which could not be opened with the old one.
    Raises DatabaseBusy while a window or the service is open, and Trouble when the key opens another database as well.
    """
    with transfer.alone(settings) as database:
        for other in whereabouts.others(Path(settings.database), settings.keys):
            raise Trouble(N_("The same key opens {path}. Remove that database, or move it away, first."), path=other)
        old, _ = keys.database_key(settings.keys, make=settings.is_server)
        new = keys.begin_change(settings.keys)
        if settings.is_server:
            keys.end_change(settings.keys, lambda _key: True)
        else:
            database.change_key(new)
    with closing(db.open_database(settings)) as database:  # which ends the change of a file's key
        _, recovery = keys.database_key(settings.keys, make=False)
        if recovery is not None:
            database.keep_recovery_key(recovery)
            keys.recovery_is_kept(settings.keys)
    return _change_copies(settings, old, new)


def _change_copies(settings: Settings, old: str, new: str) -> tuple[int, list[Path]]:
    changed, unopened = 0, []
    for path in copies.of(settings):
        try:
            with closing(db.open_alone(path, old)) as copy:
                copy.change_key(new)
        except DatabaseTrouble:
            unopened.append(path)
            continue
        changed += 1
        if (wrapped := path.with_name(path.name + ".key")).exists():
            keys.copy_wrapped(settings.keys, wrapped)
    return changed, unopened
