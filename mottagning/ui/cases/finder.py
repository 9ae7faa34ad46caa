"""The left column of the cases: the field that finds a case, and the list of those there are."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from mottagning.cases.find import WAYS, find
from mottagning.cases.narrowing import EVERYTHING, Narrowing
from mottagning.cases.recent import Kinds, Which, kinds, recent
from mottagning.db import Database
from mottagning.people.unit import load_unit
from mottagning.texts import N_, tr, trn
from mottagning.ui.cases.caserows import FOUND_BY, case_row, found_row
from mottagning.ui.cases.narrower import Narrower
from mottagning.ui.refreshing import Refreshing
from mottagning.ui.theme import grown
from mottagning.ui.tokens import BETWEEN, INSIDE
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.form import label
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.widgets.rows import Group, Row
from mottagning.ui.widgets.waiting import GreyBars
from mottagning.ui.workplace import Workplace
from mottagning.worktime import ZONE

_TYPING_MS = 120
_SHORTEST = 2
_MOST_FOUND = 30
_WIDEST = 480
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_PARTS: dict[Which, str] = {
    "open": N_("Open cases"),
    "mine": N_("My cases"),
    "unassigned": N_("Without a handler"),
    "late": N_("Overdue cases"),
    "closed": N_("Closed cases"),
}
_EMPTY: dict[Which, str] = {
    "open": N_("No case is open. Cases come here when the case list is read in."),
    "mine": N_("No open case has you as its handler. If that is wrong, the team lead can mend your name under Staff."),
    "unassigned": N_("Every open case has a handler."),
    "late": N_("No case has passed a deadline."),
    "closed": N_("No case has been closed yet."),
}


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the list shall show, and what stands above it."""

    groups: tuple[Group, ...]
    count: str
    kinds: Kinds | None = None


