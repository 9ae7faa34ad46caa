"""An answer as it goes over the network: plain text, a subject that says nothing, threaded by its header alone.

Of what the sender wrote nothing comes back: no quotation, and not her subject, which may hold private words too.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime
from uuid import UUID

from mottagning.errors import Trouble
from mottagning.texts import N_
from mottagning.worktime import ZONE

_MOST_REFERENCES = 20
_ID = re.compile(r"[!-;=?-~]{1,200}@[!-;=?-~]{1,200}")
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"(?=.{1,253}\Z)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9-]{1,63})+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What an answer is made of. Ids are without their angle brackets; `answered` and `references` are those of the
    message that it answers. `is_automatic`: a program sends it, and no program answers it (RFC 3834)."""

    message_id: str
    sender: str
    recipient: str
    subject: str
    text: str
    at: datetime
    answered: str | None = None
    references: Sequence[str] = ()
    is_automatic: bool = False


def own_id(uuid: UUID, sender: str) -> str:
    """The Message-ID of an answer: the same command makes the same one. The computer's name is no part of it."""
    return f"{uuid}@{sender.rpartition('@')[2]}"


def deliverable(address: str) -> str:
    """The address as a mail server takes it (RFC 5321; names of other scripts by RFC 3490); Trouble when it cannot."""
    local, _, domain = address.strip().rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        domain = ""
    if not _LOCAL.fullmatch(local) or len(local) > 64 or not _DOMAIN.fullmatch(domain):
        raise Trouble(N_("No mail can be sent to an address that is written so. Answer in another way."))
    return f"{local}@{domain}"


def octets(letter: Letter) -> bytes:
    """The message (RFC 5322), in seven bits and with CRLF, so that every server takes it and nobody changes it."""
    fields = [
        ("From", letter.sender),
        ("To", letter.recipient),
        ("Subject", Header(letter.subject, "utf-8", header_name="Subject").encode(linesep="\r\n")),
        ("Date", format_datetime(letter.at.astimezone(ZONE))),
        ("Message-ID", f"<{letter.message_id}>"),
        *_threading(letter),
        *([("Auto-Submitted", "auto-generated")] if letter.is_automatic else []),
        ("MIME-Version", "1.0"),
        ("Content-Language", "sv"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "quoted-printable"),
    ]
    header = "".join(f"{name}: {value}\r\n" for name, value in fields)
    text = "\n".join(line.rstrip() for line in letter.text.strip().splitlines()) + "\n"
    body = quopri.encodestring(text.encode()).replace(b"\n", b"\r\n")
    return header.encode("ascii") + b"\r\n" + body


def _threading(letter: Letter) -> list[tuple[str, str]]:
    """In-Reply-To and References (RFC 5322 3.6.4); an id that could not stand in a header is left out."""
    if letter.answered is None or not _ID.fullmatch(letter.answered):
        return []
    before = [each for each in letter.references if _ID.fullmatch(each) and each != letter.answered]
    if len(before) >= _MOST_REFERENCES:
        before = [before[0], *before[2 - _MOST_REFERENCES :]]
    chain = "\r\n ".join(f"<{each}>" for each in (*before, letter.answered))
    return [("In-Reply-To", f"<{letter.answered}>"), ("References", chain)]
