"""The small chart of a goal's last weeks: a line with its gaps, the latest figure as a dot, the target dashed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from mottagning.ui.tokens import Colours

_DOT = 3.0
_DASHES = [4.0, 3.0]
_LEAST_SPAN = 0.15
"""Of the highest value: what differs less does not fill the height, or chance would look like change."""


def paint_spark(
    painter: QPainter,
    place: QRectF,
    values: Sequence[float | None],
    aim: float | None,
    colours: Colours,
    scale: float = 1.0,
) -> None:
    """Draw `values` from left to right over the whole width of `place`, high values above; nothing of none."""
    known = [value for value in values if value is not None]
    if not known:
        return
    every = known if aim is None else [*known, aim]
    low, high = min(every), max(every)
    least = abs(high) * _LEAST_SPAN
    if high - low < least:
        low, high = (low + high - least) / 2, (low + high + least) / 2
    inner = place.adjusted(_DOT, _DOT, -_DOT, -_DOT)

    def down(value: float) -> float:
        return inner.center().y() if high == low else inner.bottom() - (value - low) / (high - low) * inner.height()

    def across(number: int) -> float:
        return inner.right() if len(values) == 1 else inner.left() + number / (len(values) - 1) * inner.width()

    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if aim is not None:
        dashed = QPen(QColor(colours.edge), scale)
        dashed.setDashPattern(_DASHES)
        painter.setPen(dashed)
        painter.drawLine(QPointF(inner.left(), down(aim)), QPointF(inner.right(), down(aim)))
    stretches: list[list[QPointF]] = [[]]
    for number, value in enumerate(values):
        if value is None:
            stretches.append([])
        else:
            stretches[-1].append(QPointF(across(number), down(value)))
    line = QPen(QColor(colours.accent), 1.6 * scale)
    line.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    for stretch in stretches:
        painter.setPen(line)
        painter.setBrush(QColor(colours.accent))
        if len(stretch) > 1:
            painter.drawPolyline(QPolygonF(stretch))
        elif stretch:  # a week between two that are not shown
            painter.drawEllipse(stretch[0], scale, scale)
    last = next(points for points in reversed(stretches) if points)[-1]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(last, _DOT * scale, _DOT * scale)
    painter.restore()
