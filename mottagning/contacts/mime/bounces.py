"""What a message that came back says of the one that was sent: which, to whom, and why it did not arrive (RFC 3464).

Mail systems that follow no standard put the same into words: then the header they quote is looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mottagning.contacts.mime.charsets import clean_line
from mottagning.contacts.mime.headers import Header, read_ids, read_message_id, split_header
from mottagning.contacts.mime.structure import MESSAGE_TYPES, Part
from mottagning.texts import N_, tr

_STATUSES = frozenset({"message/delivery-status", "message/global-delivery-status"})
_HEADERS = frozenset({"text/rfc822-headers", "message/rfc822-headers", "message/global-headers"})
_MAX_RECIPIENTS = 20
_MAX_BLOCKS = 200

_QUOTED_ID = re.compile(r"^[>\s|]{0,20}(?:original-)?message-id\s{0,3}:\s{0,5}<([^<>\s]{1,995})>", re.I | re.M)
_QUOTED_TO = re.compile(r"^[>\s|]{0,20}to\s{0,3}:(.{1,300})", re.I | re.M)
_CODE = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_ADDRESS = re.compile(r"[^\s<>\"'(),;:\[\]]{1,64}@[A-Za-z0-9.-]{1,190}[A-Za-z]")
_GIVEN = re.compile(r"^[>\s]{0,8}<?([^\s<>\"'(),;:\[\]]{1,64}@[A-Za-z0-9.-]{1,190}[A-Za-z])>?\s{0,4}(?:[:(]|$)", re.M)

# RFC 3463, and how mail systems use it.
_REASONS = {
    "1.0": N_("the address does not exist"),
    "1.1": N_("the address does not exist"),
    "1.10": N_("the address does not exist"),
    "1.3": N_("the address is not written rightly"),
    "1.2": N_("there is no such mail server"),
    "1.6": N_("the person has moved to another address"),
    "2.1": N_("the mailbox is closed"),
    "2.2": N_("the mailbox is full"),
    "2.3": N_("the message is too large"),
    "3.4": N_("the message is too large"),
    "4.1": N_("the mail server does not answer"),
    "4.4": N_("there is no such mail server"),
    "4.7": N_("the mail server did not take it in time"),
    "7": N_("the mail server refuses it"),
}


@dataclass(frozen=True, slots=True)
class Bounce:
    """What came back: the Message-ID of what was sent (None when nothing tells), to whom, with which status.

    `answered` is what that message answered in its turn, the nearest first; `delayed`: it is still being tried.
    """

    message_id: str | None
    recipients: tuple[str, ...]
    status: str
    delayed: bool
    answered: tuple[str, ...] = ()


def read_bounce(message: Part, text: str) -> Bounce:
    """Understand a message of kind "bounce", whose text is `text`."""
    recipients: dict[str, None] = {}
    action = code = ""
    returned = Header()
    for part in _parts(message):
        if part.type in _STATUSES:
            for status in _blocks(part.body):
                if address := _recipient(status):
                    recipients[address] = None
                action = action or status.word("action")
                code = code or _code(status.raw_text("status")) or _code(status.raw_text("diagnostic-code"))
        elif not returned.count and part.type in _HEADERS:
            returned = split_header(part.body.lstrip())[0]
        elif not returned.count and part.type in MESSAGE_TYPES and part.parts:
            returned = part.parts[0].header
    header = message.header
    for address in _ADDRESS.findall(header.text("x-failed-recipients", 2000)):
        recipients[address.lower()] = None
    for addresses in (_GIVEN.findall(text[:20_000]), _ADDRESS.findall(returned.text("to", 300)), _sent_to(text)):
        if not recipients:
            recipients = dict.fromkeys(address.lower() for address in addresses)
    original = read_message_id(returned.first("message-id"))
    if original is None:
        quoted = _QUOTED_ID.search(text)
        answered = (*read_ids(header.all("in-reply-to")), *reversed(read_ids(header.all("references"))))
        original = quoted[1] if quoted else next(iter(answered), None)
    said = action.strip() or ("delayed" if re.match(r"(?i)warning|delay|fördröj", header.text("subject", 200)) else "")
    return Bounce(
        message_id=original,
        recipients=tuple(recipients)[:_MAX_RECIPIENTS],
        status=code or _code(text[:20_000]),
        delayed=said == "delayed",
        answered=tuple(
            dict.fromkeys((*read_ids(returned.all("in-reply-to")), *reversed(read_ids(returned.all("references")))))
        ),
    )


def in_words(bounce: Bounce) -> str:
    """What happened, in one sentence; "" when neither recipient nor reason is known."""
    if not bounce.recipients:
        return ""
    who = ", ".join(bounce.recipients)
    if bounce.delayed:
        return tr("Not delivered to {who} yet. It is still being tried.", who=who)
    _, _, detail = bounce.status.partition(".")
    reason = _REASONS.get(detail) or _REASONS.get(detail.partition(".")[0])
    if reason is None:
        return tr("Not delivered to {who}.", who=who)
    return tr("Not delivered to {who}: {reason}.", who=who, reason=tr(reason))


def _sent_to(text: str) -> list[str]:
    """To whom the quoted header says that it was sent; else the first address that is named at all."""
    quoted = _QUOTED_TO.search(text)
    return _ADDRESS.findall(quoted[1]) if quoted else _ADDRESS.findall(text[:2000])[:1]


def _parts(part: Part) -> Iterator[Part]:
    """The parts of a report; what lies within the message that came back is not looked at."""
    yield part
    if part.family == "multipart":
        for inner in part.parts:
            yield from _parts(inner)


def _blocks(octets: bytes) -> Iterator[Header]:
    for number, block in enumerate(re.split(rb"\r?\n[ \t]*(?:\r?\n)+", octets.strip())):
        if number < _MAX_BLOCKS and block.strip():
            yield split_header(block + b"\n\n")[0]


def _recipient(status: Header) -> str:
    for name in ("original-recipient", "final-recipient"):
        said = clean_line(status.raw_text(name).partition(";")[2])
        if found := _ADDRESS.search(said):
            return found[0].lower()
    return ""


def _code(text: str) -> str:
    found = _CODE.search(text)
    return found[1] if found else ""
