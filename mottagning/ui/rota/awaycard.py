"""Somebody is away today: what is missing without her, one key that notes it, and one that puts a substitute in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QVBoxLayout, QWidget

from mottagning.changes import Changes
from mottagning.db import Database
from mottagning.desk import away
from mottagning.desk.away import Left, Missing, NoteAway
from mottagning.people.staff import Person
from mottagning.rota.moving import StandIn
from mottagning.rota.substitutes import Substitute
from mottagning.texts import tr, trn
from mottagning.ui import when
from mottagning.ui.rota.reasons import said, short
from mottagning.ui.theme import grown
from mottagning.ui.tokens import INSIDE, Tone
from mottagning.ui.widgets.form import Form, beside, label, pause, primary_button, resume
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.widgets.rows import Group, Row
from mottagning.ui.workplace import Workplace, as_trouble

WIDTH = 620
_HEIGHT = 360
_SHOWN, _LATER = 5, 6

Do = Callable[..., None]
"""`Workplace.do`, or the rota page's own, which keeps the way back."""


class AwayCard(QWidget):
    """Enter notes the absence, then puts in the best one; a digit puts in another. `finished` when all is done."""

    finished = Signal()

    def __init__(self, workplace: Workplace, do: Do, person: int | None = None) -> None:
        super().__init__()
        self._workplace = workplace
        self._do = do
        self._wanted = person
        self._found: Missing | None = None
        self._returned: tuple[Missing, ...] = ()
        self.person = QComboBox()
        self.person.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.person.setPlaceholderText(tr("Choose who is away"))
        self.state = label("", "quiet", wraps=True)
        self.notice = Notice()
        self.list = _Choices(tr("What is missing"), icons=False, inset=INSIDE)
        self.list.setMinimumHeight(grown(_HEIGHT))
        self.list.acted.connect(self._act)
        self.list.opened.connect(self._act)
        self.list.numbered.connect(self._put_in_number)
        self.go = primary_button("", self._go)
        form = Form()
        form.add(tr("&Who"), self.person)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        for part in (form, self.state, self.notice):
            lines.addWidget(part)
        lines.addWidget(self.list, 1)
        lines.addWidget(beside(None, self.go))
        self.go.hide()
        self.setFocusProxy(self.person if person is None else self.go)
        self.person.currentIndexChanged.connect(lambda _place: self._begin())
        workplace.changed.connect(self._changed)
        now = workplace.now()
        workplace.read(self, lambda database: away.expected(database, now), self._fill)

    def _fill(self, expected: tuple[tuple[Person, tuple[str, ...]], ...]) -> None:
        self.person.blockSignals(True)
        for person, posts in expected:
            self.person.addItem(" · ".join((person.name, *posts)), person.id)
        # Whoever notes it is at work herself: without somebody who is meant, nobody is chosen.
        self.person.setCurrentIndex(-1 if self._wanted is None else self.person.findData(self._wanted))
        self.person.blockSignals(False)
        self._begin()

    def _begin(self) -> None:
        """Somebody else is chosen."""
        self._returned = ()
        self.notice.clear()
        self._read()

    def _changed(self, changes: Changes) -> None:
        if changes.concerns("absence", "rota", "contact"):
            self._read()

    def _read(self) -> None:
        person, now = self.person.currentData(), self._workplace.now()
        if person is None:
            return

        def look(database: Database) -> Missing:
            return away.missing(database, person, now)

        self._workplace.read(self, look, self._show)

    def _show(self, found: Missing) -> None:
        if found.person.id != self.person.currentData():
            return
        self._found = found
        name = found.person.name
        self.state.setText(_state(found))
        self.list.set_empty_sentence(tr("Nothing waits for {name} today.", name=name))
        self.list.set_groups(_groups(found, self._returned, is_lead=self._workplace.is_lead))
        best = self._best(0)
        if not found.is_noted:
            self.go.setText(tr("{name} is away today", name=name))
        elif best is not None:
            self.go.setText(tr("Put in {name}", name=found.names[best[1].person]))
        else:
            self.go.setText(tr("Done"))
        is_first = self.go.isHidden()
        self.go.show()
        resume(self.go)
        if is_first and self._wanted is not None:
            self.go.setFocus(Qt.FocusReason.OtherFocusReason)

    def _best(self, place: int) -> tuple[Left, Substitute] | None:
        """Who takes the first shift that somebody can take, the best one (0), or the next."""
        if self._found is None:
            return None
        for left in self._found.today:
            if len(left.able) > place:
                return left, left.able[place]
        return None

    def _go(self) -> None:
        found, best = self._found, self._best(0)
        if found is None:
            return
        if not found.is_noted:
            self._note(found)
        elif best is not None:
            self._put_in(*best)
        else:
            self.finished.emit()

    def _note(self, found: Missing) -> None:
        pause(self.go)
        self._returned = (found,)
        command = NoteAway(by=self._workplace.me, person=found.person.id, day=found.day)
        self._do(command, tr("{name} is away today.", name=found.person.name), failed=self._fail)

    def _put_in(self, left: Left, substitute: Substitute) -> None:
        found = self._found
        if found is None:
            return
        if not found.is_noted:
            self.notice.say(tr("Note first that {name} is away.", name=found.person.name))
            return
        pause(self.go)
        shift = left.shift
        command = StandIn(
            by=self._workplace.me, date=shift.date, post=shift.post, person=substitute.person, seen=shift.person
        )
        values = {"name": found.names[substitute.person], "post": found.posts[shift.post].name}
        self._do(command, tr("{name} sits at {post} today.", **values), failed=self._fail)

    def _put_in_number(self, number: int) -> None:
        best = self._best(number - 1)
        if best is not None:
            self._put_in(*best)

    def _fail(self, error: BaseException) -> None:
        self.notice.show_trouble(as_trouble(error))
        self._read()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go.click()
            return
        super().keyPressEvent(event)

    def _act(self, key: Any) -> None:
        if self._found is None:
            return
        what, *rest = key
        if what == "put_in":
            post, person = rest
            left = next(left for left in self._found.today if left.shift.post == post)
            self._put_in(left, next(each for each in left.able if each.person == person))
        elif what == "rota":
            self.finished.emit()
            self._workplace.wanted.emit("rota", rest[0])
        elif what == "desk":
            self.finished.emit()
            self._workplace.wanted.emit("page", "desk")


