"""What stands under the search field while one types: colleagues, units, emergency cards, cases and contacts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from mottagning.db import Database
from mottagning.texts import tr
from mottagning.ui.finding import rows as hits
from mottagning.ui.finding.rows import Answer
from mottagning.ui.guide import lines
from mottagning.ui.guide.lines import Known
from mottagning.ui.theme import colours_of, grown
from mottagning.ui.tokens import CORNER, HEADING_ROW, INSIDE, ROW, STEP
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.widgets.rows import Group, Heading, Row
from mottagning.ui.widgets.topbar import SearchField
from mottagning.ui.workplace import Workplace

_MOST = 3
_CASES, _CONTACTS = 4, 6
_LEAST = 2
"""Letters before anything is looked for."""
_WIDEST = 640
_FRESH = timedelta(seconds=60)


class FoundList(QWidget):
    """Floats over the page. The arrow down goes from the field into it; Enter in the field shows all that was found.

    `picked` gives the key of a row: ("case" or "contact", id), that of a colleague, unit or card, and of the last row,
    which shows all, ("all", what is typed). An answer to what is no longer typed is dropped.
    """

    picked = Signal(object)

    def __init__(self, over: QWidget, field: SearchField, workplace: Workplace) -> None:
        super().__init__(over)
        self._over = over
        self._field = field
        self._workplace = workplace
        self._known: Known | None = None
        self._text = ""
        self._asking = False
        self.list = RowList(tr("Found"), inset=INSIDE)
        self.list.opened.connect(self.picked)
        self.list.clicked.connect(lambda _index: self._pick(self.list.selected_key()))
        column = QVBoxLayout(self)
        column.setContentsMargins(STEP, STEP, STEP, STEP)
        column.addWidget(self.list)
        field.installEventFilter(self)
        self.list.installEventFilter(self)
        over.installEventFilter(self)
        workplace.changed.connect(self._forget)
        self.hide()

    def look_for(self, text: str) -> None:
        """Show what has these words, and that Enter shows all of it."""
        self._text = text.strip()
        if len(self._text) < _LEAST or self._workplace.session is None:
            self.hide()
        elif not self._asking:  # else this one is asked for when that answer comes
            self._ask()

    def _ask(self) -> None:
        self._asking = True
        text, me, now, known = self._text, self._workplace.me, self._workplace.now(), self._known
        is_fresh = known is not None and abs(now - known.at) < _FRESH

        def work(database: Database) -> tuple[Known, Answer]:
            found = hits.read(database, text, me, now, shown=_CONTACTS, cases_shown=_CASES)
            return known if known is not None and is_fresh else lines.read(database, now), found

        self._workplace.read(self, work, self._take, self._fail)

    def _forget(self, _changes: object) -> None:
        self._known = None

    def _take(self, read: tuple[Known, Answer]) -> None:
        self._asking = False
        self._known, answer = read
        if len(self._text) < _LEAST or not self._field.hasFocus() or self._workplace.session is None:
            return
        if answer.text != self._text:
            self._ask()
        else:
            self._show(self._known, answer)

    def _fail(self, error: BaseException) -> None:
        self._asking = False
        self._workplace.tell(error)

    def _show(self, known: Known, answer: Answer) -> None:
        groups = (
            Group(key="guide", title="", rows=lines.best(known, self._text, _MOST)),
            *hits.groups(answer),
            Group(key="all", title="", rows=(_to_all(self._text),)),
        )
        groups = _fitting(groups, self._room())
        self.list.set_groups(groups)
        self.list.clearSelection()
        self.list.setCurrentIndex(self.list.rows.index(-1))
        self.show()
        self._place(_height(groups))
        self.raise_()

    def _pick(self, key: object) -> None:
        if key is not None:  # a click on a heading folds it
            self.picked.emit(key)

    def _corner(self) -> QPoint:
        """Where it begins, under the field."""
        return self._field.mapTo(self._over, QPoint(0, self._field.height() + STEP))

    def _room(self) -> int:
        """How high its rows may be altogether."""
        return self._over.height() - self._corner().y() - INSIDE - 2 * STEP

    def _place(self, height: int) -> None:
        over, corner = self._over, self._corner()
        width = min(max(self._field.width(), _WIDEST), over.width() - 2 * INSIDE)
        left = min(corner.x(), over.width() - width - INSIDE)
        self.setGeometry(left, corner.y(), width, min(height, self._room()) + 2 * STEP)

    def _first(self) -> int:
        """The place of the first row, below a heading if there is one."""
        items = self.list.rows.items()
        return next(place for place, item in enumerate(items) if isinstance(item, Row))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.FocusOut:
            QTimer.singleShot(0, self, self._hide_unless_used)
        elif kind == QEvent.Type.Resize and watched is self._over:
            self.hide()
        elif self.isVisible() and kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if watched is self._field and event.key() == Qt.Key.Key_Down:
                self.list.setFocus(Qt.FocusReason.TabFocusReason)
                self.list.setCurrentIndex(self.list.rows.index(self._first()))
                return True
            if watched is self.list and self._leaves(event):
                self._field.setFocus(Qt.FocusReason.BacktabFocusReason)
                if event.key() == Qt.Key.Key_Escape:
                    self.hide()
                return True
            if watched is self.list and self._passes_heading(event):
                return True
        return super().eventFilter(watched, event)

    def _leaves(self, event: QKeyEvent) -> bool:
        """Whether the key leads from the list back to the field."""
        is_first = self.list.currentIndex().row() <= self._first()
        return event.key() == Qt.Key.Key_Escape or (event.key() == Qt.Key.Key_Up and is_first)

    def _passes_heading(self, event: QKeyEvent) -> bool:
        """From hit to hit: whoever presses Down and Enter wants something open, not a heading folded."""
        step = {Qt.Key.Key_Down.value: 1, Qt.Key.Key_Up.value: -1}.get(event.key(), 0)
        items = self.list.rows.items()
        place = self.list.currentIndex().row() + step
        is_heading = bool(step) and 0 < place < len(items) - 1 and isinstance(items[place], Heading)
        if is_heading:
            self.list.setCurrentIndex(self.list.rows.index(place + step))
        return is_heading

    def _hide_unless_used(self) -> None:
        if QApplication.focusWidget() not in (self._field, self.list):
            self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = colours_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.edge), 1))
        painter.setBrush(QColor(colours.surface))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)


def _height(groups: tuple[Group, ...]) -> int:
    return sum(grown(ROW) * len(group.rows) + grown(HEADING_ROW) * bool(group.title) for group in groups)


def _fitting(groups: tuple[Group, ...], room: int) -> tuple[Group, ...]:
    """As many rows as are seen whole: the last one, which shows all, is worth more than the last hits."""
    while _height(groups) > room and any(len(group.rows) > 1 for group in groups):
        longest = max(groups, key=lambda group: len(group.rows))
        shorter = replace(longest, rows=longest.rows[:-1], count=longest.count or len(longest.rows))
        groups = tuple(shorter if group is longest else group for group in groups)
    return groups


def _to_all(text: str) -> Row:
    return Row(key=("all", text), title=tr("Show everything that was found"), detail=text, icon="search", right="Enter")
