"""Swedish personal identity numbers: told apart from other digits, brought to one form, found in free text.

Covers the personal identity number (18 § folkbokföringslagen, 1991:481) and the co-ordination number (lagen 2022:1697
om samordningsnummer; day of birth + 60): six or eight digits of birth, three of serial, one check digit; a plus sign
instead of the hyphen from the year the person turns one hundred.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime

# [0-9], not \d: nobody's number is written with the digits of other scripts.
_SHAPE = (
    r"(?P<century>18|19|20)?(?P<birth>[0-9]{6})(?P<mark>[ \u00a0]?[-‐‑‒–—−+][ \u00a0]?|[ \u00a0])?(?P<tail>[0-9]{4})"
)
_NUMBER = re.compile(_SHAPE)
_IN_TEXT = re.compile(rf"(?<![\w+])(?<!\d[-–/.:]){_SHAPE}(?!\w)(?![-–+/.:]\d)")
_PHONE_WORD = re.compile(r"(?:tel|tfn|mob|mobil|telefon|ring|sms|phone|fax)[a-zåäö]*\.?[\s:=]{0,3}\Z", re.IGNORECASE)


def normalise(text: str, today: date | None = None) -> str | None:
    """The twelve digits YYYYMMDDNNNN of the number that `text` consists of, or None if it is none.

    A number without a century belongs to somebody under a hundred on `today` (default: the day it is in Stockholm),
    or over a hundred if it has a plus sign. The date must exist and not lie ahead, and the check digit must be right.
    """
    found = _NUMBER.fullmatch(text.strip())
    return _twelve_digits(found, today or _today()) if found else None


def find(text: str, today: date | None = None) -> tuple[str, ...]:
    """Every number in free text, as `normalise` gives it, each once, in order of appearance.

    Leaves alone what is part of a longer run of digits, a phone number or a date. Ten unbroken digits that could be
    either a phone number or an identity number count as the latter, unless a word such as "tel" stands before them.
    """
    return tuple(dict.fromkeys(number for _, _, number in spans(text, today)))


def spans(text: str, today: date | None = None) -> Iterator[tuple[int, int, str]]:
    """Where each number of `find` begins and ends in `text`, with its twelve digits."""
    for found in _IN_TEXT.finditer(text):
        today = today or _today()
        number = _twelve_digits(found, today)
        if number and not _is_announced_as_phone(text, found):
            yield found.start(), found.end(), number


def display(number: str) -> str:
    """The twelve digits as people write them: YYYYMMDD-NNNN."""
    return f"{number[:8]}-{number[8:]}"


def _today() -> date:
    from zoneinfo import ZoneInfo  # not needed for what the call card waits for

    return datetime.now(ZoneInfo("Europe/Stockholm")).date()


def _is_announced_as_phone(text: str, found: re.Match[str]) -> bool:
    """Whether ten unbroken digits that begin as a phone number does are called one ("tel 0701012380")."""
    if found["century"] or found["mark"] or not found["birth"].startswith("0"):
        return False
    return _PHONE_WORD.search(text, max(0, found.start() - 24), found.start()) is not None


def _twelve_digits(found: re.Match[str], today: date) -> str | None:
    birth, tail = found["birth"], found["tail"]
    if tail.startswith("000") or not _check_digit_is_right(birth + tail):
        return None
    if found["century"]:
        years = [int(found["century"] + birth[:2])]
    else:
        newest = today.year - (today.year - int(birth[:2])) % 100
        years = [newest, newest - 100, newest - 200]
    born = [day for year in years if (day := _date_of_birth(year, birth)) and day <= today]
    if not found["century"] and "+" in (found["mark"] or ""):
        born = [day for day in born if day.year <= today.year - 100]
    return f"{born[0].year:04}{birth[2:]}{tail}" if born else None


def _date_of_birth(year: int, birth: str) -> date | None:
    day = int(birth[4:])
    try:
        return date(year, int(birth[2:4]), day - 60 if day > 60 else day)
    except ValueError:
        return None


def _check_digit_is_right(ten_digits: str) -> bool:
    """The Luhn sum (ISO/IEC 7812-1, annex B) of all ten digits ends in zero."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(ten_digits))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
