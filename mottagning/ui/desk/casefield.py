"""The field for "who, or which case": what somebody types is looked for at once, and arrows and Enter pick."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from mottagning.cases.find import FoundCase, find
from mottagning.db import Database
from mottagning.texts import tr
from mottagning.ui.desk import words
from mottagning.ui.theme import grown
from mottagning.ui.tokens import INSIDE, ROW, STEP, Tone
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.widgets.rows import Row
from mottagning.ui.workplace import Workplace
from mottagning.worktime import ZONE

_MOST = 8
_SHOWN = 4
_SURE = ("code", "personal_id")
"""What is picked unseen, when Enter came before the only hit: never a name or a number."""
_STEPS = (Qt.Key.Key_Up, Qt.Key.Key_Down)


class CaseField(QWidget):
    """A field with its hits beneath. `picked` gives the id of a case and its code; `moved_on` is Enter with no hit.

    `suggest` shows rows while nothing is typed.
    """

    picked = Signal(int, str)
    moved_on = Signal()

    def __init__(self, workplace: Workplace, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._suggested: tuple[Row, ...] = ()
        self._codes: dict[int, str] = {}
        self._asked = 0
        self._is_asking = False
        self._pick_when_found = False
        self._hits: tuple[FoundCase, ...] = ()
        self.field = QLineEdit()
        self.field.setAccessibleName(name)
        self.field.setPlaceholderText(tr("Code, name, number, address or personal identity number"))
        self.field.textChanged.connect(self._look)
        self.field.installEventFilter(self)
        self.list = RowList(tr("Cases found"), inset=INSIDE)
        self.list.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.list.opened.connect(self._pick)
        self.list.clicked.connect(lambda _index: self.pick())
        self.list.hide()
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(STEP)
        lines.addWidget(self.field)
        lines.addWidget(self.list)
        self.setFocusProxy(self.field)

    def text(self) -> str:
        """What is typed."""
        return self.field.text().strip()

    def hits(self) -> tuple[FoundCase, ...]:
        """The cases that answer what is typed now."""
        return self._hits

    def clear(self) -> None:
        """Nothing is typed."""
        self.field.clear()

    def suggest(self, rows: tuple[Row, ...], codes: dict[int, str]) -> None:
        """Cases to choose from before anything is typed; `codes` by the keys of the rows."""
        self._suggested = rows
        self._codes |= codes
        if not self.text():
            self._show(rows)

    def pick(self) -> None:
        """Take the hit that is chosen."""
        self._pick(self.list.selected_key())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in _STEPS and self.list.isVisible():
                self.list.keyPressEvent(event)
                return True
            plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
                self._enter()
                return True
        return super().eventFilter(watched, event)

    def _enter(self) -> None:
        if self._is_asking:  # somebody writes faster than we find
            self._pick_when_found = True
            self.moved_on.emit()
        elif self.list.isVisible() and self.list.selected_key() is not None:
            self.pick()
        else:
            self.moved_on.emit()

    def _look(self) -> None:
        self._asked += 1
        self._is_asking = self._pick_when_found = False
        asked, query = self._asked, self.text()
        self._hits = ()
        if len(query) < 2:
            self._show(self._suggested if not query else ())
            return
        self._is_asking = True
        today = self._workplace.now().astimezone(ZONE).date()

        def ask(database: Database) -> tuple[FoundCase, ...]:
            return find(database, query, _MOST, today)

        self._workplace.read(self, ask, lambda hits: self._take(asked, hits), in_order=False)

    def _take(self, asked: int, hits: tuple[FoundCase, ...]) -> None:
        if asked != self._asked:
            return
        self._is_asking = False
        self._hits = hits
        self._codes |= {hit.case.id: hit.case.code for hit in hits}
        self._show(tuple(hit_row(hit) for hit in hits), chosen=bool(hits) and hits[0].by != "name_misspelt")
        if self._pick_when_found and len(hits) == 1 and hits[0].by in _SURE:
            self._pick(hits[0].case.id)
        self._pick_when_found = False

    def _show(self, rows: tuple[Row, ...], chosen: bool = True) -> None:
        self.list.set_rows(rows)
        self.list.setVisible(bool(rows))
        self.list.setFixedHeight(min(len(rows), _SHOWN) * grown(ROW))
        if rows and chosen:
            self.list.select(rows[0].key)
        else:
            self.list.setCurrentIndex(QModelIndex())

    def _pick(self, key: object) -> None:
        if isinstance(key, int):
            self.picked.emit(key, self._codes.get(key, ""))


def hit_row(hit: FoundCase) -> Row:
    """A case that answers, by code, and through whom it was found."""
    case = hit.case
    if case.protected:
        return Row(key=case.id, title=case.code, detail=tr("Protected identity"), icon="lock", strong=True)
    kind = words.category(case.category, {})
    party = f"{hit.name} ({words.party(hit.role).lower()})" if hit.name and hit.role else (hit.name or "")
    said = (party, case.type or kind.word, words.stage(case.stage))
    return Row(
        key=case.id,
        title=case.code,
        detail=" · ".join(part for part in said if part),
        icon="cases",
        hue=kind.hue,
        right=case.handler or "",
        strong=True,
        word=tr("Closed") if case.closed else (tr("Name like this") if hit.by == "name_misspelt" else ""),
    )


def suggested_row(hit: FoundCase, *, threat: bool = False) -> Row:
    """A case that the caller's number is on: whose number it is, but no name before it is known who calls.

    A `threat` is told at once, however the call goes on.
    """
    case = hit.case
    kind = words.category(case.category, {})
    reason = tr("The number is on the case: {role}", role=words.party(hit.role or "other").lower())
    said = [reason, case.type or kind.word, words.stage(case.stage)]
    if threat and case.handler:
        said.append(case.handler)  # to the right she would stand in red
    return Row(
        key=case.id,
        title=case.code,
        detail=" · ".join(said),
        icon="cases",
        hue=kind.hue,
        right="" if threat else case.handler or "",
        strong=True,
        tone=Tone.BAD if threat else Tone.PLAIN,
        word=tr("Threat") if threat else tr("Closed") if case.closed else "",
    )
