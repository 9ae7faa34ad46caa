"""What a cell of a rota that people keep themselves says of the day: a date, part of one, a weekday, or a week."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from mottagning.cases import cells, dates
from mottagning.cases.workbook import Cell
from mottagning.folding import fold
from mottagning.rota.model import YEARS

_MONTHS = (
    "jan januari january,feb februari february,mar mars march,apr april,maj may,jun juni june,jul juli july,"
    "aug augusti august,sep sept september,okt oct oktober october,nov november,dec december"
)
_MONTH = {name: month for month, names in enumerate(_MONTHS.split(","), 1) for name in names.split()}
_WEEKDAYS = "mån mon,tis tue,ons wed,tor thu,fre fri,lör sat,sön sun"
_WEEKDAY = {name: number for number, names in enumerate(_WEEKDAYS.split(",")) for name in names.split()}
_NAMED = re.compile(
    r"(mån|tis|ons|tor|fre|lör|sön)(?:s|dag|dagen|sdag|sdagen)?|(mon|tue|wed|thu|fri|sat|sun)(?:s|rs|day|sday|nesday|rsday|urday)?"
)
_WEEK = re.compile(r"(?:vecka|v|week|w)[\s.:]*(\d{1,2})(?:[\s,/-]+(20\d{2}))?")
_YEAR_AND_WEEK = re.compile(r"(20\d{2})[\s-]*[vw][\s.]*(\d{1,2})")
_IN_FIGURES = re.compile(r"(\d{1,2})\s?/\s?(\d{1,2})\.?")
_IN_WORDS = re.compile(r"(?:den\s+)?(\d{1,2})(?::?[ea])?\.?[\s-]*([a-zåäö]{3,9})\.?")
_MONTH_ALONE = re.compile(r"([a-zåäö]{3,9})\.?[\s,-]*((?:20)\d{2}|\d{2})?|(20\d{2})-(\d{2})")
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
_OF_WEEKS = re.compile(r"v|vecka|veckor|vnr|veckonr|w|week")


@dataclass(frozen=True, slots=True, kw_only=True)
class DayWords:
    """What is said of a day; all of it may be missing but something. `number` is a day of a month that is not said."""

    day: date | None = None
    month: int | None = None
    number: int | None = None
    weekday: int | None = None
    week: int | None = None
    year: int | None = None

    @property
    def is_week(self) -> bool:
        """Whether a week is all that is said."""
        return self.week is not None and self.weekday is None and self.day is None

    @property
    def is_weekday(self) -> bool:
        """Whether a weekday is all that is said; some people are called Tor."""
        return self == DayWords(weekday=self.weekday)

    def beside(self, other: DayWords) -> DayWords:
        """Both together; what this one says goes first."""
        return DayWords(
            day=self.day or other.day,
            month=self.month or other.month,
            number=self.number or other.number,
            weekday=other.weekday if self.weekday is None else self.weekday,
            week=self.week or other.week,
            year=self.year or other.year,
        )


@lru_cache(maxsize=4096, typed=True)
def day_words(cell: Cell) -> DayWords | None:
    """What the cell says of a day, None when it says nothing of any. A bare small number says nothing."""
    if isinstance(cell, datetime):
        return DayWords(day=cell.date())
    if isinstance(cell, date):
        return DayWords(day=cell)
    if (found := _date(cell)) is not None:
        return DayWords(day=found)
    return _worded(fold(" ".join(cell.split()))) if isinstance(cell, str) and len(cell) <= 40 else None


def week_of_heading(cell: Cell) -> bool:
    """Whether the cell is the heading of week numbers."""
    return isinstance(cell, str) and bool(_OF_WEEKS.fullmatch(fold(cell).strip(" .:")))


def week_number(cell: Cell) -> int | None:
    """The number of a week in a cell that stands under such a heading."""
    return small_number(cell, 53)


def small_number(cell: Cell, most: int) -> int | None:
    """A whole number from 1 to `most`."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, str) and cell.strip().isdecimal() and len(cell.strip()) <= 2:
        cell = int(cell)
    return int(cell) if isinstance(cell, int | float) and 1 <= cell <= most and cell == int(cell) else None


