"""A window whose loop is measured while a busy desk works in it; used by `desk.py`.

``desk_window.py DATA MOMENT PERSON EVENTS LOOKS`` prints one JSON object, all in milliseconds: the longest time between
two ticks of a timer of one millisecond (`quiet` while nothing happens; `stall` and the 99th percentile while EVENTS
come, each a call that is missed, noted, parked or promised; `own` the most that the window's own thread worked between
two of them, which no other program lengthens), `page` from choosing a contact to its painted
page, LOOKS times, and `queue`, how long the queue takes to read in its own thread.
"""

from __future__ import annotations

import itertools
import json
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from measuring import percentile
from PySide6.QtCore import QEvent, QObject, Qt, QTimer

from mottagning import app, texts
from mottagning.contacts.phone.calls import PhoneEvent
from mottagning.desk import queue
from mottagning.desk.settle import Done, Parked, Promised, Settle
from mottagning.people import signedin
from mottagning.settings import load
from mottagning.ui.desk.page import DeskPage

_STANDS_MS = 3_000
_QUIET_MS = 3_000
_EVENT_MS = 80
_SETTLES_MS = 1_500
_PATIENCE_MS = 10_000


class Busy(QObject):
    """The window at work: first quiet, then with events coming, then looked through contact by contact."""

    def __init__(self, application: app.Application, events: int, looks: int) -> None:
        super().__init__()
        self._application = application
        self._workplace = application.workplace
        page = application.window.page("desk")
        assert isinstance(page, DeskPage)
        self._page = page
        self._events, self._looks = events, looks
        self._gaps: list[float] = []
        self._own: list[float] = []
        self._found: dict[str, float] = {}
        self._numbers = itertools.count(5)
        self._last = self._chosen = time.perf_counter()
        self._last_own = time.thread_time()
        self._pages: list[float] = []
        self._rows: list[int] = []
        self._looked_for: int | None = None
        self._ticker = QTimer(timerType=Qt.TimerType.PreciseTimer)
        self._ticker.timeout.connect(self._tick)
        QTimer.singleShot(_STANDS_MS, self._begin)

    def _tick(self) -> None:
        now = time.perf_counter()
        self._gaps.append((now - self._last) * 1000)
        self._last = now
        own = time.thread_time()
        self._own.append((own - self._last_own) * 1000)
        self._last_own = own

    def _begin(self) -> None:
        self._last = time.perf_counter()
        self._ticker.start(1)
        QTimer.singleShot(_QUIET_MS, self._get_busy)

    # --- events come ------------------------------------------------------------------------------------------------

    def _get_busy(self) -> None:
        self._found["quiet"] = max(self._gaps)
        self._gaps.clear()
        self._own.clear()
        self._event()

    def _event(self) -> None:
        if self._events == 0:
            QTimer.singleShot(_SETTLES_MS, self._look_through)
            return
        self._events -= 1
        number = next(self._numbers)
        by_turns: tuple[Callable[[int], None], ...] = (
            self._ring,
            self._note,
            self._note,
            self._promise,
            self._note,
            self._note,
            self._park,
            self._note,
        )
        by_turns[number % len(by_turns)](number)
        QTimer.singleShot(_EVENT_MS, self._event)

    def _ring(self, number: int) -> None:
        """A call that nobody took."""
        now = self._workplace.now()
        told = f"+467017406{5 + number % 20:02d}"
        event = PhoneEvent(
            by=None, at=now, event="missed", number=told, call_id=f"desk-{time.time_ns()}", occurred_at=now
        )
        self._workplace.do(event)

    def _note(self, number: int) -> None:
        self._settle(number, Done("solved"))

    def _park(self, number: int) -> None:
        self._settle(number, Parked())

    def _promise(self, number: int) -> None:
        self._settle(number, Promised(self._workplace.now() + timedelta(hours=1 + number % 6)))

    def _settle(self, number: int, ending: Done | Parked | Promised) -> None:
        now = self._workplace.now()
        command = Settle(by=self._workplace.me, at=now, name=f"Siv Ny {number}", note="frågade om tid", ending=ending)
        self._workplace.do(command, "noted")

    # --- she looks through the queue --------------------------------------------------------------------------------

    def _look_through(self) -> None:
        self._found |= {"stall": max(self._gaps), "p99": percentile(self._gaps, 99), "own": max(self._own)}
        self._rows = list(self._page.queue.keys())
        self._application.qt.installEventFilter(self)
        self._choose()

    def _choose(self) -> None:
        if self._looks == 0:
            self._end()
            return
        self._looks -= 1
        row = self._rows[self._looks % len(self._rows)]
        if row == self._page.queue.selected():
            QTimer.singleShot(0, self._choose)
            return
        self._looked_for = row
        self._chosen = time.perf_counter()
        self._page.queue.select(row)
        QTimer.singleShot(_PATIENCE_MS, lambda: self._give_up(row))

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """The first painting of the middle column after its contact has come."""
        if event.type() == QEvent.Type.Paint and self._looked_for is not None:
            shown = self._page.shown
            if shown is not None and shown.whole.summary.id == self._looked_for:
                self._looked_for = None
                QTimer.singleShot(0, self._painted)
        return False

    def _give_up(self, row: int) -> None:
        if self._looked_for == row:
            raise SystemExit(f"contact {row} was chosen and never painted")

    def _painted(self) -> None:
        self._pages.append((time.perf_counter() - self._chosen) * 1000)
        QTimer.singleShot(120, self._choose)  # the case beside it is read meanwhile

    def _end(self) -> None:
        self._application.qt.removeEventFilter(self)
        database, me, now = self._workplace.database, self._workplace.me, self._workplace.now()
        took = []
        for _ in range(10):
            began = time.perf_counter()
            queue.load(database, me, now)
            took.append((time.perf_counter() - began) * 1000)
        self._found |= {
            "page_p95": percentile(self._pages, 95),
            "page_p50": percentile(self._pages, 50),
            "queue_p50": percentile(took, 50),
        }
        print(json.dumps(self._found), flush=True)
        self._application.qt.quit()


def main(data: str, moment: str, person: str, events: str, looks: str) -> None:
    """Open the window, work, close it."""
    texts.use_language("sv")
    application = app.Application(load(data), begins=datetime.fromisoformat(moment))
    application.workplace.sign_in(signedin.demo_session(application.database, person))
    application.start("desk")
    busy = Busy(application, int(events), int(looks))
    application.qt.exec()
    del busy
    application.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
