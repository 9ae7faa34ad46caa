"""The staff: who works here, what she may do, what other systems call her; taken from a file if one likes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from mottagning.changes import Changes
from mottagning.db import Database
from mottagning.people import roles, signin, staff
from mottagning.people.importing import ImportReport
from mottagning.people.staff import Person
from mottagning.texts import tr
from mottagning.ui.main_window import MainWindow
from mottagning.ui.settings import deputyform, staffimport
from mottagning.ui.settings.deputyform import DeputyForm
from mottagning.ui.settings.personform import ROLES, PersonForm
from mottagning.ui.settings.section import Section
from mottagning.ui.settings.staffimport import RejectedRows, StaffImportForm
from mottagning.ui.tokens import Tone
from mottagning.ui.widgets.form import beside, button, primary_button
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.widgets.table import Column, Table, TableModel
from mottagning.ui.workplace import Workplace
from mottagning.worktime import ZONE

_WIDEST = 1200


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the table: whether she works here, has a password, and stands in for a team lead today."""

    person: Person
    is_here: bool
    has_password: bool
    is_deputy: bool

    @property
    def role(self) -> str:
        """What she is, as it is said."""
        return tr("Deputy") if self.is_deputy else tr(ROLES[self.person.role])


class StaffSection(Section):
    """For the team lead: everybody who works here or did; Enter changes the one who is chosen."""

    def __init__(self, workplace: Workplace) -> None:
        why = tr("Who works here, may sign in and shares the rota. A name in the case system ties cases to a handler.")
        super().__init__(tr("Staff"), why, width=_WIDEST, scrolls=False)
        self._workplace = workplace
        self._members: dict[int, Member] = {}
        self.model: TableModel[Member] = TableModel(_columns(), lambda member: member.person.id)
        self.table = Table(tr("Staff"), self.model)
        self.table.opened.connect(self._change)
        self.notice = Notice()
        self.rejected = RejectedRows()
        self.add_button = primary_button(tr("Add a person…"), partial(self._open, None))
        self.import_button = button(tr("Read from a file…"), self._ask_file)
        self.change_button = button(tr("Change…"), lambda: self._change(self.table.selected_key()))
        self.deputy_button = button(tr("Deputies…"), self._open_deputies)
        buttons = (self.add_button, self.change_button, self.deputy_button, self.import_button)
        self.lines.addWidget(beside(*buttons))
        self.change_button.setEnabled(False)
        self.table.chosen.connect(lambda _key: self.change_button.setEnabled(True))
        self.lines.addWidget(self.notice)
        self.lines.addWidget(self.rejected)
        self.lines.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        workplace.changed.connect(self._changed)
        self._refresh()

    def _changed(self, changes: Changes) -> None:
        if changes.concerns("person"):
            self._refresh()

    def _refresh(self) -> None:
        now = self._workplace.now()

        def read(database: Database) -> list[Member]:
            today = now.astimezone(ZONE).date()
            with_password = signin.who_have_passwords(database)
            people = staff.everyone(database)
            leading = roles.leading(database, today)
            found = [
                Member(
                    person,
                    person.employed(today),
                    person.id in with_password,
                    person.role != "lead" and person.id in leading,
                )
                for person in people
            ]
            return sorted(found, key=lambda member: not member.is_here)

        self._workplace.read(self, read, self._show)

    def _show(self, members: list[Member]) -> None:
        self._members = {member.person.id: member for member in members}
        self.model.set_rows(members)

    def _change(self, key: object) -> None:
        if isinstance(key, int) and key in self._members:
            self._open(self._members[key])

    def _open(self, member: Member | None) -> None:
        window = self.window()
        assert isinstance(window, MainWindow)
        form = PersonForm(self._workplace, member.person if member else None)
        card = window.show_card(member.person.name if member else tr("New person"), form, width=560)
        form.done.connect(card.slide_out)

    def _open_deputies(self) -> None:
        window = self.window()
        assert isinstance(window, MainWindow)
        form = DeputyForm(self._workplace)
        card = window.show_card(tr("Deputies"), form, width=deputyform.WIDTH)
        form.done.connect(card.slide_out)

    def _ask_file(self) -> None:
        dialog = QFileDialog(self, tr("A list of staff"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([tr("Lists (*.csv *.xlsx *.ldf *.ldif *.vcf *.json)"), tr("All files (*)")])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._import)
        dialog.open()

    def _import(self, name: str) -> None:
        window = self.window()
        assert isinstance(window, MainWindow)
        self.rejected.hide()
        form = StaffImportForm(self._workplace, Path(name))
        card = window.show_card(Path(name).name, form, width=staffimport.WIDTH)
        form.taken.connect(card.slide_out)
        form.taken.connect(self._imported)

    def _imported(self, report: ImportReport) -> None:
        self.notice.say(staffimport.report_words(report), Tone.WARN if report.rejected else Tone.GOOD)
        self.rejected.show_rows(report.rejected)


def _columns() -> list[Column[Member]]:
    def quiet(member: Member) -> Tone:
        return Tone.PLAIN if member.is_here else Tone.QUIET

    return [
        Column(title=tr("Name"), text=lambda m: m.person.name, tone=quiet, width=150),
        Column(title=tr("Short name"), text=lambda m: m.person.key, tone=quiet, width=84),
        Column(title=tr("Role"), text=lambda m: m.role, tone=quiet, width=150),
        Column(title=tr("E-mail"), text=lambda m: m.person.email or "", tone=quiet, width=150),
        Column(
            title=tr("In the case system"),
            text=lambda m: "; ".join(m.person.handler_names),
            tone=quiet,
            stretches=True,
        ),
        Column(title=tr("Login"), text=lambda m: ", ".join(m.person.logins), tone=quiet, width=96),
        Column(title=tr("Password"), text=lambda m: tr("Yes") if m.has_password else "–", tone=quiet, width=84),
        Column(title=tr("Last day"), text=lambda m: m.person.left.isoformat() if m.person.left else "", width=96),
    ]
