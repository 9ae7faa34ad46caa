"""What stands under the search field while one types: colleagues, units, emergency cards, and the way to the cases."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from mottagning.texts import tr
from mottagning.ui.guide import lines
from mottagning.ui.guide.lines import Known
from mottagning.ui.theme import colours_of
from mottagning.ui.tokens import CORNER, INSIDE, ROW, STEP
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.widgets.rows import Row
from mottagning.ui.widgets.topbar import SearchField
from mottagning.ui.workplace import Workplace

_MOST = 6
_LEAST = 2
"""Letters before anything is looked for."""
_WIDEST = 520
_FRESH = timedelta(seconds=60)


class FoundList(QWidget):
    """Floats over the page. The arrow down goes from the field into it; Enter in the field searches the cases as ever.

    `picked` gives the key of a row: of the last one, which leads to the cases, ("cases", what is typed).
    """

    picked = Signal(object)

    def __init__(self, over: QWidget, field: SearchField, workplace: Workplace) -> None:
        super().__init__(over)
        self._over = over
        self._field = field
        self._workplace = workplace
        self._known: Known | None = None
        self._text = ""
        self.list = RowList(tr("Found beside the cases"), inset=INSIDE)
        self.list.opened.connect(self.picked)
        self.list.clicked.connect(lambda _index: self.picked.emit(self.list.selected_key()))
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(STEP, STEP, STEP, STEP)
        column.addWidget(self.list)
        field.installEventFilter(self)
        self.list.installEventFilter(self)
        over.installEventFilter(self)
        workplace.changed.connect(self._forget)
        self.hide()

    def look_for(self, text: str) -> None:
        """Show what has these words, and that Enter looks among the cases."""
        self._text = text.strip()
        if len(self._text) < _LEAST or self._workplace.session is None:
            self.hide()
            return
        now = self._workplace.now()
        if self._known is not None and abs(now - self._known.at) < _FRESH:
            self._show()
        else:
            self._workplace.read(self, lambda database: lines.read(database, now), self._take)

    def _forget(self, _changes: object) -> None:
        self._known = None

    def _take(self, known: Known) -> None:
        self._known = known
        self._show()

    def _show(self) -> None:
        if self._known is None or len(self._text) < _LEAST or not self._field.hasFocus():
            return
        rows = (*lines.best(self._known, self._text, _MOST), _to_cases(self._text))
        self.list.set_rows(rows)
        self.list.clearSelection()
        self.list.setCurrentIndex(self.list.rows.index(-1))
        self.show()
        self._place(len(rows))
        self.raise_()

    def _place(self, rows: int) -> None:
        over = self._over
        corner = self._field.mapTo(over, QPoint(0, self._field.height() + STEP))
        width = min(max(self._field.width(), _WIDEST), over.width() - 2 * INSIDE)
        left = min(corner.x(), over.width() - width - INSIDE)
        self.setGeometry(left, corner.y(), width, rows * ROW + 2 * STEP)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.FocusOut:
            QTimer.singleShot(0, self, self._hide_unless_used)
        elif kind == QEvent.Type.Resize and watched is self._over:
            self.hide()
        elif self.isVisible() and kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if watched is self._field and event.key() == Qt.Key.Key_Down:
                self.list.setFocus(Qt.FocusReason.TabFocusReason)
                self.list.setCurrentIndex(self.list.rows.index(0))
                return True
            if watched is self.list and self._leaves(event):
                self._field.setFocus(Qt.FocusReason.BacktabFocusReason)
                if event.key() == Qt.Key.Key_Escape:
                    self.hide()
                return True
        return super().eventFilter(watched, event)

    def _leaves(self, event: QKeyEvent) -> bool:
        """Whether the key leads from the list back to the field."""
        is_first = self.list.currentIndex().row() == 0
        return event.key() == Qt.Key.Key_Escape or (event.key() == Qt.Key.Key_Up and is_first)

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


def _to_cases(text: str) -> Row:
    return Row(key=("cases", text), title=tr("Look among the cases"), detail=text, icon="search", right="Enter")
