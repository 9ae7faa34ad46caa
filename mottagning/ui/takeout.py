"""The card that asks why something said in confidence leaves the program, and puts it on paper or in a PDF."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog, QLineEdit, QVBoxLayout, QWidget

from mottagning.changes import Changes
from mottagning.errors import Trouble
from mottagning.privatefile import taken_out
from mottagning.texts import N_, tr
from mottagning.ui import written
from mottagning.ui.printing import choose_printer, printing
from mottagning.ui.tokens import BETWEEN, INSIDE
from mottagning.ui.widgets.form import Form, beside, button, label, primary_button
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.workplace import Workplace, as_trouble, is_there
from mottagning.ui.written import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What is taken out: `take` writes down by whom, why and when, and gives it; `touched` is what others hear of then.

    `has` and `lacks` say what is on the paper and what is not, `written` and `printing` that it is done.
    """

    take: Callable[[int, str, datetime], Text]
    touched: Changes
    file_name: str
    has: str
    lacks: str
    written: Callable[[str], str]
    printing: str


class TakeOutForm(QWidget):
    """Prints when it is known why. `done` when it is on its way."""

    done = Signal()

    def __init__(self, workplace: Workplace, what: Paper, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._what = what
        self.reason = QLineEdit()
        self.reason.setMaxLength(200)
        self.reason.setPlaceholderText(tr("For instance: inquiry by IVO, with its number"))
        self.notice = Notice()
        self.to_file = primary_button(tr("Save as PDF…"), self._ask_file)
        self.to_printer = button(tr("Print…"), self._ask_printer)
        form = Form()
        form.add(tr("With it"), label(what.has, wraps=True))
        form.add(tr("Without"), label(what.lacks, wraps=True))
        why = tr(
            "What is said in confidence leaves the program: so why, your name and the time are kept, and stand on the "
            "paper. Write no names here."
        )
        form.add(tr("Why"), self.reason, why)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        lines.addWidget(form)
        lines.addWidget(self.notice)
        lines.addSpacing(BETWEEN - INSIDE)
        lines.addWidget(beside(self.to_file, self.to_printer))
        self.setFocusProxy(self.reason)
        self.reason.returnPressed.connect(self._ask_file)

    def save(self, path: Path) -> None:
        """Write it to a file."""
        what = self._what

        def write(taken: Text) -> None:
            with taken_out(path, replace=True) as file:  # the dialog has asked
                file.write(written.pdf(taken))

        self._take(write, what.written(path.name))

    def print_on(self, printer: QPrinter) -> None:
        """Send it to a printer."""
        what = self._what
        written.lay_out(printer)

        def put(taken: Text) -> None:
            with printing(printer):
                written.paint(printer, taken)

        self._take(put, what.printing)

    def _ask_file(self) -> None:
        if not self._has_reason():
            return
        dialog = QFileDialog(self.window(), tr("Save as PDF"))
        dialog.setNameFilter("PDF (*.pdf)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(self._what.file_name)
        dialog.fileSelected.connect(lambda name: self.save(Path(name)))
        dialog.finished.connect(lambda _result: dialog.deleteLater())
        dialog.open()

    def _ask_printer(self) -> None:
        if not self._has_reason():
            return
        choose_printer(self, self.print_on)

    def _has_reason(self) -> bool:
        if self.reason.text().strip():
            return True
        self.notice.show_trouble(Trouble(N_("Write why, in a few words.")))
        self.reason.setFocus()
        return False

    def _take(self, put: Callable[[Text], None], says: str) -> None:
        """Take it out, which is written down, and put it where it shall go, outside the window."""
        workplace, what, reason, at = self._workplace, self._what, self.reason.text(), self._workplace.now()
        me = workplace.me
        if me is None:
            return

        # That it was taken out is written down, so it is, and it is told, though the card is closed meanwhile: of what
        # is called nothing names the card itself.
        finish, show_trouble = self._finish, self.notice.show_trouble

        def tell(_nothing: None) -> None:
            workplace.done.emit(says, None)
            if is_there(finish):
                finish()

        def refuse(error: BaseException) -> None:
            (show_trouble if is_there(show_trouble) else workplace.tell)(as_trouble(error))

        def taken(found: Text) -> None:
            workplace.publish(what.touched)
            workplace.read(workplace, lambda _database: put(found), tell, refuse)

        workplace.tasks.write(lambda: what.take(me, reason, at), taken, refuse)

    def _finish(self) -> None:
        self.done.emit()
