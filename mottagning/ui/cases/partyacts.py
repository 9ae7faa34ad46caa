"""What can be noted about the parties of a case: each with its card or at once, its sentence and its way back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from mottagning.cases.card import CaseCard
from mottagning.cases.consents import WithdrawConsent
from mottagning.cases.entries import PartyDetails, RemoveParty, SaveParty
from mottagning.cases.feedback import AskFeedback
from mottagning.cases.partylist import PartyView
from mottagning.cases.telling import Consent, Feedback
from mottagning.changes import Changes
from mottagning.texts import tr
from mottagning.ui.cases import partywords
from mottagning.ui.main_window import MainWindow
from mottagning.ui.workplace import Workplace, is_there

_WIDTH = 560


class PartyActs(QObject):
    """Carries out what a part of the window asks for; `owner` is that part, over whose window the cards come."""

    def __init__(self, workplace: Workplace, owner: QWidget) -> None:
        super().__init__(owner)
        self._workplace = workplace
        self._owner = owner

    def add(self, card: CaseCard) -> None:
        """Enter somebody new."""
        self._show_form(tr("A party in {code}", code=card.case.code), card, None)

    def change(self, card: CaseCard, party: PartyView) -> None:
        """Change what was entered, or enter more about a party of the feed."""
        self._show_form(partywords.role(party), card, party)

    def remove(self, party: PartyView) -> None:
        """Take away what was entered about her."""
        assert party.entry is not None
        command = RemoveParty(by=self._workplace.me, entry=party.entry, version=party.version)
        self._workplace.do(command, tr("The party is removed."))

    def note_consent(self, case: int, party: PartyView) -> None:
        """Somebody has agreed that she is told something."""
        from mottagning.ui.cases.consentform import ConsentForm

        def ask(entry: int) -> None:
            form = ConsentForm(self._workplace, entry)
            form.done.connect(self._card(tr("Consent: {who}", who=partywords.role(party)), form))

        self._with_entry(case, party, ask)

    def withdraw(self, consent: Consent, today: date) -> None:
        """A consent does not hold any more."""
        command = WithdrawConsent(by=self._workplace.me, consent=consent.id, version=consent.version, on=today)
        self._workplace.do(command, tr("The consent is withdrawn."))

    def ask_feedback(self, case: int, party: PartyView, today: date) -> None:
        """She asks what came of her report."""

        def ask(entry: int) -> None:
            command = AskFeedback(by=self._workplace.me, entry=entry, on=today)
            self._workplace.do(command, tr("Noted: feedback is asked for."))

        self._with_entry(case, party, ask)

    def give_feedback(self, party: PartyView, feedback: Feedback) -> None:
        """She has been told."""
        from mottagning.ui.cases.feedbackform import FeedbackForm

        form = FeedbackForm(self._workplace, feedback)
        form.done.connect(self._card(tr("Feedback: {who}", who=partywords.role(party)), form))

    def _with_entry(self, case: int, party: PartyView, then: Callable[[int], None]) -> None:
        """What is noted hangs at an entry: one is made first about a party of the feed that has none."""
        if party.entry is not None:
            then(party.entry)
            return

        def made(changes: Changes) -> None:
            if is_there(then):  # the part may be gone meanwhile
                then(changes.created["party"])

        details = PartyDetails(role=party.role, name=party.name, of_feed=True)
        self._workplace.do(SaveParty(by=self._workplace.me, case=case, details=details), "", made)

    def _show_form(self, title: str, card: CaseCard, party: PartyView | None) -> None:
        from mottagning.ui.cases.partyform import PartyForm

        has_client = any(each.role == "client" for each in card.parties)
        form = PartyForm(self._workplace, card.case.id, party, has_client=has_client)
        form.done.connect(self._card(title, form))

    def _card(self, title: str, form: QWidget) -> Callable[[], None]:
        window = self._owner.window()
        assert isinstance(window, MainWindow)
        return window.show_card(title, form, width=_WIDTH).slide_out
