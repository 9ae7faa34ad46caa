"""How a case list is read in: a file is looked into, its columns are mapped if need be, it is taken, and reported."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from mottagning.cases.mapping import Mapping
from mottagning.cases.mappings import SaveMapping
from mottagning.cases.preview import Preview, preview
from mottagning.cases.undoing import Undone
from mottagning.errors import Trouble
from mottagning.texts import tr, trn
from mottagning.ui.cases.mappingform import MappingForm
from mottagning.ui.cases.report import ReportView
from mottagning.ui.cases.taking import FeedTaking, Taken
from mottagning.ui.tokens import AROUND, INSIDE, Tone
from mottagning.ui.widgets.form import button, label, quiet_button
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.workplace import Workplace, as_trouble


class FeedIntake(QWidget):
    """One file after another; `left` when somebody goes back to the cases. Taking a file goes on meanwhile."""

    left = Signal()
    opened = Signal()
    """A file has been chosen: there is something to see here."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._path: Path | None = None
        self._preview: Preview | None = None
        self._content: QWidget | None = None
        self._taking = FeedTaking(workplace, self)
        self._taking.progress.connect(self._tell_progress)
        self._taking.done.connect(self._show_report)
        self._taking.undone.connect(self._show_undone)
        self._taking.failed.connect(self._show_trouble)
        self.back = quiet_button(tr("Back to the cases"), self.left.emit)
        self.title = label("", "title")
        self.progress = label("", "quiet")
        self.notice = Notice()
        self.stop = quiet_button(tr("Stop"), self._taking.stop)
        self.map = quiet_button(tr("Map columns…"), self._map_again)
        self.another = button(tr("Choose another file…"), self.choose_file)
        self._lay_out()
        self.setFocusProxy(self.back)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(INSIDE)
        head.addWidget(self.back)
        head.addWidget(self.title)
        head.addWidget(self.progress)
        head.addWidget(self.stop)
        head.addStretch(1)
        head.addWidget(self.map)
        head.addWidget(self.another)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(AROUND, INSIDE, AROUND, INSIDE)
        self._lines.setSpacing(INSIDE)
        self._lines.addLayout(head)
        self._lines.addWidget(self.notice)
        self._lines.addStretch(0)

    # Choosing and looking into a file ---------------------------------------------------------------------------------

    def choose_file(self) -> None:
        """Ask for a file, without keeping anything else waiting."""
        dialog = QFileDialog(self, tr("Read in the case list"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        kinds = "*.csv *.txt *.tsv *.xlsx *.xlsm *.xls *.ods"
        dialog.setNameFilters([f"{tr('Case lists')} ({kinds})", f"{tr('All files')} (*)"])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.take_file(Path(name)))
        dialog.open()

    def take_file(self, path: Path) -> None:
        """Look into the file; take it when a saved mapping reads it, else show how its columns would be mapped."""
        if self._taking.busy:
            return
        self._path, self._preview = path, None
        self.title.setText(path.name)
        self.progress.setText(tr("The file is being looked into."))
        self._show(None)
        self.opened.emit()
        self._workplace.read(self, lambda database: preview(database, path), self._looked, self._fail)

    def _looked(self, found: Preview) -> None:
        self._preview = found
        if found.can_be_taken:
            self._take(found.mapping.name)
        else:
            self._show_mapping(found)

    def _look_into_sheet(self, name: str) -> None:
        assert self._path is not None
        path = self._path
        self._workplace.read(self, lambda database: preview(database, path, name), self._show_mapping_of, self._fail)

    def _show_mapping_of(self, found: Preview) -> None:
        self._preview = found
        self._show_mapping(found)

    # Mapping ----------------------------------------------------------------------------------------------------------

    def _map_again(self) -> None:
        if self._preview is not None and not self._taking.busy:
            self._show_mapping(self._preview)

    def _show_mapping(self, found: Preview) -> None:
        self.progress.setText(tr("Which column is what?"))
        form = MappingForm(found, tr("Case system"))
        form.kept.connect(self._keep)
        form.given_up.connect(self.left)
        form.sheet_asked.connect(self._look_into_sheet)
        self._show(form)
        self.map.hide()
        form.setFocus(Qt.FocusReason.OtherFocusReason)

    def _keep(self, mapping: Mapping) -> None:
        assert self._preview is not None
        self._preview = replace(self._preview, mapping=mapping)
        command = SaveMapping(by=self._workplace.me, mapping=mapping)
        self._workplace.do(command, done=lambda _changes: self._take(mapping.name), failed=self._fail)

    # Taking -----------------------------------------------------------------------------------------------------------

    def _take(self, mapping: str, *, shown: str | None = None) -> None:
        assert self._path is not None
        self.progress.setText(tr("The file is being read in. You can go on working meanwhile."))
        self._show(None)
        self.another.setEnabled(False)
        self.stop.show()
        self._taking.take(self._path, mapping, shown=shown)

    def _tell_progress(self, is_writing: bool, done: int, total: int) -> None:
        self.stop.setVisible(not is_writing)  # from now on it is taken as a whole
        if is_writing:
            self.progress.setText(tr("{done} of {total} cases written", done=f"{done:n}", total=f"{total:n}"))
        else:
            self.progress.setText(trn("{n} row read", "{n} rows read", done))

    def _show_report(self, taken: Taken) -> None:
        report = taken.report
        self.another.setEnabled(True)
        mapping = self._preview.mapping.name if self._preview else ""
        self.progress.setText(
            tr("The file is held.") if report.held else tr("Read in by the mapping “{name}”.", name=mapping)
        )
        view = ReportView(report, taken.changes)
        if (seen := report.foreseen) is not None:
            view.confirmed.connect(lambda: self._take(mapping, shown=seen.digest))
        view.take_back.connect(self._take_back)
        view.left.connect(self.left)
        self._show(view)
        self.map.show()
        self._go_on_at(view)
        self.back.setVisible(bool(report.held))  # else the report has the way on

    def _take_back(self, feed: int) -> None:
        self.progress.setText(tr("The cases are being made what they were."))
        self._show(None)
        self.another.setEnabled(False)
        self._taking.take_back(feed)

    def _show_undone(self, undone: Undone) -> None:
        self.another.setEnabled(True)
        self.progress.setText(tr("The file does not count any more."))
        self._show(None)
        counted = (
            (undone.restored, trn("{n} case is as it was.", "{n} cases are as they were.", undone.restored)),
            (undone.removed, trn("{n} new case is gone again.", "{n} new cases are gone again.", undone.removed)),
            (undone.kept, tr("{kept} new cases that somebody has worked with stay, closed.", kept=undone.kept)),
        )
        said = [tr("The feed is taken back."), *(words for count, words in counted if count)]
        self.notice.say(" ".join(said), Tone.GOOD)
        self._go_on_at(self.back)

    def _go_on_at(self, part: QWidget) -> None:
        """Give the focus to what comes next, unless somebody is busy elsewhere in the window meanwhile."""
        focused = QApplication.focusWidget()
        if self.isVisible() and (focused is None or self.isAncestorOf(focused)):
            part.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fail(self, error: BaseException) -> None:
        self._show_trouble(as_trouble(error))

    def _show_trouble(self, trouble: Trouble) -> None:
        self.another.setEnabled(True)
        self.progress.clear()
        if not isinstance(self._content, MappingForm):
            self._show(None)
        self.map.setVisible(self._preview is not None)
        self.notice.show_trouble(trouble)

    def _show(self, content: QWidget | None) -> None:
        """Put `content` in the place of what was shown."""
        self.notice.clear()
        self.map.hide()
        self.stop.hide()
        self.back.show()
        if self._content is not None:
            focused = QApplication.focusWidget()
            if focused is not None and self._content.isAncestorOf(focused):
                self.back.setFocus(Qt.FocusReason.OtherFocusReason)
            self._content.hide()
            self._content.deleteLater()
        self._content = content
        if content is not None:
            self._lines.insertWidget(2, content, 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)
