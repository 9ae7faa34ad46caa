"""The card on which a list of staff is looked at before it is taken: what each column is, who is new or missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QPlainTextEdit, QVBoxLayout, QWidget

from mottagning.db import Database
from mottagning.people import importing, stafffile
from mottagning.people.importing import Foreseen, ImportReport
from mottagning.people.staff import Person
from mottagning.people.stafffile import FIELDS, Rejected, StaffFile
from mottagning.rota.work import take_work
from mottagning.texts import N_, tr, trn
from mottagning.ui.theme import grown
from mottagning.ui.tokens import BETWEEN, INSIDE, STEP, Tone
from mottagning.ui.widgets.choice import Flow
from mottagning.ui.widgets.elided import ElidedLabel
from mottagning.ui.widgets.fields import day_field, day_of
from mottagning.ui.widgets.form import beside, label, pause, primary_button
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.widgets.scrolling import scrolled
from mottagning.ui.workplace import Workplace, as_trouble
from mottagning.worktime import ZONE

WIDTH = 760
_MOST_HEIGHT = 304
_ROW = 34
_MOST_LINES, _FRAME = 5, 22
_NOTHING = ""
_WORDS = {
    _NOTHING: N_("is not read"),
    "name": N_("Name"),
    "given": N_("First name"),
    "family": N_("Family name"),
    "key": N_("Short name"),
    "initials": N_("Initials"),
    "role": N_("Role"),
    "email": N_("E-mail"),
    "phone": N_("Phone"),
    "handler_names": N_("Name in the case system"),
    "logins": N_("Login"),
    "joined": N_("First day"),
    "left": N_("Last day"),
    "percent": N_("Employment rate"),
    "qualifications": N_("Qualifications"),
    "active": N_("Account in use"),
}


@dataclass(frozen=True, slots=True)
class _Looked:
    file: StaffFile
    foreseen: Foreseen | None


class StaffImportForm(QWidget):
    """`taken` gives the report when the list has been taken; a wrong guess of a column is set right before."""

    taken = Signal(object)

    def __init__(self, workplace: Workplace, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._path = path
        self._chosen: dict[str, str] = {}
        self._file: StaffFile | None = None
        self.fields: dict[str, QComboBox] = {}
        self.leaving: dict[int, QCheckBox] = {}
        self.notice = Notice()
        self.rejected = RejectedRows()
        self.last_day = day_field(workplace.now().astimezone(ZONE).date() - timedelta(days=1))
        self._missing = QWidget()
        self._missing.hide()
        self.ok = primary_button(tr("Take the list"), self._take)
        self.ok.setEnabled(False)
        self._columns = QWidget()
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(BETWEEN)
        for part in (self._columns, self.notice, self.rejected, self._missing):
            self._lines.addWidget(part)
        self._lines.addWidget(beside(self.ok))
        self.setFocusProxy(self.ok)
        self._look()

    def _look(self) -> None:
        path, chosen, me, now = self._path, dict(self._chosen), self._workplace.me, self._workplace.now()

        def read(database: Database) -> _Looked:
            file = stafffile.look(path, chosen)
            return _Looked(file, importing.foresee(database, file, me, now) if file.names_people else None)

        self._workplace.read(self, read, self._show, self._refuse)

    def _show(self, looked: _Looked) -> None:
        is_first = not self.fields
        if is_first:
            self._show_columns(looked.file)
        self._file, found = looked.file, looked.foreseen
        self.ok.setEnabled(found is not None)
        if is_first:  # before this there was nothing to give the focus to
            (self.ok if found is not None else next(iter(self.fields.values()), self)).setFocus()
        if found is None:
            self.notice.say(tr("Say which column has the names."), Tone.WARN)
            return
        self.notice.say(_foreseen_words(found), Tone.WARN if found.rejected else Tone.GOOD)
        self.rejected.show_rows(found.rejected)
        self._show_missing(found.missing)

    def _show_columns(self, file: StaffFile) -> None:
        made = QWidget()
        grid = QGridLayout(made)
        grid.setContentsMargins(0, 0, INSIDE, 0)
        grid.setHorizontalSpacing(BETWEEN)
        grid.setVerticalSpacing(STEP)
        grid.setColumnStretch(1, 1)
        for place, title in enumerate((tr("Column in the list"), tr("For instance"), tr("Is read as"))):
            grid.addWidget(label(title, "caption", "quiet"), 0, place)
        for row, column in enumerate(file.columns, start=1):
            field = self.fields[column.header] = QComboBox()
            for name in (_NOTHING, *FIELDS):
                field.addItem(tr(_WORDS[name]), name)
            field.setCurrentIndex(field.findData(column.field or _NOTHING))
            field.setFixedWidth(grown(220))
            field.setAccessibleName(tr("{column} is read as", column=column.header))
            field.currentIndexChanged.connect(partial(self._choose, column.header))
            sample = ElidedLabel(file.samples.get(column.header, ""))
            sample.setProperty("look", "quiet")
            for place, part in enumerate((ElidedLabel(column.header), sample, field)):
                grid.addWidget(part, row, place)
        area = scrolled(made)
        area.setFixedHeight(min((len(file.columns) + 1) * (grown(_ROW) + STEP), grown(_MOST_HEIGHT)))
        self._lines.replaceWidget(self._columns, area)
        self._columns.deleteLater()
        self._columns = area

    def _show_missing(self, missing: tuple[Person, ...]) -> None:
        ticked = {person for person, box in self.leaving.items() if box.isChecked()}
        made = QWidget()
        lines = QVBoxLayout(made)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        self.leaving = {}
        said = tr("Not in the list. Whoever has left gets a last day; nobody is removed.")
        lines.addWidget(label(said, "quiet", wraps=True))
        names = QWidget()
        flow = Flow(names, BETWEEN)
        for person in missing:
            box = self.leaving[person.id] = QCheckBox(person.name)
            box.setChecked(person.id in ticked)
            flow.addWidget(box)
        lines.addWidget(names)
        last = label(tr("Last day"), "quiet")
        last.setBuddy(self.last_day)
        lines.addWidget(beside(last, self.last_day))
        self._lines.replaceWidget(self._missing, made)
        made.setVisible(bool(missing))
        self._missing.deleteLater()
        self._missing = made

    def _choose(self, header: str, _index: int) -> None:
        self._chosen[header] = self.fields[header].currentData()
        self._look()

    def _take(self) -> None:
        pause(self.ok)
        workplace, file, at = self._workplace, self._file, self._workplace.now()
        assert file is not None
        database, me = workplace.database, workplace.me
        leaving = [person for person, box in self.leaving.items() if box.isChecked()]
        left_on = day_of(self.last_day) if leaving else None
        self._workplace.tasks.write(
            lambda: importing.take_people(
                database, file, by=me, take_work=take_work, left_on=left_on, leaving=leaving, at=at
            ),
            self._taken,
            self._refuse,
        )

    def _taken(self, report: ImportReport) -> None:
        self._workplace.publish(report.changes)
        self.taken.emit(report)

    def _refuse(self, error: BaseException) -> None:
        self.ok.setEnabled(False)
        self.notice.show_trouble(as_trouble(error))


def row_words(rejected: Rejected) -> str:
    """A row that was left out, and why."""
    return tr("Row {row}: {reason}", row=rejected.row, reason=rejected.reason) if rejected.row else rejected.reason


def report_words(report: ImportReport) -> str:
    """What became of a list, in counts."""
    said = tr(
        "{read} rows read: {new} new, {changed} changed, {unchanged} unchanged.",
        read=report.read,
        new=report.new,
        changed=report.changed,
        unchanged=report.unchanged,
    )
    more = [trn("{n} got a last day.", "{n} got a last day.", report.left)] if report.left else []
    return " ".join([said, *more])


class RejectedRows(QPlainTextEdit):
    """The rows of a list that are left out, and why; as high as they are. It takes no room when there are none."""

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setAccessibleName(tr("Rows that were left out"))
        self.hide()

    def show_rows(self, rejected: Sequence[Rejected]) -> None:
        """Show these."""
        self.setPlainText("\n".join(map(row_words, rejected)))
        self.setFixedHeight(min(len(rejected), _MOST_LINES) * self.fontMetrics().lineSpacing() + _FRAME)
        self.setVisible(bool(rejected))


def _foreseen_words(found: Foreseen) -> str:
    counted = (
        (found.new, trn("{n} is new.", "{n} are new.", found.new)),
        (found.known, trn("{n} is known already.", "{n} are known already.", found.known)),
    )
    said = [words for count, words in counted if count]
    if found.passed_over:
        said.append(
            trn("{n} closed account is passed over.", "{n} closed accounts are passed over.", found.passed_over)
        )
    if found.rejected:
        said.append(trn("{n} row is left out:", "{n} rows are left out:", len(found.rejected)))
    return " ".join(said)
