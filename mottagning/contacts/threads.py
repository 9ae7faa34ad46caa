"""Which conversation a message belongs to: what it answers, and only when the same person wrote that.

Never by subject. The ids of our answers are kept among the keys of what they answer. A stranger who answers into a
thread (a forwarded reference) begins one of her own; a machine that names an answer of ours does not. A parent that was
never seen joins those that answer it, and one that comes late finds them.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from mottagning.command import Turn
from mottagning.contacts.answers.tables import Outgoing
from mottagning.contacts.mime import Message as Understood
from mottagning.contacts.tables import Contact, MessageKey, Thread
from mottagning.db import Database
from mottagning.insertion import add, add_many

_MOST_KEYS = 50
_BY_PEOPLE = """
    SELECT DISTINCT contact.thread_id FROM message_key
    JOIN message ON message.contact_id = message_key.contact_id JOIN contact ON contact.id = message_key.contact_id
    WHERE message_key.key IN ({keys}) AND message.sender IN ({people}) AND contact.thread_id IS NOT NULL
"""
"""By hand, as all that is asked for each message."""


def thread_of(turn: Turn, message: Understood) -> tuple[int, bool]:
    """The thread that a message belongs to, and whether there was one; threads that it joins become one."""
    known = _known(turn.database, message)
    if not known:
        return int(add(Thread, kind="mail").id), False
    first, *others = known
    for other in others:
        Contact.update(thread_id=first).where(Contact.thread_id == other).execute()
        Thread.delete().where(Thread.id == other).execute()
    if others:
        turn.touch("contact")
    return first, True


def keep_keys(contact_id: int, message: Understood) -> None:
    """Write down what later messages may name this one by."""
    keys = dict.fromkeys((message.message_id, *_marks(message), *answered(message)))
    if message.date is not None:
        keys[_at(message.date)] = None
    add_many(MessageKey, [{"contact_id": contact_id, "key": key} for key in [key for key in keys if key][:_MOST_KEYS]])


def _known(database: Database, message: Understood) -> list[int]:
    """The threads of what is known of the conversation, the oldest first."""
    return sorted(_by_people(database, message)) or _by_our_answers(message)[:1]


def _by_our_answers(message: Understood) -> list[int]:
    """What a mail system or a program says of an answer of ours, which it names by the id that we gave it: also when it
    was sent on, so that another address did not get it or is not at work."""
    named = [key for key in answered(message) if key][:_MOST_KEYS]
    if message.kind not in ("bounce", "auto_reply") or not named:
        return []
    rows: Any = (
        Contact.select(Contact.thread_id)
        .join(Outgoing, on=(Outgoing.contact_id == Contact.id))
        .where(Outgoing.message_id.in_(named) & Contact.thread_id.is_null(False))
        .tuples()
    )
    return [int(thread) for (thread,) in rows]


def _by_people(database: Database, message: Understood) -> list[int]:
    """By all that a message may be named by, of those who wrote what is answered."""
    wanted = [key for key in (message.message_id, *_marks(message), *answered(message)) if key]
    if message.answering.sent_at is not None:
        wanted.append(_at(message.answering.sent_at))
    people = _people(message)
    if not wanted or not people:
        return []
    wanted = wanted[:_MOST_KEYS]
    statement = _BY_PEOPLE.format(keys=", ".join("?" * len(wanted)), people=", ".join("?" * len(people)))
    if message.bounce is None and not message.may_be_answered_automatically:
        # What an e-service's form sends for many people may bear the same marks each time: there only ids count, those
        # of the messages themselves and of our answers to them.
        statement += (
            " AND (message_key.key = message.message_id OR message_key.key IN (SELECT message_id FROM outgoing))"
        )
    return [int(thread) for (thread,) in database.sql(statement, (*wanted, *people))]


def _people(message: Understood) -> tuple[str, ...]:
    """Who must have written what is answered: the sender; of what came back, whom it did not reach."""
    if message.bounce is not None:
        return message.bounce.recipients
    return (message.sender.address,) if message.sender and message.sender.address else ()


def answered(message: Understood) -> Iterable[str]:
    """The ids of what a message answers, or of what came back, the nearest first."""
    if message.bounce is not None:
        return (message.bounce.message_id or "", *message.bounce.answered)
    return message.answering.ids


def _marks(message: Understood) -> Iterable[str]:
    conversation = message.answering.conversation
    return (f"conversation:{conversation}",) if conversation and message.bounce is None else ()


def _at(moment: datetime) -> str:
    return f"sent:{moment:%Y-%m-%dT%H:%M:%SZ}"
