"""The card on which a draft is published: what it changes of what everybody sees, and a line of why."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from mottagning.changes import Changes
from mottagning.rota import versions
from mottagning.rota.plans import Moved, Publish
from mottagning.rota.replanning import Change
from mottagning.texts import tr, trn
from mottagning.ui.rota import changelines
from mottagning.ui.rota.cells import Names
from mottagning.ui.rota.history import History
from mottagning.ui.theme import grown
from mottagning.ui.tokens import DENSE_ROW, INSIDE
from mottagning.ui.widgets.form import Form, beside, label, primary_button
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.workplace import Workplace

WIDTH = 560
_LONGEST_WHY = 200
_MOST_LINES = 12


class PublishCard(QWidget):
    """`finished` when it is published; `refused` takes what stands in the way."""

    finished = Signal()

    def __init__(
        self,
        workplace: Workplace,
        history: History,
        names: Names,
        plan: int,
        refused: Callable[[BaseException], None],
    ) -> None:
        super().__init__()
        self._workplace = workplace
        self._history = history
        self._names = names
        self._plan = plan
        self._refused = refused
        self._seen: frozenset[Moved] = frozenset()
        self.why = QLineEdit()
        self.why.setMaxLength(_LONGEST_WHY)
        self.why.setPlaceholderText(tr("For example: new phone hours from January"))
        self.count = label("", "strong")
        self.list = RowList(tr("What is changed"), icons=False, inset=INSIDE, dense=True)
        self.publish = primary_button(tr("Publish"), self._publish)
        self.why.returnPressed.connect(self.publish.click)
        form = Form()
        form.add(
            tr("&Why, in a line"),
            self.why,
            tr("Everybody can read it among the versions. Do not write why somebody is away."),
        )
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        for part in (form, self.count, self.list, beside(None, self.publish)):
            lines.addWidget(part)
        self.list.hide()
        self.publish.setEnabled(False)
        self.setFocusProxy(self.why)
        workplace.read(self, lambda database: versions.to_come(database, plan), self._show)

    def _show(self, changes: tuple[Change, ...]) -> None:
        self._seen = frozenset((each.date, each.post, each.before, each.after) for each in changes)
        self.publish.setEnabled(True)
        said = trn("{n} shift is changed", "{n} shifts are changed", len(changes))
        self.count.setText(said if changes else tr("No shift is changed."))
        self.list.setVisible(bool(changes))
        self.list.setFixedHeight(min(len(changes), _MOST_LINES) * grown(DENSE_ROW))
        self.list.set_rows(changelines.rows(changes, self._names))

    def _publish(self) -> None:
        self.publish.setEnabled(False)
        command = Publish(by=self._workplace.me, plan=self._plan, why=self.why.text(), seen=self._seen)
        self._history.do(
            command, tr("The rota is published: everybody sees it now."), done=self._finish, failed=self._fail
        )

    def _finish(self, _changes: Changes) -> None:
        self.finished.emit()

    def _fail(self, error: BaseException) -> None:
        self._refused(error)
        self.finished.emit()
