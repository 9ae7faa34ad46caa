"""Pictures of the window as it is, for the handbook, the tests and a machine without a screen."""

import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QSize
from PySide6.QtWidgets import QApplication, QWidget

from mottagning.tasks import Tasks
from mottagning.ui.main_window import MainWindow
from mottagning.ui.theme import Theme

SIZE = QSize(1366, 768)
_ROUND_MS = 30
_LONGEST_S = 20


def render(widget: QWidget, path: Path, size: QSize, theme: Theme, scheme: str) -> Path:
    """Write `widget` at `size` in `scheme` ("light" or "dark") to `path` as PNG; raises OSError when it cannot."""
    theme.use(scheme)
    widget.resize(size)
    widget.show()
    QCoreApplication.sendPostedEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    QApplication.processEvents()
    path.parent.mkdir(parents=True, exist_ok=True)
    if not widget.grab().save(str(path), "PNG"):
        raise OSError(path)
    return path


def of_pages(
    window: MainWindow, theme: Theme, tasks: Tasks, folder: Path, names: Sequence[str], schemes: Sequence[str]
) -> list[Path]:
    """Write PAGE-SCHEME.png of every page, each after it has got all that it asked for; returns their paths."""
    window.resize(SIZE)
    window.show()
    paths = []
    for name in names:
        window.open_page(name)
        settle(tasks)
        paths += [render(window, folder / f"{name}-{scheme}.png", SIZE, theme, scheme) for scheme in schemes]
    return paths


def settle(tasks: Tasks) -> None:
    """Let the window go on until nothing is being read or written, or twenty seconds have passed."""
    until = time.monotonic() + _LONGEST_S
    quiet = 0
    while quiet < 3 and time.monotonic() < until:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, _ROUND_MS)
        time.sleep(_ROUND_MS / 1000)
        quiet = quiet + 1 if tasks.is_idle else 0
