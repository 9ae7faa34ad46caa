"""The chosen shift: who sits there, who could instead and why, and who cannot."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mottagning.rota.month import Slot
from mottagning.rota.reasons import Reason
from mottagning.texts import tr
from mottagning.ui import when
from mottagning.ui.rota.cells import Names
from mottagning.ui.rota.look import Candidates, Offers, Shown
from mottagning.ui.rota.reasons import remedy_words, said, short
from mottagning.ui.tokens import BETWEEN, INSIDE, STEP, Tone
from mottagning.ui.widgets.form import beside, button, label, quiet_button
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.widgets.rows import Group, Row

_NUMBERED = 9
_REMEDY = "remedy"


class ShiftPanel(QWidget):
    """`person_picked` puts somebody on the shift, `post_picked` the person on a post; `emptied` takes whoever off.

    `left` is Escape: back to the table; `numbered` a digit, as in the table; `account_asked`: of whoever is chosen;
    `swap_asked`: somebody wants to be relieved of her own shift.
    """

    person_picked = Signal(str)
    post_picked = Signal(str)
    emptied = Signal()
    left = Signal()
    numbered = Signal(int)
    account_asked = Signal()
    swap_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.account = quiet_button(tr("Account…"), self.account_asked.emit)
        self.account.setToolTip(tr("What she is due, how that came about, and what is done"))
        self.title = label("", "title", wraps=True)
        self.state = label("", "quiet", wraps=True)
        self.why = label("", wraps=True)
        self.empty = quiet_button(tr("Leave empty"), self.emptied.emit)
        self.swap = button(tr("Swap it away…"), self.swap_asked.emit)
        self.swap.setToolTip(tr("Ask colleagues to take your shift ({keys})", keys="Alt+Y"))
        self.list = _PickList(tr("Who can take the shift"), icons=False)
        self.list.opened.connect(self._pick)
        self.list.clicked.connect(lambda _index: self._pick(self.list.selected_key()))
        self.list.left.connect(self.left.emit)
        self.list.numbered.connect(self.numbered.emit)
        self._about: Hashable = None
        self._able: tuple[str, ...] = ()
        self._is_ready = False
        self._wants_focus = False
        self.setFocusProxy(self.list)
        head = QHBoxLayout()
        head.setContentsMargins(BETWEEN, BETWEEN, INSIDE, 0)
        head.addWidget(self.title, 1)
        head.addWidget(self.account, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.empty, 0, Qt.AlignmentFlag.AlignTop)
        state = QVBoxLayout()
        state.setContentsMargins(BETWEEN, STEP, BETWEEN, INSIDE)
        state.setSpacing(STEP)
        state.addWidget(self.state)
        state.addWidget(self.why)
        state.addWidget(beside(self.swap))
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addLayout(head)
        lines.addLayout(state)
        lines.addWidget(self.list, 1)

    @property
    def able(self) -> tuple[str, ...]:
        """Those who can take the shift shown, best first."""
        return self._able

    @property
    def is_ready(self) -> bool:
        """Whether it is known who can take the shift shown."""
        return self._is_ready

    def take_focus(self) -> None:
        """Go to the list, and to its first row as soon as it is there."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self._wants_focus = not self._is_ready
        if self._is_ready:
            self.list.choose_first()

    def show_nothing(self, *, may_change: bool) -> None:
        """Nothing is chosen."""
        said = tr("Choose one to see who can take it.") if may_change else tr("Choose one to see who sits there.")
        self._begin(None, tr("No shift is chosen"), said)

    def show_shift(self, slot: Slot, shown: Shown, *, is_own: bool) -> None:
        """Who sits there; who else could follows with `show_candidates`. `is_own`: a coming turn of who looks."""
        title = f"{_capital(when.short_day(slot.date))} · {shown.names.posts[slot.post]}"
        self._begin((slot.date, slot.post), title, f"{shown.hours(slot.post, slot.date)} · {_who(slot, shown.names)}")
        self.empty.setVisible(shown.sees_all and slot.person is not None)
        self.account.setVisible(shown.sees_all and slot.person is not None)
        self.swap.setVisible(is_own and not shown.sees_all)
        if not shown.sees_all:
            self._forbid()

    def show_candidates(self, found: Candidates, names: Names) -> None:
        """Who can take the shift, numbered, and the others in grey."""
        self._able = tuple(each.person for each in found.able)
        able = [
            Row(
                key=("person", each.person),
                title=f"{number}  {names.person(each.person)}" if number <= _NUMBERED else names.person(each.person),
                detail=_capital(" · ".join(map(short, each.reasons))),
                tip="\n".join(map(said, each.reasons)),
            )
            for number, each in enumerate(found.able, 1)
        ]
        blocked = [_refused(("person", each.person), names.person(each.person), each.reason) for each in found.blocked]
        self._show_groups(tr("Can take it"), able, blocked, _would_fill(found, names))
        self.list.set_empty_sentence(tr("There is nobody in the rota."))

    def show_why(self, words: str) -> None:
        """Why whoever it is sits there."""
        self.why.setText(words)
        self.why.setVisible(bool(words))

    def show_person(self, person: str, shown: Shown, title: str) -> None:
        """Somebody who has no turn on a day; what she could take follows with `show_offers`."""
        self._begin((person, title), title, tr("Has no turn that day."))
        self.account.setVisible(shown.sees_all)
        if not shown.sees_all:
            self._forbid()

    def show_offers(self, found: Offers, names: Names) -> None:
        """The shifts of a day on which somebody has none."""
        free = [
            Row(key=("post", slot.post), title=names.posts[slot.post], detail=_capital(_who(slot, names)))
            for slot, reason in found.slots
            if reason is None
        ]
        blocked = [
            _refused(("post", slot.post), names.posts[slot.post], reason)
            for slot, reason in found.slots
            if reason is not None
        ]
        self._show_groups(tr("Can take"), free, blocked)
        self.list.set_empty_sentence(tr("No post is open that day."))

    def _begin(self, about: Hashable, title: str, state: str) -> None:
        """Say what it is about; what is listed stays while it is the same as before."""
        self.title.setText(title)
        self.state.setText(state)
        self.empty.hide()
        self.account.hide()
        self.swap.hide()
        if about != self._about:
            self.show_why("")
            self.list.set_empty_sentence("")
            self.list.set_groups(())
        self._about, self._able = about, ()
        self._is_ready = False

    def _forbid(self) -> None:
        self.list.set_groups(())
        self.list.set_empty_sentence(tr("Only the team lead changes the rota."))

    def _show_groups(
        self, title: str, able: Sequence[Row], blocked: Sequence[Row], would_fill: Sequence[Row] = ()
    ) -> None:
        groups = ((title, able), (tr("What would fill it"), would_fill), (tr("Cannot"), blocked))
        self.list.set_groups([Group(key=name, title=name, rows=tuple(rows)) for name, rows in groups if rows])
        self._is_ready = True
        if self._wants_focus:
            self._wants_focus = False
            self.list.choose_first()

    def _pick(self, key: object) -> None:
        if isinstance(key, tuple) and key[0] != _REMEDY:
            (self.post_picked if key[0] == "post" else self.person_picked).emit(key[1])


