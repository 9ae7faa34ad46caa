"""Reads a calendar (iCalendar, RFC 5545, as Outlook writes it) for one thing: on which days somebody is away.

What the events are about is thrown away before anything is read: only the lines named in `_READ` reach the reader.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from mottagning.errors import Trouble
from mottagning.people.away import Half, Halves, together
from mottagning.texts import N_
from mottagning.worktime import ZONE, WorkTime

_READ = frozenset(
    """
    BEGIN END VERSION METHOD UID DTSTART DTEND DURATION RRULE RDATE EXDATE RECURRENCE-ID STATUS TRANSP SEQUENCE
    X-MICROSOFT-CDO-BUSYSTATUS X-MICROSOFT-CDO-INTENDEDSTATUS X-MICROSOFT-CDO-ALLDAYEVENT FREEBUSY
    TZID TZOFFSETFROM TZOFFSETTO
    """.split()  # noqa: SIM905 - a list that is read, not a line for each word
)
_OF_WHOLE = frozenset(("X-WR-CALNAME", "X-WR-RELCALID", "X-CALSTART", "X-PRIMARY-CALENDAR"))
"""What a program writes when it gives out a whole calendar. That it is there is noted, what it says is not."""
_OWNER = re.compile(r"^X-OWNER\b[^\r\n]*?mailto:([^\s\"\\;]+)", re.IGNORECASE | re.MULTILINE)
_NAME = re.compile(r"[A-Za-z0-9-]+")
_FOLDED = re.compile(r"\r?\n[ \t]")
_UNTIL = re.compile(r"UNTIL=(\d{8})(?:T(\d{6})(Z?))?")
_NOON = time(12)
_DAY = timedelta(days=1)
_LONGEST = 366 * _DAY
"""What began earlier than so long before the first day is followed no further back."""
_TOO_OFTEN = ("SECONDLY", "MINUTELY", "HOURLY")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """The days of one event that its owner is away, and how much of each.

    `key` is a hash of its UID. `replaces` are the only days it speaks of, when it is a change to single days of an
    event that the file does not hold; None: all of it.
    """

    key: str
    days: Mapping[date, Halves]
    replaces: frozenset[date] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """What was read. `whole`: an event that is not in it is no more; `unread`: so many could not be understood."""

    events: tuple[Event, ...]
    whole: bool
    owner: str | None
    unread: int


def read_calendar(text: str, worktime: WorkTime, first: date, last: date) -> Calendar:
    """When the owner of a calendar is away, of the events that touch the days from `first` to `last`.

    Out of office counts for a half of the day when it takes at least half of that half's opening hours; simply busy,
    when it takes all of them; an all-day event always, unless it is free or tentative. Times without a zone are
    Swedish. Trouble, one sentence, when it is no calendar.
    """
    from icalendar import Calendar as Parsed

    kept = _stripped(text)
    try:
        parsed = Parsed.from_ical("\r\n".join(kept.lines) + "\r\n", multiple=True)
    except (ValueError, IndexError, KeyError, TypeError):
        parsed = []
    if not parsed or any(each.name != "VCALENDAR" for each in parsed):
        raise Trouble(N_("This is no calendar. Save it from Outlook as iCalendar (.ics) and try again."))
    reading = _Reading(worktime, first, last)
    for calendar in parsed:
        reading.take(calendar)
    is_change = any(str(calendar.get("METHOD", "")).upper() in ("CANCEL", "REQUEST", "REPLY") for calendar in parsed)
    owner = _OWNER.search(_FOLDED.sub("", text))
    return Calendar(
        events=tuple(reading.events()),
        whole=(kept.is_whole or reading.is_freebusy) and not is_change,
        owner=owner[1] if owner else None,
        unread=reading.unread,
    )


@dataclass(slots=True)
class _Kept:
    lines: list[str] = field(default_factory=list)
    is_whole: bool = False


def _stripped(text: str) -> _Kept:
    """The lines about time alone, unfolded."""
    kept = _Kept()
    for line in _FOLDED.sub("", text).splitlines():
        found = _NAME.match(line.lstrip("\ufeff"))
        name = found[0].upper() if found else ""
        kept.is_whole |= name in _OF_WHOLE
        if name in _READ:
            kept.lines.append(line.lstrip("\ufeff"))
    return kept


class _Reading:
    """The events met so far, by UID."""

    def __init__(self, worktime: WorkTime, first: date, last: date) -> None:
        self._worktime = worktime
        self._first = first
        self._last = last
        self._masters: dict[str, tuple[int, Any, bool]] = {}
        self._changed: dict[str, dict[Any, tuple[int, Any, bool]]] = {}
        self._freebusy: list[tuple[datetime, datetime]] = []
        self.is_freebusy = False
        self.unread = 0

    def take(self, calendar: Any) -> None:
        """Note the events of one calendar; of several wordings the newest counts."""
        cancels = str(calendar.get("METHOD", "")).upper() == "CANCEL"
        for event in calendar.walk("VEVENT"):
            uid, start = str(event.get("UID", "")), event.get("DTSTART")
            recurrence = event.get("RECURRENCE-ID")
            if event.errors or not uid or start is None or isinstance(start, list):
                self.unread += 1
                continue
            sequence = int(event.get("SEQUENCE", 0))
            if recurrence is None:
                known = self._masters
                place: Any = uid
            else:
                known = self._changed.setdefault(uid, {})
                place = recurrence.dt
                self.unread += recurrence.params.get("RANGE") is not None
            if place not in known or known[place][0] <= sequence:
                known[place] = (sequence, event, cancels)
        for times in calendar.walk("VFREEBUSY"):
            self.is_freebusy = True
            self._freebusy += _unavailable(times)

    def events(self) -> Iterator[Event]:
        """Each event with the days away; one that is cancelled or free has none."""
        for uid in dict.fromkeys((*self._masters, *self._changed)):
            try:
                yield self._event(uid)
            except (ValueError, OverflowError, TypeError, AttributeError):
                self.unread += 1
        if self.is_freebusy:
            spans = [span for each in self._freebusy for span in self._halves(*each, least=0.5)]
            yield Event(key=_hash("freebusy"), days=together(spans))

    def _event(self, uid: str) -> Event:
        changed = self._changed.get(uid, {})
        spans: list[tuple[date, Half]] = []
        replaced: set[date] = set()
        for moment, (_, event, cancels) in changed.items():
            replaced.update(_days_of(moment, event))
            if not cancels:
                spans += self._away(event, [_start(event)])
        if uid not in self._masters:
            return Event(key=_hash(uid), days=together(spans), replaces=frozenset(replaced))
        _, master, cancels = self._masters[uid]
        if not cancels:
            zone = _zone(_start(master))
            gone = {_wall(moment, zone) for moment in changed}
            occurrences = [each for each in self._occurrences(master, zone) if _wall(each, zone) not in gone]
            spans += self._away(master, occurrences)
        return Event(key=_hash(uid), days=together(spans))

    def _occurrences(self, event: Any, zone: tzinfo) -> list[date | datetime]:
        """When it takes place within the days asked for, in the form in which its start is written."""
        from dateutil.rrule import rruleset, rrulestr

        start = _start(event)
        rules = event.get("RRULE")
        if rules is None and event.get("RDATE") is None:
            return [start]
        found = rruleset()
        wall = _wall(start, zone)
        for rule in rules if isinstance(rules, list) else [rules] if rules is not None else []:
            said = rule.to_ical().decode()
            if any(f"FREQ={often}" in said for often in _TOO_OFTEN):
                raise ValueError("nobody is away by the hour, for ever")
            found.rrule(rrulestr(_UNTIL.sub(lambda until: _until(until, zone), said), dtstart=wall))
        if rules is None:
            found.rdate(wall)
        for moment in _moments(event.get("RDATE")):
            found.rdate(_wall(moment, zone))
        left_out = list(_moments(event.get("EXDATE")))
        walls = {_wall(moment, zone) for moment in left_out if isinstance(moment, datetime)}
        days = {moment for moment in left_out if not isinstance(moment, datetime)}
        length = _length(event)
        within = found.between(
            datetime.combine(self._first, time()) - length, datetime.combine(self._last + _DAY, time()), inc=True
        )
        kept = [each for each in within if each not in walls and each.date() not in days]
        return [each.replace(tzinfo=zone) if isinstance(start, datetime) else each.date() for each in kept]

    def _away(self, event: Any, occurrences: Iterable[date | datetime]) -> Iterator[tuple[date, Half]]:
        """The halves of days that its occurrences take."""
        is_all_day = not isinstance(_start(event), datetime) or _says(event, "X-MICROSOFT-CDO-ALLDAYEVENT") == "TRUE"
        least = _least(event, is_all_day)
        if least is None:
            return
        length = _length(event)
        for start in occurrences:
            if isinstance(start, datetime):
                begins = start.astimezone(ZONE)
                ends = (start + length).astimezone(ZONE)
            else:
                begins = datetime.combine(start, time(), ZONE)
                ends = datetime.combine(start + max(length, _DAY), time(), ZONE)
            if begins.date() <= self._last and ends.date() >= self._first:
                yield from self._halves(begins, ends, least)

    def _halves(self, begins: datetime, ends: datetime, least: float) -> Iterator[tuple[date, Half]]:
        day = max(begins.astimezone(ZONE).date(), self._first - _LONGEST)
        ends = min(ends, datetime.combine(self._last + _LONGEST, time(), ZONE))
        while (midnight := datetime.combine(day, time(), ZONE)) < ends:
            noon = datetime.combine(day, _NOON, ZONE)
            tomorrow = datetime.combine(day + _DAY, time(), ZONE)
            is_whole = begins <= midnight and tomorrow <= ends
            halves: tuple[tuple[Half, datetime, datetime], ...] = (("am", midnight, noon), ("pm", noon, tomorrow))
            for half, since, until in halves:
                if is_whole or self._takes(max(begins, since), min(ends, until), since, until, least):
                    yield day, half
            day += _DAY

    def _takes(self, begins: datetime, ends: datetime, since: datetime, until: datetime, least: float) -> bool:
        """Whether it takes at least the share `least` of the opening hours between `since` and `until`."""
        if begins >= ends:
            return False
        hours = self._worktime.hours_between(since, until)
        return hours > 0 and self._worktime.hours_between(begins, ends) >= least * hours


def _least(event: Any, is_all_day: bool) -> float | None:
    """How much of a half's opening hours it must take to count, as a share; None: however long, she is not away."""
    if _says(event, "STATUS") in ("CANCELLED", "TENTATIVE"):
        return None
    busy = _says(event, "X-MICROSOFT-CDO-BUSYSTATUS") or _says(event, "X-MICROSOFT-CDO-INTENDEDSTATUS")
    if busy == "OOF":
        return 0.5
    if busy == "BUSY" or (not busy and _says(event, "TRANSP") != "TRANSPARENT"):
        return 0.5 if is_all_day else 1.0
    return None


