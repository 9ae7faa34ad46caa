"""Periods of the calendar: the one a day lies in, the one before, and a stretch of days parted into weeks or months."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

Period = Literal["week", "month", "quarter", "year"]
PERIODS: tuple[Period, ...] = ("week", "month", "quarter", "year")

Span = tuple[date, date]
"""The first and the last day, both included."""

_DAY = timedelta(days=1)
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def span(period: Period, day: date) -> Span:
    """The period of the calendar in which `day` lies; weeks begin on Monday (ISO 8601)."""
    if period == "week":
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=6)
    months = _MONTHS[period]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    years, month = divmod(first.month - 1 + months, 12)
    return first, date(first.year + years, month + 1, 1) - _DAY


def before(period: Period, day: date) -> Span:
    """The period before the one in which `day` lies."""
    return span(period, span(period, day)[0] - _DAY)


def parted(first: date, last: date, by: Period) -> tuple[Span, ...]:
    """The periods from the one in which `first` lies to that of `last`, whole, in order; none when `last` is before."""
    found = []
    while first <= last:
        each = span(by, first)
        found.append(each)
        first = each[1] + _DAY
    return tuple(found)
