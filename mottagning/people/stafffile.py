"""Reads a list of staff (CSV, a workbook, JSON, or what a directory gives out) into plain records.

It says what it took each column for, which rows it cannot read and why.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from mottagning.errors import Trouble
from mottagning.folding import fold
from mottagning.people import listfile
from mottagning.people.cells import as_date, as_list, as_percent, as_phone, as_text, as_truth
from mottagning.people.listfile import Cells, Column, Table, Words
from mottagning.people.roles import Role
from mottagning.texts import N_, tr

_WORDS = {
    "name": "namn, fullständigt namn, för- och efternamn, medarbetare, visningsnamn, displayname, cn, "
    "full name, formatted name, name",
    "given": "förnamn, first name, given name",
    "family": "efternamn, last name, family name, surname, sn",
    "key": "kortnamn, signatur, sign, id, key, short name",
    "initials": "initialer, initials",
    "role": "roll, role",
    "email": "e-post, e-postadress, mejl, mejladress, mail, e-mail, email address, primary smtp address",
    "phone": "telefon, telefonnummer, tel, direktnummer, mobil, mobiltelefon, mobilnummer, arbetstelefon, phone, "
    "phone number, telephone number, office phone, business phones, mobile, mobile phone, mobile number",
    "handler_names": "handläggare i ärendesystemet, handläggare i verksamhetssystemet, handläggare, "
    "namn i ärendesystemet, namn i verksamhetssystemet, handler, handler names, name in case system",
    "logins": "windowsinloggning, inloggning, användarnamn, användare, användar-id, användarens huvudnamn, "
    "login, logins, windows login, username, samaccountname, userprincipalname, uid",
    "joined": "började, börjar, anställd från, anställningsdatum, startdatum, första dag, "
    "joined, first day, start date, hire date, employee hire date",
    "left": "slutade, slutar, anställd till, slutdatum, sista dag, left, last day, end date, employee leave date time",
    "percent": "tjänstgöringsgrad, sysselsättningsgrad, tjg, procent, percent, rate, employment rate",
    "qualifications": "behörighet, behörigheter, qualification, qualifications",
    "active": "aktiv, aktivt konto, kontot aktiverat, active, enabled, account enabled",
}
FIELDS = tuple(_WORDS)
"""What a column of a list of staff can be."""
_HEADERS = Words(_WORDS)
_OF_ACCOUNTS = frozenset(listfile.compared(word) for word in ("samaccountname", "userprincipalname", "uid"))
"""Columns that only a directory of users has."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRecord:
    """What one row says about a person; None and () where it says nothing.

    `percent` is her employment rate; `qualifications` are in small letters; `active` is whether her account at the
    computers is.
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
    active: bool | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that could not be taken: its number from 1, the column's header if one is to blame, and why."""

    row: int
    column: str | None
    reason: str
    said: StaffRecord | None = field(default=None, compare=False)
    """What could be read all the same: whom it is about."""


@dataclass(frozen=True, slots=True)
class StaffFile:
    """A list of staff as it was understood. `samples`: by header, what it says where it first says something."""

    columns: tuple[Column, ...]
    rows: tuple[StaffRecord | Rejected, ...]
    samples: Mapping[str, str] = field(default_factory=dict)

    @property
    def names_people(self) -> bool:
        """Whether any column says whom a row is about."""
        return bool({column.field for column in self.columns} & {"name", "family", "key"})

    @property
    def records(self) -> tuple[StaffRecord, ...]:
        """The rows that could be read."""
        return tuple(row for row in self.rows if isinstance(row, StaffRecord))

    @property
    def rejected(self) -> tuple[Rejected, ...]:
        """The rows that could not."""
        return tuple(row for row in self.rows if isinstance(row, Rejected))


def read_file(path: Path, chosen: Mapping[str, str] | None = None) -> StaffFile:
    """The whole list. `chosen` goes before what is guessed: by header, its field ("" for none).

    Trouble, one sentence, if it is no list of staff.
    """
    found = look(path, chosen)
    if not found.names_people:
        raise Trouble(
            N_("“{file}” has no row of headers with a name. Name the columns: Name, Short name, E-mail and so on."),
            file=path.name,
        )
    return found


