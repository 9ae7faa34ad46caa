"""One whole day through the real window, by keyboard: mail, calls, a feed; at the end all that came is dealt with."""

import sys
from collections import Counter
from datetime import UTC, datetime
from threading import Thread
from uuid import uuid4

import imapclient
import pytest
from PySide6.QtCore import QProcess, Qt
from PySide6.QtWidgets import QApplication

from mottagning import handover
from mottagning.app import Application
from mottagning.cli.window import parse_event
from mottagning.contacts import mime, views
from mottagning.contacts.mail import mailbox
from mottagning.contacts.tables import Contact, Ledger, Message
from mottagning.people import signedin
from mottagning.settings import Settings
from tests.db import cases
from tests.db.people import hire
from tests.servers import PATIENCE_S

MONDAY = datetime(2026, 11, 23, 8, 41, tzinfo=UTC)
BROKEN = (
    "mimekit/UnitTests_TestData_messages_stack-overflow.eml",
    "mikel-mail/spec_fixtures_emails_error_emails_cant_parse_from.eml",
    "mikel-mail/spec_fixtures_emails_error_emails_new_line_in_to_header.eml",
    "mimekit/UnitTests_TestData_messages_missing-subtype.eml",
    "mimekit/UnitTests_TestData_messages_delivery-status-no-blank-line.eml",
)


def letter(number):
    subject = "Ang. ärende C-2417" if number % 4 == 0 else f"Fråga {number}"
    return (
        f"From: Person {number} <p{number}@example.se>\r\nTo: mottagningen@example.se\r\nSubject: {subject}\r\n"
        f"Message-ID: <{number}@example.se>\r\nDate: Mon, 23 Nov 2026 08:{number:02}:00 +0100\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\nHej, det här är brev {number}.\r\n"
    ).encode()


class Day:
    """The window, the outside world, and two hands on the keyboard."""

    def __init__(self, application, qtbot, settings):
        self.application, self.qtbot, self.settings = application, qtbot, settings
        self.database = application.database
        self.desk = application.window.page("desk")
        self.told = set()

    def key(self, key, modifier=Qt.KeyboardModifier.NoModifier):
        self.qtbot.keyClick(QApplication.focusWidget() or self.application.window, key, modifier)

    def control(self, key):
        self.key(key, Qt.KeyboardModifier.ControlModifier)

    def alt(self, key):
        self.key(key, Qt.KeyboardModifier.AltModifier)

    def write(self, text):
        self.qtbot.keyClicks(QApplication.focusWidget(), text)

    def call(self, event, number, call_id):
        """Somebody tells of a call; ends when the window has stored the event.

        The first of each kind is told by a process, as the telephone does it; the others in the same words through
        the same socket, without the third of a second that a process takes to start.
        """
        words = ["--data", str(self.settings.data), "call", "--event", event, "--from", number, "--id", call_id]
        if event in self.told:
            self.hand_over([*words, "--uuid", uuid4().hex])
        else:
            self.told.add(event)
            self.run(words)

    def run(self, words):
        process = QProcess()
        process.setProgram(sys.executable)
        process.setArguments(["-m", "mottagning", *words])
        with self.qtbot.waitSignal(process.finished):
            process.start()
        assert process.exitCode() == 0, bytes(process.readAllStandardError()).decode()

    def hand_over(self, words):
        answers = []
        place = handover.address(str(self.settings.data))
        telling = Thread(target=lambda: answers.append(handover.deliver(place, words)))
        telling.start()
        self.qtbot.waitUntil(lambda: bool(answers))
        telling.join()
        assert answers == [True]

    def state(self, contact):
        return next(each for each in views.summaries(self.database, Contact.id == contact))

    def settled(self):
        self.qtbot.waitUntil(lambda: self.application.tasks.is_idle)

    def card(self):
        from mottagning.ui.desk.callcard import CallCard

        found = [each for each in self.application.window.findChildren(CallCard) if each.isVisible()]
        return found[-1] if found else None

    def count(self, *conditions):
        with self.database.reading():
            return Contact.select().where(*conditions).count()


@pytest.fixture
def day(qtbot, tmp_path, dovecot, monkeypatch):
    monkeypatch.setattr(handover, "_WAIT_S", PATIENCE_S)  # a call that the window is slow to take is its own call still
    settings = Settings(data=tmp_path / "data", database=str(tmp_path / "data" / "mottagning.db"))
    application = Application(settings, scheme="light", begins=MONDAY)
    qtbot.addWidget(application.window)
    hire(application.database, "ab", "oh")
    user = dovecot.add_account()
    account = mailbox.Account(
        name="post",
        host=dovecot.host,
        port=dovecot.port,
        username=user.user,
        password=user.password,
        security="none",
    )
    mailbox.save_mailbox(application.database, mailbox.SaveMailbox(by=None, account=account))
    application.workplace.sign_in(signedin.demo_session(application.database, "ab"))
    with qtbot.waitExposed(application.window):
        assert application.start("desk", parse_event)
    yield Day(application, qtbot, settings), account
    application.close()
    application.theme.setParent(None)


