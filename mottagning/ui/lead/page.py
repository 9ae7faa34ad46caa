"""The team lead's page: seven lists in one column, and on each line the one thing that mends it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from mottagning.cases.renames import Rename
from mottagning.changes import Changes
from mottagning.contacts import handling
from mottagning.contacts.model import Summary
from mottagning.desk import overview
from mottagning.desk.overview import Overview
from mottagning.errors import NotAllowed
from mottagning.texts import tr, trn
from mottagning.ui.guide.strip import WhoIsInStrip
from mottagning.ui.lead.lists import CLAIM, DECLINE, READ, RETURN, Line, lists
from mottagning.ui.lead.renamecard import RenameCard
from mottagning.ui.lead.sealedtext import SealedText
from mottagning.ui.main_window import MainWindow
from mottagning.ui.tokens import BETWEEN, INSIDE
from mottagning.ui.widgets.form import EmptyState, button, label
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.widgets.waiting import GreyBars
from mottagning.ui.workplace import Workplace, as_trouble

_SOON_MS = 50
_MINUTE_MS = 60_000
_WIDEST = 960
_WIDE = 1180
_KINDS = ("contact", "case", "person", "absence", "rota", "feed", "mailbox", "setting", "baton")


class LeadPage(QWidget):
    """Everything that is late, in nobody's hands, uncovered or stale. Who does not lead sees a sentence instead."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._lines: dict[object, Line] = {}
        self._is_old = True
        self.setProperty("look", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._summary = label("", "quiet")
        self.list = RowList(tr("What needs the team lead"))
        self.list.opened.connect(self._open)
        self.list.acted.connect(self._act)
        self._bars = GreyBars()
        self._instead: QWidget | None = None
        self._parts = QStackedWidget()
        for part in (self._bars, self.list):
            self._parts.addWidget(part)
        self.who_is_in = WhoIsInStrip(workplace)
        self._parts.currentChanged.connect(lambda _place: self._make_room())
        self._lay_out()
        self.setFocusProxy(self.list)
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._refresh)
        minute = QTimer(self, interval=_MINUTE_MS)
        minute.timeout.connect(self._refresh)
        minute.start()
        self._told_keys = False
        workplace.changed.connect(self._changed)
        workplace.signed_in.connect(self._signed_in)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(BETWEEN, 0, BETWEEN, 0)
        head.setSpacing(BETWEEN)
        head.addWidget(label(tr("Overview"), "title"))
        head.addWidget(self._summary)
        head.addStretch(1)
        column = QWidget()
        column.setMaximumWidth(_WIDEST)
        lines = QVBoxLayout(column)
        lines.setContentsMargins(0, BETWEEN, 0, 0)
        lines.setSpacing(INSIDE)
        lines.addLayout(head)
        lines.addWidget(self._parts, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(INSIDE, 0, INSIDE, 0)
        row.setSpacing(BETWEEN)
        row.addWidget(column, 100)
        row.addWidget(self.who_is_in)
        row.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Who is in stands beside the lists where there is room for both."""
        self.who_is_in.setVisible(self._parts.currentWidget() is self.list and self.width() >= _WIDE)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tell_keys()
        if self._is_old:
            self._soon.start()

    def _tell_keys(self) -> None:
        window = self.window()
        if not self._told_keys and isinstance(window, MainWindow):
            self._told_keys = True
            window.keys.tell(tr("Overview"), ("Return",), tr("Open what the line is about"))
            window.keys.tell(tr("Overview"), ("Space",), tr("Do what the line says"))

    def _changed(self, changes: Changes) -> None:
        if changes.concerns(*_KINDS):
            self._is_old = True
            if self.isVisible():
                self._soon.start()

    def _signed_in(self, _session: object) -> None:
        self._lines = {}
        self.list.set_groups(())
        self._summary.clear()
        self._parts.setCurrentWidget(self._bars)
        self._is_old = True
        self._soon.start()

    def _refresh(self) -> None:
        me, now = self._workplace.me, self._workplace.now()
        if me is None or not self.isVisible():
            self._is_old = True
            return
        self._is_old = False
        self._workplace.read(
            self,
            lambda database: (me, overview.load(database, me, now)),
            lambda found: self._show(*found),
            self._refuse,
        )

    def _show(self, me: int, found: Overview) -> None:
        if me != self._workplace.me:
            return  # somebody else has sat down meanwhile
        made = lists(found, me)
        self._lines = made.lines
        self.list.set_groups(made.groups)
        said = trn("{n} thing to look at", "{n} things to look at", made.wrong)
        self._summary.setText(said if made.wrong else tr("Everything is in order."))
        self._parts.setCurrentWidget(self.list)

    def _refuse(self, error: BaseException) -> None:
        if isinstance(error, NotAllowed):
            self._show_instead(EmptyState(tr("For the team lead"), str(error), icon="lock"))
        elif self._lines:
            self._workplace.tell(error)  # what is shown is old, and better than nothing
        else:
            again = button(tr("Try again"), self._refresh)
            self._show_instead(EmptyState(tr("This cannot be read now"), str(as_trouble(error)), again, icon="lead"))

    def _show_instead(self, state: EmptyState) -> None:
        """Show a sentence where the lists would be."""
        if self._instead is not None:
            self._parts.removeWidget(self._instead)
            self._instead.deleteLater()
        self._instead = state
        self._parts.addWidget(state)
        self._parts.setCurrentWidget(state)

    def _open(self, key: object) -> None:
        if key in self._lines:
            self._workplace.wanted.emit(*self._lines[key].place)

    def _act(self, key: object) -> None:
        line = self._lines.get(key)
        if line is None:
            return
        contact = line.contact
        if line.act == READ:
            self._read_sealed(int(str(line.place[1])))
        elif line.rename is not None:
            self._decide(line.rename)
        elif contact is None:
            self._open(key)
        elif line.act == CLAIM:
            said = tr("You take care of it.")
            self._workplace.do(handling.Claim(**self._on(contact)), said, lambda _changes: self._open_contact(contact))
        elif line.act == RETURN:
            self._workplace.do(handling.Release(**self._on(contact)), tr("Back at the desk."))
        elif line.act == DECLINE:
            self._workplace.do(handling.Decline(**self._on(contact)), tr("Back at the desk."))
        else:
            self._open(key)

    def _on(self, contact: Summary) -> dict[str, Any]:
        return {"by": self._workplace.me, "contact": contact.id, "version": contact.version}

    def _open_contact(self, contact: Summary) -> None:
        self._workplace.wanted.emit("contact", contact.id)

    def _read_sealed(self, contact: int) -> None:
        window = self.window()
        assert isinstance(window, MainWindow)
        content = SealedText(self._workplace, contact)
        card = window.show_card(tr("Sealed text"), content, width=640)
        content.done.connect(card.slide_out)

    def _decide(self, offer: Rename) -> None:
        window = self.window()
        assert isinstance(window, MainWindow)
        content = RenameCard(self._workplace, offer)
        card = window.show_card(tr("The same case?"), content, width=560)
        content.done.connect(card.slide_out)
