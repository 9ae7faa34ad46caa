"""Where the unit's data is, a copy of it, and whether it is whole."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from mottagning.care.check import Finding
from mottagning.db import Database
from mottagning.people import recovery
from mottagning.settings import Settings
from mottagning.texts import tr, trn
from mottagning.ui.main_window import MainWindow
from mottagning.ui.settings.recoverykey import RecoveryKeyView
from mottagning.ui.settings.section import Section
from mottagning.ui.theme import grown
from mottagning.ui.tokens import DENSE_ROW, Tone
from mottagning.ui.widgets.elided import ElidedLabel
from mottagning.ui.widgets.form import Form, beside, button, pause, primary_button, resume
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.widgets.rows import Row
from mottagning.ui.workplace import Workplace, as_trouble
from mottagning.worktime import ZONE


class DataSection(Section):
    """For the team lead: back the data up, and hold it against what is always true."""

    def __init__(self, workplace: Workplace, settings: Settings) -> None:
        super().__init__(tr("Data"), tr("Everything that came in, was written and planned lies in one place."))
        self._workplace = workplace
        self._settings = settings
        self.key_notice, self.notice = Notice(), Notice()
        self.copy_button = primary_button(tr("Back up…"), self._ask_where)
        self.check_button = button(tr("Check"), self._check)
        self.findings = RowList(tr("What was checked"), dense=True, inset=0, icons=False)
        self.findings.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.findings.hide()
        place = ElidedLabel(where(settings))
        form = Form()
        form.add(tr("The data lies in"), place, tr("It is encrypted.") if not settings.is_server else "")
        parts: tuple[QWidget, ...] = (self.key_notice, form, beside(self.copy_button, self.check_button), self.notice)
        for part in (*parts, self.findings):
            self.lines.addWidget(part)
        self.lines.addStretch(1)
        self.setFocusProxy(self.copy_button)
        self._look_for_key()

    def _look_for_key(self) -> None:
        session = self._workplace.session
        if session is not None:
            self._workplace.read(self, lambda database: recovery.unseen_key(database, session), self._offer_key)

    def _offer_key(self, key: str | None) -> None:
        if key is None:
            self.key_notice.clear()
            return
        said = tr("Nobody has written down the recovery key. Without it a copy cannot be opened on another computer.")
        self.key_notice.say(said, Tone.WARN, tr("Show it…"), lambda: self._show_key(key))

    def _show_key(self, key: str) -> None:
        window, me = self.window(), self._workplace.me
        if me is None or not isinstance(window, MainWindow):
            return
        view = RecoveryKeyView(self._workplace, me, key)
        card = window.show_card(tr("For the team lead"), view, width=440)
        view.done.connect(card.slide_out)
        view.done.connect(self._look_for_key)

    def _ask_where(self) -> None:
        dialog = QFileDialog(self, tr("Back up"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # nothing is overwritten: another name is asked for
        dialog.selectFile(f"mottagning-{self._workplace.now().astimezone(ZONE):%Y-%m-%d}.db")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._back_up)
        dialog.open()

    def _back_up(self, name: str) -> None:
        from mottagning.care import backup, copies

        path, settings, database = Path(name), self._settings, self._workplace.database

        def work() -> None:
            backup.back_up(settings, path)
            copies.forget_removed(settings, database)

        pause(self.copy_button)
        self.notice.say(tr("The copy is being written…"), Tone.QUIET)
        self._workplace.tasks.network(work, lambda _none: self._copied(path), self._refuse)

    def _copied(self, path: Path) -> None:
        resume(self.copy_button)
        self.notice.say(tr("The copy is written to {path}.", path=path), Tone.GOOD)
        self._look_for_key()

    def _check(self) -> None:
        pause(self.check_button)
        self._workplace.read(self, _findings, self._show_findings, self._refuse)

    def _show_findings(self, findings: list[Finding]) -> None:
        resume(self.check_button)
        wrong = sum(finding.count > 0 for finding in findings)
        if wrong:
            said = trn("{n} thing is not as it should be.", "{n} things are not as they should be.", wrong)
            self.notice.say(said, Tone.BAD)
        else:
            self.notice.say(tr("Everything is as it should be."), Tone.GOOD)
        self.findings.set_rows([_row(finding) for finding in findings])
        self.findings.setFixedHeight(grown(DENSE_ROW) * len(findings))
        self.findings.show()

    def _refuse(self, error: BaseException) -> None:
        resume(self.copy_button)
        resume(self.check_button)
        self.notice.show_trouble(as_trouble(error))


def where(settings: Settings) -> str:
    """The file, or the server and its database without user and password."""
    if not settings.is_server:
        return settings.database
    address = urlsplit(settings.database)
    return f"{address.hostname}{address.path}"


def _findings(database: Database) -> list[Finding]:
    from mottagning.care import check

    return check.check(database)


def _row(finding: Finding) -> Row:
    is_right = finding.count == 0
    return Row(
        key=finding.name,
        title=finding.sentence,
        right="" if is_right else str(finding.count),
        tone=Tone.GOOD if is_right else Tone.BAD,
        word=tr("Right") if is_right else tr("Wrong"),
    )
