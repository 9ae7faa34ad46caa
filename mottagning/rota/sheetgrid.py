"""Finds the rota in a sheet: where its days stand, down, across or in blocks of weeks, and what stands at each day."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Literal

from mottagning.cases.workbook import Cell
from mottagning.folding import fold
from mottagning.rota.model import YEARS
from mottagning.rota.sheetcells import SheetCells
from mottagning.rota.sheetdays import (
    DayWords,
    best_year,
    dated,
    day_words,
    month_words,
    small_number,
    week_number,
    week_of_heading,
    years_in,
)

Runs = Literal["down", "across"]
"""Which way the days go."""
_FEWEST_NUMBERS = 5
_NO_POST = re.compile(
    r"datum|(vecko)?dag|vecka|v\.?|kommentar(er)?|anteckning(ar)?|notering(ar)?|övrigt"
    r"|date|(week)?day|week|notes?|comments?"
)
_HIGHEST_MARK = 99
_HALF_A_YEAR, _SOME_WEEKS = 6, 26
_PART_OF_DAY = re.compile(r"fm|em|förmiddag(en)?|eftermiddag(en)?|a\.?m\.?|p\.?m\.?|morning|afternoon")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A text at a day: the `label` beside or above it, and its place in the file (0 is the first row and column)."""

    words: DayWords
    label: str
    text: str
    sheet: str
    row: int
    column: int
    day: date | None = None
    """None when it cannot be told which day is meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """What stands in a sheet, in the order of its cells. `says_year`: no year had to be guessed."""

    runs: Runs
    standing: tuple[Standing, ...]
    says_year: bool = True


def read_grid(sheet: SheetCells, runs: Runs | None, year: int | None, today: date) -> Grid:
    """The rota of a sheet, whichever way its days go (`runs` None: the way in which most can be read).

    `year` is that of days which do not say it, None to guess.
    """
    down, across = _Table(sheet, turned=True), _Table(sheet, turned=False)
    table = {"down": down, "across": across, None: max(down, across, key=lambda each: len(each.dated))}[runs]
    standing, says_year = _with_days(table, year, today)
    return Grid(runs="down" if table is down else "across", standing=tuple(standing), says_year=says_year)


class _Table:
    """The cells of a sheet with days across (`turned`: its columns taken for rows), read from the top.

    A line of days and the lines under it until the next one are a block.
    """

    def __init__(self, sheet: SheetCells, *, turned: bool) -> None:
        self._sheet = sheet
        self._turned = turned
        self._lines: Sequence[Sequence[Cell]] = list(zip(*sheet.rows, strict=True)) if turned else sheet.rows
        self._heads: dict[int, DayWords] = {}
        self._weeks: dict[int, DayWords] = {}
        """What lines of weeks say, by column; it holds for the columns to the right as well."""
        self._week: DayWords | None = None
        """The week of the lines that follow."""
        self._week_is_new = False
        """Whether it was said after the lines of a block: then it is of the block that follows."""
        self._week_places: set[int] = set()
        """The columns in which numbers are weeks."""
        self._under_heads = False
        self._parts: dict[int, str] = {}
        """What part of its day each column is, where a line says so."""
        self._month: tuple[int, int | None] | None = month_words(sheet.name)
        self._month_to_come: tuple[int, int | None] | None = None
        """That of the block that follows, if one does: "Maj" alone on a line may be somebody without a turn."""
        self._block = 0
        self._labels: dict[int, str] = {}
        self._axis: list[Sequence[Cell]] = []
        self._twins: Counter[tuple[object, ...]] = Counter()
        self.titles: list[str] = [sheet.name]
        self.standing: list[Standing] = []
        self._common = self._common_labels()
        for number, line in enumerate(self._lines):
            self._read(number, line)
        if any(each.label for each in self.standing):
            self.standing = [each for each in self.standing if each.label]

    @property
    def dated(self) -> list[Standing]:
        """What stands at something that can become a day."""
        return [each for each in self.standing if _is_day(each.words)]

    def _read(self, number: int, line: Sequence[Cell]) -> None:
        words = {place: said for place, cell in enumerate(line) if (said := day_words(cell)) is not None}
        weeks = {place: said for place, said in words.items() if said.is_week}
        days = {place: said for place, said in words.items() if not said.is_week}
        texts = [place for place, cell in enumerate(line) if _is_text(cell) and place not in words]
        if texts and week_of_heading(line[texts[0]]):
            weeks |= self._numbered_weeks(line, texts[0])
        if not days and not weeks:
            days = _numbered_days(line, texts)
        if _is_heading(line, days, texts):
            self._head(line, days, weeks, texts)
        elif weeks and len(texts) <= 1 and not days:
            self._head_weeks(weeks)
        elif self._heads and (parts := self._parts_of_day(line)):
            self._head_parts(parts)
        elif self._heads:
            self._body(number, line, weeks)
        else:
            self._title(line[place] for place in texts)

    def _head(
        self, line: Sequence[Cell], days: dict[int, DayWords], weeks: dict[int, DayWords], texts: list[int]
    ) -> None:
        """A line of days: it begins a block, or tells more of the one that has begun."""
        names_weekdays = all(said.weekday is not None and said.month is None and not said.day for said in days.values())
        tells_more = names_weekdays and any(_is_dated(said) for said in self._heads.values())
        if self._under_heads and not tells_more:
            self._heads, self._weeks, self._labels, self._parts, self._axis = {}, {}, {}, {}, []
            self._week = self._week if self._week_is_new else None
            self._month, self._month_to_come = self._month_to_come or self._month, None
            self._block += 1
        for place, said in days.items():
            self._heads[place] = self._heads[place].beside(said) if place in self._heads else said
        self._weeks |= weeks
        self._week_places |= {place for place in texts if week_of_heading(line[place])}
        self._axis.append(line)
        self._under_heads = False

    def _head_weeks(self, weeks: dict[int, DayWords]) -> None:
        said = {(each.week, each.year) for each in weeks.values()}
        if len(said) == 1:
            self._week = next(iter(weeks.values()))
            if self._under_heads and not self._turned:
                self._week_is_new = True
                self._heads = {
                    place: DayWords(weekday=each.weekday)
                    for place, each in self._heads.items()
                    if each.weekday is not None
                }
        else:
            self._weeks |= weeks

    def _parts_of_day(self, line: Sequence[Cell]) -> dict[int, str]:
        """ "Fm", "Em" at every day of a line and nothing else."""
        first = min(self._heads)
        parts = {place: _tidy(cell) for place, cell in enumerate(line) if place >= first and _is_text(cell)}
        return parts if all(_PART_OF_DAY.fullmatch(fold(text)) for text in parts.values()) else {}

    def _head_parts(self, parts: dict[int, str]) -> None:
        self._parts |= parts
        for place in sorted(parts):
            if place not in self._heads:  # the day stands only at its first part
                self._heads[place] = self._heads[max(head for head in self._heads if head < place)]

    def _body(self, number: int, line: Sequence[Cell], weeks: dict[int, DayWords]) -> None:
        """A line under days: its label, its week, and what stands at each day."""
        texts = {cell for cell in line if _is_text(cell)}
        self._month_to_come = month_words(str(next(iter(texts)))) if len(texts) == 1 else None
        for place in self._week_places - self._heads.keys():
            if (week := week_number(line[place])) is not None:
                weeks = {**weeks, place: DayWords(week=week)}
        own = [said for place, said in weeks.items() if place not in self._heads]
        self._week = own[0] if own else self._week
        self._under_heads, self._week_is_new = True, False
        label = self._label(line)
        if label is None:
            return
        marks = {place: said for place in self._heads if (said := _text(line[place])) is not None}
        if marks:
            self._twins[self._block, label, self._week] += 1
            twin = self._twins[self._block, label, self._week]
            label = label if twin == 1 else f"{label} {twin}".strip()
        for place, text in marks.items():
            row, column = (place, number) if self._turned else (number, place)
            self.standing.append(
                Standing(
                    words=self._words(place),
                    label=f"{label} {self._parts.get(place, '')}".strip(),
                    text=text,
                    sheet=self._sheet.name,
                    row=row,
                    column=column,
                )
            )

    def _words(self, place: int) -> DayWords:
        said = self._heads[place]
        if said.week is None:
            week = self._week or next((self._weeks[p] for p in sorted(self._weeks, reverse=True) if p <= place), None)
            said = said if week is None else said.beside(week)
        if said.number is not None and said.month is None and self._month is not None:
            month, year = self._month
            said = replace(said, month=month, year=said.year or year)
        return said

    def _label(self, line: Sequence[Cell]) -> str | None:
        """The texts to the left of the days; None when they say that nobody's days are in this line."""
        first = min(self._heads)
        places = [place for place in range(first) if self._may_label(place, line[place])]
        own = {place: _tidy(line[place]) for place in places}
        if self._turned:
            nearest = max(own, default=-1)
            own = {place: text for place, text in own.items() if place == nearest or (place, text) in self._common}
        elif own:
            last = max(own)
            own = {place: text for place, text in self._labels.items() if place < min(own) and place < last} | own
            self._labels = own
        if own and _NO_POST.fullmatch(fold(own[max(own)])):
            return None
        return " ".join(dict.fromkeys(own[place] for place in sorted(own)))

    def _may_label(self, place: int, cell: Cell) -> bool:
        """Whether a cell beside the days can name what the line is about: not a week, nor a title over all of it."""
        said = day_words(cell)
        if not _is_text(cell) or place in self._week_places or (said is not None and not said.is_weekday):
            return False
        return all(place >= len(axis) or axis[place] != cell for axis in self._axis)

    def _common_labels(self) -> set[tuple[int, str]]:
        """Texts that head several lines, by place: a heading over two others, not a title."""
        count = Counter((place, _tidy(cell)) for line in self._lines for place, cell in enumerate(line))
        return {place for place, times in count.items() if times > 1}

    def _numbered_weeks(self, line: Sequence[Cell], heading: int) -> dict[int, DayWords]:
        return {
            place: DayWords(week=week)
            for place, cell in enumerate(line)
            if place > heading and (week := week_number(cell)) is not None
        }

    def _title(self, cells_of_line: Iterable[Cell]) -> None:
        for cell in cells_of_line:
            self.titles.append(str(cell))
            self._month = month_words(str(cell)) or self._month


