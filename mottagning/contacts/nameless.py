"""Takes away who somebody was and leaves what was said: a caller who wants to be nobody, a protected identity."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from mottagning.command import Turn
from mottagning.contacts import search
from mottagning.contacts.answers import outgoing
from mottagning.contacts.tables import Call, CardDraft, ContactStep, ContactText, Ledger, Message, Raw
from mottagning.db import peewee

_WHO = ("from", "name", "phone", "address", "body")
"""What tells who it was, in a call's events and in what was written down at the desk; `body` is what a switchboard said
that nobody understood, with a number somewhere in it."""


def forget_person(turn: Turn, contact_id: int) -> None:
    """Inside a turn: name, number and address go, also from what the switchboard told; later events bring none.

    The octets of a letter stay as they came, since they are what was said.
    """
    Call.update(anonymous=True).where(Call.contact_id == contact_id).execute()
    ContactText.update(phone=None, name=None, address=None).where(ContactText.contact_id == contact_id).execute()
    CardDraft.update(typed="").where(CardDraft.contact_id == contact_id).execute()
    Message.update(sender=None).where(Message.contact_id == contact_id).execute()
    outgoing.forget(contact_id)
    told = Ledger.kind.in_(("call", "desk")) & (Ledger.state != "removed")
    for row in list(Ledger.select().where((Ledger.contact_id == contact_id) & told)):
        what = content(row.id)
        if isinstance(what, list) and any("body" in each for each in what):
            ContactText.update(text=None).where(ContactText.contact_id == contact_id).execute()
        rewrite(row, _nameless(what))
    search.index(turn.database, contact_id)
    turn.forgets = True
    turn.touch("contact", contact_id)


def is_nobody(contact_id: int) -> bool:
    """Inside a transaction: whether the caller asked to be nobody; who only withholds her number may say her name."""
    return bool(ContactStep.select().where(_asked(contact_id)).exists())


def asked_to_be_nobody(contact_id: Any) -> Any:
    """The same as a condition on a column of contact ids."""
    return peewee.fn.EXISTS(ContactStep.select().where(_asked(contact_id)))


def _asked(contact_id: Any) -> Any:
    return (ContactStep.contact_id == contact_id) & (ContactStep.step == "made_anonymous")


def content(ledger_id: int) -> Any:
    """A call's events, or what was written down at the desk; None when it has gone."""
    raw = Raw.get_or_none(Raw.ledger_id == ledger_id)
    return None if raw is None else json.loads(raw.octets)


def rewrite(row: Ledger, what: Any) -> None:
    """Inside a turn: keep this in place of what the row held."""
    octets = json.dumps(what, ensure_ascii=False).encode()
    Raw.update(octets=octets).where(Raw.ledger_id == row.id).execute()
    digest = hashlib.sha256(octets).hexdigest()
    Ledger.update(sha256=digest, size=len(octets)).where(Ledger.id == row.id).execute()


def _nameless(what: Any) -> Any:
    if isinstance(what, list):
        return [_nameless(each) for each in what]
    return {name: None if name in _WHO else value for name, value in (what or {}).items()}
