"""Reads the rota file of `contracts.md`, and says in one sentence what is wrong with it."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, time
from math import isfinite
from typing import NoReturn, TypeVar, cast

from mottagning.errors import Trouble
from mottagning.rota.model import (
    YEARS,
    Absence,
    DayHours,
    Half,
    Kind,
    Meeting,
    Novices,
    Off,
    Person,
    Post,
    Rate,
    Rules,
    Shift,
    ShortDay,
    Unit,
    Wish,
)
from mottagning.texts import N_

T = TypeVar("T")
D = TypeVar("D")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"\d{1,2}:\d{2}")
_HOURS = ("08:00", "16:00")
_LONGEST_QUOTE = 40


def unit_from_json(document: object) -> Unit:
    """The unit of a decoded rota file. Keys that are not there mean nothing, none, or no limit.

    Raises Trouble, naming list, entry and field, for whatever cannot be understood: wrong kinds, dates that do not
    exist, from after to, ids that are not known or used twice.
    """
    top = _Entry(document, "")
    posts = tuple(map(_post, top.entries("posts")))
    people = tuple(map(_person, top.entries("people")))
    _once("posts", [post.id for post in posts])
    _once("people", [person.id for person in people])
    known = _Known(frozenset(post.id for post in posts), frozenset(person.id for person in people))
    for number, person in enumerate(people):
        _check_person(person, known, f"people[{number + 1}]")
    unit = Unit(
        posts=posts,
        people=people,
        absences=tuple(_absence(entry, known) for entry in top.entries("absences")),
        closed=frozenset(top.values("closed", _as_date)),
        short=tuple(map(_short, top.entries("short"))),
        before_holidays=top.may("before_holidays", _as_time, None),
        meetings=tuple(_meeting(entry, known) for entry in top.entries("meetings")),
        rules=_rules(top.sub("rules")),
        wishes=tuple(_wish(entry, known) for entry in top.entries("wishes")),
        pinned=tuple(_shift(entry, known) for entry in top.entries("pinned")),
        history=tuple(_shift(entry, known) for entry in top.entries("history")),
    )
    for name, shifts in (("pinned", unit.pinned), ("history", unit.history)):
        _once(name, [f"{shift.date} {shift.post}" for shift in shifts])
    return unit


@dataclass(frozen=True, slots=True)
class _Known:
    posts: frozenset[str]
    people: frozenset[str]


class _Entry:
    """One object of the document and the words for where it lies, such as ``people[3].rate[1]``."""

    def __init__(self, value: object, where: str) -> None:
        if not isinstance(value, dict):
            _wrong(N_("{where}: {value} is not an object; write it with braces and named fields."), where, value)
        self.fields = cast("dict[str, object]", value)
        self.where = where

    def place(self, name: str) -> str:
        return f"{self.where}.{name}" if self.where else name

    def need(self, name: str, read: Callable[[object, str], T]) -> T:
        """The field's value; it has to be there."""
        if self.fields.get(name) is None:
            raise Trouble(N_("{where} is missing; write it in the rota file."), where=self.place(name))
        return read(self.fields[name], self.place(name))

    def may(self, name: str, read: Callable[[object, str], T], otherwise: D) -> T | D:
        """The field's value, or `otherwise` when it is not there or null."""
        value = self.fields.get(name)
        return otherwise if value is None else read(value, self.place(name))

    def values(self, name: str, read: Callable[[object, str], T]) -> list[T]:
        """The values of a list; none when it is not there."""
        found: list[object] = self.may(name, _as_list, [])
        return [read(value, f"{self.place(name)}[{number}]") for number, value in enumerate(found, start=1)]

    def entries(self, name: str) -> list["_Entry"]:
        return self.values(name, _Entry)

    def sub(self, name: str) -> "_Entry":
        return self.may(name, _Entry, _Entry({}, self.place(name)))


