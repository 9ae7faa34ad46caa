"""Swaps: ask to be relieved of a shift, take a colleague's and give one for it, approve, and take back."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QSizePolicy, QVBoxLayout, QWidget

from mottagning.changes import Changes
from mottagning.command import Command
from mottagning.db import Database
from mottagning.people import staff
from mottagning.rota import plans, swapping
from mottagning.rota.month import Slot
from mottagning.rota.plans import Turnout
from mottagning.rota.swapping import (
    ApproveByRule,
    ApproveSwap,
    AskSwap,
    OnSwap,
    RefuseSwap,
    Swap,
    TakeSwap,
    WithdrawSwap,
)
from mottagning.texts import tr
from mottagning.ui import when
from mottagning.ui.rota.cells import Names
from mottagning.ui.rota.reasons import heard
from mottagning.ui.theme import grown
from mottagning.ui.tokens import INSIDE, Tone
from mottagning.ui.widgets.form import Form, beside, button, hairline, label, primary_button
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.widgets.rows import Group, Row
from mottagning.ui.workplace import Workplace, as_trouble
from mottagning.worktime import ZONE

WIDTH = 640
_HEIGHT = 230


@dataclass(frozen=True, slots=True)
class _Found:
    """The swaps that concern me, my coming shifts, colleagues by id, and whether rules alone approve."""

    swaps: tuple[Swap, ...]
    mine: tuple[Turnout, ...]
    people: dict[int, str]
    by_rule: bool


class SwapsCard(QWidget):
    """Above one asks; below stand the swaps that concern one, with what can be done about the chosen one."""

    def __init__(self, workplace: Workplace, names: Names, wanted: Slot | None = None) -> None:
        """`wanted` is the shift to ask about, if it is one's own."""
        super().__init__()
        self._workplace = workplace
        self._names = names
        self._wanted = wanted
        self._found: _Found | None = None
        self.shift, self.of, self.given = _combo(), _combo(), _combo()
        self.ask = button(tr("Ask"), self._ask)
        self.notice = Notice()
        self.list = RowList(tr("Swaps"), icons=False, inset=INSIDE)
        self.list.setMinimumHeight(grown(_HEIGHT))
        self.list.set_empty_sentence(tr("Nobody asks to swap now."))
        self.list.chosen.connect(lambda _key: self._choose())
        self.go = primary_button("", self._go)
        self.list.opened.connect(lambda _key: self.go.click() if self.go.isVisible() else None)
        self.back = button("", self._back)
        self.by_rule = QCheckBox(tr("A swap that keeps every rule needs no approval"))
        self.by_rule.clicked.connect(self._set_by_rule)
        asking = Form()
        asking.add(tr("&My shift"), self.shift)
        asking.add(tr("&Who"), beside_wide(self.of, self.ask))
        self._giving = Form()
        self._giving.add(tr("I &give"), self.given)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        for part in (label(tr("Ask somebody to take a shift of mine"), "strong"), asking, hairline(), self.notice):
            lines.addWidget(part)
        lines.addWidget(self.list, 1)
        lines.addWidget(self._giving)
        lines.addWidget(beside(None, self.back, self.go))
        lines.addWidget(self.by_rule)
        self.setFocusProxy(self.list)
        self._choose()
        workplace.changed.connect(self._changed)
        self._read()

    def _changed(self, changes: Changes) -> None:
        if changes.concerns("rota", "setting", "absence"):
            self._read()

    def _read(self) -> None:
        me, today = self._workplace.me, self._workplace.now().astimezone(ZONE).date()

        def look(database: Database) -> _Found:
            with database.reading():
                everybody = staff.everyone(database)
                key = next((person.key for person in everybody if person.id == me), None)
                known = {person.key for person in everybody} & self._names.people.keys()
                return _Found(
                    swapping.swaps(database, me, today),
                    tuple(s for s in plans.published(database, today, today.max) if key and s.person == key),
                    {person.id: person.name for person in everybody if person.key in known},
                    swapping.by_rule(database),
                )

        self._workplace.read(self, look, self._show)

    def _show(self, found: _Found) -> None:
        is_first, self._found = self._found is None, found
        asked = {(swap.day, swap.post) for swap in found.swaps}
        free = [shift for shift in found.mine if (shift.date, shift.post) not in asked]
        _fill(self.shift, [(self._words(shift.date, shift.post), shift) for shift in free])
        self._begin_at_wanted(free)
        others = [(name, person) for person, name in found.people.items() if person != self._workplace.me]
        _fill(self.of, [(tr("Anybody who can"), None), *sorted(others, key=lambda each: each[0])])
        self.ask.setEnabled(bool(free))
        self.by_rule.setChecked(found.by_rule)
        self.by_rule.setVisible(self._workplace.is_lead)
        groups = self._groups(found)
        self.list.set_groups(groups)
        if self.list.selected_key() is None:
            self.list.select_first()  # what can be done about it is seen at once
        if is_first and self.list.hasFocus() and all(group.key == "mine" for group in groups):
            self.shift.setFocus(Qt.FocusReason.OtherFocusReason)  # nothing waits for an answer
        self._choose()

    def _begin_at_wanted(self, free: list[Turnout]) -> None:
        """The first time, the shift that was chosen in the rota is the one to ask about."""
        wanted, self._wanted = self._wanted, None
        place = next((n for n, s in enumerate(free) if wanted and (s.date, s.post) == (wanted.date, wanted.post)), None)
        if place is not None:
            self.shift.setCurrentIndex(place)

    def _groups(self, found: _Found) -> list[Group]:
        me = self._workplace.me
        parts = (
            ("lead", tr("To approve"), [s for s in found.swaps if s.state == "taken" and me not in (s.asker, s.taker)]),
            ("take", tr("Can be taken"), [s for s in found.swaps if s.state == "asked" and me != s.asker]),
            ("mine", tr("Mine"), [s for s in found.swaps if me in (s.asker, s.taker)]),
        )
        return [
            Group(key=key, title=title, rows=tuple(self._row(each, found.people) for each in swaps))
            for key, title, swaps in parts
            if swaps
        ]

    def _row(self, swap: Swap, people: dict[int, str]) -> Row:
        asker = people.get(swap.asker, "")
        if swap.taker is None:
            of = people.get(swap.asked_of or 0) or tr("anybody")
            is_mine = swap.asker == self._workplace.me
            detail = tr("You ask {of}", of=of) if is_mine else tr("{asker} asks {of}", asker=asker, of=of)
        elif swap.given is None:
            detail = tr("{taker} takes it from {asker}", taker=people.get(swap.taker, ""), asker=asker)
        else:
            detail = tr(
                "{taker} takes it from {asker} and gives {shift}",
                taker=people.get(swap.taker, ""),
                asker=asker,
                shift=self._words(*swap.given),
            )
        waits = swap.state == "taken"
        return Row(
            key=swap.id,
            title=self._words(swap.day, swap.post),
            detail=detail,
            tone=Tone.WARN if waits else Tone.PLAIN,
            word=tr("Waits for the team lead") if waits else "",
        )

    def _words(self, day: object, post: str) -> str:
        return f"{when.short_day(day)} · {self._names.posts_short.get(post, post)}"  # type: ignore[arg-type]

    def _chosen(self) -> Swap | None:
        key = self.list.selected_key()
        return next((swap for swap in self._found.swaps if swap.id == key), None) if self._found else None

    def _choose(self) -> None:
        """Say what can be done about the chosen one."""
        swap, me = self._chosen(), self._workplace.me
        can_take = swap is not None and swap.state == "asked" and swap.asker != me and swap.asked_of in (None, me)
        can_approve = swap is not None and swap.state == "taken" and self._workplace.is_lead
        is_mine = swap is not None and me in (swap.asker, swap.taker)
        can_refuse = swap is not None and not is_mine and (self._workplace.is_lead or swap.asked_of == me)
        self.go.setText(tr("Approve") if can_approve else tr("Take the shift"))
        self.go.setVisible(can_take or can_approve)
        self.back.setText(tr("Take back") if is_mine else tr("Say no"))
        self.back.setVisible(is_mine or can_refuse)
        self._giving.setVisible(can_take)
        if can_take and swap is not None and me is not None:
            _fill(self.given, [(tr("Nothing"), None)])
            number, today = swap.id, self._workplace.now().astimezone(ZONE).date()
            self._workplace.read(
                self,
                lambda database: swapping.offers(database, swap, me, today),
                lambda shifts: self._offer(number, shifts),
            )

    def _offer(self, number: int, shifts: tuple[Turnout, ...]) -> None:
        if self.list.selected_key() == number:
            given = [(self._words(shift.date, shift.post), shift) for shift in shifts]
            _fill(self.given, [(tr("Nothing"), None), *given])

    def _ask(self) -> None:
        shift = self.shift.currentData()
        if isinstance(shift, Turnout):
            command = AskSwap(by=self._workplace.me, date=shift.date, post=shift.post, of=self.of.currentData())
            self._do(command, tr("You have asked about {shift}.", shift=self._words(shift.date, shift.post)))

    def _go(self) -> None:
        swap = self._chosen()
        if swap is None:
            return
        words = self._words(swap.day, swap.post)
        if swap.state == "taken":
            self._do(self._on(ApproveSwap, swap), tr("The swap of {shift} is approved.", shift=words))
            return
        given = self.given.currentData()
        command = TakeSwap(
            by=self._workplace.me,
            swap=swap.id,
            version=swap.version,
            given=(given.date, given.post) if isinstance(given, Turnout) else None,
        )
        self._do(command, tr("You have said yes to {shift}.", shift=words))

    def _back(self) -> None:
        swap = self._chosen()
        if swap is None:
            return
        is_mine = self._workplace.me in (swap.asker, swap.taker)
        words = self._words(swap.day, swap.post)
        if is_mine:
            self._do(self._on(WithdrawSwap, swap), tr("You have taken back {shift}.", shift=words))
        else:
            self._do(self._on(RefuseSwap, swap), tr("You have said no to {shift}.", shift=words))

    def _on(self, kind: type[OnSwap], swap: Swap) -> Command:
        return kind(by=self._workplace.me, swap=swap.id, version=swap.version)

    def _set_by_rule(self, checked: bool) -> None:
        says = tr("Swaps that keep every rule need no approval.") if checked else tr("You approve every swap.")
        self._do(ApproveByRule(by=self._workplace.me, by_rule=checked), says)

    def _do(self, command: Command, says: str) -> None:
        self.notice.clear()
        self._workplace.do(command, says, failed=self._fail)

    def _fail(self, error: BaseException) -> None:
        self.notice.show_trouble(heard(as_trouble(error)))
        self._read()


def beside_wide(field: QWidget, press: QWidget) -> QWidget:
    """A field that takes all the room that a button beside it leaves."""
    made = beside(field, press, None)
    layout = made.layout()
    assert layout is not None
    layout.setStretch(0, 1)  # type: ignore[attr-defined]
    layout.setStretch(2, 0)  # type: ignore[attr-defined]
    return made


def _combo() -> QComboBox:
    made = QComboBox()
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return made


def _fill(field: QComboBox, choices: list[tuple[str, object]]) -> None:
    """Offer these, and keep what was chosen if it is there still."""
    chosen = field.currentText()
    field.clear()
    for words, value in choices:
        field.addItem(words, value)
    field.setCurrentIndex(max(field.findText(chosen), 0))
