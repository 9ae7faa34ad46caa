"""Finds the table in a list that people keep: CSV with any separator, a workbook, or what a directory gives out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mottagning.errors import Trouble, why
from mottagning.folding import fold
from mottagning.people import directoryfile
from mottagning.texts import N_

LARGEST = 10_000_000
"""Octets of a list or a calendar: far more than any unit has."""
_HEADER_WITHIN = 30
_WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")

Cells = Sequence[Any]
"""Text, numbers, dates, lists of text; None, "" and [] for nothing."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the list: where it stands, what its header says, and the field it is taken for; None: for none."""

    position: int
    header: str
    field: str | None


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of a list and the rows below them, each with its number in the file from 1; no empty rows."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[int, Cells], ...]

    def of(self, cells: Cells, column: Column) -> Any:
        """What a row says in a column; None where it says nothing."""
        found = cells[column.position] if column.position < len(cells) else None
        return None if found in (None, "", []) else found


class Words:
    """What columns may be called: the field by its header, whatever capitals, accents, spaces and signs it has."""

    def __init__(self, words: Mapping[str, str]) -> None:
        """`words`: by field, its headers with commas between."""
        self._fields = {compared(word): field for field, listed in words.items() for word in listed.split(", ")}

    def field(self, header: object) -> str | None:
        """The field that a header means, if any."""
        return self._fields.get(compared(header))


def compared(header: object) -> str:
    """A header as it is compared: folded, letters and digits alone."""
    return "".join(sign for sign in fold(str(header)) if sign.isalnum())


def read_octets(path: Path) -> bytes:
    """What the file holds; Trouble, one sentence, when it cannot be read or is too large."""
    try:
        with path.open("rb") as file:
            octets = file.read(LARGEST + 1)
    except OSError as error:
        raise Trouble(N_("“{file}” cannot be read: {why}."), file=path.name, why=why(error)) from None
    if len(octets) > LARGEST:
        raise Trouble(N_("“{file}” is too large for such a list."), file=path.name)
    return octets


def read_text(file: str, octets: bytes) -> str:
    """The text in any of the encodings that Swedish programs write; Trouble when it is no text."""
    marked = octets.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            text = octets.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Trouble(N_("“{file}” is no text and no workbook. Save the list as CSV or XLSX."), file=file)


def read_table(path: Path, words: Words, chosen: Mapping[str, str] | None = None) -> Table:
    """The table with most headers that `words` know; when none is known, the one with most columns.

    `chosen` goes before the guess: by header, the field it is ("" for none). Trouble, one sentence, when the file
    cannot be read.
    """
    octets = read_octets(path)
    if octets.startswith(_WORKBOOK):
        tables: Iterable[Iterable[tuple[int, Cells | None]]] = _sheets(path)
    else:
        text = read_text(path.name, octets)
        entries = directoryfile.read_ldif(text) or directoryfile.read_vcards(text)
        tables = [_entries(entries)] if entries else _parted(text)
    fields = {compared(header): field or None for header, field in (chosen or {}).items()}
    return _with_most_headers(path.name, tables, words, fields)


def _with_most_headers(
    file: str,
    tables: Iterable[Iterable[tuple[int, Cells | None]]],
    words: Words,
    chosen: Mapping[str, str | None],
) -> Table:
    columns: tuple[Column, ...] = ()
    below: list[tuple[int, Cells | None]] = []
    most = (0, 1)  # one column alone is a heading, or text
    for table in tables:
        rows = list(table)
        for position, (_, cells) in enumerate(rows[:_HEADER_WITHIN]):
            found = tuple(_columns(cells or (), words, chosen))
            known = sum(column.field is not None for column in found)
            weight = (known, 0 if known else len(found))
            if weight > most:
                columns, below, most = found, rows[position + 1 :], weight
    kept = []
    for number, row in below:
        if row is None:
            raise Trouble(
                N_("“{file}” has a quotation mark out of place on line {line}. Mend it and try again."),
                file=file,
                line=number,
            )
        if any(cell not in (None, "", []) for cell in row):
            kept.append((number, row))
    return Table(columns, tuple(kept))


def _columns(cells: Cells, words: Words, chosen: Mapping[str, str | None]) -> Iterator[Column]:
    for position, cell in enumerate(cells):
        header = "" if cell is None else str(cell).strip()
        if header:
            name = compared(header)
            yield Column(position, header, chosen[name] if name in chosen else words.field(header))


def _entries(entries: Sequence[tuple[int, Mapping[str, list[str]]]]) -> list[tuple[int, Cells]]:
    """A directory's entries as a table: a column for each attribute that any of them has."""
    names = list(dict.fromkeys(name for _, entry in entries for name in entry))
    return [(0, names), *((line, [entry.get(name, []) for name in names]) for line, entry in entries)]


def _parted(text: str) -> Iterator[list[tuple[int, Cells | None]]]:
    """The rows of delimited text, once for each sign that may part the cells."""
    for delimiter in ";\t,|":
        yield list(_delimited(text, delimiter))


def _delimited(text: str, delimiter: str) -> Iterator[tuple[int, list[str] | None]]:
    """Row numbers and cells; None instead of the cells where the file cannot be read any further."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, [cell.strip() for cell in cells]
            line = reader.line_num + 1
    except csv.Error:
        yield line, None


def _sheets(path: Path) -> Iterator[list[tuple[int, Cells]]]:
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
