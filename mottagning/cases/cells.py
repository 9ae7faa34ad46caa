"""What one cell of a feed means: a text, a number, a yes or no, or several values; dates stand in `dates`."""

import re
import unicodedata
from datetime import datetime
from math import isfinite

from mottagning.cases.workbook import Cell

_MISSING_WORDS = ". .. ... - -- – — null (null) \\n n/a #n/a #saknas!"
_MISSING = frozenset(("", *_MISSING_WORDS.split()))
# What Excel writes where a formula has gone wrong: there is a value, but nobody knows which.
_ERROR_WORDS = (
    "#ref! #referens! #value! #värdefel! #name? #namn? #div/0! #division/0! #num! #ogiltigt! #null! #skärning!"
    " #spill! #spill #calc!"
)
_ERRORS = frozenset(_ERROR_WORDS.split())
_UNREADABLE = re.compile("[\ud800-\udfff\ufffd]")
_LONGEST = 4000
ANY_SEPARATOR = re.compile(r"[;,\n]|\r\n?")
BUT_COMMA = re.compile(r"[;\n]|\r\n?")
"""What parts the values of a cell (contracts.md, "Case feed")."""
_BLANKS = re.compile(r"[\s\u200b\ufeff]+")
_NO_SIGN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_EXCEL_TEXT = re.compile(r'="(.*)"|\'(\d.*)', re.DOTALL)

_NO_WORDS = "nej n no false 0 falskt ej inte icke not ingen inga saknas oskyddad oskyddade öppen öppna none nan"
_NO = frozenset(_NO_WORDS.split())


class UnreadableCellError(ValueError):
    """The cell does not hold what its column should."""


def text(cell: Cell) -> str | None:
    """The cell as one line of text, None when it is empty or says that the value is missing ("..", "NULL").

    A whole number that Excel keeps as a float loses its ".0". Raises UnreadableCellError for damaged or endless text.
    """
    if cell is None:
        return None
    if isinstance(cell, str):
        return _text(cell)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        if abs(cell) >= 1e15:  # Excel keeps fifteen digits; the rest of the number is gone
            raise UnreadableCellError
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes") if cell.time() != datetime.min.time() else cell.date().isoformat()
    return str(cell)


def _text(cell: str) -> str | None:
    is_ascii = cell.isascii()
    if not is_ascii and _UNREADABLE.search(cell):
        raise UnreadableCellError
    if not cell.isprintable():  # a line break, a hard space, or worse
        cell = _NO_SIGN.sub("", _BLANKS.sub(" ", cell))
    cell = cell.strip() if is_ascii else unicodedata.normalize("NFC", cell.strip())
    if not cell:
        return None
    if cell[0] in "='" and (kept := _EXCEL_TEXT.fullmatch(cell)):
        cell = (kept[1] or kept[2] or "").strip()
    if len(cell) > _LONGEST or (cell[:1] == "#" and is_error(cell)):
        raise UnreadableCellError
    return None if len(cell) < 9 and cell.lower() in _MISSING else cell


def is_error(cell: str) -> bool:
    """Whether Excel has written an error here ("#REF!") in place of a value."""
    return "#" in cell and cell.strip().lower() in _ERRORS


def number(cell: Cell) -> float | None:
    """The number in the cell ("1,5", "1 200", 3.0), None when it is missing; raises UnreadableCellError."""
    if isinstance(cell, (int, float)):
        return float(cell)
    written = text(cell)
    if written is None or written.lower() in ("nan", "none"):
        return None
    try:
        found = float("".join(written.split()).replace(",", "."))
    except ValueError as error:
        raise UnreadableCellError from error
    if not isfinite(found):
        raise UnreadableCellError
    return found


def protected(cell: Cell) -> bool:
    """Whether the cell says that somebody has a protected identity.

    True for the words of contracts.md ("Case feed") and for the kinds of protection by name. A word that says neither
    yes nor no counts as yes: leaving out a name can be mended, showing one cannot.
    """
    if isinstance(cell, (bool, int, float)):
        return bool(cell)
    try:
        written = text(cell)
    except UnreadableCellError:
        return True
    if written is None:
        return False
    words = re.findall(r"\w+", written.casefold())
    return not words or words[0] not in _NO


def values(cell: Cell, separators: re.Pattern[str] = ANY_SEPARATOR) -> list[str | None]:
    """The several values of a cell, in order, with None for an empty place in between."""
    parted = separators.split(cell) if isinstance(cell, str) else [cell]
    found = [text(part) for part in parted]
    while found and found[-1] is None:
        found.pop()
    return found
