"""The start of the day in the middle column: the baton to sign for, what is due, who is here, what is wrong."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mottagning.db import Database
from mottagning.desk import daystart
from mottagning.desk.baton import SignBaton
from mottagning.desk.daystart import DayStart
from mottagning.texts import tr
from mottagning.ui import when
from mottagning.ui.desk import daywords
from mottagning.ui.desk.dayways import open_row
from mottagning.ui.desk.noteparts import readable
from mottagning.ui.tokens import AROUND, BETWEEN, INSIDE, STEP
from mottagning.ui.widgets.form import beside, hairline, label, link_button, primary_button
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.workplace import Workplace, as_trouble
from mottagning.worktime import ZONE


class StartView(QWidget):
    """Ctrl+Enter signs; Enter on a row opens it; Esc goes on to the queue."""

    left = Signal()
    end_asked = Signal()

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._found: DayStart | None = None
        self._day = label("", "quiet")
        self._by = label("", "strong", wraps=True)
        self._words = readable()
        self._since = label("", "quiet", wraps=True)
        self._signed = label("", "good", wraps=True)
        self._covers = label("", wraps=True)
        self._notice = Notice()
        self.sign = primary_button(tr("Read and taken over"), lambda: self.ask("close"))
        self.sign.setToolTip(tr("Read and taken over ({keys})", keys="Ctrl+Enter"))
        self.on = link_button(tr("To the queue"), self.left.emit)
        self.on.setToolTip(tr("To the queue ({keys})", keys="Esc"))
        self.list = RowList(tr("Start of the day"))
        self.list.opened.connect(lambda key: open_row(self, workplace, key))
        self.list.acted.connect(lambda key: open_row(self, workplace, key))
        self._lay_out()
        self.setFocusProxy(self.list)

    def _lay_out(self) -> None:
        head = QVBoxLayout()
        head.setContentsMargins(AROUND, BETWEEN, AROUND, BETWEEN)
        head.setSpacing(INSIDE)
        head.addWidget(beside(label(tr("Start of the day"), "title"), self._day, between=BETWEEN))
        for part in (self._by, self._words, self._since, self._signed, self._covers, self._notice):
            head.addWidget(part)
        head.addSpacing(STEP)
        self.away = link_button(tr("Away today…"), lambda: self._workplace.wanted.emit("away", None))
        self.away.setToolTip(tr("Somebody is away today ({keys})", keys="Alt+B"))
        end = link_button(tr("Hand over the day…"), self.end_asked.emit)
        head.addWidget(beside(self.sign, self.on, None, self.away, end, between=BETWEEN))
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addLayout(head)
        lines.addWidget(hairline())
        lines.addWidget(self.list, 1)

    def refresh(self) -> None:
        """Read it anew."""
        me, now = self._workplace.me, self._workplace.now()

        def ask(database: Database) -> DayStart:
            return daystart.day_start(database, me, now)

        self._workplace.read(self, ask, lambda found: self._show(found) if me == self._workplace.me else None)

    def ask(self, action: str) -> None:
        """What a key of the desk means here: done is signed for."""
        found = self._found
        if action != "close" or found is None or not self.sign.isVisibleTo(self):
            return
        command = SignBaton(by=self._workplace.me, day=found.baton.day)
        self._workplace.do(command, tr("The day is yours."), lambda _changes: self.left.emit(), self._refuse)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)

    def _refuse(self, error: BaseException) -> None:
        self._notice.show_trouble(as_trouble(error))
        self.refresh()

    def _show(self, found: DayStart) -> None:
        self._found = found
        self._day.setText(when.heading_day(found.at.astimezone(ZONE).date()))
        is_known = found.state.stands != "none"
        self._by.setText(daywords.handed_over(found.baton, found.people, found.at))
        self._by.setVisible(is_known)
        own = "\n\n".join(word.text for word in found.baton.words if word.contact is None)
        self._words.setText(own)
        self._words.setVisible(bool(own))
        self._since.setText(daywords.since(found))
        self._since.setVisible(is_known)
        signed = daywords.signed(found.baton, found.people, found.at)
        self._signed.setText(signed)
        self._signed.setVisible(bool(signed))
        covers = daywords.covers(found)
        self._covers.setText(covers)
        self._covers.setVisible(bool(covers))
        self.sign.setVisible(is_known and not signed and found.state.is_open)
        self.list.set_empty_sentence(
            tr("Nothing is left over, and nothing is due today. New mail and calls come into the queue by themselves.")
        )
        self.list.set_groups(daywords.start_groups(found, self._workplace.me))
        if self.list.selected_key() is None:
            self.list.select_first()
