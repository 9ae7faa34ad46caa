"""Takes a file of answers into the counts: looked at first, the same file twice changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mottagning.command import Command, Turn, handles
from mottagning.db import Database
from mottagning.measures.questions import load_survey
from mottagning.measures.surveyfile import AnswerFile, read_answers
from mottagning.measures.surveys import CountAnswers, Response, count_answers, unseen
from mottagning.people import unit
from mottagning.people.roles import require_lead

_NAME = "survey_columns"


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What a file holds, and which of its responses are not counted yet."""

    file: AnswerFile
    fresh: tuple[Response, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeFile(Command):
    """Count these responses of a file, and keep what its columns were taken for, by their headers."""

    responses: tuple[Response, ...]
    columns: Mapping[str, str]


def foresee(database: Database, path: Path, today: date, chosen: Mapping[str, str] | None = None) -> Foreseen:
    """What would be counted of the file. `chosen` says by header what a column is, before what it was last time.

    Trouble, one sentence, when the file is no table with a header.
    """
    with database.reading():
        survey = load_survey(database)
        file = read_answers(path, survey, {**_columns(database), **(chosen or {})}, today)
        return Foreseen(file=file, fresh=unseen(database, file.responses))


@handles
def take_file(turn: Turn, command: TakeFile) -> None:
    """Count what is new. Team leads only; the way back takes the answers away again, what the columns are stays."""
    require_lead(turn)
    known = _columns(turn.database)
    if known | dict(command.columns) != known:
        unit.keep_value(turn, _NAME, known | dict(command.columns))
    count_answers.inside(turn, CountAnswers(by=turn.by, at=turn.at, responses=command.responses))


def _columns(database: Database) -> dict[str, str]:
    known: dict[str, str] | None = unit.value(database, _NAME)
    return known or {}
