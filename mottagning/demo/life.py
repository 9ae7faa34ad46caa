"""Life at the invented reception while somebody practises: who rings next, and what is written next."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from uuid import uuid4

from mottagning.cases.list import CaseView, open_cases
from mottagning.cases.partylist import parties_of
from mottagning.contacts.ledger import RawItem
from mottagning.db import Database
from mottagning.demo import letters, specimens
from mottagning.worktime import ZONE

_TRIES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Somebody:
    """An invented client who rings (`phone`, E.164) or writes (`email`), and her case."""

    name: str
    phone: str
    email: str
    case: CaseView


def somebody(database: Database, rng: random.Random, today: date, *, writes: bool) -> Somebody | None:
    """Somebody with an open case who can write, or ring; None when there is nobody."""
    cases = [case for case in open_cases(database, today) if not case.protected]
    for case in rng.sample(cases, min(len(cases), _TRIES)):
        for party in parties_of(database, case, today):
            if party.name and (party.emails if writes else party.phones):
                phone, email = (*party.phones, ""), (*party.emails, "")
                return Somebody(name=party.name, phone=phone[0], email=email[0], case=case)
    return None


def letter(writer: Somebody, rng: random.Random, at: datetime) -> RawItem:
    """What she writes, as a mailbox would give it."""
    subject, text = rng.choice(letters.LETTERS)
    words = {"name": writer.name, "code": writer.case.code, "handler": writer.case.handler or "er"}
    message = EmailMessage()
    message["From"] = formataddr((writer.name, writer.email))
    message["To"] = specimens.ADDRESS
    message["Subject"] = subject.format(**words)
    message["Date"] = format_datetime(at.astimezone(ZONE))
    key = uuid4().hex
    message["Message-ID"] = f"<{key}@example.se>"
    message.set_content(text.format(**words))
    place = f"imap:demo/INBOX/2/{int(key, 16) % 2**31}"
    return RawItem(place=place, kind="imap", octets=message.as_bytes(), received_at=at)
