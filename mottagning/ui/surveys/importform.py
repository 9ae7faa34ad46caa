"""The card on which a file of answers is looked at before it is counted: what each column is, and what is new in it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QVBoxLayout, QWidget

from mottagning.changes import Changes
from mottagning.db import Database
from mottagning.measures.questions import EFFECT, Survey, load_survey
from mottagning.measures.surveyfile import Column
from mottagning.measures.surveyimport import Foreseen, TakeFile, foresee
from mottagning.texts import N_, tr, trn
from mottagning.ui.main_window import MainWindow
from mottagning.ui.theme import grown
from mottagning.ui.tokens import BETWEEN, INSIDE
from mottagning.ui.widgets.form import Form, beside, button, label, primary_button
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.widgets.scrolling import scrolled
from mottagning.ui.workplace import Workplace, as_trouble
from mottagning.worktime import ZONE

WIDTH = 640
_HIGH = 280
_MOST_REJECTED = 8
_FIELDS = {
    "day": N_("Day it was answered"),
    "week": N_("Week it was answered"),
    "channel": N_("Contact"),
    "category": N_("Kind of help"),
    "id": N_("Number of the answer"),
}


class ImportForm(QWidget):
    """`done` when the answers are counted or it is given up."""

    done = Signal()

    def __init__(self, workplace: Workplace, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._path = path
        self._foreseen: Foreseen | None = None
        self._chosen: dict[str, str] = {}
        self._asked = 0
        self.columns: dict[str, QComboBox] = {}
        self._form = Form()
        area = scrolled(self._form)
        area.setMinimumHeight(grown(_HIGH))
        self.said = label("", "strong", wraps=True)
        self.rejected = label("", "caption", "quiet", wraps=True)
        self.notice = Notice()
        self.ok = primary_button(tr("Count the answers"), self.take)
        self.ok.setEnabled(False)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        not_taken = tr("Columns with free text are not taken: nobody must be found in them.")
        lines.addWidget(label(not_taken, "caption", "quiet", wraps=True))
        lines.addWidget(area, 1)
        for part in (self.said, self.rejected, self.notice):
            lines.addWidget(part)
        lines.addSpacing(BETWEEN - INSIDE)
        lines.addWidget(beside(self.ok, button(tr("Cancel"), self.done.emit)))
        self.setFocusProxy(self.ok)
        self._look()

    def _look(self) -> None:
        """Read the file with the columns as they are chosen now."""
        self._asked += 1
        asked, path, chosen = self._asked, self._path, dict(self._chosen)
        today = self._workplace.now().astimezone(ZONE).date()

        def work(database: Database) -> tuple[Survey, Foreseen]:
            return load_survey(database), foresee(database, path, today, chosen)

        def show(found: tuple[Survey, Foreseen]) -> None:
            if asked == self._asked:  # else another column was chosen meanwhile
                self._show(*found)

        self._workplace.read(self, work, show, self._refuse)

    def _show(self, survey: Survey, found: Foreseen) -> None:
        self._foreseen = found
        if not self.columns:
            for column in found.file.columns:
                self._add(column, survey)
        fresh, file = len(found.fresh), found.file
        parts = [trn("{n} new answer", "{n} new answers", fresh)]
        if known := len(file.responses) - fresh:
            parts.append(trn("{n} counted before", "{n} counted before", known))
        if file.empty:
            parts.append(trn("{n} row without an answer", "{n} rows without an answer", file.empty))
        if file.rejected:
            parts.append(trn("{n} row cannot be read", "{n} rows cannot be read", len(file.rejected)))
        self.said.setText(" · ".join(parts))
        self.rejected.setText("\n".join(_rejected(found)))
        self.rejected.setVisible(bool(file.rejected))
        self.ok.setEnabled(fresh > 0)
        self.notice.clear()
        if not any(column.field in (*survey.names(), EFFECT) for column in file.columns):
            self.notice.say(tr("No column has one of the questions as its header: say above which column is which."))

    def _add(self, column: Column, survey: Survey) -> None:
        """A column of the file, and what it is."""
        if not column.header:
            return
        field = QComboBox()
        field.addItem(tr("Not taken"), "")
        for key, name in _FIELDS.items():
            field.addItem(tr(name), key)
        for question in (*survey.questions, *survey.former):
            field.addItem(tr("Question: {name}", name=question.name), question.key)
        field.addItem(tr("Question: {name}", name=survey.effect), EFFECT)
        field.setCurrentIndex(max(0, field.findData(column.field)))
        field.activated.connect(lambda _place, header=column.header: self._choose(header))
        shown = column.header if len(column.header) <= 60 else f"{column.header[:59]}…"
        self._form.add(shown.replace("&", "&&"), field)
        self.columns[column.header] = field

    def _choose(self, header: str) -> None:
        self._chosen[header] = str(self.columns[header].currentData())
        self.ok.setEnabled(False)
        self._look()

    def take(self) -> None:
        """Count what is new."""
        if self._foreseen is None or not self._foreseen.fresh:
            return
        fresh = self._foreseen.fresh
        self.ok.setEnabled(False)
        command = TakeFile(by=self._workplace.me, responses=fresh, columns=dict(self._chosen))
        says = trn("{n} answer is counted.", "{n} answers are counted.", len(fresh))
        self._workplace.do(command, says, self._counted, self._refuse)

    def _counted(self, _changes: Changes) -> None:
        self.done.emit()

    def _refuse(self, error: BaseException) -> None:
        self.ok.setEnabled(self._foreseen is not None and bool(self._foreseen.fresh))
        self.notice.show_trouble(as_trouble(error))


def _rejected(found: Foreseen) -> list[str]:
    """The first rows that cannot be read, each with its column and the reason."""
    rejected = found.file.rejected
    lines = [
        tr("Row {row}, {column}: {reason}", row=each.row, column=each.column, reason=each.reason)
        if each.column
        else tr("Row {row}: {reason}", row=each.row, reason=each.reason)
        for each in rejected[:_MOST_REJECTED]
    ]
    if more := len(rejected) - len(lines):
        lines.append(trn("and {n} more", "and {n} more", more))
    return lines


def ask_file(workplace: Workplace, window: QWidget) -> None:
    """Let somebody choose a file, and show what it holds."""
    assert isinstance(window, MainWindow)
    dialog = QFileDialog(window, tr("Read in answers"))
    dialog.setNameFilter(tr("Lists ({endings})", endings="*.csv *.txt *.xlsx *.xlsm *.xls *.ods"))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(lambda name: open_card(workplace, window, Path(name)))
    dialog.finished.connect(lambda _result: dialog.deleteLater())
    dialog.open()


def open_card(workplace: Workplace, window: MainWindow, path: Path) -> None:
    """Let the card slide in over whatever is shown."""
    form = ImportForm(workplace, path)
    title = tr("Answers in {file}", file=path.name)
    form.done.connect(window.show_card(title, form, width=WIDTH).slide_out)
