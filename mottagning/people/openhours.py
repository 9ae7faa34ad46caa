"""When others are open, as the list of who does what has it: "Vardagar 8–16", "Mån–tors 9–11", "Dygnet runt"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from mottagning.errors import Trouble
from mottagning.folding import fold
from mottagning.people.hours import read_hours
from mottagning.worktime import ZONE, Hours, swedish_holidays

_DAYS = ("mån mon", "tis tue", "ons wed", "tor thu", "fre fri", "lör sat", "sön sun")
_GROUPS = {
    "vardag": range(5),
    "weekday": range(5),
    "helg": range(5, 7),
    "weekend": range(5, 7),
    "alla dag": range(7),
    "varje dag": range(7),
    "daglig": range(7),
    "every day": range(7),
    "daily": range(7),
}
_ALWAYS = re.compile(r"dygnet runt|24 ?h|around the clock|always")
_WORD = re.compile(r"[^\W\d]+")
_LIST = re.compile(r"\s*(?:,|&|\boch\b|\band\b)\s*")
_WHOLE_DAY: Hours = ((time(0), time(0)),)
_DAY = timedelta(days=1)
_AHEAD = 10


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether somebody answers now, and until when that is so (UTC); None: always."""

    is_open: bool
    until: datetime | None


def opening(
    text: str, at: datetime, holidays: Callable[[int], Mapping[date, str]] = swedish_holidays
) -> Opening | None:
    """What a text says of the moment `at`; None when it says nothing we understand, and on holidays, when few know."""
    rules = understood(text)
    if not rules:
        return None
    if all(rules.get(weekday) == _WHOLE_DAY for weekday in range(7)):
        return Opening(True, None)
    today = at.astimezone(ZONE).date()
    if today in holidays(today.year):
        return None
    spans = list(_spans(rules, today, holidays))
    for start, end in spans:
        if start <= at < end:
            return Opening(True, end)
    return Opening(False, next((start for start, _ in spans if start > at), None))


def understood(text: str) -> dict[int, Hours]:
    """The hours of each weekday, Monday is 0; empty when the text cannot be understood."""
    found: dict[int, Hours] = {}
    for part in filter(None, (part.strip() for part in re.split(r"[;\n]", fold(text)))):
        always = _ALWAYS.search(part)
        cut = always.start() if always else _first_digit(part)
        days = _weekdays(part[:cut].strip(" :,"))
        hours = _WHOLE_DAY if always else _hours(part[cut:])
        if not days or not hours:
            return {}
        found |= dict.fromkeys(days, hours)
    return found


def _first_digit(part: str) -> int:
    found = re.search(r"\d", part)
    return found.start() if found else len(part)


def _hours(text: str) -> Hours:
    try:
        return read_hours(re.sub(r"\bkl\.?\s*", "", text))
    except Trouble:
        return ()


def _weekdays(text: str) -> set[int]:
    """The weekdays of "mån–tors, lör"; all when no day is said; none when a word is no day."""
    if not text or text in ("kl", "kl."):
        return set(range(7))
    for word, days in _GROUPS.items():
        if text.startswith(word):
            return set(days)
    found: set[int] = set()
    for part in _LIST.split(text):
        ends = [_weekday(word) for word in _WORD.findall(part) if word not in ("till", "to", "kl")]
        if not ends or None in ends or len(ends) > 2:
            return set()
        first, last = ends[0], ends[-1]
        assert first is not None
        assert last is not None
        found |= {day % 7 for day in range(first, last + 1 if last >= first else last + 8)}
    return found


def _weekday(word: str) -> int | None:
    return next(
        (day for day, names in enumerate(_DAYS) if any(word.startswith(fold(name)) for name in names.split())), None
    )


def _spans(
    rules: Mapping[int, Hours], today: date, holidays: Callable[[int], Mapping[date, str]]
) -> Iterator[tuple[datetime, datetime]]:
    """When it is open from yesterday on, in order; what goes on past midnight is one span."""
    before: tuple[datetime, datetime] | None = None
    for day in (today + number * _DAY for number in range(-1, _AHEAD)):
        if day in holidays(day.year):
            continue
        for start, end in sorted(rules.get(day.weekday(), ())):
            begins = datetime.combine(day, start, ZONE)
            ends = datetime.combine(day + _DAY if end == time(0) else day, end, ZONE)
            if before is not None and before[1] == begins:
                before = (before[0], ends)
                continue
            if before is not None:
                yield before
            before = (begins, ends)
    if before is not None:
        yield before
