"""The files of a contact: a press on one asks first, and what can run something is never opened."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from mottagning.changes import Changes
from mottagning.contacts.attached import AttachedFile, attached_file, note_taken_out, still_there
from mottagning.contacts.whole import AttachmentView
from mottagning.errors import Trouble, why
from mottagning.privatefile import taken_out
from mottagning.texts import N_, tr
from mottagning.ui.desk.noteparts import bring_into_view, empty
from mottagning.ui.desk.openedfiles import OpenedFiles, mark_foreign
from mottagning.ui.tokens import STEP, Tone
from mottagning.ui.widgets.form import IconLabel, beside, label, link_button, quiet_button
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.workplace import Workplace, as_trouble


class FilesPart(QWidget):
    """Files by name and size. Pressed, one says what it is; opening and saving are a second press."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._shown: tuple[AttachmentView, ...] = ()
        self._names = QVBoxLayout()
        self._names.setSpacing(STEP)
        self.notice = Notice()
        self.open_button = quiet_button(tr("Open"), self.open_copy)
        self.save_button = quiet_button(tr("Save as…"), self.ask_place)
        self.leave_button = quiet_button(tr("Cancel"), self._leave)
        self._choices = beside(self.open_button, self.save_button, self.leave_button)
        self._file: AttachedFile | None = None
        self._asked = 0
        self.opened = OpenedFiles()
        if (application := QCoreApplication.instance()) is not None:
            application.aboutToQuit.connect(self.opened.remove)
        workplace.changed.connect(self._look_after_copies)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(STEP)
        lines.addLayout(self._names)
        lines.addWidget(self.notice)
        lines.addWidget(self._choices)
        self._leave()

    def show_files(self, files: tuple[AttachmentView, ...]) -> None:
        """Show the files of a contact; what is being asked about one stays while they are the same."""
        self.setVisible(bool(files))
        if files == self._shown:
            return
        self._shown = files
        self._leave()
        empty(self._names)
        for each in files:
            name = link_button(each.name, partial(self.ask, each.id))
            name.setAccessibleName(tr("Attached file {name}", name=each.name))
            size = label(tr("{n} kB", n=max(1, round(each.size / 1024))), "quiet")
            self._names.addWidget(beside(IconLabel("attachment", 16, tr("Attached file")), name, size))

    def ask(self, attachment: int) -> None:
        """Look at a file, and say what may come of opening it."""
        self._leave()
        self._asked = attachment

        def show(file: AttachedFile) -> None:
            if attachment == self._asked:
                self._show_question(file)

        self._workplace.read(self, lambda database: attached_file(database, attachment), show, self._show_error)

    def _show_question(self, file: AttachedFile) -> None:
        self._file = file
        risk, because = file.judgement.risk, tr(file.judgement.why)
        if risk == "program":
            never = tr(
                "{name} is neither opened nor saved here. {why} Ask IT if it is needed.", name=file.name, why=because
            )
            self.notice.say(never, Tone.BAD, tr("Close"), self._leave)
            bring_into_view(self.notice)
            return
        if risk == "unsure":
            self.notice.say(tr("{name} can only be saved. {why}", name=file.name, why=because))
        else:
            self.notice.say(tr("{name}: {why}", name=file.name, why=because))
        self._choices.show()
        bring_into_view(self._choices)
        self.open_button.setVisible(risk == "plain")
        (self.open_button if risk == "plain" else self.save_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def open_copy(self) -> None:
        """Open a copy with the program that this computer has for it."""
        file = self._file
        if file is None or file.judgement.risk != "plain":
            return
        attachment = self._asked

        def write() -> Path:
            try:
                return self.opened.copy(attachment, file.name, file.octets)
            except OSError as error:
                raise Trouble(N_("The file cannot be opened: {why}."), why=why(error)) from None

        def show(path: Path) -> None:
            self._workplace.done.emit(tr("A copy is opened. It is removed when Mottagning closes."), None)
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

        self._take_out(file, write, show)

    def ask_place(self) -> None:
        """Let somebody choose where the file is saved."""
        if self._file is None:
            return
        dialog = QFileDialog(self, tr("Save the file"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(self._file.name)
        dialog.finished.connect(lambda _result: dialog.deleteLater())
        dialog.fileSelected.connect(lambda name: self.save(Path(name)))
        dialog.open()

    def save(self, path: Path) -> None:
        """Write the file where its owner alone may read it."""
        file = self._file
        if file is None or file.judgement.risk == "program":
            return

        def write() -> Path:
            with taken_out(path, replace=True) as target:  # the dialog has asked
                target.write(file.octets)
            mark_foreign(path)
            return path

        says = tr("The file is saved as {path}.", path=path.name)
        self._take_out(file, write, lambda _path: self._workplace.done.emit(says, None))

    def _take_out(self, file: AttachedFile, write: Callable[[], Path], done: Callable[[Path], None]) -> None:
        """Write down who takes the file, then take it."""
        me, at, database, attachment = self._workplace.me, self._workplace.now(), self._workplace.database, self._asked

        def then(_noted: object) -> None:
            self._workplace.read(self, lambda _database: write(), done, self._show_error)

        self._leave()
        self._workplace.tasks.write(
            lambda: note_taken_out(database, at, me, attachment, file.contact), then, self._show_error
        )

    def _look_after_copies(self, changes: Changes) -> None:
        """What is removed from the database goes from this computer as well."""
        copied = self.opened.attachments
        if copied and changes.concerns("contact"):
            self._workplace.read(self, lambda database: copied - still_there(database, copied), self.opened.forget)

    def _show_error(self, error: BaseException) -> None:
        self.notice.show_trouble(as_trouble(error))

    def _leave(self) -> None:
        """Nothing is asked about any file."""
        self._file = None
        self.notice.clear()
        self._choices.hide()
