"""The board's slips, worded and put in their places: which lanes, which stages, which of them are shown at all."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import TYPE_CHECKING, Literal

from mottagning.folding import sort_key
from mottagning.texts import N_, tr, trn
from mottagning.ui import when
from mottagning.ui.desk import words
from mottagning.ui.tokens import CATEGORIES, Tone
from mottagning.ui.widgets.slip import Slip

if TYPE_CHECKING:
    from mottagning.board import production
    from mottagning.board.pressure import Sign
    from mottagning.board.production import Board

Lanes = Literal["none", "handler", "team", "category"]
Only = Literal["late", "old", "unassigned", "away"]
"""Which slips are shown alone: late ones, those beyond what is normal, without handler, with one who is away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody wants to see of the board: cut into which lanes, and which slips; None is all.

    A slip must be like one of `only`, when there are any.
    """

    lanes: Lanes = "none"
    category: Hashable | None = None
    handler: Hashable | None = None
    only: frozenset[Only] = frozenset()

    @property
    def is_everything(self) -> bool:
        """Whether no slip is left out."""
        return self.category is None and self.handler is None and not self.only


@dataclass(frozen=True, slots=True)
class Placed:
    """A worded slip with what it is sorted and filtered by. Keys are texts, so that "" can mean that there is none."""

    slip: Slip
    stage: str
    category: str
    handler: str
    handler_name: str
    team: str
    days: int | None
    traits: frozenset[Only]


@dataclass(frozen=True, slots=True)
class Warned:
    """Why a stage should be looked at: in two words with numbers, and in a sentence. `hurts`: it is full already.

    The numbers in a longer and a shorter form, for where there is more or less room.
    """

    words: str
    numbers: tuple[str, ...]
    sentence: str
    hurts: bool


@dataclass(frozen=True, slots=True)
class Worded:
    """The board made ready for the window, off its thread."""

    stages: tuple[tuple[str, str], ...]
    """(name, word)"""
    slips: tuple[Placed, ...]
    handlers: tuple[tuple[str, str], ...]
    categories: tuple[tuple[str, str], ...]
    """(key, word) of those that the board has, in order; "" where there is none."""
    teams: tuple[tuple[str, str], ...]
    signs: tuple[Warned | None, ...]
    """By stage."""
    limits: tuple[int | None, ...]
    away: tuple[str, ...]
    as_of: datetime | None
    is_stale: bool

    def count(self, only: Only) -> int:
        """How many slips are so."""
        return sum(only in placed.traits for placed in self.slips)


@dataclass(frozen=True, slots=True)
class Head:
    """The heading of a stage: its word with the number of slips, the median of their days with the limit, its sign.

    What stands below in a longer and a shorter form.
    """

    title: str
    below: tuple[str, ...]
    warned: Warned | None


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
    away = set(board.away)
    return Worded(
        tuple((stage.name, words.stage(stage.name)) for stage in board.stages),
        slips,
        tuple(
            (key, f"{name} · {tr(words.PRESENCE['out'])}" if name in away else name)
            for key, name in sorted(handlers.items(), key=lambda pair: (pair[0] != "", sort_key(pair[1])))
        ),
        tuple(
            sorted(
                categories.items(),
                key=lambda pair: (known.index(pair[0]) if pair[0] in known else len(known), pair[0] == "", pair[1]),
            )
        ),
        tuple((team, team or tr("No team")) for team in sorted({placed.team for placed in slips}, key=sort_key)),
        tuple(_warned(stage.sign) for stage in board.stages),
        tuple(stage.limit for stage in board.stages),
        board.away,
        board.as_of,
        board.is_stale,
    )


def arrange(board: Worded, wanted: Wanted) -> Arrangement:
    """The slips that are wanted, in their lanes and stages; lanes without any are left out, stages are not."""
    shown = [placed for placed in board.slips if _is_wanted(placed, wanted)]
    by_cell: dict[tuple[str, str], list[Placed]] = {}
    by_stage: dict[str, list[Placed]] = {stage: [] for stage, _ in board.stages}
    for placed in shown:
        by_cell.setdefault((_lane(placed, wanted.lanes), placed.stage), []).append(placed)
        by_stage[placed.stage].append(placed)
    lanes = [
        Lane(key, title, sum(len(by_cell.get((key, stage), ())) for stage, _ in board.stages))
        for key, title in _titles(board, wanted.lanes)
    ]
    lanes = [lane for lane in lanes if lane.count] or lanes[:1]
    return Arrangement(
        tuple(
            _head(word, by_stage[stage], limit, warned)
            for (stage, word), limit, warned in zip(board.stages, board.limits, board.signs, strict=True)
        ),
        tuple(lanes),
        tuple(
            tuple(tuple(placed.slip for placed in by_cell.get((lane.key, stage), ())) for stage, _ in board.stages)
            for lane in lanes
        ),
    )


def _titles(board: Worded, lanes: Lanes) -> Iterable[tuple[str, str]]:
    titles = {"none": (("", ""),), "handler": board.handlers, "team": board.teams, "category": board.categories}
    return titles[lanes] or (("", ""),)


def _lane(placed: Placed, lanes: Lanes) -> str:
    return {"none": "", "handler": placed.handler, "team": placed.team, "category": placed.category}[lanes]


def _is_wanted(placed: Placed, wanted: Wanted) -> bool:
    return (
        wanted.category in (None, placed.category)
        and wanted.handler in (None, placed.handler)
        and (not wanted.only or bool(wanted.only & placed.traits))
    )


def _head(word: str, shown: list[Placed], limit: int | None, warned: Warned | None) -> Head:
    known = [placed.days for placed in shown if placed.days is not None]
    days = round(median(known)) if known else 0
    middles = (trn("median {n} day", "median {n} days", days), tr("median {n} d", n=days)) if known else ("",)
    most = tr("limit {n}", n=limit) if limit is not None else ""
    below = tuple(" · ".join(part for part in (middle, most) if part) for middle in middles)
    return Head(f"{word} {len(shown)}", below, warned)


def _warned(sign: Sign | None) -> Warned | None:
    """A sign in words."""
    if sign is None:
        return None
    flow = (N_("{came} in, {went} out in 4 weeks"), N_("{came} in, {went} out"))
    said: dict[str, tuple[str, tuple[str, ...], str]] = {
        "full": (N_("Over the limit"), (), N_("{count} cases, and the limit is {limit}.")),
        "near": (N_("Near the limit"), (), N_("{count} cases, and the limit is {limit}.")),
        "reaches": (
            N_("Full in {weeks} weeks"),
            flow,
            N_("The limit {limit} is reached in {weeks} weeks: {came} came in four weeks, {went} went."),
        ),
        "grows": (N_("The queue grows"), flow, N_("{came} came in four weeks, {went} went.")),
        "peak": (
            N_("A peak"),
            (N_("{came} in 7 days, usually {usual}"), N_("{came} in 7 days")),
            N_("{came} came in seven days, {usual} are usual."),
        ),
    }
    values = {name: getattr(sign, name) for name in ("count", "limit", "weeks", "came", "went", "usual")}
    short, numbers, why = said[sign.what]
    forms = tuple(tr(form, **values) for form in numbers)
    return Warned(tr(short, **values), forms, tr(why, **values), sign.hurts)


def _placed(slip: production.Slip, colours: dict[str, str], now: datetime) -> Placed:
    category = words.category(slip.category, colours)
    priority = "" if slip.priority is None else tr("prio {priority}", priority=slip.priority)
    icon, blocks = _blocks(slip)
    name = slip.handler_name or tr("No handler")
    days = "" if slip.days is None else trn("{n} day in the stage", "{n} days in the stage", slip.days)
    normal, due, step = normal_sentence(slip), _due(slip, now), next_words(slip, now)
    return Placed(
        Slip(
            key=slip.case,
            code=slip.code,
            hue=category.hue,
            word=category.word,
            initials=slip.initials,
            priority=priority,
            days="" if slip.days is None else tr("{n} d", n=slip.days),
            above_normal=slip.is_old,
            normal=normal,
            tone={"late": Tone.BAD, "soon": Tone.WARN}.get(slip.status or "", Tone.PLAIN),
            due="" if slip.due is None else when.brief_day(slip.due, now),
            due_text=due,
            next_day="" if slip.next_date is None else when.brief_day(slip.next_date, now),
            step=slip.step or "",
            blocks=icon,
            blocks_text=blocks,
            tip="\n".join(
                part
                for part in (
                    " · ".join(part for part in (slip.code, category.word, priority) if part),
                    f"{name}, {blocks}" if blocks and slip.handler else name,
                    ". ".join(part for part in (days, normal) if part),
                    due,
                    tr("Next: {step}", step=step) if step else "",
                )
                if part
            ),
        ),
        slip.stage,
        slip.category or "",
        "" if slip.handler is None else str(slip.person or slip.handler),
        name,
        slip.team or "",
        slip.days,
        _traits(slip),
    )


def _traits(slip: production.Slip) -> frozenset[Only]:
    said: tuple[tuple[Only, bool], ...] = (
        ("late", slip.is_late),
        ("old", slip.is_old),
        ("unassigned", slip.handler is None or slip.handler_left),
        ("away", slip.handler_away and not slip.handler_left),
    )
    return frozenset(name for name, holds in said if holds)


def _blocks(slip: production.Slip) -> tuple[str, str]:
    """The icon of what stands in the way, the worst first, and what it means."""
    if slip.handler is None:
        return "help", ""
    if slip.handler_left:
        return "help", tr("does not work here any more")
    if slip.handler_away:
        return "away", tr(words.PRESENCE["out"])
    return "", ""


def normal_sentence(slip: production.Slip) -> str:
    """How long such cases use to stay, by how many of them; "" when nobody can say."""
    normal = slip.normal
    if normal is None:
        return ""
    if normal.is_of_category:
        return tr(
            "Usual for the category here: half within {median} days, four in five within {usual} ({n} cases)",
            median=normal.median,
            usual=normal.usual,
            n=normal.stays,
        )
    return tr(
        "Usual for the stage: half within {median} days, four in five within {usual} ({n} cases)",
        median=normal.median,
        usual=normal.usual,
        n=normal.stays,
    )


def next_words(slip: production.Slip, now: datetime) -> str:
    """The next step in words that name nobody, and its day; "" when there is none."""
    day = when.short_day(slip.next_date, now) if slip.next_date else ""
    if slip.step:
        return f"{slip.step} {day}".rstrip()
    return tr("next step {day}", day=day) if day else ""


def _due(slip: production.Slip, now: datetime) -> str:
    if slip.due is None or slip.rule is None:
        return ""
    return tr("{what}: {day} at the latest", what=tr(slip.rule), day=when.short_day(slip.due, now))
