"""Takes content away and leaves a tombstone: a protected identity, an anonymous caller, a disposed contact.

`erase` removes every trace of what was said: raw octets, text, notes, attachments, search terms. Hashes that make a
message the same as another stay, so that a copy in a second mailbox does not bring the content back.
`seal` does the same but keeps the text, encrypted, until the lead has confirmed that it is registered where it
belongs. The place in the source, the time and the reason stay, so that it is neither lost nor fetched again.
"""

import json
import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Any

from mottagning.command import Command, Turn, handles
from mottagning.contacts import ledger, search
from mottagning.contacts.creation import add_step
from mottagning.contacts.tables import (
    Attachment,
    Blob,
    Contact,
    ContactText,
    Ledger,
    Message,
    Note,
    Quarantine,
    Raw,
    Tie,
)
from mottagning.errors import Trouble
from mottagning.people.roles import require_lead
from mottagning.texts import N_

_SEAL = "quarantine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Erase(Command):
    """Remove the content of a contact for `reason`: "anonymous", "disposed", "protected"."""

    contact: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmRegistered(Command):
    """The lead confirms that the sealed text is registered where it belongs; then it goes for good."""

    contact: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSealed(Command):
    """The lead looks into a sealed text, to register it where it belongs; this is written down."""

    contact: int


@handles
def erase(turn: Turn, command: Erase) -> None:
    """Content goes, the tombstone stays. There is no way back: NotAllowed unless a team lead asks, or the program."""
    require_lead(turn)
    _strip(turn, command.contact, command.reason)
    Quarantine.delete().where(Quarantine.contact_id == command.contact).execute()


def seal(turn: Turn, case_ids: set[int]) -> None:
    """Inside a turn: the contacts tied to cases that turned out to be protected.

    Names, numbers and addresses go at once; what was written or said goes into the quarantine.
    """
    tied = Tie.select(Tie.contact_id).where(Tie.case_id.in_(case_ids) & (Tie.state == "tied")).distinct()
    for row in list(tied):
        seal_contact(turn, row.contact_id)
    Tie.delete().where(Tie.case_id.in_(case_ids) & (Tie.state == "offered")).execute()


def seal_contact(turn: Turn, contact_id: int) -> None:
    """Inside a turn: one contact, unless nothing is left of it already."""
    if Contact.get(Contact.id == contact_id).redacted_at is None:
        sealed = _encrypt(turn, _content(contact_id))
        Quarantine.insert(contact_id=contact_id, at=turn.at, sealed=sealed).execute()
        _strip(turn, contact_id, "protected")


@handles
def confirm_registered(turn: Turn, command: ConfirmRegistered) -> None:
    """Remove a sealed text. Raises NotAllowed for anybody but the lead."""
    require_lead(turn)
    gone = Quarantine.delete().where(Quarantine.contact_id == command.contact).execute()
    if not gone:
        raise Trouble(N_("Contact {id} has no sealed text."), id=command.contact)
    turn.forgets = True
    add_step(turn, command.contact, "sealed_text_removed")
    turn.audit("sealed_text_removed", "contact", command.contact)
    turn.touch("contact", command.contact)


@handles
def note_opening(turn: Turn, command: OpenSealed) -> None:
    """Write down that the lead opens a sealed text. Raises NotAllowed for anybody else."""
    require_lead(turn)
    turn.audit("sealed_text_opened", "contact", command.contact)


def open_sealed(turn_database: Any, command: OpenSealed) -> dict[str, Any]:
    """The sealed content, after the opening has been written down."""
    note_opening(turn_database, command)
    with turn_database.reading():
        row = Quarantine.get_or_none(Quarantine.contact_id == command.contact)
        if row is None:
            raise Trouble(N_("Contact {id} has no sealed text."), id=command.contact)
        content: dict[str, Any] = json.loads(_cipher(turn_database).decrypt(row.sealed[:12], row.sealed[12:], None))
        return content


def _strip(turn: Turn, contact_id: int, reason: str) -> None:
    contact = Contact.get(Contact.id == contact_id)
    search.forget(turn.database, contact_id)
    for table in (ContactText, Note, Message):
        table.delete().where(table.contact_id == contact_id).execute()
    _drop_attachments(contact_id)
    ledger.bury(contact_id, reason)
    turn.forgets = True
    turn.update(contact, redacted_at=turn.at, redacted_why=reason, thread_id=None)
    add_step(turn, contact_id, "redacted", reason=reason)
    turn.audit("redacted", "contact", contact_id, reason=reason)
    turn.touch("contact", contact_id)
    turn.touch("ledger")


def _drop_attachments(contact_id: int) -> None:
    hashes = [row.sha256 for row in Attachment.select().where(Attachment.contact_id == contact_id)]
    Attachment.delete().where(Attachment.contact_id == contact_id).execute()
    still_used = Attachment.select(Attachment.sha256).where(Attachment.sha256.in_(hashes))
    Blob.delete().where(Blob.sha256.in_(hashes) & Blob.sha256.not_in(still_used)).execute()


def _content(contact_id: int) -> bytes:
    """What was said and written, and the raw octets of mail; who said it is left out on purpose.

    A mail's attachments are in its octets. Those of a call or of what was written at the desk hold numbers and names,
    and no word that is not in the text or the notes.
    """
    text = ContactText.get_or_none(ContactText.contact_id == contact_id)
    notes = [note.text for note in Note.select().where(Note.contact_id == contact_id).order_by(Note.id)]
    of_mail = (Ledger.contact_id == contact_id) & (Ledger.kind == "imap")
    raws = Raw.select(Raw.octets).join(Ledger, on=(Ledger.id == Raw.ledger_id)).where(of_mail)
    document = {
        "subject": text.subject if text else None,
        "text": text.text if text else None,
        "notes": notes,
        "raw": [b64encode(raw.octets).decode("ascii") for raw in raws],
    }
    return json.dumps(document, ensure_ascii=False).encode()


def raw_of(content: dict[str, Any]) -> list[bytes]:
    """The raw octets inside an opened sealed text."""
    return [b64decode(part) for part in content["raw"]]


def _encrypt(turn: Turn, octets: bytes) -> bytes:
    nonce = secrets.token_bytes(12)
    return nonce + bytes(_cipher(turn.database).encrypt(nonce, octets, None))


def _cipher(database: Any) -> Any:
    """AES-256-GCM under the unit's seal, which lies in a table that few may read."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    row = database.sql("SELECT value FROM secret WHERE name = ?", (_SEAL,)).fetchone()
    if row is None:
        row = (secrets.token_hex(32),)
        database.sql("INSERT INTO secret (name, value) VALUES (?, ?)", (_SEAL, row[0]))
    return AESGCM(bytes.fromhex(row[0]))
