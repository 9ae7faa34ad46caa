"""Looks at the sources of feeds when their time has come: in the unit's service, or in a window while nobody serves."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from pathlib import Path

from mottagning.care.protection import learnt_protected
from mottagning.cases import address, collecting, folder, keeping, lease, sources
from mottagning.cases.collecting import Look, Wait
from mottagning.cases.feed import CarryOut, Taking
from mottagning.cases.folder import Settling
from mottagning.cases.sources import Source, SourceState
from mottagning.db import Database
from mottagning.errors import Trouble

WINDOW, SERVICE = 0, 1
"""Who looks: the service takes a source over from a window."""

_AGAIN = timedelta(minutes=5)
"""After a failure a database is asked again so soon."""
_TIDY_EVERY = timedelta(hours=1)


class FeedRounds:
    """Round after round over all sources; `data` is the data folder, `rank` WINDOW or SERVICE."""

    def __init__(self, database: Database, data: Path, rank: int, carry_out: CarryOut | None = None) -> None:
        self._database = database
        self._data = data
        self._rank = rank
        self._carry_out = carry_out
        self._settling: dict[int | None, Settling] = {}
        self._tidied: datetime | None = None

    def round(self, now: datetime) -> list[Look]:
        """Take what has come from the sources whose time it is and that nobody else looks at."""
        looks = []
        self._tidy(now)
        for state in sources.states(self._database):
            if self._is_due(state, now) and self._is_ours(state.source, now):
                settling = self._settling.setdefault(state.source.id, Settling())
                how = Taking(learnt_protected=learnt_protected, carry_out=self._carry_out)
                known = sources.read_source(self._database, state.source.name)
                note_always = known.kind == "database"
                looks.append(
                    collecting.collect(self._database, known, self._data, how, settling, note_always=note_always)
                )
        return looks

    def _tidy(self, now: datetime) -> None:
        """What was kept long enough goes, whether anything comes or not."""
        if self._tidied is None or now - self._tidied >= _TIDY_EVERY:
            self._tidied = now
            keeping.tidy(self._database, self._data / collecting.KEPT, now)

    def _is_due(self, state: SourceState, now: datetime) -> bool:
        source = state.source
        if self._rank == WINDOW and not is_seen_from_here(source):
            return False  # it may be seen from where the service runs, or from another window
        if source.kind == "folder":
            return bool(state.error) or has_files(source)
        pause = timedelta(minutes=source.minutes)
        return state.looked_at is None or now - state.looked_at >= (min(pause, _AGAIN) if state.error else pause)

    def _is_ours(self, source: Source, now: datetime) -> bool:
        name = f"feed source {source.id}"
        free = lease.is_free(self._database, name, now, rank=self._rank)
        return free and lease.acquire(self._database, name, now, rank=self._rank)


def is_seen_from_here(source: Source) -> bool:
    """Whether this computer reaches the folder or the file of a source; of a server nobody knows until it is asked."""
    try:
        if source.kind == "folder":
            return Path(source.place).is_dir()
        if address.kind_of(source.place) == "sqlite":
            return address.sqlite_path(source.place).is_file()
    except (Trouble, OSError):
        return False
    return True


def has_files(source: Source) -> bool:
    """Whether a watched folder holds a file that counts, or cannot be looked into."""
    try:
        return bool(folder.files(Path(source.place), source.pattern))
    except Trouble:
        return True


def try_again(
    database: Database,
    name: str,
    data: Path,
    *,
    by: int | None,
    wait: Wait,
    carry_out: CarryOut | None = None,
    progress: Callable[[str, int, int | None], None] | None = None,
) -> Look:
    """The files of a watched folder that were refused come once more, after its mapping was corrected, say.

    Team leads only. The rest is as with `look_now`.
    """
    source = sources.read_source(database, name)
    how = Taking(learnt_protected=learnt_protected, by=by, carry_out=carry_out, progress=progress)
    failed = collecting.put_back(database, source, how)
    look = collecting.collect(database, source, data, how, Settling(), wait=wait)
    if failed:
        look.error = " ".join([*failed, *([look.error] if look.error else [])])
    return look


def look_now(
    database: Database,
    name: str,
    data: Path,
    *,
    by: int | None,
    wait: Wait,
    confirm: bool = False,
    shown: Collection[str] | None = None,
    carry_out: CarryOut | None = None,
    progress: Callable[[str, int, int | None], None] | None = None,
) -> Look:
    """Somebody wants to see what the source gives, now: new files are waited for with `wait` until they have settled.

    `confirm` takes what was held, if it is what was `shown` (`SourceState.shown`; None: all that is held now). Trouble,
    one sentence, when there is no such source.
    """
    how = Taking(
        learnt_protected=learnt_protected,
        confirm=confirm,
        shown=shown,
        by=by,
        carry_out=carry_out,
        progress=progress,
    )
    return collecting.collect(database, sources.read_source(database, name), data, how, Settling(), wait=wait)
