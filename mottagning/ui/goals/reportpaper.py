"""The report on one page, A4 upright, black on white: what was reached, what was changed, what clients answered."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPagedPaintDevice, QPageLayout, QPainter, QPen

from mottagning.measures.catalogue import SECTIONS, label
from mottagning.measures.figures import figure
from mottagning.measures.report import Figure, Report
from mottagning.measures.surveyindex import Estimate
from mottagning.texts import tr, trn
from mottagning.ui.goals import reportwords, words
from mottagning.ui.goals.spark import paint_spark
from mottagning.ui.paper import lay_out, pdf
from mottagning.ui.surveys import surveywords
from mottagning.ui.theme import paper_font
from mottagning.ui.tokens import LIGHT, Size

_UPRIGHT = QPageLayout.Orientation.Portrait
_MARGIN_MM = 14
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_BLACK, _GREY, _LINE = QColor("#000000"), QColor("#555555"), QColor("#bbbbbb")
_HEAD, _FOOT, _TITLE, _ROW, _SMALL = 52.0, 26.0, 24.0, 27.0, 14.0
"""Heights in points, before all of it is made to fit: the head, the foot, a heading, a goal, a line of a table."""
_MOST_CHANGES = 8
_SMALLEST = 0.55
_CHANGE = 2 * _SMALL
_BENEATH = 4
"""So many lines explain the answers beneath them."""


def draw(report: Report) -> bytes:
    """The page as a PDF document. Works without a screen."""
    return pdf(reportwords.title(report), lambda device: paint(device, report), _UPRIGHT, _MARGIN_MM)


def lay_out_printer(device: QPagedPaintDevice) -> None:
    """Make a printer ready for `paint`."""
    lay_out(device, _UPRIGHT, _MARGIN_MM)


def paint(device: QPagedPaintDevice, report: Report) -> None:
    """Paint the page on a printer or a PDF."""
    painter = QPainter(device)
    paint_page(painter, QRectF(0, 0, device.width(), device.height()), report)
    painter.end()


def paint_page(painter: QPainter, place: QRectF, report: Report) -> None:
    """Paint the page at this place of whatever is painted on."""
    _Page(painter, place, report).draw()


class _Page:
    """The page being drawn; lengths in dots."""

    def __init__(self, painter: QPainter, place: QRectF, report: Report) -> None:
        self._painter = painter
        self._place = place
        self._report = report
        self._point = painter.device().logicalDpiY() / 72
        self._scale = min(1.0, max(_SMALLEST, (place.height() / self._point - _HEAD - _FOOT) / self._height()))
        self._y = place.top()

    def draw(self) -> None:
        """All of it, from the top."""
        self._draw_head()
        for section, figures in self._report.figures.items():
            self._draw_heading(tr(SECTIONS[section]), self._place)
            for each in figures:
                self._draw_figure(each)
        top, gap = self._y, 18 * self._point
        half = (self._place.width() - gap) / 2
        left = QRectF(self._place.left(), 0, half, 0)
        self._draw_answers(left)
        self._y = top
        self._draw_changes(left.translated(half + gap, 0))
        self._draw_foot()

    def _height(self) -> float:
        """How high the middle is at its full size, in points."""
        report = self._report
        goals = sum(_TITLE + _ROW * len(figures) for figures in report.figures.values())
        answers = _TITLE + _SMALL * (len(report.answers.questions) + len(report.answers.by_help) + 3 + _BENEATH)
        changes = _TITLE + _CHANGE * max(1, min(len(report.changes), _MOST_CHANGES)) + _SMALL
        return goals + max(answers, changes)

    def _draw_head(self) -> None:
        line = QRectF(self._place.left(), self._y, self._place.width(), 24 * self._point)
        self._write(line, reportwords.title(self._report), Size.FIGURE, strong=True, plain=True)
        self._write(line, reportwords.unit(self._report), Size.TITLE, align=_RIGHT, plain=True)
        line = line.translated(0, 24 * self._point)
        line.setHeight(14 * self._point)
        self._write(line, reportwords.period(self._report), Size.CAPTION, _GREY, plain=True)
        self._write(line, reportwords.made(self._report), Size.CAPTION, _GREY, _RIGHT, plain=True)
        self._y += _HEAD * self._point - 6 * self._point

    def _draw_heading(self, text: str, place: QRectF) -> None:
        height = _TITLE * self._point * self._scale
        line = QRectF(place.left(), self._y, place.width(), height)
        self._write(line.adjusted(0, height * 0.25, 0, 0), text, Size.BODY, strong=True)
        self._y += height
        self._rule(place)

    def _draw_figure(self, shown: Figure) -> None:
        place, height = self._place, _ROW * self._point * self._scale
        width, y = place.width(), self._y
        upper, lower = 0.56 * height, 0.44 * height

        def cell(start: float, end: float, top: float = 0, high: float = height) -> QRectF:
            return QRectF(place.left() + start * width, y + top, (end - start) * width - 6 * self._point, high)

        self._write(cell(0, 0.5, 0, upper), label(shown.goal.measure), Size.BODY)
        self._write(cell(0, 0.56, upper * 0.92, lower), reportwords.counted(shown), Size.CAPTION, _GREY)
        self._write(cell(0.5, 0.68, 0, upper), figure(shown.now), Size.BODY, align=_RIGHT, strong=True)
        self._write(cell(0.69, 0.87, 0, upper), words.target_words(shown.goal), Size.CAPTION, _GREY)
        self._write(cell(0.69, 0.87, upper * 0.92, lower), reportwords.verdict(shown), Size.CAPTION, strong=True)
        values = [None if point.is_part else point.value for point in shown.trend]
        chart = cell(0.87, 1).adjusted(0, 3 * self._point, 6 * self._point, -3 * self._point)
        paint_spark(self._painter, chart, values, shown.goal.target, LIGHT, self._point * self._scale * 0.9)
        self._y += height
        self._rule(place)

    def _draw_answers(self, place: QRectF) -> None:
        self._draw_heading(tr("What those who turn to us say"), place)
        answers, earlier = self._report.answers, self._report.answers_before
        former = {each.key: each.estimate for each in earlier.questions}
        self._row(place, "", tr("index"), tr("95 % sure"), tr("before"), tr("answers"), grey=True)
        for each in answers.questions:
            self._answer(place, each.name, each.estimate, former.get(each.key), each.n, "index")
        self._answer(
            place, tr("Got the right help"), answers.effect.yes, earlier.effect.yes, answers.effect.n, "percent"
        )
        helped = {each.category: each.yes for each in earlier.by_help}
        for kind in answers.by_help:
            name = f"   {surveywords.category(kind.category)}"
            self._answer(place, name, kind.yes, helped.get(kind.category), kind.n, "percent")
        others = [f"{each.name} {said}" for each in answers.questions if (said := reportwords.levels(each))]
        beneath = [tr(words.INDEX)]
        if others:
            beneath.append(tr("Swedish municipalities 2024 (SKR): {levels}", levels="; ".join(others)))
        self._write_beneath(place, " ".join(beneath))

    def _answer(
        self, place: QRectF, name: str, estimate: Estimate | None, former: Estimate | None, n: int, unit: str
    ) -> None:
        before = "" if former is None else surveywords.figure(former, unit)
        count = surveywords.count(n)
        self._row(
            place, name, surveywords.figure(estimate, unit) if n else "–", surveywords.sure(estimate), before, count
        )

    def _row(self, place: QRectF, *cells: str, grey: bool = False) -> None:
        ends = (0.42, 0.57, 0.74, 0.87, 1.0)
        line, start = self._line(place), 0.0
        for number, (text, end) in enumerate(zip(cells, ends, strict=True)):
            spot = QRectF(line.left() + start * line.width(), line.top(), (end - start) * line.width(), line.height())
            is_quiet = grey or number > 1
            align = _RIGHT if number else _LEFT
            self._write(spot, text, Size.CAPTION, _GREY if is_quiet else _BLACK, align, strong=number == 1 and not grey)
            start = end
        self._y += line.height()

    def _draw_changes(self, place: QRectF) -> None:
        self._draw_heading(tr("What we have changed"), place)
        changes = self._report.changes[-_MOST_CHANGES:]
        if not changes:
            self._write(self._line(place), tr("Nothing was written down in this period."), Size.CAPTION, _GREY)
        for each in changes:
            line = self._line(place)
            self._write(line, each.title, Size.CAPTION, strong=True)
            self._y += line.height() * 0.9
            learnt = " ".join(each.learnt.split())
            if learnt:
                said = tr("{day}. Learnt: {words}", day=each.made_on.isoformat(), words=learnt)
            elif each.follow_up is not None:
                said = tr("{day}. To be followed up {other}.", day=each.made_on.isoformat(), other=each.follow_up)
            else:
                said = each.made_on.isoformat()
            self._write(self._line(place), said, Size.CAPTION, _GREY)
            self._y += line.height() * 1.1
        if hidden := len(self._report.changes) - len(changes):
            self._write(self._line(place), trn("and {n} earlier", "and {n} earlier", hidden), Size.CAPTION, _GREY)

    def _draw_foot(self) -> None:
        foot = QRectF(self._place.left(), 0, self._place.width(), 14 * self._point)
        foot.moveBottom(self._place.bottom())
        self._write(foot, reportwords.caution(self._report), Size.CAPTION, _GREY, plain=True)

    def _write_beneath(self, place: QRectF, text: str) -> None:
        """Write what the figures of a table are, and what they are to be compared with."""
        self._y += 2 * self._point * self._scale
        face = paper_font(Size.CAPTION, scale=0.85 * self._scale)
        self._painter.setFont(face)
        self._painter.setPen(_GREY)
        spot = self._line(place).adjusted(0, 0, 0, (_BENEATH - 1) * _SMALL * self._point * self._scale)
        self._painter.drawText(spot, Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap, text)
        self._y = spot.bottom()

    def _line(self, place: QRectF) -> QRectF:
        return QRectF(place.left(), self._y, place.width(), _SMALL * self._point * self._scale)

    def _rule(self, place: QRectF) -> None:
        self._painter.setPen(QPen(_LINE, self._point * 0.5))
        self._painter.drawLine(round(place.left()), round(self._y), round(place.right()), round(self._y))

    def _write(
        self,
        place: QRectF,
        text: str,
        size: Size,
        colour: QColor = _BLACK,
        align: Qt.AlignmentFlag = _LEFT,
        *,
        strong: bool = False,
        plain: bool = False,
    ) -> None:
        """Write on one line, narrower and then shortened to what fits; `plain`: at its own size whatever else is."""
        face = paper_font(size, strong=strong, tabular=True, scale=1.0 if plain else self._scale)
        wide = QFontMetricsF(face, self._painter.device()).horizontalAdvance(text)
        if wide > place.width() > 0:
            face.setPointSizeF(face.pointSizeF() * max(0.8, place.width() / wide * 0.98))
        metrics = QFontMetricsF(face, self._painter.device())
        self._painter.setFont(face)
        self._painter.setPen(colour)
        self._painter.drawText(place, align, metrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width()))
