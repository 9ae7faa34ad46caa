"""The newest contacts that answer a query, in a time that does not grow with how many there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from mottagning.contacts.model import OPEN
from mottagning.contacts.query import Query
from mottagning.contacts.tables import Contact
from mottagning.db import Database

_LOOKED_AT = 5_000
"""Contacts that have the words, the newest ones, among which those are looked for that fulfil the rest."""
_NAMED = 400
"""So many contacts of people who are called so are listed, to see which are among those that were found."""
_AT_ONCE = 500
_MATCHING = "SELECT rowid FROM contact_search WHERE contact_search MATCH ? ORDER BY rowid DESC LIMIT ?"
_COMMON = """
    SELECT rowid FROM (SELECT rowid, terms FROM contact_search ORDER BY rowid DESC LIMIT 4000) AS newest
    WHERE terms @@ ?::tsquery ORDER BY rowid DESC LIMIT ?
"""
_RARE = "SELECT rowid FROM contact_search WHERE terms @@ ?::tsquery ORDER BY rowid + 0 DESC LIMIT ?"
"""An order that the index of ids does not give, so that it is not gone through."""
_OF_THESE = "SELECT rowid FROM contact_search WHERE rowid IN ({places}) AND terms @@ ?::tsquery"


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """Which contacts are looked through; None is any. `owner`: who has it; `has_case`: whether it is tied to one."""

    channel: str | None = None
    state: Literal["open", "closed"] | None = None
    since: datetime | None = None
    owner: int | None = None
    has_case: bool | None = None


EVERY_CONTACT = Narrowing()


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest contacts that were found; `is_all` unless there are older ones that were not looked at."""

    ids: tuple[int, ...]
    is_all: bool


def newest(
    database: Database, query: Query, most: int, narrowing: Narrowing = EVERY_CONTACT, *, of_person: bool = False
) -> Newest:
    """Inside `reading`: at most `most` contacts that answer `query`, those that came in last, but for its phrases.

    `of_person`: something of the query must be of who somebody is. It takes no longer the more contacts there are: the
    index gives the newest first, and is read no further.
    """
    if not query:
        return Newest((), is_all=True)
    limit = most + 1 if narrowing == EVERY_CONTACT else _LOOKED_AT
    hits = (_on_server if database.dialect == "postgresql" else _in_file)(database, query, of_person, limit)
    ids: list[int] = []
    for start in range(0, len(hits), _AT_ONCE):
        ids += among(database, hits[start : start + _AT_ONCE], narrowing)
        if len(ids) > most:
            break
    return Newest(tuple(ids[:most]), is_all=len(ids) <= most and (len(hits) < limit or limit == most + 1))


def of_person(database: Database, query: Query, most: int, narrowing: Narrowing, found: Newest) -> tuple[int, ...]:
    """Inside `reading`: at most `most` of those that answer `query` by who somebody is; `found` is what answers it.

    When that is all there is they are among it, and it need not be looked for again which have the other words.
    """
    if found.is_all and (hits := _hits_of_person(database, query, found.ids)) is not None:
        return tuple(each for each in found.ids if each in hits)[:most]
    return newest(database, query, most, narrowing, of_person=True).ids


def _hits_of_person(database: Database, query: Query, ids: tuple[int, ...]) -> set[int] | None:
    """Of these, those that have something of the query in who somebody is, perhaps with others; None: too many have."""
    if database.dialect == "postgresql":
        statement = _OF_THESE.format(places=", ".join("?" * len(ids)))
        return {row[0] for row in database.sql(statement, (*ids, query.tsquery_of_person())).fetchall()}
    hits = database.sql(_MATCHING, (query.fts5_of_person(), _NAMED)).fetchall()
    return {row[0] for row in hits} if len(hits) < _NAMED else None


def _in_file(database: Database, query: Query, of_person: bool, limit: int) -> list[int]:
    return [row[0] for row in database.sql(_MATCHING, (query.fts5(of_person=of_person), limit)).fetchall()]


def _on_server(database: Database, query: Query, of_person: bool, limit: int) -> list[int]:
    """A common word has enough among the newest; one that has not is rare enough for the index to give all.

    Left to choose, PostgreSQL goes through all contacts for a rare word: of beginnings it knows no statistics.
    """
    words = query.tsquery(of_person=of_person)
    for statement in (_COMMON, _RARE):
        hits = [row[0] for row in database.sql(statement, (words, limit)).fetchall()]
        if len(hits) == limit:
            break
    return hits


def among(database: Database, ids: list[int], narrowing: Narrowing) -> list[int]:
    """Inside `reading`: those of these contacts that fulfil it, in the same order."""
    conditions, wanted = _conditions(narrowing)
    if not conditions or not ids:
        return ids
    places = ", ".join("?" * len(ids))
    statement = f"SELECT id FROM contact WHERE id IN ({places}) AND {' AND '.join(conditions)}"  # noqa: S608 - ours
    kept = {row[0] for row in database.sql(statement, (*ids, *wanted)).fetchall()}
    return [each for each in ids if each in kept]


def _conditions(narrowing: Narrowing) -> tuple[list[str], list[Any]]:
    """Conditions on `contact`, and their values."""
    tied = "EXISTS (SELECT 1 FROM tie WHERE tie.contact_id = contact.id AND tie.state = 'tied')"
    conditions: list[str] = []
    wanted: list[Any] = []
    if narrowing.channel is not None:
        conditions.append("contact.channel = ?")
        wanted.append(narrowing.channel)
    if narrowing.state is not None:
        is_open = narrowing.state == "open"
        conditions.append(f"contact.state IN ({', '.join('?' * len(OPEN))})" if is_open else "contact.state = 'closed'")
        wanted += OPEN if is_open else ()
    if narrowing.since is not None:
        conditions.append("contact.at >= ?")
        wanted.append(Contact.at.db_value(narrowing.since))
    if narrowing.owner is not None:
        conditions.append("contact.owner_id = ?")
        wanted.append(narrowing.owner)
    if narrowing.has_case is not None:
        conditions.append(tied if narrowing.has_case else f"NOT {tied}")
    return conditions, wanted
