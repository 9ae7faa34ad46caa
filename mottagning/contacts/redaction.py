"""Takes content away and leaves a tombstone: a protected identity, an anonymous caller, a disposed contact.

`erase` removes every trace of what was said: raw octets, text, notes, attachments, search terms. Hashes that make a
message the same as another stay, so that a copy in a second mailbox does not bring the content back.
`seal` does the same but keeps the text, encrypted, until the lead has confirmed that it is registered where it
belongs. The place in the source, the time and the reason stay, so that it is neither lost nor fetched again.
"""

import json
import secrets
from base64 import b64encode
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from mottagning.cases.codes import every_protected
from mottagning.cases.reached import reached_at
from mottagning.command import Command, Turn, handles
from mottagning.contacts import ledger, search
from mottagning.contacts.answers import outgoing
from mottagning.contacts.creation import add_step
from mottagning.contacts.nameless import forget_person
from mottagning.contacts.tables import (
    Attachment,
    Blob,
    CardDraft,
    Contact,
    ContactText,
    Draft,
    Ledger,
    Message,
    MessageKey,
    Note,
    Quarantine,
    Raw,
    Tie,
)
from mottagning.contacts.tied import is_about_protected
from mottagning.errors import Trouble
from mottagning.people.roles import require_lead
from mottagning.texts import N_

_SEAL = "quarantine"
_PROTECTED = "protected"
_SOME = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Erase(Command):
    """Remove the content of a contact for `reason`: "anonymous", "disposed", "protected"."""

    contact: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SealDone(Command):
    """Seal what is done and about a protected identity, however it came to lie in clear."""


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
    strip(turn, command.contact, command.reason)
    Quarantine.delete().where(Quarantine.contact_id == command.contact).execute()


def seal(turn: Turn, case_ids: set[int]) -> None:
    """Inside a turn: the contacts about cases that turned out to be protected, while their people are still known.

    Names, numbers and addresses go at once; what was written or said goes into the quarantine. About such a case is
    what is tied to it; and unless it is tied to another case, the rest of a conversation that is, and what came from
    the client's own number or address or has her personal identity number in it. The latter stays offered, so that
    whoever has to call back finds the case. All other offers are withdrawn.
    """
    tied = _tied(case_ids)
    kin = _same_conversation(tied) | set(hers := _from_her(case_ids))
    elsewhere = Tie.select(Tie.contact_id).where(Tie.contact_id.in_(kin) & (Tie.state == "tied"))
    kin -= {row.contact_id for row in elsewhere} - tied
    Tie.delete().where(Tie.case_id.in_(case_ids) & (Tie.state == "offered")).execute()
    for contact_id in sorted(tied | kin):
        seal_contact(turn, contact_id)
        if contact_id in hers and contact_id not in tied:
            offer(turn, contact_id, *hers[contact_id])


def seal_contact(turn: Turn, contact_id: int) -> None:
    """Inside a turn: what is left of a contact in clear goes; its words go into the quarantine."""
    content = _content(contact_id)
    has_words = any(content.values())
    if has_words:
        _add_to_quarantine(turn, contact_id, content)
    if has_words or Contact.get(Contact.id == contact_id).redacted_at is None:
        strip(turn, contact_id, _PROTECTED)


def seal_when_done(turn: Turn, contact: Contact) -> bool:
    """Inside a turn: seal a closed contact about a protected identity, since nobody works with it any more.

    Tells whether it did; then `contact` has its new version.
    """
    if contact.state != "closed" or not (contact.redacted_why == _PROTECTED or is_about_protected(contact.id)):
        return False
    seal_contact(turn, contact.id)
    contact.version = Contact.get(Contact.id == contact.id).version
    return True


@handles
def seal_done(turn: Turn, _command: SealDone) -> None:
    """Seal some of them at a time, so that the desk waits for nothing; what is not done is nobody's at least."""
    for row in list(Contact.select(Contact.id).where(_is_done_in_clear()).order_by(Contact.id).limit(_SOME)):
        seal_contact(turn, row.id)
    for named in list(ContactText.select(ContactText.contact_id).where(_names_somebody()).limit(_SOME)):
        forget_person(turn, named.contact_id)


def is_something_in_clear() -> bool:
    """Inside a transaction: whether there is anything for `SealDone`: what was brought in from before there was a seal,
    or with many others at once, or was tied in the moment in which its case became protected."""
    done = Contact.select().where(_is_done_in_clear()).exists()
    return bool(done or ContactText.select().where(_names_somebody()).exists())


def _is_done_in_clear() -> Any:
    # What is closed has an outcome; asked by its state, SQLite would go through all that is closed, not these few.
    return Contact.id.in_(_about_protected()) & Contact.outcome.is_null(False) & Contact.redacted_at.is_null()


def _names_somebody() -> Any:
    who = (ContactText.name, ContactText.phone, ContactText.address)
    is_named = reduce(or_, (each.is_null(False) for each in who))
    return ContactText.contact_id.in_(_about_protected()) & is_named


def _about_protected() -> Any:
    return Tie.select(Tie.contact_id).where(Tie.case_id.in_(every_protected()) & (Tie.state == "tied"))


