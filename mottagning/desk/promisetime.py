"""When somebody promises to be back, as she types it: an exact time within the unit's opening hours.

Pure: a text, the unit's clock and the moment give a moment, or a `Trouble` that says in a sentence why they do not.
Nothing is guessed silently: what was moved (a closed day, an hour after closing) is told along with the time, and the
time itself is always shown before it is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from mottagning.desk.promisewords import Heard, hear
from mottagning.errors import Trouble
from mottagning.texts import N_
from mottagning.worktime import ZONE, WorkTime

_DAY = timedelta(days=1)
_FURTHEST = timedelta(days=366)
_NOON = time(12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """`due_at` (UTC) lies ahead, within opening hours or at their end.

    `closed` is the day that was named when the reception is closed then, `holiday` its Swedish name when it has one.
    `asked` is the time of day that was named when the reception closes before it. `has_time`: a time of day was named.
    """

    due_at: datetime
    closed: date | None = None
    holiday: str | None = None
    asked: time | None = None
    has_time: bool = False


def understand(text: str, worktime: WorkTime, now: datetime) -> Understood:
    """The time that `text` means at `now` (UTC). Trouble, one sentence, when it means none that can be promised."""
    found = _moment(hear(text, now), worktime)
    if found.due_at <= now:
        raise Trouble(N_("That time has passed already. Write a later one, or a day: “tomorrow 10”."))
    if found.due_at - now > _FURTHEST:
        raise Trouble(N_("That is more than a year ahead. Promise something nearer."))
    return found


def _moment(heard: Heard, worktime: WorkTime) -> Understood:
    if heard.open_for is not None:
        return Understood(due_at=worktime.add_hours(heard.now, heard.open_for), has_time=True)
    wanted = _wanted_day(heard, worktime)
    if wanted - heard.today > _FURTHEST:
        raise Trouble(N_("That is more than a year ahead. Promise something nearer."))
    if wanted < heard.today:
        raise Trouble(N_("That time has passed already. Write a later one, or a day: “tomorrow 10”."))
    closed = None if worktime.is_working_day(wanted) else wanted
    day = wanted if closed is None else worktime.next_working_day(wanted)
    hours = _hours(worktime, day)
    asked = _time_of_day(heard, hours)
    holiday = worktime.holiday_name(closed) if closed is not None else None
    if asked is None:
        return Understood(due_at=hours[-1][1], closed=closed, holiday=holiday)
    due_at = _within(_at(day, asked), hours)
    is_earlier = heard.time is not None and due_at < _at(day, asked)
    return Understood(
        due_at=due_at,
        closed=closed,
        holiday=holiday,
        asked=asked if is_earlier else None,
        has_time=heard.time is not None,
    )


def _wanted_day(heard: Heard, worktime: WorkTime) -> date:
    """The day that is named; today when only a time is."""
    today = heard.today
    if heard.working_days is not None:
        if heard.working_days > _FURTHEST.days:
            return today + 2 * _FURTHEST
        return worktime.add_working_days(today, heard.working_days)
    monday = today - today.weekday() * _DAY
    if heard.weekday is not None and heard.day is not None:
        if heard.day.weekday() != heard.weekday:
            raise Trouble(N_("The date is not on that day of the week. Look at it once more."))
        return heard.day
    if heard.weekday is not None:
        if heard.week is not None:
            return monday + (7 * heard.week + heard.weekday) * _DAY
        return today + ((heard.weekday - today.weekday() - 1) % 7 + 1) * _DAY
    if heard.week is None:
        return heard.day or today
    if heard.place == "begin":
        return monday + (7 * heard.week + 1) * _DAY
    days = [monday + (7 * heard.week + number) * _DAY for number in range(7)]
    return next((each for each in reversed(days) if worktime.is_working_day(each) and each >= today), days[4])


def _time_of_day(heard: Heard, hours: tuple[tuple[datetime, datetime], ...]) -> time | None:
    """The time that is named; None: when the reception closes that day. Three o'clock is 15 where nobody sits at 3."""
    if heard.time is None:
        return _NOON if heard.part == "am" else None
    if not heard.is_plain_hour or not 1 <= heard.time.hour < 12:
        return heard.time
    later = heard.time.replace(hour=heard.time.hour + 12)
    first, last = hours[0][0].astimezone(ZONE).time(), hours[-1][1].astimezone(ZONE).time()
    return later if heard.part == "pm" or (heard.time < first and later <= last) else heard.time


def _within(moment: datetime, hours: tuple[tuple[datetime, datetime], ...]) -> datetime:
    """The moment when the reception is open then, else the end of the hours before it."""
    if moment <= hours[0][0]:
        raise Trouble(N_("The reception is not open then. Choose a time after it opens."))
    for start, end in reversed(hours):
        if moment > start:
            return min(moment, end)
    raise AssertionError("the first hours begin before the moment")


def _hours(worktime: WorkTime, day: date) -> tuple[tuple[datetime, datetime], ...]:
    midnight = _at(day, time())
    found = worktime.open_between(midnight, midnight + 2 * _DAY)
    return tuple(each for each in found if each[0].astimezone(ZONE).date() == day)


def _at(day: date, at: time) -> datetime:
    return datetime.combine(day, at, ZONE).astimezone(UTC)
