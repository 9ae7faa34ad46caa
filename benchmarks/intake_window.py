"""A window whose loop is measured while it is quiet, and then while a mailbox is read into it; used by `intake.py`.

``intake_window.py DATA MOMENT PERSON HOST PORT USER PASSWORD COUNT`` prints one JSON object: milliseconds between two
ticks of a timer of one millisecond (the longest while quiet; the longest and the 99th percentile while COUNT messages
come), and the seconds they took.
"""

import json
import sys
import time
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from PySide6.QtCore import Qt, QTimer

from mottagning import app, texts
from mottagning.contacts.mail import mailbox
from mottagning.contacts.tables import Ledger
from mottagning.db import Database
from mottagning.people import signedin
from mottagning.settings import load

_STANDS_MS = 3_000
_QUIET_MS = 4_000
_LOOK_MS = 200


class Measured:
    """The window, the ticks of its loop, and the mailbox that is read into it."""

    def __init__(self, application: app.Application, account: mailbox.Account, count: int) -> None:
        self._application = application
        self._account = account
        self._count = count
        self._gaps: list[float] = []
        self._quiet = self._began = 0.0
        self._last = time.perf_counter()
        self._ticker = QTimer(timerType=Qt.TimerType.PreciseTimer)
        self._ticker.timeout.connect(self._tick)
        QTimer.singleShot(_STANDS_MS, self._begin)

    def _tick(self) -> None:
        now = time.perf_counter()
        self._gaps.append((now - self._last) * 1000)
        self._last = now

    def _begin(self) -> None:
        self._last = time.perf_counter()
        self._ticker.start(1)
        QTimer.singleShot(_QUIET_MS, self._read_mail)

    def _read_mail(self) -> None:
        self._quiet = max(self._gaps)
        self._gaps.clear()
        self._began = time.perf_counter()
        self._application.workplace.do(mailbox.SaveMailbox(by=None, account=self._account))
        self._look()

    def _look(self) -> None:
        self._application.workplace.read(self._application.window, _understood, self._end_or_go_on)

    def _end_or_go_on(self, done: int) -> None:
        if done < self._count:
            QTimer.singleShot(_LOOK_MS, self._look)
            return
        took = time.perf_counter() - self._began
        gaps = sorted(self._gaps)
        found = {"quiet": self._quiet, "worst": gaps[-1], "p99": gaps[len(gaps) * 99 // 100], "took": took}
        print(json.dumps(found), flush=True)
        self._application.qt.quit()


def _understood(database: Database) -> int:
    with database.reading():
        return Ledger.select().where((Ledger.state != "raw") & Ledger.folder_id.is_null(False)).count()


def main(data: str, moment: str, person: str, host: str, port: str, user: str, password: str, count: str) -> None:
    """Open the window, measure, close it."""
    texts.use_language("sv")
    account = mailbox.Account(
        name="bench", host=host, port=int(port), username=user, password=password, security="none"
    )
    application = app.Application(load(data), begins=datetime.fromisoformat(moment))
    application.workplace.sign_in(signedin.demo_session(application.database, person))
    application.start("desk")
    measured = Measured(application, account, int(count))
    application.qt.exec()
    del measured
    application.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
