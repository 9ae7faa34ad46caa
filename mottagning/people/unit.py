"""The unit's own settings: opening hours, promises, targets, languages, colours. The team lead keeps them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, time
from typing import Any

from mottagning.command import Command, Turn, handles
from mottagning.db import Database
from mottagning.errors import Trouble
from mottagning.people.roles import require_lead
from mottagning.people.tables import Setting
from mottagning.texts import N_
from mottagning.worktime import OFFICE_HOURS, Hours, WorkTime

COLOURS = ("blue", "green", "yellow", "white", "violet", "orange", "turquoise", "pink", "grey")
_NAME = "unit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """What the unit measures itself against (domain.md, "Levels to measure against")."""

    answer_minutes: float = 3
    """A call is answered within this many minutes."""
    abandoned_percent: float = 10
    """At most so many of the callers give up."""
    callback_hours: float = 24
    """Who was missed is called back within so many hours by the clock."""
    mail_days: int = 1
    """An e-mail is answered within so many working days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitSettings:
    """How the unit works. Hours named `…_hours` are opening hours, days are working days, times are Swedish.

    `version` is the one read from the database; 0 when nothing was saved yet.
    """

    name: str = ""
    opening: Mapping[int, Hours] = field(default_factory=lambda: dict(OFFICE_HOURS))
    """By weekday, Monday is 0; a weekday that is left out is closed."""
    closed: frozenset[date] = frozenset()
    """Dates closed beside weekends, holidays and eves."""
    other_hours: Mapping[date, Hours] = field(default_factory=dict)
    """Single dates with hours of their own: half-days before holidays follow local agreements."""
    before_holidays: time | None = None
    """When it closes on the day before a holiday, by local agreement; None as on other days."""
    targets: Targets = Targets()
    languages: tuple[str, ...] = (
        N_("Arabic"),
        N_("Dari"),
        N_("English"),
        N_("Persian"),
        N_("Polish"),
        N_("Somali"),
        N_("Tigrinya"),
        N_("Ukrainian"),
        N_("Sign language"),
    )
    """What to choose from when an interpreter is needed; shown through `tr`, so that a word of one's own stays."""
    colours: Mapping[str, str] = field(
        default_factory=lambda: {
            "sol": "blue",
            "lss": "green",
            "transport": "yellow",
            "follow_up": "white",
            "child": "violet",
        }
    )
    """Colour of a slip by category, one of `COLOURS`."""
    less_urgent: tuple[str, ...] = ("transport",)
    """Categories whose contacts come after the others that are as pressing: personal care first."""
    mail_reply_days: int = 1
    """An e-mail must have its answer by the end of this working day after it came (JO's practice)."""
    callback_hours: float = 2
    """A missed call must be called back within this time."""
    passed_on_hours: float = 8
    """What was passed on comes back to the desk unless it is accepted within this time."""
    stale_feed_hours: float = 10
    """The case list is stale when the latest feed is older than this."""
    protection_late_from: time = time(15)
    """A report of concern that comes at this time or later may be assessed the next day, else the same (SoL 20:1)."""
    baton_signed_by: time = time(10)
    """Whoever sits at the desk has signed for the last day's baton at this time of a working day."""
    baton_kept_days: int = 90
    """Words of a baton that belong to no contact are disposed of after so many days (the municipality decides)."""
    repeat_times: int = 3
    """Cases whose people had to contact us so many times within `repeat_days` days are shown to the team lead."""
    repeat_days: int = 30
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveUnit(Command):
    """Keep these settings; `unit.version` is that of the settings looked at."""

    unit: UnitSettings


def load_unit(database: Database) -> UnitSettings:
    """The unit's settings, with the defaults for what was never said."""
    with database.reading():
        row = Setting.get_or_none(Setting.name == _NAME)
    return UnitSettings() if row is None else _from_json(row.value, row.version)


def value(database: Database, name: str) -> Any:
    """What another room keeps under `name` for the whole unit, None when it never did."""
    with database.reading():
        row = Setting.get_or_none(Setting.name == name)
        return None if row is None else json.loads(row.value)


def keep_value(turn: Turn, name: str, value: Any) -> None:
    """Inside a turn: keep what another room wants kept for the whole unit; anything that JSON can hold."""
    text = json.dumps(value, ensure_ascii=False)
    Setting.insert(name=name, value=text).on_conflict(
        conflict_target=[Setting.name], update={"value": text, "version": Setting.version + 1}
    ).execute()
    turn.touch("setting")


