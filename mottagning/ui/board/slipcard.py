"""The small card of one slip: where the case stands, who has it, its deadlines and next step. It can be read only."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from mottagning.db import Database
from mottagning.desk.caseside import CaseSide, case_side
from mottagning.texts import tr
from mottagning.ui.cases.facts import Deadlines, next_line
from mottagning.ui.desk import casefacts, words
from mottagning.ui.tokens import BETWEEN, INSIDE
from mottagning.ui.widgets.form import Form, beside, hairline, label, primary_button
from mottagning.ui.widgets.marks import Square
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.workplace import Workplace


class SlipCard(QWidget):
    """Reads the case and shows it, without anything that points at a person."""

    def __init__(self, workplace: Workplace, case: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = workplace.now()
        self.open = primary_button(tr("Open the case"), lambda: workplace.wanted.emit("case", case))
        self.notice = Notice()
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(BETWEEN)
        self._lines.addWidget(self.notice)
        self._lines.addWidget(beside(self.open))
        self.setFocusProxy(self.open)
        now = self._now

        def read(database: Database) -> CaseSide:
            return case_side(database, case, now, lately=0)

        workplace.read(self, read, self._show, lambda error: self.notice.say(str(error)))

    def _show(self, side: CaseSide) -> None:
        case = side.card.case
        category = words.category("follow_up" if case.stage == "follow_up" else case.category, side.colours)
        said = " · ".join(part for part in (category.word, case.type) if part)
        form = Form()
        form.add(tr("Stage"), label(casefacts.stage(side)))
        form.add(tr("Handler"), label(casefacts.handler(side)))
        if not case.protected and (coming := next_line(case, self._now)):
            form.add(tr("Next"), label(coming, wraps=True))
        if case.deadlines:
            form.wide(hairline())
            form.wide(Deadlines(case.deadlines, self._now))
        self._lines.insertWidget(0, beside(Square(category.hue), label(said, "quiet"), between=INSIDE))
        self._lines.insertWidget(1, form)
