"""The right column: the case, where it stands, what was said about it lately, and what may be told to whom."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from mottagning.contacts.caller import Caller
from mottagning.desk.caseside import CaseSide
from mottagning.people.staff import Person
from mottagning.texts import tr
from mottagning.ui import when
from mottagning.ui.desk import casefacts, tel, words
from mottagning.ui.desk.casewarnings import marked, warnings
from mottagning.ui.desk.heretoday import HereToday
from mottagning.ui.desk.telling import telling
from mottagning.ui.theme import dress, grown
from mottagning.ui.tokens import BETWEEN, INSIDE, STEP
from mottagning.ui.widgets.elided import ElidedLabel
from mottagning.ui.widgets.form import IconLabel, hairline, label, link_button
from mottagning.ui.widgets.marks import Square
from mottagning.ui.workplace import Workplace
from mottagning.worktime import ZONE

if TYPE_CHECKING:
    from mottagning.ui.cases.parties import PartiesPart

_LEAST, _WIDEST = 232, 760
_LOOKS = {"soon": "warn", "late": "bad"}


class CaseColumn(QWidget):
    """Shows one case beside a contact. Names and the sentence to say wait until it is noted who is told."""

    names_asked = Signal(int)
    """Somebody wants to see the names, to put control questions: this is written down."""
    case_asked = Signal(int)

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._parties: PartiesPart | None = None
        self._shown: int | None = None
        self._names_for: tuple[int, int] | None = None
        """(contact, case) for which names were asked for."""
        self._contact: int | None = None
        self._handler: Person | None = None
        self._told: object = None
        """What the column was made of; it is made anew when that changes."""
        self._layers = QStackedLayout(self)
        self.here = HereToday(workplace)
        self._layers.addWidget(self.here)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._layers.addWidget(self._scroll)
        self.setMinimumWidth(grown(_LEAST))
        self.setMaximumWidth(grown(_WIDEST))

    @property
    def parties(self) -> PartiesPart:
        """Those who are in the case; one part for all cases, so that it keeps the focus while it is made anew."""
        if self._parties is None:
            from mottagning.ui.cases.parties import PartiesPart

            self._parties = PartiesPart(self._workplace)
            self._parties.names_asked.connect(self._ask_names)
        return self._parties

    def show_nothing(self) -> None:
        """There is no case to show."""
        self._handler = None
        self._layers.setCurrentIndex(0)

    def show_side(self, side: CaseSide, contact: int, caller: Caller, tied: bool, now: datetime) -> None:
        """Show a case as it stands at `now`, for somebody who talks with `caller`."""
        self._contact, self._handler = contact, side.handler if not side.card.case.protected else None
        case = side.card.case
        told = (side, contact, caller, tied, self._names_for, now.astimezone(ZONE).date())
        if told == self._told and self._layers.currentIndex() == 1:
            return
        self._told = told
        chosen = self.parties.chosen()
        self.parties.setParent(self)  # what it stands in is made anew
        made = QWidget()
        made.setProperty("look", "surface")
        made.setAccessibleName(tr("Case {code}", code=case.code))
        lines = QVBoxLayout(made)
        lines.setContentsMargins(BETWEEN, BETWEEN, BETWEEN, BETWEEN)
        lines.setSpacing(INSIDE)
        self._add_head(lines, side, tied)
        for warning in warnings(side):
            lines.addWidget(warning)
        if case.protected:
            lines.addWidget(marked("lock", label(tr(casefacts.PROTECTED), "strong", wraps=True)))
            lines.addWidget(label(tr(casefacts.SILENCE), wraps=True))
        else:
            self._add_standing(lines, side, now)
            self._add_telling(lines, side, caller, tied, now)
            lines.addWidget(hairline())
            lines.addWidget(self.parties)
            self._add_spoken(lines, side, now)
        are_named = caller.is_identified or self._names_for == (contact, case.id)
        self.parties.show_parties(side.card, now, names=are_named)
        self.parties.setVisible(not case.protected)
        lines.addStretch(1)
        place = self._scroll.verticalScrollBar().value() if case.id == self._shown else 0
        self._shown = case.id
        self._scroll.setWidget(made)
        self._scroll.verticalScrollBar().setValue(place)
        self.parties.choose(chosen)
        self._layers.setCurrentIndex(1)

    def _add_head(self, lines: QVBoxLayout, side: CaseSide, tied: bool) -> None:
        case = side.card.case
        word, said = casefacts.kind(side)
        row = QHBoxLayout()
        row.setSpacing(INSIDE)
        if not case.protected:
            row.addWidget(Square(words.category(case.category, side.colours).hue))
            row.addWidget(label(word, "strong"))
            row.addWidget(dress(ElidedLabel(said), "quiet"), 1)
        else:
            row.addStretch(1)
        code = link_button(case.code, lambda: self.case_asked.emit(case.id))
        code.setToolTip(tr("Open the case in its own page"))
        row.addWidget(code)
        lines.addLayout(row)
        if not tied:
            lines.addWidget(label(tr("Not tied: the contact may be about this case."), "caption", "quiet", wraps=True))

    def _add_standing(self, lines: QVBoxLayout, side: CaseSide, now: datetime) -> None:
        case = side.card.case
        lines.addWidget(label(casefacts.stage(side), "strong", wraps=True))
        lines.addWidget(label(casefacts.handler(side), wraps=True))
        number = tel.work_number(side.handler)
        if number and side.handler is not None:
            self.ring = link_button(
                tr("Ring {name}: {number}", name=side.handler.name, number=words.number(number)), self.ring_handler
            )
            self.ring.setToolTip(tr("Ring the handler now ({keys})", keys="Alt+K"))
            lines.addWidget(self.ring, 0, Qt.AlignmentFlag.AlignLeft)
        if step := casefacts.next_step(side, now):
            lines.addWidget(label(step, wraps=True))
        for each in case.deadlines:
            if each.status == "done":
                continue
            text = tr("{name}: {day}", name=tr(each.rule.name), day=when.short_day(each.due, now))
            status = label(tr(casefacts.DEADLINES[each.status]), "strong", _LOOKS.get(each.status, "quiet"))
            row = QHBoxLayout()
            row.addWidget(label(text, wraps=True), 1)
            row.addWidget(status, 0, Qt.AlignmentFlag.AlignTop)
            lines.addLayout(row)
        if case.closed is not None:
            lines.addWidget(label(tr("Closed {day}", day=when.short_day(case.closed, now)), "quiet"))

    def ring_handler(self) -> None:
        """Ring the one who has the case, by the telephone of this computer; that is noted with the contact."""
        handler = self._handler
        if handler is not None and self._contact is not None:
            tel.ring_colleague(self._workplace, handler, self._contact)

    def _add_telling(self, lines: QVBoxLayout, side: CaseSide, caller: Caller, tied: bool, now: datetime) -> None:
        lines.addWidget(hairline())
        lines.addWidget(label(tr("To say"), "quiet"))
        for told in telling(side, caller, tied, now):
            words = label(told.text, told.look, wraps=True)
            lines.addWidget(marked("lock", words) if told.is_held else words)

    def _add_spoken(self, lines: QVBoxLayout, side: CaseSide, now: datetime) -> None:
        others = [each for each in side.spoken if each.contact.id != self._contact]
        lines.addWidget(hairline())
        lines.addWidget(label(tr("Other contacts"), "quiet"))
        if not others:
            lines.addWidget(label(tr("No other contacts about this case."), "quiet", wraps=True))
        for each in others:
            row = QWidget()
            parts = QHBoxLayout(row)
            parts.setContentsMargins(0, 0, 0, 0)
            parts.setSpacing(INSIDE)
            day = label(when.when(each.contact.at, now), "caption", "quiet")
            day.setToolTip(when.exact(each.contact.at))
            day.setMinimumWidth(grown(72))
            parts.addWidget(day)
            parts.addWidget(IconLabel(words.icon_of(each.contact), 16, tr(words.CHANNELS[each.contact.channel])))
            line = ElidedLabel(each.line or words.about(each.contact))
            parts.addWidget(line, 1)
            parts.addWidget(label(each.initials, "caption", "quiet"))
            parts.setContentsMargins(0, STEP // 2, 0, STEP // 2)
            lines.addWidget(row)

    def _ask_names(self) -> None:
        if self._contact is not None and self._shown is not None:
            self._names_for = (self._contact, self._shown)
            self.names_asked.emit(self._shown)