class CaseFinder(QWidget):
    """What is typed is looked for at once; with nothing typed, a part of the list. `chosen` gives the id of a case."""

    chosen = Signal(int)

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self.field = QLineEdit()
        self.field.setAccessibleName(tr("Find a case"))
        self.field.setPlaceholderText(tr("Code, name, number, address or personal identity number"))
        self.field.setClearButtonEnabled(True)
        self.field.installEventFilter(self)
        self.parts = Choice(tr("Which cases"), [(which, tr(word)) for which, word in _PARTS.items()], "open")
        self.narrower = Narrower()
        self.count = label("", "caption", "quiet")
        self.list = RowList(tr("Cases"), icons=False)
        self.list.chosen.connect(self._choose)
        self.list.opened.connect(self._choose)
        self._sought = ""
        """What another part of the window asked for: the only case that has it is chosen."""
        self._bars = GreyBars()
        self._lay_out()
        self.refreshing = Refreshing(self, self._read)
        self._typing = QTimer(self, interval=_TYPING_MS, singleShot=True)
        self._typing.timeout.connect(self.refreshing.now)
        self.field.textChanged.connect(self._on_typed)
        self.parts.chosen.connect(self._on_part)
        self.narrower.chosen.connect(self.refreshing.now)
        self.setFocusProxy(self.field)

    def _lay_out(self) -> None:
        above = QVBoxLayout()
        above.setContentsMargins(BETWEEN, INSIDE, BETWEEN, 0)
        above.setSpacing(INSIDE)
        above.addWidget(self.field)
        above.addWidget(self.parts)
        above.addWidget(self.narrower)
        above.addWidget(self.count)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        lines.addLayout(above)
        lines.addWidget(self._bars)
        lines.addWidget(self.list, 1)
        lines.addStretch(0)
        self.list.hide()
        self.setMinimumWidth(grown(300))
        self.setMaximumWidth(grown(_WIDEST))

    @property
    def query(self) -> str:
        """What is typed, "" when it is too short to look for."""
        typed = self.field.text().strip()
        return typed if len(typed) >= _SHORTEST else ""

    @property
    def _part(self) -> Which:
        """The part of the list that is chosen."""
        part: Which = self.parts.value() or "open"  # type: ignore[assignment]
        return part

    def select(self, case: int | None) -> bool:
        """Mark a case in the list; false when it is not there."""
        if case is not None and self.list.select(case):
            return True
        self.list.clearSelection()
        return False

    def look_up(self, text: str) -> None:
        """Look for `text`, and choose the case if only one has it."""
        self._sought = text.strip()
        self.field.setText(text)
        self.refreshing.now()

    def clear(self) -> None:
        """Nothing is typed, and the open cases are shown: somebody else sits down."""
        self.field.clear()
        self.parts.set_value("open")
        self.narrower.clear()
        self.list.set_rows(())
        self.refreshing.now()

    def _read(self) -> None:
        """Look for what is typed, or read the part of the list that is chosen."""
        self._typing.stop()
        now, asked = self._workplace.now(), self._asked()
        query, which, narrowing, me = asked
        today = now.astimezone(ZONE).date()

        def look(database: Database) -> _Shown:
            colours = dict(load_unit(database).colours)
            if query:
                hits = find(database, query, _MOST_FOUND, today, narrowing=narrowing, while_typing=True)
                found = {way: tuple(found_row(hit, colours, now) for hit in hits if hit.by == way) for way in WAYS}
                groups = (Group(key=way, title=tr(FOUND_BY[way]), rows=rows) for way, rows in found.items() if rows)
                return _Shown(tuple(groups), _how_many_hits(len(hits)))
            part = recent(database, which, me, today, narrowing=narrowing)
            rows = tuple(case_row(case, colours, now) for case in part.cases)
            count = trn("{n} case", "{n} cases", len(rows))
            if len(rows) < part.total:
                count = tr("The first {n} of {total} cases", n=len(rows), total=part.total)
            return _Shown((Group(key=None, title="", rows=rows),), count, kinds(database))

        def show(shown: _Shown) -> None:
            if asked == self._asked():
                self._show(shown)
            self.refreshing.done()

        self._workplace.read(self, look, show, self._fail)

    def _asked(self) -> tuple[str, Which, Narrowing, int | None]:
        """What decides what the list shows: what is typed, else the part; narrowed; and for whom."""
        query = self.query
        return query, "open" if query else self._part, self.narrower.value(), self._workplace.me

    def _fail(self, error: BaseException) -> None:
        self.refreshing.done()
        self._workplace.tell(error)

    def _show(self, shown: _Shown) -> None:
        self._bars.hide()
        self.list.show()
        if shown.kinds is not None:
            self.narrower.offer(shown.kinds)
        nothing = tr("No case answers that. Look at the spelling, or take away some letters.")
        sentence = nothing if self.query else tr(_EMPTY[self._part])
        if self.narrower.value() != EVERYTHING:
            sentence = tr("No case of this stage and category is among them. Show all stages and categories (Esc).")
        self.list.set_empty_sentence(sentence)
        self.list.set_groups(shown.groups)
        self.count.setText(shown.count if any(group.rows for group in shown.groups) else "")
        if self._sought and self._sought == self.query:
            self._sought = ""
            if sum(len(group.rows) for group in shown.groups) == 1:
                self._select_first()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refreshing.shown()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the field, arrows walk through the list and Enter takes the first case when none is chosen."""
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in _MOVES:
                self._move(event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._take_first():
                return True
            if event.key() == Qt.Key.Key_Escape and (self.field.text() or self.narrower.value() != EVERYTHING):
                (self.field if self.field.text() else self.narrower).clear()
                return True
        return super().eventFilter(watched, event)

    def _move(self, event: QKeyEvent) -> None:
        """One step through the list, past the headings."""
        if not self.list.currentIndex().isValid() and self._select_first():
            return
        for _ in range(2):
            before = self.list.currentIndex()
            self.list.keyPressEvent(event)
            if self.list.selected_key() is not None or self.list.currentIndex() == before:
                return

    def _take_first(self) -> bool:
        if self._typing.isActive():
            return False
        return self.list.selected_key() is not None or self._select_first()

    def _select_first(self) -> bool:
        first = next((row for row in self.list.rows.items() if isinstance(row, Row)), None)
        return first is not None and self.list.select(first.key)

    def _on_typed(self) -> None:
        self.parts.set_value(None if self.query else self.parts.value() or "open")
        self._typing.start()

    def _on_part(self, _part: object) -> None:
        if self.field.text():
            self.field.clear()
        self.refreshing.now()

    def _choose(self, case: object) -> None:
        if isinstance(case, int):
            self.chosen.emit(case)


def _how_many_hits(found: int) -> str:
    if found == _MOST_FOUND:
        return tr("The first {n} hits. Type more to see fewer.", n=found)
    return trn("{n} case found", "{n} cases found", found)
