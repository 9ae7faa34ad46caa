"""The case that was picked on the call card: what to check first, then where it stands, who has it, what was said."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from mottagning.contacts.caller import Caller
from mottagning.desk.caseside import CaseSide, case_side
from mottagning.people.staff import Person
from mottagning.texts import tr
from mottagning.ui import when
from mottagning.ui.cases import partywords
from mottagning.ui.desk import casefacts, tel, words
from mottagning.ui.desk.callerpart import CallerPart
from mottagning.ui.desk.seen import Seen
from mottagning.ui.desk.telling import telling
from mottagning.ui.theme import dress
from mottagning.ui.tokens import STEP
from mottagning.ui.widgets.elided import ElidedLabel
from mottagning.ui.widgets.form import beside, label, link_button, quiet_button
from mottagning.ui.workplace import Workplace

_LATELY = 3


class CaseBrief(QWidget):
    """Shows one case, and the names of its parties only when they are asked for. What may be said waits for `caller`.

    `other_asked`: it is about another one; `ring_asked` and `connected` are about its handler.
    """

    other_asked = Signal()
    ring_asked = Signal()
    connected = Signal()

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._seen = Seen(workplace)
        self._case: int | None = None
        self._side: CaseSide | None = None
        self._is_short = False
        self.caller = Caller()
        self.code = label("", "strong")
        self.threats = label("", "strong", "bad", wraps=True)
        self.who = CallerPart()
        self.who.show_caller(self.caller, "phone", enabled=True)
        self.who.noted.connect(self._note_caller)
        self.show_names = link_button(tr("Show names, to check who it is"), self._show_names)
        self.show_names.setToolTip(tr("It is written down that you looked"))
        self.names = label("", wraps=True)
        self.may = label("", wraps=True)
        self.say = label("", "strong", wraps=True)
        self.facts = label("", "quiet", wraps=True)
        self.ring = link_button("", self.ring_asked.emit)
        self.ring.setToolTip(tr("Ring the handler now ({keys})", keys="Alt+K"))
        self.put_through = link_button("", self.connected.emit)
        self.put_through.setToolTip(tr("She answered and took over the call: saves and closes ({keys})", keys="Alt+T"))
        self._handler = beside(self.ring, self.put_through, None)
        self._lately = QVBoxLayout()
        self._lately.setSpacing(0)
        self.lately = [dress(ElidedLabel(), "caption", "quiet") for _ in range(_LATELY)]
        for line in self.lately:
            self._lately.addWidget(line)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(STEP)
        grid.setColumnStretch(0, 1)
        grid.addWidget(self.code, 0, 0)
        grid.addWidget(self.show_names, 0, 1)
        grid.addWidget(quiet_button(tr("Another case…"), self.other_asked.emit), 0, 2, Qt.AlignmentFlag.AlignRight)
        parts = (self.threats, self.names, self.who, self.may, self.say, self.facts, self._handler)
        for row, part in enumerate(parts, 1):
            grid.addWidget(part, row, 0, 1, 3)
        grid.addLayout(self._lately, len(parts) + 1, 0, 1, 3)

    @property
    def handler(self) -> Person | None:
        """The colleague who has the case; nobody is named of a protected one."""
        side = self._side
        return side.handler if side is not None and not side.card.case.protected else None

    def show_case(self, case: int, code: str) -> None:
        """Show a case by its code at once, and how it stands when that has been read."""
        self._case, self._side = case, None
        self.code.setText(tr("About {code}", code=code))
        self.names.clear()
        self._show_side(None)
        now = self._workplace.now()

        def show(side: CaseSide) -> None:
            if case == self._case:
                self._seen.case(case)
                self._show_side(side)

        self._workplace.read(self, lambda database: case_side(database, case, now, _LATELY), show)

    def show_caller(self, caller: Caller, channel: str) -> None:
        """Who it is, as far as it is known already."""
        self.caller = caller
        self.who.show_caller(caller, channel, enabled=True)
        self._show_telling()

    def shorten(self, is_short: bool) -> None:
        """Leave out what is not needed while something else is asked: the card has no room for both on a low screen."""
        self._is_short = is_short
        self._show_side(self._side)

    def _show_names(self) -> None:
        if self._side is not None:
            self._seen.names(self._side.card.case.id)
            self.names.setText("\n".join(_names(self._side)))
            self.who.setFocus(Qt.FocusReason.OtherFocusReason)  # what was pressed goes; next she says who it is
            self._show_side(self._side)

    def _note_caller(self, role: object, way: object) -> None:
        self.caller = Caller(*(each if isinstance(each, str) else None for each in (role, way)))
        self._show_telling()

    def _show_side(self, side: CaseSide | None) -> None:
        self._side = side
        now = self._workplace.now()
        is_open = side is not None and not side.card.case.protected
        warnings = casefacts.threats(side) if side is not None else []
        self.threats.setText("\n".join(warnings))
        self.threats.setVisible(bool(warnings))
        facts = [] if side is None else [*casefacts.interpreters(side), *casefacts.brief(side, now)]
        if side is not None and is_open:
            facts += casefacts.deadlines(side, now)
        self.facts.setText("\n".join(facts))
        self.facts.setVisible(bool(facts))
        self.who.setVisible(is_open and not self._is_short)
        self.show_names.setVisible(side is not None and bool(_names(side)) and not self.names.text())
        self.names.setVisible(bool(self.names.text()) and not self._is_short)
        self._show_handler()
        for number, line in enumerate(self.lately):
            spoken = side.spoken[number] if side is not None and is_open and number < len(side.spoken) else None
            line.setVisible(spoken is not None and not self._is_short)
            if spoken is not None:
                contact = spoken.contact
                said = (when.when(contact.at, now), tr(words.CHANNELS[contact.channel]), spoken.line, spoken.initials)
                line.setText(" · ".join(part for part in said if part))
        self._show_telling()

    def _show_handler(self) -> None:
        handler = self.handler
        is_other = handler is not None and handler.id != self._workplace.me
        number = tel.work_number(handler)
        self._handler.setVisible(is_other and not self._is_short)
        if handler is not None and is_other:
            self.ring.setVisible(number is not None)
            if number is not None:
                told = tr("Ring {name}: {number}", name=handler.name, number=words.number(number))
                self.ring.setText(told)
            self.put_through.setText(tr("Put through to {name}", name=handler.name))

    def _show_telling(self) -> None:
        side = self._side
        is_open = side is not None and not side.card.case.protected
        told = telling(side, self.caller, True, self._workplace.now()) if side is not None and is_open else []
        held = tr(casefacts.CAUTION) if told and not self.caller.is_identified else ""
        may = [each for each in told if not each.is_said]
        self.may.setText(held or "\n".join(each.text for each in may))
        dress(self.may, "warn" if any(each.look == "warn" for each in may) else "strong" if held else "quiet")
        self.say.setText("\n".join(each.text for each in told if each.is_said))
        for part in (self.may, self.say):
            part.setVisible(bool(part.text()))


def _names(side: CaseSide) -> list[str]:
    """The parties to tell a caller by; a notifier's name is nobody's who rings. Of a protected case nobody is known."""
    named = [party for party in side.card.parties if party.name and party.notifier is None]
    return [] if side.card.case.protected else [f"{partywords.role(party)}: {party.name}" for party in named]