def _with_days(table: _Table, year: int | None, today: date) -> tuple[list[Standing], bool]:
    """The same with their days. Days without a year go on from one to the next: after December comes January."""
    titles = [found for title in table.titles for found in years_in(title)]
    told = [each.words.day.year for each in table.standing if each.words.day and each.words.day.year in YEARS]
    lacking = [each.words for each in table.standing if _lacks_year(each.words)]
    says_year = bool(titles or told or not lacking)
    first = titles[0] if titles else min(told) if told else year or best_year(lacking, today)
    now, before = first, DayWords()
    seen: dict[DayWords, date | None] = {}
    found = []
    for each in table.standing:
        if each.words not in seen:
            if _has_turned(before, each.words):
                now += 1
            before = each.words
            seen[each.words] = dated(each.words, now)
        found.append(replace(each, day=seen[each.words]))
    return found, says_year


def _has_turned(before: DayWords, now: DayWords) -> bool:
    """Whether a year has come to its end between two days without one."""
    if before.month is not None and now.month is not None and not now.year:
        return before.month - now.month >= _HALF_A_YEAR
    if before.week is not None and now.week is not None and not now.year:
        return before.week - now.week >= _SOME_WEEKS
    return False


def _lacks_year(words: DayWords) -> bool:
    return words.day is None and words.year is None and _is_day(words)


