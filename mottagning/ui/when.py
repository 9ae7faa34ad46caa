"""Times and days as people say them, in the language of the window: "08:42", "igår 15:10", "fre 20 nov"."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale

from mottagning import texts
from mottagning.texts import tr, trn

HERE = ZoneInfo("Europe/Stockholm")


def locale() -> QLocale:
    """The locale of the language in use; for dates, numbers and sorting."""
    return _locale(texts.language())


@lru_cache
def _locale(language: str) -> QLocale:
    if language == "sv":
        return QLocale(QLocale.Language.Swedish, QLocale.Country.Sweden)
    return QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)


def clock(at: datetime) -> str:
    """The time of day of an aware `at`, in Swedish time: "08:42"."""
    return f"{at.astimezone(HERE):%H:%M}"


def when(at: datetime, now: datetime) -> str:
    """An aware `at` seen from `now`: the time today, yesterday or tomorrow with the time, else the day."""
    day = at.astimezone(HERE).date()
    apart = (day - now.astimezone(HERE).date()).days
    if apart == 0:
        return clock(at)
    if apart == -1:
        return tr("yesterday {time}", time=clock(at))
    if apart == 1:
        return tr("tomorrow {time}", time=clock(at))
    return short_day(day, now)


def exact(at: datetime) -> str:
    """Day and time in full, for tooltips: "fredag 20 november 2026 15:10"."""
    here = at.astimezone(HERE)
    return f"{long_day(here.date())} {here:%Y %H:%M}"


def short_day(day: date, now: datetime | None = None) -> str:
    """ "fre 20 nov"; with `now`, the year is added when it is another one."""
    weekday, month = _names(texts.language(), day.isoweekday(), day.month, QLocale.FormatType.ShortFormat)
    said = f"{weekday.rstrip('.')} {day.day} {month.rstrip('.')}"
    return said if now is None or now.astimezone(HERE).year == day.year else f"{said} {day.year}"


def brief_day(day: date, now: datetime) -> str:
    """ "20 nov", where every letter counts; with the year when it could be taken for this one."""
    _, month = _names(texts.language(), day.isoweekday(), day.month, QLocale.FormatType.ShortFormat)
    said = f"{day.day} {month.rstrip('.')}"
    return said if abs((day - now.astimezone(HERE).date()).days) < 330 else f"{said} {day.year}"


def long_day(day: date) -> str:
    """ "fredag 20 november"."""
    weekday, month = _names(texts.language(), day.isoweekday(), day.month, QLocale.FormatType.LongFormat)
    return f"{weekday} {day.day} {month}"


@lru_cache
def _names(language: str, weekday: int, month: int, form: QLocale.FormatType) -> tuple[str, str]:
    speaks = _locale(language)  # asked once: Qt takes a tenth of a millisecond to say it
    return speaks.dayName(weekday, form), speaks.monthName(month, form)


def heading_day(day: date) -> str:
    """ "Fredag 20 november", to stand first in a line."""
    said = long_day(day)
    return said[:1].upper() + said[1:]


def span(length: timedelta) -> str:
    """A length of time in its largest whole unit: "45 min", "3 tim", "12 dagar"."""
    minutes = int(length.total_seconds()) // 60
    if minutes < 60:
        return tr("{n} min", n=minutes)
    if minutes < 24 * 60:
        return tr("{n} h", n=minutes // 60)
    return trn("{n} day", "{n} days", minutes // (24 * 60))


def weekday(day: date) -> str:
    """ "Torsdag", to stand first."""
    said = locale().dayName(day.isoweekday(), QLocale.FormatType.LongFormat)
    return said[:1].upper() + said[1:]


def short_weekday(day: date) -> str:
    """ "Tors", to stand first."""
    said, _ = _names(texts.language(), day.isoweekday(), day.month, QLocale.FormatType.ShortFormat)
    return said[:1].upper() + said[1:].rstrip(".")
