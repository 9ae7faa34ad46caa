"""Telephone numbers: told apart from other digits, brought to one form (E.164), and shown again.

The call card waits for this file, so ordinary Swedish numbers are judged by the tables here and in `numbering` (the
plan of Post- och telestyrelsen for +46); only what they do not settle, mostly foreign numbers, loads the `phonenumbers`
library.
"""

import re
from collections.abc import Iterator

from mottagning.numbering import AREAS, area_of
from mottagning.numbering import display as display

# Areas without numbers of five digits.
_LONG_NUMBERS = frozenset(("8", "18", "19", "31", "54"))
# Mobile, machines, personal, shared cost, 010: nine digits after the zero. 020 is free of charge and shorter.
_OTHER = re.compile(r"7[023689]\d{7}|74[02-9]\d{6}|75[1-8]\d{6}|77[0-7]\d{6}|10[1-8]\d{6}|20\d{4,7}")
_SHORT = re.compile(r"112|1177|11313|11414|116\d{3}|118\d{3}|90000")

_WORDS_FOR_WITHHELD = """
    anonymous anonym anonymt unknown unavailable restricted private withheld blocked hidden no
    hemligt hemlig skyddat skyddad dolt okänt okänd privat spärrat
"""
_WITHHELD = frozenset(_WORDS_FOR_WITHHELD.split())
_BESIDE_WITHHELD = frozenset(("number", "nummer", "caller", "call", "id", "uppringare", "samtal"))

