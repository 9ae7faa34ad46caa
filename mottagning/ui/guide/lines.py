"""Who is in, units and emergency cards as rows of a list: found by what is typed, worded for the desk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from mottagning.db import Database
from mottagning.desk import whoisin
from mottagning.desk.whoisin import Presence, Today
from mottagning.folding import fold
from mottagning.people import guide, openhours
from mottagning.people.guide import EmergencyCard, Entry, Guide
from mottagning.texts import tr
from mottagning.ui import when
from mottagning.ui.tokens import Tone
from mottagning.ui.widgets.rows import Group, Row

View = Literal["people", "units", "all"]


@dataclass(frozen=True, slots=True)
class Known:
    """All that can be looked up, as it was at a moment."""

    guide: Guide
    today: Today
    at: datetime


def read(database: Database, at: datetime) -> Known:
    """Everything, from the database."""
    with database.reading():
        return Known(guide.load(database), whoisin.today(database, at), at)


def groups(known: Known, text: str, view: View = "all") -> tuple[Group, ...]:
    """The rows with `text` in groups: emergency cards, people, units. While nothing is typed, those of a view alone."""
    text = text.strip()
    entries = guide.find(known.guide.entries, text) if text else known.guide.entries
    cards = guide.find(known.guide.cards, text) if text else ()
    here = [each for each in known.today.here if _is_called(each, text)]
    away = [each for each in known.today.away if _is_called(each, text)]
    found = [
        Group(key="cards", title=tr("Emergency cards"), rows=tuple(map(card_row, cards))),
        Group(key="here", title=tr("In today"), rows=tuple(person_row(each, known.at) for each in here)),
        Group(key="away", title=tr("Not available"), rows=tuple(person_row(each, known.at) for each in away)),
    ]
    for title in dict.fromkeys(entry.group for entry in entries):
        rows = tuple(unit_row(entry, known.at) for entry in entries if entry.group == title)
        found.append(Group(key=("group", title), title=title or tr("Others"), rows=rows))
    if not text and view != "all":
        found = [group for group in found if (group.key in ("here", "away")) == (view == "people")]
    return tuple(group for group in found if group.rows)


def best(known: Known, text: str, most: int) -> tuple[Row, ...]:
    """The likeliest rows for the list under the search field."""
    if not text.strip():
        return ()
    return tuple(row for group in groups(known, text) for row in group.rows)[:most]


def card_row(card: EmergencyCard) -> Row:
    """An emergency card."""
    said = card.numbers[0].phone if card.numbers else ""
    return Row(key=("card", card.key), title=card.title, detail=card.steps[0], icon="warning", right=said, strong=True)


def unit_row(entry: Entry, at: datetime) -> Row:
    """A unit, with whether it answers now."""
    word, _ = opening_words(entry.hours, at)
    example = guide.is_example(entry.phone)
    return Row(
        key=("unit", entry.key),
        title=entry.name,
        detail=entry.does,
        icon="phone" if entry.phone else "mail",
        right=entry.phone or entry.email,
        tone=Tone.WARN if example else Tone.PLAIN,
        word=tr("example number") if example else word,
    )


def person_row(each: Presence, at: datetime) -> Row:
    """Somebody on the staff: in or not available, never why."""
    is_in = each.present != "out"
    said = [each.person.phone, *duties(each)]  # the number first: where there is little room it is what one needs
    if each.covered_by is not None:
        said.append(tr("{name} stands in", name=each.covered_by.name))
    back = tr("back {day}", day=when.short_day(each.back_on, at)) if each.back_on else tr("not available")
    return Row(
        key=("person", each.person.id),
        title=each.person.name,
        detail=" · ".join(filter(None, said)) or tr("Handler"),
        icon="person" if is_in else "away",
        right=_in_words(each) if is_in else back,
    )


def duties(each: Presence) -> list[str]:
    """What she is here, beside a handler."""
    lead = tr("Team lead") if each.person.role == "lead" else tr("Stands in for the team lead") if each.leads else ""
    sits = tr("Reception: {posts}", posts=", ".join(each.posts)) if each.posts else ""
    return [said for said in (lead, sits) if said]


def presence_words(each: Presence, at: datetime) -> str:
    """In, for which part of the day; or not available, when she is back and who covers."""
    if each.present != "out":
        return _in_words(each)
    said = [tr("not available")]
    if each.back_on is not None:
        said.append(tr("back {day}", day=when.short_day(each.back_on, at)))
    if each.covered_by is not None:
        said.append(tr("{name} stands in", name=each.covered_by.name))
    return ", ".join(said)


def _in_words(each: Presence) -> str:
    return {"in": tr("in today"), "am": tr("in until 12"), "pm": tr("in from 12")}[each.present]


def opening_words(hours: str, at: datetime) -> tuple[str, Tone]:
    """Whether they answer now, as far as what is written can be understood."""
    found = openhours.opening(hours, at)
    if found is None:
        return "", Tone.PLAIN
    if found.until is None:
        return (tr("always open"), Tone.GOOD) if found.is_open else (tr("shut"), Tone.QUIET)
    said = when.when(found.until, at)
    return (
        (tr("open until {time}", time=said), Tone.GOOD)
        if found.is_open
        else (tr("opens {time}", time=said), Tone.QUIET)
    )


def _is_called(each: Presence, text: str) -> bool:
    """Whether every word typed begins a word of her name, her short name, or her number."""
    person = each.person
    if not text:
        return True
    digits = "".join(sign for sign in text if sign.isdigit())
    phone = "".join(sign for sign in person.phone or "" if sign.isdigit())
    if len(digits) >= 4 and phone.startswith(digits):
        return True
    words = fold(f"{person.name} {person.key} {' '.join(duties(each))}").split()
    return all(any(word.startswith(part) for word in words) for part in _parts(text))


def _parts(text: str) -> Iterable[str]:
    return fold(text).split()
