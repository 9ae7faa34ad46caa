"""The one clock for deadlines and answer times: when the reception is open, and which days are working days."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import overload
from zoneinfo import ZoneInfo

from mottagning.errors import Trouble
from mottagning.texts import N_

ZONE = ZoneInfo("Europe/Stockholm")

Hours = tuple[tuple[time, time], ...]
"""The opening hours of one day, local time: (from, to) in order; 00:00 as an end is midnight. () is closed."""

OFFICE_HOURS: Mapping[int, Hours] = {weekday: ((time(8), time(16)),) for weekday in range(5)}
"""Monday (0) to Friday (4), 08–16."""

_KEPT = Path(__file__).parent / "resources" / "holidays.txt"
_ONE_DAY = timedelta(days=1)
_FURTHEST = 3 * 366


@lru_cache(maxsize=64)
def swedish_holidays(year: int) -> Mapping[date, str]:
    """Holidays of `year` and the eves when nobody works (midsommarafton, julafton, nyårsafton), with Swedish names.

    Holidays: lagen (1989:253) om allmänna helgdagar. Ordinary Sundays are not among them.
    """
    return MappingProxyType(_kept_holidays(year) or holidays_by_library(year))


def holidays_by_library(year: int) -> dict[date, str]:
    """The same, worked out by the library; it takes 0.2 s to load, which a start of the program cannot spare."""
    import holidays

    found = holidays.country_holidays(
        "SE", years=year, categories=("public", "de_facto"), language="sv", include_sundays=False
    )
    return dict(sorted(found.items()))


def _kept_holidays(year: int) -> dict[date, str]:
    """What the library says of the years around now, as it was written down; empty for years further away."""
    with _KEPT.open(encoding="utf-8") as lines:
        found = (line.rstrip("\n").partition(" ") for line in lines if line.startswith(f"{year:04}-"))
        return {date.fromisoformat(day): name for day, _, name in found}


def is_before_holiday(day: date) -> bool:
    """Whether the next day is one of the holidays of the law; the day before an eve is a day as others."""
    after = day + _ONE_DAY
    return not swedish_holidays(after.year).get(after, "afton").endswith("afton")


class WorkTime:
    """Opening hours, Swedish holidays and closed days put together.

    Takes aware datetimes, gives UTC; a naive one raises ValueError. A time of day that the clocks skip in spring counts
    as the one an hour later, one that comes twice in autumn as the first. `Trouble` if the reception does not open for
    three years to come.
    """

    def __init__(
        self,
        opening: Mapping[int, Hours] = OFFICE_HOURS,
        closed: Collection[date] = (),
        *,
        other_hours: Mapping[date, Hours] | None = None,
        before_holidays: time | None = None,
        zone: str = "Europe/Stockholm",
        holidays: Callable[[int], Mapping[date, str]] = swedish_holidays,
    ) -> None:
        """`opening` by weekday (Monday is 0); `other_hours` for single dates (half-days before holidays by local
        agreement, a Saturday) goes before weekday, holiday and `closed`; `before_holidays` is when it closes then."""
        for hours in (*opening.values(), *(other_hours or {}).values()):
            _check(hours)
        self._opening = dict(opening)
        self._closed = frozenset(closed)
        self._other_hours = dict(other_hours or {})
        self._before_holidays = before_holidays
        self._zone = ZoneInfo(zone)
        self._holidays = holidays
        self._known: dict[date, tuple[tuple[datetime, datetime], ...]] = {}

    def is_working_day(self, day: date) -> bool:
        """Whether the reception opens at all on `day`."""
        return bool(self._open_on(day))

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`."""
        return next(self._working_days(day + _ONE_DAY))

    def is_open(self, at: datetime) -> bool:
        """Whether somebody sits there at this moment; the closing minute is outside."""
        return any(start <= at < end for start, end in self._open_on(self._local_day(at)))

    def next_open(self, at: datetime) -> datetime:
        """`at` itself when open, else the moment when the reception opens next."""
        for start, end in self._open_from(at):
            if at < end:
                return max(start, _utc(at))
        raise AssertionError("_open_from ends by raising")

    def end_of_day(self, at: datetime) -> datetime:
        """When the reception closes for the day: today if that is not past at `at`, else the next working day."""
        for day in self._working_days(self._local_day(at)):
            closing = self._open_on(day)[-1][1]
            if closing >= at:
                return closing
        raise AssertionError("_working_days ends by raising")

    def reply_due(self, at: datetime) -> datetime:
        """When an e-mail that came at `at` must have its answer: the end of the next working day (JO's practice)."""
        return self._open_on(self.next_working_day(self._local_day(at)))[-1][1]

    def add_hours(self, at: datetime, hours: float | timedelta) -> datetime:
        """The moment when `hours` of opening time have passed since `at`; at closing time rather than next morning.

        No hours at all give `next_open(at)`; negative ones raise ValueError.
        """
        left = hours if isinstance(hours, timedelta) else timedelta(hours=hours)
        if left < timedelta():
            raise ValueError(hours)
        if not left:
            return self.next_open(at)
        for start, end in self._open_from(at):
            begin = max(start, _utc(at))
            if begin >= end:
                continue
            if begin + left <= end:
                return begin + left
            left -= end - begin
        raise AssertionError("_open_from ends by raising")

    def hours_between(self, earlier: datetime, later: datetime) -> float:
        """Opening hours from one moment to the other; negative when they come in the wrong order."""
        if later < earlier:
            return -self.hours_between(later, earlier)
        total = timedelta()
        day, last = self._local_day(earlier), self._local_day(later)
        while day <= last:
            for start, end in self._open_on(day):
                total += max(timedelta(), min(end, later) - max(start, earlier))
            day += _ONE_DAY
        return total / timedelta(hours=1)

    def open_between(self, earlier: datetime, later: datetime) -> Iterator[tuple[datetime, datetime]]:
        """When the reception is open from one moment to the other, in order, as (from, to) in UTC."""
        day, last = self._local_day(earlier), self._local_day(later)
        while day <= last:
            for start, end in self._open_on(day):
                begin, finish = max(start, _utc(earlier)), min(end, _utc(later))
                if begin < finish:
                    yield begin, finish
            day += _ONE_DAY

    @overload
    def add_working_days(self, start: datetime, days: int) -> datetime: ...
    @overload
    def add_working_days(self, start: date, days: int) -> date: ...
    def add_working_days(self, start: date | datetime, days: int) -> date | datetime:
        """The `days`-th working day after `start` (before it, if negative); a datetime keeps its time on the wall.

        None at all give `start`'s own day, or the next working day if it is none.
        """
        if isinstance(start, datetime):
            local = _aware(start).astimezone(self._zone)
            moved = self.add_working_days(local.date(), days)
            return datetime.combine(moved, local.timetz()).astimezone(UTC)
        step = -1 if days < 0 else 1
        found = self._working_days(start + step * _ONE_DAY if days else start, step)
        return next(day for count, day in enumerate(found, start=1) if count >= abs(days))

    def holiday_name(self, day: date) -> str | None:
        """The Swedish name of a holiday or eve, None for other days."""
        return self._holidays(day.year).get(day)

    def _hours(self, day: date) -> Hours:
        if day in self._other_hours:
            return self._other_hours[day]
        usual = self._opening.get(day.weekday(), ())
        # The weekday is asked first: weekends need no calendar of holidays.
        if not usual or day in self._closed or day in self._holidays(day.year):
            return ()
        early = self._before_holidays
        if early is None or not is_before_holiday(day):
            return usual
        return tuple((start, min(end, early)) for start, end in usual if start < early)

    def _open_on(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        if day not in self._known:
            moments = ((self._moment(day, start), self._end(day, end)) for start, end in self._hours(day))
            self._known[day] = tuple((start, end) for start, end in moments if start < end)
        return self._known[day]

    def _moment(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self._zone).astimezone(UTC)

    def _end(self, day: date, at: time) -> datetime:
        return self._moment(day + _ONE_DAY if at == time.min else day, at)

    def _open_from(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        for day in self._working_days(self._local_day(at)):
            yield from self._open_on(day)

    def _working_days(self, day: date, step: int = 1) -> Iterator[date]:
        """Working days from `day` on; raises `Trouble` after three years without one."""
        idle = 0
        while idle < _FURTHEST:
            if self.is_working_day(day):
                idle = 0
                yield day
            idle += 1
            day += step * _ONE_DAY
        raise Trouble(N_("The reception has no opening hours ahead. Enter them under Settings, Opening hours."))

    def _local_day(self, at: datetime) -> date:
        return _aware(at).astimezone(self._zone).date()


def _aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a naive datetime has no place here")
    return at


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)


def _check(hours: Hours) -> None:
    """Opening hours of a day come in order and do not overlap, or ValueError."""
    ends = [end if end != time.min else time.max for _, end in hours]
    starts = [start for start, _ in hours]
    if any(start >= end for start, end in zip(starts, ends, strict=True)) or any(
        start < end for start, end in zip(starts[1:], ends, strict=False)
    ):
        raise ValueError(hours)
