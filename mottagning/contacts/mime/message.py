"""A message as its reader needs it: who wrote what to whom and when, with which files.

`parse` understands what it can of any octets, in a time bounded by their number, and never raises.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mottagning.contacts.mime.addresses import Address, read_addresses, read_sender
from mottagning.contacts.mime.answering import Answering, read_answering
from mottagning.contacts.mime.bounces import Bounce, in_words, read_bounce
from mottagning.contacts.mime.charsets import decode
from mottagning.contacts.mime.content import MAX_TEXT, Attachment, read_content
from mottagning.contacts.mime.headers import read_date, read_ids, read_message_id
from mottagning.contacts.mime.htmltext import tidy
from mottagning.contacts.mime.kinds import Kind, is_loop, kind_of, may_be_answered_automatically
from mottagning.contacts.mime.structure import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a message says. Ids are without their angle brackets; the date is UTC.

    `text` is the best plain text there is, lines ended by LF, no control characters; `html` is as it came and must be
    sanitised before it is shown. `readable` is false when nothing sensible was understood: show the raw text then.
    `notes` are words for what was wrong or special: charset-guessed, header-damaged, no-boundary, transfer-damaged,
    truncated, encrypted, signed, opaque-smime, tnef, loop, no-header, failed. `bounce` is there when `kind` says so.
    """

    message_id: str | None
    date: datetime | None
    sender: Address | None
    reply_to: Address | None
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    subject: str
    text: str
    html: str | None
    attachments: tuple[Attachment, ...]
    in_reply_to: str | None
    references: tuple[str, ...]
    answering: Answering
    kind: Kind
    may_be_answered_automatically: bool
    bounce: Bounce | None
    readable: bool
    notes: tuple[str, ...]


def parse(raw: bytes) -> Message:
    """Understand a message as far as it can be understood. Never raises."""
    try:
        return _understand(raw)
    except Exception:  # noqa: BLE001 - whatever comes in must become a contact (design.md, rule 1)
        return _raw(raw, ("failed",))


def _raw(raw: bytes, notes: tuple[str, ...]) -> Message:
    """A message of which nothing is known but its octets."""
    text, _ = decode(raw[:MAX_TEXT])
    return Message(
        message_id=None, date=None, sender=None, reply_to=None, to=(), cc=(), subject="", text=tidy(text), html=None,
        attachments=(), in_reply_to=None, references=(), answering=Answering(), kind="person",
        may_be_answered_automatically=False, bounce=None, readable=False, notes=notes,
    )  # fmt: skip


_TELLING = ("from", "to", "cc", "date", "subject", "message-id", "received", "return-path", "sender", "reply-to",
            "mime-version", "content-type", "in-reply-to", "references")  # fmt: skip


def _understand(raw: bytes) -> Message:
    if b"\n" not in raw:
        raw = raw.replace(b"\r", b"\n")
    reader = Reader()
    message = reader.read_message(raw)
    header = message.header
    if not any(name in header for name in _TELLING):
        return _raw(raw, ("no-header",))
    content = read_content(message, reader)
    subject = header.text("subject")
    sender = read_sender(header.all("from"), header.charset) or read_sender(header.all("sender"), header.charset)
    to, cc = read_addresses(header.all("to"), header.charset), read_addresses(header.all("cc"), header.charset)
    reply_to = read_sender(header.all("reply-to"), header.charset)
    people = [each.address for each in (sender, reply_to, *to, *cc) if each]
    answered = read_ids(header.all("in-reply-to"))
    kind = kind_of(message, sender, subject)
    bounce = read_bounce(message, content.text) if kind == "bounce" else None
    said = in_words(bounce) if bounce else ""
    if is_loop(message):
        reader.note("loop")
    return Message(
        message_id=read_message_id(header.first("message-id")),
        date=read_date(header.first("date")),
        sender=sender,
        reply_to=reply_to,
        to=to,
        cc=cc,
        subject=subject,
        text=f"{said}\n\n{content.text}"[:MAX_TEXT].rstrip() if said else content.text,
        html=content.html,
        attachments=content.attachments,
        in_reply_to=answered[0] if answered else None,
        references=read_ids(header.all("references")),
        answering=read_answering(message, content.text, people),
        kind=kind,
        may_be_answered_automatically=may_be_answered_automatically(message, sender, kind),
        bounce=bounce,
        readable=bool(content.text or subject or content.attachments),
        notes=tuple(reader.notes),
    )
