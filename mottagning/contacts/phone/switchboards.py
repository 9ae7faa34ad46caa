"""The switchboards that may tell of calls by HTTP: their dialect, key (shown once) or certificate, and how it goes."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from mottagning import phones
from mottagning.command import Command, Turn, handles
from mottagning.contacts.phone.dialects import DIALECTS
from mottagning.contacts.tables import Switchboard
from mottagning.db import Database
from mottagning.errors import Trouble, WrongUse
from mottagning.people.roles import require_lead
from mottagning.texts import N_

PATH = "/phone/"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchboardState:
    """A switchboard, when it last told of a call (`told_at`), and when and why it was last turned away.

    `refused_why`: "key" for a wrong key, "content" for what could not be understood. `address`: where the service
    listens, None until it has begun to. `certificate`: the subject (RFC 4514) of the one that stands for a key, None
    for none; `refused_certificate`: that of the one that was shown in place of a key when it was turned away.
    """

    id: int
    name: str
    dialect: str
    connect: str | None
    told_at: datetime | None
    refused_at: datetime | None
    refused_why: str | None
    address: str | None
    certificate: str | None = None
    refused_certificate: str | None = None

    @property
    def is_refused(self) -> bool:
        """Whether the last that was heard of it was turned away."""
        return self.refused_at is not None and (self.told_at is None or self.refused_at > self.told_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveSwitchboard(Command):
    """Let a switchboard tell of calls, or change the one of this name. `key_hash` None leaves its key as it is.

    `certificate`: the subject of the one that stands for the key; "" none, None leaves it as it is.
    """

    name: str
    dialect: str
    connect: str | None = None
    key_hash: str | None
    certificate: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveSwitchboard(Command):
    """Hear it no more. Its calls stay."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteTold(Command):
    """How it goes, by name; what is None is left as it is."""

    name: str
    told_at: datetime | None = None
    refused_at: datetime | None = None
    refused_why: str | None = None
    refused_certificate: str | None = None
    address: str | None = None


def new_key() -> str:
    """A key of 256 random bits."""
    return secrets.token_urlsafe(32)


def hash_of(key: str) -> str:
    """What is kept of a key: it is random, so stretching it against guessing would add nothing."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


@handles
def save_switchboard(turn: Turn, command: SaveSwitchboard) -> None:
    """Keep it. Team leads only; WrongUse for what cannot be meant."""
    require_lead(turn)
    connect = _checked(command)
    row = Switchboard.get_or_none(Switchboard.name == command.name)
    if row is None:
        row = Switchboard.create(name=command.name, dialect=command.dialect, connect=connect)
    else:
        turn.update(row, dialect=command.dialect, connect=connect)
    if command.certificate is not None:
        turn.update(row, certificate=command.certificate.strip() or None)
    if command.key_hash is not None:
        turn.database.sql(
            "INSERT INTO secret (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (_secret(row.id), command.key_hash),
        )
    turn.touch("setting")
    turn.audit("saved", "switchboard", row.id)


@handles
def remove_switchboard(turn: Turn, command: RemoveSwitchboard) -> None:
    """Forget it and its key. Team leads only."""
    require_lead(turn)
    row = Switchboard.get_or_none(Switchboard.name == command.name)
    if row is None:
        raise Trouble(N_("There is no switchboard “{name}”."), name=command.name)
    turn.database.sql("DELETE FROM secret WHERE name = ?", (_secret(row.id),))
    row.delete_instance()
    turn.touch("setting")
    turn.audit("removed", "switchboard", row.id)


@handles
def note_told(turn: Turn, command: NoteTold) -> None:
    """Write down how it goes."""
    noted = {
        "told_at": command.told_at,
        "refused_at": command.refused_at,
        "refused_why": command.refused_why,
        "address": command.address,
    }
    values: dict[str, datetime | str | None] = {name: value for name, value in noted.items() if value is not None}
    if command.refused_at is not None:
        values["refused_certificate"] = command.refused_certificate
    if values and Switchboard.update(**values).where(Switchboard.name == command.name).execute():
        turn.touch("setting")


def switchboards(database: Database) -> tuple[SwitchboardState, ...]:
    """All of them by name, without their keys."""
    with database.reading():
        return tuple(
            SwitchboardState(
                id=row.id,
                name=row.name,
                dialect=row.dialect,
                connect=row.connect,
                told_at=row.told_at,
                refused_at=row.refused_at,
                refused_why=row.refused_why,
                address=row.address,
                certificate=row.certificate,
                refused_certificate=row.refused_certificate,
            )
            for row in Switchboard.select().order_by(Switchboard.name)
        )


def key_hashes(database: Database) -> dict[str, str]:
    """The hash of each switchboard's key, by its name."""
    with database.reading():
        known = dict(database.sql("SELECT name, value FROM secret WHERE name LIKE 'switchboard:%'").fetchall())
        rows = list(Switchboard.select(Switchboard.id, Switchboard.name))
    return {row.name: known[_secret(row.id)] for row in rows if _secret(row.id) in known}


def _checked(command: SaveSwitchboard) -> str | None:
    """The number to connect to; WrongUse for what cannot be meant."""
    if not _NAME.fullmatch(command.name):
        raise WrongUse(N_("A switchboard's name stands in an address: small letters a–z, digits and “-” only."))
    if command.dialect not in DIALECTS:
        raise WrongUse(
            N_("“{dialect}” is no dialect. Use one of {dialects}."),
            dialect=command.dialect,
            dialects=", ".join(DIALECTS),
        )
    if command.dialect != "46elks":
        return None
    connect = phones.normalise(command.connect or "")
    if connect is None:
        raise WrongUse(N_("46elks asks where each call shall go: give the reception's number."))
    return connect


def _secret(switchboard_id: int) -> str:
    return f"switchboard:{switchboard_id}"
