"""How long the window stands still while a whole rota is planned beside it, and when the draft of it is shown.

`rota.stall_ms` is the longest time between two ticks of a timer of one millisecond, `rota.stall_own_ms` the most that
the window's own thread worked between two of them, which no other program lengthens.
"""

import gc
import os
import tempfile
import time
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import measuring

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
import rota
from PySide6.QtCore import QObject, Qt, QTimer

from mottagning import app, texts
from mottagning.people import staff
from mottagning.people.signedin import SignedIn
from mottagning.rota import plans, unit
from mottagning.settings import load
from mottagning.ui.rota.page import RotaPage
from mottagning.worktime import ZONE

_STANDS_MS, _QUIET_MS = 3_000, 3_000
_SHOWN_MS = 4_000
"""So long after the planning has ended: it is kept, read, and painted with what is wrong with it."""


class Watch(QObject):
    """The window of somebody who plans: first quiet, then while the days are planned, then with the draft in it."""

    def __init__(self, application: app.Application, weeks: int) -> None:
        super().__init__()
        self._application = application
        self._days = (rota.START, rota.START + timedelta(weeks=weeks, days=-1))
        page = application.window.page("rota")
        assert isinstance(page, RotaPage)
        self._page = page
        self._gaps: list[float] = []
        self._own: list[float] = []
        self.found: dict[str, float] = {}
        self._last, self._last_own = time.perf_counter(), time.thread_time()
        self._ticker = QTimer(self, timerType=Qt.TimerType.PreciseTimer)
        self._ticker.timeout.connect(self._tick)
        page.planner.busy.connect(self._hear)
        QTimer.singleShot(_STANDS_MS, self._begin)

    def _tick(self) -> None:
        now, own = time.perf_counter(), time.thread_time()
        self._gaps.append((now - self._last) * 1000)
        self._own.append((own - self._last_own) * 1000)
        self._last, self._last_own = now, own

    def _begin(self) -> None:
        self._last, self._last_own = time.perf_counter(), time.thread_time()
        self._ticker.start(1)
        QTimer.singleShot(_QUIET_MS, self._plan)

    def _plan(self) -> None:
        self.found["quiet"] = max(self._gaps)
        self._gaps.clear()
        self._own.clear()
        assert self._page.shown is not None
        # As if a draft of all the days were made anew: the page itself plans a month.
        self._page.planner.start(replace(self._page.shown.month, plan_days=self._days), "new")

    def _hear(self, is_busy: bool) -> None:
        if not is_busy:
            QTimer.singleShot(_SHOWN_MS, self._end)

    def _end(self) -> None:
        self.found |= {"stall": max(self._gaps), "own": max(self._own)}
        assert plans.newest_draft(self._application.database) is not None
        self._application.qt.quit()


def main() -> None:
    """Make the unit of the rota's own benchmark, open the window on it, and let it plan."""
    options = measuring.options(__doc__ or "")
    texts.use_language("sv")
    people, posts, weeks = rota.QUICK[-1] if options.quick else rota.FULL[-1]
    with tempfile.TemporaryDirectory() as scratch:
        now = datetime.combine(rota.START, datetime.min.time(), ZONE).replace(hour=8)
        application = app.Application(load(str(Path(scratch) / "data")), listen=False, begins=now)
        database = application.database
        unit.import_unit(database, unit.ImportUnit(by=None, unit=rota.make_unit(people, posts, weeks, 0)))
        staff.save_person(database, staff.SavePerson(by=None, key="lead", name="Lena Ek", role="lead"))
        lead = staff.by_key(database, "lead")
        assert lead is not None
        application.workplace.sign_in(SignedIn(lead, now))
        gc.collect()  # what making the unit left behind is no work of the window's
        application.start("rota")
        watch = Watch(application, weeks)
        application.qt.exec()
        application.close()
    size = f"{people}x{posts}x{weeks}"
    quiet = round(watch.found["quiet"], 1)
    measuring.tell(options, "rota.stall_ms", round(watch.found["stall"], 1), "ms", size, "quiet window", quiet)
    measuring.tell(options, "rota.stall_own_ms", round(watch.found["own"], 1), "ms", size)


if __name__ == "__main__":
    main()
