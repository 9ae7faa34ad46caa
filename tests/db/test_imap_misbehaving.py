"""A mail server that refuses, breaks off or answers nonsense: the other messages come, and the watch goes on."""

from collections.abc import Iterator
from threading import Event, Thread

import pytest

from mottagning.contacts import intake
from mottagning.contacts.mail import imap, mailbox, mailsync
from mottagning.contacts.mail.mailbox import Account, SaveMailbox
from mottagning.contacts.mail.mailfolder import Look
from mottagning.contacts.tables import Contact, Ledger
from mottagning.db import Database
from mottagning.errors import DatabaseTrouble
from tests.imap_liar import Liar, fetches


def message(number: int) -> bytes:
    return (
        f"From: p{number}@example.se\r\nSubject: {number}\r\nMessage-ID: <{number}@example.se>\r\n"
        f"Date: Mon, 23 Nov 2026 08:55:00 +0100\r\n\r\nText {number}\r\n"
    ).encode()


@pytest.fixture
def liar() -> Iterator[Liar]:
    server = Liar({number: message(number) for number in range(1, 6)})
    yield server
    server.close()


@pytest.fixture
def account(liar: Liar, database: Database) -> Account:
    mailbox.save_mailbox(database, SaveMailbox(by=None, account=liar.account))
    return mailbox.accounts(database)[0]


def fetched(database: Database) -> list[int]:
    with database.reading():
        return sorted(int(row.place.rsplit("/", 1)[1]) for row in Ledger.select())


def test_one_message_that_the_server_cannot_give_keeps_no_other_waiting(database, liar, account):
    liar.first = lambda words: b"NO cannot be converted" if fetches(words, 3) else None
    (look,) = mailsync.sync_account(database, account)
    assert fetched(database) == [1, 2, 4, 5]
    assert (look.server_count, look.ledger_count, look.new) == (5, 4, 4)
    assert "cannot give 1 of the messages" in (look.error or "")
    liar.first = lambda _words: None
    (look,) = mailsync.sync_account(database, account)
    assert (look.ledger_count, look.error) == (5, None)


def test_a_folder_that_refuses_everything_is_said_to_be_ill(database, liar, account):
    liar.messages.update({number: message(number) for number in range(6, 60)})
    liar.first = lambda words: b"NO no" if b"BODY" in words else None
    (look,) = mailsync.sync_account(database, account)
    assert "cannot be read" in (look.error or "")


def test_a_broken_connection_is_not_taken_for_a_wrong_folder(database, liar, account):
    def hang_up(words: bytes) -> None:
        if b"BODY" in words:
            raise EOFError

    liar.first = hang_up
    (look,) = mailsync.sync_account(database, account)
    assert "broke off" in (look.error or "")


def test_a_server_that_leaves_out_what_it_must_say_is_a_sentence(database, liar, account, expected_logs):
    expected_logs("reading a mailbox failed: KeyError")
    liar.uidvalidity = None
    (look,) = mailsync.sync_account(database, account)
    assert "not understood" in (look.error or "")


def test_a_time_that_no_clock_can_show_loses_no_message(database, liar, account):
    liar.internaldate = b'"31-Dec-9999 23:59:59 -1200"'
    (look,) = mailsync.sync_account(database, account)
    assert (look.error, look.ledger_count) == (None, 5)


def test_a_clock_that_is_ahead_puts_no_mail_off(database, liar, account):
    liar.internaldate = b'"01-Jan-2199 08:00:00 +0100"'
    mailsync.sync_account(database, account)
    intake.understand_pending(database)
    with database.reading():
        assert all(row.due_at.year < 2199 for row in Contact.select())


class TestTheWatch:
    """It is one thread for as long as the program runs: nothing may end it."""

    @pytest.fixture
    def watched(self, database: Database, account: Account, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        monkeypatch.setattr(mailsync, "_PAUSES_S", (0.01,))
        monkeypatch.setattr(imap, "_POLL_S", 0.01)
        monkeypatch.setattr(imap, "_LOOK_S", 0.01)
        monkeypatch.setattr(mailsync, "_LOOK_S", 0.01)
        self.stopping, self.good, self.bad = Event(), Event(), Event()
        self.stored: list[int] = []

        def looked(looks: list[Look]) -> None:
            (self.bad if any(look.error for look in looks) else self.good).set()

        arguments = (database, account, self.stored.append, looked, self.stopping)
        thread = Thread(target=mailsync.watch, args=arguments)
        thread.start()
        yield
        assert thread.is_alive()
        self.stopping.set()
        thread.join(20)
        assert not thread.is_alive()

    def again(self) -> bool:
        """Whether a later look is good."""
        self.good.clear()
        return self.good.wait(20)

    def test_a_cut_connection_is_made_anew_where_there_is_no_idle(self, database, liar, watched):
        assert self.again()
        before = liar.connections

        def hang_up_once(_words: bytes) -> None:
            liar.first = lambda _words: None
            raise EOFError

        liar.first = hang_up_once
        assert self.bad.wait(20)
        liar.messages[6] = message(6)
        assert self.again()
        assert liar.connections > before
        assert self.again()
        assert fetched(database) == [1, 2, 3, 4, 5, 6]

    def test_nonsense_is_outlived(self, liar, watched, expected_logs):
        expected_logs("reading a mailbox failed: KeyError")
        liar.uidvalidity = None
        assert self.bad.wait(20)
        liar.uidvalidity = b"1"
        assert self.again()

    def test_a_database_out_of_reach_is_outlived(self, watched, monkeypatch):
        assert self.again()

        def gone(*_arguments: object) -> None:
            raise DatabaseTrouble("The database server cannot be reached. Check the network, then try again.")

        with monkeypatch.context() as away:
            for name in ("folder_states", "account", "version"):
                away.setattr(mailbox, name, gone)
            self.good.clear()
            assert not self.good.wait(0.2)
        assert self.again()

    def test_what_was_stored_and_not_understood_is_looked_at_again(self, watched):
        assert self.again()
        assert self.again()
        assert self.stored.count(0) > 1
