"""What clients are asked: questions answered from 1 to 5, and whether they got the right help; the unit's own list.

The words are for clients, and so Swedish whatever language the window speaks.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from mottagning.command import Command, Turn, handles
from mottagning.db import Database
from mottagning.errors import Conflict, Trouble
from mottagning.folding import fold
from mottagning.measures.goalsettings import SaveGoals, load_goals, save_goals
from mottagning.people import unit
from mottagning.people.roles import require_lead
from mottagning.texts import N_

EFFECT = "right_help"
"""The key of the question of effect, which is answered with one of `EFFECTS`."""
NO, PARTLY, YES = 0, 1, 2
EFFECTS = {"no": NO, "partly": PARTLY, "yes": YES}
MOST = 7
"""More questions do not go on a card, and nobody wants to answer them at the end of a call."""
_LONGEST_NAME, _LONGEST = 24, 90
_MEASURE = "survey"
"""The measure of each question, with its name after "/"."""
_SETTING = "survey"
_LOCK = 5011876
_SHIPPED = Path(__file__).parents[1] / "resources" / "surveys" / "sv.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`words` are what is asked, `name` is what tables and charts call it. `key` is "" for one that is new."""

    key: str = ""
    name: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What is asked now, in its order, and what was asked before: its answers are kept and counted.

    `effect` are the words of the question of effect.
    """

    questions: tuple[Question, ...]
    effect: str
    former: tuple[Question, ...] = ()

    def names(self) -> dict[str, str]:
        """The name of every question by its key, former ones last; not the question of effect."""
        return {each.key: each.name for each in (*self.questions, *self.former)}


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveSurvey(Command):
    """Ask this from now on, in the place of what was `seen`."""

    survey: Survey
    seen: Survey


def measure_name(name: str) -> str:
    """The measure of the question with this name."""
    return f"{_MEASURE}/{name}"


def load_survey(database: Database) -> Survey:
    """What the unit asks; what the program comes with until the team lead has saved her own."""
    said = unit.value(database, _SETTING)
    return shipped() if said is None else _from_json(said)


@cache
def shipped() -> Survey:
    """What the program comes with."""
    document = words()
    return Survey(questions=tuple(Question(**each) for each in document["questions"]), effect=document["effect"])


@cache
def words() -> Mapping[str, Any]:
    """All words for clients: of the form, the card and the e-mail."""
    document: dict[str, Any] = json.loads(_SHIPPED.read_text(encoding="utf-8"))
    return document


def mail_text(survey: Survey) -> str:
    """The questions as the text of an e-mail: without a link, since nobody should have to trust one."""
    said = words()
    effects = " / ".join(said["effect_answers"][key] for key in ("yes", "partly", "no"))
    asked = [f"{number}. {each.words} (1–5): " for number, each in enumerate(survey.questions, 1)]
    last = f"{len(asked) + 1}. {survey.effect} ({effects}): "
    return "\n\n".join([*said["mail"], "\n".join([*asked, last]), said["thanks"]])


@handles
def save_survey(turn: Turn, command: SaveSurvey) -> None:
    """Keep it; a question that is asked again goes on with its answers. Team leads only.

    Conflict when somebody else saved in between, Trouble when a question lacks words, has too many or comes twice.
    """
    require_lead(turn)
    turn.one_at_a_time(_LOCK)
    before = load_survey(turn.database)
    if before != command.seen:
        raise Conflict()
    wanted = _checked(command.survey, before)
    unit.keep_value(turn, _SETTING, _to_json(wanted))
    _rename_goals(turn, before, wanted)
    turn.touch("survey")
    turn.audit("changed", "setting", None, fields=["survey"], questions=len(wanted.questions))
    turn.undo = SaveSurvey(by=turn.by, survey=before, seen=wanted)


def _rename_goals(turn: Turn, before: Survey, wanted: Survey) -> None:
    """A goal is told by the name of its question, and goes on under the new one."""
    names = wanted.names()
    renamed = {
        measure_name(name): measure_name(names[key]) for key, name in before.names().items() if names[key] != name
    }
    kept = load_goals(turn.database)
    goals = tuple(replace(goal, measure=renamed.get(goal.measure, goal.measure)) for goal in kept.goals)
    if goals != kept.goals:
        save_goals.inside(turn, SaveGoals(by=turn.by, at=turn.at, goals=replace(kept, goals=goals)))


def _checked(wanted: Survey, before: Survey) -> Survey:
    """The same, its words tidied, with a key for each question and all that were ever asked."""
    known = {each.key: each for each in (*before.questions, *before.former, *shipped().questions)}
    by_words = {fold(each.words): each.key for each in known.values()}
    asked: list[Question] = []
    for each in wanted.questions:
        tidy = replace(each, name=" ".join(each.name.split()), words=" ".join(each.words.split()))
        _check(tidy)
        key = tidy.key if tidy.key in known else by_words.get(fold(tidy.words)) or _new_key(known)
        asked.append(replace(tidy, key=key))
        known[key] = asked[-1]
    effect = " ".join(wanted.effect.split())
    if not effect or len(effect) > _LONGEST:
        raise Trouble(N_("Write every question, in at most {n} characters."), n=_LONGEST)
    if not 1 <= len(asked) <= MOST:
        raise Trouble(N_("Ask between 1 and {n} questions: more are not answered."), n=MOST)
    if len({each.key for each in asked}) < len(asked) or len({fold(each.name) for each in asked}) < len(asked):
        raise Trouble(N_("Two questions are the same, or have the same name."))
    keys = {each.key for each in asked}
    former = {each.key: each for each in (*before.former, *before.questions) if each.key not in keys}
    return Survey(questions=tuple(asked), effect=effect, former=tuple(former.values()))


def _check(question: Question) -> None:
    if not question.words or len(question.words) > _LONGEST:
        raise Trouble(N_("Write every question, in at most {n} characters."), n=_LONGEST)
    if not question.name or len(question.name) > _LONGEST_NAME or "/" in question.name:
        raise Trouble(N_("Give each question a name of at most {n} characters and without “/”."), n=_LONGEST_NAME)


def _new_key(known: Mapping[str, object]) -> str:
    number = 1
    while f"own_{number}" in known:
        number += 1
    return f"own_{number}"


def _to_json(survey: Survey) -> dict[str, Any]:
    def listed(questions: tuple[Question, ...]) -> list[dict[str, str]]:
        return [{"key": each.key, "name": each.name, "words": each.words} for each in questions]

    return {"questions": listed(survey.questions), "effect": survey.effect, "former": listed(survey.former)}


def _from_json(said: dict[str, Any]) -> Survey:
    return Survey(
        questions=tuple(Question(**each) for each in said["questions"]),
        effect=said["effect"],
        former=tuple(Question(**each) for each in said["former"]),
    )
