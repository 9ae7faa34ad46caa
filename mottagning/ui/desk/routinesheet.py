"""The sheet of a routine: it lies beside the contact, is ticked by figures, and gives its texts by a key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from mottagning.db import Database
from mottagning.desk.advisers import Adviser, advisers
from mottagning.desk.following import AtHand, Followed
from mottagning.desk.routine import Routine
from mottagning.people import guide, staff
from mottagning.people.guide import Entry
from mottagning.people.staff import Person
from mottagning.texts import tr, trn
from mottagning.ui.desk import routinewords
from mottagning.ui.desk.noteparts import empty, readable
from mottagning.ui.desk.routinesteps import StepLine
from mottagning.ui.theme import grown
from mottagning.ui.tokens import BETWEEN, INSIDE, STEP
from mottagning.ui.widgets.elided import as_tip
from mottagning.ui.widgets.form import beside, button, hairline, icon_button, label, link_button
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.widgets.rows import Row
from mottagning.ui.workplace import Workplace

_LEAST, _WIDEST = 320, 460
_CHOOSE = "B"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the sheet is to show: the routines for a contact, which one, and what may be done."""

    hand: AtHand
    routine: Routine | None
    may_tick: bool
    may_note: bool
    may_answer: bool


@dataclass(frozen=True, slots=True)
class _Around:
    """Who can be asked, the units one may be sent to, and everybody's name."""

    advisers: tuple[Adviser, ...]
    units: dict[str, Entry]
    people: dict[int, Person]


