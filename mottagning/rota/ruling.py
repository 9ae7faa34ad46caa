"""The unit's own rules of the rota, its meetings, and how it weighs regular gaps against even weekdays, as kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from mottagning.command import Command, Turn, handles
from mottagning.db import Database
from mottagning.errors import Trouble
from mottagning.people.roles import require_lead
from mottagning.people.tables import Setting
from mottagning.rota.filing import rules_to_json
from mottagning.rota.model import Half, Meeting, Rules
from mottagning.texts import N_

_NAME = "rota"
_MOST_DAYS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptMeeting:
    """A meeting as it is kept: its people by their rows, so that a new short name changes nothing."""

    name: str
    people: frozenset[int]
    weekday: int | None = None
    dates: frozenset[date] = frozenset()
    half: Half | None = None

    @classmethod
    def of(cls, meeting: Meeting, people: frozenset[int]) -> KeptMeeting:
        """A meeting of the planner, with the rows of its people."""
        return cls(name=meeting.name, people=people, weekday=meeting.weekday, dates=meeting.dates, half=meeting.half)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What holds for the whole rota; `version` 0: never said."""

    rules: Rules = field(default_factory=Rules)
    meetings: tuple[KeptMeeting, ...] = ()
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveRuling(Command):
    """Keep this; `ruling.version` is that of the one looked at."""

    ruling: Ruling


def load_ruling(database: Database) -> Ruling:
    """What holds."""
    with database.reading():
        row = Setting.get_or_none(Setting.name == _NAME)
    return Ruling() if row is None else _from_json(json.loads(row.value), row.version)


def meetings_of(ruling: Ruling, keys: Mapping[int, str]) -> tuple[Meeting, ...]:
    """The meetings as the planner knows them, with those people who have a key among `keys`."""
    return tuple(
        Meeting(
            name=each.name,
            people=frozenset(keys[person] for person in each.people if person in keys),
            weekday=each.weekday,
            dates=each.dates,
            half=each.half,
        )
        for each in ruling.meetings
    )


@handles
def save_ruling(turn: Turn, command: SaveRuling) -> None:
    """Keep the rules. Team leads only; Conflict when somebody saved in between, Trouble on a rule that cannot be."""
    require_lead(turn)
    _check(command.ruling)
    before = load_ruling(turn.database)
    keep(turn, command.ruling)
    turn.touch("rota")
    turn.audit("rules_saved", "rota", None)
    turn.undo = SaveRuling(by=turn.by, ruling=replace(before, version=command.ruling.version + 1))


def keep(turn: Turn, ruling: Ruling) -> None:
    """Inside a turn: write it down. Conflict when `ruling.version` is not the one that is kept."""
    text = json.dumps(_to_json(ruling), ensure_ascii=False)
    row = Setting.get_or_none(Setting.name == _NAME)
    if row is None and ruling.version == 0:
        Setting.insert(name=_NAME, value=text).execute()
    else:
        turn.update(row or Setting(name=_NAME), ruling.version, value=text)
    turn.touch("setting")


def _check(ruling: Ruling) -> None:
    gap, week = ruling.rules.min_gap_days, ruling.rules.max_per_week
    if (gap is not None and not 0 <= gap <= _MOST_DAYS) or (week is not None and not 1 <= week <= _MOST_DAYS):
        raise Trouble(
            N_("The gap is from 0 to {most} days, and at least one shift a week is allowed."), most=_MOST_DAYS
        )
    if not 0 <= ruling.rules.evenness <= 1:
        raise Trouble(N_("The slider goes from 0 to 1."))
    for meeting in ruling.meetings:
        if not meeting.name.strip():
            raise Trouble(N_("Each meeting needs a name."))
        if meeting.weekday is None and not meeting.dates:
            raise Trouble(N_("Say when “{name}” is: a weekday, or dates."), name=meeting.name)
        if not meeting.people:
            raise Trouble(N_("Say who is in “{name}”."), name=meeting.name)


def _to_json(ruling: Ruling) -> dict[str, Any]:
    return rules_to_json(ruling.rules) | {
        "meetings": [
            {
                "name": each.name,
                "people": sorted(each.people),
                "weekday": each.weekday,
                "dates": [day.isoformat() for day in sorted(each.dates)],
                "half": each.half,
            }
            for each in ruling.meetings
        ],
        "evenness": ruling.rules.evenness,
    }


def _from_json(said: dict[str, Any], version: int) -> Ruling:
    return Ruling(
        rules=Rules(
            min_gap_days=said["min_gap_days"],
            max_per_week=said["max_per_week"],
            one_post_a_day=said["one_post_a_day"],
            daily_qualifications=tuple(said["daily_qualifications"]),
            novices=said.get("novices", "beside"),
            evenness=said.get("evenness", Rules().evenness),
        ),
        meetings=tuple(
            KeptMeeting(
                name=each["name"],
                people=frozenset(each["people"]),
                weekday=each["weekday"],
                dates=frozenset(map(date.fromisoformat, each["dates"])),
                half=each["half"],
            )
            for each in said.get("meetings", ())
        ),
        version=version,
    )
