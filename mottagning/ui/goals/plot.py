"""The large chart of a goal: the figures over time with target, limits, signals and what was changed.

The only file that loads pyqtgraph, which takes half a second: import it away from the window's thread.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import pyqtgraph
import pyqtgraph.exceptionHandling
from PySide6.QtCore import QEvent, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPen
from PySide6.QtWidgets import QGraphicsRectItem, QVBoxLayout, QWidget

from mottagning.measures.figures import amount
from mottagning.ui.goals.curve import Curve
from mottagning.ui.goals.words import short_period
from mottagning.ui.theme import colours_of, font, grown, text_scale
from mottagning.ui.tokens import Colours, Size

pyqtgraph.exceptionHandling.handler.remove()  # errors are told by the program itself, not printed
pyqtgraph.setConfigOptions(antialias=True, exitCleanup=False)

_LEAST_HEIGHT = 220
_ROOM = 0.12
"""So much of the span of the figures is free above and below them."""
_APART = 12
"""Pixels between the words under the chart."""
_MANY = 60
"""More points than that are drawn smaller."""
_MOST = {"percent": 100.0, "index": 100.0}
"""What there cannot be more of."""
_STEPS = {
    "s": (5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600),
    "min": (5, 10, 15, 30, 60, 120, 240, 480, 960, 2400),
}


class Plot(QWidget):
    """Draws a `Curve`. `picked` gives the place of a point that was clicked; what it says stands in the table too."""

    picked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._curve: Curve | None = None
        self._scale = 1.0
        self._bottom, self._left = _Periods(), _Amounts()
        self.view = pyqtgraph.PlotWidget(enableMenu=False, axisItems={"bottom": self._bottom, "left": self._left})
        self.view.setMouseEnabled(False, False)
        self.view.hideButtons()
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the table beneath is walked through
        self.view.viewport().setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, False)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(self.view)
        self.setMinimumHeight(grown(_LEAST_HEIGHT))
        self._place: int | None = None
        self._chosen = pyqtgraph.InfiniteLine(angle=90)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._draw)

    def set_scale(self, scale: float) -> None:
        """Make lines and type larger, for a whole room."""
        if scale != self._scale:
            self._scale = scale
            self._soon.start()

    def show_curve(self, curve: Curve) -> None:
        """Draw another curve, when what is under way has been done: making the plot itself has taken long enough."""
        self._curve = curve
        self._place = None
        self._soon.start()

    def choose(self, place: int) -> None:
        """Show which point is meant."""
        self._place = place
        self._show_chosen()

    def _show_chosen(self) -> None:
        self._chosen.setVisible(self._place is not None)
        if self._place is not None:
            self._chosen.setValue(self._place)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._soon.start()

    def _draw(self) -> None:
        if self._curve is None:
            return
        curve, colours = self._curve, colours_of(self)
        self.view.clear()
        self.view.setBackground(colours.surface)
        self._dress_axes(curve, colours)
        low, high = _reach(curve)
        self.view.setRange(xRange=(-0.5, max(len(curve.points) - 0.5, 0.5)), yRange=(low, high), padding=0)
        self._draw_limits(curve, colours)
        self._draw_aim(curve, colours)
        self._draw_markers(curve, colours, high)
        self._draw_figures(curve, colours)
        self._chosen = pyqtgraph.InfiniteLine(angle=90, pen=self._pen(colours.accent, 1))
        self.view.addItem(self._chosen, ignoreBounds=True)
        self._show_chosen()

    def _pen(self, colour: str, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
        pen = QPen(QColor(colour), width * self._scale, style)
        pen.setCosmetic(True)
        return pen

    def _font(self, *, strong: bool = False) -> QFont:
        return font(Size.CAPTION, strong=strong, tabular=True, scale=self._scale)

    def _dress_axes(self, curve: Curve, colours: Colours) -> None:
        face = self._font()
        metrics = QFontMetrics(face)
        self._left.unit = curve.unit
        years = {point.start.year for point in curve.points}
        self._bottom.names = [short_period(point.start, curve.step, with_year=len(years) > 1) for point in curve.points]
        self._bottom.wide = max((metrics.horizontalAdvance(name) for name in self._bottom.names), default=0) + _APART
        for axis in (self._left, self._bottom):
            axis.setStyle(tickFont=face, tickLength=0, tickTextOffset=6)
            axis.setTextPen(QColor(colours.quiet))
            axis.setPen(self._pen(colours.hairline, 1))
            axis.picture = None
        self._bottom.setHeight(round(metrics.height() + 10 * text_scale()))
        self.view.getPlotItem().showGrid(y=True, alpha=0.15)

    def _draw_limits(self, curve: Curve, colours: Colours) -> None:
        for limits in curve.chart.limits:
            first, last = limits.first - 0.5, limits.last + 0.5
            band = QGraphicsRectItem(QRectF(first, limits.lower, last - first, limits.upper - limits.lower))
            band.setPen(QPen(Qt.PenStyle.NoPen))
            band.setBrush(QColor(colours.hover))
            band.setZValue(-20)
            self.view.addItem(band, ignoreBounds=True)
            dashed = self._pen(colours.edge, 1, Qt.PenStyle.DashLine)
            for height, pen in (
                (limits.lower, dashed),
                (limits.upper, dashed),
                (limits.centre, self._pen(colours.edge, 1)),
            ):
                self.view.plot([first, last], [height, height], pen=pen)

    def _draw_aim(self, curve: Curve, colours: Colours) -> None:
        if curve.aim is not None:
            line = pyqtgraph.InfiniteLine(curve.aim, 0, self._pen(colours.good, 2, Qt.PenStyle.DashDotLine))
            self.view.addItem(line, ignoreBounds=True)

    def _draw_markers(self, curve: Curve, colours: Colours, high: float) -> None:
        for marker in curve.markers:
            pen = self._pen(colours.quiet, 1, Qt.PenStyle.DotLine)
            self.view.addItem(pyqtgraph.InfiniteLine(marker.place - 0.5, 90, pen), ignoreBounds=True)
        for place in sorted({marker.place for marker in curve.markers}):
            numbers = ", ".join(str(marker.number) for marker in curve.markers if marker.place == place)
            said = pyqtgraph.TextItem(
                numbers,
                color=colours.on_accent,
                anchor=(0.5, 0),
                fill=QColor(colours.accent),
                border=QColor(colours.accent),
            )
            said.setFont(self._font(strong=True))
            said.setPos(place - 0.5, high)
            self.view.addItem(said, ignoreBounds=True)

    def _draw_figures(self, curve: Curve, colours: Colours) -> None:
        for stretch in _stretches(curve):
            whole = [place for place in stretch if not curve.points[place].is_part]
            self.view.plot(whole, [curve.values[place] for place in whole], pen=self._pen(colours.accent, 2))
            if whole and whole != stretch and curve.shows_part:  # to what is not over yet
                last = stretch[-2:]
                dotted = self._pen(colours.accent, 1, Qt.PenStyle.DotLine)
                self.view.plot(last, [curve.values[place] for place in last], pen=dotted)
        signals = dict(curve.chart.signals)
        spots = []
        plain = 6 if len(curve.points) <= _MANY else 4
        for place, point in enumerate(curve.points):
            if point.value is None or (point.is_part and not curve.shows_part):
                continue
            outside, in_run = signals.get(place) in ("above", "below"), signals.get(place) == "run"
            hollow = point.is_part or in_run
            spots.append(
                {
                    "pos": (place, point.value),
                    "symbol": "d" if outside else "o",
                    "size": (13 if outside else 9 if in_run else plain) * self._scale,
                    "pen": self._pen(colours.warn if outside or in_run else colours.accent, 2),
                    "brush": QColor(colours.surface if hollow else colours.warn if outside else colours.accent),
                    "data": place,
                }
            )
        scatter = pyqtgraph.ScatterPlotItem(spots, pxMode=True)
        scatter.sigClicked.connect(self._clicked)
        self.view.addItem(scatter)

    def _clicked(self, _scatter: object, spots: Sequence[pyqtgraph.SpotItem], _event: object) -> None:
        if len(spots):
            self.picked.emit(spots[0].data())


class _Periods(pyqtgraph.AxisItem):  # type: ignore[misc]
    """Names weeks and months under the chart, as many as there is room for; the latest always."""

    def __init__(self) -> None:
        super().__init__("bottom")
        self.names: list[str] = []
        self.wide = 0

    def tickValues(self, _least: float, _most: float, size: float) -> list[tuple[int, list[int]]]:
        if not self.names:
            return []
        fit = max(1, int(size // max(self.wide, 1)))
        every = -(-len(self.names) // fit)
        return [(every, list(range(len(self.names) - 1, -1, -every)))]

    def tickStrings(self, values: Sequence[int], _scale: float, _spacing: float) -> list[str]:
        return [self.names[value] for value in values]


class _Amounts(pyqtgraph.AxisItem):  # type: ignore[misc]
    """Writes what the figures are counted in beside the chart."""

    def __init__(self) -> None:
        super().__init__("left")
        self.unit = "percent"

    def tickSpacing(self, least: float, most: float, size: float) -> list[tuple[float, float]]:
        if self.unit not in _STEPS:
            return [(spacing, offset) for spacing, offset in super().tickSpacing(least, most, size)[:1]]
        wanted = (most - least) / max(2, size / 60)
        return [(next((step for step in _STEPS[self.unit] if step >= wanted), _STEPS[self.unit][-1]), 0)]

    def tickStrings(self, values: Sequence[float], _scale: float, _spacing: float) -> list[str]:
        most = _MOST.get(self.unit, math.inf)
        return [amount(value, self.unit) if 0 <= value <= most else "" for value in values]


def _reach(curve: Curve) -> tuple[float, float]:
    """From where to where the chart goes: all that is drawn, and some room; not below nothing nor above all."""
    drawn = [point for point in curve.points if curve.shows_part or not point.is_part]
    every = [point.value for point in drawn if point.value is not None]
    every += [height for limits in curve.chart.limits for height in (limits.lower, limits.upper)]
    if curve.aim is not None:
        every.append(curve.aim)
    if not every:
        return 0.0, 100.0
    low, high = min(every), max(every)
    room = (high - low) * _ROOM or max(abs(high) * _ROOM, 1.0)
    most = _MOST.get(curve.unit, math.inf)
    bottom = low - room if low < 0 else max(low - room, -room / 3)
    return bottom, max(high, min(high + room, most + room / 3))


def _stretches(curve: Curve) -> list[list[int]]:
    """The places of figures that follow one another without a gap."""
    found: list[list[int]] = [[]]
    for place, value in enumerate(curve.values):
        if value is None:
            found.append([])
        else:
            found[-1].append(place)
    return [stretch for stretch in found if stretch]
