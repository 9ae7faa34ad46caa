"""A case beside a contact: where it stands, who has it and whether she is in, and what was said about it lately."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from mottagning.cases.card import CaseCard, case_card
from mottagning.cases.telling import default_tell
from mottagning.contacts import views
from mottagning.contacts.model import Summary
from mottagning.contacts.tables import Contact
from mottagning.contacts.tied import contacts_of_case, ties_of_contacts
from mottagning.db import Database
from mottagning.desk.protection import protected_among, without_person
from mottagning.people import staff, unit
from mottagning.people.absence import Present
from mottagning.people.staff import Person
from mottagning.rota.presence import who_is_in
from mottagning.worktime import ZONE

if TYPE_CHECKING:
    from mottagning.desk.whoisin import Presence

_LATELY = 6
_TOLD_WHERE_IT_STANDS = ("all", "task")
_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A contact of a case: its first line, and the initials of who dealt with it ("" for nobody yet).

    With `is_protected` it is about somebody with a protected identity too: no line, and nothing points at a person.
    """

    contact: Summary
    line: str
    initials: str
    is_protected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NotedLater:
    """A note that was written of a contact after the one that its line shows; its text, and the writer's initials."""

    at: datetime
    contact: int
    text: str
    initials: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSide:
    """What the right column shows. `handler` is None when nobody has it, or nobody we know.

    While the handler is out, `back_on` is the next day she is in, told when it is near, and `covered_by` stands in for
    her. `colours` are the unit's colours of categories. A protected case has neither parties nor spoken lines.
    """

    card: CaseCard
    handler: Person | None
    present: Present | None
    spoken: tuple[Spoken, ...]
    colours: dict[str, str]
    back_on: date | None = None
    covered_by: Person | None = None

    def may_tell(self, role: str) -> bool:
        """Whether a caller of this role may hear where the case stands, whoever of the role it is.

        One party of the role who may be told less holds it back for all: the desk notes a role, not a person.
        """
        tells = [party.tell for party in self.card.parties if party.role == role] or [default_tell(role)]
        return all(tell in _TOLD_WHERE_IT_STANDS for tell in tells)


def case_side(database: Database, case_id: int, now: datetime, lately: int = _LATELY) -> CaseSide:
    """The column of one case with its `lately` last contacts; Trouble when it is gone. The caller audits the look."""
    day = now.astimezone(ZONE).date()
    with database.reading():
        card = case_card(database, case_id, day)
        settings = unit.load_unit(database)
        here = {each.person.id: each.present for each in who_is_in(database, day, unit.worktime(settings))}
        people = {person.id: person for person in staff.everyone(database)}
        handler = people.get(card.case.handler_id) if card.case.handler_id is not None else None
        present = here.get(handler.id, "out") if handler else None
        away = _away(database, handler.id, now) if handler is not None and present == "out" else None
        return CaseSide(
            card=card,
            handler=handler,
            present=present,
            spoken=tuple(each for each in spoken_of(database, case_id, people, lately) if not each.is_protected),
            colours=dict(settings.colours),
            back_on=away.back_on if away is not None else None,
            covered_by=away.covered_by if away is not None else None,
        )


def _away(database: Database, person: int, now: datetime) -> Presence | None:
    """What may be told of a colleague who is out: when she is back, and who stands in for her."""
    from mottagning.desk.whoisin import today  # asks for more than the column does, which seldom needs it

    return next((each for each in today(database, now).people if each.person.id == person), None)


def spoken_of(
    database: Database, case_id: int, people: dict[int, Person], limit: int | None = None
) -> tuple[Spoken, ...]:
    """The contacts tied to a case, newest first, or the `limit` newest of them."""
    found: list[Spoken] = []
    with database.reading():
        ids = contacts_of_case(database, case_id)[:limit]
        for start in range(0, len(ids), _AT_ONCE):
            found += _spoken(database, ids[start : start + _AT_ONCE], people)
    return tuple(found)


def noted_later(database: Database, spoken: tuple[Spoken, ...], people: dict[int, Person]) -> Iterator[NotedLater]:
    """Inside `reading`: the notes of these contacts that their lines do not show, of nobody who is protected."""
    shown = {each.contact.id: each.line for each in spoken if not each.is_protected}
    for contact, notes in views.notes_of(database, list(shown)).items():
        is_shown = notes[0].text.startswith(shown[contact]) and bool(shown[contact])
        for note in notes[1 if is_shown else 0 :]:
            writer = people.get(note.author) if note.author is not None else None
            yield NotedLater(at=note.at, contact=contact, text=note.text, initials=writer.initials if writer else "")


def _spoken(database: Database, ids: list[int], people: dict[int, Person]) -> Iterator[Spoken]:
    notes = views.notes_of(database, ids)
    tied = {contact: [tie.case for tie in each if tie.tied] for contact, each in ties_of_contacts(ids).items()}
    protected = protected_among(case for each in tied.values() for case in each)
    for summary in views.summaries(database, Contact.id.in_(ids)):
        written = notes.get(summary.id, ())
        by = written[-1].author if written else summary.owner
        known = people.get(by) if by is not None else None
        initials = known.initials if known else ""
        if not protected.isdisjoint(tied[summary.id]):  # its words may be those of the one who is protected
            yield Spoken(contact=without_person(summary), line="", initials=initials, is_protected=True)
            continue
        first = written[0].text.splitlines()[0] if written else ""
        yield Spoken(contact=summary, line=summary.subject or summary.beginning or first, initials=initials)
