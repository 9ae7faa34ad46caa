"""Writes rows of the case list by hand, ten times as fast as through the models: a turn must be short."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Named
from datetime import date
from typing import Any

from mottagning.cases.difference import CLIENT, Parties
from mottagning.cases.forms import name_key, name_words
from mottagning.cases.partytables import FormerName, Party
from mottagning.db import Database

_ROWS = 500
"""Rows a statement: SQLite takes 32,766 values."""


def replace_parties(
    database: Database, parties: Named[int, Parties], known: Iterable[int], *, undoes: bool = False
) -> None:
    """Put these parties in the place of the feed's former ones, by case; their words and addresses go with them.

    `known` are the cases that were there before: the others have no former ones. A client with a new name is found
    under both from then on, unless this `undoes` a feed: then she never was called as it said.
    """
    if former := [case for case in known if case in parties]:
        if undoes:
            _forget_names(former, parties)
        else:
            _keep_names(database, former, parties)
        Party.delete().where(Party.case_id.in_(former) & Party.entry_id.is_null()).execute()
    placed = {(case, position): party for case, of_case in parties.items() for position, party in enumerate(of_case)}
    columns = ("case_id", "position", "role", "name", "name_key", "personal_id")
    rows = [
        (case, position, party.role, party.name, name_key(party.name or "") or None, party.personal_id)
        for (case, position), party in placed.items()
    ]
    words: list[tuple[Any, ...]] = []
    addresses: list[tuple[Any, ...]] = []
    for id_, case, position in insert(database, "party", columns, rows, ("id", "case_id", "position")):
        party = placed[case, position]
        words += [(id_, word) for word in name_words(party.name or "")]
        addresses += [(id_, "phone", value) for value in party.phones]
        addresses += [(id_, "email", value) for value in party.emails]
    insert(database, "party_word", ("party_id", "word"), words)
    insert(database, "party_address", ("party_id", "kind", "value"), addresses)


def _keep_names(database: Database, cases: Sequence[int], parties: Named[int, Parties]) -> None:
    """Keep what a client was called who has another name now; with another personal identity number it is not she."""
    hers = {case: each for case in cases for each in parties[case] if each.role == CLIENT and each.name}
    was = Party.select().where(Party.case_id.in_(list(hers)) & (Party.role == CLIENT) & Party.entry_id.is_null())
    rows = []
    for row in was if hers else ():
        now = hers[row.case_id]
        is_she = None in (row.personal_id, now.personal_id) or row.personal_id == now.personal_id
        if row.name and is_she and row.name_key != name_key(now.name or ""):
            rows.append((row.case_id, row.name, name_key(row.name)))
    for case, name, key in rows:
        _forget_name(case, key)
        ((id_,),) = insert(database, "former_name", ("case_id", "name", "name_key"), [(case, name, key)], ("id",))
        insert(database, "former_name_word", ("former_id", "word"), [(id_, word) for word in name_words(name)])
    _forget_names([case for case, *_ in rows], parties)


def _forget_names(cases: Sequence[int], parties: Named[int, Parties]) -> None:
    """What a client is called now, again, is no former name of hers."""
    for case in cases:
        for client in parties[case]:
            if client.role == CLIENT and client.name:
                _forget_name(case, name_key(client.name))


def _forget_name(case: int, key: str) -> None:
    FormerName.delete().where((FormerName.case_id == case) & (FormerName.name_key == key)).execute()


def insert(
    database: Database,
    table: str,
    columns: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
    returning: Sequence[str] = (),
) -> list[tuple[Any, ...]]:
    """Add rows; those of `returning` for each, in no order."""
    written: list[tuple[Any, ...]] = []
    for start in range(0, len(rows), _ROWS):
        some = rows[start : start + _ROWS]
        places = f"({', '.join('?' * len(columns))})"
        statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([places] * len(some))}"  # noqa: S608
        if returning:
            statement += f" RETURNING {', '.join(returning)}"
        values = tuple(value.isoformat() if isinstance(value, date) else value for row in some for value in row)
        cursor = database.sql(statement, values)
        if returning:
            written += cursor.fetchall()
    return written
