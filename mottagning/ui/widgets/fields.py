"""Fields for numbers, days and times of day, written as people here write them."""

from datetime import date, time
from typing import TypeVar

from PySide6.QtCore import QDate, QEvent, Qt, QTime
from PySide6.QtGui import QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import QAbstractSpinBox, QCalendarWidget, QDateEdit, QDoubleSpinBox, QSpinBox, QTimeEdit, QWidget

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


class _Day(QDateEdit):
    """Tab leaves it for the next field; the arrows, and what is typed, go on to the month and the day.

    A whole date can be typed as it stands. By itself Qt goes on to the month after the year's last figure, and once
    more to the day for the hyphen that follows: 2026-12-04 would become the 12th of the month that stood there.
    """

    def event(self, event: QEvent) -> bool:
        return _leaves(self, event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        nothing_yet = self.lineEdit().selectedText() == self.sectionText(self.currentSection())
        if event.text() != "-" or not nothing_yet:
            super().keyPressEvent(event)


class _TimeOfDay(QTimeEdit):
    """Tab leaves it, as `_Day`."""

    def event(self, event: QEvent) -> bool:
        return _leaves(self, event) or super().event(event)


def _leaves(field: QWidget, event: QEvent) -> bool:
    # Qt's own goes from year to month by Tab, in the same function as by typing.
    if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
        way = {Qt.Key.Key_Tab: True, Qt.Key.Key_Backtab: False}.get(Qt.Key(event.key()))
        if way is not None:
            return QWidget.focusNextPrevChild(field, way)
    return False


def day_field(day: date) -> QDateEdit:
    """A day, as 2026-11-23, with a calendar."""
    field = _Day(QDate(day.year, day.month, day.day))
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
    field = _TimeOfDay(QTime(at.hour, at.minute))
    field.setDisplayFormat("HH:mm")
    return _kept_short(field, 96)


def time_of(field: QTimeEdit) -> time:
    """The time that stands in a `time_field`."""
    return time(field.time().hour(), field.time().minute())


def _kept_short(field: F, width: int) -> F:
    field.setFixedWidth(grown(width))
    field.lineEdit().setTextMargins(_LEFT, 0, 0, 0)
    return field
