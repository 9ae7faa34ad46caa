"""A small reader of iCalendar by the letter of RFC 5545, which shares nothing with what writes them: for tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass
class Component:
    """A component: its name, its properties (parameters and value) and the components within."""

    name: str
    properties: dict[str, list[tuple[dict[str, str], str]]] = field(default_factory=dict)
    parts: list[Component] = field(default_factory=list)

    def value(self, name: str) -> str:
        """The value of the one property of this name, without the escapes of TEXT (3.3.11)."""
        ((_, said),) = self.properties[name]
        text, escaped = "", False
        for letter in said:
            if escaped:
                text += "\n" if letter in "nN" else letter
            elif letter != "\\":
                text += letter
            escaped = letter == "\\" and not escaped
        return text

    def all(self, name: str) -> list[Component]:
        """The components of this name within, in their order."""
        return [part for part in self.parts if part.name == name]


def read(octets: bytes) -> Component:
    """The calendar in a file; AssertionError where it is not as the standard wants it (3.1, 3.4, 3.6)."""
    assert octets.endswith(b"\r\n")
    assert b"\n" not in octets.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in octets.split(b"\r\n"))
    lines = octets.replace(b"\r\n ", b"").decode("utf-8").split("\r\n")[:-1]
    top = Component("")
    open_now = [top]
    for line in lines:
        names, value = _parted(line)
        name, *parameters = names.split(";")
        if name == "BEGIN":
            open_now[-1].parts.append(Component(value))
            open_now.append(open_now[-1].parts[-1])
        elif name == "END":
            assert open_now.pop().name == value
        else:
            given = dict(parameter.split("=", 1) for parameter in parameters)
            open_now[-1].properties.setdefault(name.upper(), []).append((given, value))
    assert open_now == [top]
    (calendar,) = top.parts
    assert calendar.name == "VCALENDAR"
    for event in calendar.all("VEVENT"):
        assert {"UID", "DTSTAMP", "DTSTART", "SEQUENCE", "SUMMARY"} <= event.properties.keys()
    return calendar


def moment(calendar: Component, event: Component, name: str) -> datetime:
    """A local time of an event as UTC (without saying so), by the calendar's own VTIMEZONE (3.6.5)."""
    ((parameters, said),) = event.properties[name]
    local = datetime.strptime(said, "%Y%m%dT%H%M%S")  # noqa: DTZ007 - local by definition
    (zone,) = [part for part in calendar.all("VTIMEZONE") if part.value("TZID") == parameters["TZID"]]
    begins = [
        (_last_sunday(year, rule["BYMONTH"], part.value("DTSTART")), part.value("TZOFFSETTO"))
        for part in zone.parts
        for rule in [dict(item.split("=") for item in part.value("RRULE").split(";"))]
        for year in (local.year - 1, local.year)
    ]
    offset = max((start, to) for start, to in begins if start <= local)[1]
    sign = -1 if offset[0] == "-" else 1
    return local - sign * timedelta(hours=int(offset[1:3]), minutes=int(offset[3:5]))


def _parted(line: str) -> tuple[str, str]:
    quoted = False
    for place, letter in enumerate(line):
        quoted ^= letter == '"'
        if letter == ":" and not quoted:
            return line[:place], line[place + 1 :]
    raise AssertionError(line)


def _last_sunday(year: int, month: str, like: str) -> datetime:
    """When a rule "the last Sunday of the month", at the hour of `like`, begins that year."""
    after = datetime(year + int(month) // 12, int(month) % 12 + 1, 1)  # noqa: DTZ001 - local by definition
    day = after - timedelta(days=1)
    day -= timedelta(days=(day.weekday() + 1) % 7)
    return day.replace(hour=int(like[9:11]), minute=int(like[11:13]))
