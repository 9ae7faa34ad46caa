"""Asks for a printer, and prints on it; what is printed into a file instead is its owner's alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from mottagning.errors import Trouble
from mottagning.privatefile import taken_out
from mottagning.ui.workplace import Workplace


def choose_printer(parent: QWidget, chosen: Callable[[QPrinter], None]) -> None:
    """Let somebody choose a printer, without holding the window up."""
    printer = QPrinter()
    dialog = QPrintDialog(printer, parent.window())
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.accepted.connect(lambda: chosen(printer))
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    dialog.show()  # its own open() wants the name of a slot


@contextmanager
def printing(printer: QPrinter) -> Iterator[None]:
    """What is painted within goes to the printer, or to the file that was chosen in its place; Trouble if it cannot."""
    name = printer.outputFileName()
    if not name:
        yield
        return
    with taken_out(Path(name), replace=True) as file:  # the dialog has asked
        printer.setOutputFileName(file.name)
        yield


def print_small(workplace: Workplace, parent: QWidget, paint: Callable[[QPrinter], object]) -> None:
    """Ask for a printer and paint on it at once: for a page or two, which nobody waits for."""

    def put(printer: QPrinter) -> None:
        try:
            with printing(printer):
                paint(printer)
        except Trouble as trouble:
            workplace.troubled.emit(trouble)

    choose_printer(parent, put)