def worktime(unit: UnitSettings) -> WorkTime:
    """The clock that follows the unit's opening hours."""
    return WorkTime(unit.opening, unit.closed, other_hours=unit.other_hours, before_holidays=unit.before_holidays)


@handles
def save_unit(turn: Turn, command: SaveUnit) -> None:
    """Keep the unit's settings. Team leads only; Conflict when somebody saved in between, Trouble on a wrong value."""
    require_lead(turn)
    _check(command.unit)
    before = load_unit(turn.database)
    text = _to_json(command.unit)
    if before.version == 0:
        Setting.insert(name=_NAME, value=text).execute()
    else:
        turn.update(Setting.get_by_id(_NAME), command.unit.version, value=text)
    changed = [
        each.name for each in fields(UnitSettings) if getattr(before, each.name) != getattr(command.unit, each.name)
    ]
    turn.touch("setting")
    turn.audit("changed", "setting", None, fields=[name for name in changed if name != "version"])
    turn.undo = SaveUnit(by=turn.by, unit=replace(before, version=command.unit.version + 1))


def _check(unit: UnitSettings) -> None:
    try:
        worktime(unit)
    except ValueError:
        raise Trouble(N_("Opening hours must end after they begin and not overlap.")) from None
    if not any(unit.opening.get(weekday) for weekday in range(7)):
        raise Trouble(N_("The reception must be open at some time of the week."))
    hours = (unit.callback_hours, unit.passed_on_hours, unit.stale_feed_hours, unit.mail_reply_days)
    targets = (unit.targets.answer_minutes, unit.targets.callback_hours, unit.targets.mail_days)
    counts = (unit.baton_kept_days, unit.repeat_times, unit.repeat_days)
    if min(*hours, *targets, *counts) <= 0 or not 0 <= unit.targets.abandoned_percent <= 100:
        raise Trouble(N_("Times must be more than nothing, and a share between 0 and 100 percent."))
    for colour in unit.colours.values():
        if colour not in COLOURS:
            raise Trouble(N_("“{colour}” is no colour of a slip."), colour=colour)


def _to_json(unit: UnitSettings) -> str:
    document = {each.name: getattr(unit, each.name) for each in fields(UnitSettings) if each.name != "version"}
    document |= {
        "opening": {str(weekday): _hours_to_json(hours) for weekday, hours in sorted(unit.opening.items())},
        "closed": [day.isoformat() for day in sorted(unit.closed)],
        "other_hours": {day.isoformat(): _hours_to_json(hours) for day, hours in sorted(unit.other_hours.items())},
        "targets": asdict(unit.targets),
        "colours": dict(unit.colours),
        "before_holidays": unit.before_holidays and unit.before_holidays.isoformat("minutes"),
        "protection_late_from": unit.protection_late_from.isoformat("minutes"),
        "baton_signed_by": unit.baton_signed_by.isoformat("minutes"),
    }
    return json.dumps(document, ensure_ascii=False)


def _from_json(text: str, version: int) -> UnitSettings:
    """What the text says; a name that this program does not know (of a newer one) is passed over."""
    document: dict[str, Any] = json.loads(text)
    known = {each.name for each in fields(UnitSettings)}
    said = {name: value for name, value in document.items() if name in known}
    for name, read in _READERS.items():
        if name in said:
            said[name] = read(said[name])
    return UnitSettings(**said, version=version)


def _targets(said: dict[str, Any]) -> Targets:
    known = {each.name for each in fields(Targets)}
    return Targets(**{name: value for name, value in said.items() if name in known})


def _hours_to_json(hours: Hours) -> list[list[str]]:
    return [[start.isoformat("minutes"), end.isoformat("minutes")] for start, end in hours]


def _hours(said: list[list[str]]) -> Hours:
    return tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in said)


_READERS: dict[str, Callable[[Any], Any]] = {
    "opening": lambda said: {int(weekday): _hours(hours) for weekday, hours in said.items()},
    "closed": lambda said: frozenset(map(date.fromisoformat, said)),
    "other_hours": lambda said: {date.fromisoformat(day): _hours(hours) for day, hours in said.items()},
    "before_holidays": lambda said: None if said is None else time.fromisoformat(said),
    "targets": _targets,
    "languages": tuple,
    "less_urgent": tuple,
    "protection_late_from": time.fromisoformat,
    "baton_signed_by": time.fromisoformat,
}
