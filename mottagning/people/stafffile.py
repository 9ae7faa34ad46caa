"""Reads a list of staff (CSV, a workbook or JSON) into plain records, and says which rows it cannot read and why."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from mottagning.errors import Trouble, why
from mottagning.folding import fold
from mottagning.people.roles import Role
from mottagning.texts import N_, tr

_HEADERS = {
    "name": "namn, fullständigt namn, för- och efternamn, medarbetare, name",
    "given": "förnamn, first name, given name",
    "family": "efternamn, last name, family name, surname",
    "key": "kortnamn, signatur, sign, id, key, short name",
    "initials": "initialer, initials",
    "role": "roll, role",
    "email": "e-post, e-postadress, mejl, mejladress, mail, e-mail, e-mail address",
    "phone": "telefon, telefonnummer, tel, direktnummer, mobil, mobiltelefon, mobilnummer, phone, mobile",
    "handler_names": "handläggare i ärendesystemet, handläggare i verksamhetssystemet, handläggare, "
    "namn i ärendesystemet, namn i verksamhetssystemet, handler, handler names, name in case system",
    "logins": "windowsinloggning, inloggning, användarnamn, användare, användar-id, "
    "login, logins, windows login, username",
    "joined": "började, börjar, anställd från, anställningsdatum, startdatum, första dag, "
    "joined, first day, start date",
    "left": "slutade, slutar, anställd till, slutdatum, sista dag, left, last day, end date",
    "percent": "tjänstgöringsgrad, sysselsättningsgrad, tjg, procent, percent, rate, employment rate",
    "qualifications": "behörighet, behörigheter, qualification, qualifications",
}
_ROLES: dict[str, Role] = {
    "gruppledare": "lead",
    "biträdande gruppledare": "lead",
    "ledare": "lead",
    "lead": "lead",
    "team lead": "lead",
    "handläggare": "desk",
    "mottagning": "desk",
    "desk": "desk",
    "handler": "desk",
    "ingen": "none",
    "none": "none",
}
_LARGEST = 10_000_000
_HEADER_WITHIN = 30
_WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_ISO = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ].*)?")
_SWEDISH = re.compile(r"(\d{1,2})[./](\d{1,2})[./ ](\d{4})")

Rows = Iterable[tuple[int, Sequence[Any] | None]]
"""Row numbers from 1 and the cells: text, numbers, dates, or None and "" for nothing.

None instead of the cells: from here on the file cannot be read.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRecord:
    """What one row says about a person; None and () where it says nothing.

    `percent` is her employment rate; `qualifications` are in small letters.
    """

    row: int
    name: str | None = None
    key: str | None = None
    initials: str | None = None
    role: Role | None = None
    email: str | None = None
    phone: str | None = None
    joined: date | None = None
    left: date | None = None
    handler_names: tuple[str, ...] = ()
    logins: tuple[str, ...] = ()
    percent: float | None = None
    qualifications: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that could not be taken: its number from 1, the column's header if one is to blame, and why."""

    row: int
    column: str | None
    reason: str


def read_staff(path: Path) -> Iterator[StaffRecord | Rejected]:
    """Each row of the file in order, empty ones left out; Trouble, one sentence, if it is no list of staff."""
    try:
        with path.open("rb") as file:
            octets = file.read(_LARGEST + 1)
    except OSError as error:
        raise Trouble(N_("“{file}” cannot be read: {why}."), file=path.name, why=why(error)) from None
    if len(octets) > _LARGEST:
        raise Trouble(N_("“{file}” is too large for a list of staff."), file=path.name)
    if octets.startswith(_WORKBOOK):
        columns, rows = _first_with_headers(path.name, _sheets(path))
    elif path.suffix.lower() == ".json":
        columns, rows = _from_json(path.name, octets)
    else:
        columns, rows = _first_with_headers(path.name, _parted(_text(path.name, octets)))
    for number, cells in rows:
        if cells is None:
            raise Trouble(
                N_("“{file}” has a quotation mark out of place on line {line}. Mend it and try again."),
                file=path.name,
                line=number,
            )
        if any(cell not in (None, "", []) for cell in cells):
            yield _record(number, cells, columns)


@dataclass(frozen=True, slots=True)
class _Column:
    position: int
    header: str
    field: str


def _text(file: str, octets: bytes) -> str:
    marked = octets.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            text = octets.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Trouble(N_("“{file}” is no text and no workbook. Save the list of staff as CSV or XLSX."), file=file)


def _parted(text: str) -> Iterator[Rows]:
    """The rows of delimited text, once for each sign that may part the cells."""
    for delimiter in ";\t,|":
        yield list(_delimited(text, delimiter))


def _delimited(text: str, delimiter: str) -> Iterator[tuple[int, list[str] | None]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, [cell.strip() for cell in cells]
            line = reader.line_num + 1
    except csv.Error:
        yield line, None


def _sheets(path: Path) -> Iterator[Rows]:
    from python_calamine import CalamineWorkbook

    try:
        with CalamineWorkbook.from_path(path) as book:
            for name in book.sheet_names:
                yield list(enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False), start=1))
    except BaseException as error:  # a slip inside the library comes as PanicException, which is no Exception
        if isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit):
            raise
        raise Trouble(
            N_("The workbook “{file}” cannot be opened. Save it again without a password."), file=path.name
        ) from error


