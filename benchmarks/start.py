"""From process start to a desk page that can be used, with 45,000 contacts, beside a bare PySide6 window."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import measuring

# Both print the moment (CLOCK_MONOTONIC) of their first paint with content, and their memory.
_BARE = """
import resource, sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QTableWidget
app = QApplication([])
class Table(QTableWidget):
    def paintEvent(self, event):
        super().paintEvent(event)
        if not hasattr(self, "seen"):
            self.seen = True
            print(time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, flush=True)
            QTimer.singleShot(0, app.quit)
window = QMainWindow()
window.setCentralWidget(Table(50, 5))
window.resize(1366, 768)
window.show()
app.exec()
"""
_DESK = """
import resource, sys, time
from datetime import datetime
from mottagning import app, texts
from mottagning.people import signedin
from mottagning.settings import load
texts.use_language("sv")
application = app.Application(load(sys.argv[1]), begins=datetime.fromisoformat(sys.argv[2]))
application.workplace.sign_in(signedin.demo_session(application.database, sys.argv[3]))
application.start("desk")
page = application.window.page("desk")
def look():
    if page.queue.first() is not None:
        page.repaint()
        print(time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, flush=True)
        application.qt.quit()
from PySide6.QtCore import QTimer
timer = QTimer(); timer.timeout.connect(look); timer.start(2)
application.qt.exec()
application.close()
"""


def run(code: str, *arguments: str) -> tuple[float, float]:
    """(milliseconds to the first paint with content, megabytes) of one process."""
    environment = measuring.environment()
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        check=True,
        capture_output=True,
        text=True,
        env=environment,
        cwd=measuring.ROOT,
        timeout=120,
    )
    moment, kilobytes = done.stdout.split()[:2]
    return (float(moment) - began) * 1000, int(kilobytes) / 1024


def main() -> None:
    """Measure both in turn, so that the machine's moods meet both."""
    options = measuring.options(__doc__ or "")
    size = "small" if options.quick else "normal"
    with tempfile.TemporaryDirectory() as scratch:
        data = measuring.demo(options.data or Path(scratch), size)
        made = subprocess.run(
            [sys.executable, str(Path(__file__).parent / "make_demo.py"), str(data), size],
            check=True,
            capture_output=True,
            text=True,
        ).stdout.split()
        pairs = [(run(_DESK, str(data), *made), run(_BARE)) for _ in range(5 if options.quick else 11)][1:]
    desk, bare = (sorted(pair[place][0] for pair in pairs) for place in (0, 1))
    memory, bare_memory = (sorted(pair[place][1] for pair in pairs) for place in (0, 1))
    middle = len(pairs) // 2
    what = "1,500 contacts" if options.quick else "45,000 contacts"
    measuring.tell(options, "start.desk_ms", round(desk[middle]), "ms", what, "bare window", round(bare[middle]))
    measuring.tell(
        options, "start.rss_mb", round(memory[middle]), "MB", what, "bare window", round(bare_memory[middle])
    )


if __name__ == "__main__":
    main()
