"""Reads the case list in the forms that a feed is held against: all of it in little memory, or some of it whole."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from mottagning.cases.comparing import Comparer
from mottagning.cases.difference import VALUES, Known, Parties, PartyData, Stored
from mottagning.cases.fields import DATES
from mottagning.cases.tables import Case
from mottagning.db import Database

_DATES = frozenset(DATES)
_day = functools.lru_cache(maxsize=4096)(date.fromisoformat)
"""Most dates are there many times, and are kept once."""
_CASES = f"SELECT id, version, code, {', '.join(VALUES)}"
_PARTIES = (
    "SELECT p.case_id, p.id, p.role, p.name, p.personal_id, a.kind, a.value "
    "FROM party p LEFT JOIN party_address a ON a.party_id = p.id WHERE p.entry_id IS NULL"
)
_IN_ORDER = " ORDER BY p.case_id, p.position, a.id"


_NOBODY = hash(())


def index_of_cases(database: Database, comparer: Comparer) -> dict[str, Known]:
    """Every case by its code, as `comparer` needs it. For 60,000 cases 20 MB; call it inside `reading`."""
    # By hand rather than through models: 60,000 cases are read in two seconds instead of ten.
    parties = {}
    if comparer.reads_people:
        for case, rows in groupby(database.stream(_PARTIES + _IN_ORDER), itemgetter(0)):
            parties[case] = hash(_party_data(rows))  # the parties themselves would fill the memory
    told_at = Case.told_at.python_value
    index = {}
    for id_, version, code, *values, told in database.stream(f"{_CASES}, told_at FROM cases"):
        content = _content(values)
        known = parties.pop(id_, _NOBODY)
        index[str(code)] = Known(
            id=id_,
            version=version,
            content=comparer.content(content, known),
            since=content["stage_since"],
            closed=content["closed"],
            protected=content["protected"],
            told=told_at(told),
        )
    return index


def stored_cases(database: Database, codes: Sequence[str] | None = None) -> dict[str, Stored]:
    """The cases with these codes (default: every case), with the parties of the feed; call it inside `reading`."""
    wanted = f" WHERE code IN ({', '.join('?' * len(codes))})" if codes is not None else ""
    rows = database.sql(f"{_CASES} FROM cases{wanted}", tuple(codes or ())).fetchall()
    ids = [row[0] for row in rows] if codes is not None else None
    parties = _parties(database, ids)
    return {code: Stored(id_, version, _content(values), parties.get(id_, ())) for id_, version, code, *values in rows}


def _parties(database: Database, ids: Sequence[int] | None) -> dict[int, Parties]:
    if ids == []:
        return {}
    wanted = f" AND p.case_id IN ({', '.join('?' * len(ids))})" if ids is not None else ""
    rows = database.sql(_PARTIES + wanted + _IN_ORDER, tuple(ids or ()))
    return {case: _party_data(of_case) for case, of_case in groupby(rows, itemgetter(0))}


def _party_data(rows: Iterator[tuple[Any, ...]]) -> Parties:
    """The parties of one case, out of a row for each of their addresses."""
    found = []
    for (_, role, name, personal_id), of_party in groupby(rows, itemgetter(1, 2, 3, 4)):
        addresses: defaultdict[str | None, list[str]] = defaultdict(list)
        for *_, kind, value in of_party:
            addresses[kind].append(value)
        found.append(
            PartyData(
                role=role,
                name=name,
                personal_id=personal_id,
                phones=tuple(addresses["phone"]),
                emails=tuple(addresses["email"]),
            )
        )
    return tuple(found)


def _content(values: Sequence[Any]) -> dict[str, Any]:
    return {name: _value(name, value) for name, value in zip(VALUES, values, strict=True)}


def _value(name: str, value: Any) -> Any:
    if name in _DATES and isinstance(value, str):
        return _day(value)
    return bool(value) if name == "protected" else value