def look(path: Path, chosen: Mapping[str, str] | None = None) -> StaffFile:
    """As `read_file`, also of a list in which nobody can be known yet, so that somebody can say which column is what.

    It has no rows then. Trouble when the file holds no table at all.
    """
    table = _from_json(path) if path.suffix.lower() == ".json" else listfile.read_table(path, _HEADERS, chosen)
    found = StaffFile(table.columns, (), dict(_samples(table)))
    if not found.names_people:
        return found
    return replace(found, rows=tuple(_record(number, cells, table) for number, cells in table.rows))


def _samples(table: Table) -> Iterator[tuple[str, str]]:
    for column in table.columns:
        found = (table.of(cells, column) for _, cells in table.rows)
        yield column.header, _shown(next((cell for cell in found if cell is not None), ""))


def _shown(cell: Any) -> str:
    try:
        return as_text(cell)
    except ValueError:
        return str(cell)


def _from_json(path: Path) -> Table:
    """The document of `people list --json`, with percent and qualifications if one likes."""
    try:
        people = json.loads(listfile.read_octets(path))["people"]
    except (ValueError, LookupError, TypeError, RecursionError):
        people = None
    if not isinstance(people, list) or not all(isinstance(person, dict) for person in people):
        raise Trouble(N_("“{file}” is no JSON document with a list of “people”."), file=path.name)
    columns = tuple(Column(position, name, name) for position, name in enumerate(FIELDS))
    rows = tuple((number, [person.get(name) for name in FIELDS]) for number, person in enumerate(people, start=1))
    return Table(columns, rows)


def _record(row: int, cells: Cells, table: Table) -> StaffRecord | Rejected:
    said: dict[str, Any] = {}
    wrong: Column | None = None
    for column in table.columns:
        cell = table.of(cells, column)
        if cell is None or column.field is None:
            continue
        read: Callable[[Any], Any] = _READERS.get(column.field, as_text)
        try:
            value = read(cell)
        except (ValueError, TypeError):
            wrong = wrong or column
            continue
        # Of two columns for one thing (telephone, mobile) the first that says something counts; lists are joined.
        if isinstance(value, tuple):
            said[column.field] = said.get(column.field, ()) + value
        else:
            said.setdefault(column.field, value)
    given, family = said.pop("given", ""), said.pop("family", "")
    whole = f"{given} {family}".strip() or None
    if whole and is_of_accounts(table.columns):
        said["name"] = whole  # an account's display name often says the unit too: "Lind Karin (VoO)"
    said.setdefault("name", whole)
    record = StaffRecord(row=row, **said)
    return record if wrong is None else Rejected(row, wrong.header, _reason(wrong.field or ""), record)


def is_of_accounts(columns: tuple[Column, ...]) -> bool:
    """Whether the list comes from a directory of users, by columns that nobody would write by hand."""
    return any(listfile.compared(column.header) in _OF_ACCOUNTS for column in columns)


def _as_role(cell: Any) -> Role:
    role = {fold(word): role for word, role in _ROLES.items()}.get(fold(as_text(cell)))
    if role is None:
        raise ValueError(cell)
    return role


_READERS: dict[str, Callable[[Any], Any]] = {
    "phone": as_phone,
    "handler_names": lambda cell: as_list(cell, r"[;|\n]"),  # a comma parts "Lind, Karin" only
    "logins": lambda cell: as_list(cell, r"[;|,\s]"),
    "qualifications": lambda cell: tuple(word.casefold() for word in as_list(cell, r"[;|,\n]")),
    "joined": as_date,
    "left": as_date,
    "percent": as_percent,
    "active": as_truth,
    "role": _as_role,
}


def _reason(field: str) -> str:
    if field in ("joined", "left"):
        return tr("This is no date. Write it as 2026-01-31.")
    if field == "percent":
        return tr("This is no share of full time. Write a number from 0 to 100.")
    if field == "role":
        return tr("This is no role. Write team lead, handler or none.")
    if field == "active":
        return tr("This is neither yes nor no.")
    return tr("This is no text.")
