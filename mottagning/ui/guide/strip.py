"""Who is not available and who is in today, as a narrow column beside a page. Enter on a line tells all of it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mottagning.changes import Changes
from mottagning.db import Database
from mottagning.desk import whoisin
from mottagning.desk.whoisin import Today
from mottagning.texts import tr
from mottagning.ui.guide.lines import person_row
from mottagning.ui.refreshing import Refreshing
from mottagning.ui.theme import grown
from mottagning.ui.tokens import BETWEEN, INSIDE
from mottagning.ui.widgets.form import beside, label, quiet_button
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.widgets.rows import Group
from mottagning.ui.workplace import Workplace

WIDTH = 300
_KINDS = ("person", "absence", "rota", "setting")


class WhoIsInStrip(QWidget):
    """Those who are not available come first: it is they who must be covered."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self.setFixedWidth(grown(WIDTH))
        self.list = RowList(tr("Who is in"), icons=False, inset=INSIDE)
        self.list.opened.connect(lambda key: workplace.wanted.emit("lookup", key))
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, BETWEEN, 0, 0)
        lines.setSpacing(INSIDE)
        title = label(tr("Who is in"), "title")
        title.setContentsMargins(INSIDE, 0, 0, 0)
        self.away = quiet_button(tr("Away today…"), lambda: workplace.wanted.emit("away", None))
        self.away.setToolTip(tr("Somebody is away today ({keys})", keys="Alt+B"))
        lines.addWidget(beside(title, None, self.away))
        lines.addWidget(self.list, 1)
        self._refreshing = Refreshing(self, self._read)
        self._refreshing.ask()
        workplace.changed.connect(self._changed)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refreshing.shown()

    def _changed(self, changes: Changes) -> None:
        if changes.concerns(*_KINDS):
            self._refreshing.ask()

    def _read(self) -> None:
        now = self._workplace.now()

        def read(database: Database) -> Today:
            return whoisin.today(database, now)

        self._workplace.read(self, read, self._show, self._fail)

    def _fail(self, error: BaseException) -> None:
        self._refreshing.done()
        self._workplace.tell(error)

    def _show(self, found: Today) -> None:
        now = self._workplace.now()
        groups = (
            ("away", tr("Not available"), found.away if found.is_open else ()),
            ("here", tr("In today"), found.here),
        )
        self.list.set_empty_sentence(tr("The reception is shut today."))  # not said before it is known
        self.list.set_groups(
            [
                Group(key=key, title=title, rows=tuple(replace(person_row(each, now), icon="") for each in people))
                for key, title, people in groups
                if people
            ]
        )
        self._refreshing.done()
