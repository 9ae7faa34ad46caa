"""Files of the rota: one chosen to be read in, one written for others."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from mottagning.db import Database
from mottagning.documents import json_document
from mottagning.privatefile import taken_out
from mottagning.rota import exporting
from mottagning.rota.exporting import Format
from mottagning.rota.importing import unit_from_json
from mottagning.rota.model import Unit
from mottagning.rota.unit import ImportUnit
from mottagning.texts import tr, trn
from mottagning.ui.rota.history import History
from mottagning.ui.rota.wallprint import A4_ACROSS, WallPaper, draw
from mottagning.ui.workplace import Workplace

_ENDINGS: dict[str, Format] = {"ics": "ics", "xlsx": "xlsx", "pdf": "pdf"}


class Files(QObject):
    """Asks for a file without holding the window up, and does the rest off its thread.

    `workbook_chosen` gives the path of a workbook, which has to be mapped before it is taken.
    """

    workbook_chosen = Signal(object)

    def __init__(self, workplace: Workplace, history: History, page: QWidget) -> None:
        super().__init__(page)
        self._workplace = workplace
        self._history = history
        self._page = page

    def ask_import(self) -> None:
        """Let somebody choose a rota file."""
        dialog = self._dialog(
            tr("Read a rota file"), tr("Rota files ({endings})", endings="*.json *.xlsx *.xlsm *.xls *.ods")
        )
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.take(Path(name)))
        dialog.open()

    def ask_export(self, kind: str, person: str) -> None:
        """Let somebody choose where the published rota is written, of everybody or one person."""
        dialog = self._saving(kind, person, tr("Export the rota"))
        dialog.fileSelected.connect(lambda name: self.write(Path(name), kind, person))
        dialog.open()

    def ask_wall(self, days: tuple[date, date] | None, paper: WallPaper) -> None:
        """Let somebody choose where a sheet for the wall is written."""
        dialog = self._saving("pdf", "", tr("Sheet for the wall"))
        dialog.fileSelected.connect(lambda name: self.write(Path(name), "pdf", "", days, paper))
        dialog.open()

    def take(self, path: Path) -> None:
        """Read a rota file into the database; a workbook is looked at first."""
        if path.suffix.lower() != ".json":
            self.workbook_chosen.emit(path)
            return

        def keep(found: Unit) -> None:
            says = trn("{n} person is read in.", "{n} people are read in.", len(found.people))
            self._history.do(ImportUnit(by=self._workplace.me, unit=found), says)

        self._workplace.read(self, lambda _: unit_from_json(json_document(path)), keep)

    def write(
        self,
        path: Path,
        kind: str,
        person: str,
        days: tuple[date, date] | None = None,
        paper: WallPaper = A4_ACROSS,
    ) -> None:
        """Write the published rota, or some `days` of it on a sheet for the wall."""
        now = self._workplace.now()

        def work(database: Database) -> Path:
            octets = exporting.export(database, _ENDINGS[kind], person or None, now, partial(draw, paper=paper), days)
            with taken_out(path, replace=True) as file:  # the dialog has asked
                file.write(octets)
            return path

        says = tr("The rota is written to {path}.", path=path.name)
        self._workplace.read(self, work, lambda _path: self._workplace.done.emit(says, None))

    def _saving(self, kind: str, person: str, title: str) -> QFileDialog:
        dialog = self._dialog(title, f"{kind.upper()} (*.{kind})")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(kind)
        dialog.selectFile(f"{tr('rota')}{'-' + person if person else ''}.{kind}")
        return dialog

    def _dialog(self, title: str, files: str) -> QFileDialog:
        dialog = QFileDialog(self._page, title)
        dialog.setNameFilter(files)
        dialog.finished.connect(lambda _result: dialog.deleteLater())
        return dialog
