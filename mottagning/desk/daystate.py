"""Where the day stands, for one line under the queue: light, since every start of the window asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from mottagning.contacts.tables import Contact
from mottagning.db import Database
from mottagning.desk import openwork
from mottagning.desk.batontables import BatonRow
from mottagning.people import unit
from mottagning.rota import onduty
from mottagning.worktime import ZONE, WorkTime

_AFTER_LUNCH = time(13)
_SOON = timedelta(minutes=30)
"""Handing over is offered so long before the reception closes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayState:
    """What the line over the queue says. `stands` of the last working day's baton: "signed", "unsigned", "missing"
    (nobody handed over, and nobody has said that she knows) or "none" (this unit has never handed over).

    `is_mine`: it is my turn to sign for it, and to sit here. `is_late`: the unit's hour for it has passed. `is_open`:
    today is a working day, `is_ending` that it is time to hand over, `is_handed` that it is done; the counts are of
    what I, or the desk, have promised and what else is due before the day ends.
    """

    at: datetime
    baton_day: date
    stands: str
    is_mine: bool
    is_late: bool
    is_open: bool
    is_ending: bool
    is_handed: bool
    before_lunch: int
    after_lunch: int
    due: int

    @property
    def is_to_sign(self) -> bool:
        """Whether the start of the day comes before anything else."""
        return self.is_open and self.is_mine and self.stands in ("unsigned", "missing")


def ending_day(worktime: WorkTime, at: datetime) -> date:
    """The working day that is handed over at `at` (UTC): today, or the last one when the reception is shut all day."""
    return _working_day(worktime, at.astimezone(ZONE).date())


def today(database: Database, at: datetime) -> date:
    """`ending_day` by the unit's own hours."""
    return ending_day(unit.worktime(unit.load_unit(database)), at)


def day_before(worktime: WorkTime, at: datetime) -> date:
    """The working day whose baton is read at `at`: weekends, holidays and closed days have none."""
    return _working_day(worktime, at.astimezone(ZONE).date() - timedelta(days=1))


def day_state(database: Database, me: int | None, at: datetime) -> DayState:
    """What is to be said in one line, in a few small queries.

    The calendar of holidays takes a fifth of a second to load, and every start of the window would wait for it: it is
    asked only when something hangs on it.
    """
    with database.reading():
        settings = unit.load_unit(database)
        worktime = unit.worktime(settings)
        no_holidays = WorkTime(settings.opening, settings.closed, other_hours=settings.other_hours, holidays=_none)
        local = at.astimezone(ZONE)
        baton_day, stands = _stands(worktime, local.date())
        is_open = no_holidays.is_working_day(local.date())
        is_ending = is_open and _is_ending(no_holidays.end_of_day(at), at)
        if is_open and (is_ending or stands in ("unsigned", "missing")):
            is_open = worktime.is_working_day(local.date())
        before, after, due = _promises(database, me, at)
        row = BatonRow.get_or_none(BatonRow.day == local.date())
        return DayState(
            at=at,
            baton_day=baton_day,
            stands=stands,
            is_mine=me is not None and not onduty.sits_elsewhere(me, local.date()),
            is_late=is_open and local.time() >= settings.baton_signed_by,
            is_open=is_open,
            is_ending=is_open and is_ending,
            is_handed=row is not None and row.handed_at is not None,
            before_lunch=before,
            after_lunch=after,
            due=due,
        )


def _working_day(worktime: WorkTime, day: date) -> date:
    return day if worktime.is_working_day(day) else worktime.add_working_days(day, -1)


def _stands(worktime: WorkTime, day: date) -> tuple[date, str]:
    """The working day before `day`, and how its baton stands."""
    last = BatonRow.select().where(BatonRow.day < day).order_by(BatonRow.day.desc()).first()
    if last is None:
        return day - timedelta(days=1), "none"
    since = (last.day + timedelta(days=number) for number in range(1, (day - last.day).days))
    if missing := [each for each in since if worktime.is_working_day(each)]:
        return missing[-1], "missing"
    return last.day, "unsigned" if last.signed_at is None else "signed"


def _promises(database: Database, me: int | None, at: datetime) -> tuple[int, int, int]:
    """Promises before lunch and after it, and what else is due before the day ends; mine and the desk's."""
    open_now = openwork.open_contacts(database, is_due(me, at))
    lunch = datetime.combine(at.astimezone(ZONE).date(), _AFTER_LUNCH, ZONE)
    promised = [each.contact.due_at for each in open_now if each.why == "promised" and each.contact.due_at]
    before = sum(1 for due_at in promised if due_at < lunch)
    return before, len(promised) - before, len(open_now) - len(promised)


def is_due(me: int | None, at: datetime) -> Any:
    """The condition on `Contact` that it is mine or the desk's, and due before the day ends."""
    ours = Contact.owner_id.is_null() | (Contact.owner_id == me)
    ends = Contact.at.db_value(openwork.end_of(at.astimezone(ZONE).date()))
    return ours & (Contact.due_at.is_null() | (Contact.due_at < ends)) & ~Contact.quiet


def _is_ending(closing: datetime, at: datetime) -> bool:
    """Whether it is time to think of handing over: shortly before the reception closes, and after that."""
    return at >= closing - _SOON or at.astimezone(ZONE).date() != closing.astimezone(ZONE).date()


def _none(_year: int) -> dict[date, str]:
    return {}
