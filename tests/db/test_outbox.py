"""The outbox: each answer goes once, whatever the mail server says or fails to say, and a copy lies in the mailbox."""

import shutil
from datetime import timedelta

import pytest

from mottagning.command import carry_out
from mottagning.contacts import handling, leases
from mottagning.contacts.answers import outbox, smtp, standing
from mottagning.contacts.answers.senders import Sender
from mottagning.contacts.answers.smtp import PutOff, SignIn
from mottagning.contacts.answers.standing import BeginSending, SayItWent, SendAgain
from mottagning.contacts.answers.tables import Outgoing, OutgoingRaw
from mottagning.contacts.mail.mailbox import Account
from mottagning.contacts.whole import read_whole
from mottagning.errors import Trouble
from tests.certificates import write_certificates
from tests.db import answers, mailboxes
from tests.db.answers import NOON
from tests.db.people import hire
from tests.smtpd import MailServer

GOES = NOON + timedelta(seconds=13)


@pytest.fixture
def server():
    made = MailServer()
    made.start()
    yield made
    made.stop()


@pytest.fixture
def user(dovecot):
    return dovecot.add_account()


@pytest.fixture
def account(database, dovecot, user, server):
    server.user, server.password = user.user, user.password
    return answers.set_up(database, mailboxes.of_dovecot(dovecot, user), port=server.port)


@pytest.fixture
def contact(database, account):
    return answers.letter(database)


def in_sent(dovecot, user):
    with mailboxes.signed_in(dovecot, user) as client:
        if not client.folder_exists("Sent"):
            return []
        client.select_folder("Sent", readonly=True)
        found = client.fetch(client.search(["ALL"]), ["BODY[]", "FLAGS"])
        return [(data[b"BODY[]"], b"\\Seen" in data[b"FLAGS"]) for data in found.values()]


def put_in_sent(dovecot, user, octets):
    with mailboxes.signed_in(dovecot, user) as client:
        client.create_folder("Sent")
        client.append("Sent", octets)


def octets_of(database):
    with database.reading():
        return OutgoingRaw.get().octets


def test_it_goes_once_when_it_has_been_held_and_a_copy_is_filed(database, account, contact, server, dovecot, user):
    answers.write(database, contact, account)
    octets = octets_of(database)
    answers.send(database, NOON + timedelta(seconds=11))
    assert server.taken == []
    for _ in range(3):
        answers.send(database, GOES)
    (taken,) = server.taken
    assert (taken.sender, taken.recipient, taken.octets) == (answers.ADDRESS, "alva@example.se", octets)
    assert in_sent(dovecot, user) == [(octets, True)]
    assert server.signed_in == ["PLAIN"]
    with database.reading():
        row = Outgoing.get()
        assert (row.state, row.filed, row.sent_at) == ("sent", True, GOES)
        assert OutgoingRaw.select().count() == 0


def test_what_a_server_files_itself_is_not_filed_twice(database, dovecot, user, server):
    server.user, server.password = user.user, user.password
    account = answers.set_up(database, mailboxes.of_dovecot(dovecot, user), port=server.port, files_itself=True)
    answers.write(database, answers.letter(database), account)
    answers.send(database)
    assert len(server.taken) == 1
    assert in_sent(dovecot, user) == []


def test_a_copy_that_cannot_be_filed_comes_later_and_nothing_goes_twice(
    database, account, contact, server, dovecot, user
):
    answers.write(database, contact, account)
    with database.writing():
        database.sql("UPDATE mailbox SET port = 1")
    answers.send(database)
    assert answers.only(database, contact).state == "sent"
    with database.writing():
        database.sql("UPDATE mailbox SET port = ?", (dovecot.port,))
    answers.send(database)
    answers.send(database)
    assert (len(server.taken), len(in_sent(dovecot, user))) == (1, 1)


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("RCPT", "450 4.2.1 alva@example.se is busy"),
        ("MAIL", "421 4.3.2 shutting down"),
        ("DATA", "451 4.3.0 later"),
        ("END", "452 4.3.1 full"),
        ("AUTH", "454 4.7.0 later"),
        ("RCPT", None),
        ("DATA", None),
    ],
)
def test_what_was_certainly_not_taken_is_tried_again_later(database, account, contact, server, command, answer):
    answers.write(database, contact, account)
    server.next_says(command, answer)
    answers.send(database)
    found = answers.only(database, contact)
    assert (found.state, server.taken) == ("waiting", [])
    assert found.error
    assert "alva" not in found.error
    answers.send(database, GOES + timedelta(seconds=59))
    assert server.taken == []
    answers.send(database, GOES + timedelta(seconds=61))
    assert (answers.only(database, contact).state, len(server.taken)) == ("sent", 1)


