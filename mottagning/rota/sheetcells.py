"""The cells of a workbook that somebody keeps a rota in, without what is struck out; says what was left aside."""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from mottagning.archives import UNREADABLE
from mottagning.cases.opening import chosen
from mottagning.cases.workbook import Cell, is_workbook, open_sheets, worksheets
from mottagning.errors import Trouble, why
from mottagning.texts import N_

_MOST_ROWS, _MOST_COLUMNS = 5_000, 1_000
_LARGEST_PART = 40 << 20
# None of these looks beyond the next "<": a file made so would keep the whole program waiting for hours.
_CELL, _ROW = re.compile(rb"<c\s[^<>]*>"), re.compile(rb"<row\s[^<>]*>")
_PLACE, _NUMBER = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"'), re.compile(rb'\br="\d{1,7}"')
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_STYLE, _SHARED = re.compile(rb'\bs="(\d+)"'), re.compile(rb'\bt="s"')
_VALUE = re.compile(rb"<v>(\d+)</v>")
_FORMAT, _FONT_OF = re.compile(rb"<xf\b[^<>]*>"), re.compile(rb'\bfontId="(\d+)"')
_STRIKE = re.compile(rb'<strike(?:/>|\s+val="(?:1|true)"\s*/>|></strike>)')
_WORDS = re.compile(rb"<t(?:\s[^<>]*)?>([^<]*)</t>")


@dataclass(frozen=True, slots=True)
class SheetCells:
    """A visible sheet: its rows from the first cell of the sheet on, all as wide; merged cells are filled."""

    name: str
    rows: list[list[Cell]]
    struck: int = 0
    """How many cells have something struck out; that counts as gone."""
    hidden: int = 0
    """How many rows are hidden; they are read as the others."""


def sheet_cells(path: Path) -> list[SheetCells]:
    """The visible sheets of a workbook. Raises Trouble for what is none, is locked, damaged or too large."""
    path = chosen(path)
    try:
        with path.open("rb") as file:
            head = file.read(8)
    except OSError as error:
        raise Trouble(N_("{path} cannot be read: {why}."), path=path, why=why(error)) from None
    if not is_workbook(path, head):
        raise Trouble(N_("“{file}” is no workbook. Save the rota as XLSX and try again."), file=path.name)
    sheets = open_sheets(path)  # first: it refuses what would fill the memory
    marks = _marks(path) if head.startswith(b"PK") else {}
    found = []
    for sheet in sheets:
        rows = [[*[None] * sheet.left, *row][:_MOST_COLUMNS] for row in sheet.top(_MOST_ROWS)]
        width = max(map(len, rows), default=0)
        rows = [[*row, *[None] * (width - len(row))] for row in rows]
        struck, hidden = marks.get(sheet.name, ({}, 0))
        for (row, column), left in struck.items():
            if row < len(rows) and column < width:
                rows[row][column] = left or None
        found.append(SheetCells(sheet.name, rows, len(struck), hidden))
    return found


def cell_name(row: int, column: int) -> str:
    """What Excel calls the cell in a row and a column, 0 the first: "C4"."""
    return f"{column_name(column)}{row + 1}"


def column_name(column: int) -> str:
    """The letters of a column, 0 the first."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _marks(path: Path) -> dict[str, tuple[dict[tuple[int, int], str], int]]:
    """By sheet: what is left of the cells with something struck out, by row and column (0 the first), and hidden rows.

    The library that reads the cells knows nothing of either. What cannot be read here is left as it is.
    """
    found = {}
    try:
        with zipfile.ZipFile(path) as parts:
            formats, texts = _struck_formats(parts), _partly_struck(parts)
            for name, part in worksheets(parts).items():
                content = _part(parts, part)
                struck = _struck_cells(content, formats, texts) if formats or texts else {}
                rows = _ROW.findall(content)
                found[name] = (struck, sum(bool(_HIDDEN.search(row) and _NUMBER.search(row)) for row in rows))
    except UNREADABLE:
        return {}
    return found


def _part(parts: zipfile.ZipFile, name: str) -> bytes:
    return parts.read(name) if name and parts.getinfo(name).file_size <= _LARGEST_PART else b""


def _named(parts: zipfile.ZipFile, end: str) -> bytes:
    return _part(parts, next((name for name in parts.namelist() if name.lower().endswith(end)), ""))


def _struck_formats(parts: zipfile.ZipFile) -> set[int]:
    """The numbers of the formats of cells that strike out."""
    styles = _named(parts, "xl/styles.xml")
    fonts = {number for number, font in enumerate(_bodies(styles, b"font")) if _STRIKE.search(font)}
    formats = styles.partition(b"<cellXfs")[2].partition(b"</cellXfs>")[0]
    found = (_FONT_OF.search(each) for each in _FORMAT.findall(formats))
    return {number for number, font in enumerate(found) if font and int(font[1]) in fonts}


def _partly_struck(parts: zipfile.ZipFile) -> dict[int, str]:
    """Texts of which a part is struck out, by number: what is left of each."""
    found = {}
    for number, item in enumerate(_bodies(_named(parts, "xl/sharedstrings.xml"), b"si")):
        if b"<strike" in item and _STRIKE.search(item):
            runs = [run for run in _bodies(item, b"r") if not _STRIKE.search(run)]
            words = b"".join(text for run in runs for text in _WORDS.findall(run))
            found[number] = html.unescape(words.decode("utf-8", "replace")).strip()
    return found


def _bodies(content: bytes, name: bytes) -> Iterator[bytes]:
    """What stands in each element of this name, in order; nothing in one that is closed at once."""
    opening, end = re.compile(rb"<" + name + rb"(?:/>|>)"), b"</" + name + b">"
    starts = list(opening.finditer(content))
    for start, following in zip_longest(starts, starts[1:]):
        body = content[start.end() : following.start() if following else len(content)]
        yield b"" if start[0].endswith(b"/>") else body.partition(end)[0]


def _struck_cells(content: bytes, formats: set[int], texts: dict[int, str]) -> dict[tuple[int, int], str]:
    found = {}
    for cell in _CELL.finditer(content):
        at = _PLACE.search(cell[0])
        if at is None or cell[0].endswith(b"/>"):
            continue
        style = _STYLE.search(cell[0])
        place = (int(at[2]) - 1, _column(at[1]))
        if style is not None and int(style[1]) in formats:
            found[place] = ""
        elif _SHARED.search(cell[0]) and (value := _VALUE.match(content, cell.end())) and int(value[1]) in texts:
            found[place] = texts[int(value[1])]
    return found


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
