"""The words in which people promise to be back, in Swedish and English: which day, week and time of day they name."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from mottagning.errors import Trouble
from mottagning.texts import N_
from mottagning.worktime import ZONE

_DAY = timedelta(days=1)
_LONGEST = 80

_WEEKDAYS = {
    name: day
    for day, names in enumerate(
        (
            "måndag mån må monday mon",
            "tisdag tis ti tuesday tues tue",
            "onsdag ons wednesday wed",
            "torsdag tors tor thursday thurs thu",
            "fredag fre friday fri",
            "lördag lör saturday sat",
            "söndag sön sunday sun",
        )
    )
    for name in names.split()
}
_MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "januari january jan",
            "februari february feb",
            "mars march mar",
            "april apr",
            "maj may",
            "juni june jun",
            "juli july jul",
            "augusti august aug",
            "september sept sep",
            "oktober october okt oct",
            "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}
_NUMBERS = {
    name: number
    for number, names in enumerate(
        (
            "en ett a an one",
            "två ett_par two a_couple_of",
            "tre three",
            "fyra four",
            "fem five",
            "sex six",
            "sju seven",
            "åtta eight",
            "nio nine",
            "tio ten",
            "elva eleven",
            "tolv twelve",
        ),
        1,
    )
    for name in names.replace("_", r"\s+").split()
}
_FILLERS = frozenset(
    [
        "på",
        "den",
        "det",
        "kl",
        "klockan",
        "senast",
        "före",
        "innan",
        "till",
        "under",
        "i",
        "by",
        "before",
        "until",
        "on",
        "at",
        "the",
        "of",
        "around",
        "vid",
        "ca",
        "cirka",
        "då",
        "o'clock",
        "åter",
        "tillbaka",
        "ring",
        "ringer",
    ]
)
_AFTER_A_LETTER = re.compile(r"(?<=[^\W\d])\.")


def _any(words: dict[str, int]) -> str:
    """Any of these words, the longest first."""
    return "|".join(sorted(words, key=len, reverse=True))


_NUMBER = rf"\d{{1,3}}|{_any(_NUMBERS)}"
_UNIT = (
    r"(?P<minutes>min(?:uter|ut|utes|ute|s)?)|(?P<hours>tim(?:mar|me|mes)?|h|hours?)"
    r"|(?P<days>(?:arbets|var)?dag(?:ar)?|(?:working\s+)?days?)|(?P<weeks>veck(?:a|or)|weeks?)"
    r"|(?P<months>månad(?:er)?|months?)"
)


@dataclass(slots=True)
class Heard:
    """What a text has named so far."""

    now: datetime
    day: date | None = None
    weekday: int | None = None
    week: int | None = None
    """0 is this week, 1 the next."""
    time: time | None = None
    is_plain_hour: bool = False
    part: str = ""
    open_for: timedelta | None = None
    working_days: int | None = None
    place: str = ""
    """ "begin" of the week."""
    named: set[str] = field(default_factory=set)

    @property
    def today(self) -> date:
        return self.now.astimezone(ZONE).date()

    def name(self, what: str) -> None:
        """Each thing may be named once: two days are a riddle."""
        if what in self.named:
            raise Trouble(N_("That names two times. Write one, such as “tomorrow 10” or “before 15”."))
        self.named.add(what)


def hear(text: str, now: datetime) -> Heard:
    """What `text` names, asked at `now` (UTC). Trouble, one sentence, when that is nothing, or what makes no sense."""
    said = _AFTER_A_LETTER.sub("", " ".join(text.casefold().split())).rstrip(".! ")
    if not said:
        raise Trouble(N_("Write when we are back, such as “tomorrow 10” or “before 15”."))
    heard = Heard(now=now)
    rest = said[:_LONGEST]
    for pattern, take in _GRAMMAR:
        while found := pattern.search(rest):
            take(heard, found)
            rest = f"{rest[: found.start()]} | {rest[found.end() :]}"  # what stood apart does not become one
    unknown = [word for word in re.findall(r"[^\s|,;–-]+", rest) if word not in _FILLERS]
    if unknown or not heard.named:
        raise Trouble(N_("That says no time that is understood. Write it as “tomorrow 10”, “before 15” or “26/11 10”."))
    return heard


def _number(word: str) -> int:
    if word.isdecimal():
        return int(word)
    return next(number for name, number in _NUMBERS.items() if re.fullmatch(name, word))


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Trouble(N_("There is no such day. Look at the date once more.")) from None


def _hear_iso(heard: Heard, found: re.Match[str]) -> None:
    heard.name("day")
    heard.day = _date(int(found[1]), int(found[2]), int(found[3]))


def _hear_date(heard: Heard, found: re.Match[str]) -> None:
    heard.name("day")
    groups = found.groupdict()
    month = int(groups["m"]) if groups.get("m") else _MONTHS[groups["month"]]
    day, year = int(groups["d"]), groups.get("y")
    if year:
        heard.day = _date(int(year), month, day)
        return
    this = heard.today.year
    if (month, day) == (2, 29):  # the next one that there is
        this = next(each for each in range(this, this + 9) if each % 4 == 0)
    wanted = _date(this, month, day)
    heard.day = wanted if wanted >= heard.today else _date(this + 1, month, day)


def _hear_day_of_month(heard: Heard, found: re.Match[str]) -> None:
    heard.name("day")
    day, first = int(found["d"]), heard.today.replace(day=1)
    if not 1 <= day <= 31:
        _date(first.year, first.month, day)
    for _ in range(4):
        if (wanted := first + (day - 1) * _DAY).month == first.month and wanted >= heard.today:
            heard.day = wanted
            return
        first = (first + 31 * _DAY).replace(day=1)


def _hear_span(heard: Heard, found: re.Match[str]) -> None:
    """In an hour, within two days: hours and days of the reception, weeks and months of the calendar."""
    heard.name("day")
    number = _number(found["n"])
    if number == 0:
        raise Trouble(N_("That is no time at all. Write how long it takes."))
    if found["minutes"] or found["hours"]:
        heard.name("time")
        heard.open_for = timedelta(minutes=number) if found["minutes"] else timedelta(hours=number)
    elif found["days"]:
        heard.working_days = number
    elif found["weeks"]:
        heard.day = heard.today + 7 * number * _DAY
    else:
        year, month = divmod(heard.today.month - 1 + number, 12)
        first = date(heard.today.year + min(year, 9), month + 1, 1)
        heard.day = first + min(heard.today.day - 1, _last_day(first) - 1) * _DAY


def _last_day(first: date) -> int:
    return ((first + 31 * _DAY).replace(day=1) - _DAY).day


def _hear_half(heard: Heard, found: re.Match[str]) -> None:
    heard.name("day")
    heard.name("time")
    heard.open_for = timedelta(minutes=15 if "kvart" in found[0] or "quarter" in found[0] else 30)


def _hear_week(heard: Heard, found: re.Match[str]) -> None:
    heard.name("week")
    heard.week = 1 if found["next"] else 0
    heard.place = "begin" if found["begin"] else ""


def _hear_weekday(heard: Heard, found: re.Match[str]) -> None:
    heard.name("weekday")
    heard.weekday = _WEEKDAYS[found["weekday"]]
    if found["next"]:
        heard.name("week")
        heard.week = 1


def _hear_day(days: int) -> Callable[[Heard, re.Match[str]], None]:
    def hear(heard: Heard, _found: re.Match[str]) -> None:
        heard.name("day")
        heard.day = heard.today + days * _DAY

    return hear


def _hear_past(_heard: Heard, _found: re.Match[str]) -> None:
    raise Trouble(N_("That time has passed already. Write a later one, or a day: “tomorrow 10”."))


def _hear_part(part: str) -> Callable[[Heard, re.Match[str]], None]:
    def hear(heard: Heard, _found: re.Match[str]) -> None:
        if heard.part != part:
            heard.name("part")
            heard.part = part

    return hear


def _hear_clock(heard: Heard, found: re.Match[str]) -> None:
    heard.name("time")
    groups = found.groupdict()
    hour, minute = _number(groups["h"]), int(groups.get("min") or 0)
    if (half := groups.get("half")) is not None:
        if hour > 12 or (half.startswith("pm") and hour < 1):
            raise Trouble(N_("There is no such time of day. Write it as 15 or 15:30."))
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    _set_clock(heard, hour, minute, is_plain=half is None)


def _hear_spoken(heard: Heard, found: re.Match[str]) -> None:
    """Half past two is “halv tre” in Swedish, a quarter to three “kvart i tre”."""
    heard.name("time")
    minutes = {"halv": -30, "kvart i": -15, "kvart över": 15}[" ".join(found["how"].split())]
    whole = _number(found["h"]) * 60 + minutes
    _set_clock(heard, *divmod(whole, 60), is_plain=True)


def _set_clock(heard: Heard, hour: int, minute: int, *, is_plain: bool) -> None:
    if hour > 23 or minute > 59:
        raise Trouble(N_("There is no such time of day. Write it as 15 or 15:30."))
    heard.time, heard.is_plain_hour = time(hour, minute), is_plain


_Hear = Callable[[Heard, "re.Match[str]"], None]
_THE_NEXT = r"(?P<next>nästa|nästkommande|kommande|next|coming)"
_GRAMMAR: tuple[tuple[re.Pattern[str], _Hear], ...] = tuple(
    (re.compile(pattern), hear)
    for pattern, hear in (
        (r"\b(\d{4})-(\d{1,2})-(\d{1,2})(?=\D|$)", _hear_iso),
        (r"(?<![\d/])(?P<d>\d{1,2})/(?P<m>\d{1,2})(?:/(?P<y>\d{4}))?(?![\d/])", _hear_date),
        (
            rf"\b(?P<d>\d{{1,2}})(?::?[ae]|st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{_any(_MONTHS)})\b"
            r"(?:\s+(?P<y>\d{4})\b)?",
            _hear_date,
        ),
        (rf"\b(?P<month>{_any(_MONTHS)})\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)", _hear_date),
        (r"\b(?:den\s+(?P<d>\d{1,2})(?::?[ae])?)\b(?![:.]?\d)", _hear_day_of_month),
        (r"\b(?P<d>\d{1,2})(?::[ae]|st|nd|rd|th)\b", _hear_day_of_month),
        (r"\b(?:om|inom|in|within)\s+(?:en\s+halv\s*timme|half\s+an\s+hour|en\s+kvart|a\s+quarter)\b", _hear_half),
        (r"\b(?:om|inom|in|within)\s+en\s+halvtimme\b", _hear_half),
        (rf"\b(?:om|inom|in|within)\s+(?P<n>{_NUMBER})\s*(?:{_UNIT})\b", _hear_span),
        (r"\b(?:dagen\s+efter\s+i\s*morgon|i?\s*övermorgon|(?:the\s+)?day\s+after\s+tomorrow)\b", _hear_day(2)),
        (r"\b(?:i\s*morgon|i\s*morn|i\s*morron|tomorrow)\b", _hear_day(1)),
        (r"\b(?:i\s*dag|today)\b", _hear_day(0)),
        (r"\b(?:i\s*går|i\s*förrgår|förra|i\s*fjol|yesterday|last|ago|sedan)\b", _hear_past),
        (
            rf"\b(?P<begin>(?:i\s+)?början\s+(?:av|på)\s+|early\s+)?(?:(?:i\s+|av\s+)?{_THE_NEXT}|den\s+här|denna|i|this)"
            r"\s+(?:vecka(?:n)?|week)\b",
            _hear_week,
        ),
        (
            rf"\b(?:(?:på\s+|on\s+)?{_THE_NEXT}\s+)?(?P<weekday>{_any(_WEEKDAYS)})(?:en)?\b",
            _hear_weekday,
        ),
        (rf"\b(?P<how>halv|kvart\s+i|kvart\s+över)\s+(?P<h>{_NUMBER})\b", _hear_spoken),
        (r"\b(?P<h>\d{1,2})(?:[:.](?P<min>\d{2}))?\s*(?P<half>am|pm)\b", _hear_clock),
        (
            rf"\b(?:före|innan|senast|kl|klockan|vid|till|before|by|at)\s+(?P<h>{_any(_NUMBERS)})\b(?!\s+över)",
            _hear_clock,
        ),
        (r"(?<![\d:.])(?P<h>\d{1,2})[:.](?P<min>\d{2})(?![\d:.])", _hear_clock),
        (r"(?<![\d:.])(?P<h>\d{2})(?P<min>\d{2})(?![\d:.])", _hear_clock),
        (r"(?<![\d:./-])(?P<h>\d{1,2})(?![\d:./-])", _hear_clock),
        (r"\b(?:i\s+|på\s+)?(?:eftermiddag(?:en)?|this\s+afternoon|afternoon|em)\b", _hear_part("pm")),
        (r"\b(?:i\s+|på\s+)?(?:förmiddag(?:en)?|this\s+morning|morning|fm|morgon(?:en)?|bitti)\b", _hear_part("am")),
        (r"\b(?:efter|after)\s+lunch(?:en)?\b", _hear_part("pm")),
        (r"\b(?:lunch(?:en)?|noon|midday)\b", _hear_part("am")),
        (
            r"\b(?:(?:i\s*|på\s*)?kväll(?:en)?|tonight|this\s+evening|evening|slutet\s+av\s+dagen|end\s+of\s+(?:the\s+)?day"
            r"|stängning|closing(?:\s+time)?|dagens?\s+slut)\b",
            _hear_part("pm"),
        ),
    )
)
"""In this order: what is longer first, so that “i morgon” is no morning and “26/11” no hour."""
