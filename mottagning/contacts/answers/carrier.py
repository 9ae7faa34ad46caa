"""What the outbox asks of whatever carries its mail away: one small protocol, whatever is spoken behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from mottagning.contacts.answers import sentfolder
from mottagning.contacts.answers.senders import Sender
from mottagning.contacts.mail import mailsync
from mottagning.contacts.mail.mailbox import Account
from mottagning.contacts.mail.mailwords import READING
from mottagning.db import Database
from mottagning.errors import Trouble


class Refused(Trouble):
    """It is refused for good: it must not be tried again as it is."""


class PutOff(Trouble):
    """It was certainly not taken: it may be tried again. `pause_s`: not before so many seconds have passed."""

    pause_s: float = 0.0


class Unsure(Trouble):
    """It was handed over and nobody knows what became of it."""


class WentBefore(Trouble):
    """It has gone already: the mailbox has it among what was sent."""


class Fate(Enum):
    """What became of a message that was handed over and not answered for."""

    GONE = "gone"
    STAYED = "stayed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A message as it goes. `message_id` without angle brackets; `draft`: what it was sent as before, if it was."""

    message_id: str
    recipient: str
    octets: bytes = field(repr=False)
    draft: str | None = None


class Carrier(Protocol):
    """A way out of a mailbox that is signed in to."""

    def hand_over(self, ready: Ready, before: Callable[[str | None], None]) -> None:
        """Send one message. `before` is called as the last thing before it goes, with the draft that it goes as, if
        there is one; what it raises ends it with nothing sent.

        Returns when it was taken. Raises Refused, PutOff, WentBefore (nothing of it went now), and Unsure when it went
        and no answer came back.
        """

    def try_out(self) -> None:
        """Whether it lets the mailbox send; nothing is sent. Trouble, one sentence, when it does not."""


@contextmanager
def opened(database: Database | None, account: Account, sender: Sender) -> Iterator[Carrier]:
    """The way out of this mailbox; Trouble, one sentence, when there is none, or when it breaks off in between."""
    token = _token(database, account, sender)
    if sender.by_graph:
        from mottagning.contacts.answers import graphsend

        with graphsend.opened(account, sender, token or "") as way:
            yield way
        return
    from mottagning.contacts.answers import smtp

    sign_in = smtp.SignIn(username=account.username, password=account.password, token=token, ca_file=account.ca_file)
    with smtp.connection(sender, sign_in) as client:
        yield smtp.SmtpCarrier(client, sender)


def fate(database: Database, account: Account, sender: Sender, message_id: str, draft: str | None) -> Fate:
    """What became of a message that went this way, as far as the mailbox knows. Trouble when it cannot be asked."""
    if not sender.by_graph:
        return Fate.GONE if sentfolder.holds(database, account, message_id) else Fate.UNKNOWN
    from mottagning.contacts.answers import graphsend

    with graphsend.opened(account, sender, _token(database, account, sender) or "") as way:
        return way.fate(draft, message_id)


def _token(database: Database | None, account: Account, sender: Sender) -> str | None:
    if account.auth == "password":
        return None
    return mailsync.tokens_of(account, database, READING, sender.right)()
