"""The mailboxes of a unit: who may change them, what is forgotten and what never is, and a change that takes effect."""

from collections.abc import Iterator
from dataclasses import replace
from threading import Event, Thread

import pytest
from imapclient import IMAPClient

from mottagning.contacts.mail import mailbox, mailsync
from mottagning.contacts.mail.mailbox import Account, SaveMailbox
from mottagning.contacts.mail.mailfolder import Look
from mottagning.db import Database
from mottagning.errors import NotAllowed, Trouble
from tests.db.people import hire
from tests.servers import PATIENCE_S, Dovecot

MESSAGE = b"From: Anna <anna@example.se>\r\nSubject: Hej\r\nMessage-ID: <1@example.se>\r\n\r\nText\r\n"


def keep(database: Database, account: Account, by: int | None = None) -> Account:
    mailbox.save_mailbox(database, SaveMailbox(by=by, account=account))
    return mailbox.accounts(database)[0]


@pytest.fixture
def account(dovecot: Dovecot) -> Account:
    """A mailbox with one message."""
    made = dovecot.add_account()
    with IMAPClient(dovecot.host, dovecot.port, ssl=False) as client:
        client.login(made.user, made.password)
        client.append("INBOX", MESSAGE)
    return Account(
        name="Mottagningen",
        host=dovecot.host,
        port=dovecot.port,
        username=made.user,
        password=made.password,
        security="none",
    )


def test_a_lead_alone_changes_mailboxes(database):
    people = hire(database, "ab")
    account = Account(name="M", host="localhost", port=993, username="m", password="x")
    with pytest.raises(NotAllowed):
        keep(database, account, people["ab"])
    assert keep(database, account, people["kl"]).version == 1
    assert mailbox.version(database, keep(database, account, people["kl"]).id) == 2
    assert mailbox.version(database, 4711) is None


def test_a_folder_is_forgotten_only_when_nothing_came_from_it(database, account):
    kept = keep(database, replace(account, folders=("INBOX", "Mistyped")))
    looks = mailsync.sync_account(database, kept)
    assert [look.error is None for look in looks] == [True, False]
    kept = keep(database, replace(account, folders=("Other",)))
    assert kept.folders == ("INBOX", "Other")


def test_trying_a_mailbox_says_how_much_there_is_or_what_is_wrong(account):
    assert mailsync.try_out(account) == 1
    with pytest.raises(Trouble, match="password"):
        mailsync.try_out(replace(account, password="fel"))
    with pytest.raises(Trouble, match=f"^{account.host} does not accept"):
        mailsync.try_out(replace(account, name="", password="fel"))
    with pytest.raises(Trouble, match="The folder “Mistyped”"):
        mailsync.try_out(replace(account, folders=("INBOX", "Mistyped")))


class TestTheWatch:
    @pytest.fixture
    def watched(self, database: Database, account: Account, monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
        """Read in a thread, with a password that is wrong."""
        monkeypatch.setattr(mailsync, "_PAUSES_S", (60,))
        monkeypatch.setattr(mailsync, "_LOOK_S", 0.05)
        kept = keep(database, replace(account, password="fel"))
        self.stopping, self.failed, self.stored = Event(), Event(), Event()

        def looked(looks: list[Look]) -> None:
            if looks and looks[0].error:
                self.failed.set()

        arguments = (database, kept, lambda _new: self.stored.set(), looked, self.stopping)
        thread = Thread(target=mailsync.watch, args=arguments)
        thread.start()
        yield kept
        self.stopping.set()
        thread.join(20)
        assert not thread.is_alive()

    def test_a_corrected_password_is_used_without_a_restart(self, database, account, watched):
        assert self.failed.wait(PATIENCE_S)
        keep(database, account)
        assert self.stored.wait(PATIENCE_S)
