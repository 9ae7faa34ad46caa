"""The unit's deadlines: those shipped, until the team lead has saved her own."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, fields

from mottagning.cases.deadlines import DEFAULT_RULES, Rule
from mottagning.command import Command, Turn, handles
from mottagning.db import Database
from mottagning.errors import Trouble
from mottagning.people.roles import require_lead
from mottagning.people.tables import Setting
from mottagning.texts import N_

_NAME = "deadlines"


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveRules(Command):
    """Keep these deadlines in place of the former; `version` is that of the ones looked at (0: those shipped).

    Those shipped, taken whole, are not kept as the unit's own: then they follow the law as the program learns of it.
    """

    rules: tuple[Rule, ...]
    version: int


def load_rules(database: Database) -> tuple[tuple[Rule, ...], int]:
    """The deadlines in use, and their version: 0 for those shipped."""
    with database.reading():
        row = Setting.get_or_none(Setting.name == _NAME)
    if row is None:
        return DEFAULT_RULES, 0
    return tuple(_rule(said) for said in json.loads(row.value)), row.version


@handles
def save_rules(turn: Turn, command: SaveRules) -> None:
    """Keep the deadlines. Team leads only; Conflict when somebody saved in between, Trouble on one that cannot be."""
    require_lead(turn)
    _check(command.rules)
    before, _ = load_rules(turn.database)
    value = json.dumps([asdict(rule) for rule in command.rules], ensure_ascii=False)
    now = command.version + 1
    if command.version == 0 and Setting.get_or_none(Setting.name == _NAME) is None:
        Setting.insert(name=_NAME, value=value).execute()
    else:
        turn.update(Setting.get_or_none(Setting.name == _NAME) or Setting(name=_NAME), command.version, value=value)
    if command.rules == DEFAULT_RULES:
        Setting.delete().where(Setting.name == _NAME).execute()
        now = 0
    turn.touch("setting")
    turn.touch("case")
    turn.audit("deadlines_saved", "setting", None, codes=[rule.code for rule in command.rules])
    turn.undo = SaveRules(by=turn.by, rules=before, version=now)


def _check(rules: tuple[Rule, ...]) -> None:
    twice = [code for code, times in Counter(rule.code for rule in rules).items() if times > 1]
    if twice:
        raise Trouble(N_("Two deadlines have the short name “{code}”. Give one of them another."), code=twice[0])
    for rule in rules:
        if not rule.name.strip() or not rule.code.strip():
            raise Trouble(N_("Give the deadline a name."))
        if rule.starts_from in rule.stops_with:
            raise Trouble(N_("“{name}” ends as soon as it begins. Choose what ends it."), name=rule.name)


def _rule(said: dict[str, object]) -> Rule:
    # JSON knows no tuples; what a newer program wrote besides is passed over.
    known = {each.name for each in fields(Rule)}
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in said.items() if name in known}
    return Rule(**values)  # type: ignore[arg-type]
