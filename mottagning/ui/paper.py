"""Documents of ours as PDF, also where there is no screen: the text in them can be selected and searched."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF
from PySide6.QtGui import QGuiApplication, QPagedPaintDevice, QPageLayout, QPageSize, QPdfWriter

DOTS_AN_INCH = 288  # four dots to a point
_application: QGuiApplication | None = None


def pdf(
    title: str,
    write: Callable[[QPdfWriter], None],
    orientation: QPageLayout.Orientation,
    margin_mm: float,
    size: QPageSize.PageSizeId = QPageSize.PageSizeId.A4,
) -> bytes:
    """What `write` paints on paper of this size, as one PDF document with this title."""
    ensure_application()
    octets = QByteArray()
    buffer = QBuffer(octets)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    paper = QPdfWriter(buffer)
    paper.setResolution(DOTS_AN_INCH)
    paper.setTitle(title)
    paper.setCreator("Mottagning")
    lay_out(paper, orientation, margin_mm, size)
    write(paper)
    buffer.close()
    return bytes(octets.data())


def lay_out(
    paper: QPagedPaintDevice,
    orientation: QPageLayout.Orientation,
    margin_mm: float,
    size: QPageSize.PageSizeId = QPageSize.PageSizeId.A4,
) -> None:
    """Make a paper or a printer of this size, with the same margin on all sides."""
    margins = QMarginsF(margin_mm, margin_mm, margin_mm, margin_mm)
    paper.setPageLayout(QPageLayout(QPageSize(size), orientation, margins, QPageLayout.Unit.Millimeter))


def ensure_application() -> None:
    """Fonts need an application; a command has none."""
    global _application
    if QGuiApplication.instance() is None:
        if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
            os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        _application = QGuiApplication(["mottagning"])
