"""Writes an encrypted copy of the unit while others go on working, and brings one back."""

import os
import shutil
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from mottagning import db, keys, migrations
from mottagning.care import forgetting, transfer
from mottagning.db import Database, peewee
from mottagning.errors import DatabaseBusy, DatabaseTrouble, Trouble, why
from mottagning.privatefile import give_name, sync_names
from mottagning.settings import Settings
from mottagning.texts import N_


def back_up(settings: Settings, target: Path) -> None:
    """Write the unit's data to `target`, encrypted with this data folder's key; all of it or nothing.

    Beside it lies ``target + .key``: the key, wrapped by the recovery key, so that another computer can open the copy.
    """
    draft = target.with_name(target.name + ".part")
    try:
        if target.exists():
            raise Trouble(N_("{path} exists already. Choose another name, so that no older copy is lost."), path=target)
        with closing(db.open_database(settings)) as source:
            _remove(draft)
            draft.touch(mode=0o600)  # SQLite's own files take over what may be done with it
            if source.dialect == "sqlite":
                _make_sure_of_room(Path(settings.database), target.parent)
                source.copy_to(draft)
            else:
                _copy_server(source, settings, draft)
        _bring_to_disk(draft)
        give_name(draft, target)
        keys.copy_wrapped(settings.keys, target.with_name(target.name + ".key"))
    except OSError as error:
        raise Trouble(N_("{path} cannot be written: {why}."), path=target, why=why(error)) from None
    finally:
        _remove(draft)


def restore(settings: Settings, source: Path, recovery: str | None = None) -> Path | None:
    """Make the unit's data what `source` holds. On SQLite today's file is kept beside it; its path is returned.

    What was removed since the copy was made (redacted, made anonymous, protected) is removed from it again, as far as
    today's file tells. `recovery` opens the copy of another computer, whose wrapped key lies beside it. Raises Trouble
    when the copy cannot be opened, or a window or the service has today's file open: then nothing was changed.
    """
    if not _is_file(source):
        raise Trouble(N_("There is no file {path}."), path=source)
    current = settings.data / "server.db" if settings.is_server else Path(settings.database)
    draft = current.with_name(current.name + ".restoring")
    try:
        draft.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        key, _ = keys.database_key(settings.keys, make=settings.is_server or not current.exists())
        _remove(draft)
        shutil.copyfile(source, draft)  # what is only looked into would be written to as well
        if recovery is not None:
            _change_key(draft, keys.unwrapped(source.with_name(source.name + ".key"), recovery), key)
        _check_copy(draft, key, source)
        _bring_up_to_date(draft, key)
        if settings.is_server:
            _fill_server(settings, draft, key)
            return None
        _forget_again(current, draft, key)
        _bring_to_disk(draft)
        return _take_place(draft, current)
    except OSError as error:
        raise Trouble(N_("{path} cannot be written: {why}."), path=draft, why=why(error)) from None
    finally:
        _remove(draft)


def _change_key(draft: Path, old: str, new: str) -> None:
    with closing(db.open_alone(draft, old)) as copy:
        copy.change_key(new)


def _fill_server(settings: Settings, draft: Path, key: str) -> None:
    with closing(db.open_copy(draft, key)) as copy, closing(db.open_database(settings)) as target:
        transfer.copy(copy, target)


def _check_copy(draft: Path, key: str, path: Path) -> None:
    copy = db.open_copy(draft, key)
    try:
        with copy.reading():
            version = copy.sql("SELECT max(version) FROM schema_version").fetchone()[0]
            whole = copy.sql("PRAGMA integrity_check").fetchone()[0] == "ok"
    except (DatabaseTrouble, peewee.OperationalError) as error:  # an empty file is a database without tables
        raise DatabaseTrouble(
            N_(
                "{path} is not a copy that this computer's key opens. Check the file; the copy of another computer "
                "needs the recovery key too, and the file {key} beside it."
            ),
            path=path,
            key=path.name + ".key",
        ) from error
    finally:
        copy.close()
    if not whole:
        raise DatabaseTrouble(N_("{path} is damaged. Use an older copy."), path=path)
    if version > migrations.newest("sqlite"):
        raise DatabaseTrouble(N_("{path} was written by a newer Mottagning. Upgrade this program first."), path=path)


def _bring_up_to_date(draft: Path, key: str) -> None:
    """An older copy gets the tables of today, for what is taken away from it or copied out of it."""
    with closing(db.open_copy(draft, key)) as copy, copy.writing():
        (version,) = copy.sql("SELECT max(version) FROM schema_version").fetchone()
        if version < migrations.newest("sqlite"):
            migrations.migrate(copy.sql, "sqlite", version)


def _forget_again(current: Path, draft: Path, key: str) -> None:
    """Remove from the copy what today's file says has gone. DatabaseBusy while somebody has today's file open."""
    if not current.exists():
        return
    try:
        today = db.open_alone(current, key)
    except DatabaseBusy:
        raise
    except DatabaseTrouble:
        return  # it is because it is damaged that the copy is wanted
    with closing(today), closing(db.open_copy(draft, key)) as copy:
        forgetting.forget_again(copy, forgetting.gone(today))
        copy.checkpoint()


def _take_place(draft: Path, current: Path) -> Path | None:
    """Put the copy where today's file is, in one step: a power cut finds the one or the other there."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    kept = current.with_name(f"{current.name}.before-restore-{stamp}")
    is_there = current.exists()
    for ending in ("", "-wal"):  # the log is there if today's file could not be opened, or has been lost
        if (part := current.with_name(current.name + ending)).exists():
            _keep(part, kept.with_name(kept.name + ending))
    for ending in ("-wal", "-shm"):  # else SQLite would write the end of the lost file over the copy
        current.with_name(current.name + ending).unlink(missing_ok=True)
    draft.replace(current)
    sync_names(current.parent)
    return kept if is_there else None


def _keep(path: Path, name: Path) -> None:
    try:
        name.hardlink_to(path)
    except OSError:  # a file system without a second name for a file
        shutil.copyfile(path, name)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name that cannot be
        return False


def _bring_to_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _make_sure_of_room(path: Path, folder: Path) -> None:
    """A copy that fills the disk would keep the desk from writing while it is made."""
    if path.stat().st_size > shutil.disk_usage(folder).free:
        raise Trouble(
            N_("There is not enough room for a copy in {folder}. Free some space and try again."), folder=folder
        )


def _remove(draft: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        with suppress(OSError):
            draft.with_name(draft.name + ending).unlink()


def _copy_server(source: Database, settings: Settings, draft: Path) -> None:
    """PostgreSQL into an encrypted SQLite file of the same tables."""
    with closing(db.open_database(Settings(data=settings.data, database=str(draft)), anew=True)) as made:
        if (recovery := made.recovery_key()) is not None:  # this computer's first copy: its key was made just now
            source.keep_recovery_key(recovery)
            made.keep_recovery_key(None)
        transfer.copy(source, made)
        made.checkpoint()
