"""Offers, beside "Done" on the status line, to ask whoever one spoke with how it was."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from mottagning.texts import tr
from mottagning.ui.main_window import MainWindow
from mottagning.ui.workplace import Workplace

_SPOKEN = ("phone", "visit")
_HELPED = ("solved", "referred")


def offer(workplace: Workplace, window: QWidget, channel: str, outcome: str) -> None:
    """After a contact has come to an end by which somebody was helped: for as long as the line says so."""
    if channel in _SPOKEN and outcome in _HELPED and isinstance(window, MainWindow):
        window.status.offer(tr("Survey…"), tr("Ask how it was: a short survey"), partial(_ask, workplace, window))


def _ask(workplace: Workplace, window: MainWindow) -> None:
    from mottagning.ui.surveys import answerform

    answerform.ask(workplace, window)
