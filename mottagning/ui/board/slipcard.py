"""The small card of one slip: where the case stands, who has it, its deadlines and next step. It can be read only."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from mottagning.board import production
from mottagning.board.production import Slip
from mottagning.cases.list import CaseView, cases_by_id
from mottagning.db import Database
from mottagning.texts import tr, trn
from mottagning.ui.board.slips import next_words, normal_sentence
from mottagning.ui.cases.facts import Deadlines
from mottagning.ui.desk import words
from mottagning.ui.tokens import BETWEEN, INSIDE
from mottagning.ui.widgets.form import Form, beside, hairline, label, primary_button
from mottagning.ui.widgets.marks import Square
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.workplace import Workplace
from mottagning.worktime import ZONE


class SlipCard(QWidget):
    """Reads the case and shows it, without anything that points at a person: a whole room may be looking."""

    def __init__(
        self, workplace: Workplace, slip: Slip, colours: dict[str, str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._now = workplace.now()
        self._slip = slip
        self._category = words.category(slip.category, colours)
        self.open = primary_button(tr("Open the case"), lambda: workplace.wanted.emit("case", slip.case))
        self.notice = Notice()
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(BETWEEN)
        self._lines.addWidget(self.notice)
        self._lines.addWidget(beside(self.open))
        self.setFocusProxy(self.open)
        today = self._now.astimezone(ZONE).date()

        def read(database: Database) -> CaseView | None:
            return cases_by_id(database, (slip.case,), today).get(slip.case)

        workplace.read(self, read, self._show, lambda error: self.notice.say(str(error)))

    def _show(self, case: CaseView | None) -> None:
        if case is None:
            self.notice.say(tr("This case is not in the case list any more."))
            return
        slip = self._slip
        priority = "" if slip.priority is None else tr("prio {priority}", priority=slip.priority)
        said = " · ".join(part for part in (self._category.word, case.type, priority) if part)
        days = "" if slip.days is None else trn("{n} day", "{n} days", slip.days)
        form = Form()
        form.add(tr("Stage"), label(" · ".join(part for part in (words.stage(slip.stage), days) if part)))
        if normal := normal_sentence(slip):
            form.add("", label(normal, "caption", "quiet", wraps=True))
        form.add(tr("Handler"), label(_handler(slip), wraps=True))
        if coming := next_words(slip, self._now):
            form.add(tr("Next"), label(coming, wraps=True))
        if case.deadlines:
            form.wide(hairline())
            form.wide(Deadlines(case.deadlines, self._now))
        self._lines.insertWidget(0, beside(Square(self._category.hue), label(said, "quiet"), between=INSIDE))
        self._lines.insertWidget(1, form)


def _handler(slip: production.Slip) -> str:
    if slip.handler is None:
        return tr("No handler")
    away = tr(words.PRESENCE["out"]) if slip.handler_away else ""
    gone = tr("does not work here any more") if slip.handler_left else away
    return " · ".join(part for part in (slip.handler_name or "", gone) if part)
