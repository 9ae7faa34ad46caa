"""Reads the Excel rota of today: which names stand at which days and posts, in whatever shape the sheets are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from mottagning.cases.cells import is_error
from mottagning.folding import fold
from mottagning.rota.sheetcells import SheetCells, cell_name, sheet_cells
from mottagning.rota.sheetgrid import Grid, Runs, Standing, read_grid
from mottagning.texts import N_, tr

Holds = Literal["names", "marks"]
"""What stands at the days: who sits there, or, with the names beside them, a mark for where."""
_NOBODY = re.compile(
    r"[-–—.?*/]+|0|stängt?|stängd|helg(dag)?|röd dag|lediga?|ledigt|lov|semester|vakant|obemann(at|ad)|ingen"
    r"|closed|holiday|nobody|vacant|none|uncovered"
)
_SEVERAL = re.compile(r"\s*(?:[/;&+\n]|,|\s(?:och|and)\s)\s*")
_CHANGED = re.compile(r"->|→|=>")
_ASIDE = re.compile(r"\s*(?:\([^)]*\)|[*?!]+)\s*$")
_SECOND = " #2"
_MARK_LENGTH, _FEW_MARKS, _LONGEST_NAME, _LONGEST_TEXT = 4, 8, 60, 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a workbook is read, as the lead has said once. What is None, or not in the file, is found out.

    `posts` are keys of posts by what stands for them in the file, `people` keys of people by their names in it; ""
    is not to be read.
    """

    sheets: tuple[str, ...] | None = None
    runs: Runs | None = None
    holds: Holds | None = None
    year: int | None = None
    posts: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A cell of the file; `row` 1 is the first."""

    sheet: str
    row: int
    column: int

    def __str__(self) -> str:
        return f"{self.sheet}!{cell_name(self.row - 1, self.column)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Somebody, by a name, at something that stands for a post, on a day."""

    day: date
    heading: str
    name: str
    place: Place