def _unavailable(times: Any) -> Iterator[tuple[datetime, datetime]]:
    """The periods of published free/busy times when she is out of office."""
    found = times.get("FREEBUSY")
    for line in found if isinstance(found, list) else [found] if found is not None else []:
        if str(line.params.get("FBTYPE", "")).upper() == "BUSY-UNAVAILABLE":
            periods = getattr(line, "dts", None) or [line]
            yield from ((_aware(each.start), _aware(each.end)) for each in periods)


def _start(event: Any) -> date | datetime:
    start: date | datetime = event["DTSTART"].dt
    return start


def _length(event: Any) -> timedelta:
    """From its start to its end by the clock on the wall."""
    start = _start(event)
    if event.get("DURATION") is not None:
        length: timedelta = event["DURATION"].dt
        return length
    if event.get("DTEND") is None:
        return timedelta() if isinstance(start, datetime) else _DAY
    zone = _zone(start)
    return max(_wall(event["DTEND"].dt, zone) - _wall(start, zone), timedelta())


def _days_of(moment: date | datetime, event: Any) -> Iterator[date]:
    """The days that an occurrence which began at `moment` took, if it was as long as it is now."""
    if isinstance(moment, datetime):
        begins = _aware(moment).astimezone(ZONE).replace(tzinfo=None)
    else:
        begins = datetime.combine(moment, time())
    last = max(begins + _length(event) - timedelta(minutes=1), begins)
    return (begins.date() + timedelta(days=number) for number in range((last.date() - begins.date()).days + 1))


