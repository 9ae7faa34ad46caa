"""The log of commands goes after a month. Of each day stays in which minutes something was written, and by how many.

A replay, and another process that wants to know what changed, ask for what is days old at the most. Who wrote when is
kept no longer than they need it: it is about people at work. What the measures count is no more than what stays.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from mottagning.command import Command, CommandLog, Turn, handles
from mottagning.db import Base, peewee
from mottagning.worktime import ZONE

_KEPT = timedelta(days=30)
_SOME = 300
"""Rows that are removed in one turn, so that the desk waits for nothing."""
_MINUTE_S = 60


class WrittenDay(Base):
    """A `Left`: the day is that in Sweden, `minutes` its two lists as JSON."""

    day = peewee.DateField(primary_key=True)
    people = peewee.IntegerField()
    minutes = peewee.TextField()

    class Meta:
        table_name = "written_day"


class ThinLog(Command):
    """Remove some of the log that nobody needs any more."""


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a day whose log has gone: so many `people` wrote on it, and in each of its `minutes` (since 1970,
    UTC) as many as stand at the same place of `writing`."""

    day: date
    people: int
    minutes: list[int]
    writing: list[int]


@handles
def thin_log(turn: Turn, _command: ThinLog) -> None:
    """Some of the oldest day. It is counted first, once, while all of it is there."""
    day = _oldest_day()
    if day is None or day >= _kept_from(turn.at):
        return
    of_day = CommandLog.at < CommandLog.at.db_value(begins(day + timedelta(days=1)))
    if not WrittenDay.select().where(WrittenDay.day == day).exists():
        by_somebody = of_day & CommandLog.actor_id.is_null(False)
        written: Any = CommandLog.select(CommandLog.at, CommandLog.actor_id).where(by_somebody).tuples()
        _count(day, list(written))
    some = [row.seq for row in CommandLog.select(CommandLog.seq).where(of_day).order_by(CommandLog.at).limit(_SOME)]
    CommandLog.delete().where(CommandLog.seq.in_(some)).execute()


def is_something_to_thin(at: datetime) -> bool:
    """Inside a transaction: whether there is anything for `ThinLog`."""
    day = _oldest_day()
    return day is not None and day < _kept_from(at)


def left(first: date, last: date) -> list[Left]:
    """Inside a transaction: the days from `first` to `last` that were thinned, in order. What the log still has of
    them, or of days before them, is counted there already."""
    rows = WrittenDay.select().where((WrittenDay.day >= first) & (WrittenDay.day <= last)).order_by(WrittenDay.day)
    return [Left(row.day, row.people, *json.loads(row.minutes)) for row in rows]


def begins(day: date) -> datetime:
    """The moment (UTC) at which a day begins in Sweden."""
    return datetime.combine(day, time(), ZONE).astimezone(UTC)


def _count(day: date, written: list[tuple[datetime, int]]) -> None:
    minutes = Counter(minute for minute, _who in {(int(at.timestamp()) // _MINUTE_S, who) for at, who in written})
    in_order = sorted(minutes)
    WrittenDay.insert(
        day=day,
        people=len({who for _at, who in written}),
        minutes=json.dumps([in_order, [minutes[each] for each in in_order]]),
    ).execute()


def _oldest_day() -> date | None:
    oldest = CommandLog.select(CommandLog.at).order_by(CommandLog.at).first()
    return None if oldest is None else oldest.at.astimezone(ZONE).date()


def _kept_from(at: datetime) -> date:
    """The first day of which the log is kept whole."""
    return (at - _KEPT).astimezone(ZONE).date()
