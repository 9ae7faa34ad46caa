"""Stands in place of a story until somebody has said why she opens the case: what is not today's work asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QVBoxLayout, QWidget

from mottagning.db import Database
from mottagning.desk import todays
from mottagning.desk.casestory import CaseStory, case_story
from mottagning.desk.todays import OpenBeyond, Why
from mottagning.texts import tr
from mottagning.ui.finding.reason import WIDTH, ReasonForm
from mottagning.ui.theme import grown
from mottagning.ui.tokens import AROUND
from mottagning.ui.widgets.form import label
from mottagning.ui.workplace import Workplace


class WhyOpen(QWidget):
    """Asks for one case at a time; `opened` is called when the reason is written down."""

    def __init__(self, workplace: Workplace, opened: Callable[[], None]) -> None:
        super().__init__()
        self._workplace = workplace
        self._opened = opened
        self._case: int | None = None
        self.form = ReasonForm()
        self.form.setMaximumWidth(grown(WIDTH))
        self.form.stated.connect(self._state)
        column = QVBoxLayout(self)
        column.setContentsMargins(AROUND, AROUND, AROUND, AROUND)
        column.addWidget(label(tr("Why do you open this?"), "title"))
        column.addWidget(self.form)
        column.addStretch(1)
        self.setFocusProxy(self.form)

    def ask(self, case: int) -> None:
        """Ask why this case is opened; while a call is on the line that is the reason, and is noted as such."""
        if case != self._case:
            self._case = case
            self.form.begin()

    def forget(self) -> None:
        """Another case is shown."""
        self._case = None

    def note_call(self, case: int) -> None:
        """A call is on the line: nobody is asked, and it is noted once however often the page reads meanwhile."""
        if case != self._case:
            self._case = case
            self._state("call", "")

    def _state(self, why: Why, words: str) -> None:
        if self._case is not None:
            command = OpenBeyond(by=self._workplace.me, kind="case", ref=self._case, why=why, words=words)
            self._workplace.do(command, done=lambda _changes: self._opened(), failed=self.form.refuse)


def story_or_why(database: Database, case: int, me: int | None, now: datetime) -> CaseStory | str:
    """The story of a case; "ask" when she has to say first why she opens it, "call" when a call on the line says it."""
    with database.reading():
        story = case_story(database, case, now)  # one that is gone is no matter of reasons
        if not todays.needs_reason(database, "case", case, me, now):
            return story
        return "ask" if todays.on_the_line(database, me, now) is None else "call"