def test_pauses_grow_and_after_a_day_somebody_is_told(database, contact, account, server):
    answers.write(database, contact, account, outcome="solved")
    server.next_says("RCPT", *["450 4.2.1 busy"] * 40)
    at, pauses = GOES, []
    for _ in range(40):
        answers.send(database, at)
        found = answers.only(database, contact)
        if found.state != "waiting":
            break
        pauses.append(round((found.next_at - at).total_seconds() / 60))
        at = found.next_at
    assert pauses[:5] == [1, 5, 15, 60, 60]
    assert found.state == "failed"
    assert timedelta(days=1) < at - NOON < timedelta(days=1, hours=2)
    summary = read_whole(database, contact).summary
    assert (summary.state, summary.outcome, summary.owner) == ("waiting", None, None)


@pytest.mark.parametrize("command", ["RCPT", "MAIL", "END"])
def test_what_is_refused_for_good_is_given_back_with_its_sentence(database, contact, account, server, command):
    answers.write(database, contact, account, outcome="solved")
    server.next_says(command, "550 5.1.1 alva@example.se unknown")
    answers.send(database)
    answers.send(database, GOES + timedelta(hours=2))
    found = answers.only(database, contact)
    assert (found.state, server.taken) == ("failed", [])
    assert "550 5.1.1" in found.error
    assert "alva" not in found.error
    assert read_whole(database, contact).summary.state == "waiting"


def test_one_that_is_refused_does_not_hold_up_the_others(database, contact, account, server):
    answers.write(database, contact, account)
    other = answers.letter(database, 2, sender="nils@example.se")
    answers.write(database, other, account, to="nils@example.se")
    server.next_says("RCPT", "550 5.1.1 unknown")
    answers.send(database)
    assert [answers.only(database, each).state for each in (contact, other)] == ["failed", "sent"]
    assert [each.recipient for each in server.taken] == ["nils@example.se"]


@pytest.mark.parametrize("keeps", [True, False])
def test_when_the_answer_is_lost_nothing_goes_again_by_itself(database, contact, account, server, keeps):
    answers.write(database, contact, account)
    server.keeps = keeps
    server.next_says("END", None)
    answers.send(database)
    answers.send(database, GOES + timedelta(hours=2))
    assert answers.only(database, contact).state == "unsure"
    assert len(server.taken) == keeps
    assert read_whole(database, contact).steps[-1].step == "answer_unsure"


def test_what_lies_in_the_mailbox_has_gone(database, contact, account, server, dovecot, user):
    answers.write(database, contact, account)
    put_in_sent(dovecot, user, octets_of(database))  # as a server does that files by itself
    server.keeps = True
    server.next_says("END", None)
    answers.send(database)
    assert (answers.only(database, contact).state, len(server.taken)) == ("sent", 1)


def test_somebody_who_has_looked_decides(database, contact, account, server):
    me = hire(database, "ab")["ab"]
    answers.write(database, contact, account, me)
    server.next_says("END", None)
    answers.send(database)
    answer = answers.only(database, contact).id
    with pytest.raises(Trouble, match="five minutes"):
        standing.send_again(database, SendAgain(by=me, at=GOES + timedelta(minutes=1), answer=answer))
    later = GOES + timedelta(minutes=6)
    standing.send_again(database, SendAgain(by=me, at=later, answer=answer))
    answers.send(database, later)
    assert (answers.only(database, contact).state, len(server.taken)) == ("sent", 1)
    with pytest.raises(Trouble, match="decide"):
        standing.send_again(database, SendAgain(by=me, at=later, answer=answer))


def test_somebody_may_say_that_it_went(database, contact, account, server):
    answers.write(database, contact, account)
    server.keeps = True
    server.next_says("END", None)
    answers.send(database)
    standing.say_it_went(database, SayItWent(by=None, answer=answers.only(database, contact).id))
    answers.send(database, GOES + timedelta(hours=1))
    assert (answers.only(database, contact).state, len(server.taken)) == ("sent", 1)
    with database.reading():
        assert OutgoingRaw.select().count() == 0


def test_taken_back_in_the_last_moment_it_does_not_go(database, contact, account, server):
    undo = answers.write(database, contact, account).undo
    server.reached = lambda stage: carry_out(database, undo) if stage == "DATA" else None
    answers.send(database)
    assert server.taken == []


