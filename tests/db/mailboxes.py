"""Mailboxes for the tests of reading them: letters, what the ledger has of them, and a watch in a thread."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

from imapclient import IMAPClient

from mottagning.contacts.mail import mailbox, mailsync
from mottagning.contacts.mail.mailbox import Account, SaveMailbox
from mottagning.contacts.mail.mailfolder import Look
from mottagning.contacts.tables import Ledger
from mottagning.db import Database
from tests.servers import Dovecot, MailAccount


def letter(number: int, text: str = "") -> bytes:
    return (
        f"From: p{number}@example.se\r\nSubject: {number}\r\nMessage-ID: <{number}@example.se>\r\n"
        f"Date: Mon, 23 Nov 2026 08:55:00 +0100\r\n\r\nText {number}{text}\r\n"
    ).encode()


def keep(database: Database, account: Account, by: int | None = None) -> Account:
    """Save the mailbox; as it is kept."""
    mailbox.save_mailbox(database, SaveMailbox(by=by, account=account))
    return next(kept for kept in mailbox.accounts(database) if kept.name == account.name)


def places(database: Database) -> list[str]:
    """What comes after the folder's name, in the order in which it came to the ledger."""
    with database.reading():
        return [row.place.split("/", 2)[2] for row in Ledger.select().order_by(Ledger.id)]


def of_dovecot(server: Dovecot, made: MailAccount, **values: object) -> Account:
    """The account as the program knows it."""
    reach = {"host": server.host, "port": server.port, "username": made.user, "password": made.password}
    return Account(name="Mottagningen", security="none", **(reach | values))


@contextmanager
def signed_in(server: Dovecot, made: MailAccount) -> Iterator[IMAPClient]:
    """Somebody's mail program."""
    with IMAPClient(server.host, server.port, ssl=False) as client:
        client.login(made.user, made.password)
        yield client


class Watch:
    """A mailbox that is watched in a thread: `until` waits for a look like that."""

    def __init__(self, database: Database, account: Account) -> None:
        self.looks: list[list[Look]] = []
        self.stopping = Event()
        self._looked = Event()
        arguments = (database, account, lambda _new: None, self._remember, self.stopping)
        self._thread = Thread(target=mailsync.watch, args=arguments)
        self._thread.start()

    def _remember(self, looks: list[Look]) -> None:
        self.looks.append(looks)
        self._looked.set()

    def until(self, is_it: Callable[[list[Look]], bool]) -> bool:
        """Whether such a look comes, from now on or before."""
        seen = 0
        while True:
            if any(is_it(looks) for looks in self.looks[seen:]):
                return True
            seen = len(self.looks)
            self._looked.clear()
            if len(self.looks) == seen and not self._looked.wait(20):
                return False

    def end(self) -> None:
        self.stopping.set()
        self._thread.join(20)
        assert not self._thread.is_alive()


@contextmanager
def watched(database: Database, account: Account) -> Iterator[Watch]:
    watch = Watch(database, account)
    try:
        yield watch
    finally:
        watch.end()
