"""The routine of the contact at hand: a line that says which one is likeliest, and the way to its sheet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QRect, Qt, Signal
from shiboken6 import isValid

from mottagning.changes import Changes
from mottagning.command import Command
from mottagning.desk.oncard import OnCard
from mottagning.texts import tr
from mottagning.ui.theme import grown
from mottagning.ui.widgets.elided import as_tip
from mottagning.ui.widgets.form import link_button
from mottagning.ui.workplace import Workplace

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from mottagning.db import Database
    from mottagning.desk.following import AtHand
    from mottagning.desk.look import Look
    from mottagning.desk.routine import Routine
    from mottagning.people.staff import Person
    from mottagning.ui.desk.routinesheet import RoutineSheet

KEY = "F8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a routine is for: a contact, or None when there is none yet; how to read what fits, and what may be done."""

    contact: int | None
    read: Callable[[Database], AtHand]
    may_tick: bool = True
    may_note: bool = True
    may_answer: bool = False


def subject_of(look: Look) -> Subject | None:
    """A contact that is looked at; None for one whose content has gone."""
    contact = look.whole.summary

    def read(database: Database) -> AtHand:
        from mottagning.desk import following

        return following.at_hand(database, following.occasion_of(look), look.whole.steps)

    if contact.redacted:
        return None
    return Subject(
        contact=contact.id,
        read=read,
        may_tick=contact.state != "closed",
        may_note="note" in look.can,
        may_answer="answer" in look.can,
    )


