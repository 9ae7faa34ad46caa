"""Reads the Excel rota of today, once: dates down and posts across, or the other way round, with names in the cells."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from pathlib import Path

from mottagning.cases import cells, dates
from mottagning.cases.opening import chosen
from mottagning.cases.workbook import Cell, is_workbook, open_sheets
from mottagning.errors import Trouble, why
from mottagning.folding import fold
from mottagning.rota.model import Person, Post, Shift, Unit
from mottagning.rota.naming import short_people
from mottagning.texts import N_

_MOST_ROWS = 5_000
_HOURS = re.compile(r"(\d{1,2})(?:[.:](\d{2}))?\s*[-–—]\s*(\d{1,2})(?:[.:](\d{2}))?")
_MORNING, _AFTERNOON = re.compile(r"\bfm\b|förmiddag|morning"), re.compile(r"\bem\b|eftermiddag|afternoon")
_NO_POSTS = re.compile(
    r"datum|(vecko)?dag|vecka|v\.?|kommentar(er)?|anteckning(ar)?|notering(ar)?|övrigt"
    r"|date|(week)?day|week|notes?|comments?"
)
_NOBODY = re.compile(
    r"[-–—.?]+|x|stängt?|stängd|helg(dag)?|röd dag|lediga?|ledigt|lov|semester|vakant|obemann(at|ad)|ingen"
    r"|closed|holiday|nobody|vacant|none|uncovered"
)
_SEVERAL = re.compile(r"[/,;&+\n]|\s+(?:och|and)\s+")
_ASIDE = re.compile(r"\s*\([^)]*\)\s*$")


@dataclass(frozen=True, slots=True)
class _Found:
    """A name in a cell: for which day and heading, and where it stands."""

    day: date
    heading: str
    name: str
    place: str


def unit_from_workbook(path: Path, present: Unit | None = None, staff: Sequence[Person] = ()) -> Unit:
    """`present` with the posts, people and shifts (as history) of an Excel rota; what is known already stays as it is.

    Names are looked for among `present` and `staff`. Raises Trouble, with the cell, for what cannot be understood.
    """
    found = [each for table in _tables(path) for each in _read(*table)]
    if not found:
        raise Trouble(
            N_(
                "“{file}” is not understood as a rota. It needs dates with their year in one column (or one row), a "
                "heading for each post, and one name in each cell."
            ),
            file=path.name,
        )
    unit = present or Unit()
    posts = _posts(unit.posts, found)
    names = _People([*unit.people, *(each for each in staff if each.id not in {p.id for p in unit.people})])
    shifts: dict[tuple[date, str], tuple[str, str]] = {}
    for each in found:
        slot, person = (each.day, posts[each.heading].id), names.find(each)
        other, place = shifts.setdefault(slot, (person, each.place))
        if other != person:
            raise Trouble(
                N_("{place} and {other} name different people for the same shift; correct one of them."),
                place=each.place,
                other=place,
            )
    used = {person for person, _ in shifts.values()}
    known = {person.id for person in unit.people}
    return replace(
        unit,
        posts=(*unit.posts, *(post for post in posts.values() if post not in unit.posts)),
        people=(*unit.people, *(person for person in names.people() if person.id in used - known)),
        history=tuple(sorted(Shift(*slot, person) for slot, (person, _) in shifts.items())),
    )


def _tables(path: Path) -> Iterable[tuple[str, list[list[Cell]], bool]]:
    """Each sheet's name and cells; those with dates across are turned, and say so."""
    path = chosen(path)
    try:
        with path.open("rb") as file:
            head = file.read(8)
    except OSError as error:
        raise Trouble(N_("{path} cannot be read: {why}."), path=path, why=why(error)) from None
    if not is_workbook(path, head):
        raise Trouble(N_("“{file}” is no workbook. Save the rota as XLSX and try again."), file=path.name)
    for sheet in open_sheets(path):
        rows = sheet.top(_MOST_ROWS)
        width = max(map(len, rows), default=0)
        rows = [[*row, *[None] * (width - len(row))] for row in rows]
        turned = [list(column) for column in zip(*rows, strict=True)]
        is_turned = _dates_in(_best_column(turned)) > _dates_in(_best_column(rows))
        yield sheet.name, turned if is_turned else rows, is_turned


def _read(sheet: str, rows: list[list[Cell]], is_turned: bool) -> list[_Found]:
    """The names of a table with dates down and headings across."""
    column = _best_column(rows)
    days = [_day(cell) for cell in column]
    if sum(day is not None for day in days) < 2 and not any(isinstance(cell, date) for cell in column):
        return []  # one text that looks like a date makes no rota
    place_of_dates = [list(each) for each in zip(*rows, strict=True)].index(column)
    first = next(number for number, day in enumerate(days) if day is not None)
    found = []
    for place, heading in _headings(rows[:first], place_of_dates).items():
        for number, day in enumerate(days):
            where = f"{sheet}!{_cell_name(place, number) if is_turned else _cell_name(number, place)}"
            name = _name(rows[number][place], where)
            if day is not None and name is not None:
                found.append(_Found(day, heading, name, where))
    return found


