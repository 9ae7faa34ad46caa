"""How answers leave a mailbox: its address, the server that takes them, and what stands beneath them."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from mottagning import phones
from mottagning.command import Command, Turn, handles
from mottagning.contacts.answers.letter import deliverable
from mottagning.contacts.answers.tables import MailSender
from mottagning.contacts.mail.mailbox import GRAPH, SECURITY, Account
from mottagning.contacts.tables import Mailbox
from mottagning.db import Database
from mottagning.errors import Trouble, WrongUse
from mottagning.hosts import is_loopback
from mottagning.people.roles import require_lead
from mottagning.texts import N_

PORTS = {"tls": 465, "starttls": 587, "none": 25}
"""RFC 8314 3.3, RFC 6409."""
_FILE_THEMSELVES = {
    "outlook.office365.com": "smtp.office365.com",
    "imap.gmail.com": "smtp.gmail.com",
}
"""Servers of incoming mail, with those that send for them and put a copy among what was sent by themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """How answers leave the mailbox `mailbox` (its id; None while it is being added).

    `security` none only on loopback. `files_itself`: the server puts a copy in the folder of what was sent.
    `phone` is what people are asked to call, `signature` what stands beneath each answer.
    """

    mailbox: int | None
    address: str
    host: str
    port: int
    security: str = "starttls"
    files_itself: bool = False
    phone: str = ""
    signature: str = ""

    @property
    def by_graph(self) -> bool:
        """Whether they leave by Microsoft Graph, and not by SMTP."""
        return self.host == GRAPH

    @property
    def way(self) -> str:
        """One of `ways`."""
        return "graph" if self.by_graph else "smtp"

    @property
    def right(self) -> str:
        """What a token has to let its bearer do (a key of `oauth`)."""
        return "graph_send" if self.by_graph else "smtp"


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveSender(Command):
    """Let the mailbox of this name be answered from; `sender` None: not any more."""

    name: str
    sender: Sender | None


@handles
def save_sender(turn: Turn, command: SaveSender) -> None:
    """Keep how answers leave. Team leads only; WrongUse for what cannot be meant."""
    require_lead(turn)
    mailbox = Mailbox.get_or_none(Mailbox.name == command.name)
    if mailbox is None:
        raise Trouble(N_("There is no mailbox {name}."), name=command.name)
    MailSender.delete().where(MailSender.mailbox_id == mailbox.id).execute()
    if command.sender is not None:
        check(command.sender)
        check_way(command.sender, command.name, mailbox.kind, mailbox.auth)
        values = asdict(command.sender) | {"mailbox_id": mailbox.id}
        del values["mailbox"]
        MailSender.insert(**values).execute()
    turn.touch("mailbox", mailbox.id)
    turn.audit("sender_saved", "mailbox", mailbox.id, answers=command.sender is not None)


def senders(database: Database) -> tuple[Sender, ...]:
    """The mailboxes that can be answered from, in the order in which they were added."""
    with database.reading():
        return tuple(_sender(row) for row in MailSender.select().order_by(MailSender.mailbox_id))


def sender_of(mailbox_id: int) -> Sender | None:
    """Inside a transaction: how answers leave this mailbox."""
    row = MailSender.get_or_none(MailSender.mailbox_id == mailbox_id)
    return None if row is None else _sender(row)


def ways(kind: str, auth: str) -> tuple[str, ...]:
    """By what a mailbox that is read and signed in to so can be answered from, the likeliest first."""
    if auth == "password":
        return ("smtp",)
    return ("graph",) if kind == "graph" else ("smtp", "graph")


def check_way(sender: Sender, name: str, kind: str, auth: str) -> None:
    """WrongUse when the mailbox of this name, read and signed in to so, cannot be answered from that way."""
    if sender.way not in ways(kind, auth):
        raise WrongUse(N_("{name} cannot be answered from by {host}."), name=name, host=sender.host)


def by_graph(account: Account) -> Sender:
    """How answers leave a mailbox by Graph."""
    return Sender(mailbox=account.id, address=account.username, host=GRAPH, port=443, security="tls", files_itself=True)


def guess(account: Account) -> Sender:
    """How answers probably leave a mailbox: most providers name both servers alike."""
    if account.kind == "graph":
        return by_graph(account)
    host = account.host.lower()
    is_here = is_loopback(host) and account.security == "none"
    sending = _FILE_THEMSELVES.get(host) or (f"smtp.{host[5:]}" if host.startswith("imap.") else account.host)
    return Sender(
        mailbox=account.id,
        address=account.username if "@" in account.username else "",
        host=sending,
        port=PORTS["none" if is_here else "starttls"],
        security="none" if is_here else "starttls",
        files_itself=host in _FILE_THEMSELVES,
    )


def check(sender: Sender) -> None:
    """Whether enough is said to send; WrongUse or Trouble for what is not."""
    if not sender.address:
        raise WrongUse(N_("Give the address that answers come from."))
    deliverable(sender.address)
    if not sender.host:
        raise WrongUse(N_("Give the name of the server that sends mail."))
    if sender.security not in SECURITY:
        raise WrongUse(N_("Security must be tls, starttls or none, not “{value}”."), value=sender.security)
    if sender.security == "none" and not is_loopback(sender.host):
        raise WrongUse(N_("Without encryption mail may be sent only by a server on this machine. Use tls or starttls."))
    if not 0 < sender.port < 65536:
        raise WrongUse(N_("{port} is not a port number."), port=sender.port)
    if sender.phone and phones.normalise(sender.phone) is None:
        raise WrongUse(N_("“{phone}” is no phone number."), phone=sender.phone)


def _sender(row: MailSender) -> Sender:
    return Sender(
        mailbox=row.mailbox_id,
        address=row.address,
        host=row.host,
        port=row.port,
        security=row.security,
        files_itself=bool(row.files_itself),
        phone=row.phone,
        signature=row.signature,
    )