def _post(entry: _Entry) -> Post:
    identity = entry.need("id", _as_text)
    start = entry.may("from", _as_time, _as_time(_HOURS[0], ""))
    end = entry.may("to", _as_time, _as_time(_HOURS[1], ""))
    if start >= end:
        _backwards(entry, start.isoformat("minutes"), end.isoformat("minutes"))
    weekdays = (0, 1, 2, 3, 4) if entry.fields.get("weekdays") is None else entry.values("weekdays", _as_weekday)
    return Post(
        id=identity,
        name=entry.may("name", _as_text, identity),
        weekdays=tuple(sorted(set(weekdays))),
        start=start,
        end=end,
        needs=frozenset(entry.values("needs", _as_text)),
        other_hours=tuple(sorted(map(_hours_of_day, entry.entries("hours")))),
        kind=cast("Kind", entry.may("kind", _one_word("desk", "lunch", "standby"), "desk")),
    )


def _hours_of_day(entry: _Entry) -> DayHours:
    return DayHours(entry.need("weekday", _as_weekday), *_span(entry))


def _span(entry: _Entry) -> tuple[time, time]:
    start, end = entry.need("from", _as_time), entry.need("to", _as_time)
    if start >= end:
        _backwards(entry, start.isoformat("minutes"), end.isoformat("minutes"))
    return start, end


def _short(entry: _Entry) -> ShortDay:
    return ShortDay(entry.need("date", _as_date), *_span(entry))


def _meeting(entry: _Entry, known: _Known) -> Meeting:
    people = entry.values("people", _as_text)
    for person in people:
        _known(person, known.people, entry.place("people"))
    return Meeting(
        name=entry.need("name", _as_text),
        people=frozenset(people),
        weekday=entry.may("weekday", _as_weekday, None),
        dates=frozenset(entry.values("dates", _as_date)),
        half=_half(entry),
    )


def _person(entry: _Entry) -> Person:
    identity = entry.need("id", _as_text)
    joined = entry.may("joined", _as_date, None)
    left = entry.may("left", _as_date, None)
    if joined and left and joined > left:
        _backwards(entry, joined.isoformat(), left.isoformat())
    rates = [Rate(each.need("from", _as_date), each.need("percent", _as_percent)) for each in entry.entries("rate")]
    _once(entry.place("rate"), [rate.start.isoformat() for rate in rates])
    return Person(
        id=identity,
        name=entry.may("name", _as_text, identity),
        rates=tuple(sorted(rates, key=lambda rate: rate.start)),
        joined=joined,
        left=left,
        off=tuple(Off(each.need("weekday", _as_weekday), _half(each)) for each in entry.entries("off")),
        qualifications=frozenset(entry.values("qualifications", _as_text)),
        novice_until=entry.may("novice_until", _as_date, None),
        mentor=entry.may("mentor", _as_text, None),
        posts=None if entry.fields.get("posts") is None else frozenset(entry.values("posts", _as_text)),
    )


def _check_person(person: Person, known: _Known, where: str) -> None:
    for post in sorted(person.posts or ()):
        _known(post, known.posts, f"{where}.posts")
    if person.mentor is not None:
        _known(person.mentor, known.people - {person.id}, f"{where}.mentor")


def _absence(entry: _Entry, known: _Known) -> Absence:
    start, end = entry.need("from", _as_date), entry.need("to", _as_date)
    if start > end:
        _backwards(entry, start.isoformat(), end.isoformat())
    return Absence(_one_of(entry, "person", known.people), start, end, _half(entry))


def _rules(entry: _Entry) -> Rules:
    return Rules(
        min_gap_days=entry.may("min_gap_days", _as_count, None),
        max_per_week=entry.may("max_per_week", _as_count, None),
        one_post_a_day=entry.may("one_post_a_day", _as_bool, True),
        daily_qualifications=tuple(dict.fromkeys(entry.values("daily_qualifications", _as_text))),
        novices=cast("Novices", entry.may("novices", _one_word("beside", "mentor", "free"), "beside")),
    )


