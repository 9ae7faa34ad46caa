"""What was removed after a copy was made is removed from the copy again, before it takes the place of today's data."""

from dataclasses import dataclass, replace
from uuid import UUID

from mottagning.care.protection import learnt_protected
from mottagning.cases.protecting import protect
from mottagning.command import Command, Turn, handles
from mottagning.contacts import cards, leftcards, nameless, redaction
from mottagning.contacts.phone import calls
from mottagning.contacts.tables import Call, CardDraft, Contact, Ledger, Quarantine
from mottagning.db import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetAgain(Command):
    """`erased` holds (place in the source, reason); `sealed` and `nobodies` (callers made anonymous) hold places."""

    erased: tuple[tuple[str, str], ...] = ()
    sealed: tuple[str, ...] = ()
    nobodies: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    """Places of those who asked to be nobody, also where no call is known: written down, or told and not understood."""
    protected: tuple[str, ...] = ()
    """Codes of cases."""


def gone(database: Database) -> ForgetAgain:
    """What has been removed from this database, by what is the same in every copy of it."""
    with database.reading():
        redacted = database.sql(
            "SELECT l.place, c.redacted_why, q.id FROM ledger l JOIN contact c ON c.id = l.contact_id "
            "LEFT JOIN quarantine q ON q.contact_id = c.id WHERE c.redacted_at IS NOT NULL ORDER BY l.id"
        ).fetchall()
        nobodies = database.sql(
            "SELECT l.place FROM ledger l JOIN call k ON k.contact_id = l.contact_id WHERE k.anonymous ORDER BY l.id"
        ).fetchall()
        asked = database.sql(
            "SELECT DISTINCT l.id, l.place FROM ledger l JOIN contact_step s ON s.contact_id = l.contact_id "
            "WHERE s.step = 'made_anonymous' ORDER BY l.id"
        ).fetchall()
        protected = database.sql("SELECT code FROM cases WHERE protected ORDER BY id").fetchall()
    return ForgetAgain(
        by=None,
        erased=tuple((str(place), str(why)) for place, why, sealed in redacted if sealed is None),
        sealed=tuple(str(place) for place, _, sealed in redacted if sealed is not None),
        nobodies=tuple(str(place) for (place,) in nobodies),
        asked=tuple(str(place) for _, place in asked),
        protected=tuple(str(code) for (code,) in protected),
    )


def still_held(copy: Database, removed: ForgetAgain) -> ForgetAgain | None:
    """What of it a copy (with the tables of today) still holds; None when it holds nothing of it."""
    have = gone(copy)
    with copy.reading():
        places = {row[0] for row in copy.sql("SELECT place FROM ledger WHERE contact_id IS NOT NULL").fetchall()}
        named = {
            row[0]
            for row in copy.sql(
                "SELECT l.place FROM ledger l JOIN call k ON k.contact_id = l.contact_id WHERE NOT k.anonymous"
            ).fetchall()
        }
        known = {row[0] for row in copy.sql("SELECT code FROM cases WHERE NOT protected").fetchall()}
        # What became of a card after the copy was made has the card's place.
        places |= {cards.place_of(UUID(row.card)) for row in CardDraft.select().where(CardDraft.contact_id.is_null())}
    in_clear = places - {place for place, _ in have.erased} - {*have.sealed}
    held = replace(
        removed,
        erased=tuple(each for each in removed.erased if each[0] in in_clear or each[0] in have.sealed),
        sealed=tuple(place for place in removed.sealed if place in in_clear),
        nobodies=tuple(place for place in removed.nobodies if place in named),
        asked=tuple(place for place in removed.asked if place in places - {*have.asked}),
        protected=tuple(code for code in removed.protected if code in known),
    )
    return held if held.erased or held.sealed or held.nobodies or held.asked or held.protected else None


@handles
def forget_again(turn: Turn, command: ForgetAgain) -> None:
    """Remove it here as well, with the same tombstones. What this copy does not know is passed over."""
    protect(turn, command.protected, learnt_protected)
    leftcards.give_to_desk(turn, {*command.sealed, *command.asked, *(place for place, _ in command.erased)})
    for place in command.sealed:
        if (contact := _contact_at(place)) is not None:
            redaction.seal_contact(turn, contact.id)
    for place, why in command.erased:
        contact = _contact_at(place)
        if contact is not None and (contact.redacted_at is None or _is_sealed(contact)):
            redaction.erase.inside(turn, redaction.Erase(by=turn.by, at=turn.at, contact=contact.id, reason=why))
    for place in command.nobodies:
        contact = _contact_at(place)
        if contact is not None and Call.select().where((Call.contact_id == contact.id) & ~Call.anonymous).exists():
            _make_nobody(turn, contact)
    for place in command.asked:
        contact = _contact_at(place)
        if contact is not None and not nameless.is_nobody(contact.id):
            _make_nobody(turn, contact)


def _make_nobody(turn: Turn, contact: Contact) -> None:
    calls.make_anonymous.inside(turn, calls.MakeAnonymous(by=turn.by, at=turn.at, contact=contact.id))


def _is_sealed(contact: Contact) -> bool:
    return bool(Quarantine.select().where(Quarantine.contact_id == contact.id).exists())


def _contact_at(place: str) -> Contact | None:
    row = Ledger.get_or_none(Ledger.place == place)
    return None if row is None else Contact.get_or_none(Contact.id == row.contact_id)
