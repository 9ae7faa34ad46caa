"""The end of the day in the middle column: what must be seen to first, what goes on tomorrow, and a word with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mottagning.contacts import handling
from mottagning.db import Database
from mottagning.desk import dayend
from mottagning.desk.baton import HandOver
from mottagning.desk.dayend import DayEnd
from mottagning.desk.openwork import Open
from mottagning.texts import tr
from mottagning.ui import when
from mottagning.ui.desk import daywords, words
from mottagning.ui.desk.dayways import open_row
from mottagning.ui.desk.leaveform import LeaveForm
from mottagning.ui.desk.nightcard import open_night
from mottagning.ui.desk.noteparts import NoteEditor
from mottagning.ui.main_window import MainWindow
from mottagning.ui.tokens import AROUND, BETWEEN, INSIDE, Tone
from mottagning.ui.widgets.form import beside, button, hairline, label, link_button, primary_button
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.workplace import Workplace, as_trouble


class EndView(QWidget):
    """Ctrl+Enter hands over; Space leaves the chosen contact to tomorrow; what is half written stays."""

    left = Signal()

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._found: DayEnd | None = None
        self._written_for: tuple[object, object] | None = None
        """Whose text stands in the field, and of which day."""
        self._next = label("", "quiet", wraps=True)
        self._stands = label("", "good", wraps=True)
        self.list = RowList(tr("Hand over the day"))
        self.list.opened.connect(lambda key: open_row(self, workplace, key))
        self.list.acted.connect(self._act)
        self.list.chosen.connect(lambda _key: self._show_ways())
        self.promise = button(tr("Promise…"), lambda: self.ask("promise"))
        self.pass_on = button(tr("Pass on…"), lambda: self.ask("pass_on"))
        self.leave_all = button(tr("Leave all to tomorrow…"), self._leave_all)
        self.text = NoteEditor()
        self.text.setAccessibleName(tr("To whoever sits here next"))
        self.text.setPlaceholderText(tr("What is not about a contact. No names: write those on the contact."))
        self._notice = Notice()
        self.hand_over = primary_button(tr("Hand over the day"), lambda: self.ask("close"))
        self.hand_over.setToolTip(tr("Hand over the day ({keys})", keys="Ctrl+Enter"))
        self.night = button(tr("For the social emergency service…"), self._open_night)
        self._lay_out()
        self.setFocusProxy(self.list)
        self._show_ways()

    def _lay_out(self) -> None:
        head = QVBoxLayout()
        head.setContentsMargins(AROUND, BETWEEN, AROUND, BETWEEN)
        head.setSpacing(INSIDE)
        self._day = label("", "quiet")
        head.addWidget(beside(label(tr("Hand over the day"), "title"), self._day, between=BETWEEN))
        head.addWidget(self._next)
        head.addWidget(self._stands)
        foot = QVBoxLayout()
        foot.setContentsMargins(AROUND, INSIDE, AROUND, INSIDE)
        foot.setSpacing(INSIDE)
        foot.addWidget(beside(self.promise, self.pass_on, self.leave_all))
        foot.addWidget(label(tr("To whoever sits here next"), "quiet"))
        foot.addWidget(self.text)
        foot.addWidget(self._notice)
        to_queue = link_button(tr("To the queue"), self.left.emit)
        foot.addWidget(beside(self.hand_over, self.night, to_queue))
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addLayout(head)
        lines.addWidget(hairline())
        lines.addWidget(self.list, 1)
        lines.addWidget(hairline())
        lines.addLayout(foot)

    def refresh(self) -> None:
        """Read it anew; what is being written stays."""
        me, now = self._workplace.me, self._workplace.now()

        def ask(database: Database) -> DayEnd:
            return dayend.day_end(database, me, now)

        self._workplace.read(self, ask, lambda found: self._show(found, now) if me == self._workplace.me else None)

    def forget(self) -> None:
        """Somebody else sits here now: what was shown and written was not hers."""
        self._found = self._written_for = None
        self.text.clear()
        self.list.set_groups(())
        self._notice.clear()

    def ask(self, action: str) -> None:
        """What a key of the desk means here: done is handing over; the rest is about the chosen contact."""
        if action == "close":
            self._hand_over()
        elif (chosen := self._chosen()) is not None and action in ("promise", "pass_on"):
            {"promise": self._promise, "pass_on": self._pass_on}[action](chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)

    def _show(self, found: DayEnd, now: datetime) -> None:
        self._found = found
        if self._written_for != (self._workplace.me, found.day):
            self._written_for = (self._workplace.me, found.day)
            self.text.setPlainText(found.text)
        self._day.setText(when.heading_day(found.day))
        self._next.setText(daywords.tomorrow(found, now))
        is_handed = found.baton.handed_at is not None
        self._stands.setText(daywords.handed_over(found.baton, found.people, now) if is_handed else "")
        self._stands.setVisible(is_handed)
        self.list.set_empty_sentence(tr("Everything is done. Nothing goes on tomorrow."))
        self.list.set_groups(daywords.end_groups(found, self._workplace.me, now))
        if self.list.selected_key() is None:
            self.list.select_first()
        self.leave_all.setVisible(bool(found.loose))
        self._show_ways()

    def _show_ways(self) -> None:
        for part in (self.promise, self.pass_on):
            part.setEnabled(self._chosen() is not None)

    def _chosen(self) -> Open | None:
        """The contact of the chosen row, if something can be done with it here."""
        key = self.list.selected_key()
        if self._found is None or not isinstance(key, tuple):
            return None
        listed = (*self._found.loose, *self._found.carried)
        return next((each for each in listed if (key[0], each.contact.id) == key and key[0] != "held"), None)

    def _act(self, key: object) -> None:
        chosen = self._chosen()
        if isinstance(key, tuple) and key[0] == "loose" and chosen is not None:
            self._leave((chosen,))
        else:
            open_row(self, self._workplace, key)

    def _hand_over(self) -> None:
        if self._found is None:
            return
        command = HandOver(by=self._workplace.me, day=self._found.day, text=self.text.toPlainText())
        self._notice.clear()
        self._workplace.do(command, tr("The day is handed over."), self._handed, self._refuse)

    def _handed(self, _changes: object) -> None:
        untold = self._found.tonight.untold if self._found is not None else 0
        if untold:
            said = tr("Nobody has told the social emergency service yet.")
            self._notice.say(said, Tone.WARN, tr("Show the page"), self._open_night)
        self.refresh()

    def _refuse(self, error: BaseException) -> None:
        self._notice.show_trouble(as_trouble(error))
        self.refresh()

    def _open_night(self) -> None:
        if self._found is not None:
            open_night(self, self._workplace, self._found.day)

    def _leave_all(self) -> None:
        if self._found is not None and self._found.loose:
            self._leave(self._found.loose)

    def _leave(self, chosen: tuple[Open, ...]) -> None:
        assert self._found is not None
        contacts = tuple((each.contact.id, each.contact.version) for each in chosen)
        form = LeaveForm(self._workplace, self._found.day, contacts)
        form.done.connect(self._card(tr("Leave to tomorrow"), form, 480))

    def _promise(self, chosen: Open) -> None:
        from mottagning.ui.desk.promiseform import PromiseForm

        form = PromiseForm(self._workplace)
        close = self._card(tr("Promise"), form, 440)

        def promise(due_at: datetime, owner: int | None) -> None:
            close()
            command = handling.Promise(**self._on(chosen), due_at=due_at, owner=owner)
            self._workplace.do(command, words.promised(due_at, self._workplace.now()), failed=self._refuse)

        form.promised.connect(promise)
        form.given_up.connect(close)

    def _pass_on(self, chosen: Open) -> None:
        from mottagning.ui.desk.passonform import PassOnForm

        form = PassOnForm(self._workplace, chosen.contact.id)
        close = self._card(tr("Pass on"), form, 480)

        def pass_on(to: int, returns_at: datetime) -> None:
            close()
            command = handling.PassOn(**self._on(chosen), to=to, returns_at=returns_at)
            said = tr("Passed on. It stays open until it is accepted.")
            self._workplace.do(command, said, failed=self._refuse)

        form.passed.connect(pass_on)
        form.given_up.connect(close)

    def _on(self, chosen: Open) -> dict[str, Any]:
        return {"by": self._workplace.me, "contact": chosen.contact.id, "version": chosen.contact.version}

    def _card(self, title: str, form: QWidget, width: int) -> Callable[[], None]:
        window = self.window()
        assert isinstance(window, MainWindow)
        return window.show_card(title, form, width=width).slide_out
