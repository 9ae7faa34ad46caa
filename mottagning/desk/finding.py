"""One search through everything that is kept: cases and contacts by name, number, code and word, the best first.

Candidates are the newest that have the words; they are ranked, and only what is shown is read. So a word that is in
every letter takes no longer than a rare one, however many contacts there are (docs/decisions/0014).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from mottagning.cases import find as case_find
from mottagning.cases.find import FoundCase
from mottagning.contacts import newest
from mottagning.contacts.marking import Marked, Marker
from mottagning.contacts.newest import EVERY_CONTACT, Narrowing
from mottagning.contacts.query import Query, parse
from mottagning.contacts.tables import Contact
from mottagning.db import Database
from mottagning.desk.todays import TodaysWork
from mottagning.phones import display
from mottagning.worktime import ZONE

MOST = 200
"""Contacts that are counted; of more it is said that there are more. While somebody types and a few are shown, half."""
_FEW_SHOWN = 10
_MOST_CASES = 60
_CERTAIN = ("code", "personal_id", "phone", "email", "name", "former_name")
_FEW = 5
"""Cases whose contacts come along: of more nobody knows whom the query means."""
_MOST_OF_CASES = 150
_SORTED = 50
_FIRST, _AT_ONCE = 12, 50
"""Contacts whose texts are read for a phrase, few first: where it is common, the newest hold it."""

By = Literal["person", "case", "text"]
_RANKS: tuple[By, ...] = get_args(By)

_BY_TIME = "SELECT id FROM contact WHERE id IN ({places}) ORDER BY at DESC, id DESC"
_SHOWN = """
    SELECT contact.id, channel, direction, at, state, urgent, owner_id, call.status, name, address, phone, subject, text
    FROM contact JOIN contact_text ON contact_text.contact_id = contact.id
    LEFT JOIN call ON call.contact_id = contact.id WHERE contact.id IN ({places})
"""
_NOTES = "SELECT contact_id, text FROM note WHERE contact_id IN ({places}) ORDER BY id DESC"
_TEXTS = """
    SELECT contact_id, subject, text FROM contact_text WHERE contact_id IN ({places})
    UNION ALL SELECT contact_id, NULL, text FROM note WHERE contact_id IN ({places})
"""
_TIED = """
    SELECT tie.contact_id, cases.code, cases.protected FROM tie JOIN cases ON cases.id = tie.case_id
    WHERE tie.contact_id IN ({places}) AND tie.state = 'tied' ORDER BY tie.id
"""
_CONTACTS_OF = """
    SELECT contact_id FROM tie WHERE case_id IN ({places}) AND state = 'tied' ORDER BY id DESC LIMIT ?
"""
"""By when they were tied, which is nearly when they came: it spares a look at each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundContact:
    """A contact that answers the query; `by` says through what. `codes` are the cases it is tied to.

    Of one that is not today's work (`is_todays`) there are the words that were looked for and nothing around them: the
    name if it was found by it, else none; of subject, text and notes what stands there of the query.
    """

    id: int
    channel: str
    direction: str
    at: datetime
    state: str
    urgent: bool
    owner: int | None
    call_status: str | None
    by: By
    who: Marked
    subject: Marked
    piece: Marked
    codes: tuple[str, ...]
    is_todays: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What answers a query. `count` contacts were found of which some are shown; `is_all`: there are no more."""

    cases: tuple[FoundCase, ...]
    cases_are_all: bool
    contacts: tuple[FoundContact, ...]
    count: int
    is_all: bool
    beyond_cases: frozenset[int]
    """Those of `cases` that are not today's work."""


NOTHING = Found(cases=(), cases_are_all=True, contacts=(), count=0, is_all=True, beyond_cases=frozenset())


def find(
    database: Database,
    text: str,
    me: int | None,
    at: datetime,
    *,
    shown: int = 8,
    cases_shown: int = 5,
    narrowing: Narrowing = EVERY_CONTACT,
) -> Found:
    """At most `shown` contacts and `cases_shown` cases that have everything `text` says, as `me` may see them.

    Contacts of whose name, number or address it is come first, then those of the cases that were found, then those in
    whose text it stands; the newer before the older. A protected case is found by its code alone.
    """
    query = parse(text)
    if not query and not query.said:
        return NOTHING
    with database.reading():
        cases = _cases(database, query, at, cases_shown + 1)
        wanted = {each.case.id for each in cases[:cases_shown]}
        marker, work = Marker(query), TodaysWork(database, me, at)
        ranked, count, is_all = _ranked(database, query, marker, shown, narrowing, cases)
        return Found(
            cases=tuple(cases[:cases_shown]),
            cases_are_all=len(cases) <= cases_shown,
            contacts=_shown(database, ranked, marker, work, wanted),
            count=count,
            is_all=is_all,
            beyond_cases=frozenset(wanted - work.cases(wanted)),
        )


def _cases(database: Database, query: Query, at: datetime, most: int) -> list[FoundCase]:
    if not query.said:
        return []
    today = at.astimezone(ZONE).date()
    found = case_find.find(database, query.said, min(most, _MOST_CASES), today, while_typing=True, deadlines=False)
    return [each for each in found if each.by == "code" or not each.case.protected]


