"""What somebody is writing on a call card: kept while she writes, so that a program that stops loses next to nothing.

One window holds it at a time: the one in which it was begun, then the one that took it up last. What is saved in two
windows all the same is one contact. It goes in the turn that saves the call, when its writer throws it away, and with
its contact's content. What nobody has taken up again by the end of the day becomes the desk's (`leftcards`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from mottagning import phones
from mottagning.cases import codes
from mottagning.command import Command, Turn, handles
from mottagning.contacts.tables import CardDraft, Contact, Ledger
from mottagning.db import Database
from mottagning.errors import Conflict, Trouble
from mottagning.texts import N_

_LONGEST = 100_000


class TakenUp(Conflict):
    """The card is held by another window."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What stands on a card: `typed` about who it is, the case that was chosen, and the note.

    `contact` is the one that rings here, None for a new one. What was typed counts only while no case is chosen.
    """

    contact: int | None = None
    channel: str = "phone"
    typed: str = ""
    case: int | None = None
    text: str = ""

    @property
    def has_words(self) -> bool:
        """Whether anything would be lost."""
        return bool(self.text.strip() or self._who)

    @property
    def number(self) -> str | None:
        """The number that was typed, in E.164."""
        return phones.normalise(self._who)

    @property
    def name(self) -> str | None:
        """What was typed and is neither a case nor a number is who it was."""
        return None if not self._who or any(sign.isdigit() for sign in self._who) else self._who

    def note(self, *, is_nobody: bool = False) -> str:
        """The note, with what was typed when that is kept nowhere else; no number of a caller who `is_nobody`."""
        said = self.text.strip()
        is_kept = self._who in ("", self.name) or (self.contact is None and self.number is not None)
        is_secret = is_nobody and self.number is not None
        return said if is_kept or is_secret else f"{said}\n{self._who}".strip()

    @property
    def _who(self) -> str:
        return self.typed.strip() if self.case is None else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftCard:
    """A card that was neither saved nor thrown away: opened at `begun_at`, last written on at `at` (UTC).

    `holder` is the window that has it, open or gone. `code` is that of its case. Of one that `is_protected` no line is
    shown in a list.
    """

    card: UUID
    written: Written
    begun_at: datetime
    at: datetime
    holder: UUID | None = None
    code: str = ""
    is_protected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepCard(Command):
    """Let this be what `by` has written on a card so far, in the window `holder`; nothing at all takes it away."""

    card: UUID
    holder: UUID = field(default_factory=uuid4)
    written: Written
    begun_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeUpCard(Command):
    """Go on with a card in the window `holder`, when it is with `before` still."""

    card: UUID
    before: UUID | None
    holder: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DropCard(Command):
    """Throw a left card away."""

    card: UUID


@handles
def keep_card(turn: Turn, command: KeepCard) -> None:
    """Keep it. Nothing has been done yet, so it is neither a step nor audited. TakenUp when another window has it.

    A number that is typed while a call rings here is not kept: its caller may want to be nobody. Nor is anything of a
    contact whose content was removed.
    """
    if command.by is None:
        raise ValueError("nobody")
    written = command.written
    if len(written.text) + len(written.typed) > _LONGEST:
        raise Trouble(N_("The text is too long. Keep it as a note, or put it into the case system."))
    held_here = _held_by(command.card, command.holder)
    contact = written.contact or made_of(command.card)
    if not written.has_words or _is_redacted(contact):
        CardDraft.delete().where(held_here).execute()
        return
    # A feed that was taken back may have taken the case with it: the words are kept all the same.
    case = written.case if written.case is not None and codes.codes([written.case]) else None
    is_kept = written.case is None and not (written.contact is not None and written.number is not None)
    said = {
        "person_id": command.by,
        "contact_id": contact,
        "channel": written.channel,
        "typed": written.typed if is_kept else "",
        "case_id": case,
        "text": written.text,
        "begun_at": command.begun_at,
        "at": turn.at,
    }
    if CardDraft.update(**said).where(held_here).execute():
        return
    if CardDraft.select().where(CardDraft.card == str(command.card)).exists():
        raise TakenUp(N_("You went on with this call in another window."))
    CardDraft.insert(card=str(command.card), holder=str(command.holder), **said).execute()


@handles
def take_up_card(turn: Turn, command: TakeUpCard) -> None:
    """Only one window gets it. Conflict when another has taken it up, or it has become the desk's, meanwhile."""
    known = _held_by(command.card, command.before) & (CardDraft.person_id == command.by)
    if not CardDraft.update(holder=str(command.holder)).where(known).execute():
        raise Conflict(N_("It was taken up somewhere else meanwhile, or lies on the desk by now."))
    turn.touch("card")


@handles
def drop_card(turn: Turn, command: DropCard) -> None:
    """Take it away; undo brings it back."""
    row = CardDraft.get_or_none(CardDraft.card == str(command.card))
    if row is not None:
        forget(command.card)
        turn.touch("card")
        turn.undo = KeepCard(by=row.person_id, card=command.card, written=written_on(row), begun_at=row.begun_at)


def left_cards(database: Database, person: int, but: Collection[UUID] = ()) -> tuple[LeftCard, ...]:
    """What this person has begun on cards, the oldest first, `but` those that are open here."""
    with database.reading():
        rows = list(CardDraft.select().where(CardDraft.person_id == person).order_by(CardDraft.begun_at))
        cases = {row.case_id for row in rows if row.case_id is not None}
        named, hidden = codes.codes(cases), codes.protected(cases)
    return tuple(
        LeftCard(
            card=UUID(row.card),
            written=written_on(row),
            begun_at=row.begun_at,
            at=row.at,
            holder=UUID(row.holder) if row.holder else None,
            code="" if row.case_id is None else named.get(row.case_id, ""),
            is_protected=row.case_id in hidden,
        )
        for row in rows
        if UUID(row.card) not in but
    )


def forget(card: UUID) -> None:
    """Inside a turn: it is a contact, or thrown away."""
    CardDraft.delete().where(CardDraft.card == str(card)).execute()


def forget_saved(card: UUID, holder: UUID, contact: int) -> None:
    """Inside a turn: what was written in this window is saved; what another window has of the card goes there too."""
    CardDraft.delete().where(_held_by(card, holder)).execute()
    CardDraft.update(contact_id=contact).where(CardDraft.card == str(card)).execute()


def made_of(card: UUID) -> int | None:
    """Inside a transaction: the contact that a left card has become, if it lies open in a window still."""
    row = Ledger.get_or_none(Ledger.place == place_of(card))
    return None if row is None else row.contact_id


def place_of(card: UUID) -> str:
    """The place in the ledger of what is written down on a card, so that it is written down once."""
    return f"desk:{card}"


def written_on(row: CardDraft) -> Written:
    """What a row holds."""
    return Written(contact=row.contact_id, channel=row.channel, typed=row.typed, case=row.case_id, text=row.text)


def _held_by(card: UUID, holder: UUID | None) -> Any:
    """The condition on `CardDraft` that the card is with this window; None for one from before that was written."""
    return (CardDraft.card == str(card)) & (CardDraft.holder == ("" if holder is None else str(holder)))


def _is_redacted(contact: int | None) -> bool:
    gone = (Contact.id == contact) & Contact.redacted_at.is_null(False)
    return contact is not None and bool(Contact.select().where(gone).exists())
