"""What a message answers, by every trace that mail programs leave of it: ids, the time of what is answered, a mark.

Never the subject: of 11,424 messages of one list, joining by it would have been wrong 932 times.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from mottagning.contacts.mime.headers import Header, decode_base64, read_date, read_ids, read_message_id
from mottagning.contacts.mime.structure import MESSAGE_TYPES, Part

_MOST_QUOTED = 20
_MAX_TEXT = 100_000  # characters in which quoted headers are looked for
_QUOTED_ID = re.compile(r"^[>\s|]{0,20}message-id\s{0,3}:\s{0,5}<([^<>\s]{1,995})>", re.IGNORECASE | re.MULTILINE)
_DATE_IN_WORDS = re.compile(
    r"(?:[A-Za-z]{3},\s{0,3})?\d{1,2}\s[A-Za-z]{3}\s\d{4}\s\d\d:\d\d(?::\d\d)?(?:\s(?:[+-]\d{4}|[A-Z]{1,5}))?"
)
_INDEX_HEAD = 22  # octets of Outlook's Thread-Index (MS-OXOMSG 2.2.1.3): what follows is written by each answer


@dataclass(frozen=True, slots=True)
class Answering:
    """`ids` of what is answered or quoted, the nearest first; `sent_at` (UTC) when a reply names only the time of what
    it answers; `conversation`, a mark that Outlook gives to all messages of one conversation.
    """

    ids: tuple[str, ...] = ()
    sent_at: datetime | None = None
    conversation: str | None = None


def read_answering(message: Part, text: str, people: Iterable[str]) -> Answering:
    """What a message with this text answers. `people` are the addresses in its header: "Your message, anna@example.se,
    of Monday" names no message, and all that she ever sent would seem to be answered.
    """
    header = message.header
    replied = header.all("in-reply-to")
    named = [value for value in replied if b"<" in value or len(value.split()) == 1]
    not_ids = {*people, read_message_id(header.first("message-id"))}
    answered = [key for key in read_ids(named) if key.lower() not in not_ids and key not in not_ids]
    others = (*reversed(read_ids(header.all("references"))), *_quoted(message, text))
    return Answering(
        tuple(dict.fromkeys((*answered, *(key for key in others if key not in not_ids)))),
        None if answered else _time_in_words(header),
        _conversation(header),
    )


def _quoted(message: Part, text: str) -> list[str]:
    """The ids of messages that came along whole, and of those whose header is quoted in the text."""
    found: list[str] = []
    pending = [message]
    while pending and len(found) < _MOST_QUOTED:
        part = pending.pop(0)
        if part.type in MESSAGE_TYPES and part.parts:
            if inner := read_message_id(part.parts[0].header.first("message-id")):
                found.append(inner)
        elif part.family == "multipart":
            pending += part.parts
    return (found + _QUOTED_ID.findall(text[:_MAX_TEXT]))[:_MOST_QUOTED]


def _time_in_words(header: Header) -> datetime | None:
    """The time in ``In-Reply-To: Your message of "Mon, 5 Jan 2026 09:30:00 +0100"``, as some programs write it."""
    found = _DATE_IN_WORDS.search(header.raw_text("in-reply-to")[:500])
    return read_date(found[0].encode("ascii", "replace")) if found else None


def _conversation(header: Header) -> str | None:
    index = decode_base64(header.first("thread-index")[:4000])
    return index[:_INDEX_HEAD].hex() if len(index) >= _INDEX_HEAD else None