def _wish(entry: _Entry, known: _Known) -> Wish:
    person = _one_of(entry, "person", known.people)
    return Wish(person, entry.need("weekday", _as_weekday), entry.may("weight", _as_number, 1))


def _shift(entry: _Entry, known: _Known) -> Shift:
    day = entry.need("date", _as_date)
    if day.year not in YEARS:
        sentence = N_("{where}: {value} is no day of a rota; correct the year.")
        _wrong(sentence, entry.place("date"), day.isoformat())
    return Shift(day, _one_of(entry, "post", known.posts), _one_of(entry, "person", known.people))


def _half(entry: _Entry) -> Half | None:
    return entry.may("half", _as_half, None)


def _one_of(entry: _Entry, name: str, known: frozenset[str]) -> str:
    value = entry.need(name, _as_text)
    _known(value, known, entry.place(name))
    return value


def _known(value: str, known: frozenset[str], where: str) -> None:
    if value not in known:
        _wrong(N_("{where}: {value} is not the id of anyone or anything in the file; correct it."), where, value)


def _once(where: str, keys: Iterable[str]) -> None:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            _wrong(N_("{where}: {value} is there twice; keep one of them."), where, key)
        seen.add(key)


def _backwards(entry: _Entry, start: str, end: str) -> NoReturn:
    sentence = N_("{where}: {start} does not come before {end}; the first has to be the earlier one.")
    raise Trouble(sentence, where=entry.where, start=start, end=end)


def _wrong(sentence: str, where: str, value: object) -> NoReturn:
    quoted = str(value)
    short = quoted if len(quoted) <= _LONGEST_QUOTE else quoted[: _LONGEST_QUOTE - 1] + "…"
    raise Trouble(sentence, where=where or "rota", value=f"“{short}”")


def _as_list(value: object, where: str) -> list[object]:
    if not isinstance(value, list):
        _wrong(N_("{where}: {value} is not a list; write it with square brackets."), where, value)
    return cast("list[object]", value)


def _as_text(value: object, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        _wrong(N_("{where}: {value} is not a text; write it in quotation marks."), where, value)
    return value.strip()


def _as_date(value: object, where: str) -> date:
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass  # it has the form of a date, but no such day exists
    _wrong(N_("{where}: {value} is not a date; write it like 2026-12-31."), where, value)


def _as_time(value: object, where: str) -> time:
    if isinstance(value, str) and _TIME.fullmatch(value):
        hour, minute = (int(part) for part in value.split(":"))
        if hour < 24 and minute < 60:
            return time(hour, minute)
    _wrong(N_("{where}: {value} is not a time of day; write it like 08:30."), where, value)


def _as_number(value: object, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        _wrong(N_("{where}: {value} is not a number; write it without quotation marks."), where, value)
    return value


def _as_percent(value: object, where: str) -> float:
    number = _as_number(value, where)
    if not 0 <= number <= 100:
        _wrong(N_("{where}: {value} is not a rate; write a number from 0 to 100."), where, value)
    return number


def _as_count(value: object, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        _wrong(N_("{where}: {value} is not a whole number; write 0, 1, 2 and so on, or null."), where, value)
    return value


def _as_weekday(value: object, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 6:
        _wrong(N_("{where}: {value} is not a weekday; write 0 for Monday to 6 for Sunday."), where, value)
    return value


def _as_bool(value: object, where: str) -> bool:
    if not isinstance(value, bool):
        _wrong(N_("{where}: {value} is neither true nor false; write one of them."), where, value)
    return value


def _one_word(*words: str) -> Callable[[object, str], str]:
    def read(value: object, where: str) -> str:
        if value not in words:
            choices = ", ".join(words)
            raise Trouble(
                N_("{where} is not one of these: {choices}; write one of them."), where=where, choices=choices
            )
        return str(value)

    return read


def _as_half(value: object, where: str) -> Half:
    if value not in ("am", "pm"):
        _wrong(N_("{where}: {value} is not half a day; write am, pm or null."), where, value)
    return value