def append(account, messages):
    with imapclient.IMAPClient(account.host, account.port, ssl=False) as client:
        client.login(account.username, account.password)
        for octets in messages:
            client.append("INBOX", octets)


@pytest.mark.timeout(600)
def test_a_whole_day(day, shared_data, tmp_path):
    desk, account = day
    letters = [letter(number) for number in range(20)] + [(shared_data / "mail" / name).read_bytes() for name in BROKEN]

    # The morning: half of the mail is there, the rest comes while the window is open; so does the case feed.
    append(account, letters[:12])
    cases.read(desk.database, tmp_path, cases.ALVA, cases.NILS)
    desk.qtbot.waitUntil(lambda: desk.count(Contact.channel == "mail") == 12)
    append(account, letters[12:])

    # Thirty calls: ten are answered and noted on the card, ten ring out while the card is open, ten were missed before.
    for number in range(10):
        desk.call("ringing", f"0701740{610 + number}", f"a{number}")
        desk.qtbot.waitUntil(lambda: desk.card() is not None)
        desk.settled()
        desk.write("C-2417")
        desk.settled()
        desk.key(Qt.Key.Key_Return)
        desk.write(f"Samtal {number}")
        desk.call("answered", f"0701740{610 + number}", f"a{number}")
        desk.settled()
        desk.control(Qt.Key.Key_Return)
        desk.qtbot.waitUntil(lambda: desk.card() is None)
        desk.call("ended", f"0701740{610 + number}", f"a{number}")
    for number in range(10):
        desk.call("ringing", f"0701740{630 + number}", f"b{number}")
        desk.qtbot.waitUntil(lambda: desk.card() is not None)
        desk.settled()
        desk.call("missed", f"0701740{630 + number}", f"b{number}")
        desk.settled()
        if desk.card() is not None:
            desk.key(Qt.Key.Key_Escape)
        desk.qtbot.waitUntil(lambda: desk.card() is None)
    for number in range(10):
        caller = "anonymous" if number == 9 else f"0701740{650 + number}"
        desk.call("missed", caller, f"c{number}")
        desk.call("missed", caller, f"c{number}")

    desk.qtbot.waitUntil(lambda: desk.count(Contact.channel == "mail") == 25)

    # Through the queue, by keyboard: closed, promised, passed on, in turn.
    work_through(desk)
    desk.application.workplace.sign_in(signedin.demo_session(desk.database, "oh"))
    accept_all(desk)

    # What was sent is there, once; nothing is left without an outcome or a promise.
    with desk.database.reading():
        states = Counter(row.state for row in Contact.select())
        octets = {row.sha256 for row in Ledger.select().where(Ledger.kind == "imap")}
        ids = Counter(row.message_id for row in Message.select() if row.message_id)
        places = Counter(row.place for row in Ledger.select().where(Ledger.kind == "call"))
        unplaced = Ledger.select().where(Ledger.contact_id.is_null()).count()
    assert states.keys() <= {"closed", "promised"}
    assert sum(states.values()) == len(letters) + 30
    assert len(octets) == len(letters)
    assert all(ids[f"{number}@example.se"] == 1 for number in range(20))
    assert set(places.values()) == {1}
    assert len(places) == 30
    assert unplaced == 0
    assert mime.parse(letters[-1]) is not None


def work_through(desk):
    """Deal with each contact of the queue once."""
    seen = set()
    for number in range(120):
        desk.settled()
        waiting = [c for c in views.summaries(desk.database, Contact.state != "closed") if c.id not in seen]
        waiting = [c for c in waiting if c.state != "passed_on" and not (c.state == "promised" and c.id in seen)]
        if not waiting:
            return
        contact = waiting[0].id
        seen.add(contact)
        desk.desk.show_item(contact)
        desk.settled()
        before = desk.state(contact).version
        ask = number % 3
        if ask == 0:
            desk.control(Qt.Key.Key_Return)
        elif ask == 1:
            desk.control(Qt.Key.Key_L)
            desk.settled()
            desk.key(Qt.Key.Key_Return)
        else:
            desk.control(Qt.Key.Key_O)
            desk.settled()
            desk.write("OH")
            desk.key(Qt.Key.Key_Return)
        desk.qtbot.waitUntil(lambda contact=contact, before=before: desk.state(contact).version > before)
    raise AssertionError("the queue does not end")


def accept_all(desk):
    """The receiver takes over what was passed on to her."""
    for contact in [c.id for c in views.summaries(desk.database, Contact.state == "passed_on")]:
        desk.desk.show_item(contact)
        desk.settled()
        desk.alt(Qt.Key.Key_J)
        desk.qtbot.waitUntil(lambda contact=contact: desk.state(contact).state == "closed")
