"""The middle column: the contact, its cases, who called, what was said, and the note that is being written."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QResizeEvent, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from mottagning.contacts.drafts import ANSWER
from mottagning.desk.look import Look
from mottagning.errors import Trouble
from mottagning.texts import tr
from mottagning.ui.desk.actionbar import ActionBar
from mottagning.ui.desk.answerspart import AnswersPart
from mottagning.ui.desk.automaticpart import AutomaticPart
from mottagning.ui.desk.callerpart import CallerPart
from mottagning.ui.desk.caselines import CaseLines
from mottagning.ui.desk.contacthead import ContactHead
from mottagning.ui.desk.drafting import Drafting
from mottagning.ui.desk.draftspart import DraftsPart
from mottagning.ui.desk.noteparts import TALKED, NoteEditor, NotesPart
from mottagning.ui.desk.presence import Presence, sentence
from mottagning.ui.desk.routinepart import RoutinePart, subject_of
from mottagning.ui.desk.saidpart import SaidPart
from mottagning.ui.theme import dress, grown
from mottagning.ui.tokens import AROUND, INSIDE
from mottagning.ui.widgets.elided import ElidedLabel
from mottagning.ui.widgets.form import EmptyState, hairline, quiet_button
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.workplace import Workplace

_LEAST, _WIDEST = 384, 900
_ROUTINE = 230
_NONE_CHOSEN, _NONE_WAITS, _CONTACT = range(3)


class ContactColumn(QWidget):
    """Shows one contact. Half-written notes are kept for each contact, whatever is shown in between."""

    note_kept = Signal()

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._shown: int | None = None
        self._look: Look | None = None
        self.drafting = Drafting(workplace, self)
        self.presence = Presence(workplace, self)
        self.presence.changed.connect(self._show_others)
        self.head = ContactHead()
        self.routine = RoutinePart(workplace, self, _ROUTINE)
        self.head.beside_who.addWidget(self.routine.line)
        self.routine.noted.connect(self._use)
        self.routine.answered.connect(self._begin_answer)
        self.cases = CaseLines(workplace)
        self.caller = CallerPart()
        self.said = SaidPart(workplace)
        self._line = hairline()
        self.notice = Notice()
        self.notes = NotesPart()
        self.drafts = DraftsPart(workplace)
        self.drafts.used.connect(self._use)
        self.answers = AnswersPart()
        self.automatic = AutomaticPart()
        self.note = NoteEditor()
        self.note.textChanged.connect(self._remember)
        self.keep = quiet_button(tr("Keep"), self.note_kept.emit)
        self.keep.setAccessibleName(tr("Keep the note"))
        self.keep.setToolTip(tr("Keep the note and go on with the contact ({keys})", keys="Ctrl+S"))
        self.bar = ActionBar()
        self.automatic.asked.connect(self.bar.asked)
        self._layers = QStackedLayout(self)
        self._layers.addWidget(
            EmptyState(
                tr("No contact is chosen"),
                tr("Choose one in the queue. F2 registers a call, a visit or a letter."),
                icon="inbox",
            )
        )
        self._layers.addWidget(
            EmptyState(
                tr("Nothing waits"),
                tr("New mail and calls come here by themselves. F2 registers a call, a visit or a letter."),
                icon="check",
            )
        )
        self._layers.addWidget(self._sheet())
        self.setMinimumWidth(grown(_LEAST))
        self.setMaximumWidth(grown(_WIDEST))

    def _sheet(self) -> QWidget:
        self.scrolling = QScrollArea()
        self.scrolling.setWidgetResizable(True)
        self.scrolling.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scrolling.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        upper = QWidget()
        upper.setProperty("look", "surface")
        lines = QVBoxLayout(upper)
        lines.setContentsMargins(AROUND, INSIDE, AROUND, INSIDE)
        lines.setSpacing(INSIDE)
        self._caller_line = hairline()
        upper_parts = (self.head, self.automatic, self.answers, hairline(), self.cases, self._line, self.said)
        for part in (*upper_parts, self.notes, self.drafts, self._caller_line, self.caller):
            lines.addWidget(part)
        lines.addStretch(1)
        self._upper = lines
        self.scrolling.setWidget(upper)
        lower = QWidget()
        below = QVBoxLayout(lower)
        below.setContentsMargins(AROUND, INSIDE, AROUND, INSIDE)
        below.setSpacing(INSIDE)
        title = QHBoxLayout()
        title.addWidget(dress(ElidedLabel(tr("Note")), "quiet"), 1)
        title.addWidget(self.bar.register)
        title.addWidget(self.keep)
        below.addWidget(self.notice)
        below.addLayout(title)
        below.addWidget(self.note)
        below.addWidget(self.bar)
        sheet = QWidget()
        both = QVBoxLayout(sheet)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(0)
        both.addWidget(self.scrolling, 1)
        both.addWidget(hairline())
        both.addWidget(lower)
        return sheet

    def show_look(self, look: Look, me: int | None, now: datetime) -> None:
        """Show a contact; a note that was begun about it stands there again."""
        contact = look.whole.summary.id
        is_other = contact != self._shown
        self._shown = contact
        self._look = look
        self.presence.look_at(contact)
        self.head.show_look(look, me, now)
        self.routine.show(subject_of(look))
        self._show_others()
        self.cases.show_look(look)
        is_talk = look.whole.summary.channel in ("phone", "visit")
        self.note.setPlaceholderText(tr(TALKED) if is_talk else tr("What it is about, and what is done"))
        self._place_caller(first=is_talk)
        self.caller.show_caller(look.caller, look.whole.summary.channel, "caller" in look.can)
        self.said.show_look(look)
        self.said.setVisible(self.said.has_words)
        self._line.setVisible(self.said.has_words or bool(look.whole.notes))
        self.notes.show_look(look)
        self.drafts.show_look(look)
        self.answers.show_look(look, now)
        self.automatic.show_look(look)
        self.bar.show_look(look)
        self.drafting.found(contact, look.drafts)
        if is_other or self.note.toPlainText() != self.draft(contact):
            self.note.setPlainText(self.draft(contact))
        if is_other:
            self.notice.clear()
            self.scrolling.verticalScrollBar().setValue(0)
        self.note.setEnabled("note" in look.can and not look.whole.summary.redacted)
        self._layers.setCurrentIndex(_CONTACT)

    def show_nothing(self, *, waits: bool) -> None:
        """No contact is chosen; `waits` tells whether there is one to choose."""
        self._shown = self._look = None
        self.presence.look_at(None)
        self.routine.show(None)
        self._layers.setCurrentIndex(_NONE_CHOSEN if waits else _NONE_WAITS)

    def show_day(self, view: QWidget) -> None:
        """Show the start or the end of the day in place of a contact."""
        self._shown = None
        self.routine.show(None)
        if self._layers.indexOf(view) < 0:
            self._layers.addWidget(view)
        self._layers.setCurrentWidget(view)

    def shows(self, view: QWidget) -> bool:
        """Whether it is this view that stands in place of a contact."""
        return self._layers.currentWidget() is view

    def right_of(self, page: QWidget) -> QRect:
        """What lies beside the contact on its page."""
        place = page.rect()
        place.setLeft(self.mapTo(page, self.rect().topRight()).x() + 1)
        return place

    def draft(self, contact: int) -> str:
        """The note that is being written about a contact, "" when there is none."""
        return self.drafting.text(contact)

    def forget_draft(self, person: int | None, contact: int, text: str) -> None:
        """This text is kept now; what was written after it stays."""
        rest = self.drafting.forget(person, contact, text)
        if contact == self._shown and person == self._workplace.me:
            self.note.setPlainText(rest)

    def forget_answer(self, _person: int | None, contact: int, _text: str) -> None:
        """It is on its way."""
        self.drafting.write(contact, "", ANSWER)

    def go_on_with_answer(self, contact: int, text: str) -> None:
        """It was taken back before it went: the words stand there when it is written anew."""
        self.drafting.write(contact, text, ANSWER)

    def show_trouble(self, trouble: Trouble) -> None:
        """Say what did not work, where it was asked for."""
        self.notice.show_trouble(trouble)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.note.updateGeometry()  # how high it is hangs on how high the window is

    def _place_caller(self, *, first: bool) -> None:
        """Who calls or stands at the desk is asked before anything is told."""
        after = self.cases if first else self._caller_line
        self._caller_line.setVisible(not first)
        if self._upper.indexOf(self.caller) != self._upper.indexOf(after) + 1:
            self._upper.removeWidget(self.caller)
            self._upper.insertWidget(self._upper.indexOf(after) + 1, self.caller)

    def _show_others(self) -> None:
        look = self._look
        self.head.show_others(sentence(self.presence.others(), look.name) if look is not None else "")

    def _use(self, words: str) -> None:
        """A colleague's words behind one's own."""
        mine = self.note.toPlainText().rstrip()
        self.note.setPlainText(f"{mine}\n{words}" if mine else words)
        self.note.moveCursor(QTextCursor.MoveOperation.End)
        self.note.setFocus(Qt.FocusReason.OtherFocusReason)

    def _begin_answer(self, contact: int, words: str) -> None:
        """A routine's words are the beginning of an answer, behind what stands there already."""
        begun = self.drafting.text(contact, ANSWER).rstrip()
        self.drafting.write(contact, f"{begun}\n\n{words}" if begun else words, ANSWER)
        self.bar.asked.emit("answer")

    def _remember(self) -> None:
        text = self.note.toPlainText()
        if self._shown is None:
            return
        self.drafting.write(self._shown, text)
        self.presence.write("note" if text.strip() and self.note.hasFocus() else "")
        self.keep.setEnabled(bool(text.strip()))
