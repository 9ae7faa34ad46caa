"""Puts secret text on the clipboard: kept out of Windows' clipboard history and cloud, and soon taken away."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QTimer
from PySide6.QtGui import QGuiApplication

_STAYS_MS = 3 * 60_000
_WINDOWS = 'application/x-qt-windows-mime;value="{}"'
_KEPT_OUT = {
    "ExcludeClipboardContentFromMonitorProcessing": b"\x01",
    "CanIncludeInClipboardHistory": b"\x00\x00\x00\x00",
    "CanUploadToCloudClipboard": b"\x00\x00\x00\x00",
}
"""Clipboard formats that Windows documents for what must not be remembered or sent to other machines."""


class _Stay(QTimer):
    """How long `text` may lie on the clipboard: three minutes, and not longer than the program runs."""

    def __init__(self, text: str) -> None:
        super().__init__(QGuiApplication.clipboard(), singleShot=True, interval=_STAYS_MS)
        self._text = text
        self.timeout.connect(self._end)
        application = QGuiApplication.instance()
        assert application is not None
        application.aboutToQuit.connect(self._end)  # Windows keeps what a program leaves there
        self.start()

    def _end(self) -> None:
        take_back(self._text)
        self.deleteLater()


def put_secret(text: str) -> None:
    """Let `text` be what is pasted next; in three minutes it is gone, unless something else is copied until then."""
    data = QMimeData()
    data.setText(text)
    for name, value in _KEPT_OUT.items():
        data.setData(_WINDOWS.format(name), value)
    QGuiApplication.clipboard().setMimeData(data)
    _Stay(text)


def take_back(text: str) -> None:
    """Empty the clipboard if it still holds `text`."""
    clipboard = QGuiApplication.clipboard()
    if clipboard.text() == text:
        clipboard.clear()
