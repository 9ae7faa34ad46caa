"""The two tables of the page made ready off the window's thread: shifts by post and week, turns by person and day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from PySide6.QtCore import QLocale

from mottagning.folding import sort_key
from mottagning.rota.availability import Availability
from mottagning.rota.model import WHOLE_DAY, Half, days_between
from mottagning.rota.month import UNEVEN, Month, Slot, State
from mottagning.rota.naming import short_people, short_posts
from mottagning.rota.wallsheet import closed_because
from mottagning.texts import tr
from mottagning.ui import when
from mottagning.ui.rota.reasons import said as in_words
from mottagning.ui.tokens import Tone

Kind = Literal["head", "shift", "day", "debt", "none"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where one is in a table: a shift by its day and post, or in the table of people a day by its person."""

    date: date
    post: str | None = None
    person: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell, ready to be drawn. Without a `place` it cannot be chosen.

    `shorter` is said where there is no room for `text`. `person` lights up with her other turns; `was` is whom a draft
    replaces; `state` None is no shift; `away` are the halves of the day that are hatched; `debt` is in turns.
    """

    kind: Kind
    place: Place | None = None
    text: str = ""
    shorter: str = ""
    label: str = ""
    person: str | None = None
    was: str = ""
    state: State | None = None
    tone: Tone = Tone.PLAIN
    away: frozenset[Half] = frozenset()
    quiet: bool = False
    is_today: bool = False
    debt: float | None = None
    tip: str = ""
    spoken: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of cells with what stands above and to the left; `weeks` are the columns that begin a week."""

    rows: tuple[tuple[Cell, ...], ...]
    across: tuple[str, ...]
    down: tuple[str, ...]
    keys: tuple[str | None, ...]
    """The person of each row, in the table of people."""
    weeks: frozenset[int] = frozenset()
    today: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What people and posts are called, in full and in short."""

    people: Mapping[str, str]
    people_short: Mapping[str, str]
    posts: Mapping[str, str]
    posts_short: Mapping[str, str]

    def person(self, key: str | None) -> str:
        """Her name in full."""
        return self.people.get(key or "", key or "")

    def short(self, key: str | None) -> str:
        """Her name in short."""
        return self.people_short.get(key or "", key or "")


def names_of(month: Month, everybody: Mapping[str, str]) -> Names:
    """`everybody` are the names of the staff, also of those who have left the planning."""
    planned = {person.id: person.name for person in month.unit.people}
    shown = {slot.person for slot in month.slots if slot.person}
    people = {key: name for key, name in everybody.items() if key in shown or key in planned} | planned
    posts = [post for post in month.unit.posts if post.weekdays or any(slot.post == post.id for slot in month.slots)]
    return Names(
        people=people,
        people_short=short_people(people),
        posts={post.id: post.name for post in posts},
        posts_short=short_posts(posts),
    )


def by_post(month: Month, names: Names, *, for_lead: bool) -> Table:
    """A column a weekday, a row a week, posts as lines in it."""
    slots = {(slot.date, slot.post): slot for slot in month.slots}
    posts = [post for post in names.posts if any(slot.post == post for slot in month.slots)]
    weekdays = sorted({slot.date.weekday() for slot in month.slots} | set(range(5)))
    rows: list[tuple[Cell, ...]] = []
    down: list[str] = []
    for monday in list(days_between(month.first, month.last))[::7]:
        days = [date.fromordinal(monday.toordinal() + weekday) for weekday in weekdays]
        rows.append(tuple(_head(month, day) for day in days))
        down.append(tr("w {n}", n=monday.isocalendar().week))
        for post in posts:
            rows.append(tuple(_shift(month, names, slots.get((day, post)), for_lead=for_lead) for day in days))
            down.append("")
    across = tuple(when.weekday(date.fromordinal(month.first.toordinal() + weekday)) for weekday in weekdays)
    return Table(rows=tuple(rows), across=across, down=tuple(down), keys=(None,) * len(rows))


def by_person(month: Month, names: Names, *, for_lead: bool) -> Table:
    """A row for each who works in the month, a column a day; for the lead, room at the end for what she is owed."""
    availability = Availability(month.unit)
    turns: dict[tuple[date, str], list[Slot]] = {}
    for slot in month.slots:
        if slot.person is not None:
            turns.setdefault((slot.date, slot.person), []).append(slot)
    weekdays = {slot.date.weekday() for slot in month.slots} | set(range(5))
    days = [day for day in days_between(month.month, month.month_end) if day.weekday() in weekdays]
    here = {person.id for person in month.unit.people if any(person.employed(day) for day in days)}
    here |= {person for day, person in turns if month.month <= day <= month.month_end}
    people = sorted(here, key=lambda key: sort_key(names.people[key]))
    rows = []
    for person in people:
        cells = [
            _day(month, names, availability, day, person, turns.get((day, person), []), for_lead=for_lead)
            for day in days
        ]
        if for_lead:
            cells.append(_debt(names, person, None))
        rows.append(tuple(cells))
    across = [f"{_initial(day)}\n{day.day}" for day in days] + ([tr("Owed")] if for_lead else [])
    return Table(
        rows=tuple(rows),
        across=tuple(across),
        down=tuple(names.people[person] for person in people),
        keys=tuple(people),
        weeks=frozenset(place for place, day in enumerate(days) if place and day.weekday() < days[place - 1].weekday()),
        today=days.index(month.today) if month.today in days else -1,
    )


def with_owing(table: Table, names: Names, owing: Mapping[str, float]) -> Table:
    """The table of people with what each is owed, which takes longer to find out."""
    rows = tuple(
        (*cells[:-1], _debt(names, person or "", owing.get(person or "")))
        for cells, person in zip(table.rows, table.keys, strict=True)
    )
    return replace(table, rows=rows)


def _head(month: Month, day: date) -> Cell:
    note = closed_because(day, month.unit.closed)
    short = when.locale().standaloneMonthName(day.month, QLocale.FormatType.ShortFormat).rstrip(".")
    said = f"{day.day} {short}" if day.day == 1 or day == month.first else str(day.day)
    outside = not month.month <= day <= month.month_end
    return Cell(
        kind="head",
        text=said,
        label=note,
        quiet=outside or day < month.today,
        is_today=day == month.today,
        spoken=", ".join(part for part in (when.long_day(day), note) if part),
        tip=note,
    )


def _shift(month: Month, names: Names, slot: Slot | None, *, for_lead: bool) -> Cell:
    if slot is None:
        return Cell(kind="none")
    sentence = _sentence(names, slot, for_lead=for_lead)
    spoken = f"{when.long_day(slot.date)}, {names.posts[slot.post]}, {sentence}"
    return Cell(
        kind="shift",
        place=Place(slot.date, post=slot.post),
        text=_shown(slot, names.short(slot.person)),
        shorter=_shown(slot, names.short(slot.person).partition(" ")[0]),
        label=names.posts_short[slot.post],
        person=slot.person,
        was=names.short(slot.was) if slot.state == "draft" else "",
        state=slot.state,
        tone=_tone(slot),
        quiet=slot.date < month.today or not month.month <= slot.date <= month.month_end,
        is_today=slot.date == month.today,
        tip=sentence,
        spoken=spoken,
    )


def _shown(slot: Slot, name: str) -> str:
    if slot.uncovered and slot.person is not None:
        return tr("{name} is away", name=name)
    if slot.person is None:
        return "–" if slot.state == "unplanned" else tr("Uncovered")
    return name


def _tone(slot: Slot) -> Tone:
    if slot.uncovered:
        return Tone.BAD
    return Tone.PLAIN if slot.against is None else Tone.WARN


def _sentence(names: Names, slot: Slot, *, for_lead: bool) -> str:
    """The shift in words: who, how sure, and what speaks against it."""
    said = [names.person(slot.person) if slot.person else tr("nobody")]
    said.append(
        {
            "published": tr("published"),
            "draft": tr("draft"),
            "unplanned": tr("not planned"),
        }[slot.state]
    )
    if slot.state == "draft" and slot.was is not None:
        said.append(tr("instead of {name}", name=names.person(slot.was)))
    if slot.against is not None:
        said.append(in_words(slot.against) if for_lead else tr("not available"))
    elif slot.uncovered and slot.person is not None:
        said.append(tr("not available"))
    return ", ".join(said)


def _day(
    month: Month,
    names: Names,
    availability: Availability,
    day: date,
    person: str,
    slots: Sequence[Slot],
    *,
    for_lead: bool,
) -> Cell:
    is_open = bool(availability.open_posts(day))
    free = availability.free(person, day) if person in availability.people else frozenset()
    away = WHOLE_DAY - free if is_open else frozenset()
    said = [f"{names.posts[slot.post]}: {_sentence(names, slot, for_lead=for_lead)}" for slot in slots]
    if not is_open:
        said.append(closed_because(day, month.unit.closed) or tr("no post is open"))
    elif away:
        said.append(_away_words(away))
    sentence = "; ".join(said)
    worst = max((_tone(slot) for slot in slots), key=(Tone.PLAIN, Tone.WARN, Tone.BAD).index, default=Tone.PLAIN)
    drafted = any(slot.state == "draft" for slot in slots)
    return Cell(
        kind="day" if is_open or slots else "none",
        place=Place(day, person=person) if is_open or slots else None,
        text=" ".join(names.posts_short[slot.post] for slot in slots),
        person=person if slots else None,
        state=("draft" if drafted else "published") if slots else None,
        tone=worst,
        away=away,
        quiet=day < month.today,
        is_today=day == month.today,
        tip=sentence,
        spoken=f"{names.people[person]}, {when.long_day(day)}, {sentence or tr('no turn')}",
    )


def _away_words(away: Iterable[Half]) -> str:
    missing = frozenset(away)
    if missing == WHOLE_DAY:
        return tr("not available")
    return tr("not available in the morning") if "am" in missing else tr("not available in the afternoon")


def _debt(names: Names, person: str, turns: float | None) -> Cell:
    if turns is None:
        return Cell(kind="debt", spoken=names.person(person))
    amount = when.locale().toString(abs(turns), "f", 1)
    if abs(turns) < 0.05:
        said = tr("has just her share of turns")
    elif turns > 0:
        said = tr("has {turns} turns less than her share", turns=amount)
    else:
        said = tr("has {turns} turns more than her share", turns=amount)
    return Cell(
        kind="debt",
        text=amount if abs(turns) < 0.05 else f"{'+' if turns > 0 else '−'}{amount}",
        debt=turns,
        tone=Tone.WARN if abs(turns) >= UNEVEN else Tone.PLAIN,
        tip=said,
        spoken=f"{names.person(person)}, {said}",
    )


def _initial(day: date) -> str:
    return when.locale().standaloneDayName(day.isoweekday(), QLocale.FormatType.NarrowFormat)
