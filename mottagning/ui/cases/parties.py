"""Those who are in a case: how to meet each, what may be told, and what can be noted about them, by key or mouse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from mottagning import phones
from mottagning.cases.card import CaseCard
from mottagning.cases.partylist import PartyView
from mottagning.texts import tr
from mottagning.ui import when
from mottagning.ui.cases import partywords
from mottagning.ui.cases.partyacts import PartyActs
from mottagning.ui.cases.partywords import Said
from mottagning.ui.tokens import INSIDE, STEP, Tone
from mottagning.ui.widgets.elided import as_tip
from mottagning.ui.widgets.form import IconLabel, hairline, label, link_button, with_menu
from mottagning.ui.workplace import Workplace
from mottagning.worktime import ZONE

_MARK = 16


class PartiesPart(QWidget):
    """Shows the parties of one case. Names, numbers and addresses wait until `names` may be shown.

    `names_asked`: somebody wants to see them all the same, to put control questions.
    """

    names_asked = Signal()

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._acts = PartyActs(workplace, self)
        self._told: object = None
        """What it was made of; it is made anew when that changes."""
        self._content = QWidget()
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.addWidget(self._content)

    def show_parties(self, card: CaseCard, now: datetime, *, names: bool = True) -> None:
        """Show them as they stand at `now`; of a protected case nothing is shown, since nobody is kept."""
        told = (card.case.id, card.case.protected, card.parties, names, now.astimezone(ZONE).date())
        if told == self._told:
            return
        self._told = told
        chosen = self.chosen()
        made = QWidget()
        lines = QVBoxLayout(made)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        if not card.case.protected:
            self._fill(lines, card, now, names)
        self._lines.replaceWidget(self._content, made)
        self._content.hide()
        self._content.deleteLater()
        self._content = made
        self.choose(chosen)

    def chosen(self) -> str:
        """The name of the button here that has the focus, "" for none."""
        focus = QApplication.focusWidget()
        return focus.objectName() if focus is not None and self.isAncestorOf(focus) else ""

    def choose(self, name: str) -> None:
        """Give the focus to the button of this name, if there is one."""
        found = self._content.findChild(QPushButton, name) if name else None
        if found is not None:
            found.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(self, lines: QVBoxLayout, card: CaseCard, now: datetime, names: bool) -> None:
        lines.addLayout(self._head(card))
        if not card.parties:
            lines.addWidget(label(tr("Nobody is named."), "quiet", wraps=True))
        for number, party in enumerate(card.parties):
            lines.addWidget(self._party(party, card, now, names, number))
        if card.parties and not names:
            show = link_button(tr("Show names, to check who it is"), self.names_asked.emit)
            show.setToolTip(tr("It is written down that you looked"))
            lines.addWidget(show, 0, Qt.AlignmentFlag.AlignLeft)

    def _head(self, card: CaseCard) -> QHBoxLayout:
        add = link_button(tr("Add…"), lambda: self._acts.add(card))
        add.setObjectName("add")
        add.setAccessibleName(tr("Add a party…"))
        row = QHBoxLayout()
        row.addWidget(label(tr("Parties"), "strong"), 1)
        row.addWidget(add)
        return row

    def _party(self, party: PartyView, card: CaseCard, now: datetime, names: bool, number: int) -> QWidget:
        who = partywords.role(party)
        made = QWidget()
        made.setAccessibleName(who)
        lines = QVBoxLayout(made)
        lines.setContentsMargins(0, 0, 0, STEP)
        lines.setSpacing(STEP // 2)
        if number:
            lines.addWidget(hairline())
            lines.addSpacing(STEP)
        head = QHBoxLayout()
        head.setSpacing(INSIDE)
        head.addWidget(label(who, "caption", "quiet"), 1)
        head.addWidget(self._menu(party, card, now, number))
        said = partywords.said_of(party, now)
        lines.addLayout(head)
        if names:
            self._add_who(lines, party)
        for each in said:
            lines.addWidget(_line(each))
        return made

    def _add_who(self, lines: QVBoxLayout, party: PartyView) -> None:
        if party.name or not (party.phones or party.emails or party.notifier):
            lines.addWidget(_selectable(party.name or tr("No name"), "strong"))
        for reached in (*map(phones.display, party.phones), *party.emails):
            lines.addWidget(_selectable(reached))

    def _menu(self, party: PartyView, card: CaseCard, now: datetime, number: int) -> QPushButton:
        """What can be noted about her. It is made when it is opened."""
        made = link_button(tr("Change"))
        made.setObjectName(f"change {number}")
        made.setAccessibleName(tr("Change: {who}", who=partywords.role(party)))
        menu = QMenu(made)
        menu.aboutToShow.connect(lambda: _fill(menu, self._choices(party, card, now)))
        return with_menu(made, menu)

    def _choices(self, party: PartyView, card: CaseCard, now: datetime) -> list[tuple[str, Callable[[], object]]]:
        today = now.astimezone(ZONE).date()
        acts, case = self._acts, card.case.id
        change = tr("What may be told, interpreter, threat…") if party.is_of_feed else tr("Details…")
        found: list[tuple[str, Callable[[], object]]] = [
            (change, lambda: acts.change(card, party)),
            (tr("Consent…"), lambda: acts.note_consent(case, party)),
        ]
        for consent in party.consents:
            if consent.withdrawn_on is None and (consent.until is None or consent.until >= today):
                day = when.short_day(consent.given_on, now)
                text = tr("Withdraw the consent of {day}", day=day)
                found.append((text, partial(acts.withdraw, consent, today)))
        waiting = [each for each in party.feedback if each.given_on is None]
        if waiting:
            found.append((tr("Feedback given…"), lambda: acts.give_feedback(party, waiting[0])))
        elif party.may_ask_for_feedback:
            found.append((tr("Asks for feedback"), lambda: acts.ask_feedback(case, party, today)))
        if party.entry is not None and (not party.is_of_feed or party.has_left):
            found.append((tr("Remove"), lambda: acts.remove(party)))
        return found


def _line(said: Said) -> QWidget:
    look = {Tone.BAD: ("strong", "bad"), Tone.WARN: ("warn",), Tone.QUIET: ("quiet",)}.get(said.tone, ())
    text = tr("{text} – {word}", text=said.text, word=said.word) if said.word else said.text
    words = label(text, *look, wraps=True)
    if said.tip:
        words.setToolTip(as_tip(said.tip))
    if not said.mark:
        return words
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(STEP)
    row.addWidget(IconLabel(said.mark, _MARK), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(words, 1)
    return made


def _selectable(text: str, *looks: str) -> QWidget:
    made = label(text, *looks, wraps=True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def _fill(menu: QMenu, choices: list[tuple[str, Callable[[], object]]]) -> None:
    menu.clear()
    for text, slot in choices:
        action = QAction(text, menu)
        action.triggered.connect(lambda _checked=False, slot=slot: slot())
        menu.addAction(action)
