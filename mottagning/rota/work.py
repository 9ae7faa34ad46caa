"""What a list of staff says of somebody's work, kept for the planner."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from mottagning.changes import Changes
from mottagning.command import Command, Turn, handles
from mottagning.db import Database
from mottagning.people.away import Half
from mottagning.people.roles import require_lead
from mottagning.rota.tables import RotaPerson

if TYPE_CHECKING:
    from mottagning.people.importing import Work

CHILD = "child"
"""Who may accept a report of concern about a child: a degree in social work (SoL 25:1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepWork(Command):
    """From a day on somebody works this share, and has these qualifications; None and () say nothing."""

    person: int
    percent: float | None
    qualifications: tuple[str, ...]
    since: date


def take_work(database: Database, by: int | None, person: int, work: Work) -> Changes:
    """Keep what the list says; a person without a share or qualifications stays out of the planning."""
    if work.percent is None and not work.qualifications:
        return Changes()
    command = KeepWork(by=by, person=person, percent=work.percent, qualifications=work.qualifications, since=work.since)
    return keep_work(database, command)


@handles
def keep_work(turn: Turn, command: KeepWork) -> None:
    """Write it down if it is new; nothing is touched when it is known already.

    A share that is new from a day on takes the place of what was known of later days.
    """
    require_lead(turn)
    row = RotaPerson.get_or_none(RotaPerson.person_id == command.person)
    rates: list[dict[str, Any]] = json.loads(row.rates) if row else []
    known = set(json.loads(row.qualifications)) if row else set()
    since = command.since.isoformat()
    in_force = next((rate["percent"] for rate in reversed(rates) if rate["from"] <= since), None)
    if command.percent is not None and command.percent != in_force:
        rates = [rate for rate in rates if rate["from"] < since]
        rates.append({"from": since, "percent": command.percent})
    qualifications = sorted(known | set(command.qualifications))
    values: dict[str, Any] = {"rates": json.dumps(rates), "qualifications": json.dumps(qualifications)}
    if row is None:
        RotaPerson.insert(person_id=command.person, **values).execute()
    elif (row.rates, row.qualifications) == (values["rates"], values["qualifications"]):
        return
    else:
        turn.update(row, **values)
    turn.touch("rota")
    turn.audit("work_changed", "person", command.person)


def rates(database: Database, person: int) -> tuple[tuple[date, float], ...]:
    """Her shares of full time, in percent, each with the day it holds from; none when she is not planned for."""
    with database.reading():
        row = RotaPerson.get_or_none(RotaPerson.person_id == person)
        found = json.loads(row.rates) if row is not None else []
    return tuple((date.fromisoformat(rate["from"]), rate["percent"]) for rate in found)


def weekly_off(database: Database) -> dict[int, tuple[tuple[int, Half | None], ...]]:
    """The weekdays (Monday is 0), or halves of them, on which people do not work, by their ids."""
    with database.reading():
        rows = list(RotaPerson.select(RotaPerson.person_id, RotaPerson.off))
    return {row.person_id: tuple((off["weekday"], off["half"]) for off in json.loads(row.off)) for row in rows}


def is_qualified(database: Database, person: int, qualification: str = CHILD) -> bool:
    """Whether somebody has a qualification."""
    with database.reading():
        row = RotaPerson.get_or_none(RotaPerson.person_id == person)
        return row is not None and qualification in json.loads(row.qualifications)
