"""The rota for the wall: a PDF with one sheet, A4 across, for each month; black on white."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QLocale, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPageLayout, QPainter, QPdfWriter, QPen

from mottagning.rota.exporting import WallDay, WallMonth
from mottagning.texts import tr
from mottagning.ui import when
from mottagning.ui.paper import DOTS_AN_INCH, pdf
from mottagning.ui.theme import paper_font
from mottagning.ui.tokens import Size

_ACROSS = QPageLayout.Orientation.Landscape
_MARGIN_MM = 12
_LARGEST = 1.9
"""Capitals are then 5 mm high, which is read with ease from two metres."""
_LINE_PT = 13
_HEAD_PT = 18
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_BLACK, _GREY, _LINE, _SHADE = QColor("#000000"), QColor("#555555"), QColor("#999999"), QColor("#eeeeee")


def draw(months: Sequence[WallMonth]) -> bytes:
    """The months as one PDF document. Works without a screen."""
    return pdf(tr("Reception rota"), lambda device: _paint(device, months), _ACROSS, _MARGIN_MM)


def _paint(paper: QPdfWriter, months: Sequence[WallMonth]) -> None:
    painter = QPainter(paper)
    for number, month in enumerate(months):
        if number:
            paper.newPage()
        _Sheet(painter, QRectF(0, 0, paper.width(), paper.height()), month).draw()
    painter.end()


def month_name(first: date) -> str:
    """ "December 2026"."""
    name = when.locale().standaloneMonthName(first.month, QLocale.FormatType.LongFormat)
    return f"{name[:1].upper()}{name[1:]} {first.year}"


class _Sheet:
    """One month on one sheet; lengths in dots."""

    def __init__(self, painter: QPainter, place: QRectF, month: WallMonth) -> None:
        self._painter = painter
        self._place = place
        self._month = month
        self._point = DOTS_AN_INCH / 72
        self._scale = self._posts = 0.0

    def draw(self) -> None:
        point, place = self._point, self._place
        self._head(QRectF(place.left(), place.top(), place.width(), 30 * point))
        self._legend(QRectF(place.left(), place.bottom() - 14 * point, place.width(), 14 * point))
        table = place.adjusted(0, 34 * point, 0, -22 * point)
        week, days = 30 * point, self._month.weeks[0]
        column = (table.width() - week) / len(days)
        top = table.top() + 20 * point
        for number, day in enumerate(days):
            place = QRectF(table.left() + week + number * column + 4 * point, table.top(), column, 20 * point)
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
        self._write(place, month_name(self._month.first), Size.FIGURE, strong=True)
        title = tr("Reception rota")
        if self._month.person:
            title = f"{title} · {self._month.person}"
        self._write(place, title, Size.TITLE, _GREY, _RIGHT)

    def _legend(self, place: QRectF) -> None:
        words = (whole if whole.startswith(short) else f"{short}: {whole}" for short, whole in self._month.legend)
        self._write(place, "     ".join(words), Size.CAPTION, _GREY)

    def _day(self, place: QRectF, day: WallDay) -> None:
        point = self._point
        if day.date.month != self._month.first.month:
            self._painter.fillRect(place, _SHADE)
            return
        inner = place.adjusted(4 * point, 3 * point, -4 * point, -3 * point)
        head = QRectF(inner.left(), inner.top(), inner.width(), (_HEAD_PT - 2) * point)
        width = self._write(head, str(day.date.day), Size.TITLE, strong=True)
        if day.note:
            self._write(head.adjusted(width + 6 * point, 0, 0, 0), day.note, Size.CAPTION, _GREY)
        elif not day.lines and not self._month.person:
            self._write(head.adjusted(width + 6 * point, 0, 0, 0), tr("Not planned"), Size.CAPTION, _GREY)
        rest = inner.adjusted(0, _HEAD_PT * point, 0, 0)
        line = _LINE_PT * point * self._scale
        for number, (post, person) in enumerate(day.lines):
            spot = QRectF(rest.left(), rest.top() + number * line, rest.width(), line)
            self._write(spot, post, Size.CAPTION, _GREY, scale=self._scale)
            self._write(
                spot.adjusted(self._posts, 0, 0, 0), _named(person), Size.BODY, strong=not person, scale=self._scale
            )

    def _fit(self, width: float, height: float) -> None:
        """One size for the whole sheet: the largest at which no day has too many lines and no name is cut."""
        days = [day for week in self._month.weeks for day in week]
        lines = [line for day in days for line in day.lines]
        most = max((len(day.lines) for day in days), default=0)
        posts = max((self._width(post, Size.CAPTION) for post, _ in lines), default=0.0)
        names = max((self._width(_named(person), Size.BODY, strong=not person) for _, person in lines), default=0.0)
        gap = 6 * self._point
        high = height / (_LINE_PT * self._point * max(most, 1))
        # A hair is kept free, since widths do not grow quite evenly with the size.
        wide = 0.98 * (width - gap) / max(posts + names, 1)
        self._scale = min(_LARGEST, high, wide)
        self._posts = posts * self._scale + gap

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
