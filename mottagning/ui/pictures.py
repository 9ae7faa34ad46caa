"""Pictures of the window as it is, for the handbook, the tests and a machine without a screen."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QSize, QTimer
from PySide6.QtWidgets import QWidget

from mottagning.tasks import Tasks
from mottagning.ui.main_window import MainWindow
from mottagning.ui.theme import Theme

SIZE = QSize(1366, 768)
_ROUND_MS, _IDLE_ROUNDS = 30, 3
_LONGEST_MS = 20_000


def render(widget: QWidget, path: Path, size: QSize, theme: Theme, scheme: str) -> Path:
    """Write `widget` at `size` in `scheme` ("light" or "dark") to `path` as PNG; raises OSError when it cannot."""
    theme.use(scheme)
    widget.resize(size)
    widget.show()
    QCoreApplication.sendPostedEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
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
    loop, rounds = QEventLoop(), QTimer(interval=_ROUND_MS)
    idle = 0

    def look() -> None:
        nonlocal idle
        idle = idle + 1 if tasks.is_idle else 0
        if idle == _IDLE_ROUNDS:
            loop.quit()

    rounds.timeout.connect(look)
    rounds.start()
    QTimer.singleShot(_LONGEST_MS, loop, loop.quit)
    loop.exec()
