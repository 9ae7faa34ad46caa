"""Answering a contact from the desk: to whom, with which words, and back again while it is held."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from mottagning.cases.codes import codes
from mottagning.cases.index import DatabaseCaseIndex
from mottagning.cases.named import Named, named_in
from mottagning.command import Command, Turn, handles
from mottagning.contacts import handling, ledger
from mottagning.contacts.answers import checking, letter, senders, wording
from mottagning.contacts.answers.checking import Finding
from mottagning.contacts.answers.outgoing import FAILED, WAITING
from mottagning.contacts.answers.senders import Sender
from mottagning.contacts.answers.tables import Outgoing, OutgoingRaw
from mottagning.contacts.creation import add_step
from mottagning.contacts.dues import Dues
from mottagning.contacts.handling import Close, NoteAnswered
from mottagning.contacts.mime.addresses import read_sender
from mottagning.contacts.mime.headers import Header, read_ids, read_message_id, split_header
from mottagning.contacts.mime.kinds import takes_no_answer
from mottagning.contacts.notes import AddNote, RemoveNote, add_note, remove_note
from mottagning.contacts.status import OnContact, Restore, restore
from mottagning.contacts.tables import Contact, ContactText, Ledger, MailFolder, MessageKey, Raw, Tie
from mottagning.contacts.tied import is_about_protected
from mottagning.db import Database
from mottagning.errors import Conflict, Trouble
from mottagning.texts import N_

HELD = timedelta(seconds=12)
"""So long an answer waits before it goes: "Undo" is shown for ten seconds, and pressed in the last of them."""
_PLACE = "{time}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SendAnswer(OnContact):
    """Answer a contact from the mailbox `mailbox` (its id), to the address `to`.

    `seen` is what was found in the text and shown to the writer, who said that it shall go all the same. `is_answer`
    false: a mere receipt, and somebody waits still. `outcome`: the contact is done with that.
    """

    mailbox: int
    to: str
    text: str
    seen: frozenset[Finding] = frozenset()
    is_answer: bool = True
    outcome: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBack(Command):
    """The answer is not to go. `before`: where the contact stood, brought back if nobody has changed it since."""

    answer: int
    before: Restore | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """An address that an answer may go to. `is_reply_to`: not the one that the message came from, but the one that it
    names for answers. `strange_to`: codes of the tied cases none of whose parties is known to have it."""

    address: str
    is_reply_to: bool
    strange_to: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answerable:
    """What the writer of an answer chooses from: the recipients, the first one chosen, and the mailboxes, likewise."""

    recipients: tuple[Recipient, ...]
    senders: tuple[Sender, ...]


@handles
def send_answer(turn: Turn, command: SendAnswer) -> None:
    """Put the answer into the outbox, with the note of what it says; it goes when it has been held.

    Trouble when the contact cannot be answered, when nobody has seen what the text gives away, and on an address that
    neither the message names nor anything can be sent to.
    """
    found = answerable(turn.database, command.contact)
    if command.to not in [each.address for each in found.recipients]:
        raise Trouble(N_("The message names no such address to answer to. Choose one of those that are shown."))
    sender = next((each for each in found.senders if each.mailbox == command.mailbox), None)
    if sender is None:
        raise Trouble(N_("That mailbox cannot be answered from any more. Choose another one."))
    text = command.text.strip()
    if not text or _PLACE in text:
        raise Trouble(N_("Something is missing in the answer. Write it, or fill in the time."))
    if not command.seen.issuperset(look_through(turn.database, command.contact, text, sender)):
        raise Trouble(N_("The answer holds what may point at somebody. Look at it, and say whether it shall go."))
    undo = _move(turn, command)
    note = turn.created.get("note")
    message_id = letter.own_id(command.uuid, sender.address)
    answered, references = _threading(command.contact)
    made = letter.Letter(
        message_id=message_id,
        sender=sender.address,
        recipient=letter.deliverable(command.to),
        subject=wording.subject(),
        text=text,
        at=turn.at,
        answered=answered,
        references=references,
    )
    row = Outgoing.create(
        contact_id=command.contact,
        mailbox_id=command.mailbox,
        message_id=message_id,
        state=WAITING,
        by_id=command.by,
        note_id=note,
        made_at=turn.at,
        next_at=turn.at + HELD,
        is_receipt=not command.is_answer,
    )
    OutgoingRaw.insert(outgoing_id=row.id, recipient=made.recipient, octets=letter.octets(made)).execute()
    MessageKey.insert(contact_id=command.contact, key=message_id).on_conflict_ignore().execute()
    turn.audit("answer_written", "contact", command.contact, answer=row.id, seen=len(command.seen))
    turn.created["answer"] = row.id
    turn.touch("answer", row.id)
    turn.undo = TakeBack(by=command.by, answer=row.id, before=undo)


@handles
def take_back(turn: Turn, command: TakeBack) -> None:
    """Nothing goes, and the contact is as it was. Trouble when it is too late."""
    row = Outgoing.get_or_none(Outgoing.id == command.answer)
    if row is None:
        return
    if row.state not in (WAITING, FAILED):
        raise Trouble(N_("The answer has gone already."))
    turn.update(row, state=FAILED, next_at=None)  # whoever was about to send it loses the race here
    MessageKey.delete().where(MessageKey.key == row.message_id).execute()
    if row.note_id is not None:
        remove_note.inside(turn, RemoveNote(by=command.by, note=row.note_id))
    OutgoingRaw.delete().where(OutgoingRaw.outgoing_id == row.id).execute()
    row.delete_instance()
    add_step(turn, row.contact_id, "answer_taken_back")
    turn.audit("answer_taken_back", "contact", row.contact_id, answer=row.id)
    turn.touch("contact", row.contact_id)
    turn.touch("answer", row.id)
    if command.before is not None:
        with suppress(Conflict):  # somebody has done something with the contact since; it does not go all the same
            restore.inside(turn, command.before)


def answerable(database: Database, contact_id: int) -> Answerable:
    """To whom, and from where, a contact can be answered; Trouble, one sentence, when it cannot be."""
    with database.reading():
        contact = Contact.get_or_none(Contact.id == contact_id)
        said = ContactText.get_or_none(ContactText.contact_id == contact_id)
        if contact is None or contact.channel != "mail" or contact.direction != "in" or contact.redacted_at is not None:
            raise Trouble(N_("Only what came by mail can be answered by mail."))
        if contact.kind != "person":
            raise Trouble(N_("A machine or a list sent this. It is not answered."))
        if is_about_protected(contact_id):
            raise Trouble(N_("This is about somebody with a protected identity. Answer from the case system."))
        known = senders.senders(database)
        if not known:
            raise Trouble(
                N_("No mailbox can be answered from yet. The team lead sets it up under Settings, Mailboxes.")
            )
        header = header_of(contact_id)
        recipients = tuple(_recipients(contact_id, said.address if said else None, header))
        if not recipients:
            raise Trouble(N_("There is no address that takes an answer. Reach the sender in another way."))
        came_to = _mailbox_of(contact_id)
    return Answerable(recipients=recipients, senders=tuple(sorted(known, key=lambda each: each.mailbox != came_to)))


def look_through(database: Database, contact_id: int, text: str, sender: Sender) -> tuple[Finding, ...]:
    """What in a text points at somebody: to be shown to its writer before it goes."""
    with database.reading():
        names = named_in(_tied(contact_id)).names
        return checking.findings(text, names, DatabaseCaseIndex(database).by_codes, sender.phone)


def _move(turn: Turn, command: SendAnswer) -> Restore | None:
    """The note of what was written, and where the contact stands then; returns the way back."""
    before: Restore | None = None
    version = command.version
    on: dict[str, Any] = {"by": command.by, "contact": command.contact, "at": command.at}
    add_note.inside(turn, AddNote(**on, text=command.text))
    due_at = Dues.of(turn.database).mail(turn.at) if command.is_answer else None
    handling.note_answered.inside(turn, NoteAnswered(**on, version=version, due_at=due_at))
    before, version = _undo(turn), version + 1
    if command.outcome is not None:
        handling.close.inside(turn, Close(**on, version=version, outcome=command.outcome))
        closed = _undo(turn)
        if before is not None and closed is not None:
            ((contact, _, old),), ((_, now, _), *_rest) = before.before, closed.before
            return Restore(by=command.by, before=((contact, now, old),))
        return closed
    return before


def _undo(turn: Turn) -> Restore | None:
    return turn.undo if isinstance(turn.undo, Restore) else None


def _recipients(contact_id: int, sender: str | None, header: Header) -> list[Recipient]:
    """Whoever wrote, then whom she wants answers to go to; without those that take none."""
    of_cases = {case: named_in([case]) for case in _tied(contact_id)}
    known = codes(list(of_cases))
    found: list[Recipient] = []
    named = read_sender(header.all("reply-to"))
    for address, is_reply_to in ((sender, False), (named.address if named else None, True)):
        if not address or takes_no_answer(address) or address in [each.address for each in found]:
            continue
        try:
            letter.deliverable(address)
        except Trouble:
            continue
        found.append(Recipient(address=address, is_reply_to=is_reply_to, strange_to=_strange(address, of_cases, known)))
    return found


def _strange(address: str, of_cases: dict[int, Named], known: dict[int, str]) -> tuple[str, ...]:
    return tuple(known[case] for case, named in of_cases.items() if address not in named.emails)


def _tied(contact_id: int) -> list[int]:
    tied = (Tie.contact_id == contact_id) & (Tie.state == "tied")
    return [row.case_id for row in Tie.select(Tie.case_id).where(tied).order_by(Tie.id)]


def _threading(contact_id: int) -> tuple[str | None, tuple[str, ...]]:
    """The Message-ID of the message, and those that it named itself (RFC 5322 3.6.4)."""
    header = header_of(contact_id)
    before = read_ids(header.all("references")) or read_ids(header.all("in-reply-to"))[:1]
    return read_message_id(header.first("message-id")), before


def header_of(contact_id: int) -> Header:
    """Inside a transaction: the header of the message that a contact came with."""
    row = (
        Raw.select(Raw.octets)
        .join(Ledger, on=(Ledger.id == Raw.ledger_id))
        .where((Ledger.contact_id == contact_id) & Ledger.kind.in_(ledger.MAIL))
        .order_by(Ledger.id)
        .first()
    )
    return split_header(row.octets if row else b"")[0]


def _mailbox_of(contact_id: int) -> int | None:
    row = (
        MailFolder.select(MailFolder.mailbox_id)
        .join(Ledger, on=(Ledger.folder_id == MailFolder.id))
        .where(Ledger.contact_id == contact_id)
        .order_by(Ledger.id)
        .first()
    )
    return None if row is None else int(row.mailbox_id)
