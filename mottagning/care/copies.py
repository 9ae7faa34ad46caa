"""The copies in the data folder: one a night, and in none of them what has been removed from the unit since."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

from mottagning import audit, db, keys, migrations
from mottagning.care import backup, forgetting
from mottagning.db import Database
from mottagning.errors import DatabaseTrouble, Trouble, why
from mottagning.settings import Settings
from mottagning.texts import N_
from mottagning.worktime import ZONE

_log = logging.getLogger(__name__)
_LOOK_S = 60
_COPIES = 14
_COPY_AFTER = 2
"""The hour (local) from which the night's copy is made."""
_UPGRADE_KEPT = timedelta(days=14)
_REMOVALS = ("redacted", "sealed_text_removed", "made_anonymous", "protected")
"""The audit's words for what is removed for good."""


def each_day(
    settings: Settings,
    database: Database,
    now: Callable[[], datetime],
    stopping: Event,
    tell: Callable[[Trouble], None],
) -> None:
    """Where nobody serves, the window makes the night's copy when it is opened in the morning. Until `stopping`.

    `tell` hears once why a copy could not be made; it is tried again all the same.
    """
    told = ""
    while not stopping.wait(_LOOK_S):
        try:
            nightly(settings, database, now())
        except Trouble as trouble:
            if told != str(trouble):
                tell(trouble)
            told = str(trouble)
        except Exception as error:  # noqa: BLE001 - a fault in one night must not end the copies of the others
            _log.error("the night's copy failed: %s", type(error).__name__)


def nightly(settings: Settings, database: Database, now: datetime) -> None:
    """Once a day, after two in the morning: a copy, of which the fourteen newest are kept; the others forget.

    Trouble, one sentence, when a copy cannot be made, opened or removed.
    """
    local = now.astimezone(ZONE)
    folder = settings.data / "backups"
    target = folder / f"daily-{local:%Y%m%d}.db"
    if local.hour < _COPY_AFTER or target.exists():
        return
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Trouble(N_("The folder {folder} cannot be written: {why}."), folder=folder, why=why(error)) from None
    backup.back_up(settings, target)
    try:
        for old in sorted(folder.glob("daily-*.db"))[:-_COPIES]:
            _remove(old)
        for old in folder.glob("before-upgrade-*.db"):
            if now - datetime.fromtimestamp(old.stat().st_mtime, UTC) > _UPGRADE_KEPT:
                _remove(old)
    finally:
        forget_removed(settings, database)


def forget_removed(settings: Settings, database: Database) -> None:
    """Take away from every copy in the data folder what has been removed from the unit since it was made.

    A copy from before an upgrade, whose tables are not those of today, goes as a whole. DatabaseTrouble, one sentence,
    when a copy can be neither opened nor removed; the others are seen to all the same.
    """
    key, _ = keys.database_key(settings.keys, make=False)
    removed = forgetting.gone(database)
    unopened = None
    for path in of(settings):
        try:
            with closing(db.open_copy(path, key)) as copy:
                is_clean = _forget(copy, removed, database)
            if not is_clean:
                _remove(path)
        except Trouble:
            unopened = path
    if unopened is not None:
        raise DatabaseTrouble(
            N_("The copy {path} cannot be opened, so it may hold what has been removed since. Remove it."),
            path=unopened,
        )


def _forget(copy: Database, removed: forgetting.ForgetAgain, database: Database) -> bool:
    """Whether nothing in the copy has been removed from the unit: any more, or from the beginning."""
    with copy.reading():
        (version,) = copy.sql("SELECT max(version) FROM schema_version").fetchone()
        (last,) = copy.sql("SELECT coalesce(max(id), 0) FROM audit").fetchone()
    if version != migrations.newest("sqlite"):
        return not _removed_since(database, last)
    held = forgetting.still_held(copy, removed)
    if held is not None:
        forgetting.forget_again(copy, held)
        copy.checkpoint()
    return True


def of(settings: Settings) -> Iterator[Path]:
    """Every copy of the unit's data that the program has made by itself, where it put it."""
    folder = settings.data / "backups"
    for pattern in ("daily-*.db", "before-upgrade-*.db"):
        yield from folder.glob(pattern)
    if not settings.is_server:
        current = Path(settings.database)
        kept = current.parent.glob(f"{current.name}.before-restore-*")
        yield from (path for path in kept if not path.name.endswith(("-wal", "-shm", "-journal")))


def _removed_since(database: Database, last: int) -> bool:
    """Whether anything was removed after the audit's entry `last`, the last one that a copy knows."""
    entry = audit.AuditEntry
    with database.reading():
        return bool(entry.select().where(entry.action.in_(_REMOVALS) & (entry.id > last)).exists())


def _remove(copy: Path) -> None:
    try:
        copy.unlink()
        copy.with_name(copy.name + ".key").unlink(missing_ok=True)
    except OSError as error:  # Windows removes nothing that another program, such as a virus scanner, has open
        raise Trouble(N_("{path} cannot be used: {why}."), path=copy, why=why(error)) from None
