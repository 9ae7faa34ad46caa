"""Pictures of the window as it is, for the handbook, the tests and a machine without a screen."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QSize
from PySide6.QtWidgets import QApplication, QWidget

from mottagning.ui.theme import Theme


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