def _moments(found: Any) -> Iterator[date | datetime]:
    """The moments of EXDATE and RDATE, however they are written; of a period its start."""
    for line in found if isinstance(found, list) else [found] if found is not None else []:
        for each in line.dts:
            yield each.dt[0] if isinstance(each.dt, tuple) else each.dt


def _until(found: re.Match[str], zone: tzinfo) -> str:
    """The end of a rule on the wall clock of its event; of a day that day's end."""
    day, at, is_utc = found.groups()
    if at is None:
        return f"UNTIL={day}T235959"
    moment = datetime.strptime(day + at, "%Y%m%d%H%M%S").replace(tzinfo=UTC if is_utc else zone)
    return f"UNTIL={moment.astimezone(zone):%Y%m%dT%H%M%S}"


def _zone(moment: date | datetime) -> tzinfo:
    return (moment.tzinfo if isinstance(moment, datetime) else None) or ZONE


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=ZONE)


def _wall(moment: date | datetime, zone: tzinfo) -> datetime:
    """What the clock shows in a zone at a moment; of a day its beginning."""
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time())
    return (moment.astimezone(zone) if moment.tzinfo else moment).replace(tzinfo=None)


def _says(event: Any, name: str) -> str:
    return str(event.get(name, "")).strip().upper()


def _hash(uid: str) -> str:
    return hashlib.sha256(uid.encode()).hexdigest()[:24]
