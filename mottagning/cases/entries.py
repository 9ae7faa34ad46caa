"""What is entered here about those who are in a case: somebody the feed does not name, or more of somebody it does.

A feed never touches this; of a protected case nothing is entered.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from mottagning import phones
from mottagning.cases.forms import name_key, name_words
from mottagning.cases.partytables import Party, PartyAddress, PartyConsent, PartyEntry, PartyFeedback, PartyWord
from mottagning.cases.telling import NOTIFIERS, TELLS
from mottagning.command import Command, Turn, handles
from mottagning.errors import Conflict, Trouble
from mottagning.texts import N_

CLIENT = "client"
_AFTER_THE_FEED = 1_000_000
"""The first place after all those whom a feed may name in a case."""
_EMAIL = re.compile(r"[^\s<>@\"'(),:;\[\]]+@[^\s<>@\"'(),:;\[\]]+\.[^\W\d_]{2,}")
_LONGEST = 2_000
_ADDED = ("notifier", "tell", "limits", "interpreter", "language", "threat")


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyDetails:
    """Somebody in a case, as entered here. `phones` may be written as people write them; they are kept as E.164.

    `tell` None: as the role says (`telling.default_tell`). `limits` is what must not be told although the rest may,
    `threat` how to meet her safely. With `of_feed` it tells more of the party that the feed names by this role and
    name, whose numbers and addresses are the feed's.
    """

    role: str
    name: str | None = None
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    notifier: str | None = None
    tell: str | None = None
    limits: str = ""
    interpreter: bool = False
    language: str = ""
    threat: str = ""
    of_feed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveParty(Command):
    """Enter somebody (`entry` None), or change what was entered, as it looked at `version`."""

    case: int
    details: PartyDetails
    entry: int | None = None
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveParty(Command):
    """Take away what was entered about somebody, with her consents and feedback; a party of the feed stays."""

    entry: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BringBackParty(Command):
    """Takes a removal back. `consents` and `feedback` are the rows that went with it; it stays in memory only."""

    case: int
    details: PartyDetails
    consents: tuple[dict[str, Any], ...] = field(default=(), repr=False)
    feedback: tuple[dict[str, Any], ...] = field(default=(), repr=False)


@handles
def save_party(turn: Turn, command: SaveParty) -> None:
    """Keep it. Trouble for a protected case, or what is no number or address; Conflict on another version."""
    require_open_to_people(turn, command.case)
    details = _sound(command.details)
    if command.entry is None:
        entry = _add(turn, command.case, details)
        turn.undo = RemoveParty(by=turn.by, entry=entry, version=1)
        turn.audit("party_entered", "case", command.case, party=entry)
        return
    row = entry_of(command.entry)
    before = _details(row)
    turn.update(row, command.version, **_values(details))
    _index(row.case_id, row.id, details)
    turn.undo = SaveParty(by=turn.by, case=row.case_id, details=before, entry=row.id, version=row.version)
    turn.audit("party_changed", "case", row.case_id, party=row.id)
    turn.touch("case", row.case_id)


@handles
def remove_party(turn: Turn, command: RemoveParty) -> None:
    """Remove it. Conflict when somebody has changed it since."""
    row = entry_of(command.entry)
    turn.update(row, command.version)  # nobody has changed it meanwhile
    turn.undo = BringBackParty(
        by=turn.by,
        case=row.case_id,
        details=_details(row),
        consents=_rows(PartyConsent, row.id),
        feedback=_rows(PartyFeedback, row.id),
    )
    PartyEntry.delete().where(PartyEntry.id == row.id).execute()
    turn.forgets = True
    turn.audit("party_removed", "case", row.case_id, party=row.id)
    turn.touch("case", row.case_id)


@handles
def bring_back_party(turn: Turn, command: BringBackParty) -> None:
    """Enter it again with what belonged to it; Trouble if the case has become protected since."""
    require_open_to_people(turn, command.case)
    entry = _add(turn, command.case, command.details)
    for table, rows in ((PartyConsent, command.consents), (PartyFeedback, command.feedback)):
        for row in rows:
            table.insert(**row, entry_id=entry).execute()
    turn.undo = RemoveParty(by=turn.by, entry=entry, version=1)
    turn.audit("party_entered", "case", command.case, party=entry)


def entry_of(entry: int) -> PartyEntry:
    """Inside a turn: the row; Trouble when it is gone."""
    row = PartyEntry.get_or_none(PartyEntry.id == entry)
    if row is None:
        raise Trouble(N_("This party has been removed. Look at the case again."))
    return row


def require_open_to_people(turn: Turn, case_id: int) -> None:
    """Inside a turn: Trouble unless the case is there and its people may be kept.

    A feed that is making it protected just now is waited for, and a later one waits for this turn.
    """
    lock = " FOR UPDATE" if turn.database.dialect == "postgresql" else ""  # SQLite has one writer
    found = turn.database.sql(f"SELECT protected FROM cases WHERE id = ?{lock}", (case_id,)).fetchone()  # noqa: S608
    if found is None:
        raise Trouble(N_("This case is not in the case list any more."))
    if found[0]:
        raise Trouble(N_("Nothing is kept here of people with protected identity. Write it in the case system."))


def feed_key(role: str, name: str | None) -> tuple[str, str]:
    """By what an entry finds the party of the feed again; a case has one client, whatever the feed calls her."""
    return role, "" if role == CLIENT else name_key(name or "")


def _add(turn: Turn, case_id: int, details: PartyDetails) -> int:
    role, key = feed_key(details.role, details.name)
    if details.of_feed:
        same = (PartyEntry.case_id == case_id) & PartyEntry.of_feed & (PartyEntry.role == role)
        if PartyEntry.select().where(same & (PartyEntry.name_key == key)).exists():
            raise Conflict()
    entry = int(PartyEntry.create(case_id=case_id, **_values(details)).id)
    _index(case_id, entry, details)
    turn.created["party"] = entry
    turn.touch("case", case_id)
    return entry


def _values(details: PartyDetails) -> dict[str, Any]:
    return {
        "of_feed": details.of_feed,
        "role": details.role,
        "name": details.name,
        "name_key": feed_key(details.role, details.name)[1],
        "notifier": details.notifier,
        "tell": details.tell,
        "limits": details.limits,
        "interpreter": details.interpreter,
        "language": details.language,
        "threat": details.threat,
    }


def _index(case_id: int, entry: int, details: PartyDetails) -> None:
    """Let the case be found by whom was entered, as by those of the feed."""
    Party.delete().where(Party.entry_id == entry).execute()
    if details.of_feed:
        return
    name = details.name
    party = Party.create(
        case_id=case_id,
        position=_AFTER_THE_FEED + entry,
        role=details.role,
        name=name,
        name_key=name_key(name or "") or None,
        entry_id=entry,
    )
    for word in name_words(name or ""):
        PartyWord.insert(party_id=party.id, word=word).execute()
    for kind, values in (("phone", details.phones), ("email", details.emails)):
        for value in values:
            PartyAddress.insert(party_id=party.id, kind=kind, value=value).execute()


def _details(row: PartyEntry) -> PartyDetails:
    """What was entered, as it stands."""
    addresses = (
        PartyAddress.select(PartyAddress.kind, PartyAddress.value)
        .join(Party, on=(Party.id == PartyAddress.party_id))
        .where(Party.entry_id == row.id)
        .order_by(PartyAddress.id)
    )
    found = [(each.kind, each.value) for each in addresses]
    return PartyDetails(
        role=row.role,
        name=row.name,
        phones=tuple(value for kind, value in found if kind == "phone"),
        emails=tuple(value for kind, value in found if kind == "email"),
        notifier=row.notifier,
        tell=row.tell,
        limits=row.limits,
        interpreter=bool(row.interpreter),
        language=row.language,
        threat=row.threat,
        of_feed=bool(row.of_feed),
    )


def _rows(table: Any, entry: int) -> tuple[dict[str, Any], ...]:
    kept = [name for name in table._meta.fields if name not in ("id", "entry_id")]
    rows = table.select().where(table.entry_id == entry).order_by(table.id)
    return tuple({name: getattr(row, name) for name in kept} for row in rows)


def _sound(details: PartyDetails) -> PartyDetails:
    """The details as they are kept. Trouble says what cannot be."""
    if details.tell not in (None, *TELLS) or details.notifier not in (None, *NOTIFIERS) or not details.role:
        raise Trouble(N_("“{value}” says nothing about a party."), value=details.tell or details.notifier or "")
    name = " ".join((details.name or "").split())[:_LONGEST] or None
    if not (details.of_feed or name or details.phones or details.emails or details.notifier):
        raise Trouble(N_("Write a name, a number or an address, so that one knows who it is."))
    return PartyDetails(
        role=details.role,
        name=name,
        phones=() if details.of_feed else tuple(dict.fromkeys(map(_number, details.phones))),
        emails=() if details.of_feed else tuple(dict.fromkeys(map(_address, details.emails))),
        notifier=details.notifier if details.role == "notifier" else None,
        tell=details.tell,
        limits=details.limits.strip()[:_LONGEST],
        interpreter=details.interpreter,
        language=details.language.strip() if details.interpreter else "",
        threat=details.threat.strip()[:_LONGEST],
        of_feed=details.of_feed,
    )


def _number(written: str) -> str:
    number = phones.normalise(written)
    if number is None:
        raise Trouble(N_("One of the phone numbers is not a number. Write it with its area code."))
    return number


def _address(written: str) -> str:
    address = written.strip().lower()
    if not _EMAIL.fullmatch(address):
        raise Trouble(N_("One of the e-mail addresses is not an address. Write it as name@place.se."))
    return address


def take_over(kept: int, given_up: int) -> None:
    """Inside a turn: what was entered in a case that turns out to be another one is that one's from now on.

    About the same party of the feed, what the kept case does not know yet is added to what it does.
    """
    of_kept = PartyEntry.select().where((PartyEntry.case_id == kept) & PartyEntry.of_feed)
    known = {(row.role, row.name_key): row for row in of_kept}
    for row in list(PartyEntry.select().where(PartyEntry.case_id == given_up)):
        same = known.get((row.role, row.name_key)) if row.of_feed else None
        if same is None:
            PartyEntry.update(case_id=kept).where(PartyEntry.id == row.id).execute()
            Party.update(case_id=kept).where(Party.entry_id == row.id).execute()
            continue
        added = {name: getattr(same, name) or getattr(row, name) for name in _ADDED}
        PartyEntry.update(**added, version=same.version + 1).where(PartyEntry.id == same.id).execute()
        for table in (PartyConsent, PartyFeedback):
            table.update(entry_id=same.id).where(table.entry_id == row.id).execute()
