"""An invitation to a meeting (iCalendar, RFC 5545 and 5546) in words: what, when, where, and from whom.

Read tolerantly line by line, since a whole calendar reader refuses what programs write wrongly; `icalendar` is asked
only what Windows calls its time zones.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from mottagning.texts import N_, tr

_LOCAL = "Europe/Stockholm"
_SHOWN = frozenset({
    "SUMMARY", "DTSTART", "DTEND", "DUE", "DURATION", "LOCATION", "ORGANIZER", "DESCRIPTION", "RRULE", "STATUS",
})  # fmt: skip
_COMPONENTS = frozenset({"VEVENT", "VTODO", "VJOURNAL"})
_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d{0,2}(Z?))?")
_DURATION = re.compile(r"P(?:(\d{1,3})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:\d{1,6}S)?)?")
_ESCAPED = re.compile(r"\\([nN,;\\])")
_PROPERTY = re.compile(r"([A-Za-z-]{1,40})((?:;(?:[^:\"]|\"[^\"]*\")*)?):(.*)", re.DOTALL)
_Moment = TypeVar("_Moment", date, datetime)
_DAYS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"),
)  # fmt: skip
_ANSWERS = {
    "ACCEPTED": N_("Accepted the invitation: {what}"),
    "DECLINED": N_("Declined the invitation: {what}"),
    "TENTATIVE": N_("May come: {what}"),
}


def in_words(text: str) -> str:
    """What the first event of a calendar says, a line each, and after a blank line its description; "" for none."""
    event = _first_event(text)
    if not event.keys() & {"SUMMARY", "DTSTART", "LOCATION", "DESCRIPTION"}:
        return ""
    lines = [_title(event)]
    if moment := _when(event):
        lines.append(tr("When: {when}", when=moment))
    if "RRULE" in event:
        lines.append(tr("It is repeated; see the calendar file for the other times."))
    if place := _plain(event, "LOCATION"):
        lines.append(tr("Where: {where}", where=place.replace("\n", ", ")))
    if organizer := _organizer(event):
        lines.append(tr("From: {organizer}", organizer=organizer))
    if description := _plain(event, "DESCRIPTION"):
        lines += ["", description]
    return "\n".join(lines)


def _first_event(text: str) -> dict[str, tuple[str, str]]:
    """(parameters, value) of each property shown; those of components within the event, such as alarms, left out."""
    unfolded = re.sub(r"\r?\n[ \t]", "", text[:200_000])
    found: dict[str, tuple[str, str]] = {}
    inside: list[str] = []
    for line in unfolded.splitlines():
        parsed = _PROPERTY.match(line[:20_000])
        if not parsed:
            continue
        name, parameters, value = parsed[1].upper(), parsed[2], parsed[3]
        if name == "BEGIN":
            inside.append(value.strip().upper())
        elif name == "END":
            if inside and inside.pop() in _COMPONENTS:
                break
        elif name == "METHOD":
            found[name] = (parameters, value.strip().upper())
        elif inside and inside[-1] in _COMPONENTS:
            if name == "ATTENDEE":
                answer = re.search(r'PARTSTAT="?([A-Za-z-]{1,20})', parameters, re.IGNORECASE)
                found.setdefault(name, ("", answer[1].upper() if answer else ""))
            elif name in _SHOWN:
                found.setdefault(name, (parameters, value))
    return found


def _title(event: dict[str, tuple[str, str]]) -> str:
    what = _plain(event, "SUMMARY").replace("\n", " ") or tr("no subject")
    method = event.get("METHOD", ("", ""))[1]
    if method == "CANCEL" or _plain(event, "STATUS").upper() == "CANCELLED":
        return tr("Cancelled: {what}", what=what)
    if method == "REPLY":
        answer = event.get("ATTENDEE", ("", ""))[1]
        return tr(_ANSWERS.get(answer, N_("Answer to an invitation: {what}")), what=what)
    if method == "COUNTER":
        return tr("Proposes another time: {what}", what=what)
    return tr("Invitation: {what}", what=what)


def _plain(event: dict[str, tuple[str, str]], name: str) -> str:
    value = event.get(name, ("", ""))[1]
    return _ESCAPED.sub(lambda sign: "\n" if sign[1] in "nN" else sign[1], value).strip()


def _organizer(event: dict[str, tuple[str, str]]) -> str:
    parameters, value = event.get("ORGANIZER", ("", ""))
    person = re.search(r'CN="?([^";:]{1,200})', parameters, re.IGNORECASE)
    address = re.sub(r"^mailto:", "", value.strip(), flags=re.IGNORECASE)
    return f"{person[1]} <{address}>" if person and person[1] != address else address


# --- times ----------------------------------------------------------------------------------------------------------


def _when(event: dict[str, tuple[str, str]]) -> str:
    """From when to when, in the time of here where the zone is known, else with the zone's own name."""
    begins = _moment(*event.get("DTSTART", ("", "")))
    ends = _moment(*event["DTEND"]) if "DTEND" in event else _moment(*event.get("DUE", ("", "")))
    if not begins:
        return _said(*ends) if ends else ""
    start, zone = begins
    if ends is None and isinstance(start, datetime) and (length := _length(_plain(event, "DURATION"))):
        ends = (_later(start, length), zone)
    if ends is None or ends[1] != zone or isinstance(start, datetime) != isinstance(ends[0], datetime):
        return _said(start, zone)
    end = ends[0]
    if isinstance(start, datetime) and isinstance(end, datetime):
        if start.date() == end.date():
            clock = f"{start:%H:%M}–{end:%H:%M}"
            return " ".join(filter(None, (_day(start), clock, zone)))
        return f"{_said(start, '')} – {_said(end, zone)}"
    last = _later(end, timedelta(days=-1))  # whole days end before their last one
    return _said(start, zone) if last <= start else f"{_day(start)} – {_day(last)}"


