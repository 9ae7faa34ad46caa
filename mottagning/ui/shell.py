"""Joins the window with the day: the top line, the status line, sign-in, the call card, and the minute's chores."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from mottagning.changes import Changes
from mottagning.command import Command
from mottagning.db import Database
from mottagning.people.signedin import SignedIn
from mottagning.texts import tr, trn
from mottagning.ui.coverage import Coverage
from mottagning.ui.desk.leftoffer import LeftOffer
from mottagning.ui.guide.ways import GuideWays
from mottagning.ui.main_window import MainWindow
from mottagning.ui.tokens import Tone
from mottagning.ui.workplace import Workplace, as_trouble
from mottagning.worktime import ZONE

if TYPE_CHECKING:
    from uuid import UUID

    from mottagning.contacts.cards import LeftCard
    from mottagning.contacts.mail.gauge import Gauge
    from mottagning.contacts.phone.calls import PhoneEvent
    from mottagning.rota.ahead import Ahead
    from mottagning.ui.widgets.card import Card

_MINUTE_MS = 60_000
_FIRST_LOOK_MS = 300
"""The top line waits so long at the start: the queue is what somebody wants to see first."""
_JUST_NOW_S = 10
Sitting = Callable[[Database, datetime], list[tuple[str, str]]]
Answers = Callable[[Database, str, datetime], bool]


class Shell(QObject):
    """The life of the window around its pages.

    `sitting` reads who sits today as (post, person), and `answers` whether it is a person's (her key) turn to take
    calls; `make_call_card` makes the card's content for a contact, the number that waits in memory, and the card that
    is taken up; `make_sign_in` the content of the card on which one signs in.
    """

    def __init__(
        self,
        window: MainWindow,
        workplace: Workplace,
        *,
        sitting: Sitting,
        answers: Answers,
        make_call_card: Callable[[int | None, str | None, LeftCard | None], Any],
        make_sign_in: Callable[[], Any],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._workplace = workplace
        self._sitting = sitting
        self._answers = answers
        self._make_call_card = make_call_card
        self._make_sign_in = make_sign_in
        self._ringing: dict[int, str] = {}
        """Numbers of calls that ring here now: kept in memory alone until they are answered or missed."""
        self._heard: set[int] = set()
        """Calls that the service has told of: their later events come to it."""
        self._anonymous: set[int] = set()
        """Calls whose number must not be stored although it comes again with their later events."""
        self._calls: list[Card] = []
        """The cards of calls that are open, the newest last: only that one is seen."""
        self._sign_in_card: Any = None
        self.coverage = Coverage(window, workplace)
        self.left = LeftOffer(workplace, window.left, self._open_cards, self.open_parked)
        self._connect()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._each_minute)
        self._timer.start(_MINUTE_MS)
        self._window.topbar.set_day(workplace.now().astimezone(ZONE).date())
        self._first_look = QTimer(self)
        self._first_look.setSingleShot(True)
        self._first_look.timeout.connect(self.refresh)
        self._first_look.start(_FIRST_LOOK_MS)

    def _connect(self) -> None:
        window, workplace = self._window, self._workplace
        workplace.done.connect(window.status.show_done)
        workplace.troubled.connect(window.status.show_trouble)
        workplace.changed.connect(self._on_changes)
        workplace.signed_in.connect(self._on_signed_in)
        workplace.wanted.connect(self._on_wanted)
        window.topbar.change_person_asked.connect(self.ask_sign_in)
        window.topbar.sign_out_asked.connect(lambda: workplace.sign_in(None))
        window.topbar.gauge_opened.connect(lambda: workplace.wanted.emit("settings", "mailboxes"))
        self.guide = GuideWays(window, workplace)
        window.keys.add(tr("Everywhere"), "F2", tr("Register a call"), lambda: self.open_call(None, None))
        window.keys.add(tr("Everywhere"), "Shift+F2", tr("Take up a parked call"), self.open_parked)
        window.keys.add(tr("Everywhere"), "Alt+B", tr("Somebody is away today"), self.open_away)

    def refresh(self) -> None:
        """Read the top line anew."""
        now = self._workplace.now()
        self._window.topbar.set_day(now.astimezone(ZONE).date())
        self._workplace.read(self, lambda database: self._sitting(database, now), self._window.topbar.set_sitting)
        me = self._workplace.me
        self._workplace.read(self, lambda database: _ahead(database, me, now), self.coverage.show)
        self._read_gauge()

    def ask_sign_in(self) -> None:
        """Let somebody sign in; until then the window shows nothing. Whoever sits here may change her mind."""
        if self._sign_in_card is None:
            self._sign_in_card = self._window.show_card(tr("Sign in"), self._make_sign_in(), width=440, stays=True)
            self._sign_in_card.gone.connect(self._forget_sign_in_card)
            self._sign_in_card.close_asked.connect(self._stay_signed_in)
        self._sign_in_card.close_button.setVisible(self._workplace.session is not None)
        self._window.set_locked(True)

    def take_event(self, event: PhoneEvent, stored: Callable[[bool], None]) -> None:
        """A phone event from outside: store it (without the number while it rings), then show the card."""
        event = self._by_our_clock(event)
        number = event.number
        known = self._contact_of(event)
        is_taken = event.event == "elsewhere" and known is not None
        if event.direction == "in" and (event.event == "ringing" or is_taken):
            # Taken elsewhere, the number is the colleague's to keep, or to forget when the caller wants to be nobody.
            event = replace(event, number=None, contact=known)
        elif known is not None:
            event = replace(event, contact=known, number=None if known in self._anonymous else number)

        def finish(changes: Changes) -> None:
            stored(True)
            contact = changes.created.get("contact")
            if contact is not None:
                self._follow_call(event, contact, number)

        self._workplace.do(event, done=finish, failed=lambda error: self._refuse(error, stored))

    def hear_ringing(self, contact: int, number: str) -> None:
        """The unit's service was told of a call: the card opens where somebody sits whose turn it is."""
        session, now = self._workplace.session, self._workplace.now()
        if session is not None:
            key = session.person.key

            def ask(database: Database) -> bool:
                return self._answers(database, key, now)

            self._workplace.read(self, ask, lambda is_mine: self.ring(contact, number) if is_mine else None)

    def ring(self, contact: int, number: str) -> None:
        """A call that is stored already rings here: its card opens, once, and keeps the number ("" withheld)."""
        if contact not in self._heard and self._workplace.session is not None:
            self._heard.add(contact)
            self._open_by_itself(contact, number or None)

    def forget_number(self, contact: int) -> None:
        """The caller is to be nobody: her number is dropped from the call's later events too."""
        self._anonymous.add(contact)

    def open_call(self, contact: int | None, number: str | None, taken_up: LeftCard | None = None) -> None:
        """Open the call card over anything; without a contact it is quick registration."""
        if self._workplace.session is None:
            self.ask_sign_in()
            return
        if contact is not None:
            QApplication.alert(self._window)  # another window may lie in front: that of practice, or Outlook
        content = self._make_call_card(contact, number, taken_up)
        card = self._window.show_card(_call(len(self._calls)), content, width=680, stays=True)
        for other in self._calls:
            other.hide()  # else the buttons of a higher card stand under those of this one
        self._calls.append(card)
        content.finished.connect(partial(self._end_call, card))
        card.close_asked.connect(content.park)
        content.made_anonymous.connect(self.forget_number)
        content.start()

    def _open_by_itself(self, contact: int, number: str | None) -> None:
        """Somebody rings. What was being typed meanwhile is not taken for an answer to the card."""
        from mottagning.ui.widgets.unfinished import Still, Unfinished, is_written_in

        field = self._window.focusWidget()
        self.open_call(contact, number)
        if field is not None and is_written_in(field):
            Unfinished(field, self)
        else:
            Still(self)

    def _end_call(self, card: Card) -> None:
        """The card goes; the call that lay under it is seen again, and has the focus back."""
        self._calls.remove(card)
        if self._calls:
            self._calls[-1].title.setText(_call(len(self._calls) - 1))
            self._calls[-1].show()
        card.slide_out()

    def open_parked(self) -> None:
        """Take up the call that I have parked; of several, let me choose."""
        from mottagning.ui.desk.parkedcard import open_parked

        open_parked(
            self._window, self._workplace, self._open_cards(), lambda contact: self.open_call(contact, None), self.left
        )

    def _open_cards(self) -> set[UUID]:
        return {card.content.key for card in self._calls}  # type: ignore[attr-defined]

    def _follow_call(self, event: PhoneEvent, contact: int, number: str | None) -> None:
        if event.event == "ringing":
            is_new = contact not in self._ringing
            self._ringing[contact] = number or ""
            if is_new:
                self._open_by_itself(contact, number)
        elif event.event != "answered":
            self._ringing.pop(contact, None)
            self._anonymous.discard(contact)

    def _by_our_clock(self, event: PhoneEvent) -> PhoneEvent:
        """An event of this very moment, by the clock of the window: in the demo it shows another day."""
        just_now = abs((datetime.now(UTC) - event.occurred_at).total_seconds()) < _JUST_NOW_S
        return replace(event, occurred_at=self._workplace.now()) if just_now else event

    def _contact_of(self, event: PhoneEvent) -> int | None:
        """The call that rings here from this number, when the switchboard gives no id."""
        if event.call_id is not None or not event.number:
            return None
        return next((contact for contact, number in self._ringing.items() if number == event.number), None)

    def _refuse(self, error: BaseException, stored: Callable[[bool], None]) -> None:
        stored(False)
        self._window.status.show_trouble(as_trouble(error))

    def _on_changes(self, changes: Changes) -> None:
        if changes.concerns("person"):
            self._look_who_sits()
        if changes.concerns("absence"):
            self._look_what_is_due()
        if changes.concerns("rota", "absence", "person", "setting"):
            self.refresh()
        elif changes.concerns("mailbox"):
            self._read_gauge()

    def _look_who_sits(self) -> None:
        """Her role may be another by now: given, taken away, or a deputy's whose days begin or end."""
        if (session := self._workplace.session) is not None:
            now = self._workplace.now()
            self._workplace.read(
                self, lambda database: _still(database, session, now), lambda found: self._renew(session, found)
            )

    def _renew(self, before: SignedIn, now: SignedIn | None) -> None:
        """Somebody who has lost her role does not keep it until she happens to leave the desk."""
        if self._workplace.session is before and now is not before:
            self._workplace.sign_in(now)

    def _on_signed_in(self, session: SignedIn | None) -> None:
        self._window.set_locked(session is None)
        if session is None:
            self.coverage.show(None)
            self._window.topbar.set_person("", "")
            self.ask_sign_in()
            return
        self._window.topbar.set_person(session.person.name, session.person.initials)
        self.coverage.show(None)
        self._first_look.start()  # what waits for her is read with the top line
        if self._sign_in_card is not None:
            self._sign_in_card.slide_out()
            self._window.status.forget()
            if self._window.page_id and not self._calls:  # the keys of the page work wherever the one before was
                self._window.page(self._window.page_id).setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_wanted(self, what: str, which: object) -> None:
        if what == "lookup":
            self.guide.open_lookup(which)
            return
        if what == "call":
            self.open_call(which, None)  # type: ignore[arg-type]
            return
        if what == "left":
            self.open_call(which.written.contact, None, which)  # type: ignore[attr-defined, arg-type]
            return
        if what == "away":
            self.open_away()
            return
        pages = {"contact": "desk", "case": "cases", "rota": "rota", "settings": "settings"}
        shown = self._window.open_page(pages.get(what, str(which)))
        if what in pages:
            shown.show_item(which)  # type: ignore[attr-defined]

    def open_away(self) -> None:
        """Let somebody note who is away today. A page that knows whom it may be about opens the card itself."""
        front = self._window.page(self._window.page_id)
        if hasattr(front, "ask_away"):
            front.ask_away()
            return
        from mottagning.ui.rota.awaycard import WIDTH, AwayCard

        content = AwayCard(self._workplace, self._workplace.do)
        content.finished.connect(self._window.show_card(tr("Away today"), content, width=WIDTH).slide_out)

    def _stay_signed_in(self) -> None:
        if self._workplace.session is not None:
            self._sign_in_card.slide_out()

    def _forget_sign_in_card(self) -> None:
        self._sign_in_card = None
        self._window.set_locked(self._workplace.session is None)

    def _each_minute(self) -> None:
        self._look_what_is_due()
        self._look_who_sits()
        self.refresh()

    def _look_what_is_due(self) -> None:
        """What time brings about, or that somebody is away until something is due."""
        from mottagning.contacts import chores

        now = self._workplace.now()
        self._workplace.read(self, lambda database: chores.due(database, now), self._do_chores)

    def _do_chores(self, commands: list[Command]) -> None:
        for command in commands:
            self._workplace.do(command)

    def _read_gauge(self) -> None:
        now = self._workplace.now()
        self._workplace.read(self, lambda database: _gauges(database, now), self._show_gauge)

    def _show_gauge(self, gauges: tuple[Gauge, ...]) -> None:
        wrong = next((each for each in gauges if each.level == "wrong"), None)
        waiting = next((each for each in gauges if each.level == "waits"), None)
        checked = min((each.checked_at for each in gauges if each.checked_at), default=None)
        show = self._window.topbar.set_gauge
        if wrong is not None:
            said = wrong.sentence.split(". ")[0].rstrip(".")  # what to do about it stands where a click leads
            show(Tone.BAD, tr("{name}: {sentence}", name=wrong.mailbox, sentence=said) if wrong.folder else said)
        elif not any(each.folder for each in gauges):
            show(Tone.PLAIN, tr("No mailbox"))
        elif waiting is not None or checked is None:
            show(Tone.WARN, waiting.sentence if waiting else tr("Not looked yet"))
        else:
            show(Tone.GOOD, tr("All fetched {time}", time=checked.astimezone(ZONE).strftime("%H:%M")))


def _call(under: int) -> str:
    """What stands over a call under whose card so many more wait."""
    if not under:
        return tr("Call")
    return trn("Call · {n} more waits under this card", "Call · {n} more wait under this card", under)


def _gauges(database: Database, now: datetime) -> tuple[Gauge, ...]:
    from mottagning.contacts.mail import gauge

    return gauge.read(database, now)


def _ahead(database: Database, me: int | None, now: datetime) -> Ahead:
    """What the coming days lack, and the swaps that wait for an answer of whoever sits here."""
    from mottagning.rota.ahead import ahead

    return ahead(database, me, now.astimezone(ZONE).date())


def _still(database: Database, session: SignedIn, now: datetime) -> SignedIn | None:
    from mottagning.people import signedin

    return signedin.still(database, session, now)
