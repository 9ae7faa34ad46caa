"""What the team lead sets for the board: limits of the stages, who belongs to which team, the points of the meeting."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Literal, get_args

from mottagning.command import Command, Turn, handles
from mottagning.db import Database
from mottagning.errors import Conflict, Trouble
from mottagning.people.roles import require_lead
from mottagning.people.tables import Setting
from mottagning.texts import N_

Kind = Literal["agreed", "changed", "stuck", "share", "help", "own"]
"""What a point shows: what was agreed, what has changed, what is stuck, what is to be shared out, who needs help; or
nothing but its own title."""

_NAME = "board"
MOST_CASES = 10_000
_MOST_MINUTES = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A point of the meeting, and how many minutes it gets. `title` is for one of the unit's own."""

    kind: Kind
    minutes: int
    title: str = ""


AGENDA: tuple[Point, ...] = (
    Point(kind="agreed", minutes=5),
    Point(kind="changed", minutes=5),
    Point(kind="stuck", minutes=10),
    Point(kind="share", minutes=10),
    Point(kind="help", minutes=5),
)
"""The points to begin with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardSettings:
    """`limits`: the most cases that a stage should hold at once, by the stage; `teams`: by the person's id.

    `version` is the one read from the database; 0 when nothing was saved yet.
    """

    limits: Mapping[str, int] = field(default_factory=dict)
    teams: Mapping[int, str] = field(default_factory=dict)
    agenda: tuple[Point, ...] = AGENDA
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveBoard(Command):
    """Keep these; `settings.version` is that of the ones looked at."""

    settings: BoardSettings


def load_settings(database: Database) -> BoardSettings:
    """What the lead has set; until then there are no limits and no teams."""
    with database.reading():
        row = Setting.get_or_none(Setting.name == _NAME)
    return BoardSettings() if row is None else _from_json(json.loads(row.value), row.version)


@handles
def save_board(turn: Turn, command: SaveBoard) -> None:
    """Keep it. Team leads only; Conflict when somebody saved in between, Trouble on a value that cannot be."""
    require_lead(turn)
    wanted = _checked(command.settings)
    before = load_settings(turn.database)
    text = json.dumps({name: value for name, value in asdict(wanted).items() if name != "version"}, ensure_ascii=False)
    row = Setting.get_or_none(Setting.name == _NAME)
    if row is None and wanted.version:
        raise Conflict()
    if row is None:
        Setting.insert(name=_NAME, value=text).execute()
    else:
        turn.update(row, wanted.version, value=text)
    names = [each.name for each in fields(BoardSettings) if each.name != "version"]
    changed = [name for name in names if getattr(before, name) != getattr(wanted, name)]
    turn.touch("setting")
    turn.audit("board_saved", "setting", None, fields=changed)
    turn.undo = SaveBoard(by=turn.by, settings=replace(before, version=wanted.version + 1))


def _checked(said: BoardSettings) -> BoardSettings:
    """The settings with their texts tidied and what says nothing left out; Trouble when a value cannot be."""
    if any(not 1 <= most <= MOST_CASES for most in said.limits.values()):
        raise Trouble(N_("A limit is a number of cases from 1 to {most}. Leave it empty for none."), most=MOST_CASES)
    agenda = tuple(replace(point, title=" ".join(point.title.split())) for point in said.agenda)
    if not agenda:
        raise Trouble(N_("A meeting needs at least one point."))
    if any(point.kind not in get_args(Kind) or not 1 <= point.minutes <= _MOST_MINUTES for point in agenda):
        raise Trouble(N_("A point of the meeting takes from 1 to {most} minutes."), most=_MOST_MINUTES)
    if any(point.kind == "own" and not point.title for point in agenda):
        raise Trouble(N_("Each point of your own needs a title."))
    teams = {person: " ".join(team.split()) for person, team in said.teams.items()}
    return replace(
        said,
        limits=dict(sorted(said.limits.items())),
        teams={person: team for person, team in sorted(teams.items()) if team},
        agenda=agenda,
    )


def _from_json(said: dict[str, Any], version: int) -> BoardSettings:
    return BoardSettings(
        limits=said["limits"],
        teams={int(person): team for person, team in said["teams"].items()},
        agenda=tuple(Point(**point) for point in said["agenda"]),
        version=version,
    )
