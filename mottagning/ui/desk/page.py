"""The desk: what is waiting, the contact, and the case with everything that has been said about it."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from mottagning.changes import Changes
from mottagning.desk import queue
from mottagning.desk.queue import Queue
from mottagning.errors import Trouble
from mottagning.ui.desk import deskkeys
from mottagning.ui.desk.chosencontact import ChosenContact
from mottagning.ui.desk.daypart import DayPart
from mottagning.ui.desk.queuecolumn import QueueColumn
from mottagning.ui.desk.seen import Seen
from mottagning.ui.main_window import MainWindow
from mottagning.ui.widgets.columns import Columns
from mottagning.ui.widgets.keys import Keys
from mottagning.ui.widgets.waiting import dim
from mottagning.ui.workplace import Workplace, as_trouble

if TYPE_CHECKING:
    from mottagning.desk.look import Look
    from mottagning.ui.desk.actions import Actions
    from mottagning.ui.desk.casecolumn import CaseColumn
    from mottagning.ui.desk.contactcolumn import ContactColumn
    from mottagning.ui.desk.deskparts import DeskParts

_SOON_MS = 50
_MINUTE_MS = 60_000
_PRELOAD_MS = 1_000
_PAINTED_MS = 15
"""The queue is painted before the other columns are made."""
_SHARES = (26, 46, 28)


class DeskPage(QWidget):
    """Queue, contact and case beside one another; refreshed by what others change, without losing what is written.

    The queue is there at once; the other columns are made when it has been shown, or when somebody needs them sooner.
    """

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self.chosen = ChosenContact(workplace, self)
        self._seen = Seen(workplace)
        self._is_reading = self._is_stale = False
        self._waits = True
        """Whether anything in the queue is not done yet."""
        self._next: int | None = None
        """Whom to go on with, when the chosen contact has left the queue."""
        self._back: int | None = None
        """What has been taken back, until it stands among what waits again."""
        self.setProperty("look", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.queue = QueueColumn()
        self._parts: DeskParts | None = None
        self._columns = Columns(self.queue, QWidget(), QWidget())
        self._columns.share(*_SHARES)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._columns, 100)
        row.addStretch(1)
        self.setFocusProxy(self.queue)
        self.day = DayPart(
            self, workplace, lambda: self.contact, self._put_line, self._show_nothing, self._choose_first
        )
        self._keys: Keys | None = None
        self._soon = _timer(self, _SOON_MS, self._refresh)
        self._minute = QTimer(self, interval=_MINUTE_MS)
        self._minute.timeout.connect(self._refresh)
        self._connect()
        self._refresh()

    @property
    def contact(self) -> ContactColumn:
        """The middle column."""
        return self._made().contact

    @property
    def case(self) -> CaseColumn:
        """The right column."""
        return self._made().case

    @property
    def acts(self) -> Actions:
        """What can be done."""
        return self._made().acts

    def _made(self) -> DeskParts:
        """The columns beside the queue, made the first time somebody asks."""
        if self._parts is None:
            from mottagning.ui.desk import deskparts

            parts = self._parts = deskparts.make(self, self._workplace, self._seen)
            columns = (parts.contact, parts.case)
            for place, column in enumerate(columns, 1):
                before = self._columns.replaceWidget(place, column)
                if before is not None:
                    before.deleteLater()
                column.show()
            self._columns.share(*_SHARES)
            self._columns.setMaximumWidth(sum(part.maximumWidth() for part in (self.queue, *columns)))
            deskparts.connect(self, parts, self._workplace)
            parts.acts.left.connect(self._go_on)
            parts.acts.came_back.connect(self._go_back)
            parts.acts.refused.connect(self._refused)
        return self._parts

    @property
    def shown(self) -> Look | None:
        """The contact that is chosen, as it stands; None while that is on its way."""
        return self.chosen.here

    def show_item(self, contact: int) -> None:
        """Show this contact, whether or not it is in the queue."""
        self._next = None
        if not self.queue.select(contact):
            self.queue.choose_none()  # else it would mark another one than is shown
        self._want(contact)
        self.chosen.read()

    # --- what is asked for ------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        self.queue.chosen.connect(self._choose)
        self.queue.opened.connect(self._open)
        self.queue.double_clicked.connect(lambda _contact: self.go_to_note())
        self.queue.scope_changed.connect(self._refresh)
        self.chosen.asked.connect(self._expect)
        self.chosen.came.connect(self._show_contact)
        self.chosen.lost.connect(self._show_nothing)
        self.chosen.slow.connect(self._show_old)
        self._workplace.changed.connect(self._changed)
        self._workplace.signed_in.connect(self._signed_in)
        application = QCoreApplication.instance()
        assert application is not None
        application.aboutToQuit.connect(self._keep_drafts)

    def ask(self, action: str) -> None:
        """Do what a button or a key of this name asks for, if it may be done with the contact then."""
        if self.day.takes(action):
            return
        self.chosen.when_here(lambda found: self._made().asking.do(found, action))

    def close_as(self, outcome: str) -> None:
        """The contact is done, with this outcome; or the day that is shown in its place."""
        if self.day.takes("close"):
            return
        self.chosen.when_here(lambda found: self._made().asking.close(found, outcome))

    def copy_out(self) -> None:
        """Copy the chosen contact for the case system; without one, what of mine is not there yet."""
        if self.chosen.id is None:
            self._made().asking.copy_out(None)
        else:
            self.ask("copy_out")

    def ask_survey(self) -> None:
        """Ask how it was, of the contact that is done: the one that is shown, else the one just done."""
        found = self.chosen.look  # also while it is being closed
        is_done = found is not None and (self.chosen.is_at_work or found.whole.summary.state == "closed")
        self._made().asking.survey(found if is_done else None)

    def offer_survey(self, channel: str, outcome: str) -> None:
        """Offer it beside what was just done with a contact."""
        from mottagning.ui.desk import surveyoffer

        surveyoffer.offer(self._workplace, self.window(), channel, outcome)

    def tie_first(self) -> None:
        """Tie the likeliest case."""
        self.chosen.when_here(lambda found: self._made().asking.tie_first(found))

    def mark_tonight(self) -> None:
        """The social emergency service must know of the contact tonight."""
        self.chosen.when_here(lambda found: self.day.mark_tonight(found.whole.summary.id))

    # --- what is shown ----------------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        if self._is_reading:
            self._is_stale = True
            return
        self._is_reading, self._is_stale = True, False
        me, now, only_mine = self._workplace.me, self._workplace.now(), self.queue.only_mine

        def fail(error: BaseException) -> None:
            self._is_reading = False
            if self._is_stale:
                self._soon.start()
            self._workplace.troubled.emit(as_trouble(error))

        self._workplace.read(self, lambda database: queue.load(database, me, now, only_mine), self._show_queue, fail)
        self.chosen.read()

    def _show_queue(self, found: Queue) -> None:
        self._is_reading = False
        if self._is_stale:
            self._soon.start()
        self.queue.show_queue(found, self._workplace.me)
        counts = found.counts()
        self._show_badge(counts)
        self._waits = sum(counts.values()) > counts["done"]
        if self._next is not None:
            following, self._next = self._next, None
            if not self._choose_for_her(following):
                self._show_nothing()
        if self._back is not None and self._back not in [item.contact.id for item in found.groups["done"]]:
            back, self._back = self._back, None
            if back == self.chosen.id:
                self.queue.select(back)
        self._choose_first()
        if self._parts is None:
            QTimer.singleShot(_PAINTED_MS, self, self._made)

    def _choose_first(self) -> None:
        """Begin with the first contact if none is chosen, unless the day itself comes before it."""
        is_here = self._workplace.me is not None
        if self.chosen.id is not None or (is_here and not self.day.lets_choose()):
            return
        first = self.queue.first()
        if is_here and first is not None:
            self._choose_for_her(first)
        elif self._parts is not None:
            self._parts.contact.show_nothing(waits=self._waits)

    def _put_line(self, line: QWidget) -> None:
        """Under the queue, where it is seen all day."""
        lines = self.queue.layout()
        assert lines is not None
        lines.addWidget(line)

    def _choose_for_her(self, contact: int) -> bool:
        is_there = self.queue.select(contact)
        self.chosen.is_unasked = is_there and self.shown is None
        return is_there

    def _show_badge(self, counts: dict[str, int]) -> None:
        window = self.window()
        if isinstance(window, MainWindow):
            window.rail.set_badge("desk", counts["now"] + counts["mine"])

    def _choose(self, contact: object) -> None:
        if isinstance(contact, int):
            if contact != self.chosen.id:
                self._next = None  # she has chosen herself
            self._want(contact)
            self.chosen.is_unasked = False
            self.chosen.read_soon()

    def _want(self, contact: int) -> None:
        if self.chosen.choose(contact) and self._parts is not None:
            self._parts.beside.forget()

    def _expect(self) -> None:
        """It is being read: what is kept of her writing until then is what it will bring."""
        if self._parts is not None:
            self._parts.contact.drafting.asked()

    def _show_old(self) -> None:
        dim(self.contact, True)

    def _show_contact(self, found: Look, now: datetime) -> None:
        dim(self.contact, False)
        self.contact.show_look(found, self._workplace.me, now)
        self._seen.contact(found.whole.summary.id)
        self._made().beside.show_look(found)

    def _show_nothing(self) -> None:
        if self.chosen.id is not None and self._parts is not None:
            self._parts.beside.forget()
        self.chosen.forget()
        self.queue.choose_none()
        if self._parts is not None:
            dim(self.contact, False)
            self.contact.show_nothing(waits=self._waits)
            self.case.show_nothing()

    # --- what happens -----------------------------------------------------------------------------------------------

    def _open(self, contact: object) -> None:
        """Enter: take a parked call up; else tie the first case that is offered, or go on to the note."""
        if isinstance(contact, int) and self.queue.is_parked(contact):
            self._workplace.wanted.emit("call", contact)
        else:
            self.chosen.when_here(self._tie_or_write)

    def _tie_or_write(self, found: Look) -> None:
        if found.offered and not found.tied:
            self._made().asking.tie_first(found)
        else:
            self.go_to_note()

    def go_to_note(self) -> None:
        """Write about the contact."""
        self.contact.note.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _go_on(self, contact: int) -> None:
        """A contact has left my hands: the next one is chosen when the queue comes anew."""
        if contact == self.chosen.id:
            self._next = self.queue.after(contact)
            if self._next is None:
                self._show_nothing()
            focus = self.window().focusWidget()
            if focus is None or self.isAncestorOf(focus):  # else a card has come over the page meanwhile
                self.queue.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_back(self, contact: int) -> None:
        """What was done has been taken back: the contact is shown again, wherever it stands in the queue."""
        if self.isVisible():
            self._back = contact
            self._want(contact)
            self.chosen.read()

    def _refused(self, contact: int, trouble: Trouble) -> None:
        if contact == self.chosen.id:
            self.contact.show_trouble(trouble)
        else:
            self._workplace.troubled.emit(trouble)
        self._refresh()

    def _changed(self, changes: Changes) -> None:
        concerns = changes.concerns("contact", "case", "person", "absence", "setting", "rota")
        if concerns and not self._soon.isActive():  # not put off again and again while much comes in
            self._soon.start()
        drafts = changes.ids("draft")
        if drafts is None or self.chosen.id in drafts:
            self.chosen.read()  # with all of it: only so the latest reading is what is shown

    def _signed_in(self, _session: object) -> None:
        self._keep_drafts()
        self.day.forget()
        self._show_nothing()
        self._seen.forget()
        self.queue.ask_for(False if self._workplace.is_lead else None)  # the lead follows the whole desk
        if self._workplace.me is not None and self.isVisible():
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _keep_drafts(self) -> None:
        """The window closes, or somebody else sits down: what is half written is kept for its writer."""
        if self._parts is not None:
            self._parts.contact.drafting.flush()

    # --- keys -------------------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._minute.start()
        if self._keys is None:
            window = self.window()
            self._keys = window.keys if isinstance(window, MainWindow) else Keys(self)
            deskkeys.register(self._keys, self)
            QTimer.singleShot(_PRELOAD_MS, self, _preload_call_card)

    def open_done_menu(self) -> None:
        """Show the outcomes to choose from, if it may be closed."""
        if self.contact.bar.done_otherwise.isVisible():
            self.contact.bar.done_otherwise.click()


def _timer(owner: QWidget, ms: int, slot: Callable[[], None]) -> QTimer:
    made = QTimer(owner, interval=ms, singleShot=True)
    made.timeout.connect(slot)
    return made


def _preload_call_card() -> None:
    """A call may come at any moment: its card is to open at once."""
    importlib.import_module("mottagning.ui.desk.callcard")