def month_words(text: str) -> tuple[int, int | None] | None:
    """The month, and the year if it is said, of a title such as "November 2026", "nov -26" or "2026-11"."""
    for part in (fold(text).strip(), *re.findall(r"[a-zåäö]{3,9}\.?[\s,-]*(?:20\d{2})?", fold(text))):
        found = _MONTH_ALONE.fullmatch(part.strip())
        if found and found[3] and 1 <= int(found[4]) <= 12:
            return int(found[4]), int(found[3])
        if found and found[1] in _MONTH:
            return _MONTH[found[1]], _full_year(found[2])
    return None


def years_in(text: str) -> list[int]:
    """The years of four figures in a text."""
    return [int(year) for year in _YEAR.findall(text)]


def of_week(year: int, week: int, weekday: int) -> date | None:
    """A day of an ISO week; None when that year has no such week."""
    try:
        return date.fromisocalendar(year, week, weekday + 1)
    except ValueError:
        return None


def best_year(said: Iterable[DayWords], today: date) -> int:
    """The year of dates that do not say theirs: where most weekdays agree, else in which they lie nearest today."""
    found = [each for each in said if each.month is not None and each.number is not None]
    weeks = [each.week for each in said if each.week is not None]

    def suits(year: int) -> tuple[int, int]:
        days = [(each, _made(year, each.month or 0, each.number or 0)) for each in found]
        agree = sum(day is not None and day.weekday() == each.weekday for each, day in days)
        middle = sorted([day for _, day in days if day] or [d for w in weeks if (d := of_week(year, w, 0))])
        away = abs((middle[len(middle) // 2] - today).days) if middle else 0
        return agree, -away

    return max((today.year, today.year - 1, today.year + 1), key=suits)


def dated(said: DayWords, year: int) -> date | None:
    """The day that is meant in `year` (unless it says its own); None when too little is said, or no such day exists.

    What lists say of a day that nobody knows, 9999-12-31 or the like, is none either.
    """
    if said.day is not None:
        return said.day if said.day.year in YEARS else None
    year = said.year or year
    if said.month is not None and said.number is not None:
        return _made(year, said.month, said.number)
    if said.week is not None and said.weekday is not None:
        return of_week(year, said.week, said.weekday)
    return None


def _worded(text: str) -> DayWords | None:
    if found := _YEAR_AND_WEEK.fullmatch(text):
        return _in_range(DayWords(year=int(found[1]), week=int(found[2])))
    if found := _WEEK.fullmatch(text):
        return _in_range(DayWords(week=int(found[1]), year=_full_year(found[2])))
    first, _, rest = text.partition(" ")
    named = _NAMED.fullmatch(first.rstrip(".,:"))
    weekday = None if named is None else _WEEKDAY[named[1] or named[2]]
    if weekday is not None and not rest:
        return DayWords(weekday=weekday)
    said = text if weekday is None else rest.strip(" ,")
    if (day := _date(said)) is not None:
        return DayWords(day=day, weekday=weekday)
    month, number = 0, 0
    if found := _IN_FIGURES.fullmatch(said):
        number, month = int(found[1]), int(found[2])
    elif (found := _IN_WORDS.fullmatch(said)) and found[2] in _MONTH:
        number, month = int(found[1]), _MONTH[found[2]]
    elif weekday is not None and (alone := small_number(said, 31)):
        return DayWords(weekday=weekday, number=alone)
    if _made(2024, month, number) is None:  # a leap year: every day that there ever is
        return None
    return DayWords(weekday=weekday, month=month, number=number)


def _in_range(said: DayWords) -> DayWords | None:
    return said if said.week and 1 <= said.week <= 53 else None


def _date(cell: Cell) -> date | None:
    try:
        return dates.day(cell, "dmy" if isinstance(cell, str) else None)
    except cells.UnreadableCellError:
        pass
    try:
        return dates.day(cell)
    except cells.UnreadableCellError:
        return None


def _full_year(said: str | None) -> int | None:
    if not said:
        return None
    return int(said) if len(said) == 4 else 2000 + int(said)


def _made(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None
