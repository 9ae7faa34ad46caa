"""The goals as the team lead has them: kept with the unit's settings, changed by a command that can be taken back.

What the telephone aims at (the share of callers who give up, how long they wait) is part of the unit's own settings,
since the rota asks for it when it foresees waiting times. It is kept there alone, and read and written from here.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from mottagning.command import Command, Turn, handles
from mottagning.db import Database
from mottagning.errors import Trouble
from mottagning.measures.catalogue import kind, label
from mottagning.measures.goals import DEFAULT_GOALS, Goal, Level
from mottagning.measures.periods import PERIODS
from mottagning.people.roles import require_lead
from mottagning.people.tables import Setting
from mottagning.people.unit import SaveUnit, Targets, load_unit, save_unit
from mottagning.texts import N_

_NAME = "goals"


@dataclass(frozen=True, slots=True)
class Goals:
    """The goals in the order of the board, and the versions they were read in (0: those shipped)."""

    goals: tuple[Goal, ...]
    version: int = 0
    unit_version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveGoals(Command):
    """Keep these goals in place of the former; `goals` are those looked at, changed: `replace(looked_at, goals=…)`."""

    goals: Goals


def load_goals(database: Database) -> Goals:
    """The goals in use."""
    with database.reading():
        row = Setting.get_or_none(Setting.name == _NAME)
        unit = load_unit(database)
    kept = DEFAULT_GOALS if row is None else tuple(_goal(said) for said in json.loads(row.value) if _is_known(said))
    linked = _linked(unit.targets)
    goals = tuple(replace(goal, target=linked.get(goal.measure, goal.target)) for goal in kept)
    return Goals(goals, 0 if row is None else row.version, unit.version)


@handles
def save_goals(turn: Turn, command: SaveGoals) -> None:
    """Keep the goals. Team leads only; Conflict when somebody saved in between, Trouble on one that cannot be."""
    require_lead(turn)
    wanted = command.goals
    _check(wanted.goals)
    before = load_goals(turn.database)
    unit_version = _save_linked(turn, before, wanted)
    value = json.dumps([asdict(goal) for goal in wanted.goals], ensure_ascii=False)
    if before.version == 0 and wanted.version == 0:
        Setting.insert(name=_NAME, value=value).execute()
    else:
        turn.update(Setting.get_or_none(Setting.name == _NAME) or Setting(name=_NAME), wanted.version, value=value)
    turn.touch("setting")
    turn.audit("goals_saved", "setting", None, measures=_changed(before.goals, wanted.goals))
    turn.undo = SaveGoals(by=turn.by, goals=Goals(before.goals, wanted.version + 1, unit_version))


def _save_linked(turn: Turn, before: Goals, wanted: Goals) -> int:
    """Keep what the telephone aims at with the unit's settings; returns their version then."""
    unit = load_unit(turn.database)
    targets = unit.targets
    said, known = {g.measure: g.target for g in wanted.goals}, _linked(targets)
    if said.get("wait_p90", known["wait_p90"]) != known["wait_p90"]:
        targets = replace(targets, answer_minutes=(said["wait_p90"] or 0) / 60)
    if said.get("calls_abandoned", known["calls_abandoned"]) != known["calls_abandoned"]:
        targets = replace(targets, abandoned_percent=said["calls_abandoned"] or 0)
    elif said.get("calls_answered", known["calls_answered"]) != known["calls_answered"]:
        targets = replace(targets, abandoned_percent=100 - (said["calls_answered"] or 0))
    if targets == unit.targets:
        return before.unit_version
    changed = replace(unit, targets=targets, version=wanted.unit_version)
    save_unit.inside(turn, SaveUnit(by=turn.by, unit=changed))
    return wanted.unit_version + 1


def _linked(targets: Targets) -> dict[str, float]:
    """The goals that are part of the unit's settings."""
    return {
        "calls_answered": 100 - targets.abandoned_percent,
        "calls_abandoned": targets.abandoned_percent,
        "wait_p90": targets.answer_minutes * 60,
    }


def _check(goals: tuple[Goal, ...]) -> None:
    unknown = next((goal.measure for goal in goals if not _is_known(asdict(goal))), None)
    if unknown is not None:
        raise Trouble(N_("There is no measure “{name}”."), name=unknown)
    twice = [measure for measure, times in Counter(goal.measure for goal in goals).items() if times > 1]
    if twice:
        raise Trouble(N_("“{name}” stands twice among the goals."), name=label(twice[0]))
    for goal in goals:
        values = [level.value for level in goal.levels] + ([] if goal.target is None else [goal.target])
        if goal.period not in PERIODS or not all(level.name.strip() for level in goal.levels):
            raise Trouble(N_("Give each level a name, and each goal a period."))
        if any(value < 0 or (goal.unit in ("percent", "index") and value > 100) for value in values):
            raise Trouble(N_("A goal is nothing less than 0, and a share between 0 and 100 percent."))
    linked = [goal for goal in goals if goal.measure in _linked(Targets()) and goal.target is None]
    if linked:
        raise Trouble(N_("“{name}” needs a target: the rota asks for it."), name=label(linked[0].measure))


def _changed(before: tuple[Goal, ...], after: tuple[Goal, ...]) -> list[str]:
    return sorted({goal.measure for goal in {*before} ^ {*after}})


def _is_known(said: dict[str, Any]) -> bool:
    """Whether this program counts it; a newer one may have counted more."""
    try:
        return bool(kind(said["measure"]))
    except KeyError:
        return False


def _goal(said: dict[str, Any]) -> Goal:
    # What a newer program wrote besides is passed over.
    known = {each.name for each in fields(Goal)}
    values = {name: value for name, value in said.items() if name in known}
    values["levels"] = tuple(Level(**level) for level in values.get("levels", ()))
    return Goal(**values)