def _is_day(words: DayWords) -> bool:
    return _is_dated(words) or (words.week is not None and words.weekday is not None)


def _is_dated(words: DayWords) -> bool:
    return words.day is not None or (words.month is not None and words.number is not None)


def _is_heading(line: Sequence[Cell], days: dict[int, DayWords], texts: list[int]) -> bool:
    if len(days) == 1:
        (place,) = days
        return isinstance(line[place], date) and len(texts) <= 1
    return len(days) > len(texts)


def _numbered_days(line: Sequence[Cell], texts: list[int]) -> dict[int, DayWords]:
    """1, 2, 3 … as days of a month that stands elsewhere."""
    numbers = {place: number for place, cell in enumerate(line) if (number := small_number(cell, 31)) is not None}
    going = list(numbers.values())
    steps = [after - before for before, after in pairwise(going)]
    if len(going) < _FEWEST_NUMBERS or len(texts) > 2 or any(not 1 <= step <= 3 for step in steps):
        return {}
    return {place: DayWords(number=number) for place, number in numbers.items()}


def _tidy(cell: Cell) -> str:
    return " ".join(cell.split()) if isinstance(cell, str) else ""


def _is_text(cell: Cell) -> bool:
    return isinstance(cell, str) and bool(cell.strip())


def _text(cell: Cell) -> str | None:
    """What stands at a day: a text, or a whole number as a mark."""
    if _is_text(cell):
        return str(cell).strip()
    number = small_number(cell, _HIGHEST_MARK)
    return None if number is None else str(number)