def _first_with_headers(file: str, tables: Iterable[Rows]) -> tuple[list[_Column], Rows]:
    """The table with most headers that we know, and its rows below them."""
    best: tuple[list[_Column], Rows] = ([], [])
    for table in tables:
        rows = list(table)
        for position, (_, cells) in enumerate(rows[:_HEADER_WITHIN]):
            columns = _columns(cells or ())
            if len(columns) > len(best[0]):
                best = columns, rows[position + 1 :]
    if not {column.field for column in best[0]} & {"name", "family", "key"}:
        raise Trouble(
            N_("“{file}” has no row of headers with a name. Name the columns: Name, Short name, E-mail and so on."),
            file=file,
        )
    return best


def _columns(cells: Sequence[Any]) -> list[_Column]:
    found = [(position, cell, _known_headers().get(_header(cell))) for position, cell in enumerate(cells)]
    return [_Column(position, str(cell).strip(), name) for position, cell, name in found if name]


@cache
def _known_headers() -> dict[str, str]:
    return {_header(word): field for field, words in _HEADERS.items() for word in words.split(", ")}


def _header(cell: Any) -> str:
    return "".join(sign for sign in fold(str(cell)) if sign.isalnum())


def _from_json(file: str, octets: bytes) -> tuple[list[_Column], Rows]:
    """The document of `people list --json`, with percent and qualifications if one likes."""
    try:
        people = json.loads(octets)["people"]
    except (ValueError, LookupError, TypeError, RecursionError):
        people = None
    if not isinstance(people, list) or not all(isinstance(person, dict) for person in people):
        raise Trouble(N_("“{file}” is no JSON document with a list of “people”."), file=file)
    columns = [_Column(position, field, field) for position, field in enumerate(_HEADERS)]
    return columns, [
        (number, [person.get(field) for field in _HEADERS]) for number, person in enumerate(people, start=1)
    ]


def _record(row: int, cells: Sequence[Any], columns: list[_Column]) -> StaffRecord | Rejected:
    said: dict[str, Any] = {}
    for column in columns:
        cell = cells[column.position] if column.position < len(cells) else None
        if cell in (None, "", []):
            continue
        read: Callable[[Any], Any] = _READERS.get(column.field, _as_text)
        try:
            value = read(cell)
        except (ValueError, TypeError):
            return Rejected(row, column.header, _reason(column.field))
        # Of two columns for one thing (telephone, mobile) the first that says something counts; lists are joined.
        if isinstance(value, tuple):
            said[column.field] = said.get(column.field, ()) + value
        else:
            said.setdefault(column.field, value)
    given, family = said.pop("given", ""), said.pop("family", "")
    said.setdefault("name", f"{given} {family}".strip() or None)
    return StaffRecord(row=row, **said)


def _as_text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)  # a workbook keeps every number as a decimal one
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise ValueError(cell)
    return " ".join(str(cell).split())


def _as_list(cell: Any, signs: str) -> tuple[str, ...]:
    parts = cell if isinstance(cell, list) else re.split(signs, cell if isinstance(cell, str) else _as_text(cell))
    return tuple(text for text in map(_as_text, parts) if text)


def _as_date(cell: Any) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = _as_text(cell)
    if found := _ISO.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _SWEDISH.fullmatch(text):
        day, month, year = map(int, found.groups())
    else:
        raise ValueError(text)
    return date(year, month, day)


def _as_percent(cell: Any) -> float:
    number = float(_as_text(cell).rstrip("% ").replace(",", "."))
    if isinstance(cell, float) and 0 < number <= 1:
        number *= 100  # a workbook keeps 80 % as 0.8
    if not 0 <= number <= 100:
        raise ValueError(cell)
    return round(number, 2)


def _as_role(cell: Any) -> Role:
    role = {fold(word): role for word, role in _ROLES.items()}.get(fold(_as_text(cell)))
    if role is None:
        raise ValueError(cell)
    return role


_READERS: dict[str, Callable[[Any], Any]] = {
    "handler_names": lambda cell: _as_list(cell, r"[;|\n]"),  # a comma parts "Lind, Karin" only
    "logins": lambda cell: _as_list(cell, r"[;|,\s]"),
    "qualifications": lambda cell: tuple(word.casefold() for word in _as_list(cell, r"[;|,\n]")),
    "joined": _as_date,
    "left": _as_date,
    "percent": _as_percent,
    "role": _as_role,
}


def _reason(field: str) -> str:
    if field in ("joined", "left"):
        return tr("This is no date. Write it as 2026-01-31.")
    if field == "percent":
        return tr("This is no share of full time. Write a number from 0 to 100.")
    if field == "role":
        return tr("This is no role. Write team lead, handler or none.")
    return tr("This is no text.")
