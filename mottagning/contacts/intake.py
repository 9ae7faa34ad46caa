"""From the ledger to contacts: each raw message is understood once, joined to its thread, matched, and findable.

Nothing here can lose a message: the raw row stays `raw` until the transaction that makes its contact has committed,
so after a crash the same row is simply understood again.
"""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import zip_longest
from uuid import UUID, uuid5

from mottagning.changes import Changes
from mottagning.command import Command, Turn, handles
from mottagning.contacts import concern, ledger, mime, threads, ties
from mottagning.contacts.creation import Arrival, add_step, create
from mottagning.contacts.dues import Dues
from mottagning.contacts.ledger import Pending
from mottagning.contacts.model import HAS_HTML
from mottagning.contacts.tables import Attachment, Blob, Contact, Identity, Ledger, Message, Raw
from mottagning.db import Database, open_database, peewee
from mottagning.errors import Trouble
from mottagning.insertion import add, add_many
from mottagning.settings import Settings
from mottagning.tasks import Beside
from mottagning.texts import language, use_language

_NAMESPACE = UUID("6f2b6f0e-3f0f-4a58-9a80-0d9a2f1f7a11")
_KEPT_TEXT = 1_000_000
"""Characters of text kept beside the raw octets, which are whole."""
_RAW_SHOWN = 20_000
_ODD = re.compile(rb"[^\x20-\x7e\n]")
_SKEW = timedelta(days=1)
_MOST_NAMED = 50
_IN_ONE_TURN = 8
"""Messages in one transaction: what the desk writes waits for them, and each transaction waits for the disk."""
_BACKLOG = 200
"""Messages from which on another process is worth its start."""
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
    """Make the contact of each understood message, or add a source to the one it is the same as."""

    understood: tuple[Understood, ...]


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
    database: Database,
    publish: Callable[[Changes], None] | None = None,
    limit: int | None = None,
    is_over: Callable[[], bool] = lambda: False,
) -> int:
    """Understand what is raw in the ledger, oldest first, until `is_over`; returns how many. Safe to run twice at
    once."""
    done = 0
    while not is_over() and (rows := ledger.pending(database)):
        if limit is not None:
            rows = rows[: limit - done]
        for start in range(0, len(rows), _IN_ONE_TURN):
            for changes in _take(database, rows[start : start + _IN_ONE_TURN]):
                if publish is not None and not changes.replayed:
                    publish(changes)
        done += len(rows)
        if limit is not None and done >= limit:
            break
    return done


def understand_backlog(database: Database, is_over: Callable[[], bool] = lambda: False) -> None:
    """The same for a process that has nothing else to do: what is to be written next is parsed in another process."""
    if ledger.has_pending(database, _BACKLOG):
        parser = Beside(_understand_all)
        try:
            while not is_over() and (rows := ledger.pending(database, _BACKLOG)):
                pieces = [rows[at : at + _IN_ONE_TURN] for at in range(0, len(rows), _IN_ONE_TURN)]
                _take_parsed(database, pieces, parser)
        except ChildProcessError:
            _log.error("the process that parses messages died; the rest is parsed here")
        finally:
            parser.end()
    understand_pending(database, is_over=is_over)


def _take_parsed(database: Database, pieces: list[list[Pending]], parser: Beside) -> None:
    """The contacts of these rows, each piece parsed while the one before it is written."""
    parser.give((language(), pieces[0]))
    for piece, following in zip_longest(pieces, pieces[1:]):
        parsed = _parsed(parser)
        if following:
            parser.give((language(), following))
        _take(database, piece, parsed)


def _parsed(parser: Beside) -> list[Understood] | None:
    try:
        found: list[Understood] = parser.take()
    except ChildProcessError:
        raise
    except Exception:  # noqa: BLE001 - a fault of the program in one message: it is looked for here
        return None
    return found


def _understand_all(given: tuple[str, list[Pending]]) -> list[Understood]:
    """In the other process, which knows no language yet."""
    use_language(given[0])
    return [understand(row) for row in given[1]]


def understand_elsewhere(settings: Settings) -> int:
    """The same in a process of its own, which takes its memory and its share of the computer with it."""
    use_language(settings.language)  # what is said of a message here, such as why it came back, is kept so
    database = open_database(settings)
    try:
        return understand_pending(database)
    finally:
        database.close()


def _take(database: Database, rows: list[Pending], parsed: list[Understood] | None = None) -> list[Changes]:
    """The contacts of these rows. A fault of the program in one message must not keep all others waiting."""
    try:
        understood = tuple(parsed or map(understand, rows))
        return [take_mail(database, TakeMail(by=None, uuid=_uuid(rows), understood=understood))]
    except (Trouble, peewee.OperationalError, peewee.InterfaceError):
        raise  # of the surroundings: the message can do nothing for it
    except Exception as error:  # noqa: BLE001 - whatever came in must become a contact (design.md, rule 1)
        if len(rows) > 1:
            return [changes for row in rows for changes in _take(database, [row])]
        _log.error("a message became a contact by its raw text alone: %s", type(error).__name__)
        return [take_mail(database, TakeMail(by=None, uuid=_uuid(rows), understood=(_by_raw_text(rows[0]),)))]


def _by_raw_text(row: Pending) -> Understood:
    """The last resort: nothing is looked for in the message, and only its plain signs are shown."""
    plain = _ODD.sub(b"?", row.octets[:_RAW_SHOWN].replace(b"\r\n", b"\n")).decode("ascii")
    return Understood(
        ledger_id=row.ledger_id,
        received_at=_received(row),
        message=replace(mime.parse(b""), text=plain, readable=False, notes=("failed",)),
        identities=(f"octets:{mime.octets_key(row.octets)}",),
    )