class RoutinePart(QObject):
    """What it needs is loaded when a contact has been shown, and the sheet when somebody asks for it.

    `noted` and `answered` give a text for the note and for the answer. `line` is what the contact shows of it; while
    there is no contact `card` holds what was ticked.
    """

    noted = Signal(str)
    answered = Signal(int, str)

    def __init__(self, workplace: Workplace, parent: QWidget, widest: int) -> None:
        """`widest` is how much room the line may take, in pixels."""
        super().__init__(parent)
        self._workplace = workplace
        self._subject: Subject | None = None
        self._hand: AtHand | None = None
        self._chosen: str | None = None
        self._widest = widest
        self._sheet: RoutineSheet | None = None
        self._host: tuple[QWidget, Callable[[], QRect]] | None = None
        self.card = OnCard()
        self.is_over = False
        self.line = link_button(tr("Routine…"), self.toggle)
        self.line.setToolTip(tr("Routine ({keys})", keys=KEY))
        workplace.changed.connect(self._changed)

    @property
    def sheet(self) -> RoutineSheet | None:
        """The sheet, while it is open."""
        return self._sheet if self._sheet is not None and self._sheet.isVisible() else None

    def lie_on(self, host: QWidget, place: Callable[[], QRect]) -> None:
        """Where the sheet lies: in `place`, a part of `host`, at its right edge and as wide as can be read."""
        self._host = host, place

    def show(self, subject: Subject | None) -> None:
        """This is at hand now, as it stands; None for nothing."""
        is_other = subject is None or self._subject is None or subject.contact != self._subject.contact
        self._subject = subject
        if is_other:
            self._chosen = self._hand = None
            self.line.setText(tr("Routine…"))
        self.line.setVisible(subject is not None)
        if subject is not None:
            self._read()
        elif self._sheet is not None:
            self._sheet.close_sheet()

    def give_up(self) -> None:
        """Whatever it was for is over."""
        self.is_over = True
        self.show(None)
        if self._sheet is not None:
            self._sheet.deleteLater()
            self._sheet = None

    def left(self) -> str:
        """That something of the routine that is followed is not done; "" when all that must be is."""
        from mottagning.ui.desk import routinewords

        hand = self._with_card(self._hand) if self._hand is not None else None
        return routinewords.left(hand.followed[0].left) if hand is not None and hand.followed else ""

    def toggle(self) -> None:
        """Open the sheet, give it the keys, or close it when it has them."""
        if self._subject is None or self._host is None:
            return
        if self._sheet is None or not isValid(self._sheet):
            self._sheet = self._make(*self._host)
        if self._sheet.isVisible() and self._sheet.has_keys():
            self._sheet.close_sheet()
            return
        self._show()
        self._sheet.open_sheet()

    def _changed(self, changes: Changes) -> None:
        if self._subject is not None and changes.concerns("setting"):
            self._read()

    def _read(self) -> None:
        subject = self._subject
        assert subject is not None

        def show(found: AtHand) -> None:
            if subject is self._subject:
                self._hand = found
                self._show()

        self._workplace.read(self, subject.read, show)

    def _show(self) -> None:
        from mottagning.ui.desk import routinewords

        subject = self._subject
        if self._hand is None or subject is None:
            return
        hand = self._with_card(self._hand)
        routine = self._routine(hand)
        said = routinewords.line(hand, routine)
        self.line.setText(self.line.fontMetrics().elidedText(said, Qt.TextElideMode.ElideRight, grown(self._widest)))
        self.line.setAccessibleName(said)
        self.line.setToolTip(as_tip(f"{said} ({KEY})"))
        if self._sheet is None:
            return
        from mottagning.ui.desk.routinesheet import Shown

        self._sheet.show_routine(
            Shown(
                hand=hand,
                routine=routine,
                may_tick=subject.may_tick,
                may_note=subject.may_note,
                may_answer=subject.may_answer,
            )
        )

    def _with_card(self, hand: AtHand) -> AtHand:
        """What was ticked while there is no contact, as if it were kept."""
        from mottagning.desk.following import Followed

        if self.card == OnCard():
            return hand
        now, me = self._workplace.now(), self._workplace.me
        found = (each for each in hand.routines if each.key == self.card.routine and self.card.done)
        followed = tuple(Followed(each, self.card.done, now, me) for each in found)
        return replace(hand, followed=followed, asked=tuple((person, now) for person in self.card.asked))

    def _routine(self, hand: AtHand) -> Routine | None:
        """The one that was chosen, as it is followed; else the likeliest."""
        if self._chosen is None:
            return hand.first
        followed = hand.following(self._chosen)
        if followed is not None:
            return followed.routine
        return next((each for each in hand.routines if each.key == self._chosen), hand.first)

    # --- what the sheet asks for ------------------------------------------------------------------------------------

    def _make(self, host: QWidget, place: Callable[[], QRect]) -> RoutineSheet:
        from mottagning.ui.desk.routinesheet import RoutineSheet

        sheet = RoutineSheet(self._workplace, host, place)
        sheet.ticked.connect(self._tick)
        sheet.noted.connect(self.noted)
        sheet.answered.connect(self._answer)
        sheet.asked.connect(self._note_asked)
        sheet.rung.connect(self._ring)
        sheet.renewed.connect(self._renew)
        sheet.chosen.connect(self._choose)
        return sheet

    def _choose(self, key: str) -> None:
        self._chosen = key
        self._show()

    def _tick(self, routine: Routine, place: int, done: bool) -> None:
        from mottagning.desk.following import Tick

        subject = self._subject
        if subject is None:
            return
        if subject.contact is None:
            mine = set(self.card.done) if self.card.routine == routine.key else set()
            places = tuple(sorted(mine | {place} if done else mine - {place}))
            self.card = replace(self.card, routine=routine.key, version=routine.version, done=places)
            self._show()
            return
        said = tr("Step {n} is done.", n=place + 1) if done else tr("Step {n} is not done.", n=place + 1)
        on: dict[str, Any] = {"routine": routine.key, "version": routine.version, "place": place, "done": done}
        self._do(Tick(by=self._workplace.me, contact=subject.contact, **on), said)

    def _renew(self, key: str) -> None:
        from mottagning.desk.following import Renew

        if self._subject is not None and self._subject.contact is not None:
            self._do(Renew(by=self._workplace.me, contact=self._subject.contact, routine=key))

    def _note_asked(self, person: Person) -> None:
        from mottagning.desk.following import NoteAsked

        subject = self._subject
        if subject is None:
            return
        if subject.contact is None:
            self.card = replace(self.card, asked=tuple(dict.fromkeys((*self.card.asked, person.id))))
            self._show()
            return
        said = tr("Noted: {name} was asked.", name=person.name)
        self._do(NoteAsked(by=self._workplace.me, contact=subject.contact, person=person.id), said)

    def _ring(self, person: Person) -> None:
        from mottagning.ui.desk import tel

        if self._subject is not None:
            tel.ring_colleague(self._workplace, person, self._subject.contact)

    def _answer(self, text: str) -> None:
        if self._subject is not None and self._subject.contact is not None:
            self.answered.emit(self._subject.contact, text)

    def _do(self, command: Command, says: str = "") -> None:
        self._workplace.do(command, says, failed=self._refuse)

    def _refuse(self, error: BaseException) -> None:
        """Show it as it stands: the box that was pressed shows what is so."""
        self._workplace.tell(error)
        self._show()
