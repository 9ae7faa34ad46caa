"""Where a row of the day leads: to the contact, the rota, the settings, somebody, or the page for the night."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from mottagning.ui.workplace import Workplace


def open_row(view: QWidget, workplace: Workplace, key: object) -> None:
    """Show what a row of the day is about, where it can be mended."""
    assert isinstance(key, tuple)
    kind, which = key[0], key[1]
    if kind == "night":
        from mottagning.ui.desk.nightcard import open_night

        open_night(view, workplace, which)
    elif kind in ("left", "due", "held", "loose", "carried", "waiting"):
        workplace.wanted.emit("contact", which)
    elif kind == "rota":
        workplace.wanted.emit("rota", which)
    elif kind == "gauge":
        workplace.wanted.emit("settings", "mailboxes")
    elif kind == "page":
        workplace.wanted.emit("page", which)
    elif kind == "person":
        workplace.wanted.emit("lookup", ("person", which))
