"""Ties contacts to cases: by itself on certain evidence only, else offered with its reason; undone with a trail."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from mottagning import phones
from mottagning.cases.codes import codes, protected
from mottagning.cases.index import DatabaseCaseIndex
from mottagning.command import Command, Turn, handles
from mottagning.contacts import matching, redaction, search
from mottagning.contacts.creation import add_step
from mottagning.contacts.matching import Evidence, Match, ThreadTie
from mottagning.contacts.mime.addresses import read_sender
from mottagning.contacts.mime.headers import read_ids
from mottagning.contacts.model import CHANNELS
from mottagning.contacts.nameless import forget_person
from mottagning.contacts.tables import Contact, Message, MessageKey, Tie
from mottagning.db import Database
from mottagning.errors import Trouble
from mottagning.insertion import add
from mottagning.texts import N_

_MOST_OFFERS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class TieCase(Command):
    """Somebody says that this contact is about this case."""

    contact: int
    case: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UntieCase(Command):
    """It is not about that case after all."""

    contact: int
    case: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchAgain(Command):
    """Look for cases again, after the case list or the contact has changed."""

    contact: int


@handles
def tie_case(turn: Turn, command: TieCase) -> None:
    """Tie; the undo unties."""
    tie_by_hand(turn, command.contact, command.case)
    turn.undo = UntieCase(by=command.by, contact=command.contact, case=command.case)


@handles
def untie_case(turn: Turn, command: UntieCase) -> None:
    """Untie; the row stays as a trail, and the program does not tie it again by itself."""
    where = (Tie.contact_id == command.contact) & (Tie.case_id == command.case) & (Tie.state == "tied")
    if not Tie.update(state="untied", by_id=turn.by, at=turn.at).where(where).execute():
        raise Trouble(N_("The contact is not tied to this case."))
    search.index(turn.database, command.contact)
    add_step(turn, command.contact, "untied", case=command.case)
    turn.audit("untied", "contact", command.contact, case=command.case)
    turn.touch("contact", command.contact)
    turn.touch("case", command.case)
    turn.undo = TieCase(by=command.by, contact=command.contact, case=command.case)


@handles
def match_again(turn: Turn, command: MatchAgain) -> None:
    """Offer anew what is not decided."""
    contact = Contact.get_or_none(Contact.id == command.contact)
    if contact is not None and contact.redacted_at is None:
        match(turn, contact)
        turn.touch("contact", command.contact)


def tie_by_hand(turn: Turn, contact_id: int, case_id: int) -> None:
    """Inside a turn: a person has chosen the case."""
    if not codes([case_id]):
        raise Trouble(N_("This case is not in the case list."))
    values = {"certainty": "certain", "state": "tied", "reasons": "[]", "rank": 0, "by_id": turn.by, "at": turn.at}
    Tie.insert(contact_id=contact_id, case_id=case_id, **values).on_conflict(
        conflict_target=[Tie.contact_id, Tie.case_id], update=values
    ).execute()
    _keep_protected(turn, contact_id, case_id)
    add_step(turn, contact_id, "tied", case=case_id)
    turn.audit("tied", "contact", contact_id, case=case_id)
    turn.touch("contact", contact_id)
    turn.touch("case", case_id)
    for each in _same_words(contact_id) if protected([case_id]) else ():
        known = Tie.select().where((Tie.contact_id == each) & (Tie.case_id == case_id) & (Tie.state == "tied"))
        if not known.exists():
            tie_by_hand(turn, each, case_id)


def _same_words(contact_id: int) -> list[int]:
    """The parts of a contact, or the one that it is a part of: what one says of somebody protected, all of them say."""
    source = Contact.select(Contact.part_of).where(Contact.id == contact_id)
    rows = Contact.select(Contact.id).where((Contact.part_of == contact_id) | Contact.id.in_(source))
    return [row.id for row in rows]


def match(turn: Turn, contact: Contact) -> None:
    """Inside a turn: tie what is certain, offer the rest; what a person has tied or untied stays as she left it."""
    evidence = _evidence(turn.database, contact)
    found = matching.match(evidence, DatabaseCaseIndex(turn.database))
    before = turn.database.sql("SELECT case_id, state FROM tie WHERE contact_id = ?", (contact.id,)).fetchall()
    decided = {case for case, state in before if state != "offered"}
    if before:
        withdraw_offers(turn, contact.id)
    for rank, hit in enumerate(found[:_MOST_OFFERS]):
        if hit.case.case_id in decided:
            continue
        add(
            Tie,
            contact_id=contact.id,
            case_id=hit.case.case_id,
            certainty=hit.certainty,
            state="tied" if hit.tied else "offered",
            reasons=json.dumps(_stored(hit), ensure_ascii=False),
            rank=rank,
            at=turn.at,
        )
        if hit.tied:
            _keep_protected(turn, contact.id, hit.case.case_id)
            add_step(turn, contact.id, "tied", case=hit.case.case_id)
            turn.audit("tied", "contact", contact.id, case=hit.case.case_id)
            turn.touch("case", hit.case.case_id)


def withdraw_offers(turn: Turn, contact_id: int) -> None:
    """Inside a turn: nothing is offered any more."""
    Tie.delete().where((Tie.contact_id == contact_id) & (Tie.state == "offered")).execute()
    turn.touch("contact", contact_id)


def _keep_protected(turn: Turn, contact_id: int, case_id: int) -> None:
    """What is tied to a case with protected identity tells of nobody."""
    if protected([case_id]):
        for same in (contact_id, *_attempts(contact_id)):
            forget_person(turn, same)
        redaction.seal_when_done(turn, Contact.get(Contact.id == contact_id))


def _attempts(contact_id: int) -> list[int]:
    """The other missed calls from the same number: they are one thing to do, and about one person."""
    thread = Contact.select(Contact.thread_id).where((Contact.id == contact_id) & (Contact.channel == "phone"))
    rows = Contact.select(Contact.id).where(Contact.thread_id.in_(thread) & (Contact.id != contact_id))
    return [int(row.id) for row in rows]


def _evidence(database: Database, contact: Contact) -> Evidence:
    """By hand, as all that is asked for each message."""
    statement = "SELECT address, name, phone, subject, text FROM contact_text WHERE contact_id = ?"
    found = database.sql(statement, (contact.id,)).fetchone()
    address, name, phone, subject, text = found or (None,) * 5
    return Evidence(
        channel=contact.channel,
        sender_address=address,
        sender_name=name,
        phone=phone,
        subject=subject or "",
        text=text or "",
        thread_ties=_thread_cases(database, contact, address),
    )


def _thread_cases(database: Database, contact: Contact, address: str | None) -> tuple[ThreadTie, ...]:
    """(case code, whether the same sender wrote) for what the earlier contacts of a mail thread are tied to."""
    if contact.thread_id is None or contact.channel != "mail":
        return ()
    statement = (
        "SELECT tie.case_id, message.sender FROM contact JOIN tie ON tie.contact_id = contact.id "
        "LEFT JOIN message ON message.contact_id = contact.id "
        "WHERE contact.thread_id = ? AND contact.id <> ? AND tie.state = 'tied'"
    )
    return _with_codes(database.sql(statement, (contact.thread_id, contact.id)).fetchall(), address)


def _with_codes(query: Any, address: str | None) -> tuple[ThreadTie, ...]:
    if not (rows := list(query)):
        return ()
    known = codes([case_id for case_id, _ in rows])
    found = {(known[case_id], sender is not None and sender == address) for case_id, sender in rows}
    return tuple(ThreadTie(code, same) for code, same in sorted(found))


def _stored(hit: Match) -> list[list[Any]]:
    return [[reason.code, dict(reason.params)] for reason in hit.reasons]


def match_document(database: Database, document: Any) -> dict[str, Any]:
    """The document of `contacts match`: ranked cases for each contact of a file; nothing is stored."""
    contacts = document.get("contacts") if isinstance(document, dict) else None
    if not isinstance(contacts, list):
        raise Trouble(N_('The file must hold {{"contacts": […]}}.'))
    with database.reading():
        index = DatabaseCaseIndex(database)
        return {"contacts": [{"cases": _ranked(entry, number, index)} for number, entry in enumerate(contacts, 1)]}


def _ranked(entry: Any, number: int, index: DatabaseCaseIndex) -> list[dict[str, Any]]:
    if not isinstance(entry, dict) or entry.get("channel", "mail") not in CHANNELS:
        raise Trouble(N_("Contact {number} of the file has no channel that is known."), number=number)
    said = {name: str(entry.get(name) or "") for name in ("from", "subject", "text", "in_reply_to")}
    sender = read_sender([said["from"].encode()]) if "@" in said["from"] else None
    phone = None if sender else phones.normalise(said["from"])
    evidence = Evidence(
        channel=entry.get("channel", "mail"),
        sender_address=sender.address if sender else None,
        sender_name=sender.name if sender else None if phone else said["from"],
        phone=phone,
        subject=said["subject"],
        text=said["text"],
        thread_ties=_answered(said["in_reply_to"], sender.address if sender else None),
    )
    return [
        {
            "code": hit.case.code,
            "certainty": hit.certainty,
            "tied": hit.tied,
            "reasons": [str(reason) for reason in hit.reasons],
        }
        for hit in matching.match(evidence, index)
    ]


def _answered(answered: str, sender: str | None) -> tuple[ThreadTie, ...]:
    """What the thread is tied to in which this id is known, be it a contact's or that of an answer of ours."""
    known = list(read_ids([answered.encode()]))
    if not known:
        return ()
    threads = (
        Contact.select(Contact.thread_id)
        .join(MessageKey, on=(MessageKey.contact_id == Contact.id))
        .where(MessageKey.key.in_(known) & Contact.thread_id.is_null(False))
    )
    rows = (
        Tie.select(Tie.case_id, Message.sender)
        .join(Message, on=(Message.contact_id == Tie.contact_id))
        .join(Contact, on=(Contact.id == Tie.contact_id))
        .where(Contact.thread_id.in_(threads) & (Tie.state == "tied"))
        .tuples()
    )
    return _with_codes(rows, sender)