@dataclass(frozen=True, slots=True)
class Unread:
    """A cell that is not read, and why; `reason` is an English sentence."""

    place: Place
    text: str
    reason: str

    def __str__(self) -> str:
        return tr(self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a workbook was understood to say. `year` is the one that was guessed for days without any.

    `sheets` are those in which days were found, `others` the visible ones without.
    """

    seats: tuple[Seat, ...]
    unread: tuple[Unread, ...]
    sheets: tuple[str, ...]
    others: tuple[str, ...]
    runs: Runs = "down"
    holds: Holds = "names"
    year: int | None = None
    struck: int = 0
    hidden: int = 0

    def headings(self) -> dict[str, int]:
        """What stands for posts, with how many shifts, as they come."""
        return dict(Counter(seat.heading for seat in self.seats))

    def names(self) -> dict[str, int]:
        """The names, with how many shifts each."""
        return dict(Counter(seat.name for seat in self.seats))


def read_workbook(path: Path, manner: Manner, today: date, staff: Container[str] = ()) -> Reading:
    """The rota in a file. `staff` are names as `fold` has them, which help to tell names from marks.

    Raises Trouble for what is no workbook; one in which no rota is found gives a reading without seats.
    """
    return read_sheets(sheet_cells(path), manner, today, staff)


def read_sheets(sheets: Sequence[SheetCells], manner: Manner, today: date, staff: Container[str] = ()) -> Reading:
    """The same for sheets that have been opened."""
    grids = {sheet.name: (sheet, read_grid(sheet, manner.runs, manner.year, today)) for sheet in sheets}
    able = {name: each for name, each in grids.items() if any(at.day is not None for at in each[1].standing)}
    named = able.keys() & set(manner.sheets or ())  # those of another year have other names
    wanted = [each for name, each in able.items() if not named or name in named]
    standing = [at for _, grid in wanted for at in grid.standing]
    holds = manner.holds or _guess_holds(standing, staff)
    seats, unread = _sorted_out(standing, holds, staff)
    guessed = [grid for _, grid in wanted if not grid.says_year]
    return Reading(
        seats=tuple(seats),
        unread=tuple(unread),
        sheets=tuple(able),
        others=tuple(sheet.name for sheet in sheets if sheet.name not in able),
        runs=_commonest(grid for _, grid in wanted),
        holds=holds,
        year=min((at.day.year for grid in guessed for at in grid.standing if at.day), default=None),
        struck=sum(sheet.struck for sheet, _ in wanted),
        hidden=sum(sheet.hidden for sheet, _ in wanted),
    )


def _commonest(grids: Iterable[Grid]) -> Runs:
    count = Counter(grid.runs for grid in grids)
    return count.most_common(1)[0][0] if count else "down"


def _guess_holds(standing: Sequence[Standing], staff: Container[str]) -> Holds:
    """Marks where the names of the staff stand beside, or where little stands again and again."""
    texts = {fold(each.text) for each in standing}
    labels = {fold(each.label) for each in standing if each.label}
    beside, inside = (sum(text in staff for text in found) for found in (labels, texts))
    if beside != inside:
        return "marks" if beside > inside else "names"
    short = all(len(text) <= _MARK_LENGTH for text in texts)
    return "marks" if short and len(texts) <= _FEW_MARKS and len(texts) < len(labels) else "names"


def _sorted_out(standing: Iterable[Standing], holds: Holds, staff: Container[str]) -> tuple[list[Seat], list[Unread]]:
    seats: dict[tuple[date, str], Seat] = {}
    unread: list[Unread] = []
    for each in standing:
        place = Place(each.sheet, each.row + 1, each.column)
        if is_error(each.text):
            unread.append(Unread(place, each.text, N_("A formula has gone wrong here.")))
            continue
        if len(each.text) + len(each.label) > _LONGEST_TEXT:  # taking it apart could take minutes
            unread.append(Unread(place, each.text[:_LONGEST_TEXT], N_("This is too long for a name.")))
            continue
        found = _marked(each) if holds == "marks" else _named(each, staff)
        if isinstance(found, str):
            unread.append(Unread(place, each.text, found))
            continue
        for heading, name in found:
            if each.day is None:
                unread.append(Unread(place, each.text, N_("It cannot be told which day this is.")))
                break
            seat = Seat(day=each.day, heading=heading, name=name, place=place)
            # Several people may have the same mark on a day: each is a post of her own then.
            number = 1
            while holds == "marks" and (seat.day, seat.heading) in seats and not _again(seats, seat):
                number += 1
                seat = Seat(day=each.day, heading=f"{heading} {number}", name=name, place=place)
            known = seats.setdefault((seat.day, seat.heading), seat)
            if fold(known.name) != fold(name):
                unread.append(Unread(place, each.text, N_("Another cell has another name for the same shift.")))
    return sorted(seats.values(), key=lambda seat: (seat.place.sheet, seat.day, seat.place)), unread


def _again(seats: Mapping[tuple[date, str], Seat], seat: Seat) -> bool:
    """Whether another sheet says the same of the same person."""
    return fold(seats[seat.day, seat.heading].name) == fold(seat.name)


def _marked(each: Standing) -> list[tuple[str, str]] | str:
    """The mark and the name beside it."""
    name, mark = _tidy(each.label), _tidy(each.text)
    if not name or not mark or _NOBODY.fullmatch(fold(mark)):
        return []
    if len(mark) > _LONGEST_NAME or len(name) > _LONGEST_NAME:
        return N_("This is too long for a name.")
    return [(mark, name)]


def _named(each: Standing, staff: Container[str]) -> list[tuple[str, str]] | str:
    """The heading and the name; of two names in a cell the second is under a heading of its own."""
    if _CHANGED.search(each.text):
        return N_("One name has been changed into another here. Write only the one that holds.")
    family, _, given = _tidy(each.text).partition(", ")
    if fold(f"{given} {family}") in staff:
        return [(each.label, f"{given} {family}")]
    parts = [tidied for part in _SEVERAL.split(each.text) if (tidied := _tidy(part))]
    names = [part for part in parts if not _NOBODY.fullmatch(fold(part)) and any(sign.isalpha() for sign in part)]
    if fold(each.text) in ("x", ""):
        return []
    if len(names) > 2:
        return N_("There are more than two names here; a shift has one person.")
    if any(len(name) > _LONGEST_NAME for name in names):
        return N_("This is too long for a name.")
    return [(each.label + _SECOND * number, name) for number, name in enumerate(names)]


def is_second(heading: str) -> bool:
    """Whether this is what the second of two names in a cell stands under."""
    return heading.endswith(_SECOND)


def first_of(heading: str) -> str:
    """The heading that the first of two names stands under."""
    return heading.removesuffix(_SECOND)


def _tidy(text: str) -> str:
    """A name without what is said beside it: "Omar H (till 15)" is "Omar H"."""
    return _ASIDE.sub("", " ".join(text.split())).strip()
