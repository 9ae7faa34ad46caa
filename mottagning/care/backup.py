"""Writes an encrypted copy of the unit while others go on working, and brings one back."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

from mottagning import db, keys, migrations
from mottagning.care import transfer
from mottagning.db import Database
from mottagning.errors import DatabaseTrouble, Trouble, why
from mottagning.settings import Settings
from mottagning.texts import N_


def back_up(settings: Settings, target: Path) -> None:
    """Write the unit's data to `target`, encrypted with this data folder's key; all of it or nothing.

    Beside it lies ``target + .key``: the key, wrapped by the recovery key, so that another computer can open the copy.
    """
    if target.exists():
        raise Trouble(N_("{path} exists already. Choose another name, so that no older copy is lost."), path=target)
    draft = target.with_name(target.name + ".part")
    draft.unlink(missing_ok=True)
    source = db.open_database(settings)
    try:
        if source.dialect == "sqlite":
            source.copy_to(draft)
        else:
            _copy_server(source, settings, draft)
        draft.replace(target)
        keys.copy_wrapped(settings.keys, target.with_name(target.name + ".key"))
    except OSError as error:
        raise Trouble(N_("{path} cannot be written: {why}."), path=target, why=why(error)) from None
    finally:
        source.close()
        draft.unlink(missing_ok=True)


def restore(settings: Settings, source: Path) -> Path | None:
    """Make the unit's data what `source` holds. On SQLite today's file is kept beside it; its path is returned.

    Raises Trouble when the copy cannot be opened: then nothing was changed.
    """
    if not source.is_file():
        raise Trouble(N_("There is no file {path}."), path=source)
    key, _ = keys.database_key(settings.keys, make=False)
    copy = db.open_copy(source, key)
    try:
        _check_copy(copy, source)
        if settings.is_server:
            target = db.open_database(settings)
            try:
                transfer.copy(copy, target)
            finally:
                target.close()
            return None
    finally:
        copy.close()
    return _replace_file(Path(settings.database), source)


def _check_copy(copy: Database, path: Path) -> None:
    try:
        with copy.reading():
            version = copy.sql("SELECT max(version) FROM schema_version").fetchone()[0]
            whole = copy.sql("PRAGMA integrity_check").fetchone()[0] == "ok"
    except Exception as error:
        raise DatabaseTrouble(
            N_("{path} is not a copy that this program's key opens. Check the file, or give the recovery key first."),
            path=path,
        ) from error
    if not whole:
        raise DatabaseTrouble(N_("{path} is damaged. Use an older copy."), path=path)
    if version > migrations.newest("sqlite"):
        raise DatabaseTrouble(N_("{path} was written by a newer Mottagning. Upgrade this program first."), path=path)


def _replace_file(current: Path, source: Path) -> Path | None:
    draft = current.with_name(current.name + ".restoring")
    shutil.copyfile(source, draft)
    kept = None
    if current.exists():
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
        kept = current.with_name(f"{current.name}.before-restore-{stamp}")
        for ending in ("", "-wal", "-shm"):
            part = current.with_name(current.name + ending)
            if part.exists():
                part.replace(kept.with_name(kept.name + ending))
    draft.replace(current)
    return kept


def _copy_server(source: Database, settings: Settings, draft: Path) -> None:
    """PostgreSQL into an encrypted SQLite file of the same tables."""
    made = db.open_database(Settings(data=settings.data, database=str(draft)))
    try:
        if (recovery := made.recovery_key()) is not None:  # this computer's first copy: its key was made just now
            made.keep_recovery_key(None)
            source.keep_recovery_key(recovery)
        transfer.copy(source, made)
        made.checkpoint()
    finally:
        made.close()
