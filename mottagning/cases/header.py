"""Finds the header among the first rows of a table: titles and dates may stand above it, and it may have two lines."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mottagning.cases.fields import may_be_value
from mottagning.cases.workbook import Cell
from mottagning.texts import tr

Known = Callable[[str], object]
"""Tells which field a header names, None when it names none."""

_INVISIBLE = str.maketrans("", "", "\ufeff\u200b\u200e\u200f\u00ad")
_NUMBER = re.compile(r"[-+]?[\d\s.,]+%?")
# What a header never is, but data often are: a date, an e-mail address, a personal identity number, a phone number.
_DATA = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}.*|\S+@\S+\.\S+|(?:\d{2})?\d{6}[-+]?\d{4}|\+?0[\d\s()-]{7,}")
_DRAWN = re.compile(r"[-=_]{2,}")
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Header:
    """The header found at `index` among the rows: its cells as texts, how many fields they name, how many surely."""

    index: int
    cells: list[str]
    known: int
    sure: int


def clean(cell: Cell) -> str:
    """A header cell as one line of text without invisible signs."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).translate(_INVISIBLE).split()) if cell is not None else ""


def known_in(cells: Sequence[str], known: Known) -> int:
    """How many different fields are named in a row."""
    return len({_field(found) for cell in cells if cell and (found := known(clean(cell))) is not None})


def _field(found: object) -> object:
    return found[0] if isinstance(found, tuple) else found


def find_header(rows: Sequence[Sequence[Cell]], known: Known, *, merged: bool = False) -> Header | None:
    """The header of a table: the row that names most fields we know, else the first that is as wide as the table.

    `merged` says that merged cells are repeated in `rows`: then a header of several lines is its last line.
    None when the first row as wide as the table holds data: then nobody can tell which column is which.
    """
    texts = [["" if _DRAWN.fullmatch(cell) else cell for cell in map(clean, row)] for row in rows]
    best = _best_known(texts, known)
    wide = _first_wide_row(texts, known)
    if best is None or (wide and wide.index < best.index and best.sure < 3 and _filled(wide) >= _filled(best)):
        best = wide  # what looks like a header further down may be a row with words that head columns elsewhere
    return _last_line(texts, best, known) if merged and best else best


def _judged(index: int, cells: list[str], known: Known) -> Header:
    sure = known_in([cell for cell in cells if not may_be_value(cell)], known)
    return Header(index, cells, known_in(cells, known), sure)


def _filled(header: Header) -> int:
    return sum(map(bool, header.cells))


def _best_known(texts: Sequence[list[str]], known: Known) -> Header | None:
    best: Header | None = None
    for index, row in enumerate(texts):
        if len(filled := [cell for cell in row if cell]) < 2 or _is_data(filled):
            continue
        for cells in (row, _with_line_above(texts, index)):
            found = _judged(index, cells, known)
            enough = found.sure >= 2 and found.known >= min(4, 0.4 * len(filled))
            if enough and (best is None or found.known > best.known):
                best = found
    return best


def _last_line(texts: Sequence[list[str]], header: Header, known: Known) -> Header:
    """The last line of a header that has cells merged over several lines."""
    index = header.index
    while index + 1 < len(texts) and any(
        cell and cell == below for cell, below in zip(texts[index], texts[index + 1], strict=False)
    ):
        index += 1
    return header if index == header.index else _judged(index, texts[index], known)


def _with_line_above(texts: Sequence[list[str]], index: int) -> list[str]:
    """Row `index` with its gaps filled from the row above: "Kod; Datum; ;" over "; Inkom; Beslut;"."""
    above = texts[index - 1] if index else []
    return [cell or (above[place] if place < len(above) else "") for place, cell in enumerate(texts[index])]


def _first_wide_row(texts: Sequence[list[str]], known: Known) -> Header | None:
    widths = Counter(max(place for place, cell in enumerate(row) if cell) + 1 for row in texts if any(row))
    width = max(widths, key=lambda w: (w - 1) * widths[w], default=0)
    above: list[str] | None = None
    for index, row in enumerate(texts):
        filled = [cell for cell in row if cell]
        if not filled:
            above = None
        elif len(set(filled)) < min(2, width) or len(filled) * 2 <= width:
            continue
        elif _is_data(filled):
            if len(filled) != 2 or _is_data(filled[:1]) or (above is not None and width == 2):
                return None
            above = filled  # it may be about the table, not in it: "Date; 2026-11-21"
        elif above is None or len(filled) > len(above) or _heads_data(row, texts[index + 1 :]):
            return _judged(index, row, known)
    return None


def _heads_data(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether a column that has a word in `row` has dates or numbers in the rows below it."""
    for place, cell in enumerate(row):
        values = [cells[place] for cells in below if place < len(cells) and cells[place]]
        if cell and values and all(_is_data([value]) for value in values):
            return True
    return False


def _is_data(filled: Sequence[str]) -> bool:
    return any(_DATA.fullmatch(cell) for cell in filled) or all(_NUMBER.fullmatch(cell) for cell in filled)


def distinct(cells: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The header cells, each name once ("Namn", "Namn (2)"), and a note when a name was there twice."""
    seen: Counter[str] = Counter()
    names = []
    for cell in cells:
        seen[cell] += 1
        names.append(cell if not cell or seen[cell] == 1 else f"{cell} ({seen[cell]})")
    twice = [cell for cell, count in seen.items() if cell and count > 1]
    notes = tuple(tr("The header “{header}” is there more than once.", header=cell[:_LONGEST]) for cell in twice[:5])
    return tuple(names), notes
