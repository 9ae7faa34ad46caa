"""Everything that a search found: cases and contacts, narrowed down by clicking, opened by Enter or a double click."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from mottagning.changes import Changes
from mottagning.contacts.model import CHANNELS
from mottagning.contacts.newest import Narrowing
from mottagning.texts import tr
from mottagning.ui.desk import words
from mottagning.ui.finding import rows
from mottagning.ui.finding.rows import Answer
from mottagning.ui.theme import grown
from mottagning.ui.tokens import BETWEEN, INSIDE
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.form import below, hairline, label, link_button
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.widgets.steering import Steering
from mottagning.ui.workplace import Workplace

WIDTH = 1080
_HEIGHT = 620
_NARROWING = 210
_CONTACTS, _CASES = 100, 30
_SOON_MS = 60
_KINDS = ("contact", "case")
_DAYS = {"week": 7, "month": 30, "year": 365}


class ResultsView(QWidget):
    """The field, what it is narrowed to, and the hits. `opened` gives ("case" or "contact", id)."""

    opened = Signal(object)
    cases_asked = Signal(str)

    def __init__(self, workplace: Workplace, text: str) -> None:
        super().__init__()
        self._workplace = workplace
        self._asked = 0
        self.search = QLineEdit(text)
        self.search.setPlaceholderText(tr("Name, number, code, word or “phrase”…"))
        self.search.setAccessibleName(tr("Search"))
        self.search.setClearButtonEnabled(True)
        self.list = RowList(tr("Found"), inset=INSIDE)
        Steering(self.search, self.list)
        self.list.opened.connect(self._open)
        self.channel = Choice(
            tr("Channel"), (("all", tr("All")), *((each, tr(words.CHANNELS[each])) for each in CHANNELS)), "all"
        )
        self.since = Choice(
            tr("When"),
            (("all", tr("Any time")), ("week", tr("7 days")), ("month", tr("30 days")), ("year", tr("A year"))),
            "all",
        )
        states = (("all", tr("All")), ("open", tr("Open")), ("closed", tr("Closed ones")))
        self.state = Choice(tr("State"), states, "all")
        self.owner = Choice(tr("Whose"), (("all", tr("Everybody's")), ("mine", tr("Mine"))), "all")
        self.case = Choice(tr("Case"), (("all", tr("All")), ("with", tr("With")), ("without", tr("Without"))), "all")
        self._lay_out()
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._read)
        self.search.textChanged.connect(lambda _text: self._soon.start())
        self.search.returnPressed.connect(lambda: self._open(self.list.selected_key()))
        for choice in self._choices():
            choice.chosen.connect(lambda _value: self._read())
        workplace.changed.connect(self._changed)
        self.setFocusProxy(self.search)
        self._read()

    def _changed(self, changes: Changes) -> None:
        if changes.concerns(*_KINDS):
            self._soon.start()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, _HEIGHT)

    def hasHeightForWidth(self) -> bool:
        return False  # the list takes what there is

    def look_for(self, text: str) -> None:
        """Show what answers this instead."""
        self.search.setText(text)

    def _choices(self) -> tuple[Choice, ...]:
        return self.channel, self.since, self.state, self.owner, self.case

    def _lay_out(self) -> None:
        narrowing = below(
            *(below(label(each.accessibleName(), "quiet"), each, between=2) for each in self._choices()),
            between=BETWEEN,
        )
        narrowing.setFixedWidth(grown(_NARROWING))
        side = QVBoxLayout()
        side.addWidget(narrowing)
        side.addStretch(1)
        hint = label(
            tr("“two words” beside each other, -word left out. A word is found in all its forms."), "quiet", wraps=True
        )
        side.addWidget(hint)
        side.addWidget(
            link_button(tr("Look in the case list"), lambda: self.cases_asked.emit(self.search.text().strip())),
            0,
            Qt.AlignmentFlag.AlignLeft,
        )
        found = QVBoxLayout()
        found.setSpacing(INSIDE)
        found.addWidget(self.search)
        found.addWidget(self.list, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(BETWEEN)
        row.addLayout(found, 1)
        row.addWidget(hairline(vertical=True))
        row.addLayout(side)

    def _read(self) -> None:
        """Ask, unless a later question comes before the answer: then nobody wants that one any more."""
        self._soon.stop()
        self._asked += 1
        asked, text, me, now = self._asked, self.search.text().strip(), self._workplace.me, self._workplace.now()
        narrowing = self._narrowing()

        def take(answer: Answer) -> None:
            if asked == self._asked:
                self._show(answer)

        self._workplace.read(
            self,
            lambda database: rows.read(
                database, text, me, now, shown=_CONTACTS, cases_shown=_CASES, narrowing=narrowing
            ),
            take,
            in_order=False,
        )

    def _narrowing(self) -> Narrowing:
        chosen: list[Any] = [None if each.value() == "all" else each.value() for each in self._choices()]
        channel, since, state, owner, case = chosen
        return Narrowing(
            channel=channel,
            since=self._workplace.now() - timedelta(days=_DAYS[since]) if since else None,
            state=state,
            owner=self._workplace.me if owner else None,
            has_case=None if case is None else case == "with",
        )

    def _show(self, answer: Answer) -> None:
        groups = rows.groups(answer)
        self.list.set_empty_sentence(
            tr("Nothing has all of these words. Try fewer, or the beginning of one.")
            if answer.text
            else tr("Type a name, a number, a code or a word.")
        )
        self.list.set_groups(groups)
        if self.list.selected_key() is None and groups:
            self.list.select(groups[0].rows[0].key)

    def _open(self, key: object) -> None:
        if isinstance(key, tuple):
            self.opened.emit(key)
