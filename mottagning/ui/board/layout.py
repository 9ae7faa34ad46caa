"""Where everything on the board stands, in pixels: plain arithmetic, so that thousands of slips cost nothing."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

Step = Literal["left", "right", "up", "down"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """How large things are, in pixels: a slip, the room between two, between two stages, and around a lane.

    A slip is at least `slip_width` wide, and at most `widest` where there is room.
    """

    slip_width: int
    widest: int
    slip_height: int
    between: int
    stages_apart: int
    lane_heading: int
    below_lane: int


@dataclass(frozen=True, slots=True)
class Box:
    """A place: left, top, width, height."""

    x: int
    y: int
    width: int
    height: int


class Layout:
    """The board's geometry. Cells are counted by lane and stage, slips by their number, cell by cell."""

    def __init__(self, counts: Sequence[Sequence[int]], measures: Measures, width: int, height: int) -> None:
        """`counts` of slips by lane and stage; `width` and `height` are what can be seen at once.

        A stage gets a second slip beside the first, and so on, when the board would not fit otherwise and there is
        room; what is left of the width is shared by all stages.
        """
        self._m = measures
        self._counts = [list(lane) for lane in counts]
        self.across = self._share(width, height)
        widths = [each * measures.slip_width + (each - 1) * measures.between for each in self.across]
        spare = width - sum(widths) - (len(widths) - 1) * measures.stages_apart
        widths = [each + max(0, spare) // len(widths) for each in widths]
        lefts = list(accumulate((each + measures.stages_apart for each in widths), initial=0))
        self.columns = tuple(zip(lefts, widths, strict=False))
        self.width = max(0, lefts[-1] - measures.stages_apart)
        self._slip_widths = tuple(
            min(measures.widest, (width + measures.between) // each - measures.between)
            for width, each in zip(widths, self.across, strict=True)
        )
        self._heights = self._lane_heights(self.across)
        self._tops = list(accumulate(self._heights, initial=0))
        flat = [n for lane in self._counts for n in lane]
        self._first = list(accumulate(flat, initial=0))

    @property
    def height(self) -> int:
        """How high all of it is."""
        return self._tops[-1]

    @property
    def count(self) -> int:
        """How many slips there are."""
        return self._first[-1]

    def lanes(self, top: int, bottom: int) -> Iterator[tuple[int, int]]:
        """(number, top) of the lanes that reach into the stripe from `top` to `bottom`."""
        for lane in range(max(0, bisect_right(self._tops, top) - 1), len(self._heights)):
            if self._tops[lane] >= bottom:
                return
            yield lane, self._tops[lane]

    def place(self, slip: int) -> Box:
        """Where a slip stands."""
        lane, stage = self.cell(slip)
        row, column = divmod(slip - self._start(lane, stage), self.across[stage])
        return self._box(lane, stage, row, column)

    def cell(self, slip: int) -> tuple[int, int]:
        """The lane and the stage of a slip."""
        cell = bisect_right(self._first, slip) - 1
        return divmod(cell, len(self.across))

    def at(self, x: int, y: int) -> int | None:
        """The slip at a point, None between them."""
        lane = bisect_right(self._tops, y) - 1
        stage = bisect_right([left for left, _ in self.columns], x) - 1
        if not 0 <= lane < len(self._counts) or stage < 0:
            return None
        row = (y - self._tops[lane] - self._m.lane_heading) // (self._m.slip_height + self._m.between)
        column = (x - self.columns[stage][0]) // (self._slip_widths[stage] + self._m.between)
        number = row * self.across[stage] + column
        if row < 0 or column >= self.across[stage] or not 0 <= number < self._counts[lane][stage]:
            return None
        box = self._box(lane, stage, row, column)
        return self._start(lane, stage) + number if x < box.x + box.width and y < box.y + box.height else None

    def within(self, left: int, top: int, right: int, bottom: int) -> Iterator[tuple[int, Box]]:
        """Every slip that reaches into a part of the board, with its place."""
        step = self._m.slip_height + self._m.between
        for lane, lane_top in self.lanes(top, bottom):
            inside = lane_top + self._m.lane_heading
            rows = range(max(0, (top - inside) // step), max(0, (bottom - inside - 1) // step + 1))
            for stage, (x, width) in enumerate(self.columns):
                if x < right and x + width > left:
                    yield from self._in_rows(lane, stage, rows)

    def _in_rows(self, lane: int, stage: int, rows: range) -> Iterator[tuple[int, Box]]:
        across, start = self.across[stage], self._start(lane, stage)
        for number in range(rows.start * across, min(rows.stop * across, self._counts[lane][stage])):
            row, column = divmod(number, across)
            yield start + number, self._box(lane, stage, row, column)

    def beside(self, slip: int, step: Step) -> int:
        """The slip that an arrow key leads to; `slip` itself when there is none that way."""
        lane, stage = self.cell(slip)
        across = self.across[stage]
        row, column = divmod(slip - self._start(lane, stage), across)
        if step in ("left", "right"):
            return self._sideways(slip, lane, stage, (row, column), 1 if step == "right" else -1)
        target = row + (1 if step == "down" else -1)
        if 0 <= target < _rows(self._counts[lane][stage], across):
            return self._nth(lane, stage, target, column)
        way = range(lane + 1, len(self._counts)) if step == "down" else range(lane - 1, -1, -1)
        for other in way:
            filled = [each for each, count in enumerate(self._counts[other]) if count]
            if filled:
                nearest = min(filled, key=lambda each: abs(each - stage))
                last = _rows(self._counts[other][nearest], self.across[nearest]) - 1
                return self._nth(other, nearest, 0 if step == "down" else last, min(column, self.across[nearest] - 1))
        return slip

    def _sideways(self, slip: int, lane: int, stage: int, at: tuple[int, int], way: int) -> int:
        row, column = at
        count, across = self._counts[lane][stage], self.across[stage]
        if 0 <= column + way < across and row * across + column + way < count:
            return slip + way
        others = range(stage + 1, len(self.across)) if way > 0 else range(stage - 1, -1, -1)
        for other in others:
            if rows := _rows(self._counts[lane][other], self.across[other]):
                return self._nth(lane, other, min(row, rows - 1), 0 if way > 0 else self.across[other] - 1)
        return slip

    def _nth(self, lane: int, stage: int, row: int, column: int) -> int:
        number = row * self.across[stage] + column
        return self._start(lane, stage) + min(number, self._counts[lane][stage] - 1)

    def _share(self, width: int, height: int) -> tuple[int, ...]:
        """How many slips each stage has side by side."""
        m = self._m
        across = [1] * len(self._counts[0])
        used = len(across) * (m.slip_width + m.stages_apart) - m.stages_apart
        while used + m.slip_width + m.between <= width and sum(self._lane_heights(across)) > height:
            rows = [sum(_rows(lane[stage], across[stage]) for lane in self._counts) for stage in range(len(across))]
            across[rows.index(max(rows))] += 1
            used += m.slip_width + m.between
        return tuple(across)

    def _lane_heights(self, across: Sequence[int]) -> list[int]:
        m = self._m
        highest = (max(map(_rows, lane, across)) for lane in self._counts)
        return [m.lane_heading + rows * (m.slip_height + m.between) + m.below_lane for rows in highest]

    def _start(self, lane: int, stage: int) -> int:
        return self._first[lane * len(self.across) + stage]

    def _box(self, lane: int, stage: int, row: int, column: int) -> Box:
        m = self._m
        width = self._slip_widths[stage]
        x = self.columns[stage][0] + column * (width + m.between)
        y = self._tops[lane] + m.lane_heading + row * (m.slip_height + m.between)
        return Box(x, y, width, m.slip_height)


def _rows(count: int, across: int) -> int:
    return -(-count // across)
