"""The call card: who and which case, one line, and how it ends; in a few keys, over whatever was being done."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from mottagning.changes import Changes
from mottagning.contacts.caller import Caller
from mottagning.contacts.cards import LeftCard, Written
from mottagning.contacts.model import Summary
from mottagning.contacts.phone.calls import MakeAnonymous
from mottagning.db import Database
from mottagning.desk import carded
from mottagning.desk.carded import Carded, Left
from mottagning.desk.oncard import OnCard
from mottagning.desk.settle import Connected, Done, Ending, Parked, Settle
from mottagning.errors import Conflict, Trouble
from mottagning.texts import N_, tr
from mottagning.ui.desk import endings, surveyoffer, tel
from mottagning.ui.desk.callends import CallEnds
from mottagning.ui.desk.callhead import CallHead
from mottagning.ui.desk.callroutine import CallRoutine, Known
from mottagning.ui.desk.cardkeeping import CardKeeping
from mottagning.ui.desk.casebrief import CaseBrief
from mottagning.ui.desk.casefield import CaseField, suggested_row
from mottagning.ui.tokens import INSIDE, STEP
from mottagning.ui.widgets.form import label
from mottagning.ui.widgets.notice import Notice, announce
from mottagning.ui.workplace import Workplace, as_trouble

_GONE = ("missed", "elsewhere")
"""The one who rang hung up, or a colleague took the call: a card with nothing written on it goes."""
_MOVED = N_(
    "You went on with this call in another window. What was added here after that is not there: save it here too, and "
    "it becomes one contact."
)
_TAKEN = N_("A colleague has taken care of this call meanwhile. Your text is kept here: park it, or close.")


class CallCard(QWidget):
    """One call, visit or letter. With a contact it works on that one, without it writes a new one down.

    `number` (E.164) waits in memory: it is stored when the call is taken care of, never when she wants to be nobody.
    With `taken_up` the card goes on as that one was left.
    """

    finished = Signal()
    made_anonymous = Signal(int)

    def __init__(
        self,
        workplace: Workplace,
        contact: int | None,
        number: str | None,
        taken_up: LeftCard | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.key = taken_up.card if taken_up is not None else uuid4()
        """By which the card is kept while it is written, and becomes one contact."""
        self._holder = (taken_up.holder if taken_up is not None else None) or uuid4()
        """By which this window has the card, and saves it at most once."""
        self._taken_up = taken_up
        self._workplace = workplace
        self._contact = contact
        self._number = number
        self._is_nobody = False
        self._is_over = False
        self._saving = False
        self._version = 0
        self._case: int | None = None
        self._code = ""
        self._left = Left()
        """How it was left when it was parked."""
        self._rung: tuple[int, ...] = ()
        """Colleagues who were rung before there was a contact to note it with."""
        self.head = CallHead(workplace, workplace.now() if taken_up is None else taken_up.begun_at)
        self.head.anonymous_asked.connect(self.make_anonymous)
        self.field = CaseField(workplace, tr("Who, or which case"))
        self.chosen = CaseBrief(workplace)
        self.chosen.other_asked.connect(self._choose_again)
        self.chosen.ring_asked.connect(self.ring_handler)
        self.chosen.connected.connect(self.put_through)
        self.chosen.hide()
        self.written = label("", "quiet", wraps=True)
        self.note = QLineEdit()
        self.notice = Notice()
        self.ends = CallEnds(workplace, lambda: (self._contact, self._case))
        self.ends.ended.connect(self.save)
        self.ends.park_asked.connect(self.park)
        self.ends.asking.connect(self._make_room)
        self.routine = CallRoutine(workplace, self, self.note, self._known)
        self._lay_out()
        self._register_keys()
        self.field.picked.connect(self._choose)
        self.field.moved_on.connect(lambda: self.note.setFocus(Qt.FocusReason.TabFocusReason))
        self.note.installEventFilter(self)
        self.setFocusProxy(self.field.field)
        kept = taken_up.written if taken_up is not None else None
        self._keeping = CardKeeping(workplace, self.key, self._holder, self.head.since, self._written, self, kept)
        self._keeping.moved.connect(self._moved)
        for line in (self.note, self.field.field):
            line.textChanged.connect(self._keeping.touch)
        self.head.channel.chosen.connect(self._keeping.touch)

    def start(self) -> None:
        """Let the clock run, and fetch what is known of the call."""
        self._show_head(None)
        if self._contact is not None:
            said = tr("A call from {who}", who=self.head.who.text()) if self._number else tr("A call")
            announce(self, said, at_once=True)
        self.head.start()
        self._workplace.changed.connect(self._changed)
        if self._taken_up is not None:
            self._go_on_with(self._taken_up)
        self._read()

    # --- how it looks -----------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.note.setAccessibleName(tr("Note"))
        self.note.setPlaceholderText(tr("One line: what was it about?"))
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        self.head.put_beside(self.routine.line)
        lines.addWidget(self.head)
        lines.addSpacing(STEP)
        for part in (self.field, self.chosen, self.written, self.note, self.notice):
            lines.addWidget(part)
        lines.addSpacing(STEP)
        lines.addWidget(self.ends)

    def _register_keys(self) -> None:
        for keys, slot in (
            ("Ctrl+Return", self.ends.go),
            ("Ctrl+Enter", self.ends.go),
            ("Alt+H", lambda: self.ends.close_as("referred")),
            ("Alt+I", lambda: self.ends.close_as("no_action")),
            ("Ctrl+L", self.ends.promise),
            ("Ctrl+O", self.ends.pass_on),
            ("Alt+A", self.make_anonymous),
            ("Alt+V", self.chosen.who.setFocus),
            ("Alt+K", self.ring_handler),
            ("Alt+T", self.put_through),
            ("F8", self.routine.toggle),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setAutoRepeat(False)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def _show_head(self, contact: Summary | None) -> None:
        self.head.show_call(contact, self._number, is_nobody=self._is_nobody, is_new=self._contact is None)

    def _make_room(self, is_asking: bool) -> None:
        """For what is asked at the end."""
        self.chosen.shorten(is_asking)
        if not is_asking:
            self.note.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- what is known ----------------------------------------------------------------------------------------------

    def _read(self) -> None:
        contact, number, now = self._contact, self._number, self._workplace.now()

        def ask(database: Database) -> Carded:
            return carded.carded(database, contact, number, now)

        self._workplace.read(self, ask, self._show)

    def _show(self, found: Carded) -> None:
        if self._is_over:
            return
        if found.contact is not None:
            is_mine = found.contact.state == "taken" and found.contact.owner == self._workplace.me
            is_anothers = not is_mine and found.contact.state in ("taken", "passed_on", "closed")
            if not is_anothers:  # else what is decided here meets the conflict
                self._version = found.contact.version
            self.head.since = found.answered_at or self.head.since
            if found.contact.call_status not in (None, "ringing", "answered"):
                self.head.stop()
            if (is_anothers or found.contact.call_status in _GONE) and not is_mine and not self._has_words():
                self._finish()
                return
            if is_anothers:
                self.notice.show_trouble(Conflict(_TAKEN))
            if found.contact.anonymous:  # said here, or by a colleague at whose desk it rings too
                self._number = None
        self._show_head(found.contact)
        self.routine.refresh()
        self._take_up(found.left)
        is_nobody = self._is_nobody or (found.contact is not None and found.contact.anonymous)
        hits = () if is_nobody else found.suggestions
        rows = tuple(suggested_row(hit, threat=hit.case.id in found.threats) for hit in hits)
        self.field.suggest(rows, {hit.case.id: hit.case.code for hit in hits})

    def _take_up(self, left: Left) -> None:
        """Go on where it was left: its case, its words, and who it is known to be."""
        is_first = self._left == Left() and not self._has_words()
        self._left = left
        self.written.setText("\n".join(left.written))
        self.written.setVisible(bool(left.written))
        if is_first and left.case is not None:
            self.chosen.show_caller(left.caller, "phone")
            self._choose(left.case, left.code)

    def _go_on_with(self, left: LeftCard) -> None:
        """Put back what stood there."""
        self.head.channel.set_value(left.written.channel)
        self.field.field.setText(left.written.typed)
        self.note.setText(left.written.text)
        if left.written.text:
            self.note.setFocus(Qt.FocusReason.OtherFocusReason)  # the line that was being written
        if left.written.case is not None:
            self._choose(left.written.case, left.code)

    def _moved(self, is_all_there: bool) -> None:
        """She has taken the card up in another window."""
        is_more = self.chosen.caller != self._left.caller or self._rung or self.routine.card != OnCard()
        if is_all_there and not is_more and self.ends.sheet is None and not self._saving:
            self._workplace.done.emit(tr("You went on with the call in another window."), None)
            self._finish(is_saved=True)
        else:
            self.notice.show_trouble(Trouble(_MOVED))

    def _changed(self, changes: Changes) -> None:
        if changes.concerns("card") and not self._is_over:
            self._keeping.ask()
        ids = changes.ids("contact")
        if self._contact is not None and not self._is_over and (ids is None or self._contact in ids):
            self._read()

    def _choose(self, case: int, code: str) -> None:
        self._case, self._code = case, code
        self._keeping.touch()
        self.chosen.show_case(case, code)
        self.routine.refresh()
        self.chosen.show()
        self.field.hide()
        self.note.setFocus(Qt.FocusReason.TabFocusReason)

    def _choose_again(self) -> None:
        self._case = None
        self._keeping.touch()
        self.chosen.hide()
        self.field.clear()
        self.field.show()
        self.field.field.setFocus(Qt.FocusReason.TabFocusReason)

    def ring_handler(self) -> None:
        """Ring the one who has the case, while the caller waits."""
        handler = self.chosen.handler if self._case is not None else None
        if handler is None or handler.id == self._workplace.me:
            return
        is_rung = tel.ring_colleague(self._workplace, handler, self._contact)
        if is_rung and self._contact is None:
            self._rung = (*self._rung, handler.id)

    def put_through(self) -> None:
        """She answered and talks with the caller: it is hers."""
        handler = self.chosen.handler if self._case is not None else None
        if handler is not None and handler.id != self._workplace.me and self.ends.sheet is None:
            self.save(Connected(handler.id))

    # --- how it ends ------------------------------------------------------------------------------------------------

    def make_anonymous(self) -> None:
        """The caller wants to be nobody: the number goes, here and everywhere."""
        if self._contact is None or self._is_over:
            return
        contact, self._number, self._is_nobody = self._contact, None, True
        self._show_head(None)
        self.field.suggest((), {})
        self.made_anonymous.emit(contact)
        command = MakeAnonymous(by=self._workplace.me, at=self._workplace.now(), contact=contact)
        self._workplace.do(command, tr("The number is forgotten."), failed=self._refuse)

    def park(self) -> None:
        """Put it aside: what is written stays with the contact, which stays open.

        Of a new one for which only a case was chosen there is nothing to put aside; undo opens the card again.
        """
        if self.ends.sheet is not None:
            self.ends.close_sheet()
        elif self._has_words():
            self.save(Parked())
        else:
            self._finish()
            if self._contact is None and self._case is not None:
                self._workplace.done.emit(tr("Nothing was written, so no call was registered."), self._open_again())

    def save(self, ending: Ending) -> None:
        """Save all of it in one turn. The card goes when that is done, and stays with its text when it is not."""
        if self._saving or self._is_over:
            return
        self._saving = True
        self.ends.is_held = True
        self._keeping.hold(True)
        written = self._written()
        command = Settle(
            by=self._workplace.me,
            uuid=self._holder,
            at=self._workplace.now(),
            card=self.key,
            contact=self._contact,
            version=self._version,
            channel=written.channel,
            number=self._number or (written.number if self._contact is None else None),
            name=written.name,
            case=self._case,
            note=written.note(is_nobody=self._is_nobody),
            caller=self.chosen.caller if self.chosen.caller != self._left.caller else Caller(),
            rung=self._rung,
            routine=self.routine.card,
            came_at=self.head.since if self._taken_up is not None else None,
            ending=ending,
        )
        wanted, contact = self._workplace.wanted, self._contact

        def done(changes: Changes) -> None:
            nonlocal contact
            contact = changes.created.get("contact", contact)
            if isinstance(ending, Done):
                surveyoffer.offer(self._workplace, self.window(), written.channel, ending.outcome)
            self._finish(is_saved=True)

        says = endings.says(ending, self._workplace.now(), self.chosen.handler.name if self.chosen.handler else "")
        if isinstance(ending, Done):
            says = f"{says} {self.routine.left()}".strip()
        self._workplace.do(command, says, done, self._refuse, lambda _changes: wanted.emit("contact", contact))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.park()
            return
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter in the note goes on to the endings."""
        if watched is self.note and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
                self.ends.done.setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().eventFilter(watched, event)

    def _known(self) -> Known:
        """What the routine of the call is chosen by."""
        return Known(self._contact, self._case, self._written().channel, self.chosen.caller.role)

    def _written(self) -> Written:
        """What stands on the card now."""
        channel = self.head.channel.value()
        return Written(
            contact=self._contact,
            channel=channel if isinstance(channel, str) and self._contact is None else "phone",
            typed=self.field.text(),
            case=self._case,
            text=self.note.text(),
        )

    def _has_words(self) -> bool:
        """Whether there is anything to keep: of a call that is a contact already, also which case it is about."""
        is_tied = self._contact is not None and self._case not in (None, self._left.case)
        is_known = self.chosen.caller != self._left.caller
        return self._written().has_words or is_tied or is_known or self.ends.sheet is not None

    def _open_again(self) -> Callable[[], None]:
        """What opens a card like this one."""
        like = LeftCard(
            card=uuid4(), written=self._written(), begun_at=self.head.since, at=self.head.since, code=self._code
        )
        wanted = self._workplace.wanted
        return lambda: wanted.emit("left", like)

    def _refuse(self, error: BaseException) -> None:
        self._saving = False
        self.ends.is_held = False
        self._keeping.hold(False)
        if isinstance(error, Conflict):
            error = Conflict(_TAKEN)
            self._read()
        self.notice.show_trouble(as_trouble(error))
        self.ends.close_sheet()

    def _finish(self, *, is_saved: bool = False) -> None:
        if not self._is_over:
            self._is_over = True
            self.head.stop()
            self._keeping.end(is_saved=is_saved)
            self.routine.give_up()
            self.finished.emit()
