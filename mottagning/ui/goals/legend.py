"""What the lines and signs of a large chart mean: each drawn as it is there, with its words."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from mottagning.measures.figures import amount
from mottagning.texts import tr
from mottagning.ui.goals.curve import Curve
from mottagning.ui.theme import colours_of, font, text_scale
from mottagning.ui.tokens import BETWEEN, INSIDE, Colours, Size

_SAMPLE = 26


class Legend(QWidget):
    """A line of samples, of what is in the chart alone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scale = 1.0
        self._parts: list[tuple[str, str]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_scale(self, scale: float) -> None:
        """Make it larger, for a whole room."""
        self._scale = scale
        self.updateGeometry()
        self.update()

    def show_curve(self, curve: Curve) -> None:
        """Explain another chart."""
        self._parts = []
        if curve.aim is not None:
            self._parts.append(("aim", tr("goal {value}", value=amount(curve.aim, curve.unit))))
        if (limits := curve.chart.latest) is not None:
            low, high = amount(limits.lower, curve.unit), amount(limits.upper, curve.unit)
            self._parts.append(("limits", tr("limits {low} and {high}", low=low, high=high)))
            self._parts.append(("centre", tr("middle {value}", value=amount(limits.centre, curve.unit))))
        signals = {signal for _, signal in curve.chart.signals}
        if signals & {"above", "below"}:
            self._parts.append(("outside", tr("more than chance")))
        if "run" in signals:
            self._parts.append(("run", tr("eight in a row")))
        if curve.shows_part:
            self._parts.append(("part", tr("so far")))
        if curve.markers:
            self._parts.append(("change", tr("a change")))
        self.setAccessibleName(", ".join(words for _, words in self._parts))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(0, QFontMetrics(font(Size.CAPTION, scale=self._scale)).height() + INSIDE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours, painter = colours_of(self), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        face = font(Size.CAPTION, tabular=True, scale=self._scale)
        painter.setFont(face)
        metrics, wide = QFontMetrics(face), _SAMPLE * self._scale * text_scale()
        left = float(INSIDE)
        for sign, words in self._parts:
            self._paint_sign(painter, QRectF(left, 0, wide, self.height()), sign, colours)
            left += wide + INSIDE
            painter.setPen(QColor(colours.quiet))
            room = metrics.horizontalAdvance(words)
            painter.drawText(QRectF(left, 0, room + 1, self.height()), Qt.AlignmentFlag.AlignVCenter, words)
            left += room + BETWEEN * self._scale

    def _paint_sign(self, painter: QPainter, place: QRectF, sign: str, colours: Colours) -> None:
        middle = place.center()
        lines = {
            "aim": (colours.good, 2, Qt.PenStyle.DashDotLine),
            "limits": (colours.edge, 1, Qt.PenStyle.DashLine),
            "centre": (colours.edge, 1, Qt.PenStyle.SolidLine),
        }
        if sign in lines:
            colour, width, style = lines[sign]
            painter.setPen(QPen(QColor(colour), width * self._scale, style))
            painter.drawLine(QPointF(place.left(), middle.y()), QPointF(place.right(), middle.y()))
            return
        size = (6.5 if sign == "outside" else 4.5) * self._scale
        painter.setPen(QPen(QColor(colours.warn if sign in ("outside", "run") else colours.accent), 2 * self._scale))
        painter.setBrush(QColor(colours.warn if sign == "outside" else colours.surface))
        if sign == "outside":
            corners = [QPointF(0, -size), QPointF(size, 0), QPointF(0, size), QPointF(-size, 0)]
            painter.drawPolygon(QPolygonF([middle + corner for corner in corners]))
        elif sign == "change":
            painter.setPen(QPen(QColor(colours.quiet), self._scale, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(middle.x(), 2), QPointF(middle.x(), self.height() - 2))
        else:
            painter.drawEllipse(middle, size, size)