def _headings(above: list[list[Cell]], dates: int) -> dict[int, str]:
    """The posts by column: the lowest row above the dates that has any text beside them."""
    for row in reversed(above):
        texts = {place: cells.text(cell) for place, cell in enumerate(row) if place != dates}
        named = {place: text for place, text in texts.items() if text and not text.replace(".", "").isdigit()}
        wanted = {place: text for place, text in named.items() if not _NO_POSTS.fullmatch(fold(text))}
        if wanted:
            return _told_apart(wanted)
    return {}


def _told_apart(headings: Mapping[int, str]) -> dict[int, str]:
    count: dict[str, int] = defaultdict(int)
    result = {}
    for place, text in headings.items():
        count[text] += 1
        result[place] = text if count[text] == 1 else f"{text} {count[text]}"
    return result


def _best_column(rows: list[list[Cell]]) -> list[Cell]:
    columns = [list(column) for column in zip(*rows, strict=True)]
    return max(columns, key=_dates_in, default=[])


def _dates_in(column: Iterable[Cell]) -> int:
    return sum(_day(cell) is not None for cell in column)


def _day(cell: Cell) -> date | None:
    try:
        return dates.day(cell)
    except cells.UnreadableCellError:
        return None


def _name(cell: Cell, place: str) -> str | None:
    try:
        text = cells.text(cell) if isinstance(cell, str) else None
    except cells.UnreadableCellError:
        return None
    if text is None:
        return None
    text = _ASIDE.sub("", text)
    if not text or _NOBODY.fullmatch(fold(text)) or not any(sign.isalpha() for sign in text):
        return None
    if _SEVERAL.search(text):
        raise Trouble(
            N_("{place} holds more than one name; a shift has one person. Use a column for each."), place=place
        )
    return text


def _cell_name(row: int, column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def _posts(known: Sequence[Post], found: Sequence[_Found]) -> dict[str, Post]:
    """The post of each heading: one with that name, or a new one, open on the weekdays on which somebody sat there."""
    by_name = {fold(name): post for post in known for name in (post.id, post.name)}
    taken = {post.id for post in known}
    weekdays: dict[str, set[int]] = defaultdict(set)
    for each in found:
        weekdays[each.heading].add(each.day.weekday())
    result = {}
    for heading, days in weekdays.items():
        post = by_name.get(fold(heading))
        if post is None:
            start, end = _hours(heading)
            identity = _free("-".join(re.findall(r"\w+", fold(heading))) or "post", taken)
            post = Post(id=identity, name=heading, weekdays=tuple(sorted(days)), start=start, end=end)
        result[heading] = post
    return result


def _hours(heading: str) -> tuple[time, time]:
    """What the heading says ("Tel 8-12", "förmiddag"), else an office day."""
    if said := _HOURS.search(heading):
        start, end = (int(said[1]), int(said[2] or 0)), (int(said[3]), int(said[4] or 0))
        if start < end and end[0] < 24 and max(start[1], end[1]) < 60:
            return time(*start), time(*end)
    if _MORNING.search(heading.lower()):
        return time(8), time(12)
    return (time(12) if _AFTERNOON.search(heading.lower()) else time(8)), time(16)


def _free(wanted: str, taken: set[str]) -> str:
    number = 1
    while (name := wanted if number == 1 else f"{wanted}{number}") in taken:
        number += 1
    taken.add(name)
    return name


class _People:
    """Whom a name in a cell means: somebody known by that name in one of its forms, or somebody new."""

    def __init__(self, known: Sequence[Person]) -> None:
        self._known = list(known)
        self._taken = {person.id for person in known}
        self._forms: dict[str, set[str]] = defaultdict(set)
        short = short_people({person.id: person.name for person in known})
        for person in known:
            words = person.name.split()
            initials = "".join(word[0] for word in words[:3])
            for form in (person.id, person.name, short[person.id], words[0] if words else "", initials):
                self._forms[fold(form)].add(person.id)

    def find(self, found: _Found) -> str:
        """The person's id. Trouble when two people could be meant."""
        whole = [person.id for person in self._known if fold(person.name) == fold(found.name)]
        able = set(whole[:1]) or self._forms.get(fold(found.name), set())
        if len(able) > 1:
            names = sorted(person.name for person in self._known if person.id in able)
            raise Trouble(
                N_("“{name}” in {place} could be {people}. Write the whole name."),
                name=found.name,
                place=found.place,
                people=", ".join(names),
            )
        if able:
            return next(iter(able))
        initials = "".join(word[0] for word in found.name.split()[:3]).lower()
        person = Person(id=_free(initials, self._taken), name=found.name)
        self._known.append(person)
        self._forms[fold(found.name)].add(person.id)
        return person.id

    def people(self) -> list[Person]:
        """Everybody, the new ones last."""
        return self._known
