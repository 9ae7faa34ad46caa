"""How long the production board takes to read, to arrange and to paint with 2,000 slips on a wall screen.

`board.paint_ms` is a whole view painted anew, with nothing drawn before: the slowest of the sizes that one can choose.
`board.paint_own_ms` is what the thread itself worked for it, which no other program lengthens. `board.every_ms` is
each of the slips painted, also those that one would have to scroll to.
"""

import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import measuring

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
from PySide6.QtWidgets import QApplication

from mottagning import texts
from mottagning.board import production
from mottagning.cases.feed import import_feed
from mottagning.db import Database, open_database
from mottagning.demo import caselist
from mottagning.settings import load
from mottagning.ui.board.page import SIZES
from mottagning.ui.board.slips import Arrangement, Wanted, arrange, worded
from mottagning.ui.board.view import BoardView
from mottagning.ui.theme import Theme

_SLIPS = 2_000
_WALL = (2560, 1440)
_NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
_SEED = 7


def main() -> None:
    """Make a case list with 2,000 open cases, read it, and paint it."""
    options = measuring.options(__doc__ or "")
    texts.use_language("sv")
    rounds = 5 if options.quick else 20
    with tempfile.TemporaryDirectory() as scratch, closing(_unit(Path(scratch))) as database:
        found = production.load(database, _NOW)
        size = f"{sum(1 for _ in found.slips()):,} slips"
        measuring.tell(options, "board.load_ms", _median(rounds, lambda: production.load(database, _NOW)), "ms", size)
        words = worded(found, _NOW)
        made = _median(rounds, lambda: arrange(worded(found, _NOW), Wanted(lanes="handler")))
        measuring.tell(options, "board.arrange_ms", made, "ms", size)
        application = QApplication(sys.argv[:1])
        theme = Theme(application, "light")
        arranged = arrange(words, Wanted())
        painted = {scale: _painted(arranged, scale, rounds) for scale in SIZES}
        slowest = max(painted, key=lambda scale: painted[scale][1])
        where = f"{size}, {_WALL[0]}x{_WALL[1]}, {slowest:.0%}"
        measuring.tell(options, "board.paint_ms", painted[slowest][0], "ms", where)
        measuring.tell(options, "board.paint_own_ms", painted[slowest][1], "ms", where)
        every, _ = _painted(arranged, 0.5, rounds, high=20_000)
        measuring.tell(options, "board.every_ms", every, "ms", f"{size}, 50%")
        del theme


def _unit(folder: Path) -> Database:
    """A unit with so many open cases."""
    cases = caselist.make(random.Random(_SEED), _SLIPS * 3 // 2, date(2026, 11, 23))
    is_open = [case for case in cases if case.closed is None][:_SLIPS]
    closed = [case for case in cases if case.closed is not None]
    path = folder / "cases.csv"
    path.write_bytes(caselist.export(is_open + closed))
    database = open_database(load(str(folder / "data")))
    report = import_feed(database, path, None, learnt_protected=lambda _turn, _cases: None, at=_NOW)
    assert report.new == len(is_open) + len(closed), json.dumps(report.to_json())
    return database


def _painted(arranged: Arrangement, scale: float, rounds: int, high: int = _WALL[1]) -> tuple[float, float]:
    """Milliseconds that a view takes to paint itself when nothing of it has been drawn: by the clock, and of work."""
    view = BoardView("board")
    view.resize(_WALL[0], high)
    view.show_board(arranged)
    view.show()

    def paint() -> None:
        view.set_scale(scale)  # forgets what is drawn
        view.grab()

    paint()  # it is laid out
    took = _median(rounds, paint), _median(rounds, paint, time.thread_time)
    view.close()
    return took


def _median(rounds: int, work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    took = []
    for _ in range(rounds):
        began = clock()
        work()
        took.append((clock() - began) * 1000)
    return round(sorted(took)[len(took) // 2], 1)


if __name__ == "__main__":
    main()
