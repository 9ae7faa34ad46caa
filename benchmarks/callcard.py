"""From the start of `mottagning call` to the call card painted in the window that runs: p95 of many calls."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import measuring

_WINDOW = """
import sys, time
from datetime import datetime
from PySide6.QtCore import QEvent, QObject, QTimer
from mottagning import app, texts
from mottagning.cli.window import parse_event
from mottagning.people import signedin
from mottagning.settings import load
from mottagning.ui.desk.callcard import CallCard
texts.use_language("sv")
application = app.Application(load(sys.argv[1]), begins=datetime.fromisoformat(sys.argv[2]))
application.workplace.sign_in(signedin.demo_session(application.database, sys.argv[3]))
class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and isinstance(watched, CallCard) and not watched.property("told"):
            watched.setProperty("told", True)
            QTimer.singleShot(0, lambda: print(time.monotonic(), flush=True))
            QTimer.singleShot(150, watched.finished.emit)
        return False
watch = Watch()
application.qt.installEventFilter(watch)
application.start("desk", parse_event)
QTimer.singleShot(1500, lambda: print("ready", flush=True))
application.qt.exec()
application.close()
"""


def main() -> None:
    """Ring many times, one call after the other."""
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
        took = ring(data, made, 30 if options.quick else 100)
    what = "1,500 contacts" if options.quick else "45,000 contacts"
    measuring.tell(options, "callcard.p95_ms", round(measuring.percentile(took, 95)), "ms", what)
    measuring.tell(options, "callcard.p50_ms", round(measuring.percentile(took, 50)), "ms", what)


def ring(data: Path, made: list[str], times: int) -> list[float]:
    """Milliseconds from process start to painted card, for each of `times` calls."""
    took = []
    window = subprocess.Popen(
        [sys.executable, "-c", _WINDOW, str(data), *made],
        stdout=subprocess.PIPE,
        text=True,
        env=measuring.environment(),
        cwd=measuring.ROOT,
    )
    assert window.stdout is not None
    try:
        while window.stdout.readline().strip() != "ready":
            if window.poll() is not None:
                raise SystemExit("the window did not open")
        environment = measuring.environment()
        for number in range(times):
            began = time.monotonic()
            event = [
                "--event",
                "ringing",
                "--from",
                f"07017406{5 + number % 95:02d}",
                "--id",
                f"bench-{time.time_ns()}",
            ]
            call = subprocess.Popen(
                [sys.executable, "-m", "mottagning", "--data", str(data), "call", *event],
                env=environment,
                cwd=measuring.ROOT,
            )
            took.append((float(window.stdout.readline()) - began) * 1000)
            call.wait(timeout=30)
            time.sleep(0.35)  # the card slides out again
    finally:
        window.terminate()
        window.wait(timeout=30)
    return took[1:]


if __name__ == "__main__":
    main()