def _uuid(rows: list[Pending]) -> UUID:
    """The same rows give the same command, so that two workstations at once make one contact of each."""
    return uuid5(_NAMESPACE, " ".join(f"{row.ledger_id}:{row.place}" for row in rows))


@handles
def take_mail(turn: Turn, command: TakeMail) -> None:
    """The contact of each message: once, whatever comes twice."""
    dues = Dues.of(turn.database)
    rows = Ledger.select().where(Ledger.id.in_([each.ledger_id for each in command.understood])).order_by(Ledger.id)
    if turn.database.dialect == "postgresql":  # another workstation may be at the same rows: one waits for the other
        rows = rows.for_update()
    raw = {row.id: row for row in rows if row.state == "raw"}
    for understood in command.understood:
        if understood.ledger_id in raw:
            _take_one(turn, understood, raw[understood.ledger_id], dues)


def _take_one(turn: Turn, understood: Understood, row: Ledger, dues: Dues) -> None:
    turn.touch("ledger")
    same = _same(turn, understood)
    if same is not None:
        _add_source(turn, row, same)
        return
    contact = _new_mail(turn, understood, dues)
    add_many(Identity, [{"key": key, "contact_id": contact.id} for key in understood.identities])
    ledger.mark(row.id, "understood" if understood.message.readable else "unreadable", contact.id)
    ties.match(turn, contact)


def _same(turn: Turn, understood: Understood) -> int | None:
    """The contact of the same message, by hand: a model takes a tenth of the time that a message has."""
    signs = ", ".join("?" * len(understood.identities))
    statement = f"SELECT contact_id FROM identity WHERE key IN ({signs}) ORDER BY contact_id"  # noqa: S608 - only signs
    found = turn.database.sql(statement, understood.identities).fetchone()
    return None if found is None else int(found[0])


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


def _new_mail(turn: Turn, understood: Understood, dues: Dues) -> Contact:
    message = understood.message
    sender = message.sender
    who = f"{sender.name or ''} {sender.address or ''}" if sender else None
    worrying = message.kind != "bounce" and concern.possible(message.subject, message.text, sender=who)
    at = understood.received_at
    clash, is_ours = _same_id(turn, message.message_id)
    thread, is_known = threads.thread_of(turn, message)
    is_quiet = not worrying and (is_ours or _is_quiet(message, is_known))
    contact = create(
        turn,
        Arrival(
            channel="mail",
            kind=message.kind,
            at=at,
            due_at=_due(dues, at, worrying, is_quiet),
            urgent=worrying,
            concern="possible" if worrying else "no",
            thread=thread,
            same_id=clash,
            may_be_answered=message.may_be_answered_automatically and not (clash or is_ours),
            quiet=is_quiet,
            name=sender.name if sender and sender.name else None,
            address=sender.address if sender and sender.address else None,
            subject=message.subject,
            text=message.text[:_KEPT_TEXT],
            notes=(*message.notes, HAS_HTML) if message.html else message.notes,
        ),
        "arrived",
    )
    add(
        Message,
        contact_id=contact.id,
        message_id=message.message_id,
        sender=sender.address if sender else None,
    )
    threads.keep_keys(contact.id, message)
    _settle_answers(turn, message)
    for position, attachment in enumerate(message.attachments):
        Blob.insert(sha256=attachment.sha256, octets=attachment.content).on_conflict_ignore().execute()
        Attachment.insert(
            contact_id=contact.id,
            position=position,
            name=attachment.name,
            content_type=attachment.content_type,
            size=len(attachment.content),
            sha256=attachment.sha256,
            inline=attachment.inline,
        ).execute()
    return contact


def _settle_answers(turn: Turn, message: mime.Message) -> None:
    """What comes back, is answered, or comes here again has gone, if nobody knew that."""
    named = [key for key in (message.message_id, *threads.answered(message)) if key][:_MOST_NAMED]
    if not named:
        return
    statement = f"SELECT id FROM outgoing WHERE state = 'unsure' AND message_id IN ({', '.join('?' * len(named))})"  # noqa: S608 - only signs
    for (answer,) in turn.database.sql(statement, tuple(named)).fetchall():
        from mottagning.contacts.answers import standing

        standing.note_sent.inside(turn, standing.NoteSent(by=None, answer=answer))


def _due(dues: Dues, at: datetime, worrying: bool, is_quiet: bool) -> datetime:
    if worrying:
        return min(dues.mail(at), dues.concern(at))
    return dues.quiet(at) if is_quiet else dues.mail(at)


def _is_quiet(message: mime.Message, is_known: bool) -> bool:
    """Whether it waits apart: what a machine sent, but for an answer of ours that did not reach whom it was for."""
    if message.bounce is not None:
        return message.bounce.delayed or not is_known
    return message.kind != "person"


def _same_id(turn: Turn, message_id: str | None) -> tuple[bool, bool]:
    """Whether another message with this Message-ID says something else (both are flagged then), and whether it is that
    of an answer of ours: then this came back by a rule or a list.
    """
    if not message_id:
        return False, False
    statement = (
        "SELECT contact.id, contact.same_id FROM message "
        "JOIN contact ON contact.id = message.contact_id WHERE message.message_id = ?"
    )
    others = turn.database.sql(statement, (message_id,)).fetchall()
    if fresh := [contact for contact, is_flagged in others if not is_flagged]:
        Contact.update(same_id=True).where(Contact.id.in_(fresh)).execute()
        turn.touch("contact")
    sent = turn.database.sql("SELECT 1 FROM outgoing WHERE message_id = ?", (message_id,))
    return bool(others), sent.fetchone() is not None
