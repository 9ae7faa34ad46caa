"""The card that asks why the contacts of a case are printed, and puts them on paper or in a PDF."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog, QLineEdit, QVBoxLayout, QWidget
from shiboken6 import isValid

from mottagning.cases.list import CaseView
from mottagning.changes import Changes
from mottagning.desk.extract import CaseExtract, extract
from mottagning.errors import Trouble
from mottagning.privatefile import taken_out
from mottagning.texts import N_, tr
from mottagning.ui.cases import casepaper
from mottagning.ui.printing import choose_printer, printing
from mottagning.ui.tokens import BETWEEN, INSIDE
from mottagning.ui.widgets.form import Form, beside, button, label, primary_button
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.workplace import Workplace, as_trouble


class PrintForm(QWidget):
    """Prints the contacts of one case when it is known why. `done` when they are on their way."""

    done = Signal()

    def __init__(self, workplace: Workplace, case: CaseView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._case = case
        self.reason = QLineEdit()
        self.reason.setMaxLength(200)
        self.reason.setPlaceholderText(tr("For instance: inquiry by IVO, with its number"))
        self.notice = Notice()
        self.to_file = primary_button(tr("Save as PDF…"), self._ask_file)
        self.to_printer = button(tr("Print…"), self._ask_printer)
        form = Form()
        form.add(tr("With it"), label(tr("Every contact of the case, with its text and its notes."), wraps=True))
        left_out = tr(
            "Contacts that are also about somebody protected, what is sealed or removed, reports of concern, and "
            "attachments. The first page says how many."
        )
        form.add(tr("Without"), label(left_out, wraps=True))
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
        """Write the contacts to a file."""

        def write(taken: CaseExtract) -> None:
            with taken_out(path, replace=True) as file:  # the dialog has asked
                file.write(casepaper.draw(taken))

        self._take(write, tr("The contacts are written to {path}.", path=path.name))

    def print_on(self, printer: QPrinter) -> None:
        """Send the contacts to a printer."""
        casepaper.lay_out(printer)

        def put(taken: CaseExtract) -> None:
            with printing(printer):
                casepaper.paint(printer, taken)

        self._take(put, tr("The contacts are on their way to the printer."))

    def _ask_file(self) -> None:
        if not self._has_reason():
            return
        dialog = QFileDialog(self.window(), tr("Save as PDF"))
        dialog.setNameFilter("PDF (*.pdf)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        code = re.sub(r"[^\w-]+", "-", self._case.code)
        dialog.selectFile(f"{tr('contacts')}-{code}.pdf")
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

    def _take(self, put: Callable[[CaseExtract], None], says: str) -> None:
        """Take the contacts out, which is written down, and put them where they shall go, outside the window."""
        workplace, case, reason, at = self._workplace, self._case.id, self.reason.text(), self._workplace.now()
        me = workplace.me
        if me is None:
            return

        # That they were taken out is written down, so they are, and it is told, though the card is closed meanwhile.
        tell, refuse = partial(self._tell, says), partial(self._refuse)

        def taken(found: CaseExtract) -> None:
            workplace.publish(Changes({"case": frozenset({case})}))
            workplace.read(workplace, lambda _database: put(found), tell, refuse)

        workplace.tasks.write(lambda: extract(workplace.database, case, me, reason, at), taken, refuse)

    def _tell(self, says: str, _nothing: None) -> None:
        self._workplace.done.emit(says, None)
        if isValid(self):
            self.done.emit()

    def _refuse(self, error: BaseException) -> None:
        if isValid(self):
            self.notice.show_trouble(as_trouble(error))
        else:
            self._workplace.tell(error)