class _PickList(RowList):
    """A list that Escape leaves."""

    left = Signal()
    numbered = Signal(int)

    def choose_first(self) -> None:
        """Choose the first row, if nothing is chosen."""
        if self.selected_key() is None:
            first = next((item.key for item in self.rows.items() if isinstance(item, Row)), None)
            self.select(first)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.left.emit()
            return
        if Qt.Key.Key_1 <= key <= Qt.Key.Key_9 and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.numbered.emit(key - Qt.Key.Key_0)
            return
        super().keyPressEvent(event)


def _refused(key: Hashable, title: str, reason: Reason) -> Row:
    return Row(key=key, title=title, detail=_capital(said(reason)), tone=Tone.QUIET, tip=said(reason))


def _would_fill(found: Candidates, names: Names) -> list[Row]:
    """The one change that would let somebody take a shift that nobody can."""
    if found.able or found.slot.person is not None:
        return []
    title, detail = remedy_words(found.remedy, names)
    return [Row(key=(_REMEDY,), title=title, detail=detail, tip=f"{title} {detail}")]


def _who(slot: Slot, names: Names) -> str:
    if slot.person is None:
        return tr("nobody sits there")
    name = names.person(slot.person)
    if slot.uncovered:
        return tr("{name} should sit there, but is not available", name=name)
    if slot.state == "draft" and slot.was:
        return tr("{name} in place of {before}", name=name, before=names.person(slot.was))
    return tr("{name} sits there", name=name)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
