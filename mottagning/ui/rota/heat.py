"""Figures by hour and weekday as a small map: each in its cell, on a ground that is deeper the greater it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mottagning.texts import tr
from mottagning.ui import when
from mottagning.ui.theme import colours_of, grown
from mottagning.ui.tokens import INSIDE, STEP

_CELL, _HOURS, _HEAD = 24, 56, 24
_MONDAY = date(2026, 1, 5)
_DEEPEST = 0.45
"""How much of the accent lies on the ground of the greatest figure: the text on it is still easy to read."""


class HeatMap(QWidget):
    """Shows `figures` by (weekday, hour). What it shows is said in words to those who do not see it."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figures: Mapping[tuple[int, int], str] = {}
        self._depths: Mapping[tuple[int, int], float] = {}
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_figures(self, values: Mapping[tuple[int, int], float], texts: Mapping[tuple[int, int], str]) -> None:
        """Show these values, each with its text; the deepest ground is that of the greatest."""
        most = max(values.values(), default=0.0) or 1.0
        self._figures, self._depths = texts, {slot: value / most for slot, value in values.items()}
        lines = [f"{_name(day)} {hour:02}: {texts[day, hour]}" for day, hour in sorted(values)]
        self.setAccessibleDescription("; ".join(lines))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(grown(_HOURS + 5 * 72), grown(_HEAD) + len(self._hours()) * grown(_CELL))

    def _hours(self) -> list[int]:
        hours = [hour for _, hour in self._depths]
        return list(range(min(hours), max(hours) + 1)) if hours else []

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = colours_of(self)
        painter = QPainter(self)
        days = sorted({day for day, _ in self._depths})
        if not days:
            return
        left_of_all, head, cell_height = grown(_HOURS), grown(_HEAD), grown(_CELL)
        width = (self.width() - left_of_all) // len(days)
        centre, quiet, text = Qt.AlignmentFlag.AlignCenter, QColor(colours.quiet), QColor(colours.text)
        painter.setPen(quiet)
        for column, day in enumerate(days):
            place = QRect(left_of_all + column * width, 0, width, head)
            painter.drawText(place, centre, when.short_weekday(_MONDAY + timedelta(days=day)))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        for row, hour in enumerate(self._hours()):
            top = head + row * cell_height
            painter.setPen(quiet)
            painter.drawText(QRect(0, top, left_of_all - INSIDE, cell_height), left, tr("{hour}:00", hour=f"{hour:02}"))
            painter.setPen(text)
            for column, day in enumerate(days):
                if (day, hour) not in self._depths:
                    continue
                cell = QRect(left_of_all + column * width, top, width, cell_height).adjusted(1, 1, -1, -1)
                ground = QColor(colours.accent)
                ground.setAlphaF(_DEEPEST * self._depths[day, hour])
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(ground)
                painter.drawRoundedRect(cell, STEP / 2, STEP / 2)
                painter.setPen(text)
                painter.drawText(cell, centre, self._figures[day, hour])


def _name(day: int) -> str:
    return when.weekday(_MONDAY + timedelta(days=day))
