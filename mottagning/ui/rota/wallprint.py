"""The rota for the wall: a PDF with a sheet for each month, or one for some weeks, on A4 or A3; black on white."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from PySide6.QtCore import QLocale, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen

from mottagning.rota.wallsheet import WallDay, WallSheet
from mottagning.texts import tr
from mottagning.ui import when
from mottagning.ui.paper import DOTS_AN_INCH, pdf
from mottagning.ui.theme import paper_font
from mottagning.ui.tokens import Size

_ACROSS, _UPRIGHT = QPageLayout.Orientation.Landscape, QPageLayout.Orientation.Portrait
_SIZES = {"A4": QPageSize.PageSizeId.A4, "A3": QPageSize.PageSizeId.A3}
_MARGIN_MM = 12
_LARGEST = 1.9
"""Capitals are then 5 mm high, which is read with ease from two metres."""
_SMALLEST = 8 / Size.CAPTION.value
"""Letters are never smaller than 8 points; rather is a name shortened."""
_MUCH = 1.5
"""A name under its post is harder to read than beside it: the letters have to be so much larger for that."""
_LOOSE = 1.35
"""Lines stand so much apart at most, where there is room."""
_LINE_PT = 13
_HEAD_PT = 18
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_BLACK, _GREY, _LINE, _SHADE = QColor("#000000"), QColor("#555555"), QColor("#999999"), QColor("#eeeeee")


@dataclass(frozen=True, slots=True)
class WallPaper:
    """What the sheet is printed on."""

    size: Literal["A4", "A3"] = "A4"
    is_upright: bool = False


A4_ACROSS = WallPaper()


def draw(sheets: Sequence[WallSheet], paper: WallPaper = A4_ACROSS) -> bytes:
    """The sheets as one PDF document. Works without a screen."""
    orientation = _UPRIGHT if paper.is_upright else _ACROSS
    return pdf(tr("Reception rota"), lambda device: _paint(device, sheets), orientation, _MARGIN_MM, _SIZES[paper.size])


def _paint(paper: QPdfWriter, sheets: Sequence[WallSheet]) -> None:
    painter = QPainter(paper)
    for number, sheet in enumerate(sheets):
        if number:
            paper.newPage()
        _Sheet(painter, QRectF(0, 0, paper.width(), paper.height()), sheet).draw()
    painter.end()


def month_name(first: date) -> str:
    """ "December 2026"."""
    name = when.locale().standaloneMonthName(first.month, QLocale.FormatType.LongFormat)
    return f"{name[:1].upper()}{name[1:]} {first.year}"


def _title(sheet: WallSheet) -> str:
    """The month, or "Weeks 48–51, 2026"."""
    if sheet.is_month:
        return month_name(sheet.first)
    one, other = sheet.first.isocalendar(), sheet.last.isocalendar()
    if one.week == other.week:
        return tr("Week {week}, {year}", week=one.week, year=one.year)
    return tr("Weeks {first}–{last}, {year}", first=one.week, last=other.week, year=one.year)


class _Sheet:
    """One sheet; lengths in dots. Where the columns are narrow a name stands under its post instead of beside it."""

    def __init__(self, painter: QPainter, place: QRectF, month: WallSheet) -> None:
        self._painter = painter
        self._place = place
        self._month = month
        self._point = DOTS_AN_INCH / 72
        self._scale = self._posts = self._step = 0.0
        self._is_stacked = False

    def draw(self) -> None:
        point, place = self._point, self._place
        self._head(QRectF(place.left(), place.top(), place.width(), 30 * point))
        self._legend(QRectF(place.left(), place.bottom() - 14 * point, place.width(), 14 * point))
        table = place.adjusted(0, 34 * point, 0, -22 * point)
        week, days = 30 * point, self._month.weeks[0]
        column = (table.width() - week) / len(days)
        top = table.top() + 20 * point
        for number, day in enumerate(days):
            place = QRectF(
                table.left() + week + number * column + 4 * point, table.top(), column - 4 * point, 20 * point
            )
            self._write(place, when.weekday(day.date), Size.TITLE, strong=True)
        height = (table.bottom() - top) / len(self._month.weeks)
        self._fit(column - 8 * point, height - (6 + _HEAD_PT) * point)
        for row, line in enumerate(self._month.weeks):
            y = top + row * height
            words = tr("w {n}", n=line[0].date.isocalendar().week)
            self._write(QRectF(table.left(), y + 2 * point, week, 14 * point), words, Size.CAPTION, _GREY)
            for place_of_day, day in enumerate(line):
                self._day(QRectF(table.left() + week + place_of_day * column, y, column, height), day)
        self._rules(table, top, week, column, height)

    def _head(self, place: QRectF) -> None:
        self._write(place, _title(self._month), Size.FIGURE, strong=True)
        title = tr("Reception rota")
        if self._month.person:
            title = f"{title} · {self._month.person}"
        self._write(place, title, Size.TITLE, _GREY, _RIGHT)

    def _legend(self, place: QRectF) -> None:
        words = (whole if whole.startswith(short) else f"{short}: {whole}" for short, whole in self._month.legend)
        self._write(place, "     ".join(words), Size.CAPTION, _GREY)

    def _day(self, place: QRectF, day: WallDay) -> None:
        point = self._point
        if not self._month.first <= day.date <= self._month.last:
            self._painter.fillRect(place, _SHADE)
            return
        inner = place.adjusted(4 * point, 3 * point, -4 * point, -3 * point)
        head = QRectF(inner.left(), inner.top(), inner.width(), (_HEAD_PT - 2) * point)
        width = self._write(head, self._day_words(day.date), Size.TITLE, strong=True)
        if day.note:
            self._write(head.adjusted(width + 6 * point, 0, 0, 0), day.note, Size.CAPTION, _GREY)
        elif not day.lines and not self._month.person:
            self._write(head.adjusted(width + 6 * point, 0, 0, 0), tr("Not planned"), Size.CAPTION, _GREY)
        rest = inner.adjusted(0, _HEAD_PT * point, 0, 0)
        line = _LINE_PT * point * self._scale
        for number, (post, person) in enumerate(day.lines):
            spot = QRectF(rest.left(), rest.top() + number * self._step, rest.width(), line)
            name = spot.translated(0, line) if self._is_stacked else spot.adjusted(self._posts, 0, 0, 0)
            self._write(spot, post, Size.CAPTION, _GREY, scale=self._scale)
            self._write(name, _named(person), Size.BODY, strong=not person, scale=self._scale)

    def _day_words(self, day: date) -> str:
        """The number of the day, and the month's name where it is not plain from the heading."""
        if self._month.is_month or not (day.day == 1 or day == self._month.weeks[0][0].date):
            return str(day.day)
        month = when.locale().standaloneMonthName(day.month, QLocale.FormatType.ShortFormat).rstrip(".")
        return f"{day.day} {month}"

    def _fit(self, width: float, height: float) -> None:
        """One size for the whole sheet: the largest at which no day has too many lines and no name is cut."""
        days = [day for week in self._month.weeks for day in week]
        lines = [line for day in days for line in day.lines]
        most = max(max((len(day.lines) for day in days), default=0), 1)
        posts = max((self._width(post, Size.CAPTION) for post, _ in lines), default=0.0)
        names = max((self._width(_named(person), Size.BODY, strong=not person) for _, person in lines), default=0.0)
        gap = 6 * self._point
        high = height / (_LINE_PT * self._point * most)
        # A hair is kept free, since widths do not grow quite evenly with the size.
        beside = min(high, 0.98 * (width - gap) / max(posts + names, 1))
        stacked = min(high / 2, 0.98 * width / max(posts, names, 1))
        self._is_stacked = stacked > _MUCH * beside
        self._scale = max(_SMALLEST, min(_LARGEST, stacked if self._is_stacked else beside))
        self._posts = posts * self._scale + gap
        line = _LINE_PT * self._point * self._scale * (2 if self._is_stacked else 1)
        self._step = max(line, min(height / most, _LOOSE * line))

    def _rules(self, table: QRectF, top: float, week: float, column: float, height: float) -> None:
        self._painter.setPen(QPen(_LINE, self._point * 0.5))
        for row in range(len(self._month.weeks) + 1):
            y = top + row * height
            self._painter.drawLine(round(table.left()), round(y), round(table.right()), round(y))
        for number in range(len(self._month.weeks[0])):
            x = round(table.left() + week + number * column)
            self._painter.drawLine(x, round(top), x, round(table.bottom()))

    def _width(self, text: str, size: Size, *, strong: bool = False) -> float:
        return QFontMetricsF(paper_font(size, strong=strong), self._painter.device()).horizontalAdvance(text)

    def _write(
        self,
        place: QRectF,
        text: str,
        size: Size,
        colour: QColor = _BLACK,
        align: Qt.AlignmentFlag = _LEFT,
        *,
        strong: bool = False,
        scale: float = 1.0,
    ) -> float:
        """Write on one line, shortened to what fits; returns the width."""
        face = paper_font(size, strong=strong, scale=scale)
        metrics = QFontMetricsF(face, self._painter.device())
        fitting = metrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        self._painter.setFont(face)
        self._painter.setPen(colour)
        self._painter.drawText(place, align, fitting)
        return metrics.horizontalAdvance(fitting)


def _named(person: str) -> str:
    return person or tr("nobody")
