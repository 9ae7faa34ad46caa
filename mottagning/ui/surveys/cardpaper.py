"""Cards to be filled in by hand: four on a sheet, A4 upright, each A6 with the questions; in Swedish, for clients."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPagedPaintDevice, QPageLayout, QPainter, QPen

from mottagning.measures.questions import Survey, words
from mottagning.measures.surveyindex import SCALE
from mottagning.ui.paper import lay_out, pdf
from mottagning.ui.theme import paper_font
from mottagning.ui.tokens import Size

_UPRIGHT = QPageLayout.Orientation.Portrait
_CATEGORIES = ("sol", "lss", "transport", "child")
_MARGIN = 22.0
"""Of a card, in points; the sheet has none, so that it is cut through the middle both ways."""
_BOX, _STEP = 11.0, 19.0
_WRAPPED = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
_BLACK, _GREY, _LINE = QColor("#000000"), QColor("#555555"), QColor("#999999")


def draw(survey: Survey) -> bytes:
    """A sheet of cards as a PDF document. Works without a screen."""
    return pdf(words()["title"], lambda device: paint(device, survey), _UPRIGHT, 0)


def lay_out_printer(device: QPagedPaintDevice) -> None:
    """Make a printer ready for `paint`."""
    lay_out(device, _UPRIGHT, 0)


def paint(device: QPagedPaintDevice, survey: Survey) -> None:
    """Paint four cards on a printer or a PDF, with lines to cut along."""
    painter = QPainter(device)
    whole = device.pageLayout().fullRectPixels(device.logicalDpiX())
    width, height = whole.width() / 2, whole.height() / 2
    painter.setPen(QPen(_LINE, device.logicalDpiY() / 72 * 0.4, Qt.PenStyle.DashLine))
    painter.drawLine(round(width), 0, round(width), whole.height())
    painter.drawLine(0, round(height), whole.width(), round(height))
    for row in range(2):
        for column in range(2):
            place = QRectF(column * width, row * height, width, height)
            scale = 1.0
            while scale > 0.6 and _Card(painter, place, survey, scale, is_tried=True).draw() > place.bottom():
                scale -= 0.05
            _Card(painter, place, survey, scale).draw()
    painter.end()


class _Card:
    """One card; lengths in dots. `is_tried`: nothing is painted, to see how high it becomes."""

    def __init__(
        self, painter: QPainter, place: QRectF, survey: Survey, scale: float, *, is_tried: bool = False
    ) -> None:
        self._painter = painter
        self._survey = survey
        self._scale = scale
        self._is_tried = is_tried
        self._point = painter.device().logicalDpiY() / 72
        margin = _MARGIN * self._point
        self._place = place.adjusted(margin, margin, -margin, -margin)
        self._y = self._place.top()

    def draw(self) -> float:
        """Draw it; returns where it ends, with its margin."""
        said = words()
        self._say(said["title"], Size.TITLE, strong=True)
        self._skip(2)
        self._say(said["intro"], Size.CAPTION)
        self._skip(3)
        self._say(said["how"], Size.CAPTION, _GREY)
        self._skip(8)
        for each in self._survey.questions:
            self._ask(each.words, [str(answer) for answer in SCALE])
        self._skip(2)
        effects = [said["effect_answers"][key] for key in ("yes", "partly", "no")]
        self._ask(self._survey.effect, effects, apart=2.1)
        self._say(said["about"], Size.CAPTION, strong=True)
        self._skip(3)
        for kind in _CATEGORIES:
            self._tick(said["help"][kind])
        self._skip(5)
        self._say(f"{said['date']} ____________________", Size.CAPTION)
        self._skip(5)
        self._say(said["post"], Size.CAPTION, _GREY)
        self._say(said["thanks"], Size.CAPTION, strong=True)
        return self._y + _MARGIN * self._point

    def _ask(self, text: str, answers: list[str], apart: float = 1.0) -> None:
        """A question, and to its right a box for each answer with the answer above it."""
        step, box = _STEP * self._point * apart * self._scale, _BOX * self._point * self._scale
        boxes = step * len(answers)
        room = QRectF(self._place.left(), self._y, self._place.width() - boxes - 4 * self._point, 1e4)
        high = self._write(room, text, Size.CAPTION, wraps=True)
        line = QFontMetricsF(self._face(Size.CAPTION), self._painter.device()).height() * 0.95
        for number, answer in enumerate(answers):
            middle = self._place.right() - boxes + (number + 0.5) * step
            above = QRectF(middle - step / 2, self._y - 2 * self._point, step, line)
            self._write(above, answer, Size.CAPTION, _GREY, Qt.AlignmentFlag.AlignCenter, small=0.85)
            self._box(QRectF(middle - box / 2, above.bottom(), box, box))
        self._y += max(high, line + box) + 5 * self._point * self._scale

    def _tick(self, text: str) -> None:
        box = _BOX * 0.85 * self._point * self._scale
        self._box(QRectF(self._place.left(), self._y, box, box))
        room = QRectF(self._place.left() + 1.6 * box, self._y - box / 2, self._place.width(), 2 * box)
        self._write(room, text, Size.CAPTION, align=Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._y += box + 3.5 * self._point * self._scale

    def _box(self, place: QRectF) -> None:
        if not self._is_tried:
            self._painter.setPen(QPen(_BLACK, self._point * 0.7))
            self._painter.drawRect(place)

    def _say(self, text: str, size: Size, colour: QColor = _BLACK, *, strong: bool = False) -> None:
        room = QRectF(self._place.left(), self._y, self._place.width(), 1e4)
        self._y += self._write(room, text, size, colour, strong=strong, wraps=True)

    def _skip(self, points: float) -> None:
        self._y += points * self._point * self._scale

    def _face(self, size: Size, *, strong: bool = False, small: float = 1.0) -> QFont:
        return paper_font(size, strong=strong, scale=self._scale * small)

    def _write(
        self,
        place: QRectF,
        text: str,
        size: Size,
        colour: QColor = _BLACK,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        *,
        strong: bool = False,
        wraps: bool = False,
        small: float = 1.0,
    ) -> float:
        """Write it; returns how high it is."""
        self._painter.setFont(self._face(size, strong=strong, small=small))
        self._painter.setPen(colour)
        flags = _WRAPPED if wraps else align
        high: float = self._painter.boundingRect(place, flags, text).height()
        if not self._is_tried:
            self._painter.drawText(place, flags, text)
        return high
