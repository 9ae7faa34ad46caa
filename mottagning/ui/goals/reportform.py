"""The card on which a report is chosen: of which week, month or quarter; saved as PDF or Excel, or printed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QComboBox, QFileDialog, QVBoxLayout, QWidget

from mottagning.measures.periods import Period, before, span
from mottagning.measures.report import Report, report
from mottagning.privatefile import taken_out
from mottagning.texts import tr
from mottagning.ui.goals import reportbook, reportpaper, words
from mottagning.ui.printing import choose_printer, printing
from mottagning.ui.tokens import BETWEEN, INSIDE
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.form import Form, beside, button, label, primary_button
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.workplace import Workplace, as_trouble
from mottagning.worktime import ZONE

WIDTH = 520
_AS_MANY = 13
_KINDS: tuple[Period, ...] = ("month", "week", "quarter")
_DRAW: dict[str, Callable[[Report], bytes]] = {"pdf": reportpaper.draw, "xlsx": reportbook.workbook}


class ReportForm(QWidget):
    """The latest month that is over is chosen. `done` when the report is written or printed."""

    done = Signal()

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self.kind = Choice(tr("Report of"), [(each, tr(words.PERIOD_WORDS[each])) for each in _KINDS], "month")
        self.which = QComboBox()
        self.notice = Notice()
        self.to_pdf = primary_button(tr("Save as PDF…"), lambda: self._ask_file("pdf"))
        self.to_excel = button(tr("Save as Excel…"), lambda: self._ask_file("xlsx"))
        self.to_printer = button(tr("Print…"), self._ask_printer)
        form = Form()
        form.add(tr("Report of"), self.kind)
        form.add(tr("Which"), self.which)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        lines.addWidget(form)
        why = tr("One page: the goals with their trend, what was changed, and what clients answered. It names nobody.")
        lines.addWidget(label(why, "caption", "quiet", wraps=True))
        lines.addWidget(self.notice)
        lines.addSpacing(BETWEEN - INSIDE)
        lines.addWidget(beside(self.to_pdf, self.to_excel, self.to_printer))
        self.kind.chosen.connect(self._fill)
        self._fill("month")
        self.setFocusProxy(self.which)

    def _fill(self, _kind: object) -> None:
        """The periods to choose from, the latest first; the one before the one that goes on is chosen."""
        day = self._workplace.now().astimezone(ZONE).date()
        self.which.clear()
        for number in range(_AS_MANY):
            first = span(self._kind(), day)[0]
            name = words.period_words(first, self._kind())
            self.which.addItem(tr("{period} so far", period=name) if number == 0 else name, first)
            day = before(self._kind(), day)[0]
        self.which.setCurrentIndex(1)

    def save(self, path: Path, ending: str) -> None:
        """Write it to a file."""

        def put(made: Report) -> None:
            with taken_out(path, replace=True) as file:  # the dialog has asked
                file.write(_DRAW[ending](made))

        self._make(put, tr("The report is saved as {file}.", file=path.name))

    def print_on(self, printer: QPrinter) -> None:
        """Send it to a printer."""
        reportpaper.lay_out_printer(printer)

        def put(made: Report) -> None:
            with printing(printer):
                reportpaper.paint(printer, made)

        self._make(put, tr("The report is printed."))

    def _make(self, put: Callable[[Report], None], says: str) -> None:
        period, day, now = self._kind(), self._day(), self._workplace.now()
        self.notice.clear()
        self._workplace.read(
            self,
            lambda database: put(report(database, period, day, now)),
            partial(self._tell, says),
            self._refuse,
        )

    def _kind(self) -> Period:
        return next(each for each in _KINDS if each == self.kind.value())

    def _day(self) -> date:
        day = self.which.currentData()
        assert isinstance(day, date)
        return day

    def _ask_file(self, ending: str) -> None:
        dialog = QFileDialog(self.window(), tr("Save the report"))
        dialog.setNameFilter(f"{'PDF' if ending == 'pdf' else 'Excel'} (*.{ending})")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(ending)
        dialog.selectFile(tr("report {day}.{ending}", day=self._day().isoformat(), ending=ending))
        dialog.fileSelected.connect(lambda name: self.save(Path(name), ending))
        dialog.finished.connect(lambda _result: dialog.deleteLater())
        dialog.open()

    def _ask_printer(self) -> None:
        choose_printer(self, self.print_on)

    def _tell(self, says: str, _nothing: None) -> None:
        self._workplace.done.emit(says, None)
        self.done.emit()

    def _refuse(self, error: BaseException) -> None:
        self.notice.show_trouble(as_trouble(error))
