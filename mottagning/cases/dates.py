"""Reads a cell as a date; one that could be several dates is read by the order that its whole column shows."""

import functools
import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from mottagning.cases.cells import UnreadableCellError, text
from mottagning.cases.workbook import Cell

Order = Literal["dmy", "mdy", "ymd"]

_TIME = r"(?:,?\s+\d{1,2}[:.]\d{2}.*)?"
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:(?:T|\s+)(?P<time>\d{1,2}[:.]\d{2}.*))?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[T ]?(?P<time>\d{2}:?\d{2}.*))?", re.ASCII)
_SHORT = re.compile(r"(\d{2})(\d{2})(\d{2})", re.ASCII)
# "3/4 2026", "3/4-26" and "3.4.2026" are Swedish habits with the day first; "3/4/2026" and "3-4-26" are anybody's.
_DAY_FIRST = re.compile(
    r"(\d{1,2})(?:/(\d{1,2})(?:\s*[\s.-]\s*)|\.\s?(\d{1,2})\.\s?)((?:19|20|21)?\d{2})" + _TIME, re.ASCII
)
_ANY_ORDER = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2((?:19|20|21)?\d{2})" + _TIME, re.ASCII)
_WORDED = re.compile(
    r"(?:[a-zåäö]{2,7}\.?,?\s+)?(?:den\s+)?(\d{1,2})(?::?[ae])?\.?[\s-]*([a-z]{3,9})\.?,?[\s-]*((?:19|20|21)?\d{2})"
    + _TIME,
    re.IGNORECASE | re.ASCII,
)
# As SQL Server writes a date that is made a text: "Nov 21 2026  8:15AM".
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})" + _TIME, re.IGNORECASE | re.ASCII)
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?", re.ASCII)
_ZONE = re.compile(r"\s*(Z|[+-]\d{2}(?::?\d{2})?)$")
_MONTH_NAMES = (
    "jan januari january,feb februari february,mar mars march,apr april,maj may,jun juni june,jul juli july,"
    "aug augusti august,sep sept september,okt oct oktober october,nov november,dec december"
)
_MONTHS = {name: month for month, names in enumerate(_MONTH_NAMES.split(","), 1) for name in names.split()}
_EXCEL_DAY_ZERO = date(1899, 12, 30)
# What databases write where a date is missing or lies open.
_NO_DATES = (date(1, 1, 1), date(1753, 1, 1), date(1899, 12, 30), date(1900, 1, 1), date(9999, 12, 31))
_STOCKHOLM = ZoneInfo("Europe/Stockholm")


class AmbiguousDayError(UnreadableCellError):
    """The cell could be several dates, and nothing says which."""


def day(cell: Cell, order: Order | None = None) -> date | None:
    """The date in the cell, None when it is missing.

    Takes date cells, Excel's day numbers, ISO 8601, and what Swedes write: "20261121", "21/11 2026", "21.11.2026",
    "21 nov 2026", "261121". A time is left out; one with a zone is turned to the date in Stockholm first.
    "03/04/2026" and "05-04-26" are read by `order`, if that is known. Raises UnreadableCellError for all else.
    """
    if cell is None or isinstance(cell, bool):
        return None
    if isinstance(cell, str):
        return _written_day(cell, order)
    if isinstance(cell, (int, float)):
        return _written_day(f"{cell:.0f}" if cell == cell // 1 else str(cell), order)
    return _sensible(cell.date() if isinstance(cell, datetime) else cell)


def is_ambiguous(cell: Cell) -> bool:
    """Whether only the other cells of its column can tell which date this is."""
    return isinstance(cell, str) and len(set(_readings(cell).values())) > 1


def has_order(cell: str) -> bool:
    """Whether this is a date in figures that could stand in more than one order."""
    return cell[:1].isdecimal() and bool(_readings(cell))


def order_of(cells: Iterable[Cell]) -> Order | None:
    """In which order a column writes its dates: the only one in which all of `cells` are dates; None otherwise."""
    left: set[Order] | None = None
    for cell in cells:
        if isinstance(cell, str) and (readings := _readings(cell)):
            left = set(readings) if left is None else left & set(readings)
    return left.pop() if left and len(left) == 1 else None


@functools.lru_cache(maxsize=8192)
def _readings(cell: str) -> dict[Order, date]:
    """The date that a cell means in each order in which it means any, when only its column can tell; else nothing."""
    if not (match := _ANY_ORDER.fullmatch(cell.strip())):
        return {}
    one, sign, two, three = match.groups()
    years = three if len(three) == 4 else f"20{three}"
    tried: list[tuple[Order, str, str, str]] = [("dmy", years, two, one), ("mdy", years, one, two)]
    if sign == "-" and len(three) == 2:
        tried.append(("ymd", f"20{one.zfill(2)}", two, three))
    readings: dict[Order, date] = {}
    for order, year, month, number in tried:
        try:
            readings[order] = date(int(year), int(month), int(number))
        except ValueError:
            continue
    return readings


def _sensible(found: date) -> date | None:
    if found in _NO_DATES:
        return None
    if not 1900 <= found.year <= 2199:
        raise UnreadableCellError
    return found


@functools.lru_cache(maxsize=8192)
def _written_day(cell: str, order: Order | None) -> date | None:
    written = text(cell)
    if written is None or written.lower() in ("nan", "nat", "none"):
        return None
    readings = _readings(written)
    if order in readings:
        return _sensible(readings[order])
    if len(set(readings.values())) > 1:
        raise AmbiguousDayError
    return _sensible(next(iter(readings.values())) if readings and order is None else _parsed_day(written))


def _parsed_day(written: str) -> date:
    try:
        if match := _ISO.fullmatch(written) or _COMPACT.fullmatch(written):
            if (clock := match["time"]) and _ZONE.search(clock):
                return datetime.fromisoformat(_ZONE.sub(r"\1", written)).astimezone(_STOCKHOLM).date()
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _SERIAL.fullmatch(written):
            if 20_000 <= (number := int(match[1])) <= 80_000:
                return _EXCEL_DAY_ZERO + timedelta(days=number)
        elif match := _SHORT.fullmatch(written):
            return date(2000 + int(match[1]), int(match[2]), int(match[3]))
        elif match := _DAY_FIRST.fullmatch(written):
            return date(_year(match[4]), int(match[2] or match[3]), int(match[1]))
        elif (match := _WORDED.fullmatch(written)) and (month := _MONTHS.get(match[2].casefold())):
            return date(_year(match[3]), month, int(match[1]))
        elif (match := _MONTH_FIRST.fullmatch(written)) and (month := _MONTHS.get(match[1].casefold())):
            return date(int(match[3]), month, int(match[2]))
    except ValueError as error:
        raise UnreadableCellError from error
    raise UnreadableCellError


def _year(written: str) -> int:
    return int(written) if len(written) == 4 else 2000 + int(written)
