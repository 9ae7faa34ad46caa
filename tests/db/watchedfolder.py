"""A folder that is watched, and looks at it, for the tests of feeds that come by themselves."""

import os
from datetime import timedelta

from mottagning.cases import sources
from mottagning.cases.collecting import collect
from mottagning.cases.feed import Taking
from mottagning.cases.folder import Settling
from mottagning.cases.mappings import map_file
from mottagning.cases.sources import SaveSource, Source, save_source
from tests.db.feeds import MONDAY, case, nobody_else, write

ROWS = [case(f"C-{n}") for n in range(6)]


class Clock:
    """Seconds that go by when somebody waits."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now

    def wait(self, seconds):
        self.now += seconds


class Watched:
    """A folder that is watched, and the looks at it."""

    def __init__(self, database, tmp_path):
        self.database = database
        self.path = tmp_path / "export"
        self.path.mkdir()
        self.data = tmp_path / "data"
        self.clock = Clock()
        self.settling = Settling(self.clock)
        map_file(database, "system", write(tmp_path / "first.csv", ROWS), {})
        self.set()

    def set(self, **changed):
        values = {"name": "natt", "kind": "folder", "place": str(self.path), "mapping": "system"} | changed
        save_source(self.database, SaveSource(by=None, source=Source(**values)))

    def put(self, rows, name="list.csv", at=MONDAY):
        path = write(self.path / name, rows)
        os.utime(path, (at.timestamp(), at.timestamp()))
        return path

    def look(self, waits=True, **how):
        found = sources.read_source(self.database, "natt")
        taking = Taking(**({"learnt_protected": nobody_else, "now": MONDAY + timedelta(days=30)} | how))
        wait = self.clock.wait if waits else None
        return collect(self.database, found, self.data, taking, self.settling, wait=wait)

    def outcomes(self, look):
        return [(feed.name, feed.outcome) for feed in look.feeds]

    @property
    def state(self):
        (found,) = sources.states(self.database)
        return found

    @property
    def left(self):
        return sorted(str(path.relative_to(self.path)) for path in self.path.rglob("*") if path.is_file())


def refuse(*_arguments, **_named):
    raise PermissionError(13, "not here")
