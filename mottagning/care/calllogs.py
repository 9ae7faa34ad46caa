"""A folder into which the switchboard writes its logs: each is read when it is whole, and left where it is."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from mottagning.cases.folder import Found, Settling
from mottagning.contacts.phone import callreconcile
from mottagning.db import Database
from mottagning.errors import DatabaseTrouble, Trouble
from mottagning.texts import N_

PATTERN = "*.csv; *.txt; *.xlsx"


class CallLogFolder:
    """Round after round: what has come since the service began, and once what lay there before.

    Nothing is written down of the files: the same log twice changes nothing.
    """

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self._folder = folder
        self._settling = Settling()
        self._done: set[Found] = set()

    def round(self, _now: datetime) -> None:
        """Read what is new. Raises Trouble, one sentence, for the first file that is no call log, after all others."""
        whole, _ = self._settling.look(self._folder, PATTERN)
        trouble: Trouble | None = None
        for found in whole:
            if found in self._done:
                continue
            try:
                report = callreconcile.import_log(self._database, found.path)
            except DatabaseTrouble:
                raise
            except Trouble as error:
                trouble = trouble or error
            else:
                if report.refused:
                    count, of = len(report.refused), report.read
                    trouble = trouble or Trouble(
                        N_("{count} of {of} rows of “{file}” could not be read. See “mottagning calls import”."),
                        count=count,
                        of=of,
                        file=found.path.name,
                    )
            self._done.add(found)
        self._done &= set(whole)
        if trouble is not None:
            raise trouble
