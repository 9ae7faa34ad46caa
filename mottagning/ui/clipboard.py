"""Puts secret text on the clipboard: kept out of Windows' clipboard history and cloud, and taken away after a while."""

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


def put_secret(text: str) -> None:
    """Let `text` be what is pasted next; in three minutes it is gone, unless something else is copied until then."""
    clipboard = QGuiApplication.clipboard()
    data = QMimeData()
    data.setText(text)
    for name, value in _KEPT_OUT.items():
        data.setData(_WINDOWS.format(name), value)
    clipboard.setMimeData(data)
    QTimer.singleShot(_STAYS_MS, clipboard, lambda: take_back(text))


def take_back(text: str) -> None:
    """Empty the clipboard if it still holds `text`."""
    clipboard = QGuiApplication.clipboard()
    if clipboard.text() == text:
        clipboard.clear()
