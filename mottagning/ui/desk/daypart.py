"""The day around the queue: its beginning comes first until somebody has signed for it, its end is offered in time.

What it shows is loaded when it is first needed; the queue and a ringing telephone wait for none of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from mottagning.changes import Changes
from mottagning.db import Database
from mottagning.texts import tr
from mottagning.ui.widgets.keys import as_printed
from mottagning.ui.workplace import Workplace

if TYPE_CHECKING:
    from mottagning.desk.daystate import DayState
    from mottagning.ui.desk.contactcolumn import ContactColumn
    from mottagning.ui.desk.dayline import DayLine
    from mottagning.ui.desk.endview import EndView
    from mottagning.ui.desk.startview import StartView

START_KEY, END_KEY, NIGHT_KEY = "F9", "Shift+F9", "Alt+S"
_KINDS = ("baton", "contact", "rota", "absence", "person", "setting", "feed", "mailbox")
_SOON_MS = 100
_MINUTE_MS = 60_000


class DayPart(QObject):
    """Beside a page: `column` gives its middle column, `put_line` takes the line under the queue, `clear` lets go of
    the contact that is chosen, and `done_with` is called when the page may go on with the first one."""

    def __init__(
        self,
        page: QWidget,
        workplace: Workplace,
        column: Callable[[], ContactColumn],
        put_line: Callable[[QWidget], None],
        clear: Callable[[], None],
        done_with: Callable[[], None],
    ) -> None:
        super().__init__(page)
        self._page = page
        self._workplace = workplace
        self._column = column
        self._put_line = put_line
        self._clear = clear
        self._done_with = done_with
        self.state: DayState | None = None
        """None: not known yet; nobody is chosen before it is."""
        self.line: DayLine | None = None
        self.start: StartView | None = None
        self.end: EndView | None = None
        self._shown: StartView | EndView | None = None
        self._is_asked = self._is_stale = self._has_failed = False
        self._soon = QTimer(self, interval=_SOON_MS, singleShot=True)
        self._soon.timeout.connect(self._refresh)
        minute = QTimer(self, interval=_MINUTE_MS)
        minute.timeout.connect(self._refresh)
        minute.start()
        workplace.changed.connect(self._changed)

    @property
    def shown(self) -> StartView | EndView | None:
        """The beginning or the end of the day, while it stands in the middle column."""
        is_there = self._shown is not None and self._column().shows(self._shown)
        return self._shown if is_there else None

    def lets_choose(self) -> bool:
        """Whether the page may choose a contact by itself; asked for the first time, it is read what day it is."""
        if self.state is None and not self._has_failed:
            if not self._is_asked:
                self._is_asked = True
                self._read(first=True)
            return False
        return self.shown is None

    def forget(self) -> None:
        """Somebody else sits here now, or nobody."""
        self.state = None
        self._is_asked = self._is_stale = self._has_failed = False
        self._shown = None
        if self.line is not None:
            self.line.hide()
        if self.end is not None:
            self.end.forget()

    def show_start(self) -> None:
        """Show the start of the day in the middle column."""
        from mottagning.ui.desk.startview import StartView

        if self._workplace.me is None:
            return
        if self.start is None:
            self.start = StartView(self._workplace)
            self.start.end_asked.connect(self.show_end)
            self._connect(self.start)
        self._show(self.start)

    def show_end(self) -> None:
        """Show the end of the day in the middle column."""
        from mottagning.ui.desk.endview import EndView

        if self._workplace.me is None:
            return
        if self.end is None:
            self.end = EndView(self._workplace)
            self._connect(self.end)
        self._show(self.end)

    def takes(self, action: str) -> bool:
        """Whether a key or button of the page means what is shown here; then it is done."""
        shown = self.shown
        if shown is None:
            return False
        shown.ask(action)
        return True

    def mark_tonight(self, contact: int) -> None:
        """The social emergency service must know of this contact."""
        now = self._workplace.now()

        def ask(database: Database) -> object:
            from mottagning.desk.daystate import today

            return today(database, now)

        def go_on(day: object) -> None:
            from mottagning.desk.tonight import MarkTonight

            command = MarkTonight(by=self._workplace.me, day=day, contact=contact)  # type: ignore[arg-type]
            said = tr(
                "Noted for the social emergency service. {keys} shows the end of the day.", keys=as_printed(END_KEY)
            )
            self._workplace.do(command, said)

        self._workplace.read(self._page, ask, go_on)

    def _connect(self, view: StartView | EndView) -> None:
        view.left.connect(self._leave)

    def _show(self, view: StartView | EndView) -> None:
        focus = QApplication.focusWidget()
        self._clear()
        self._shown = view
        self._column().show_day(view)
        view.refresh()
        if focus is None or self._page.isAncestorOf(focus):  # else somebody writes on a card that lies over the page
            view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave(self) -> None:
        """It has been read: the page goes on with what waits."""
        self._shown = None
        self._done_with()
        self._page.setFocus(Qt.FocusReason.OtherFocusReason)

    def _changed(self, changes: Changes) -> None:
        if not changes.concerns(*_KINDS):
            return
        if self.state is None:
            self._is_stale = self._is_asked  # the answer that is awaited may be older than this
        elif not self._soon.isActive():
            self._soon.start()

    def _refresh(self) -> None:
        if self.state is None or not self._page.isVisible():
            return
        self._read(first=False)
        if (shown := self.shown) is not None:
            shown.refresh()

    def _read(self, *, first: bool) -> None:
        me, now = self._workplace.me, self._workplace.now()

        def ask(database: Database) -> DayState:
            from mottagning.desk.daystate import day_state

            return day_state(database, me, now)

        def show(found: DayState) -> None:
            if me == self._workplace.me:
                self._tell(found, first)

        def fail(error: BaseException) -> None:
            if first:
                self._has_failed = True
                self._done_with()
            self._workplace.tell(error)

        self._workplace.read(self, ask, show, fail)

    def _tell(self, found: DayState, first: bool) -> None:
        from mottagning.ui.desk import daywords
        from mottagning.ui.desk.dayline import DayLine

        self.state = found
        if self.line is None:
            self.line = DayLine()
            self.line.start_asked.connect(self.show_start)
            self.line.end_asked.connect(self.show_end)
            self._put_line(self.line)
        self.line.say(daywords.line(found))
        if first and found.is_to_sign:
            self.show_start()
        elif first:
            self._done_with()
        if self._is_stale:
            self._is_stale = False
            self._soon.start()
