"""Telephone numbers: told apart from other digits, brought to one form (E.164), shown as Swedes write them.

The call card waits for this file, so ordinary Swedish numbers are judged by the table below (Post- och telestyrelsen's
numbering plan for +46); only what it does not settle, mostly foreign numbers, loads the `phonenumbers` library.
"""

import re
from collections.abc import Iterator

# Area codes without their zero; no one begins another.
_AREA_TABLE = """
    8 11 13 16 18 19 21 23 26 31 33 35 36 40 42 44 46 54 60 63 90
    120 121 122 123 125 140 141 142 143 144 150 151 152 155 156 157 158 159 171 173 174 175 176
    220 221 222 223 224 225 226 227 240 241 243 246 247 248 250 251 253 258 270 271 278 280 281 290
    291 292 293 294 295 297
    300 301 302 303 304 320 321 322 325 340 345 346 370 371 372 380 381 382 383 390 392 393
    410 411 413 414 415 416 417 418 430 431 433 435 451 454 455 456 457 459 470 471 472 474 476 477
    478 479 480 481 485 486 490 491 492 493 494 495 496 498 499
    500 501 502 503 504 505 506 510 511 512 513 514 515 520 521 522 523 524 525 526 528 530 531 532
    533 534 550 551 552 553 554 555 560 563 564 565 570 571 573 580 581 582 583 584 585 586 587 589
    590 591
    611 612 613 620 621 622 623 624 640 642 643 644 645 647 650 651 652 653 657 660 661 662 663 670
    671 672 680 682 684 687 690 691 692 693 695 696
    910 911 912 913 914 915 916 918 920 921 922 923 924 925 926 927 928 929 930 932 933 934 935 940
    941 942 943 950 951 952 953 954 960 961 970 971 973 975 976 977 978 980 981
"""
_AREAS = frozenset(_AREA_TABLE.split())
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

_GROUPS = {4: (2, 2), 5: (3, 2), 6: (2, 2, 2), 7: (3, 2, 2), 8: (3, 3, 2)}


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


def display(number: str) -> str:
    """A number from `normalise` as Swedes write it: "070-174 06 05", "08-465 004 00", "114 14"; foreign ones with +."""
    national = number.removeprefix("+46")
    if national == number:
        return _display_by_library(number) if number.startswith("+") else _display_short(number)
    area = _area(national)
    groups = _GROUPS.get(len(national) - len(area))
    if not area or not groups:
        return _display_by_library(number)
    rest = iter(national[len(area) :])
    return f"0{area}-" + " ".join("".join(next(rest) for _ in range(size)) for size in groups)


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
    area = _area(national)
    length = len(national) - len(area)
    if area not in _AREAS:
        return False
    return (6 if area in _LONG_NUMBERS else 5) <= length <= 9 - len(area) if strict else 5 <= length <= 8


def _area(national: str) -> str:
    """The area code, without its zero, or the first digits of a number that belongs to no place; "" if unknown."""
    if national.startswith("900"):  # premium rate, not Umeå
        return ""
    if national.startswith(("7", "10", "20")):
        return national[:3] if national.startswith("77") else national[:2]
    return next((national[:size] for size in (1, 2, 3) if national[:size] in _AREAS), "")


def _by_library(written: str, region: str = "SE") -> str | None:
    import phonenumbers  # 40-100 ms: only for what the table cannot tell

    try:
        number = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _display_by_library(number: str) -> str:
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    is_swedish = parsed.country_code == 46
    form = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(parsed, form.NATIONAL if is_swedish else form.INTERNATIONAL)


def _display_short(number: str) -> str:
    return f"{number[:3]} {number[3:]}" if len(number) in (5, 6) else number
