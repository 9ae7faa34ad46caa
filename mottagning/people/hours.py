"""Opening hours as people write them: "8–12, 13–16", and single days with hours of their own, one a line."""

import re
from collections.abc import Collection, Mapping
from datetime import date, time

from mottagning.errors import Trouble
from mottagning.texts import N_, tr
from mottagning.worktime import Hours

_SPAN = re.compile(r"(\d{1,2})(?:[:.](\d\d))?\s*[-–—]\s*(\d{1,2})(?:[:.](\d\d))?")


def read_hours(text: str) -> Hours:
    """The hours that `text` says; none for "" and for the word shut. Trouble when it cannot be understood."""
    said = text.strip()
    if not said or said.casefold() in ("shut", tr("shut").casefold()):
        return ()
    return tuple(_span(part.strip(), said) for part in said.split(","))


def hours_text(hours: Hours) -> str:
    """The reverse of `read_hours`: "08:00–12:00, 13:00–16:00", "" for shut."""
    return ", ".join(f"{start:%H:%M}–{end:%H:%M}" for start, end in hours)


def read_days(text: str) -> tuple[frozenset[date], dict[date, Hours]]:
    """Closed days, and days with hours of their own, from lines such as "2026-12-23 8–12"; Trouble names the line."""
    closed: set[date] = set()
    other: dict[date, Hours] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        word, _, rest = line.partition(" ")
        try:
            day = date.fromisoformat(word)
        except ValueError:
            raise Trouble(N_("“{line}” does not begin with a day such as 2026-12-23."), line=line) from None
        if hours := read_hours(rest):
            other[day] = hours
        else:
            closed.add(day)
    return frozenset(closed), other


def days_text(closed: Collection[date], other: Mapping[date, Hours]) -> str:
    """The reverse of `read_days`, in the order of days."""
    lines = {day: tr("shut") for day in closed} | {day: hours_text(hours) for day, hours in other.items()}
    return "\n".join(f"{day.isoformat()} {said}" for day, said in sorted(lines.items()))


def _span(part: str, whole: str) -> tuple[time, time]:
    found = _SPAN.fullmatch(part)
    try:
        if found is None:
            raise ValueError(part)
        hour, minute, last_hour, last_minute = (int(number or 0) for number in found.groups())
        return time(hour, minute), time(0 if (last_hour, last_minute) == (24, 0) else last_hour, last_minute)
    except ValueError:
        raise Trouble(N_("“{text}” is no opening time. Write it as 8–12, 13–16."), text=whole) from None
