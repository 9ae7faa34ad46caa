"""Who else is in a case and how to reach people, out of the cells of a row: names, roles, phones, e-mail addresses."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from mottagning import phones
from mottagning.cases.cells import BUT_COMMA
from mottagning.cases.column import Column
from mottagning.cases.feedfile import Row
from mottagning.cases.fields import role_of
from mottagning.texts import tr

_EMAIL = re.compile(r"[^\s<>@\"'(),:;\[\]]+@[^\s<>@\"'(),:;\[\]]+\.[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Somebody else in a case. `role` is a code of `fields.ROLES`, another word as the feed has it, or "other".

    `phones` are E.164, `emails` lower case.
    """

    role: str
    name: str | None
    phones: tuple[str, ...]
    emails: tuple[str, ...]


@dataclass(slots=True)
class PartyColumns:
    """The columns that tell of the same party or parties, and the role that their headers name."""

    role: str | None
    name: Column | None = None
    phone: Column | None = None
    email: Column | None = None


def party_columns(names: Sequence[Column], numbers: Sequence[Column], emails: Sequence[Column]) -> list[PartyColumns]:
    """Which name, phone and e-mail columns belong together: those of one role, with the same number if any.

    "God man", "Telefon god man", "Vårdnadshavare 1", "Vårdnadshavare 2" are three parties. A phone or e-mail column
    that names no role belongs to the only party there is.
    """
    groups: dict[tuple[str | None, str], PartyColumns] = {}
    for kind, columns in (("name", names), ("phone", numbers), ("email", emails)):
        for count, column in enumerate(columns):
            role = role_of(column.header)
            key = (role, "".join(re.findall(r"\d+", column.header)))
            if key not in groups and role is None and len(groups) == 1 and kind != "name":
                key = next(iter(groups))
            group = groups.setdefault(key, PartyColumns(role))
            if getattr(group, kind) is not None:
                group = groups.setdefault((role, f"{kind} {count}"), PartyColumns(role))
            setattr(group, kind, column)
    return list(groups.values())


def parties_in(columns: PartyColumns, row: Row, roles: Sequence[str | None], notes: list[str]) -> Iterator[Party]:
    """The parties in one group of columns; what stands at the same place in each cell belongs together.

    `roles` are for columns whose headers name none; a single one is for all. What is no phone number or e-mail
    address is left out and noted.
    """
    names = _names(columns.name, row) if columns.name else []
    numbers = _numbers(columns.phone, row) if columns.phone else []
    emails = columns.email.values(row) if columns.email else []
    roles = [columns.role] if columns.role else list(roles)
    each: list[tuple[str | None, str | None, Sequence[str | None], Sequence[str | None]]]
    if max(len(names), len(roles)) <= 1:
        each = [(next(iter(names), None), next(iter(roles), None), numbers, emails)]
    else:
        lone = roles[0] if len(roles) == 1 else None
        aligned = zip_longest(names, roles, numbers, emails)
        each = [(name, role or lone, [number], [email]) for name, role, number, email in aligned]
    for name, role, its_numbers, its_emails in each:
        found_numbers = _sound_numbers(its_numbers, columns.phone, notes)
        found_emails = _sound_emails(its_emails, columns.email, notes)
        if name or found_numbers or found_emails:
            code = (role_of(role) or role.casefold()) if role else "other"
            yield Party(role=code, name=name, phones=found_numbers, emails=found_emails)


def numbers_in(columns: Sequence[Column], row: Row, notes: list[str]) -> tuple[str, ...]:
    """The phone numbers in some columns, each once, in E.164; what is none is noted."""
    found = [number for column in columns for number in _sound_numbers(_numbers(column, row), column, notes)]
    return tuple(dict.fromkeys(found))


def emails_in(columns: Sequence[Column], row: Row, notes: list[str]) -> tuple[str, ...]:
    """The e-mail addresses in some columns, each once, in lower case; what is none is noted."""
    found = [email for column in columns for email in _sound_emails(column.values(row), column, notes)]
    return tuple(dict.fromkeys(found))


def _names(column: Column, row: Row) -> list[str | None]:
    """The names in a cell. A comma parts names too, but not in "Berg, Anna"."""
    cell = column.cell(row)
    if isinstance(cell, str) and "," in cell and not BUT_COMMA.search(cell):
        parts = column.values(row)
        if len(parts) != 2 or any(part is None or " " in part for part in parts):
            return parts
    return column.values(row, BUT_COMMA)


def _numbers(column: Column, row: Row) -> list[str | None]:
    """What stands for phone numbers in a cell. A number in Excel has lost the zero or the plus before it."""
    found = column.values(row)
    if isinstance(column.cell(row), (int, float)) and found[0]:
        abroad = found[0].startswith("46") and len(found[0]) > 9
        return [f"{'+' if abroad else '0'}{found[0]}"]
    return found


def _sound_numbers(values: Sequence[str | None], column: Column | None, notes: list[str]) -> tuple[str, ...]:
    found: list[str] = []
    for value in values:
        if value is None:
            continue
        numbers = [phones.normalise(value)]
        if numbers == [None] and "/" in value:
            numbers = [phones.normalise(part) for part in value.split("/")]
        found += [number for number in numbers if number]
        if None in numbers and column:
            notes.append(tr("{column}: this is no phone number, it was left out.", column=column.header))
    return tuple(found)


def _sound_emails(values: Sequence[str | None], column: Column | None, notes: list[str]) -> tuple[str, ...]:
    found: list[str] = []
    for value in values:
        if value is None:
            continue
        if address := _EMAIL.search(value):
            found.append(address[0].lower())
        elif column:
            notes.append(tr("{column}: this is no e-mail address, it was left out.", column=column.header))
    return tuple(found)
