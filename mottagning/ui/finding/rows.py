"""What a search found, worded as rows: what was looked for is marked, and what asks for a reason says so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from mottagning.cases.find import FoundCase
from mottagning.contacts.marking import Marker
from mottagning.contacts.newest import EVERY_CONTACT, Narrowing
from mottagning.contacts.query import parse
from mottagning.db import Database
from mottagning.desk import finding
from mottagning.desk.finding import Found, FoundContact
from mottagning.people import unit
from mottagning.texts import tr
from mottagning.ui import when
from mottagning.ui.cases.caserows import found_row
from mottagning.ui.desk.words import CHANNELS
from mottagning.ui.tokens import Tone
from mottagning.ui.widgets.rows import Group, Row


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found for `text` at a moment, with the unit's colours."""

    text: str
    at: datetime
    found: Found
    colours: dict[str, str]


def read(
    database: Database,
    text: str,
    me: int | None,
    at: datetime,
    *,
    shown: int,
    cases_shown: int,
    narrowing: Narrowing = EVERY_CONTACT,
) -> Answer:
    """Ask the database."""
    with database.reading():
        found = finding.find(database, text, me, at, shown=shown, cases_shown=cases_shown, narrowing=narrowing)
        return Answer(text, at, found, dict(unit.load_unit(database).colours))


def groups(answer: Answer) -> tuple[Group, ...]:
    """The cases, then the contacts; what has nothing is left out."""
    found, marker = answer.found, Marker(parse(answer.text))
    cases = tuple(_case(each, answer, marker) for each in found.cases)
    contacts = tuple(_contact(each, answer.at) for each in found.contacts)
    made = (
        Group(key="cases", title=tr("Cases"), rows=cases, is_all=found.cases_are_all),
        Group(key="contacts", title=tr("Contacts"), rows=contacts, count=found.count, is_all=found.is_all),
    )
    return tuple(group for group in made if group.rows)


def _case(each: FoundCase, answer: Answer, marker: Marker) -> Row:
    row = found_row(each, answer.colours, answer.at)
    beyond = each.case.id in answer.found.beyond_cases
    return replace(
        row,
        key=("case", each.case.id),
        title_hits=marker.mark(row.title).spans,
        word=_asks() if beyond else row.word,
        tone=Tone.QUIET if beyond and row.tone is Tone.PLAIN else row.tone,
        accessible_text=f"{row.spoken}, {_asks()}" if beyond else row.accessible_text,
    )


def _contact(each: FoundContact, at: datetime) -> Row:
    channel = tr(CHANNELS[each.channel])
    who, piece, hits = each.who, each.piece.text, each.piece.spans
    if each.subject.text and each.is_todays:
        moved = len(each.subject.text) + 3
        piece = f"{each.subject.text} · {piece}" if piece else each.subject.text
        hits = (*each.subject.spans, *((first + moved, last + moved) for first, last in each.piece.spans))
    if not each.is_todays and piece:
        moved = len(before := tr("Says:")) + 1
        piece, hits = f"{before} {piece}", tuple((first + moved, last + moved) for first, last in hits)
    return Row(
        key=("contact", each.id),
        title=who.text or channel,
        title_hits=who.spans,
        detail=piece or channel,
        detail_hits=hits,
        icon=each.channel,
        badge=", ".join(each.codes[:2]),
        right=when.when(each.at, at),
        word="" if each.is_todays else _asks(),
        tone=Tone.PLAIN if each.is_todays else Tone.QUIET,
        tip=when.exact(each.at),
        accessible_text=", ".join(
            filter(
                None, (channel, who.text, *each.codes, piece, when.when(each.at, at), "" if each.is_todays else _asks())
            )
        ),
    )


def _asks() -> str:
    return tr("asks for a reason")
