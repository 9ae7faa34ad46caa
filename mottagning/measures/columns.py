"""Reads columns of a query whole, as numpy arrays: a year of contacts in a tenth of a second.

Row by row, making Python's objects takes most of a second for each 100,000 contacts. Here the database joins each
column into one value (SQLite as text of fixed width, PostgreSQL in the form in which it sends a single one), and numpy
takes it apart.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy

from mottagning.db import Database, UtcField
from mottagning.measures.arrays import DAY, NONE, Numbers, Words

_NEVER = "0001-01-01"
_TO_2000 = 10_957
"""Days from 1970 to 2000, where PostgreSQL's days and moments begin."""
_NO_DAY = -(2**31)
_BETWEEN = "\x1f"
_MOMENT = [("at", "S26"), ("zone", "S1")]
"""As SQLite keeps it, parted from the Z at its end, which numpy does not know."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Moment:
    """A column of moments, NULL becomes `NONE`."""

    sql: str


@dataclass(frozen=True, slots=True)
class Day:
    """A column of dates, NULL becomes `NONE`; `is_text`: it is kept as text ("2026-11-22")."""

    sql: str
    is_text: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """A column of whole numbers, NULL becomes -1."""

    sql: str


@dataclass(frozen=True, slots=True)
class Word:
    """A column of words, each one of `known`; NULL and any other are none of them."""

    sql: str
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A column of words of which nobody knows which there are; NULL becomes ""."""

    sql: str


Column = Moment | Day | Number | Word | Text


def read(database: Database, columns: Sequence[Column], source: str, parameters: tuple[Any, ...] = ()) -> list[Any]:
    """Inside `reading`: the columns of the rows of `source` ("FROM … WHERE …"): `Numbers` or `Words`.

    The columns are our own words, never what somebody typed.
    """
    found = _read(database, columns, source, parameters)
    if len({len(each.codes if isinstance(each, Words) else each) for each in found}) > 1:
        found = _read(database, [_parted(column) for column in columns], source, parameters)
    return found


def _read(database: Database, columns: Sequence[Column], source: str, parameters: tuple[Any, ...]) -> list[Any]:
    sqlite = database.dialect == "sqlite"
    join = _sqlite if sqlite else _postgresql
    wanted = ", ".join(join(column) for column in columns)
    row = database.sql(f"SELECT {wanted} {source}", parameters).fetchone()
    take = _from_sqlite if sqlite else _from_postgresql
    return [take(column, joined) for column, joined in zip(columns, row, strict=True)]


def _parted(column: Column) -> Column:
    """The same without the sign that stands between words: one with it gives more rows than there are."""
    return Text(f"replace({column.sql}, '{_BETWEEN}', ' ')") if isinstance(column, Text) else column


def _sqlite(column: Column) -> str:
    match column:
        case Moment(sql):
            return f"group_concat(coalesce({sql}, '{_NEVER}T00:00:00.000000Z'), '')"
        case Day(sql):
            return f"group_concat(coalesce({sql}, '{_NEVER}'), '')"
        case Number(sql):
            return f"group_concat(coalesce({sql}, -1), ',')"
        case Word(sql, known):
            return f"group_concat({_letter(sql, known)}, '')"
        case Text(sql):
            return f"group_concat(coalesce({sql}, ''), '{_BETWEEN}')"


def _postgresql(column: Column) -> str:
    match column:
        case Moment(sql):
            return f"string_agg(coalesce(timestamptz_send({sql}), int8send(({NONE})::bigint)), ''::bytea)"
        case Day(sql, is_text):
            sql = f"({sql})::date" if is_text else sql
            return f"string_agg(coalesce(date_send({sql}), int4send(({_NO_DAY})::integer)), ''::bytea)"
        case Number(sql):
            return f"string_agg(int8send(coalesce({sql}, -1)::bigint), ''::bytea)"
        case Word(sql, known):
            return f"string_agg({_letter(sql, known)}, '')"
        case Text(sql):
            return f"string_agg(coalesce({sql}, ''), '{_BETWEEN}')"


def _letter(sql: str, known: tuple[str, ...]) -> str:
    """One letter for each word that is known."""
    cases = " ".join(f"WHEN '{word}' THEN '{letter}'" for word, letter in zip(known, _LETTERS, strict=False))
    return f"CASE {sql} {cases} ELSE ' ' END"


def _from_sqlite(column: Column, joined: str | None) -> Numbers | Words:
    text = joined or ""
    match column:
        case Moment():
            return _known(numpy.frombuffer(text.encode("ascii"), _MOMENT)["at"].astype("M8[us]"))
        case Day():
            return _known(numpy.frombuffer(text.encode("ascii"), "S10").astype("M8[D]"))
        case Number():
            return numpy.fromstring(text, numpy.int64, sep=",") if text else numpy.empty(0, numpy.int64)
        case _:
            return _words(column, joined)


def _known(found: numpy.typing.NDArray[numpy.datetime64]) -> Numbers:
    never = found == numpy.datetime64(_NEVER)
    return numpy.where(never, NONE, found.astype(numpy.int64))


def _from_postgresql(column: Column, joined: Any) -> Numbers | Words:
    match column:
        case Moment():
            found = numpy.frombuffer(bytes(joined or b""), ">i8").astype(numpy.int64)
            return numpy.where(found == NONE, NONE, found + _TO_2000 * DAY)
        case Day():
            days = numpy.frombuffer(bytes(joined or b""), ">i4").astype(numpy.int64)
            return numpy.where(days == _NO_DAY, NONE, days + _TO_2000)
        case Number():
            return numpy.frombuffer(bytes(joined or b""), ">i8").astype(numpy.int64)
        case _:
            return _words(column, joined)


def _words(column: Word | Text, joined: str | None) -> Words:
    if isinstance(column, Word):
        letters = numpy.frombuffer((joined or "").encode("ascii"), numpy.uint8)
        return Words(letters.astype(numpy.int64) - ord(_LETTERS[0]), column.known)
    each = [] if joined is None else joined.split(_BETWEEN)
    places = {word: place for place, word in enumerate(dict.fromkeys(each))}
    return Words(numpy.fromiter(map(places.__getitem__, each), numpy.int64, len(each)), tuple(places))


def one_of(database: Database, values: Numbers) -> tuple[str, Any]:
    """A condition on a column of whole numbers, that it is one of these, however many; and its parameter."""
    if database.dialect == "sqlite":
        return "IN (SELECT value FROM json_each(?))", json.dumps(values.tolist())
    return "= ANY(?)", values.tolist()


def stored(at: datetime) -> str:
    """A moment as the databases take it for one in a question."""
    return str(UtcField().db_value(at))