class RoutineSheet(QWidget):
    """One routine at a time. It does nothing itself: `ticked` (routine, place, done), `noted` and `answered` (text),
    `asked` and `rung` (`Person`), `renewed` and `chosen` (key) say what somebody wants.
    """

    ticked = Signal(object, int, bool)
    noted = Signal(str)
    answered = Signal(str)
    asked = Signal(object)
    rung = Signal(object)
    renewed = Signal(str)
    chosen = Signal(str)
    closed = Signal()

    def __init__(self, workplace: Workplace, host: QWidget, place: Callable[[], QRect]) -> None:
        """`place` gives the part of `host` in which the sheet lies, at its right edge."""
        super().__init__(host)
        self._workplace = workplace
        self._host, self._where = host, place
        self._from: QWidget | None = None
        self._shown: Shown | None = None
        self._around: _Around | None = None
        self._chooses = False
        self._by_key: dict[str, Callable[[], object]] = {}
        self.steps: list[StepLine] = []
        self.list: RowList | None = None
        self.setProperty("look", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName(tr("Routine"))
        self.title = label("", "title", wraps=True)
        self.close_button = icon_button("close", tr("Close ({keys})", keys="Esc"), self.close_sheet)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self.scrolling = QScrollArea()
        self.scrolling.setWidgetResizable(True)
        self.scrolling.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scrolling.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        sheet = QVBoxLayout()
        sheet.setContentsMargins(BETWEEN, BETWEEN, INSIDE, INSIDE)
        sheet.setSpacing(INSIDE)
        sheet.addLayout(head)
        sheet.addWidget(self.scrolling, 1)
        self.ask = QWidget()
        self._ask_lines = QVBoxLayout(self.ask)
        self._ask_lines.setContentsMargins(0, 0, INSIDE, 0)
        self._ask_lines.setSpacing(STEP)
        sheet.addWidget(self.ask)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(hairline(vertical=True))
        row.addLayout(sheet, 1)
        host.installEventFilter(self)
        self.hide()

    # --- coming and going -------------------------------------------------------------------------------------------

    def open_sheet(self) -> None:
        """Come, and take the keys; they go back to where they were when the sheet closes."""
        if not self.isVisible():
            self._from = QApplication.focusWidget()
            self._read_around()
        self._place()
        self.show()
        self.raise_()
        self._take_keys()

    def close_sheet(self) -> None:
        """Go, and give the keys back."""
        if not self.isVisible():
            return
        inside = QApplication.focusWidget()
        had_keys = inside is None or inside is self or self.isAncestorOf(inside)
        self.hide()
        if self._chooses:
            self._chooses, self._shown = False, None  # it opens with the routine again
        if had_keys and self._from is not None and isValid(self._from):
            self._from.setFocus(Qt.FocusReason.OtherFocusReason)
        self._from = None
        self.closed.emit()

    def _take_keys(self) -> None:
        """The keys go to the first step that is not done, where that is seen; figures and letters work everywhere."""
        first = next((step.box for step in self.steps if step.isEnabled() and not step.box.isChecked()), None)
        (self.list or first or self).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def has_keys(self) -> bool:
        """Whether keys go to the sheet."""
        inside = QApplication.focusWidget()
        return inside is not None and (inside is self or self.isAncestorOf(inside))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        name = event.text().upper()
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F8):
            self.close_sheet()
        elif plain and not event.isAutoRepeat() and name.isdigit() and 0 < int(name) <= len(self.steps):
            self.steps[int(name) - 1].press()
        elif plain and not event.isAutoRepeat() and name in self._by_key:
            self._by_key[name]()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._host and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        room = self._where()
        width = min(grown(_WIDEST), max(grown(_LEAST), room.width()), self._host.width())
        self.setGeometry(room.right() + 1 - width, room.top(), width, room.height())

    # --- what it shows ----------------------------------------------------------------------------------------------

    def show_routine(self, shown: Shown) -> None:
        """Show a routine as it stands with the contact; of the same one only what was ticked is shown anew."""
        before, self._shown = self._shown, shown
        if before is None or _frame(before) != _frame(shown):
            self._show()
        self._show_ticks()

    def choose(self) -> None:
        """Let another routine be chosen."""
        self._chooses = True
        self._show()
        self._take_keys()

    def _choose(self, key: object) -> None:
        self._chooses, self._shown = False, None
        self.chosen.emit(str(key))

    def _read_around(self) -> None:
        me, now = self._workplace.me, self._workplace.now()

        def ask(database: Database) -> _Around:
            units = {entry.key: entry for entry in guide.load(database).entries}
            people = {person.id: person for person in staff.everyone(database)}
            return _Around(advisers(database, me, now), units, people)

        def show(found: _Around) -> None:
            self._around = found
            self._show()
            self._show_ticks()

        self._workplace.read(self, ask, show)

    def _show(self) -> None:
        shown = self._shown
        if shown is None:
            return
        had_keys = self.has_keys()
        self.steps, self.list, self._by_key = [], None, {}
        made = QWidget()
        made.setProperty("look", "surface")
        lines = QVBoxLayout(made)
        lines.setContentsMargins(0, 0, INSIDE, 0)
        lines.setSpacing(INSIDE)
        if shown.routine is None or self._chooses:
            self._add_choice(lines, shown)
        else:
            self._add_routine(lines, shown, shown.routine)
            lines.addStretch(1)
            self._show_advisers(shown)
        self.ask.setVisible(self.list is None)
        place = self.scrolling.verticalScrollBar().value()
        self.scrolling.setWidget(made)
        self.scrolling.verticalScrollBar().setValue(place)
        if had_keys:
            self._take_keys()

    def _add_choice(self, lines: QVBoxLayout, shown: Shown) -> None:
        self.title.setText(tr("Choose a routine"))
        self.setAccessibleName(tr("Choose a routine"))
        self.list = RowList(tr("Routines"), icons=False, inset=INSIDE)
        fits = {fit.routine.key: fit for fit in shown.hand.fits}
        others = [each for each in shown.hand.routines if each.key not in fits]
        rows = [Row(key=key, title=fit.routine.title, detail=routinewords.why(fit)) for key, fit in fits.items()]
        rows += [Row(key=each.key, title=each.title, detail=_length(each)) for each in others]
        self.list.set_rows(rows)
        self.list.opened.connect(self._choose)
        self.list.clicked.connect(lambda _index: self._choose(self.list.selected_key() if self.list else None))
        if rows:
            self.list.select(rows[0].key)
        lines.addWidget(self.list, 1)

    def _add_routine(self, lines: QVBoxLayout, shown: Shown, routine: Routine) -> None:
        self.title.setText(routine.title)
        self.setAccessibleName(tr("Routine: {title}", title=routine.title))
        fit = next((fit for fit in shown.hand.fits if fit.routine.key == routine.key), None)
        self.progress = label("", "caption", "quiet", wraps=True)
        self._why = routinewords.why(fit) if fit is not None else ""
        top = QHBoxLayout()
        top.addWidget(self.progress, 1)
        other = self._keyed(link_button, tr("Another routine"), _CHOOSE, self.choose)
        top.addWidget(other, 0, Qt.AlignmentFlag.AlignTop)
        lines.addLayout(top)
        followed = shown.hand.following(routine.key)
        if followed is not None and shown.may_tick and routinewords.is_other(followed, shown.hand.routines):
            lines.addWidget(label(tr("The routine has been changed since."), "caption", "warn", wraps=True))
            go_on = self._keyed(link_button, tr("Go on by the new one"), "N", partial(self.renewed.emit, routine.key))
            lines.addWidget(beside(go_on))
        if routine.due:
            lines.addWidget(label(routine.due, "strong", wraps=True))
        self._add_steps(lines, shown, routine)
        self._add_texts(lines, shown, routine)
        self._add_units(lines, routine)

    def _add_steps(self, lines: QVBoxLayout, shown: Shown, routine: Routine) -> None:
        for place, step in enumerate(routine.steps):
            one = StepLine(place + 1, step)
            one.setEnabled(shown.may_tick)
            one.ticked.connect(partial(self.ticked.emit, routine, place))
            self.steps.append(one)
            lines.addWidget(one)
        if any(step.required for step in routine.steps):
            lines.addWidget(label(tr("What is in bold must be done."), "caption", "quiet", wraps=True))

    def _add_texts(self, lines: QVBoxLayout, shown: Shown, routine: Routine) -> None:
        if routine.say:
            lines.addWidget(hairline())
            lines.addWidget(label(tr("To say"), "quiet"))
        for said in routine.say:
            words = readable()
            words.setText(f"”{said}”")
            lines.addWidget(words)
        texts = (
            (routine.note if shown.may_note else "", tr("Into the note"), "A", self.noted),
            (routine.answer if shown.may_answer else "", tr("Into the answer"), "S", self.answered),
        )
        if any(text for text, *_ in texts):
            lines.addWidget(hairline())
        for text, title, key, signal in texts:
            if text:
                lines.addWidget(
                    label(" · ".join(filter(None, map(str.strip, text.splitlines()))), "caption", "quiet", wraps=True)
                )
                lines.addWidget(beside(self._keyed(button, title, key, partial(signal.emit, text))))

    def _add_units(self, lines: QVBoxLayout, routine: Routine) -> None:
        units = self._around.units if self._around is not None else {}
        found = [units[key] for key in routine.elsewhere if key in units]
        if not found:
            return
        lines.addWidget(hairline())
        lines.addWidget(label(tr("Who can help"), "quiet"))
        for unit in found:
            name = link_button(unit.name, partial(self._workplace.wanted.emit, "lookup", ("unit", unit.key)))
            name.setToolTip(as_tip(unit.does))
            is_example = guide.is_example(unit.phone)
            phone = label(tr("{phone} (example)", phone=unit.phone) if is_example else unit.phone, "quiet")
            phone.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            lines.addWidget(beside(name, None, phone))

    def _show_advisers(self, shown: Shown) -> None:
        """Whom to ask stands below, where it is seen however long the routine is."""
        found = self._around.advisers if self._around is not None else ()
        empty(self._ask_lines)
        self._ask_lines.addWidget(hairline())
        self._ask_lines.addWidget(label(tr("Ask somebody experienced"), "quiet"))
        self.asked_line = label("", "caption", "quiet", wraps=True)
        if found:
            person = found[0].presence.person
            self._ask_lines.addWidget(label(person.name, "strong", wraps=True))
            self._ask_lines.addWidget(label(routinewords.adviser(found[0]), "caption", "quiet", wraps=True))
            ring = self._keyed(button, tr("Ring"), "R", partial(self.rung.emit, person))
            ring.setToolTip(tr("Ring {name} ({keys})", name=person.name, keys="R"))
            buttons = [ring]
            if shown.may_tick:
                ask = self._keyed(button, tr("Asked her"), "F", partial(self.asked.emit, person))
                ask.setToolTip(tr("Note that {name} was asked ({keys})", name=person.name, keys="F"))
                buttons.append(ask)
            self._ask_lines.addWidget(beside(*buttons))
        elif self._around is not None:
            said = tr("Nobody who is experienced is in now. Ring the team lead's deputy.")
            self._ask_lines.addWidget(label(said, wraps=True))
        if len(found) > 1:
            others = ", ".join(each.presence.person.name for each in found[1:])
            self._ask_lines.addWidget(label(tr("Else: {names}", names=others), "caption", "quiet", wraps=True))
        self._ask_lines.addWidget(self.asked_line)

    def _show_ticks(self) -> None:
        """What is done, by whom, and who was asked."""
        shown = self._shown
        if shown is None or shown.routine is None or self.list is not None:
            return
        now, followed = self._workplace.now(), shown.hand.following(shown.routine.key)
        done = followed.done if followed is not None else ()
        for place, step in enumerate(self.steps):
            step.set_done(place in done)
        self.progress.setText(self._progress(followed, now) if followed is not None else self._why)
        self.progress.setVisible(bool(self.progress.text()))
        asked = [routinewords.asked(self._name(person), at, now) for person, at in shown.hand.asked]
        self.asked_line.setText("\n".join(asked))
        self.asked_line.setVisible(bool(asked))

    def _progress(self, followed: Followed, now: datetime) -> str:
        return routinewords.followed(followed, self._name(followed.by), now)

    def _name(self, person: int | None) -> str:
        known = self._around.people.get(person) if self._around is not None and person is not None else None
        return known.name if known is not None else ""

    def _keyed(
        self, make: Callable[[str, Callable[[], object]], QPushButton], text: str, key: str, slot: Callable[[], object]
    ) -> QPushButton:
        """A button that a letter presses too, which stands on it."""
        self._by_key[key] = slot
        return make(f"{text} ({key})", slot)


def _frame(shown: Shown) -> object:
    """What the sheet is made anew for; ticks and names are put into the one that is there."""
    key = shown.routine.key if shown.routine is not None else None
    fits = tuple((fit.routine.key, fit.signs, fit.words, fit.caller) for fit in shown.hand.fits)
    return shown.routine, key, fits, shown.hand.routines, shown.may_tick, shown.may_note, shown.may_answer


def _length(routine: Routine) -> str:
    return trn("{n} step", "{n} steps", len(routine.steps))
