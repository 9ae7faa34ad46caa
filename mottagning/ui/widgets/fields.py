"""Fields for numbers, days and times of day, written as people here write them."""

from datetime import date, time
from typing import TypeVar

from PySide6.QtCore import QDate, Qt, QTime
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import QAbstractSpinBox, QCalendarWidget, QDateEdit, QDoubleSpinBox, QSpinBox, QTimeEdit

from mottagning.ui import when
from mottagning.ui.theme import grown

F = TypeVar("F", bound=QAbstractSpinBox)
_LEFT = 6  # Qt 6 sets the text of a styled spin box against its left edge


def number_field(least: int, most: int, value: int, unit: str = "") -> QSpinBox:
    """A whole number from `least` to `most`, with its unit ("min") after it."""
    field = QSpinBox()
    field.setRange(least, most)
    field.setValue(value)
    field.setSuffix(f" {unit}" if unit else "")
    return _kept_short(field, 120)


class _Decimals(QDoubleSpinBox):
    """Shows 2 rather than 2,0."""

    def textFromValue(self, value: float) -> str:
        return self.locale().toString(value, "g", 6)


def decimal_field(least: float, most: float, value: float, unit: str = "") -> QDoubleSpinBox:
    """A number with at most two decimals, from `least` to `most`, with its unit after it."""
    field = _Decimals()
    field.setLocale(when.locale())
    field.setGroupSeparatorShown(False)
    field.setDecimals(2)
    field.setRange(least, most)
    field.setValue(value)
    field.setSuffix(f" {unit}" if unit else "")
    return _kept_short(field, 160)


def day_field(day: date) -> QDateEdit:
    """A day, as 2026-11-23, with a calendar."""
    field = QDateEdit(QDate(day.year, day.month, day.day))
    field.setLocale(when.locale())
    field.setDisplayFormat("yyyy-MM-dd")
    field.setCalendarPopup(True)
    field.calendarWidget().setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.ISOWeekNumbers)
    for weekend in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):  # red is for late, not for Sundays
        field.calendarWidget().setWeekdayTextFormat(weekend, QTextCharFormat())
    field.setFixedWidth(grown(140))
    return field


def day_of(field: QDateEdit) -> date:
    """The day that stands in a `day_field`."""
    day = field.date()
    return date(day.year(), day.month(), day.day())


def time_field(at: time) -> QTimeEdit:
    """A time of day, as 08:00."""
    field = QTimeEdit(QTime(at.hour, at.minute))
    field.setDisplayFormat("HH:mm")
    return _kept_short(field, 96)


def time_of(field: QTimeEdit) -> time:
    """The time that stands in a `time_field`."""
    return time(field.time().hour(), field.time().minute())


def _kept_short(field: F, width: int) -> F:
    field.setFixedWidth(grown(width))
    field.lineEdit().setTextMargins(_LEFT, 0, 0, 0)
    return field
