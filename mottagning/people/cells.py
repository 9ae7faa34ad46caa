"""What a cell of a list says: text, several texts, a day, a share of full time; ValueError when it does not."""

import re
from datetime import date, datetime
from typing import Any

_ISO = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ].*)?")
_SWEDISH = re.compile(r"(\d{1,2})[./](\d{1,2})[./ ](\d{4})")
_YES = frozenset(["ja", "j", "yes", "true", "sant", "1", "x", "aktiv", "aktiverad", "active", "enabled"])
_NO = frozenset(["nej", "n", "no", "false", "falskt", "0", "inaktiv", "inaktiverad", "inactive", "disabled"])


def as_text(cell: Any) -> str:
    """Text with one space between words; of several values the first."""
    if isinstance(cell, list | tuple) and cell:
        cell = cell[0]
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)  # a workbook keeps every number as a decimal one
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise ValueError(cell)
    return " ".join(str(cell).split())


def as_list(cell: Any, signs: str) -> tuple[str, ...]:
    """The texts of a cell, parted by any of `signs` (a regular expression)."""
    parts = cell if isinstance(cell, list) else re.split(signs, cell if isinstance(cell, str) else as_text(cell))
    return tuple(text for text in map(as_text, parts) if text)


def as_phone(cell: Any) -> str:
    """A number as it is written; Entra gives out a list: ["+46 …"]."""
    return as_text(as_text(cell).strip('[]"').split('","')[0])


def as_date(cell: Any) -> date:
    """A day as Swedes, ISO 8601 and workbooks write it."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = as_text(cell)
    if found := _ISO.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _SWEDISH.fullmatch(text):
        day, month, year = map(int, found.groups())
    else:
        raise ValueError(text)
    return date(year, month, day)


def as_percent(cell: Any) -> float:
    """A share from 0 to 100."""
    number = float(as_text(cell).rstrip("% ").replace(",", "."))
    if isinstance(cell, float) and 0 < number <= 1:
        number *= 100  # a workbook keeps 80 % as 0.8
    if not 0 <= number <= 100:
        raise ValueError(cell)
    return round(number, 2)


def as_truth(cell: Any) -> bool:
    """Yes or no."""
    word = str(cell).casefold() if isinstance(cell, bool) else as_text(cell).casefold()
    if word not in _YES | _NO:
        raise ValueError(word)
    return word in _YES
