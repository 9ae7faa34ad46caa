"""What is answered in a mail program is found among what the mailbox sent: once, by the contact that it answers."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Event, Thread

import pytest

from mottagning.contacts import intake, ledger
from mottagning.contacts.answers import elsewhere, standing
from mottagning.contacts.answers.outgoing import answers_of
from mottagning.contacts.answers.standing import BeginSending, NoteSent, NoteUnsure
from mottagning.contacts.answers.tables import Outgoing, OutgoingRaw, SentSeen, SentWaits
from mottagning.contacts.handling import Close, PassOn, Promise, close, pass_on, promise
from mottagning.contacts.ledger import RawItem, StoreRaw
from mottagning.contacts.mail import gauge, imap, mailbox, mailsync, web
from mottagning.contacts.mail.mailbox import GRAPH, Account
from mottagning.contacts.mail.mailsource import FolderTrouble
from mottagning.contacts.tables import Contact, Ledger
from mottagning.contacts.ties import TieCase, tie_case
from mottagning.contacts.whole import read_whole
from tests.db import answers, mailboxes
from tests.db.cases import ALVA, read
from tests.db.people import hire
from tests.microsoft import APP, SECRET, TENANT, Microsoft

CAME = datetime(2026, 1, 5, 7, 55, tzinfo=UTC)
ANSWERED = datetime(2026, 1, 5, 9, 32, tzinfo=UTC)


@pytest.fixture
def user(dovecot):
    return dovecot.add_account()


@pytest.fixture
def account(database, dovecot, user):
    return mailboxes.keep(database, mailboxes.of_dovecot(dovecot, user))


def question(number=1, sender="alva@example.se", *fields):
    more = "".join(f"{field}\r\n" for field in fields)
    return (
        f"From: Alva Ek <{sender}>\r\nTo: mottagningen@example.se\r\nSubject: Min ansokan\r\n{more}"
        f"Message-ID: <{number}@example.org>\r\nDate: Mon, 5 Jan 2026 08:55:00 +0100\r\n\r\nHur gar det?\r\n"
    ).encode()


def reply(number=1, to="alva@example.se", *fields, message_id="<r1@outlook.example>", said="Beslutet kommer i veckan."):
    more = "".join(f"{field}\r\n" for field in fields)
    ident = f"Message-ID: {message_id}\r\n" if message_id else ""
    return (
        f"From: Mottagningen <mottagningen@example.se>\r\nTo: {to}\r\nSubject: SV: Min ansokan\r\n{ident}{more}"
        f"In-Reply-To: <{number}@example.org>\r\nReferences: <{number}@example.org>\r\n"
        f"Date: Mon, 5 Jan 2026 10:32:00 +0100\r\n\r\n{said}\r\n\r\n"
        "Från: Alva Ek <alva@example.se>\r\nSkickat: den 5 januari 2026 08:55\r\nTill: mottagningen@example.se\r\n"
        "Ämne: Min ansokan\r\n\r\nHur gar det?\r\n"
    ).encode()


def put(dovecot, user, folder, *messages):
    with mailboxes.signed_in(dovecot, user) as client:
        if not client.folder_exists(folder):
            client.create_folder(folder)
        for each in messages:
            client.append(folder, each, msg_time=CAME)


def sync(database, account):
    """Two looks, as somebody who watches makes them: what came is understood in between."""
    for _ in range(2):
        looks = mailsync.sync_account(database, account)
        intake.understand_pending(database)
    return looks


def only_contact(database):
    with database.reading():
        (found,) = Contact.select()
        return found


def test_a_reply_written_in_outlook_stops_the_clock_and_says_what_was_answered(database, dovecot, user, account):
    put(dovecot, user, "INBOX", question())
    sync(database, account)
    before = only_contact(database)
    put(dovecot, user, "Sent", reply())
    (look,) = sync(database, account)
    assert (look.folder, look.server_count, look.ledger_count, look.new) == ("INBOX", 1, 1, 0)
    contact = only_contact(database)
    assert (contact.state, contact.owner_id) == ("waiting", None)
    assert contact.due_at > before.due_at
    (answer,) = answers_of(database, contact.id)
    assert (answer.state, answer.elsewhere, answer.by) == ("sent", True, None)
    assert answer.sent_at == ANSWERED
    whole = read_whole(database, contact.id)
    assert [note.text for note in whole.notes] == ["Beslutet kommer i veckan."]
    assert [step.step for step in whole.steps][-2:] == ["answered", "answered_elsewhere"]
    with database.reading():
        assert Ledger.select().count() == 1


class TestWhatIsNoAnswer:
    @pytest.mark.parametrize(
        "octets",
        [
            pytest.param(reply(to="colleague@example.se"), id="sent on to a colleague"),
            pytest.param(reply(2), id="answers something else"),
            pytest.param(reply(1, "alva@example.se", "Auto-Submitted: auto-replied"), id="a program's"),
            pytest.param(reply().replace(b"In-Reply-To:", b"X-A:").replace(b"References:", b"X-B:"), id="a new letter"),
            pytest.param(reply().replace(b"From: Mottagningen <mottagningen", b"From: <alva"), id="her own"),
        ],
    )
    def test_nothing_of_it_is_kept(self, database, dovecot, user, account, octets):
        put(dovecot, user, "INBOX", question())
        put(dovecot, user, "Sent", octets)
        sync(database, account)
        contact = only_contact(database)
        assert answers_of(database, contact.id) == ()
        assert read_whole(database, contact.id).notes == ()
        with database.reading():
            assert SentSeen.select().count() == 1
            assert {row.key for row in SentWaits.select()} <= {"2@example.org"}


def test_what_is_answered_may_come_later_than_the_answer(database, dovecot, user, account):
    put(dovecot, user, "Sent", reply())
    sync(database, account)
    put(dovecot, user, "INBOX", question())
    sync(database, account)
    assert [each.elsewhere for each in answers_of(database, only_contact(database).id)] == [True]
    with database.reading():
        assert SentWaits.select().count() == 0


def test_nothing_is_doubled_whatever_comes_again(database, dovecot, user, account):
    put(dovecot, user, "INBOX", question())
    put(dovecot, user, "Sent", reply(), reply())
    sync(database, account)
    with mailboxes.signed_in(dovecot, user) as client:  # the server names all of it anew
        client.delete_folder("Sent")
    put(dovecot, user, "Sent", reply(), reply(message_id="<r2@outlook.example>", said="En sak till."))
    sync(database, account)
    whole = read_whole(database, only_contact(database).id)
    assert [note.text for note in whole.notes] == ["Beslutet kommer i veckan.", "En sak till."]
    assert [step.step for step in whole.steps].count("answered_elsewhere") == 2
    with database.reading():
        assert SentSeen.select().count() == 2


def test_one_without_an_id_is_known_again_by_its_octets(database, dovecot, user, account):
    put(dovecot, user, "INBOX", question())
    put(dovecot, user, "Sent", reply(message_id=""))
    sync(database, account)
    with mailboxes.signed_in(dovecot, user) as client:
        client.delete_folder("Sent")
    put(dovecot, user, "Sent", reply(message_id=""))
    sync(database, account)
    assert len(answers_of(database, only_contact(database).id)) == 1


def test_it_is_read_from_the_first_day_on(database, dovecot, user, account):
    account = mailboxes.keep(database, replace(account, since=date(2026, 1, 6)))
    answers.letter(database)
    put(dovecot, user, "Sent", reply())
    sync(database, account)
    assert answers_of(database, only_contact(database).id) == ()


def test_an_answer_to_the_address_she_wants_answers_at_counts(database, dovecot, user, account):
    put(dovecot, user, "INBOX", question(1, "form@example.se", "Reply-To: alva@example.org"))
    put(dovecot, user, "Sent", reply(to="ALVA@example.org"))
    sync(database, account)
    assert len(answers_of(database, only_contact(database).id)) == 1


def test_one_that_goes_on_from_our_own_answer_counts_too(database, dovecot, user, account):
    put(dovecot, user, "INBOX", question())
    more = reply(message_id="<r2@outlook.example>", said="Jag glömde bilagan.").replace(
        b"<1@example.org>", b"<r1@outlook.example>"
    )
    put(dovecot, user, "Sent", reply(), more)
    sync(database, account)
    sync(database, account)
    assert len(answers_of(database, only_contact(database).id)) == 2


def test_a_quotation_alone_is_no_note(database, dovecot, user, account):
    put(dovecot, user, "INBOX", question())
    put(dovecot, user, "Sent", reply(said=""))
    sync(database, account)
    contact = only_contact(database)
    assert len(answers_of(database, contact.id)) == 1
    assert read_whole(database, contact.id).notes == ()


def test_of_somebody_protected_only_that_it_was_answered_is_kept(database, dovecot, user, account, tmp_path):
    put(dovecot, user, "INBOX", question())
    sync(database, account)
    contact = only_contact(database)
    case = read(database, tmp_path, ALVA.replace(";nej", ";ja"))["C-2417"]
    tie_case(database, TieCase(by=None, contact=contact.id, case=case))
    put(dovecot, user, "Sent", reply())
    sync(database, account)
    whole = read_whole(database, contact.id)
    assert [each.elsewhere for each in answers_of(database, contact.id)] == [True]
    assert "Beslutet" not in str(whole)
    assert whole.notes == ()


@pytest.mark.parametrize("state", ["closed", "promised", "passed_on"])
def test_what_was_promised_closed_or_passed_on_stays_so(database, dovecot, user, account, state):
    put(dovecot, user, "INBOX", question())
    sync(database, account)
    contact = only_contact(database)
    on = {"by": None, "contact": contact.id, "version": contact.version}
    soon = datetime.now(UTC) + timedelta(hours=1)
    if state == "closed":
        close(database, Close(**on, outcome="solved"))
    elif state == "promised":
        promise(database, Promise(**on, due_at=soon))
    else:
        pass_on(database, PassOn(**on, to=hire(database)["kl"], returns_at=soon))
    before = only_contact(database)
    put(dovecot, user, "Sent", reply())
    sync(database, account)
    after = only_contact(database)
    assert (after.state, after.due_at, after.closed_at) == (before.state, before.due_at, before.closed_at)
    assert len(answers_of(database, contact.id)) == 1


class TestOurOwn:
    def test_a_copy_of_an_answer_from_here_changes_nothing(self, database, dovecot, user, account):
        answers.set_up(database, account)
        contact = answers.letter(database)
        answers.write(database, contact, account)
        octets = octets_of(database)
        (row,) = answers_of(database, contact)
        standing.begin_sending(database, BeginSending(by=None, answer=row.id))
        standing.note_sent(database, NoteSent(by=None, answer=row.id, filed=True))
        sync(database, account)
        before = read_whole(database, contact)
        put(dovecot, user, "Sent", octets)
        sync(database, account)
        assert read_whole(database, contact) == before
        assert len(answers_of(database, contact)) == 1

    def test_one_that_nobody_knew_of_has_gone_when_it_is_found(self, database, dovecot, user, account):
        contact, octets = unsure(database, answers.set_up(database, account))
        put(dovecot, user, "Sent", octets)
        sync(database, account)
        assert answers.only(database, contact).state == "sent"

    def test_one_that_is_going_is_looked_at_again(self, database, dovecot, user, account):
        answers.set_up(database, account)
        contact = answers.letter(database)
        answers.write(database, contact, account)
        octets = octets_of(database)
        (row,) = answers_of(database, contact)
        standing.begin_sending(database, BeginSending(by=None, answer=row.id))
        put(dovecot, user, "Sent", octets)
        sync(database, account)
        assert answers.only(database, contact).state == "sending"
        standing.note_unsure(database, NoteUnsure(by=None, answer=row.id, error="It broke off."))
        sync(database, account)
        assert answers.only(database, contact).state == "sent"

    @pytest.mark.parametrize("comes", ["bounce", "out of office", "answer", "copy"])
    def test_what_comes_of_it_tells_that_it_went(self, database, comes):
        contact, octets = unsure(database, answers.set_up(database))
        come(database, octets if comes == "copy" else machine(comes, answer_id(database)))
        assert answers.only(database, contact).state == "sent"


class TestMachines:
    """What mail systems and programs say of an answer of ours belongs to what it answered, whoever got it at last."""

    @pytest.mark.parametrize("comes", ["bounce", "out of office"])
    def test_it_is_joined_to_the_contact_that_was_answered(self, database, comes):
        account = answers.set_up(database)
        contact = answers.letter(database, 1, "Reply-To: other@example.org")
        answers.write(database, contact, account, to="other@example.org")
        come(database, machine(comes, answer_id(database), "private@example.net"))
        with database.reading():
            (came,) = Contact.select().where(Contact.id != contact)
            assert came.thread_id == Contact.get_by_id(contact).thread_id
            assert came.quiet is (comes == "out of office")

    def test_a_stranger_who_names_it_begins_a_thread_of_her_own(self, database):
        account = answers.set_up(database)
        contact = answers.letter(database)
        answers.write(database, contact, account)
        come(database, machine("answer", answer_id(database), "stranger@example.net"))
        with database.reading():
            (came,) = Contact.select().where(Contact.id != contact)
            assert came.thread_id != Contact.get_by_id(contact).thread_id


class TestTheGauge:
    def test_it_counts_nothing_of_what_was_sent(self, database, dovecot, user, account):
        put(dovecot, user, "INBOX", question())
        put(dovecot, user, "Sent", reply(), reply(message_id="<r2@outlook.example>"))
        sync(database, account)
        assert [each.folder for each in gauge.read(database, datetime.now(UTC))] == ["INBOX"]
        assert [state.server_count for state in mailbox.folder_states(database)] == [1]

    def test_what_cannot_be_read_is_said_until_it_can(self, database, dovecot, user, account, monkeypatch):
        put(dovecot, user, "INBOX", question())
        put(dovecot, user, "Sent", reply())
        look = imap.ImapSource.look

        def refuse(self, folder, *rest):
            if folder == "Sent":
                raise FolderTrouble("no")
            return look(self, folder, *rest)

        with monkeypatch.context() as then:
            then.setattr(imap.ImapSource, "look", refuse)
            (seen,) = sync(database, account)
        assert seen.error is None
        (sent,) = [each for each in gauge.read(database, datetime.now(UTC)) if each.key.startswith("sent:")]
        assert (sent.mailbox, sent.level) == ("Mottagningen", "wrong")
        assert "Answers from the mail program" in sent.sentence
        assert elsewhere.unreadable(database) == {"Mottagningen": sent.sentence}
        sync(database, account)
        assert elsewhere.unreadable(database) == {}
        assert len(answers_of(database, only_contact(database).id)) == 1


def test_microsoft_tells_of_what_was_sent_too(database, monkeypatch):
    microsoft = Microsoft()
    monkeypatch.setattr(web, "session", microsoft.session)
    reach = {"kind": "graph", "auth": "app", "host": GRAPH, "port": 443, "tenant": TENANT, "client_id": APP}
    account = Account(name="Mottagningen", username=microsoft.mailbox, password=SECRET, **reach)
    try:
        account = mailboxes.keep(database, account)
        microsoft.arrive(question(), CAME)
        microsoft.sent("s1", reply(), ANSWERED)
        sync(database, account)
        contact = only_contact(database)
        (answer,) = answers_of(database, contact.id)
        assert (answer.elsewhere, answer.sent_at) == (True, ANSWERED)
        microsoft.asked.clear()
        microsoft.sent("s2", reply(message_id="<r2@outlook.example>", said="En sak till."), ANSWERED)
        sync(database, account)
        assert len(answers_of(database, contact.id)) == 2
        assert sum("$value" in path for path in microsoft.asked) == 2  # once to look at it, once to tell
    finally:
        microsoft.close()


def test_whoever_watches_tells_of_it(database, dovecot, user, account, monkeypatch):
    """The views are told which contact it is about."""
    put(dovecot, user, "INBOX", question())
    sync(database, account)
    put(dovecot, user, "Sent", reply())
    told, stopping = [], Event()

    def published(changes):
        told.append(changes)
        stopping.set()

    watch = Thread(
        target=mailsync.watch, args=(database, account, lambda _n: None, lambda _l: None, stopping, published)
    )
    watch.start()
    watch.join(20)
    assert not watch.is_alive()
    assert only_contact(database).id in told[0].ids("contact")


def octets_of(database):
    with database.reading():
        return OutgoingRaw.get().octets


def answer_id(database):
    with database.reading():
        return Outgoing.get().message_id


def come(database, octets):
    """This comes to the mailbox."""
    item = RawItem(place="imap:Mottagningen/INBOX/7/9", kind="imap", octets=octets, received_at=answers.NOON)
    ledger.store_raw(database, StoreRaw(by=None, items=(item,)))
    intake.understand_pending(database)


def unsure(database, account):
    """A contact whose answer nobody knows the fate of, and what was sent."""
    contact = answers.letter(database)
    answers.write(database, contact, account)
    octets = octets_of(database)
    (row,) = answers_of(database, contact)
    standing.begin_sending(database, BeginSending(by=None, answer=row.id))
    standing.note_unsure(database, NoteUnsure(by=None, answer=row.id, error="It broke off."))
    return contact, octets


def machine(what, ident, address="alva@example.se"):
    said = "To: mottagningen@example.se\r\nDate: Mon, 23 Nov 2026 13:00:00 +0100\r\n"
    head = f"{said}Message-ID: <{what[:3]}@example.net>\r\n"
    if what == "bounce":
        return (
            f"From: MAILER-DAEMON@example.net\r\n{head}Subject: Undelivered\r\nContent-Type: multipart/report; "
            'report-type=delivery-status; boundary="x"\r\n\r\n--x\r\n\r\nNo.\r\n--x\r\nContent-Type: '
            f"message/delivery-status\r\n\r\nFinal-Recipient: rfc822; {address}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
            f"\r\n--x\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{ident}>\r\n\r\n--x--\r\n"
        ).encode()
    more = "Auto-Submitted: auto-replied\r\n" if what == "out of office" else ""
    return f"From: {address}\r\n{head}{more}Subject: Svar\r\nIn-Reply-To: <{ident}>\r\n\r\nHej.\r\n".encode()
