"""A bad Monday through the real window by keyboard: sixty contacts, eight calls at once, somebody ill, the lead looking
in; at the end each contact is done or somebody's by a time, and every word that was written is there once."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mottagning.app import Application
from mottagning.contacts import drafts, views
from mottagning.contacts.phone.calls import PhoneEvent
from mottagning.contacts.tables import Call, Contact, ContactText, Note
from mottagning.db import Database
from mottagning.desk import baton
from mottagning.desk.baton import HandOver
from mottagning.people.absence import AddAbsence
from mottagning.ui.desk.callcard import CallCard
from mottagning.ui.desk.endview import EndView
from mottagning.ui.desk.leaveform import LeaveForm
from mottagning.ui.desk.parkedcard import ParkedList
from mottagning.ui.desk.passonform import PassOnForm
from mottagning.ui.desk.startview import StartView
from mottagning.ui.lead.page import LeadPage
from mottagning.ui.widgets.rows import Row

from .conftest import NOW
from .reception import ALT, CTRL, ENTER, ESCAPE, Reception

SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTACTS = 60
AT_ONCE = 8
FRIDAY = NOW.date() - timedelta(days=3)
CONCERN = "Jag vill göra en orosanmälan. Barnet i lägenheten ovanför skriker varje natt och har blåmärken."


class Monday(Reception):
    """The reception, and everything that was written in it on this day."""

    def __init__(self, application: Application, qtbot: QtBot) -> None:
        super().__init__(application, qtbot)
        self.written: list[str] = []

    def word(self, text: str) -> None:
        """Type something that must be found once at the end of the day."""
        self.written.append(text)
        self.write(text)

    def ring(self, event: str, call_id: str, number: str | None) -> None:
        """The switchboard tells of a call, and does not wait for what comes of it."""
        told = PhoneEvent(by=None, at=NOW, event=event, number=number, call_id=call_id, occurred_at=NOW)
        self.application.shell.take_event(told, lambda _stored: None)

    def cards(self) -> list[CallCard]:
        """The calls that lie on the desk, the one on top last."""
        return [card.content for card in self.application.shell._calls if isinstance(card.content, CallCard)]

    def on_top(self, who: str) -> CallCard:
        """Until the keys go to the card of this call."""

        def is_there() -> bool:
            focus = QApplication.focusWidget()
            return any(
                card.head.who.text() == who and focus is not None and card.isAncestorOf(focus) for card in self.cards()
            )

        self.qtbot.waitUntil(is_there)
        return next(card for card in self.cards() if card.head.who.text() == who)

    def many_cards(self, count: int) -> None:
        """Until so many calls lie on the desk."""
        self.qtbot.waitUntil(lambda: len(self.cards()) == count)

    def still(self) -> None:
        """Until all that was asked for has been done."""
        self.qtbot.waitUntil(lambda: self.application.tasks.is_idle)

    def solve_parked(self) -> None:
        """The parked call that was just taken up shows what was written, and is done."""
        card = self.call_card()
        self.qtbot.waitUntil(lambda: "samtal " in card.written.text())
        self.key(ENTER, CTRL)
        self.no_card()
        self.still()

    def call_of(self, call_id: str) -> int:
        with self.database.reading():
            return int(Call.get(Call.call_id == call_id).contact_id)

    def open_contacts(self) -> list[int]:
        with self.database.reading():
            return [each.id for each in views.summaries(self.database, Contact.state != "closed")]

    def pass_on(self, name: str) -> None:
        """Ask a colleague to take the contact that is shown."""
        self.key(Qt.Key.Key_O, CTRL)
        form: PassOnForm = self.card(PassOnForm)
        self.qtbot.waitUntil(lambda: form.list.rows.rowCount() > 0)
        self.write(name)
        self.key(ENTER)

    def quick(self, words: str) -> None:
        """A call that no switchboard told of, in two keys and a line."""
        self.key(Qt.Key.Key_F2)
        card = self.call_card()
        self.key(ENTER)
        assert card.note.hasFocus()
        self.word(words)
        self.key(ENTER, CTRL)
        self.no_card()


def number(n: int) -> tuple[str, str]:
    """A telephone number as it is told, and as it stands on a card."""
    return f"+46701740{605 + n}", f"070-174 0{(605 + n) // 100} {(605 + n) % 100:02}"


def words_kept(database: Database) -> Counter[str]:
    """Each text that somebody at the desk has written: as a note, or as what a call or a visit was about."""
    with database.reading():
        notes = [row.text for row in Note.select()]
        by_hand = Contact.select(Contact.id).where(Contact.channel != "mail")
        texts = [row.text for row in ContactText.select().where(ContactText.contact_id.in_(by_hand)) if row.text]
    return Counter([*notes, *texts])


def held(reception: Monday) -> None:
    """Nothing is lost: the database answers for every contact and for every word."""
    kept = words_kept(reception.database)
    assert {text: kept[text] for text in reception.written} == dict.fromkeys(reception.written, 1)
    with reception.database.reading():
        for row in Contact.select():
            if row.state == "closed":
                assert row.outcome, row.id
            else:
                assert row.due_at is not None, row.id
        assert not Contact.select().where((Contact.state == "passed_on") & Contact.owner_id.is_null()).exists()


@pytest.fixture
def unit(staffed_unit: Path) -> Path:
    return staffed_unit


@pytest.fixture
def monday(application: Application, qtbot: QtBot) -> Monday:
    return Monday(application, qtbot)


@pytest.mark.timeout(120)
def test_a_bad_monday(monday: Monday) -> None:
    baton.hand_over(
        monday.database,
        HandOver(by=monday.person("kl"), at=NOW - timedelta(days=3) + timedelta(hours=6), day=FRIDAY, text="Lugnt."),
    )
    mails = [monday.mail(f"Fråga {n}", f"Hej, fråga {n}.", f"P{n} <p{n}@example.se>") for n in range(20)]
    missed = [monday.call("missed", f"+468465004{10 + n}") for n in range(12)]
    sign_for_the_day(monday)
    eight_calls_over_a_half_written_note(monday, mails[0])
    a_call_over_a_half_written_promise(monday, mails[1])
    concern = a_concern_comes_first(monday)
    what_was_passed_on_comes_back(monday, mails[2], missed[0])
    through_the_queue(monday, [*mails[3:], *missed[1:]])
    with monday.database.reading():
        so_far = Contact.select().count()
    for n in range(CONTACTS - so_far):
        monday.quick(f"snabbt {n}")
    the_lead_looks_in(monday, concern)
    the_day_is_handed_over(monday)
    with monday.database.reading():
        assert Contact.select().count() == CONTACTS
    held(monday)


def sign_for_the_day(monday: Monday) -> None:
    page = monday.sit_down()
    monday.qtbot.waitUntil(lambda: isinstance(page.day.shown, StartView) and page.day.shown._found is not None)
    monday.key(ENTER, CTRL)
    monday.qtbot.waitUntil(lambda: baton.baton(monday.database, FRIDAY).signed_by == monday.person("ab"))
    monday.qtbot.waitUntil(lambda: page.shown is not None)


def eight_calls_over_a_half_written_note(monday: Monday, mail: int) -> None:
    """Three hang up with nothing written, one while she is written about, two are parked, two are done at once."""
    page = monday.show(mail)
    monday.key(Qt.Key.Key_M, CTRL)
    monday.write("halva ")
    for n in range(AT_ONCE):
        monday.ring("ringing", f"m{n}", number(n)[0])
    monday.many_cards(AT_ONCE)
    monday.on_top(number(7)[1])
    for n in (0, 1, 2):  # below all the others
        monday.ring("missed", f"m{n}", number(n)[0])
    monday.many_cards(AT_ONCE - 3)
    assert monday.application.shell._calls[-1].title.text() == "Call · 4 more wait under this card"
    for n, last in ((7, "solved"), (6, "parked"), (5, "solved"), (4, "parked")):
        card = monday.on_top(number(n)[1])
        monday.write(f"Anna {'ABCDEFGH'[n]}sson")
        monday.key(ENTER)
        assert card.note.hasFocus()
        monday.word(f"samtal {n}")
        if n == 4:
            monday.ring("missed", "m4", number(4)[0])  # hangs up, and what is written stays
        monday.key(*((ENTER, CTRL) if last == "solved" else (ESCAPE,)))
        monday.many_cards(n - 3)
    card = monday.on_top(number(3)[1])
    monday.write("Siv Ny")
    monday.ring("missed", "m3", number(3)[0])
    monday.still()
    assert card.isVisible(), "something is written on it"
    monday.key(ENTER)
    monday.word("samtal 3")
    monday.key(ESCAPE)
    monday.no_card()
    assert page.contact.note.hasFocus()
    monday.write("meningen")
    monday.written.append("halva meningen")
    assert page.contact.note.toPlainText() == "halva meningen"
    monday.key(ENTER, CTRL)
    monday.until(mail, state="closed")
    take_up_what_is_parked(monday)


def take_up_what_is_parked(monday: Monday) -> None:
    for left in (3, 2):
        monday.key(Qt.Key.Key_F2, SHIFT)
        found = monday.card(ParkedList)
        assert len([item for item in found.list.rows.items() if isinstance(item, Row)]) == left
        monday.key(Qt.Key.Key_1)
        monday.solve_parked()
    monday.key(Qt.Key.Key_F2, SHIFT)
    monday.solve_parked()
    assert {monday.summary(monday.call_of(f"m{n}")).state for n in (3, 4, 5, 6, 7)} == {"closed"}


def a_call_over_a_half_written_promise(monday: Monday, mail: int) -> None:
    monday.show(mail)
    monday.key(Qt.Key.Key_L, CTRL)
    form = monday.promise_form()
    monday.write("torsdag")
    monday.ring("ringing", "over", number(20)[0])
    card = monday.on_top(number(20)[1])
    monday.key(ENTER)
    monday.word("mitt i ett löfte")
    assert card.note.text() == "mitt i ett löfte"
    monday.key(ENTER, CTRL)
    monday.many_cards(0)
    monday.qtbot.waitUntil(form.typed.hasFocus)
    monday.write(" 10")
    assert form.typed.text() == "torsdag 10"
    monday.key(ENTER)
    found = monday.until(mail, state="promised")
    assert found.due_at is not None
    assert found.due_at.date() == NOW.date() + timedelta(days=3)


def a_concern_comes_first(monday: Monday) -> int:
    """It is marked by one key, and stays first and open until somebody qualified accepts and it is registered."""
    concern = monday.mail("Barn", CONCERN, "Granne <granne@example.se>")
    monday.qtbot.waitUntil(lambda: next(iter(monday.groups().values()))[:1] == [concern])
    monday.show(concern)
    monday.key(Qt.Key.Key_O, ALT)
    monday.until(concern, concern="marked")
    monday.wait_shown(concern)
    monday.key(ENTER, CTRL)
    page = monday.page
    monday.qtbot.waitUntil(lambda: bool(page.contact.notice.sentence))
    assert monday.summary(concern).state != "closed"
    return concern


def what_was_passed_on_comes_back(monday: Monday, *contacts: int) -> None:
    karin = monday.person("kl")
    for contact in contacts:
        monday.show(contact)
        monday.pass_on("karin")
        monday.until(contact, state="passed_on", owner=karin)
        monday.no_card()
    last = NOW.date() + timedelta(days=4)
    monday.command(AddAbsence(by=monday.person("ab"), person=karin, first=NOW.date(), last=last))
    monday.application.shell._each_minute()
    for contact in contacts:
        monday.until(contact, state="waiting", owner=None)
        assert monday.summary(contact).due_at is not None
        monday.show(contact)
        monday.key(Qt.Key.Key_M, CTRL)
        monday.word(f"Karin är sjuk {contact}")
        monday.key(ENTER, CTRL)
        monday.until(contact, state="closed", outcome="solved")


def through_the_queue(monday: Monday, contacts: list[int]) -> None:
    """As fast as the fingers go: nothing is waited for but the next contact."""
    monday.show(contacts[0])
    for n, contact in enumerate(contacts):
        monday.show(contact)
        monday.key(Qt.Key.Key_M, CTRL)
        monday.word(f"rad {contact}")
        if n % 7 == 6:
            monday.key(Qt.Key.Key_L, CTRL)
            monday.promise_form()
            monday.key(ENTER)
            monday.until(contact, state="promised")
            monday.no_card()
        elif n % 7 == 5:
            continue  # half written, and left
        else:
            monday.key(ENTER, CTRL)
    monday.still()
    half = [contact for n, contact in enumerate(contacts) if n % 7 == 5]
    monday.page.contact.drafting.flush()
    monday.still()
    begun = drafts.drafts_of(monday.database, half)
    assert {contact: each[0].text for contact, each in begun.items()} == {each: f"rad {each}" for each in half}
    for contact in half:
        monday.show(contact)
        assert monday.page.contact.note.toPlainText() == f"rad {contact}"
        monday.key(Qt.Key.Key_S, CTRL)
        monday.still()
        assert [note.text for note in monday.whole(contact).notes] == [f"rad {contact}"]


def the_lead_looks_in(monday: Monday, concern: int) -> None:
    """Her page has the concern; she accepts it, notes where it is registered, and it is done."""
    monday.sit_down("le")
    page = monday.application.window.open_page("lead")
    assert isinstance(page, LeadPage)
    monday.qtbot.waitUntil(lambda: page.list.isVisible() and page.list.rows.rowCount() > 0)
    held_rows = [item.key for item in page.list.rows.items() if isinstance(item, Row)]
    assert [key for key in held_rows if isinstance(key, tuple) and key[1] == concern] != []
    monday.application.window.open_page("desk")
    monday.show(concern)
    monday.key(Qt.Key.Key_J, ALT)
    monday.qtbot.waitUntil(lambda: monday.summary(concern).concern_accepted_by == monday.person("le"))
    monday.wait_shown(concern)
    assert monday.summary(concern).state != "closed"
    monday.page.contact.bar.registered.emit("case_file")
    monday.until(concern, state="closed", outcome="accepted", registered="case_file")


def the_day_is_handed_over(monday: Monday) -> None:
    """What is left of today is left with a word, and then the day is handed over."""
    monday.sit_down("ab")
    monday.key(Qt.Key.Key_F9, SHIFT)
    page = monday.page

    def end() -> EndView | None:
        view = page.day.shown
        return view if isinstance(view, EndView) and view._found is not None else None

    monday.qtbot.waitUntil(lambda: end() is not None)
    view = end()
    assert view is not None
    assert view._found is not None
    left = {each.contact.id for each in view._found.loose}
    assert left == {c for c in monday.open_contacts() if (due := monday.summary(c).due_at) and due.date() <= NOW.date()}
    view.leave_all.click()
    form = monday.card(LeaveForm)
    monday.qtbot.waitUntil(form.text.hasFocus)
    monday.write("Hann inte.")
    monday.key(ENTER)
    monday.no_card()
    monday.qtbot.waitUntil(lambda: end() is not None and not end()._found.loose)  # type: ignore[union-attr]
    view.text.setFocus()
    monday.write("Det var en sådan måndag.")
    monday.key(ENTER, CTRL)
    monday.qtbot.waitUntil(lambda: baton.baton(monday.database, NOW.date()).handed_at is not None)
