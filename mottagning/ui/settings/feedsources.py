"""Where the case list comes from by itself: each source, how it went, and the way to add one or change it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from mottagning.cases import sources
from mottagning.cases.sources import SourceState
from mottagning.changes import Changes
from mottagning.texts import tr
from mottagning.ui import when
from mottagning.ui.lead.standings import source_words
from mottagning.ui.main_window import MainWindow
from mottagning.ui.settings.section import Section
from mottagning.ui.settings.sourceform import SourceForm
from mottagning.ui.tokens import INSIDE
from mottagning.ui.widgets.form import beside, button, primary_button
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.widgets.rows import Row
from mottagning.ui.workplace import Workplace


class FeedSourcesSection(Section):
    """Watched folders and views of a database, one a row; `data` is the data folder."""

    def __init__(self, workplace: Workplace, data: Path) -> None:
        why = tr("A folder is watched, or a view of the case system's database is read. The cases page reads a file.")
        super().__init__(tr("Sources of the case list"), why, scrolls=False)
        self._workplace = workplace
        self._data = data
        self._states: dict[object, SourceState] = {}
        self.list = RowList(tr("Sources of the case list"), inset=INSIDE)
        self.list.set_empty_sentence(
            tr("Nothing comes by itself yet. Watch the folder to which the case system exports.")
        )
        self.list.opened.connect(self._change)
        self.list.acted.connect(self._change)
        self.folder_button = primary_button(tr("Watch a folder…"), partial(self._open, "folder", None))
        self.database_button = button(tr("Read a database…"), partial(self._open, "database", None))
        self.lines.addWidget(beside(self.folder_button, self.database_button))
        self.lines.addWidget(self.list, 1)
        self.setFocusProxy(self.list)
        workplace.changed.connect(self._changed)
        self._refresh()

    def _changed(self, changes: Changes) -> None:
        if changes.concerns("feed"):
            self._refresh()

    def _refresh(self) -> None:
        self._workplace.read(self, sources.states, self._show)

    def _show(self, found: tuple[SourceState, ...]) -> None:
        self._states = {state.source.name: state for state in found}
        self.list.set_rows([self._row(state) for state in found])

    def _row(self, state: SourceState) -> Row:
        detail, tone, word = source_words(state)
        return Row(
            key=state.source.name,
            title=state.source.name,
            detail=detail,
            icon="cases",
            right=when.when(state.taken_at, self._workplace.now()) if state.taken_at else "",
            tone=tone,
            word=word,
            tip=detail,
            action=tr("Change…"),
        )

    def _change(self, key: object) -> None:
        if key in self._states:
            state = self._states[key]
            self._open(state.source.kind, state)

    def _open(self, kind: str, state: SourceState | None) -> None:
        window = self.window()
        assert isinstance(window, MainWindow)
        form = SourceForm(self._workplace, self._data, kind, state)
        title = tr("Watch a folder") if kind == "folder" else tr("Read a database")
        card = window.show_card(state.source.name if state else title, form, width=640)
        form.done.connect(card.slide_out)
