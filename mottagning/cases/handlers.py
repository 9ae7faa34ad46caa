"""How the handlers of the case list are written there: a few names among many cases."""

from __future__ import annotations

from functools import lru_cache

from mottagning.cases.forms import name_words
from mottagning.db import Database
from mottagning.people.staff import Person, compared, everyone, resolve_handlers, resolved

_WRITTEN = """
    WITH RECURSIVE written (name) AS (
        SELECT MIN(handler) FROM cases
        UNION ALL
        SELECT (SELECT MIN(handler) FROM cases WHERE handler > written.name) FROM written WHERE written.name IS NOT NULL
    )
    SELECT name FROM written WHERE name IS NOT NULL
"""
"""One step in the index for each name, however many cases it has."""


def written(database: Database) -> tuple[str, ...]:
    """Inside a transaction: every handler as the feed writes her."""
    return tuple(name for (name,) in database.sql(_WRITTEN).fetchall())


def written_as(database: Database, person: int | None) -> tuple[str, ...]:
    """Inside a transaction: the ways in which this member of the staff is written."""
    known = resolve_handlers(database)
    return tuple(name for name in written(database) if person is not None and known.get(compared(name)) == person)


def called(database: Database, words: tuple[str, ...]) -> tuple[str, ...]:
    """Inside a transaction: the handlers whose name, as it is written or as we know it, has words that begin so.

    `words` are folded (`forms.name_words`) and may come in any order.
    """
    return tuple(
        name
        for name, hers in _words(everyone(database), written(database))
        if words and all(any(each.startswith(word) for each in hers) for word in words)
    )


@lru_cache(maxsize=4)
def _words(people: tuple[Person, ...], names: tuple[str, ...]) -> tuple[tuple[str, frozenset[str]], ...]:
    """The words of each handler; kept, since they are asked for at each letter of a search."""
    known = resolved(people)
    ours = {person.id: name_words(person.name) for person in people}
    return tuple((name, frozenset((*name_words(name), *ours.get(known.get(compared(name), -1), ())))) for name in names)