def test_one_process_at_a_time_sends_from_a_mailbox(database, contact, account, server):
    answers.write(database, contact, account)
    with leases.lease(database, leases.SEND, account.id):
        answers.send(database)
    assert server.taken == []
    answers.send(database)
    assert len(server.taken) == 1


def test_two_senders_at_once_send_one(database, contact, account, server):
    """Also when the lease has been lost: the step to "sending" is taken once."""
    answer = answers.write(database, contact, account).created["answer"]
    server.reached = lambda stage: (
        standing.begin_sending(database, BeginSending(by=None, answer=answer)) if stage == "DATA" else None
    )
    answers.send(database)
    assert server.taken == []


def test_a_database_that_was_put_back_does_not_send_again(database, contact, account, server, dovecot, user):
    answers.write(database, contact, account)
    put_in_sent(dovecot, user, octets_of(database))
    answers.send(database, GOES + timedelta(hours=1))
    assert (answers.only(database, contact).state, server.taken) == ("sent", [])


def test_what_was_left_over_night_goes_in_the_morning(database, contact, account, server):
    answers.write(database, contact, account)
    answers.send(database, GOES + timedelta(hours=14))
    assert len(server.taken) == 1


def test_an_answer_that_failed_can_be_taken_back(database, contact, account, server):
    changes = answers.write(database, contact, account, outcome="solved")
    server.next_says("RCPT", "550 no")
    answers.send(database)
    carry_out(database, changes.undo)
    whole = read_whole(database, contact)
    assert (whole.summary.state, whole.notes) == ("waiting", ())


def test_what_failed_of_something_done_is_done_by_somebody(database, contact, account, server):
    answers.write(database, contact, account, outcome="solved")
    server.next_says("RCPT", "550 no")
    answers.send(database)
    summary = read_whole(database, contact).summary
    command = handling.Close(by=None, contact=contact, version=summary.version, outcome="no_action")
    handling.close(database, command)
    assert read_whole(database, contact).summary.state == "closed"


# --- the server ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    folder = tmp_path_factory.mktemp("certificates")
    write_certificates(folder)
    yield folder
    shutil.rmtree(folder)


def tried(server, security="none", **values):
    sign_in = {"username": server.user, "password": server.password} | values
    sender = Sender(mailbox=1, address=answers.ADDRESS, host="127.0.0.1", port=server.port, security=security)
    with smtp.connection(sender, SignIn(**sign_in)) as client:
        return client.noop()[0]


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_the_certificate_is_looked_at(certificates, security):
    server = MailServer(certificates=certificates, tls=security == "tls")
    server.start()
    try:
        assert tried(server, security, ca_file=str(certificates / "authority.pem")) == 250
        with pytest.raises(PutOff, match="does not trust"):
            tried(server, security)
    finally:
        server.stop()


@pytest.mark.parametrize(
    ("offers", "values", "kind"),
    [
        ("PLAIN LOGIN", {}, "PLAIN"),
        ("LOGIN", {}, "LOGIN"),
        ("XOAUTH2", {"token": "abc"}, "XOAUTH2"),
    ],
)
def test_it_signs_in_as_the_server_wants(server, offers, values, kind):
    server.auth, server.token = offers, "abc"
    assert tried(server, **values) == 250
    assert server.signed_in == [kind]


@pytest.mark.parametrize(
    ("offers", "values", "says"),
    [
        ("PLAIN", {"password": "fel"}, "does not let the mailbox send"),
        ("LOGIN", {"password": "fel"}, "does not let the mailbox send"),
        ("XOAUTH2", {"token": "fel"}, "Ask the administrator for SMTP.SendAsApp"),
        ("XOAUTH2", {}, "takes no sign-in"),
        ("PLAIN", {"token": "abc"}, "takes no sign-in"),
    ],
)
def test_why_it_is_not_let_in_is_one_sentence(server, offers, values, says):
    server.auth = offers
    with pytest.raises(PutOff, match=says):
        tried(server, **values)


def test_without_encryption_where_it_is_asked_for_nothing_is_said(server):
    with pytest.raises(PutOff, match="offers no encryption"):
        tried(server, "starttls")
    with pytest.raises(PutOff, match="does not speak TLS"):
        tried(server, "tls")
    assert server.signed_in == []


def test_a_server_that_is_not_there_is_told_of_in_the_form():
    account = Account(name="x", host="127.0.0.1", port=1, username="x", password="y", security="none")
    sender = Sender(mailbox=1, address=answers.ADDRESS, host="127.0.0.1", port=1, security="none")
    with pytest.raises(Trouble, match="takes no mail on port 1"):
        outbox.try_out(account, sender)