_URI = re.compile(r"(?:[^<]*<)?\s*(tel|sips?|callto):([^<>]*).*", re.IGNORECASE | re.DOTALL)
_EXTENSION = re.compile(r"(?:ankn(?:ytning)?|ext(?:ension)?|x)\W{0,3}\d{1,6}\s*\Z", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")

_BLANK = r"[ \t\u00a0\u2007\u2009\u202f]"
_NEXT_NUMBER = rf"0[1-9][0-9]{{0,2}}[-–][0-9]{{2,3}}{_BLANK}[0-9]"
_GAP = rf"(?:{_BLANK}{{0,2}}(?:[-‐‑‒–—−/.]|\(0\)){_BLANK}{{0,2}}|{_BLANK}{{1,2}}(?!{_NEXT_NUMBER}))"
_BEGINNING = rf"(?:\+|00){_BLANK}?[1-9][0-9]{{0,13}}|\(0[1-9][0-9]{{0,3}}\){_BLANK}?[0-9]{{1,9}}|0[1-9][0-9]{{0,10}}"
_CANDIDATE = re.compile(rf"(?<![\w+])(?<!\d[-–/.,:])(?:{_BEGINNING})(?![0-9])(?:{_GAP}[0-9]{{1,9}}(?![0-9])){{0,7}}")
# A date, a time, or a personal identity number even when its check digit is mistyped: nobody writes a phone number so.
_NO_PHONE = re.compile(
    r"0\d[-–/.]\d\d[-–/.](?:\d\d|\d{4})(?!\d|[-–/.]\d)|0\d\.[0-5]\d(?!\d|\.\d)"
    r"|0\d(?:0[1-9]|1[0-2])(?:[06][1-9]|[1278]\d|[39][01])[-–+]\d{4}(?!\d)"
)
_MOST_CANDIDATES = 5_000


def normalise(text: str, default_region: str = "SE") -> str | None:
    """The number that `text` holds, in E.164 ("+46701740605"); None if it holds none, or more than one.

    Takes any notation, `tel:` (RFC 3966) and `sip:` (RFC 3261) addresses, and words around the number. Swedish short
    numbers have no E.164 form and stay as they are ("112"). A Swedish number is taken when its area exists and its
    length could be right, for a caller is real even when the numbering plan has moved on; others must be valid.
    A personal identity number gives None; ten unbroken digits that could be either are a phone number here.
    """
    if is_withheld(text):
        return None
    written = _EXTENSION.sub("", _without_address(text)).strip()
    if default_region != "SE":
        return _by_library(written, default_region)
    could_be_phone = written.isdigit() and written.startswith("0")
    from mottagning import identity  # what shows a number needs it not

    if _NO_PHONE.match(written) or (not could_be_phone and identity.normalise(written)):
        return None
    found = find(written) if _LETTER.search(written) else ()
    number = found[0] if len(found) == 1 else _number(written)
    if number is None and not found:
        found = find(written)
        number = found[0] if len(found) == 1 else None
    return number


def is_withheld(text: str) -> bool:
    """Whether a caller's number was kept back: words for it, nothing, only zeros, or RFC 3323's `anonymous.invalid`."""
    if "@anonymous.invalid" in text.casefold():
        return True
    written = _without_address(text)
    if any(char.isdigit() for char in written):
        return not _LETTER.search(written) and not re.search(r"[^\D0]", written)
    words = set(re.findall(r"\w+", written.casefold()))
    return not words or (words <= _WITHHELD | _BESIDE_WITHHELD and not words.isdisjoint(_WITHHELD))


def find(text: str) -> tuple[str, ...]:
    """Every number written out in free text, with its zero or country code, in E.164, each once, in order.

    Personal identity numbers, dates and times are left alone; see `identity.find` for digits that could be either.
    """
    return tuple(dict.fromkeys(number for _, _, number in spans(text)))


def spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Where each number of `find` begins and ends in `text`, with its E.164 form."""
    text = _without_identity_numbers(text)
    place = 0
    for _ in range(_MOST_CANDIDATES):
        candidate = _CANDIDATE.search(text, place)
        if candidate is None:
            return
        start = candidate.start()
        ends = [start + digits.end() for digits in re.finditer(r"[0-9]+", candidate[0])]
        place = ends[0]
        if _NO_PHONE.match(candidate[0]):
            continue
        for end in reversed(ends):
            number = None if text[end : end + 1].isalnum() else _number(text[start:end], strict=True)
            if number:
                yield start, end, number
                place = end
                break


def _without_address(text: str) -> str:
    """The number within a `tel:` or `sip:` address, or a bare `user@host`; `text` itself if it is none."""
    uri = _URI.fullmatch(text.strip())
    if uri is None:
        user, at, _ = text.partition("@")
        return user if at and not _LETTER.search(user) else text
    from urllib.parse import unquote  # only here: the ordinary caller has no address

    if uri[1].casefold() in ("sip", "sips"):
        user, at, _ = uri[2].partition("@")
        return unquote(re.split("[;:]", user)[0]) if at else ""
    number, *parameters = unquote(uri[2]).split(";")
    context = next((value[14:] for value in parameters if value.lower().startswith("phone-context=+")), "")
    return number if number.startswith("+") or not context else f"+{context.lstrip('+')}{number}"


def _without_identity_numbers(text: str) -> str:
    from mottagning import identity

    kept, place = [], 0
    for start, end, _ in identity.spans(text):
        kept += [text[place:start], "_" * (end - start)]
        place = end
    return "".join([*kept, text[place:]])


def _number(written: str, strict: bool = False) -> str | None:
    """The number that all digits of `written` make up; `strict` asks for a length that is in use today."""
    digits = re.sub(r"[^0-9]", "", written)
    if re.match(r"\D*\+", written) or digits.startswith("00"):
        digits = digits.removeprefix("00")
        if digits.startswith("46"):
            return _in_sweden(digits[2:].removeprefix("0"), strict)
        return _by_library(f"+{digits}") if 7 <= len(digits) <= 15 else None
    if digits.startswith("0"):
        return _in_sweden(digits[1:], strict)
    if _SHORT.fullmatch(digits) and not _LETTER.search(written):
        return digits
    national = digits[2:].removeprefix("0")
    if digits.startswith("46") and _is_swedish(national, strict=True):
        return f"+46{national}"
    # A spreadsheet has taken the zero away.
    is_bare = len(digits) == 9 and written.strip() == digits
    return f"+46{digits}" if is_bare and _is_swedish(digits, strict=True) else None


def _in_sweden(national: str, strict: bool) -> str | None:
    if _is_swedish(national, strict):
        return f"+46{national}"
    return None if strict else _by_library(f"+46{national}")


def _is_swedish(national: str, strict: bool) -> bool:
    if _OTHER.fullmatch(national):
        return True
    area = area_of(national)
    length = len(national) - len(area)
    if area not in AREAS:
        return False
    return (6 if area in _LONG_NUMBERS else 5) <= length <= 9 - len(area) if strict else 5 <= length <= 8


def _by_library(written: str, region: str = "SE") -> str | None:
    import phonenumbers  # 40-100 ms: only for what the table cannot tell

    try:
        number = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
