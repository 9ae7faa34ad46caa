"""The unit's routines, one for each kind of contact: the team lead changes them, adds her own, hides the unused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mottagning.changes import Changes
from mottagning.db import Database
from mottagning.desk import routines
from mottagning.desk.routine import Routine
from mottagning.people import guide
from mottagning.people.guide import Entry
from mottagning.texts import tr
from mottagning.ui.desk import words
from mottagning.ui.main_window import MainWindow
from mottagning.ui.settings.routineform import SIGN_WORDS, RoutineForm
from mottagning.ui.settings.section import Section
from mottagning.ui.widgets.form import beside, button, primary_button
from mottagning.ui.widgets.table import Column, Table, TableModel
from mottagning.ui.workplace import Workplace

_WIDEST = 1200
_CARD = 860


@dataclass(frozen=True, slots=True)
class _Line:
    """A routine of the table; `hidden`: nobody at the desk sees it."""

    routine: Routine
    hidden: bool


class RoutinesSection(Section):
    """A table of them; Enter changes the one that is chosen. A hidden one is shown again when it is saved."""

    def __init__(self, workplace: Workplace) -> None:
        why = tr(
            "What to do with each kind of contact. F8 opens the likeliest one beside it. Every wording is kept, and "
            "what was followed can be read afterwards."
        )
        super().__init__(tr("Routines"), why, width=_WIDEST, scrolls=False)
        self._workplace = workplace
        self._lines: dict[str, _Line] = {}
        self._units: Mapping[str, Entry] = {}
        self.model: TableModel[_Line] = TableModel(_columns(), lambda line: line.routine.key)
        self.table = Table(tr("Routines"), self.model)
        self.table.opened.connect(self._change)
        self.add_button = primary_button(tr("Add a routine…"), lambda: self._open(None))
        self.change_button = button(tr("Change…"), lambda: self._change(self.table.selected_key()))
        self.change_button.setEnabled(False)
        self.table.chosen.connect(lambda _key: self.change_button.setEnabled(True))
        self.lines.addWidget(beside(self.add_button, self.change_button))
        self.lines.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        workplace.changed.connect(self._changed)
        self._refresh()

    def _changed(self, changes: Changes) -> None:
        if changes.concerns("setting"):
            self._refresh()

    def _refresh(self) -> None:
        def read(database: Database) -> tuple[list[_Line], dict[str, Entry]]:
            found = [_Line(each, False) for each in routines.load(database)]
            found += [_Line(each, True) for each in routines.hidden(database)]
            return found, {entry.key: entry for entry in guide.load(database).entries}

        self._workplace.read(self, read, lambda found: self._show(*found))

    def _show(self, lines: list[_Line], units: Mapping[str, Entry]) -> None:
        self._lines, self._units = {line.routine.key: line for line in lines}, units
        self.model.set_rows(lines)

    def _change(self, key: object) -> None:
        line = self._lines.get(str(key))
        if line is not None:
            self._open(line)

    def _open(self, line: _Line | None) -> None:
        window = self.window()
        assert isinstance(window, MainWindow)
        form = RoutineForm(self._workplace, line.routine if line is not None else None, self._units)
        if line is not None and line.hidden:
            form.remove.hide()
            form.ok.setText(tr("Save and show"))
        card = window.show_card(line.routine.title if line is not None else tr("New routine"), form, width=_CARD)
        form.done.connect(card.slide_out)


def _columns() -> list[Column[_Line]]:
    return [
        Column(title=tr("Routine"), text=lambda line: line.routine.title, width=220),
        Column(title=tr("Suggested for"), text=lambda line: _when(line.routine), stretches=True),
        Column(title=tr("Steps"), text=lambda line: str(len(line.routine.steps)), number=True, width=64),
        Column(title=tr("Wording"), text=_wording, width=170),
    ]


def _when(routine: Routine) -> str:
    """What points at it, in a line."""
    said = [tr(SIGN_WORDS[sign]) for sign in routine.signs if sign in SIGN_WORDS]
    said += [tr(words.CALLERS[role]) for role in routine.callers if role in words.CALLERS]
    return ", ".join((*said, *routine.keywords))


def _wording(line: _Line) -> str:
    if line.hidden:
        return tr("Hidden")
    return tr("The unit's own, {n}", n=line.routine.version) if line.routine.version else tr("The program's")
