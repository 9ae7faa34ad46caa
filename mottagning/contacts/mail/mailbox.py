"""The mailboxes that are read: where they are, and how the ledger stands against the server's count."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from mottagning.command import Command, Turn, handles
from mottagning.contacts.tables import Ledger, Mailbox, MailFolder
from mottagning.db import Database, peewee
from mottagning.errors import Trouble, WrongUse
from mottagning.hosts import is_loopback
from mottagning.people.roles import require_lead
from mottagning.texts import N_

SECURITY = ("tls", "starttls", "none")
KINDS = ("imap", "graph")
AUTHS = ("password", "app", "person")
GRAPH = "graph.microsoft.com"
OUTLOOK = "outlook.office365.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """How a mailbox is reached. `since`: the first day whose messages count; `security` none only on loopback.

    `auth`: by a password, or by OAuth 2.0 as an "app" or a "person" of the organisation `tenant` in Microsoft 365;
    then `username` is the mailbox's address, and `password` the app's secret or certificate, or the person's sign-in.
    """

    name: str
    host: str
    port: int
    username: str
    password: str
    security: str = "tls"
    ca_file: str | None = None
    folders: tuple[str, ...] = ("INBOX",)
    since: date | None = None
    kind: str = "imap"
    auth: str = "password"
    tenant: str | None = None
    client_id: str | None = None
    id: int | None = None
    version: int | None = None

    def __repr__(self) -> str:
        return f"Account({self.id})"


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveMailbox(Command):
    """Add a mailbox, or change the one with this name."""

    account: Account


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteLook(Command):
    """What a look at a folder found: the server's count against the ledger's, or what went wrong.

    Not `finished`: it is under way and has come so far. `token`: where the next look goes on.
    """

    folder: int
    finished: bool = True
    uidvalidity: int | None = None
    server_count: int | None = None
    ledger_count: int | None = None
    error: str | None = None
    token: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderState:
    """A folder as it stood at the last look; counts are of messages since the mailbox's first day.

    `checked_at`: the last look that came to its end; `progress_at`: one is under way, and had come so far then.
    """

    id: int
    mailbox: str
    folder: str
    uidvalidity: int | None
    server_count: int | None
    ledger_count: int | None
    checked_at: datetime | None
    error: str | None
    progress_at: datetime | None = None
    token: str | None = None

    @property
    def is_whole(self) -> bool:
        """Whether the last look succeeded and everything on the server is in the ledger."""
        return self.error is None and self.server_count is not None and self.server_count == self.ledger_count


@handles
def save_mailbox(turn: Turn, command: SaveMailbox) -> None:
    """Keep the account; its password goes to `secret`. Team leads only; WrongUse for what cannot be meant.

    A folder that is not named any more is forgotten, unless something was fetched from it: then it stays.
    """
    require_lead(turn)
    account = command.account
    check(account)
    row = Mailbox.get_or_none(Mailbox.name == account.name)
    values: dict[str, Any] = {
        "host": account.host,
        "port": account.port,
        "username": account.username,
        "security": account.security,
        "ca_file": account.ca_file,
        "since": account.since,
        "kind": account.kind,
        "auth": account.auth,
        "tenant": account.tenant,
        "client_id": account.client_id,
    }
    if row is None:
        row = Mailbox.create(name=account.name, **values)
    else:
        turn.update(row, **values)
    turn.database.sql(_KEEP, (_secret(row.id), account.password))
    fetched = Ledger.select().where(Ledger.folder_id == MailFolder.id)
    left_out = (MailFolder.mailbox_id == row.id) & MailFolder.name.not_in(account.folders)
    MailFolder.delete().where(left_out & ~peewee.fn.EXISTS(fetched)).execute()
    for folder in account.folders:
        MailFolder.insert(mailbox_id=row.id, name=folder).on_conflict_ignore().execute()
    turn.created["mailbox"] = row.id
    turn.touch("mailbox", row.id)
    turn.audit("saved", "mailbox", row.id)


@handles
def note_look(turn: Turn, command: NoteLook) -> None:
    """Write down how a folder stood."""
    is_over = command.finished or command.error is not None
    values: dict[str, Any] = {
        "uidvalidity": command.uidvalidity,
        "server_count": command.server_count,
        "ledger_count": command.ledger_count,
        "error": command.error,
        "token": command.token,
        "progress_at": None if is_over else turn.at,
    }
    if command.finished:
        values["checked_at"] = turn.at
    MailFolder.update(**values).where(MailFolder.id == command.folder).execute()
    turn.touch("mailbox")


def accounts(database: Database) -> list[Account]:
    """All mailboxes with their passwords, by name."""
    with database.reading():
        rows = list(Mailbox.select().order_by(Mailbox.name))
        passwords = dict(database.sql("SELECT name, value FROM secret WHERE name LIKE 'mailbox:%'").fetchall())
        folders: dict[int, list[str]] = {}
        for folder in MailFolder.select().order_by(MailFolder.id):
            folders.setdefault(folder.mailbox_id, []).append(folder.name)
        return [
            Account(
                id=row.id,
                name=row.name,
                host=row.host,
                port=row.port,
                username=row.username,
                password=passwords.get(_secret(row.id), ""),
                security=row.security,
                ca_file=row.ca_file,
                folders=tuple(folders.get(row.id, ())),
                since=row.since,
                kind=row.kind,
                auth=row.auth,
                tenant=row.tenant,
                client_id=row.client_id,
                version=row.version,
            )
            for row in rows
        ]


def keep_sign_in(database: Database, mailbox_id: int, before: str, after: str) -> None:
    """Keep a person's renewed sign-in, unless the mailbox was given another one meanwhile. It is no change of the
    mailbox: whoever watches it goes on."""
    with database.writing():
        database.sql("UPDATE secret SET value = ? WHERE name = ? AND value = ?", (after, _secret(mailbox_id), before))


def account(database: Database, mailbox_id: int | None) -> Account | None:
    """The mailbox with this id."""
    return next((account for account in accounts(database) if account.id == mailbox_id), None)


def version(database: Database, mailbox_id: int | None) -> int | None:
    """A number that moves when the mailbox is changed; None when there is none with this id."""
    with database.reading():
        row = Mailbox.get_or_none(Mailbox.id == mailbox_id)
        return None if row is None else int(row.version)


def folder_states(database: Database) -> list[FolderState]:
    """Every folder as it stood at the last look: the gauge."""
    with database.reading():
        names = {row.id: row.name for row in Mailbox.select()}
        return [
            FolderState(
                id=row.id,
                mailbox=names[row.mailbox_id],
                folder=row.name,
                uidvalidity=row.uidvalidity,
                server_count=row.server_count,
                ledger_count=row.ledger_count,
                checked_at=row.checked_at,
                error=row.error,
                progress_at=row.progress_at,
                token=row.token,
            )
            for row in MailFolder.select().order_by(MailFolder.mailbox_id, MailFolder.id)
        ]


def unreadable_count(database: Database, folder_id: int) -> int:
    """How many messages of a folder could not be understood; each is a contact with its raw text."""
    with database.reading():
        query = Ledger.select().where((Ledger.folder_id == folder_id) & (Ledger.state == "unreadable"))
        return int(query.count())


def check_reach(account: Account, *, signed_in: bool = True) -> None:
    """Whether enough is said to ask the server, in the order of a form; WrongUse or Trouble for what is not.

    Not `signed_in`: enough for somebody to sign in.
    """
    if account.kind not in KINDS:
        raise WrongUse(N_("A mailbox is read by imap or graph, not “{value}”."), value=account.kind)
    if not account.host:
        raise WrongUse(N_("Give the name of the mail server."))
    if account.security not in SECURITY:
        raise WrongUse(N_("Security must be tls, starttls or none, not “{value}”."), value=account.security)
    if account.security == "none" and not is_loopback(account.host):
        raise WrongUse(N_("Without encryption only a mailbox on this machine may be read. Use tls or starttls."))
    if not 0 < account.port < 65536:
        raise WrongUse(N_("{port} is not a port number."), port=account.port)
    if not account.username:
        raise WrongUse(N_("Give the user name of the mailbox."))
    _check_sign_in(account, signed_in)


def _check_sign_in(account: Account, signed_in: bool) -> None:
    name = account.name or account.host
    if account.auth not in AUTHS or (account.kind == "graph" and account.auth == "password"):
        raise WrongUse(N_("{name} cannot be signed in to by “{value}”."), name=name, value=account.auth)
    if account.auth != "password":
        if not account.tenant or not _TENANT.fullmatch(account.tenant):
            raise WrongUse(N_("Give the directory of Microsoft 365: its id, or a domain such as kommunen.example.se."))
        if not account.client_id or not _TENANT.fullmatch(account.client_id):
            raise WrongUse(N_("Give the id of the app that is registered in Microsoft 365."))
    if not account.password and signed_in:
        raise Trouble(_MISSING[account.auth], name=name)


_TENANT = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,200}")
_MISSING = {
    "password": N_("No password was given for the mailbox {name}."),
    "app": N_("No secret and no certificate was given for the app that reads {name}."),
    "person": N_("Nobody has signed in to {name} yet. Choose Sign in."),
}


def check(account: Account) -> None:
    """Whether enough is said to keep it; WrongUse or Trouble for what is not."""
    if not account.name or "/" in account.name:
        raise WrongUse(N_("A mailbox needs a name without “/”."))
    check_reach(account)


_KEEP = "INSERT INTO secret (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"


def _secret(mailbox_id: int) -> str:
    return f"mailbox:{mailbox_id}"
