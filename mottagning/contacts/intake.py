"""From the ledger to contacts: each raw message is understood once, joined to its thread, matched, and findable.

Nothing here can lose a message: the raw row stays `raw` until the transaction that makes its contact has committed,
so after a crash the same row is simply understood again.
"""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from mottagning.changes import Changes
from mottagning.command import Command, Turn, handles
from mottagning.contacts import concern, ledger, mime, ties
from mottagning.contacts.creation import Arrival, add_step, create
from mottagning.contacts.dues import Dues
from mottagning.contacts.ledger import Pending
from mottagning.contacts.tables import Attachment, Blob, Contact, Identity, Ledger, Message, Raw, Thread
from mottagning.db import Database, peewee
from mottagning.errors import Trouble

_NAMESPACE = UUID("6f2b6f0e-3f0f-4a58-9a80-0d9a2f1f7a11")
_KEPT_TEXT = 1_000_000
"""Characters of text kept beside the raw octets, which are whole."""
_RAW_SHOWN = 20_000
_ODD = re.compile(rb"[^\x20-\x7e\n]")
_SKEW = timedelta(days=1)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What parsing made of one ledger row; made outside the transaction, in a worker where there is one."""

    ledger_id: int
    received_at: datetime
    message: mime.Message
    identities: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeMail(Command):
    """Make the contact of an understood message, or add a source to the one it is the same as."""

    understood: Understood


def understand(row: Pending) -> Understood:
    """Parse a raw message; pure, never raises, bounded in time."""
    keys = [f"octets:{mime.octets_key(row.octets)}"]
    if (key := mime.message_key(row.octets)) is not None:
        keys.append(f"message:{key}")
    return Understood(
        ledger_id=row.ledger_id,
        received_at=_received(row),
        message=mime.parse(row.octets),
        identities=tuple(keys),
    )


def _received(row: Pending) -> datetime:
    """When the source says that it came; a source whose clock is far ahead must not put off when it is due."""
    given = row.received_at
    return row.fetched_at if given is None or given > row.fetched_at + _SKEW else given


def understand_pending(
    database: Database, publish: Callable[[Changes], None] | None = None, limit: int | None = None
) -> int:
    """Understand what is raw in the ledger, oldest first; returns how many. Safe to run twice at once."""
    done = 0
    while rows := ledger.pending(database):
        for row in rows:
            if limit is not None and done >= limit:
                return done
            changes = _take(database, row)
            if publish is not None and not changes.replayed:
                publish(changes)
            done += 1
    return done


def _take(database: Database, row: Pending) -> Changes:
    """The contact of one row. A fault of the program in one message must not keep all later ones waiting."""
    try:
        return take_mail(database, TakeMail(by=None, uuid=_uuid(row), understood=understand(row)))
    except (Trouble, peewee.OperationalError, peewee.InterfaceError):
        raise  # of the surroundings: the message can do nothing for it
    except Exception as error:  # noqa: BLE001 - whatever came in must become a contact (design.md, rule 1)
        _log.error("a message became a contact by its raw text alone: %s", type(error).__name__)
        return take_mail(database, TakeMail(by=None, uuid=_uuid(row), understood=_by_raw_text(row)))


def _by_raw_text(row: Pending) -> Understood:
    """The last resort: nothing is looked for in the message, and only its plain signs are shown."""
    plain = _ODD.sub(b"?", row.octets[:_RAW_SHOWN].replace(b"\r\n", b"\n")).decode("ascii")
    return Understood(
        ledger_id=row.ledger_id,
        received_at=_received(row),
        message=replace(mime.parse(b""), text=plain, readable=False, notes=("failed",)),
        identities=(f"octets:{mime.octets_key(row.octets)}",),
    )


def _uuid(row: Pending) -> UUID:
    """The same row gives the same command, so that two workstations at once make one contact."""
    return uuid5(_NAMESPACE, f"{row.ledger_id}:{row.place}")


@handles
def take_mail(turn: Turn, command: TakeMail) -> None:
    """The contact of a message: once, whatever comes twice."""
    understood = command.understood
    row = Ledger.get(Ledger.id == understood.ledger_id)
    if row.state != "raw":
        return
    turn.touch("ledger")
    same = Identity.get_or_none(Identity.key.in_(understood.identities))
    if same is not None:
        _add_source(turn, row, same.contact_id)
        return
    contact = _new_mail(turn, understood)
    for key in understood.identities:
        Identity.insert(key=key, contact_id=contact.id).execute()
    ledger.mark(row.id, "understood" if understood.message.readable else "unreadable", contact.id)
    ties.match(turn, contact)


def _add_source(turn: Turn, row: Ledger, contact_id: int) -> None:
    """The same message from another place; nothing of a redacted contact comes back this way."""
    contact = Contact.get(Contact.id == contact_id)
    if contact.redacted_at is not None:
        ledger.mark(row.id, "removed", contact_id)
        Raw.delete().where(Raw.ledger_id == row.id).execute()
        Ledger.update(sha256=None, size=None, reason=contact.redacted_why).where(Ledger.id == row.id).execute()
    else:
        ledger.mark(row.id, "understood", contact_id)
    add_step(turn, contact_id, "seen_again")
    turn.touch("contact", contact_id)


def _new_mail(turn: Turn, understood: Understood) -> Contact:
    message = understood.message
    sender = message.sender
    worrying = message.kind != "bounce" and concern.possible(message.subject, message.text)
    dues = Dues.of(turn.database)
    at = understood.received_at
    clash = _flag_same_id(turn, message.message_id)
    contact = create(
        turn,
        Arrival(
            channel="mail",
            kind=message.kind,
            at=at,
            due_at=min(dues.mail(at), dues.concern(at)) if worrying else dues.mail(at),
            urgent=worrying,
            concern="possible" if worrying else "no",
            thread=_thread(message),
            same_id=clash,
            name=sender.name if sender and sender.name else None,
            address=sender.address if sender and sender.address else None,
            subject=message.subject,
            text=message.text[:_KEPT_TEXT],
            notes=message.notes,
        ),
        "arrived",
    )
    Message.insert(
        contact_id=contact.id, message_id=message.message_id, sender=sender.address if sender else None
    ).execute()
    for position, attachment in enumerate(message.attachments):
        Blob.insert(sha256=attachment.sha256, octets=attachment.content).on_conflict_ignore().execute()
        Attachment.insert(
            contact_id=contact.id,
            position=position,
            name=attachment.name,
            content_type=attachment.content_type,
            size=len(attachment.content),
            sha256=attachment.sha256,
        ).execute()
    return contact


def _flag_same_id(turn: Turn, message_id: str | None) -> bool:
    """Whether another message with this Message-ID says something else; both are flagged then."""
    if not message_id:
        return False
    others = Message.select(Message.contact_id).where(Message.message_id == message_id)
    changed = Contact.update(same_id=True).where(Contact.id.in_(others) & (Contact.same_id == False)).execute()  # noqa: E712
    if changed:
        turn.touch("contact")
    return bool(changed) or others.exists()


def _thread(message: mime.Message) -> int:
    """The thread of the messages this one answers: by their ids, and only when the sender is in it or was written to.

    Never by subject. A stranger who answers into a thread (a forwarded reference) begins one of her own.
    """
    wanted = [key for key in (message.in_reply_to, *reversed(message.references)) if key]
    if wanted and message.sender is not None:
        earlier = (
            Contact.select(Contact.thread_id)
            .join(Message, on=(Message.contact_id == Contact.id))
            .where(Message.message_id.in_(wanted[:50]) & (Message.sender == message.sender.address))
            .order_by(Contact.id.desc())
            .first()
        )
        if earlier is not None and earlier.thread_id is not None:
            return int(earlier.thread_id)
    return int(Thread.create(kind="mail").id)
