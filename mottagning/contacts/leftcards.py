"""A call card that nobody has come back to becomes a contact of the desk, so that the call is not forgotten."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from mottagning import identity
from mottagning.cases.partytables import Party
from mottagning.cases.reached import reached_at
from mottagning.command import Command, Turn, handles
from mottagning.contacts import byhand, cards, drafts, handling, redaction, ties
from mottagning.contacts.cards import Written
from mottagning.contacts.creation import add_step
from mottagning.contacts.tables import CardDraft, Contact, Draft, Tie
from mottagning.people import staff
from mottagning.worktime import ZONE


class PutCardsOnDesk(Command):
    """What was begun on cards before today is the desk's."""


@handles
def put_cards_on_desk(turn: Turn, _command: PutCardsOnDesk) -> None:
    """Each becomes a contact that waits; what was written on a call that is one already, its writer's draft there."""
    for row in list(CardDraft.select().where(is_left(turn.at)).order_by(CardDraft.begun_at)):
        _put_on_desk(turn, row)


def is_left(at: datetime) -> Any:
    """The condition on `CardDraft` that nobody has written on it since the day began."""
    midnight = datetime.combine(staff.local_day(at), time(), ZONE).astimezone(UTC)
    return CardDraft.at < CardDraft.at.db_value(midnight)


def give_to_contacts(turn: Turn, case_ids: set[int]) -> None:
    """Inside a turn: what is being written about cases that turned out to be protected becomes contacts now, while
    their people are still known, and so is sealed with all the others."""
    numbers = {number for case_id in case_ids for number in reached_at(case_id)["phone"]}
    clients = list(Party.select().where(Party.case_id.in_(case_ids) & (Party.role == "client")))
    for row in list(CardDraft.select()):
        ids = identity.find(f"{row.typed}\n{row.text}")
        named = [client.case_id for client in clients if client.personal_id in ids]
        if row.case_id in case_ids or named or cards.written_on(row).number in numbers:
            contact = _put_on_desk(turn, row)
            for case_id in named:  # matching knows her number no more
                redaction.offer(turn, contact, case_id, "personal_id")


def give_to_desk(turn: Turn, places: Collection[str]) -> None:
    """Inside a turn: the cards that have these places in the ledger as soon as they are contacts become contacts."""
    for row in list(CardDraft.select().where(CardDraft.contact_id.is_null())):
        if cards.place_of(UUID(row.card)) in places:
            _put_on_desk(turn, row)


def _put_on_desk(turn: Turn, row: CardDraft) -> int:
    card, written = UUID(row.card), cards.written_on(row)
    contact = written.contact
    if contact is None:
        contact = _write_down(turn, row, card, written)
    else:
        _add_to_draft(turn, row.person_id, contact, written)
    cards.forget(card)
    return contact


def _write_down(turn: Turn, row: CardDraft, card: UUID, written: Written) -> int:
    byhand.write_down.inside(
        turn,
        byhand.WriteDown(
            by=row.person_id,
            uuid=card,
            at=turn.at,
            channel=written.channel,
            name=written.name,
            phone=written.number,
            text=written.note(),
            case=written.case,
            came_at=row.begun_at,
        ),
    )
    contact = Contact.get(Contact.id == turn.created["contact"])
    add_step(turn, contact.id, "card_left", person=row.person_id)
    handling.release.inside(turn, handling.Release(by=turn.by, at=turn.at, contact=contact.id, version=contact.version))
    return int(contact.id)


def _add_to_draft(turn: Turn, person: int, contact: int, written: Written) -> None:
    """Behind what she has begun to write about the contact already; the case that she has chosen is its case."""
    if written.case is not None and not _is_decided(contact, written.case):
        ties.tie_by_hand(turn, contact, written.case)
    here = (Draft.contact_id == contact) & (Draft.person_id == person) & (Draft.kind == drafts.NOTE)
    begun = Draft.get_or_none(here)
    said = [begun.text if begun is not None else "", written.text, written.typed]
    text = "\n".join(part.strip() for part in said if part.strip())
    drafts.put(turn, contact, person, drafts.NOTE, text)


def _is_decided(contact: int, case: int) -> bool:
    """Whether somebody has said already that it is about the case, or that it is not."""
    here = (Tie.contact_id == contact) & (Tie.case_id == case) & (Tie.state != "offered")
    return bool(Tie.select().where(here).exists())