def _tied(case_ids: set[int]) -> set[int]:
    """Those that are tied; of a second thing to do with a contact also that one, where the words lie."""
    rows = Tie.select(Tie.contact_id).where(Tie.case_id.in_(case_ids) & (Tie.state == "tied"))
    tied = {row.contact_id for row in rows}
    parts = Contact.select(Contact.part_of).where(Contact.id.in_(tied) & Contact.part_of.is_null(False))
    return tied | {row.part_of for row in parts if row.part_of is not None}


def _same_conversation(contacts: set[int]) -> set[int]:
    threads = Contact.select(Contact.thread_id).where(Contact.id.in_(contacts) & Contact.thread_id.is_null(False))
    return {row.id for row in Contact.select(Contact.id).where(Contact.thread_id.in_(threads))}


def _from_her(case_ids: set[int]) -> dict[int, tuple[int, str]]:
    """Contacts that came from the client of one of these cases: the case, and the code of the reason."""
    found: dict[int, tuple[int, str]] = {}
    for case_id in sorted(case_ids):
        reached = reached_at(case_id)
        for column, values, reason in ((ContactText.phone, "phone", "phone"), (ContactText.address, "email", "email")):
            rows = ContactText.select(ContactText.contact_id).where(column.in_(reached[values]))
            found |= {row.contact_id: (case_id, reason) for row in rows}
    offered = Tie.select().where(Tie.case_id.in_(case_ids) & (Tie.state == "offered"))
    numbered = (row for row in offered if any(code == "personal_id" for code, _ in json.loads(row.reasons)))
    return found | {row.contact_id: (row.case_id, "personal_id") for row in numbered}


def offer(turn: Turn, contact_id: int, case_id: int, reason: str) -> None:
    """Inside a turn: the contact may be about the case, for the `reason` with this code."""
    values = {"certainty": "likely", "state": "offered", "reasons": json.dumps([[reason, {}]]), "at": turn.at}
    offer = Tie.insert(contact_id=contact_id, case_id=case_id, **values)
    offer.on_conflict(conflict_target=[Tie.contact_id, Tie.case_id], action="IGNORE").execute()


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
        return _decrypt(turn_database, row.sealed)


def strip(turn: Turn, contact_id: int, reason: str) -> None:
    """Inside a turn: every trace of what was said goes; place, time and `reason` stay."""
    contact = Contact.get(Contact.id == contact_id)
    search.forget(turn.database, contact_id)
    for table in (ContactText, Note, Draft, CardDraft, Message, MessageKey):
        table.delete().where(table.contact_id == contact_id).execute()
    _drop_attachments(contact_id)
    outgoing.forget(contact_id)
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


def _content(contact_id: int) -> dict[str, Any]:
    """What was said and written, and the raw octets of mail; who said it is left out on purpose.

    A mail's attachments are in its octets. Those of a call or of what was written at the desk hold numbers and names,
    and no word that is not in the text or the notes.
    """
    text = ContactText.get_or_none(ContactText.contact_id == contact_id)
    notes = [note.text for note in Note.select().where(Note.contact_id == contact_id).order_by(Note.id)]
    notes += [draft.text for draft in Draft.select().where(Draft.contact_id == contact_id).order_by(Draft.at)]
    notes += [card.text for card in CardDraft.select().where(CardDraft.contact_id == contact_id) if card.text]
    of_mail = (Ledger.contact_id == contact_id) & Ledger.kind.in_(ledger.MAIL)
    raws = Raw.select(Raw.octets).join(Ledger, on=(Ledger.id == Raw.ledger_id)).where(of_mail)
    return {
        "subject": text.subject if text else None,
        "text": text.text if text else None,
        "notes": notes,
        "raw": [b64encode(raw.octets).decode("ascii") for raw in raws],
    }


def _add_to_quarantine(turn: Turn, contact_id: int, content: dict[str, Any]) -> None:
    """Seal it, behind what was sealed of the contact before."""
    row = Quarantine.get_or_none(Quarantine.contact_id == contact_id)
    if row is None:
        Quarantine.insert(contact_id=contact_id, at=turn.at, sealed=_encrypt(turn, content)).execute()
        return
    before = _decrypt(turn.database, row.sealed)
    both = {name: before[name] or content[name] for name in ("subject", "text")}
    both |= {name: [*before[name], *content[name]] for name in ("notes", "raw")}
    Quarantine.update(sealed=_encrypt(turn, both)).where(Quarantine.id == row.id).execute()


def _encrypt(turn: Turn, content: dict[str, Any]) -> bytes:
    nonce = secrets.token_bytes(12)
    octets = json.dumps(content, ensure_ascii=False).encode()
    return nonce + bytes(_cipher(turn.database).encrypt(nonce, octets, None))


def _decrypt(database: Any, sealed: bytes) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(_cipher(database).decrypt(sealed[:12], sealed[12:], None))
    return content


def _cipher(database: Any) -> Any:
    """AES-256-GCM under the unit's seal, which lies in a table that few may read."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    row = database.sql("SELECT value FROM secret WHERE name = ?", (_SEAL,)).fetchone()
    if row is None:
        row = (secrets.token_hex(32),)
        database.sql("INSERT INTO secret (name, value) VALUES (?, ?)", (_SEAL, row[0]))
    return AESGCM(bytes.fromhex(row[0]))
