"""When two messages are the same: the two keys by which the ledger tells that nothing is doubled and nothing lost."""

from __future__ import annotations

import hashlib

from mottagning.contacts.mime.headers import split_header


def sha256(raw: bytes) -> str:
    """SHA-256 of the octets as fetched, in hexadecimal."""
    return hashlib.sha256(raw).hexdigest()


def octets_key(raw: bytes) -> str:
    """The same for messages whose octets are the same after CRLF normalisation.

    Every CRLF counts as LF, because mail stores keep either. A CR without LF is left as it is: it is no line end in
    mail (RFC 5322 2.2), and two contents must never be taken for one.
    """
    return sha256(raw.replace(b"\r\n", b"\n"))


def message_key(raw: bytes) -> str | None:
    """The same for one message that took different ways: Message-ID, Date, From and body agree, other fields do not
    matter. None when there is no Message-ID; then only the octets tell.

    Field values are compared as written, white space collapsed. The body is what follows the header, with LF as line
    end and otherwise to the letter: two messages too many are seen, one too few is lost.
    """
    header, body = split_header(raw)
    message_id = header.first("message-id").strip()
    if not message_id.strip(b"<> \t"):
        return None
    digest = hashlib.sha256()
    for value in (message_id, header.first("date"), header.first("from")):
        digest.update(b" ".join(value.split()) + b"\0")
    digest.update(body.replace(b"\r\n", b"\n"))
    return digest.hexdigest()
