"""What the large chart of a goal is drawn from: plain values, counted before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass

from mottagning.measures import xmr
from mottagning.measures.improvements import Improvement
from mottagning.measures.periods import Period
from mottagning.measures.series import Point
from mottagning.measures.xmr import Chart

_FEW = 3
"""Of fewer figures nobody knows how far they reach."""
_LEAST_REACH = 0.15


@dataclass(frozen=True, slots=True)
class Marker:
    """Something that was changed: its number on the chart, the first point that came after it, and what it was."""

    number: int
    place: int
    work: Improvement


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A goal over time. `chart` is counted of whole periods alone: one that has not ended yet is drawn and no more."""

    name: str
    unit: str
    step: Period
    points: tuple[Point, ...]
    aim: float | None
    chart: Chart
    markers: tuple[Marker, ...]

    @property
    def values(self) -> tuple[float | None, ...]:
        """The figures in their order; None where there is none to show."""
        return tuple(point.value for point in self.points)

    @property
    def shows_part(self) -> bool:
        """Whether a period that is not over yet is drawn: not when its first days would press all else together."""
        whole = [point.value for point in self.points if point.value is not None and not point.is_part]
        parts = [point.value for point in self.points if point.value is not None and point.is_part]
        if len(whole) < _FEW:
            return bool(parts)
        reach = max(max(whole) - min(whole), max(whole) * _LEAST_REACH)
        return any(min(whole) - reach <= part <= max(whole) + reach for part in parts)


def draw_up(
    name: str, unit: str, step: Period, points: tuple[Point, ...], aim: float | None, works: tuple[Improvement, ...]
) -> Curve:
    """Count the limits and place the markers: each between the period before the change and the one it was made in."""
    marked = sorted((work for work in works if _place(points, work) >= 0), key=lambda work: (work.made_on, work.id))
    markers = tuple(Marker(number, _place(points, work), work) for number, work in enumerate(marked, 1))
    whole = [None if point.is_part else point.value for point in points]
    anew = {marker.place for marker in markers if marker.work.counts_anew}
    chart = xmr.chart(whole, anew, least=0, most=100 if unit in ("percent", "index") else None)
    return Curve(name=name, unit=unit, step=step, points=points, aim=aim, chart=chart, markers=markers)


def _place(points: tuple[Point, ...], work: Improvement) -> int:
    """The point of the period in which it was made; -1 when that was before the first."""
    return sum(point.start <= work.made_on for point in points) - 1