class _Choices(RowList):
    """A list in which digits put somebody in."""

    numbered = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if Qt.Key.Key_1 <= key <= Qt.Key.Key_9 and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.numbered.emit(key - Qt.Key.Key_0)
            return
        super().keyPressEvent(event)


def _state(found: Missing) -> str:
    name = found.person.name
    if not found.is_noted:
        return tr("Nothing is noted yet. This would be missing today.")
    if found.today:
        return tr("{name} is not available today. The reception, the top line and the rota know.", name=name)
    return tr("{name} is not available today, and nobody is missing where she would have sat.", name=name)


def _groups(found: Missing, returned: tuple[Missing, ...], *, is_lead: bool) -> list[Group]:
    groups = [_shift(found, left, is_lead=is_lead) for left in found.today]
    gone = returned[0] if returned and found.is_noted else found
    contacts = _contacts(gone)
    if contacts:
        title = tr("Back at the desk") if found.is_noted else tr("Goes back to the desk")
        groups.append(Group(key="contacts", title=title, rows=tuple(contacts)))
    if found.later:
        rows = tuple(
            Row(
                key=("rota", shift.date),
                title=f"{when.short_day(shift.date)} · {found.posts[shift.post].name}",
                action=tr("Open the rota"),
            )
            for shift in found.later[:_LATER]
        )
        title = tr("Sits the coming two weeks, if she is back by then")
        groups.append(Group(key="later", title=title, rows=rows, count=len(found.later)))
    return groups


def _shift(found: Missing, left: Left, *, is_lead: bool) -> Group:
    post = found.posts[left.shift.post]
    rows = tuple(
        Row(
            key=("put_in", post.id, each.person),
            title=f"{number}  {found.names[each.person]}",
            detail=_capital(" · ".join(short(reason) for reason in each.reasons if is_lead or not reason.private)),
            tip="\n".join(said(reason) for reason in each.reasons if is_lead or not reason.private),
            action=tr("Put in"),
        )
        for number, each in enumerate(left.able[:_SHOWN], 1)
    )
    if not rows:
        nobody = Row(
            key=("rota", found.day),
            title=tr("Nobody can take it without breaking a rule"),
            tone=Tone.BAD,
            word=tr("Uncovered"),
            action=tr("Open the rota"),
        )
        rows = (nobody,)
    tone = Tone.BAD if found.is_noted else Tone.PLAIN
    title = f"{post.name} · {tr('Uncovered')}" if found.is_noted else post.name
    return Group(key=("shift", post.id), title=title, rows=rows, tone=tone, count=len(left.able))


def _contacts(found: Missing) -> list[Row]:
    """What would have been hers today with contacts: times and numbers, nobody's name."""
    rows = []
    if found.promised:
        times = ", ".join(when.clock(at) for at in found.promised)
        said_so = trn("{n} call back that she promised", "{n} calls back that she promised", len(found.promised))
        rows.append(Row(key=("desk", "promised"), title=said_so, detail=times, action=tr("Open the desk")))
    if found.others:
        said_so = trn("{n} contact that she had", "{n} contacts that she had", found.others)
        rows.append(Row(key=("desk", "others"), title=said_so, action=tr("Open the desk")))
    if found.signs:
        rows.append(
            Row(
                key=("desk", "baton"),
                title=tr("The handover of the day before"),
                detail=tr("Is signed for by whoever takes her shift"),
                action=tr("Open the desk"),
            )
        )
    return rows


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
