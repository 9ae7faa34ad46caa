"""What one cell of a feed means: a text, a date, a number, a yes or no, or several values."""

import functools
import re
import unicodedata
from datetime import date, datetime, timedelta
from math import isfinite
from zoneinfo import ZoneInfo

from mottagning.cases.workbook import Cell

_MISSING_WORDS = (
    ". .. ... - -- – — null (null) \\n n/a #n/a #saknas! #ref! #referens! #value! #värdefel! #name? #namn?"
    " #div/0! #division/0! #num! #ogiltigt! #null! #skärning!"
)
_MISSING = frozenset(("", *_MISSING_WORDS.split()))
_UNREADABLE = re.compile("[\ud800-\udfff]")
_LONGEST = 4000
ANY_SEPARATOR = re.compile(r"[;,\n]|\r\n?")
BUT_COMMA = re.compile(r"[;\n]|\r\n?")
"""What parts the values of a cell (contracts.md, "Case feed")."""
_BLANKS = re.compile(r"[\s\u200b\ufeff]+")
_NO_SIGN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_EXCEL_TEXT = re.compile(r'="(.*)"|\'(\d.*)', re.DOTALL)

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:(?:T|\s+)(?P<time>\d{1,2}[:.]\d{2}.*))?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[T ]?(?P<time>\d{2}:?\d{2}.*))?", re.ASCII)
_SHORT = re.compile(r"(\d{2})(\d{2})(\d{2})", re.ASCII)
_DAY_FIRST = re.compile(
    r"(\d{1,2})(?:/(\d{1,2})[\s/.-]*|\.\s?(\d{1,2})\.\s?|-(\d{1,2})-)((?:19|20|21)?\d{2})(?:,?\s+\d{1,2}[:.]\d{2}.*)?",
    re.ASCII,
)
_WORDED = re.compile(
    r"(?:den\s+)?(\d{1,2})(?::?[ae])?\.?[\s-]*([a-zåäö]{3,9})\.?,?[\s-]*(\d{4})(?:,?\s+\d{1,2}[:.]\d{2}.*)?",
    re.IGNORECASE | re.ASCII,
)
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?", re.ASCII)
_ZONE = re.compile(r"(?:Z|[+-]\d{2}:?\d{2})$")
_MONTH_NAMES = (
    "jan januari january,feb februari february,mar mars march,apr april,maj may,jun juni june,jul juli july,"
    "aug augusti august,sep sept september,okt oct oktober october,nov november,dec december"
)
_MONTHS = {name: month for month, names in enumerate(_MONTH_NAMES.split(","), 1) for name in names.split()}
_EXCEL_DAY_ZERO = date(1899, 12, 30)
# What databases write where a date is missing or lies open.
_NO_DATES = (date(1, 1, 1), date(1753, 1, 1), date(1899, 12, 30), date(1900, 1, 1), date(9999, 12, 31))
_STOCKHOLM = ZoneInfo("Europe/Stockholm")

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
    if not cell.isprintable():  # a line break, a hard space, or worse
        if _UNREADABLE.search(cell):
            raise UnreadableCellError
        cell = _NO_SIGN.sub("", _BLANKS.sub(" ", cell))
    cell = cell.strip() if cell.isascii() else unicodedata.normalize("NFC", cell.strip())
    if cell.startswith(("=", "'")) and (kept := _EXCEL_TEXT.fullmatch(cell)):
        cell = (kept[1] or kept[2] or "").strip()
    if len(cell) > _LONGEST:
        raise UnreadableCellError
    return None if len(cell) < 16 and cell.lower() in _MISSING else cell


def day(cell: Cell) -> date | None:
    """The date in the cell, None when it is missing.

    Takes date cells, Excel's day numbers, ISO 8601, and what Swedes write: "20261121", "21/11 2026", "21.11.2026",
    "21 nov 2026", "261121". A time is left out; one with a zone is turned to the date in Stockholm first.
    Raises UnreadableCellError for all else, and for "05-04-26", which could be three different days.
    """
    if cell is None or isinstance(cell, bool):
        return None
    if isinstance(cell, str):
        return _written_day(cell)
    if isinstance(cell, (int, float)):
        return _written_day(f"{cell:.0f}" if cell == cell // 1 else str(cell))
    return _sensible(cell.date() if isinstance(cell, datetime) else cell)


def _sensible(found: date) -> date | None:
    if found in _NO_DATES:
        return None
    if not 1900 <= found.year <= 2199:
        raise UnreadableCellError
    return found


@functools.lru_cache(maxsize=8192)
def _written_day(cell: str) -> date | None:
    written = text(cell)
    if written is None or written.lower() in ("nan", "nat", "none"):
        return None
    return _sensible(_parsed_day(written))


def _parsed_day(written: str) -> date:
    try:
        if match := _ISO.fullmatch(written) or _COMPACT.fullmatch(written):
            if (clock := match["time"]) and _ZONE.search(clock):
                return _in_stockholm(written)
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _SERIAL.fullmatch(written):
            if 20_000 <= (number := int(match[1])) <= 80_000:
                return _EXCEL_DAY_ZERO + timedelta(days=number)
        elif match := _SHORT.fullmatch(written):
            return date(2000 + int(match[1]), int(match[2]), int(match[3]))
        elif match := _DAY_FIRST.fullmatch(written):
            return _day_first(match)
        elif (match := _WORDED.fullmatch(written)) and (month := _MONTHS.get(match[2].casefold())):
            return date(int(match[3]), month, int(match[1]))
    except ValueError as error:
        raise UnreadableCellError from error
    raise UnreadableCellError


def _in_stockholm(written: str) -> date:
    moment = datetime.fromisoformat(written)
    return moment.astimezone(_STOCKHOLM).date()


def _day_first(match: re.Match[str]) -> date:
    year = match[5]
    if len(year) == 2:
        if not match[2]:  # only a slash says that the day comes first: "21/11-26"
            raise UnreadableCellError
        year = f"20{year}"
    return date(int(year), int(match[2] or match[3] or match[4]), int(match[1]))


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