def _ranked(
    database: Database, query: Query, marker: Marker, most: int, narrowing: Narrowing, cases: Sequence[FoundCase]
) -> tuple[list[tuple[int, By]], int, bool]:
    """The contacts to be shown, in order, through what they were found; how many there are, and whether that is all."""
    counted = MOST if most > _FEW_SHOWN else MOST // 2
    found = newest.newest(database, query, counted, narrowing)
    ids = list(found.ids)
    is_all = found.is_all
    if query.phrases:
        ids, read_all = _with_phrases(database, ids, marker, most)
        is_all = is_all and read_all
    theirs = newest.of_person(database, query, most, narrowing, found) if ids else ()
    if query.phrases:
        theirs = tuple(each for each in theirs if each in set(ids))
    of_cases = _of_cases(database, cases, narrowing) if query.said else []
    by: dict[int, By] = dict.fromkeys(theirs, "person")
    by |= {each: "case" for each in of_cases if each not in by}
    by |= {each: "text" for each in ids if each not in by}
    in_order = _newest_first(database, by)
    ranked = [(each, way) for way in _RANKS for each in in_order if by[each] == way]
    return ranked[:most], len(by) if is_all else min(len(by), counted), is_all


def _newest_first(database: Database, ids: Collection[int]) -> list[int]:
    """By when they came; of many, by when they became known here: the same, but for what was brought over."""
    if len(ids) > _SORTED:
        return sorted(ids, reverse=True)
    return [row[0] for row in _rows(database, _BY_TIME, ids)]


def _of_cases(database: Database, cases: Sequence[FoundCase], narrowing: Narrowing) -> list[int]:
    """The latest contacts of the cases that the query means, whatever their words: a name may be another by now."""
    meant = [each.case.id for each in cases if each.by in _CERTAIN and not each.case.protected]
    if len(meant) > _FEW:
        return []
    ids = {row[0] for row in _rows(database, _CONTACTS_OF, meant, _MOST_OF_CASES)}
    return newest.among(database, list(ids), narrowing)


def _with_phrases(database: Database, ids: list[int], marker: Marker, most: int) -> tuple[list[int], bool]:
    """Terms are stored without their order: whether a phrase stands there the texts say, read until that is enough;
    and whether all of them were read."""
    found: list[int] = []
    start, size = 0, _FIRST
    while start < len(ids) and len(found) <= most:
        some = ids[start : start + size]
        start, size = start + size, _AT_ONCE
        places = ", ".join("?" * len(some))
        rows = database.sql(_TEXTS.format(places=places), (*some, *some)).fetchall()
        held = {id_ for id_, *texts in rows if any(marker.holds_phrases(text) for text in texts if text)}
        found += [each for each in some if each in held]
    return found, start >= len(ids)


def _shown(
    database: Database, ranked: Sequence[tuple[int, By]], marker: Marker, work: TodaysWork, cases: Collection[int]
) -> tuple[FoundContact, ...]:
    ids = [id_ for id_, _ in ranked]
    rows = {row[0]: row[1:] for row in _rows(database, _SHOWN, ids)}
    notes: dict[int, list[str]] = {}
    for contact, note in _rows(database, _NOTES, ids):
        notes.setdefault(contact, []).append(note)
    tied: dict[int, list[str]] = {}
    hidden = set()
    for contact, code, protected in _rows(database, _TIED, ids):
        tied.setdefault(contact, []).append(code)
        hidden |= {contact} if protected else set()
    todays = work.contacts(ids, beside=cases)
    found = []
    for id_, by in ranked:
        if id_ in hidden or id_ not in rows:
            continue
        channel, direction, at, state, urgent, owner, call_status, name, address, phone, subject, text = rows[id_]
        said = tuple(filter(None, (text, *notes.get(id_, ()))))
        is_todays = id_ in todays
        found.append(
            FoundContact(
                id=id_,
                channel=channel,
                direction=direction,
                at=_moment(at),
                state=state,
                urgent=bool(urgent),
                owner=owner,
                call_status=call_status,
                by=by,
                who=_who(name, address, phone, marker, is_todays),
                subject=marker.mark(subject or "") if is_todays else Marked(""),
                piece=_piece(said, marker) if is_todays else marker.words_alone(subject or "", *said),
                codes=tuple(tied.get(id_, ())),
                is_todays=is_todays,
            )
        )
    return tuple(found)


def _who(name: str | None, address: str | None, phone: str | None, marker: Marker, is_todays: bool) -> Marked:
    """Her name, with the number or address by which she was found; beyond today's work only what she was found by."""
    first = hit = None
    for way in filter(None, (name, phone and display(phone), address)):
        marked = marker.mark(way)
        first = first or marked
        if marked.spans:
            hit = marked
            break
    if not is_todays:
        return hit or Marked("")
    if hit is None or first is None or hit is first or not name:
        return hit or first or Marked("")
    moved = len(first.text) + 3
    return Marked(f"{first.text} · {hit.text}", tuple((begin + moved, end + moved) for begin, end in hit.spans))


def _piece(texts: Sequence[str], marker: Marker) -> Marked:
    """The piece of the first text that holds what was looked for, else the beginning of what there is."""
    first: Marked | None = None
    for text in texts:
        piece = marker.excerpt(text)
        if piece.spans:
            return piece
        first = first or piece
    return first or Marked("")


def _rows(database: Database, statement: str, ids: Collection[int], *values: int) -> list[Any]:
    if not ids:
        return []
    return list(database.sql(statement.format(places=", ".join("?" * len(ids))), (*ids, *values)).fetchall())


def _moment(at: Any) -> datetime:
    moment: datetime = Contact.at.python_value(at)  # type: ignore[assignment]
    return moment