def _moment(parameters: str, value: str) -> tuple[date, str] | None:
    """A date, or a time and the name of the zone it is in ("": here); None when it makes no sense."""
    stamp = _STAMP.match(value.strip())
    if not stamp:
        return None
    year, month, day, hour, minute, utc = stamp.groups()
    try:
        if hour is None:
            return date(int(year), int(month), int(day)), ""
        local = datetime(int(year), int(month), int(day), int(hour), int(minute))  # noqa: DTZ001 - zone comes below
    except ValueError:
        return None
    named = re.search(r'TZID="?([^";:]{1,100})', parameters, re.IGNORECASE)
    zone = "UTC" if utc else named[1].strip() if named else ""
    if not zone:
        return local, ""
    known = _zone(zone)
    if known is None:
        return local, zone
    try:
        return local.replace(tzinfo=known).astimezone(ZoneInfo(_LOCAL)).replace(tzinfo=None), ""
    except OverflowError:
        return local, zone


def _zone(name: str) -> ZoneInfo | None:
    for name_of in (str, _windows_zone):
        try:
            return ZoneInfo(name_of(name))
        except (ValueError, OSError, LookupError):  # no such zone, or no name at all
            continue
    return None


def _windows_zone(name: str) -> str:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON  # 200 ms: only when a zone is none of our names

    return str(WINDOWS_TO_OLSON[name])


def _length(text: str) -> timedelta | None:
    found = _DURATION.fullmatch(text.strip().lstrip("+"))
    if not found or not any(found.groups()):
        return None
    weeks, days, hours, minutes = (int(number or 0) for number in found.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes)


def _later(moment: _Moment, length: timedelta) -> _Moment:
    """The same moment where the calendar has no later one."""
    try:
        return moment + length
    except OverflowError:
        return moment


def _said(moment: date, zone: str) -> str:
    clock = f"{moment:%H:%M}" if isinstance(moment, datetime) else ""
    return " ".join(filter(None, (_day(moment), clock, zone)))


def _day(day: date) -> str:
    return f"{tr(_DAYS[day.weekday()])} {day.year}-{day:%m-%d}"
