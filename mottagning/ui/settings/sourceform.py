"""The card on which a source of the case list is added or changed, looked at now, confirmed, or removed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget
from shiboken6 import isValid

from mottagning.cases.collecting import Collected, Look
from mottagning.cases.mappings import saved_mappings
from mottagning.cases.sources import RemoveSource, SaveSource, Source, SourceState
from mottagning.texts import tr
from mottagning.ui.settings.firstlead import password_field
from mottagning.ui.settings.outside import may_ask
from mottagning.ui.theme import grown
from mottagning.ui.tokens import BETWEEN, INSIDE, Tone
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.fields import number_field
from mottagning.ui.widgets.form import Form, beside, button, danger_button, primary_button, quiet_button
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.workplace import Workplace, as_trouble

_MOST_MINUTES = 1440


class SourceForm(QWidget):
    """A folder that is watched, or a view of a database. `done` after it was saved or removed."""

    done = Signal()

    def __init__(
        self, workplace: Workplace, data: Path, kind: str, state: SourceState | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._data = data
        self._kind = kind
        self._state = state
        self._shown = state.shown if state else frozenset()
        self._make_fields()
        self.notice = Notice()
        self.ok = primary_button(tr("Save"), self._save)
        self.look_button = button(tr("Look now"), partial(self._look, False))
        self.confirm_button = danger_button(tr("Take it all the same"), partial(self._look, True))
        self.again_button = button(tr("Try again"), self._try_again)
        self.again_button.setToolTip(tr("What was refused comes once more, by the mapping as it is now."))
        self.remove_button = quiet_button(tr("Remove the source"), self._remove)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        lines.addWidget(self._form())
        lines.addWidget(self.notice)
        lines.addWidget(beside(self.confirm_button, self.again_button))
        lines.addSpacing(BETWEEN - INSIDE)
        lines.addWidget(beside(self.ok, self.look_button, None, self.remove_button))
        self.setFocusProxy(self.place if state else self.name)
        self._fill()
        workplace.read(self, saved_mappings, lambda found: self._offer([mapping.name for mapping in found]))

    def _make_fields(self) -> None:
        self.name, self.place, self.pattern = QLineEdit(), QLineEdit(), QLineEdit("*.csv; *.xlsx")
        self.mapping = QComboBox()
        self.afterwards = Choice(
            tr("Afterwards"),
            [("remove", tr("Remove the file")), ("keep", tr("Keep it encrypted for 30 days"))],
            "remove",
        )
        self.query = QPlainTextEdit()
        self.query.setTabChangesFocus(True)
        self.query.setMaximumHeight(grown(72))
        self.password = password_field()
        self.minutes = number_field(1, _MOST_MINUTES, 60)

    def _form(self) -> Form:
        form = Form()
        form.add(tr("Name"), self.name, "" if self._state else tr("What the source is called here."))
        if self._kind == "folder":
            form.add(tr("Folder"), self._chosen_place())
            form.add(tr("Files"), self.pattern, tr("With a semicolon between several."))
            form.add(tr("Afterwards"), self.afterwards)
        else:
            example = "postgresql://user@host/database"
            form.add(tr("Address"), self.place, tr("As {example}, or sqlite:///C:/folder/file.db.", example=example))
            form.add(tr("Password"), self.password)
            form.add(tr("View"), self.query, tr("The name of a view, or a SELECT. Nothing is changed there."))
            form.add(tr("Minutes"), self.minutes, tr("Between two looks."))
        form.add(tr("Mapping"), self.mapping, tr("Which column is what. On the cases page it is made with a file."))
        return form

    def _chosen_place(self) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.place, 1)
        row.addWidget(quiet_button(tr("Choose…"), self._choose_folder))
        made.setFocusProxy(self.place)
        return made

    def _fill(self) -> None:
        state = self._state
        is_held = state is not None and state.held is not None
        self.look_button.setVisible(state is not None)
        self.remove_button.setVisible(state is not None)
        self.confirm_button.setVisible(is_held)
        self.again_button.setVisible(state is not None and state.refused is not None)
        if state is None:
            return
        source = state.source
        self.name.setText(source.name)
        self.name.setReadOnly(True)
        self.place.setText(source.place)
        self.pattern.setText(source.pattern)
        self.afterwards.set_value(source.afterwards)
        self.query.setPlainText(source.query)
        self.password.setPlaceholderText(tr("Unchanged"))
        self.minutes.setValue(source.minutes)
        if sentence := state.error or state.held or state.refused:
            self.notice.say(sentence, Tone.BAD if state.error else Tone.WARN)

    def _offer(self, names: list[str]) -> None:
        self.mapping.clear()
        for name in names:
            self.mapping.addItem(name, name)
        if self._kind == "database":
            self.mapping.addItem(tr("A new one, by the columns of the view"), "")
        if self._state is not None:
            self.mapping.setCurrentText(self._state.source.mapping)

    def source(self) -> Source:
        """What the form says."""
        return Source(
            name=self.name.text().strip(),
            kind=self._kind,
            place=self.place.text().strip(),
            mapping=str(self.mapping.currentData() or self.name.text().strip()),
            query=self.query.toPlainText().strip(),
            pattern=self.pattern.text().strip(),
            afterwards=str(self.afterwards.value()),
            minutes=self.minutes.value(),
            password=self.password.text(),
        )

    def _save(self) -> None:
        if self.mapping.currentData() == "":
            self._make_mapping()
        else:
            self._keep()

    def _make_mapping(self) -> None:
        """Ask the database for its columns first."""
        from mottagning.cases import collecting

        database, source, me = self._workplace.database, self.source(), self._workplace.me
        if source.kind == "database" and not may_ask(self._refuse):
            return
        self.notice.say(tr("Looking…"), Tone.QUIET)
        self._workplace.tasks.network(
            lambda: collecting.map_view(database, source, by=me),
            lambda _report: self._keep() if isValid(self) else None,
            self._refuse,
        )

    def _keep(self) -> None:
        command = SaveSource(by=self._workplace.me, source=self.source())
        said = tr("The source {name} is saved.", name=command.source.name)
        self._workplace.do(command, said, lambda _changes: self.done.emit(), self._refuse)

    def _remove(self) -> None:
        assert self._state is not None
        name = self._state.source.name
        command = RemoveSource(by=self._workplace.me, name=name)
        said = tr("The source {name} is removed. What came from it stays.", name=name)
        self._workplace.do(command, said, lambda _changes: self.done.emit(), self._refuse)

    def _look(self, confirm: bool) -> None:
        """Look at the source as it is saved, behind what the desk writes."""
        from mottagning.care import feeding

        self._begin(partial(feeding.look_now, confirm=confirm, shown=self._shown))

    def _try_again(self) -> None:
        from mottagning.care import feeding

        self._begin(feeding.try_again)

    def _begin(self, look: Callable[..., Look]) -> None:
        assert self._state is not None
        if self._state.source.kind == "database" and not may_ask(self._refuse):
            return
        workplace = self._workplace
        work = partial(
            look,
            workplace.database,
            self._state.source.name,
            self._data,
            by=workplace.me,
            wait=workplace.tasks.stopping.wait,
            carry_out=workplace.carry_out_behind,
        )
        self._hold_on(True)
        self.notice.say(tr("Looking…"), Tone.QUIET)
        workplace.tasks.network(work, self._looked, self._refuse)

    def _looked(self, look: Look) -> None:
        if not isValid(self):
            return
        self._hold_on(False)
        held = [feed.report for feed in look.feeds if feed.outcome == "held"]
        if look.feeds:
            self._shown = frozenset(report.foreseen.digest for report in held if report and report.foreseen)
            self.again_button.setVisible(any(feed.outcome == "refused" for feed in look.feeds))
        self.confirm_button.setVisible(bool(held))
        if look.error is not None:
            self.notice.say(look.error, Tone.BAD)
        elif look.feeds:
            is_taken = all(feed.outcome == "taken" for feed in look.feeds)
            self.notice.say(" ".join(map(_came_of, look.feeds)), Tone.GOOD if is_taken else Tone.WARN)
        elif look.is_waiting:
            said = tr("A file is there, and may still be being written. It is taken by itself when it is whole.")
            self.notice.say(said, Tone.QUIET)
        else:
            self.notice.say(tr("Nothing new is there."), Tone.QUIET)

    def _refuse(self, error: BaseException) -> None:
        if isValid(self):
            self._hold_on(False)
            self.notice.show_trouble(as_trouble(error))

    def _hold_on(self, busy: bool) -> None:
        for pressed in (self.look_button, self.confirm_button, self.again_button):
            pressed.setEnabled(not busy)

    def _choose_folder(self) -> None:
        dialog = QFileDialog(self, tr("Folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.place.setText(str(Path(name))))
        dialog.open()


def _came_of(feed: Collected) -> str:
    """What came of one file or look."""
    if feed.outcome != "taken" or feed.report is None:
        return feed.sentence or ""
    report = feed.report
    counts = {"new": report.new, "changed": report.changed, "closed": report.closed}
    return tr("{name} is taken: {new} new, {changed} changed, {closed} closed.", name=feed.name, **counts)
