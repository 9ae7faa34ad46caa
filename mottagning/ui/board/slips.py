"""The board's slips, worded and put in their places: which lanes, which stages, which of them are shown at all."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Literal

from mottagning.board import production
from mottagning.board.production import Board
from mottagning.folding import sort_key
from mottagning.texts import tr, trn
from mottagning.ui import when
from mottagning.ui.desk import words
from mottagning.ui.tokens import CATEGORIES, Tone
from mottagning.ui.widgets.slip import Slip

Lanes = Literal["none", "handler", "category"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody wants to see of the board: cut into which lanes, and which slips; None is all."""

    lanes: Lanes = "none"
    category: Hashable | None = None
    handler: Hashable | None = None
    late: bool = False
    unassigned: bool = False

    @property
    def is_everything(self) -> bool:
        """Whether no slip is left out."""
        return self.category is None and self.handler is None and not self.late and not self.unassigned


@dataclass(frozen=True, slots=True)
class Placed:
    """A worded slip with what it is sorted and filtered by. Keys are texts, so that "" can mean that there is none."""

    slip: Slip
    stage: str
    category: str
    handler: str
    handler_name: str
    days: int | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class Worded:
    """The board made ready for the window, off its thread."""

    stages: tuple[tuple[str, str], ...]
    """(name, word)"""
    slips: tuple[Placed, ...]
    handlers: tuple[tuple[str, str], ...]
    categories: tuple[tuple[str, str], ...]
    """(key, word) of those that the board has, in order; "" where there is none."""
    as_of: datetime | None
    is_stale: bool


@dataclass(frozen=True, slots=True)
class Head:
    """The heading of a stage: its word, how many slips are shown, and the median of their days."""

    title: str
    count: int
    median: str


@dataclass(frozen=True, slots=True)
class Lane:
    """The heading of a lane; no title when the board is not cut into lanes."""

    key: str
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The slips in their cells, by lane and stage."""

    heads: tuple[Head, ...]
    lanes: tuple[Lane, ...]
    cells: tuple[tuple[tuple[Slip, ...], ...], ...]

    @property
    def slips(self) -> tuple[Slip, ...]:
        """All of them, cell by cell."""
        return tuple(slip for lane in self.cells for cell in lane for slip in cell)


def worded(board: Board, now: datetime) -> Worded:
    """Put everything into words; touches no widget."""
    colours = dict(board.colours)
    slips = tuple(_placed(slip, colours, now) for slip in board.slips())
    handlers = {placed.handler: placed.handler_name for placed in slips}
    categories = {placed.category: placed.slip.word for placed in slips}
    known = list(CATEGORIES)
    return Worded(
        tuple((stage.name, words.stage(stage.name)) for stage in board.stages),
        slips,
        tuple(sorted(handlers.items(), key=lambda pair: (pair[0] != "", sort_key(pair[1])))),
        tuple(
            sorted(
                categories.items(),
                key=lambda pair: (known.index(pair[0]) if pair[0] in known else len(known), pair[0] == "", pair[1]),
            )
        ),
        board.as_of,
        board.is_stale,
    )


def arrange(board: Worded, wanted: Wanted) -> Arrangement:
    """The slips that are wanted, in their lanes and stages; lanes without any are left out, stages are not."""
    shown = [placed for placed in board.slips if _is_wanted(placed, wanted)]
    by_cell: dict[tuple[str, str], list[Slip]] = {}
    for placed in shown:
        by_cell.setdefault((_lane(placed, wanted.lanes), placed.stage), []).append(placed.slip)
    lanes = [
        Lane(key, title, sum(len(by_cell.get((key, stage), ())) for stage, _ in board.stages))
        for key, title in _titles(board, wanted.lanes)
    ]
    lanes = [lane for lane in lanes if lane.count] or lanes[:1]
    return Arrangement(
        tuple(_head(word, [placed for placed in shown if placed.stage == stage]) for stage, word in board.stages),
        tuple(lanes),
        tuple(tuple(tuple(by_cell.get((lane.key, stage), ())) for stage, _ in board.stages) for lane in lanes),
    )


def _titles(board: Worded, lanes: Lanes) -> Iterable[tuple[str, str]]:
    return {"none": (("", ""),), "handler": board.handlers, "category": board.categories}[lanes] or (("", ""),)


def _lane(placed: Placed, lanes: Lanes) -> str:
    return {"none": "", "handler": placed.handler, "category": placed.category}[lanes]


def _is_wanted(placed: Placed, wanted: Wanted) -> bool:
    return (
        wanted.category in (None, placed.category)
        and wanted.handler in (None, placed.handler)
        and (placed.is_late or not wanted.late)
        and (not placed.handler or not wanted.unassigned)
    )


def _head(word: str, shown: list[Placed]) -> Head:
    known = [placed.days for placed in shown if placed.days is not None]
    middle = trn("median {n} day", "median {n} days", round(median(known))) if known else ""
    return Head(word, len(shown), middle)


def _placed(slip: production.Slip, colours: dict[str, str], now: datetime) -> Placed:
    category = words.category(slip.category, colours)
    icon, blocks = _blocks(slip)
    due = _due(slip, now)
    name = slip.handler_name or tr("No handler")
    days = "" if slip.days is None else trn("{n} day in the stage", "{n} days in the stage", slip.days)
    away = f"{name}, {tr(words.PRESENCE['out'])}" if slip.handler_away else name
    return Placed(
        Slip(
            key=slip.case,
            code=slip.code,
            hue=category.hue,
            word=category.word,
            initials=slip.initials,
            days="" if slip.days is None else tr("{n} d", n=slip.days),
            above_normal=slip.is_old,
            tone={"late": Tone.BAD, "soon": Tone.WARN}.get(slip.status or "", Tone.PLAIN),
            blocks=icon,
            blocks_text=blocks or due,
            tip="\n".join(part for part in (f"{slip.code} · {category.word}", away, days, due) if part),
        ),
        slip.stage,
        slip.category or "",
        "" if slip.handler is None else str(slip.person or slip.handler),
        name,
        slip.days,
        slip.is_late,
    )


def _blocks(slip: production.Slip) -> tuple[str, str]:
    """The icon of what stands in the way, the worst first, and what it means."""
    if slip.handler is None:
        return "help", ""
    if slip.handler_away:
        return "away", tr(words.PRESENCE["out"])
    return "", ""


def _due(slip: production.Slip, now: datetime) -> str:
    if slip.due is None or slip.rule is None:
        return ""
    return tr("{what}: {day} at the latest", what=tr(slip.rule), day=when.short_day(slip.due, now))
