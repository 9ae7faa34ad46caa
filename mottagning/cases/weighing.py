"""The unit's table of weights, what makes single cases weigh more, and the points that follow for the open cases."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import Any

from mottagning.cases.notedtables import CaseExtras
from mottagning.cases.partytables import PartyEntry
from mottagning.cases.tables import Case
from mottagning.cases.weights import INTERPRETER, Extra, Kind, Weights
from mottagning.command import Command, Turn, handles
from mottagning.db import Database
from mottagning.errors import Conflict, Trouble
from mottagning.people.roles import require_lead
from mottagning.people.tables import Setting
from mottagning.texts import N_

_NAME = "weights"
_MOST_POINTS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveWeights(Command):
    """Keep this table; `weights.version` is that of the one looked at. The table shipped, taken whole, is not kept."""

    weights: Weights


@dataclass(frozen=True, slots=True, kw_only=True)
class SetExtras(Command):
    """These extras, by their codes, are what makes a case weigh more; `version` 0: none were noted yet."""

    case: int
    extras: tuple[str, ...]
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWeight:
    """What an open case weighs. `is_told`: by the feed. `extras` are noted here, `found` follow from its parties."""

    points: float
    is_told: bool
    extras: tuple[str, ...]
    found: tuple[str, ...]
    version: int


def load_weights(database: Database) -> Weights:
    """The table in use."""
    with database.reading():
        row = Setting.get_or_none(Setting.name == _NAME)
    return Weights() if row is None else _from_json(json.loads(row.value), row.version)


@handles
def save_weights(turn: Turn, command: SaveWeights) -> None:
    """Keep the table. Team leads only; Conflict when somebody saved in between, Trouble on a value that cannot be."""
    require_lead(turn)
    weights = command.weights
    _check(weights)
    before = load_weights(turn.database)
    shipped = weights == replace(Weights(), version=weights.version)
    row = Setting.get_or_none(Setting.name == _NAME)
    now = 0 if shipped else weights.version + 1
    value = json.dumps(asdict(weights), ensure_ascii=False)
    if row is None and weights.version == 0:
        Setting.insert(name=_NAME, value=value).execute()
    else:
        turn.update(row or Setting(name=_NAME), weights.version, value=value)
    if shipped:
        Setting.delete().where(Setting.name == _NAME).execute()
    turn.touch("setting")
    turn.touch("case")
    turn.audit("weights_saved", "setting", None)
    turn.undo = SaveWeights(by=turn.by, weights=replace(before, version=now))


@handles
def set_extras(turn: Turn, command: SetExtras) -> None:
    """Note what makes a case weigh more. Conflict on another version, Trouble when the case or an extra is gone."""
    if Case.get_or_none(Case.id == command.case) is None:
        raise Trouble(N_("This case is not in the case list any more."))
    known = [extra.code for extra in load_weights(turn.database).extras]
    row = CaseExtras.get_or_none(CaseExtras.case_id == command.case)
    before = tuple(json.loads(row.extras)) if row else ()
    if not set(command.extras) <= {*known, *before}:
        raise Trouble(N_("This extra is no longer in the table. Look at the case again."))
    extras = json.dumps(sorted(command.extras))
    if row is None:
        if command.version:
            raise Conflict()
        CaseExtras.insert(case_id=command.case, extras=extras).execute()
    else:
        turn.update(row, command.version, extras=extras)
    turn.touch("case", command.case)
    turn.audit("extras_noted", "case", command.case, extras=sorted(command.extras))
    turn.undo = SetExtras(by=turn.by, case=command.case, extras=before, version=command.version + 1)


def weights_of(database: Database, ids: Collection[int] | None = None) -> dict[int, CaseWeight]:
    """What the open cases weigh (or those with these ids, at most 500), by their ids."""
    with database.reading():
        table = load_weights(database)
        noted, interpreters = _noted(ids), _with_interpreter(ids)
        condition = Case.closed.is_null()
        if ids is not None:
            condition &= Case.id.in_(ids)
        rows: Any = Case.select(Case.id, Case.category, Case.type, Case.stage, Case.weight).where(condition).tuples()
        points = lru_cache(maxsize=None)(table.points)  # a few kinds, stages and extras in thousands of cases
        found = {}
        for case, category, type_, stage, told in rows:
            extras, version = noted.get(case, ((), 0))
            by_itself = (INTERPRETER,) if case in interpreters else ()
            found[case] = CaseWeight(
                points=points(category, type_, stage, (*extras, *by_itself), told),
                is_told=told is not None,
                extras=extras,
                found=by_itself,
                version=version,
            )
        return found


def _noted(ids: Collection[int] | None) -> dict[int, tuple[tuple[str, ...], int]]:
    query = CaseExtras.select() if ids is None else CaseExtras.select().where(CaseExtras.case_id.in_(ids))
    return {row.case_id: (tuple(json.loads(row.extras)), row.version) for row in query}


def _with_interpreter(ids: Collection[int] | None) -> set[int]:
    condition: Any = PartyEntry.interpreter
    if ids is not None:
        condition = condition & PartyEntry.case_id.in_(ids)
    return {row.case_id for row in PartyEntry.select(PartyEntry.case_id).where(condition)}


def _check(weights: Weights) -> None:
    lines: tuple[Kind | Extra, ...] = (*weights.kinds, *weights.extras)
    if any(not each.name.strip() for each in lines):
        raise Trouble(N_("Each line of the table needs a name."))
    twice = [code for code, times in Counter(each.code for each in weights.extras).items() if times > 1]
    if twice:
        raise Trouble(N_("Two extras are called “{name}”. Give one of them another name."), name=twice[0])
    shares = (*weights.phases.values(), weights.novice, *weights.experience.values())
    points = (*(each.points for each in lines), weights.full_time, weights.reception_day)
    if not all(0 <= each <= _MOST_POINTS for each in points) or not all(0 <= each <= 5 for each in shares):
        raise Trouble(N_("Points are numbers from 0 to {most}, phases and shares from 0 to 5."), most=_MOST_POINTS)
    if weights.full_time == 0:
        raise Trouble(N_("Say how many points full time is."))


def _from_json(said: dict[str, Any], version: int) -> Weights:
    return Weights(
        kinds=tuple(Kind(**each) for each in said["kinds"]),
        phases=said["phases"],
        extras=tuple(Extra(**each) for each in said["extras"]),
        full_time=said["full_time"],
        reception_day=said["reception_day"],
        novice=said["novice"],
        experience={int(person): share for person, share in said["experience"].items()},
        version=version,
    )
