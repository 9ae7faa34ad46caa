"""The measures of a period, read from what came in and from the case list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from mottagning.cases import past
from mottagning.cases.standing import deadlines_since
from mottagning.contacts.tables import Call as CallRow
from mottagning.contacts.tables import Contact, ContactText
from mottagning.db import Database, peewee
from mottagning.measures import counting, surveys
from mottagning.measures.catalogue import label
from mottagning.measures.counting import Call, Ended, Measure, Promised
from mottagning.measures.goals import targets
from mottagning.measures.goalsettings import load_goals
from mottagning.measures.periods import Span
from mottagning.people import unit
from mottagning.people.unit import UnitSettings
from mottagning.texts import language, tr, trn
from mottagning.worktime import ZONE, WorkTime

STAGES = ("received", "investigation", "decision", "execution", "follow_up")
_EPISODE = timedelta(days=14)
"""No longer than this does somebody go on calling before she is called back, or her calls are another matter."""


def measure(database: Database, first: date, last: date, now: datetime | None = None) -> tuple[Measure, ...]:
    """The measures of what came in from `first` to `last` (local days, both included), as it stands at `now`."""
    moment = now or datetime.now(UTC)
    with database.reading():
        settings = unit.load_unit(database)
        clock = unit.worktime(settings)
        period = _Period(first, last, settings, clock)
        aims = targets(load_goals(database).goals)
        day = min(last, moment.astimezone(ZONE).date())
        found = (
            *counting.calls(period.calls()),
            counting.kept("callbacks_in_time", period.missed(), moment),
            counting.kept("mail_in_time", period.mail(), moment),
            counting.solved(period.ended()),
            counting.deadlines_kept(deadlines_since(database, first, day), first, last),
            *counting.stages(past.stages_on(database, day), day, STAGES),
            *surveys.measures(database, first, last),
        )
        return tuple(replace(each, target=aims.get(each.name)) for each in found)


def measure_spans(
    database: Database, spans: Sequence[Span], now: datetime | None = None
) -> tuple[tuple[Measure, ...], ...]:
    """The measures of each of these periods."""
    moment = now or datetime.now(UTC)
    with database.reading():
        return tuple(measure(database, *span, moment) for span in spans)


def document(found: tuple[Measure, ...]) -> dict[str, Any]:
    """The document of contracts.md ("measures"); values with at most two decimals."""
    return {
        "measures": [
            {
                "name": each.name,
                "value": None if each.value is None else round(each.value, 2),
                "unit": each.unit,
                "n": each.n,
                "target": each.target,
                "excluded": each.excluded,
            }
            for each in found
        ]
    }


def line(found: Measure) -> str:
    """One measure for a person: its name, its figure, and of how many it was counted."""
    return tr(
        "{name}: {value} (of {n}, {excluded} left out)",
        name=label(found.name),
        value=figure(found),
        n=found.n,
        excluded=found.excluded,
    )


def figure(found: Measure) -> str:
    """The value as it is read: "92 %", "1 min 20 s", "14 days"; a dash for none, and a word where it is withheld."""
    if found.is_withheld:
        return tr("too few")
    return "–" if found.value is None else amount(found.value, found.unit)


def amount(value: float, unit_: str) -> str:
    """A value or a target with its unit."""
    if unit_ == "percent":
        return tr("{n} %", n=_short(value))
    if unit_ == "s":
        minutes, rest = divmod(round(value), 60)
        if not minutes:
            return tr("{n} s", n=rest)
        return tr("{minutes} min {seconds} s", minutes=minutes, seconds=rest) if rest else tr("{n} min", n=minutes)
    if unit_ == "min":
        hours, rest = divmod(round(value), 60)
        if not hours:
            return tr("{n} min", n=rest)
        return tr("{hours} h {minutes} min", hours=hours, minutes=rest) if rest else tr("{n} h", n=hours)
    if unit_ == "h":
        return tr("{n} h", n=_short(value))
    if unit_ == "per_h":
        return tr("{n} an hour", n=_short(value))
    if unit_ == "index":
        return _short(value)
    return trn("{n} day", "{n} days", round(value)) if value % 1 == 0 else tr("{value} days", value=_short(value))


class _Period:
    """What came in during the period."""

    def __init__(self, first: date, last: date, settings: UnitSettings, clock: WorkTime) -> None:
        self._start = _midnight(first)
        self._end = _midnight(last + timedelta(days=1))
        self._settings = settings
        self._clock = clock
        self._mail_due: dict[date, datetime] = {}

    def calls(self) -> list[Call]:
        """Every call that came in."""
        rows: Any = (
            Contact.select(Contact.at, CallRow.status, CallRow.ringing_at, CallRow.answered_at)
            .join(CallRow, on=(CallRow.contact_id == Contact.id))
            .where((Contact.direction == "in") & self._came())
            .tuples()
        )
        return [
            Call(status, counting.seconds(answered, ringing), self._clock.is_open(at))
            for at, status, ringing, answered in rows
        ]

    def missed(self) -> Iterator[Promised]:
        """Each number that was missed: its calls until somebody called back are one thing to do."""
        rows: Any = (
            Contact.select(Contact.id, Contact.thread_id, Contact.at, Contact.closed_at, ContactText.phone)
            .join(CallRow, on=(CallRow.contact_id == Contact.id))
            .join(ContactText, peewee.JOIN.LEFT_OUTER, on=(ContactText.contact_id == Contact.id))
            .where(
                (Contact.direction == "in")
                & (CallRow.status == "missed")
                & (Contact.at >= self._start - _EPISODE)
                & (Contact.at < self._end)
            )
            .order_by(Contact.at)
            .tuples()
        )
        episodes: dict[tuple[str, int], list[tuple[datetime, datetime | None, str | None]]] = {}
        for contact, thread, at, closed, phone in rows:
            key = ("contact", contact) if thread is None else ("thread", thread)
            episodes.setdefault(key, []).append((at, closed, phone))
        within = timedelta(hours=self._settings.targets.callback_hours)
        for attempts in episodes.values():
            began, _, phone = attempts[0]
            ends = [closed for _, closed, _ in attempts]
            if began >= self._start:
                done = max(closed for closed in ends if closed) if all(ends) else None
                yield Promised(began + within if phone else None, done)

    def mail(self) -> Iterator[Promised]:
        """Every message of a person."""
        rows: Any = (
            Contact.select(Contact.at, Contact.closed_at)
            .where(
                (Contact.channel == "mail") & (Contact.direction == "in") & (Contact.kind == "person") & self._came()
            )
            .tuples()
        )
        return (Promised(self._reply_due(at), closed) for at, closed in rows)

    def ended(self) -> list[Ended]:
        """What was closed in the period; missed calls are no conversations, and are counted as callbacks."""
        rows: Any = (
            Contact.select(Contact.outcome, CallRow.status)
            .join(CallRow, peewee.JOIN.LEFT_OUTER, on=(CallRow.contact_id == Contact.id))
            .where(
                (Contact.kind == "person")
                & Contact.part_of.is_null()
                & Contact.outcome.is_null(False)
                & (Contact.closed_at >= self._start)
                & (Contact.closed_at < self._end)
                & (CallRow.status.is_null() | CallRow.status.not_in(("missed", "elsewhere", "ringing")))
            )
            .tuples()
        )
        return [Ended(outcome, status != "unknown") for outcome, status in rows]

    def _came(self) -> Any:
        # A second thing to do with a contact did not come by itself.
        return (Contact.at >= self._start) & (Contact.at < self._end) & Contact.part_of.is_null()

    def _reply_due(self, at: datetime) -> datetime:
        """The end of the working day by which the unit means to have handled it."""
        day = at.astimezone(ZONE).date()
        if day not in self._mail_due:
            due = at
            for _ in range(self._settings.targets.mail_days):
                due = self._clock.reply_due(due)
            self._mail_due[day] = due
        return self._mail_due[day]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE).astimezone(UTC)


def _short(value: float) -> str:
    rounded = round(value, 1)
    if rounded == round(rounded):
        return str(round(rounded))
    return f"{rounded:.1f}".replace(".", "," if language() == "sv" else ".")
