"""The rows of each point of a board meeting, in words: cases by their codes, colleagues by name, nobody else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from mottagning.board.loads import Load
from mottagning.board.meeting import Move
from mottagning.board.production import Slip
from mottagning.board.settings import Kind, Point
from mottagning.board.talk import Stuck, Talk, ToShare
from mottagning.texts import N_, tr, trn
from mottagning.ui import when
from mottagning.ui.board.slips import Worded, next_words
from mottagning.ui.cases.points import number
from mottagning.ui.desk import words
from mottagning.ui.tokens import Tone
from mottagning.ui.widgets.rows import Group, Row

TITLES: dict[Kind, str] = {
    "agreed": N_("What we agreed"),
    "changed": N_("What has changed"),
    "stuck": N_("What is stuck"),
    "share": N_("To share out"),
    "help": N_("Where help is needed"),
}
EMPTY: dict[Kind, str] = {
    "agreed": N_("Nothing is left to do. Write below what you agree on today."),
    "changed": N_("No case has changed stage since then."),
    "stuck": N_("No case is late, has stayed longer than usual, or has a next step that has passed."),
    "share": N_("Every case has a handler."),
    "help": N_("No stage fills up, and no case with a deadline waits for somebody who is away."),
    "own": N_("This point has no list. Write below what you agree on."),
}
_MOVES = {"moved": N_("Moved on"), "new": N_("New"), "closed": N_("Closed cases")}
_TONES = {"late": Tone.BAD, "soon": Tone.WARN}
_Colours = dict[str, str]


def title(point: Point) -> str:
    """What a point is called."""
    return point.title or tr(TITLES[point.kind])


def subtitle(point: Point, talk: Talk) -> str:
    """A quiet line under the title: since when, how much, in which order."""
    if point.kind == "changed":
        day = when.locale().dayName(talk.last.day.isoweekday())
        return tr("Since the meeting on {day} {date}", day=day, date=when.brief_day(talk.last.day, talk.last.until))
    if point.kind == "stuck" and talk.stuck:
        return trn("{n} case, most reasons first", "{n} cases, most reasons first", len(talk.stuck))
    if point.kind == "share" and talk.to_share:
        return tr("Care first, then by priority and deadline")
    return ""


def groups(point: Point, talk: Talk, board: Worded, now: datetime, colours: _Colours) -> list[Group]:
    """The rows of a point."""
    make: dict[str, Callable[[], list[Group]]] = {
        "changed": lambda: _changed(talk.moves, colours),
        "stuck": lambda: [_group("stuck", "", [_stuck(each, now, colours) for each in talk.stuck])],
        "share": lambda: [_group("share", "", [_to_share(each, now, colours) for each in talk.to_share])],
        "help": lambda: _help(talk, board, now, colours),
    }
    return [group for group in make.get(point.kind, list)() if group.rows]


def room(load: Load) -> str:
    """How much more somebody can carry, in whole points."""
    points = round(load.room)
    return tr("room for {n}", n=points) if points >= 0 else tr("{n} over", n=-points)


def carries(load: Load) -> str:
    """What that is counted from."""
    return tr(
        "{points} of {capacity} points, {cases}",
        cases=trn("{n} case", "{n} cases", load.cases),
        points=number(load.points),
        capacity=number(load.capacity),
    )


def _group(key: str, heading: str, rows: Sequence[Row], tone: Tone = Tone.PLAIN) -> Group:
    return Group(key=key, title=heading, rows=tuple(rows), tone=tone)


def _changed(moves: Sequence[Move], colours: _Colours) -> list[Group]:
    return [
        _group(what, tr(heading), [_move(move, colours) for move in moves if move.what == what])
        for what, heading in _MOVES.items()
    ]


def _move(move: Move, colours: _Colours) -> Row:
    category = words.category(move.category, colours)
    said = words.stage(move.stage)
    if move.what == "moved" and move.before is not None:
        said = f"{words.stage(move.before)} → {said}"
    return Row(key=move.case, title=move.code, detail=f"{category.word} · {said}", hue=category.hue)


def _slip(slip: Slip, detail: str, colours: _Colours, **more: object) -> Row:
    """A row with the code, the stage, and the handler's initials."""
    hue = words.category(slip.category, colours).hue
    title = f"{slip.code} · {words.stage(slip.stage)}"
    return Row(key=slip.case, title=title, badge=slip.initials, detail=detail, hue=hue, **more)  # type: ignore[arg-type]


def _stuck(each: Stuck, now: datetime, colours: _Colours) -> Row:
    """The reasons; never the handler's name in red."""
    slip = each.slip
    days = {"n": slip.days or 0, "usual": slip.normal.usual if slip.normal else 0}
    said = {
        "late": _rule(slip),
        "old": tr("{n} days, usually {usual}", **days),
        "passed": tr("passed: {step}", step=next_words(slip, now)),
    }
    whys = [said[why] for why in each.whys]
    in_full = said | {"old": tr("{n} days, usually at most {usual}", **days)}
    return _slip(
        slip,
        " · ".join(whys),
        colours,
        right=_day(slip.due, now) if slip.is_late else "",
        tone=Tone.BAD if slip.is_late else Tone.PLAIN,
        tip="\n".join((_who(slip), *(in_full[why] for why in each.whys))),
    )


def _to_share(each: ToShare, now: datetime, colours: _Colours) -> Row:
    slip = each.slip
    category = words.category(slip.category, colours)
    priority = tr("prio {priority}", priority=slip.priority) if slip.priority else ""
    days = "" if slip.days is None else trn("{n} day", "{n} days", slip.days)
    left = tr("{name} does not work here any more", name=slip.handler_name or "") if slip.handler_left else ""
    detail = " · ".join(part for part in (category.word, priority, days, left) if part)
    points = "" if each.points is None else tr("{n} points", n=number(each.points))
    due = tr("by {day}", day=_day(slip.due, now)) if slip.due else ""
    right = " · ".join(part for part in (due, points) if part)
    return _slip(slip, detail, colours, right=right, tone=_TONES.get(slip.status or "", Tone.PLAIN))


def _help(talk: Talk, board: Worded, now: datetime, colours: _Colours) -> list[Group]:
    signs = {stage: warned for (stage, _), warned in zip(board.stages, board.signs, strict=True) if warned}
    stages = [
        Row(
            key=("stage", stage.name),
            title=words.stage(stage.name),
            detail=warned.sentence,
            tone=Tone.BAD if warned.hurts else Tone.WARN,
            word=warned.words,
        )
        for stage in talk.help.stages
        if (warned := signs.get(stage.name))
    ]
    waiting = [
        _slip(
            slip,
            f"{_who(slip)} · {_rule(slip)}",
            colours,
            right=_day(slip.due, now),
            tone=_TONES.get(slip.status or "", Tone.PLAIN),
        )
        for slip in talk.help.waiting
    ]
    return [
        _group("stages", tr("Stages that fill up"), stages),
        _group("waiting", tr("Pressing, and the handler is away"), waiting),
    ]


def _rule(slip: Slip) -> str:
    return "" if slip.rule is None else tr(slip.rule)


def _who(slip: Slip) -> str:
    return slip.handler_name or tr("No handler")


def _day(day: date | None, now: datetime) -> str:
    return when.brief_day(day, now) if day else ""
