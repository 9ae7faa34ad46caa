"""The safety net of the telephone: a switchboard's own log tells of the calls that its events did not.

A call of the log that nobody told of becomes a contact, missed ones with a promise to call back; one that was told is
known again by its number and moment, and what lacked of it is filled in. The same log twice changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import uuid4

from mottagning import phones
from mottagning.command import Command, Turn, handles
from mottagning.contacts.phone import callpairs, calls
from mottagning.contacts.phone.calllog import CallLog, LoggedCall, Refused, read_log, span
from mottagning.contacts.phone.calllogged import SOURCE
from mottagning.contacts.phone.callpairs import NAMELESS, NEAR, Told
from mottagning.contacts.phone.calls import PhoneEvent
from mottagning.contacts.tables import Call, Contact, ContactText
from mottagning.contacts.tables import CallLog as CallLogRow
from mottagning.db import Database
from mottagning.errors import Trouble, WrongUse
from mottagning.people.roles import require_lead
from mottagning.texts import N_
from mottagning.worktime import ZONE

_PAUSE = 3 * NEAR
"""Between two calls so far apart a log can be cut: none before is any of those after."""
_MOST_ADDED = 100
"""More may be the log of another year, or of the whole town."""
_UNFINISHED = ("ringing", "answered", "unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeCalls(Command):
    """Some calls of a log, in their order, and how much our clock goes before the switchboard's."""

    logged: tuple[LoggedCall, ...]
    skew: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteLog(Command):
    """A log was read that knows all calls between two moments (UTC)."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class LogReport:
    """What came of a log: rows in the file, calls known already and calls added, of those missed, and refused rows."""

    read: int
    known: int
    added: int
    missed: int
    refused: tuple[Refused, ...]


@dataclass(slots=True)
class _Standing:
    """The calls told of in the time of a log, as they stand."""

    by_person: dict[tuple[str | None, str], list[Told]] = field(default_factory=lambda: defaultdict(list))
    by_id: dict[str, Told] = field(default_factory=dict)
    unknown: dict[str, list[Told]] = field(default_factory=lambda: defaultdict(list))
    """By direction the calls whose number nobody has: it was lost, or had to be forgotten."""


def import_log(
    database: Database,
    path: Path,
    numbers: Sequence[str] = (),
    *,
    since: date | None = None,
    confirm: bool = False,
    by: int | None = None,
) -> LogReport:
    """Read the log at `path` and take it; with `numbers` (ours, in any notation) only calls to or from these, with
    `since` only those of that day and later. A log that would add very many is not taken until it is confirmed.

    Raises Trouble, one sentence, when it is no call log, and WrongUse for a number that is none.
    """
    ours = [phones.normalise(number) for number in numbers]
    if None in ours:
        raise WrongUse(N_("“{number}” is no telephone number."), number=numbers[ours.index(None)])
    log = read_log(path, frozenset(filter(None, ours)))
    if not log.calls and log.refused:
        raise Trouble(N_("No row of “{file}” can be read: {why}"), file=path.name, why=log.refused[0].reason)
    if since is not None:
        begins = datetime.combine(since, time(), ZONE)
        log = replace(log, calls=tuple(each for each in log.calls if each.start >= begins))
    if not confirm and (many := _unknown(database, log)) > _MOST_ADDED:
        raise Trouble(
            N_(
                "“{file}” would add {n} calls, the oldest of {day}. Is it the right log? Then take it with --confirm, "
                "or only the later part with --since."
            ),
            file=path.name,
            n=many,
            day=log.calls[0].start.astimezone(ZONE).date(),
        )
    return take_log(database, log, by)


def take_log(database: Database, log: CallLog, by: int | None = None) -> LogReport:
    """Take the calls of a log, in turns short enough for the desk."""
    added = missed = 0
    if log.calls:
        skew = _skew(database, log.calls)
        for some in _pieces(log.calls):
            changes = take_calls(database, TakeCalls(by=by, logged=some, skew=skew))
            added += changes.created.get("calls", 0)
            missed += changes.created.get("missed", 0)
        since, until = span(log.calls)
        note_log(database, NoteLog(by=by, since=since + skew, until=until + skew))
    return LogReport(log.rows, len(log.calls) - added, added, missed, log.refused)


@handles
def take_calls(turn: Turn, command: TakeCalls) -> None:
    """Pair them with what was told, fill in what lacks, and add the others. Team leads only."""
    require_lead(turn)
    paired, left = _paired(command.logged, command.skew)
    for logged, told in paired:
        _fill_in(turn, logged, told, command.skew)
    for logged in left:
        _add(turn, logged, command.skew)
    turn.created["calls"] = len(left)
    turn.created["missed"] = sum(each.answered is None and each.direction == "in" for each in left)
    if left:
        turn.audit("calls_added", "call_log", None, count=len(left))


@handles
def note_log(turn: Turn, command: NoteLog) -> None:
    """Remember it: an event told late is of a call that the log has brought. Team leads only."""
    require_lead(turn)
    known = (CallLogRow.since == command.since) & (CallLogRow.until == command.until)
    if not CallLogRow.select().where(known).exists():
        CallLogRow.create(at=turn.at, since=command.since, until=command.until)


def _unknown(database: Database, log: CallLog) -> int:
    """How many calls of the log nobody has told of."""
    if not log.calls:
        return 0
    skew = _skew(database, log.calls)
    with database.reading():
        return sum(len(_paired(some, skew)[1]) for some in _pieces(log.calls))


def _skew(database: Database, logged: Sequence[LoggedCall]) -> timedelta:
    rows: dict[tuple[str | None, str], list[LoggedCall]] = defaultdict(list)
    for each in logged:
        rows[each.number, each.direction].append(each)
    with database.reading():
        standing = _standing(*span(logged))
    return callpairs.skew_of([(rows[person], standing.by_person.get(person, [])) for person in rows if person[0]])


def _pieces(logged: Sequence[LoggedCall]) -> Iterator[tuple[LoggedCall, ...]]:
    """The calls, cut where nothing rang for a while."""
    start = 0
    for place, (one, other) in enumerate(pairwise(logged), 1):
        if other.start - one.start > _PAUSE:
            yield tuple(logged[start:place])
            start = place
    yield tuple(logged[start:])


def _paired(logged: Sequence[LoggedCall], skew: timedelta) -> tuple[list[tuple[LoggedCall, Told]], list[LoggedCall]]:
    """The calls that were told, and those that were not: by id, by number, and at last by the moment alone."""
    standing = _standing(logged[0].start, logged[-1].start)
    found: list[tuple[LoggedCall, Told]] = []
    taken: set[int] = set()
    rest: dict[tuple[str | None, str], list[LoggedCall]] = defaultdict(list)
    for each in logged:
        told = standing.by_id.get(each.call_id or "")
        if told is not None and told.contact not in taken and abs(told.at - each.start - skew) <= _PAUSE:
            found.append((each, told))
            taken.add(told.contact)
        else:
            rest[each.number, each.direction].append(each)
    left: list[LoggedCall] = []
    for person, rows in rest.items():
        free = [told for told in standing.by_person.get(person, []) if told.contact not in taken]
        matched = callpairs.pairs(rows, free, skew, nameless=person[0] is None)
        found += matched
        taken |= {told.contact for _, told in matched}
        left += [each for each in rows if all(each is not row for row, _ in matched)]
    # A number that was lost, or that its caller did not want to be kept: the moment has to do. In doubt they are the
    # same, since else the log would write down whom somebody asked us to forget.
    by_moment = []
    for direction, unknown in standing.unknown.items():
        numbered = [each for each in left if each.number is not None and each.direction == direction]
        free = [told for told in unknown if told.contact not in taken]
        by_moment += callpairs.pairs(sorted(numbered, key=lambda each: each.start), free, skew, NAMELESS)
    known = {id(row) for row, _ in by_moment}
    return found + by_moment, [each for each in left if id(each) not in known]


def _standing(first: datetime, last: datetime) -> _Standing:
    """Inside a transaction: the calls told of from `first` to `last`, and a little around."""
    near = Contact.at.between(Contact.at.db_value(first - _PAUSE), Contact.at.db_value(last + _PAUSE))
    rows: Any = (
        Call.select(
            Call.contact_id, Contact.at, Call.status, Call.ringing_at, Call.answered_at, Call.ended_at,
            ContactText.phone, Contact.direction, Call.call_id, Call.anonymous, Contact.redacted_why,
        )
        .join(Contact, on=(Contact.id == Call.contact_id))
        .left_outer_join(ContactText, on=(ContactText.contact_id == Call.contact_id))
        .where(near)
        .order_by(Contact.at, Contact.id)
        .tuples()
    )  # fmt: skip
    standing = _Standing()
    for contact, at, status, ringing_at, answered_at, ended_at, phone, direction, call_id, anonymous, redacted in rows:
        is_spoken = answered_at is not None or status == "ended"
        lacks_number = phone is None and not anonymous and redacted is None
        if phone is None and status == "missed":  # how long it rang is all that there is to know it by
            ended_at = calls.missed_at(contact)
        length = ended_at - ringing_at if ended_at is not None and ringing_at is not None else None
        standing_as = "elsewhere" if redacted else status
        told = Told(contact, at, standing_as, is_spoken, ringing_at is not None, lacks_number, length)
        if call_id is not None:
            standing.by_id.setdefault(call_id, told)
        if phone is not None or (anonymous and redacted is None):
            standing.by_person[phone, direction].append(told)
        if phone is None:
            standing.unknown[direction].append(told)
    return standing


def _fill_in(turn: Turn, logged: LoggedCall, told: Told, skew: timedelta) -> None:
    """What the log knows and nobody told: an end, or an answer. What was seen here is not doubted."""
    is_answer_lost = told.status == "missed" and logged.answered is not None
    if told.status in _UNFINISHED or is_answer_lost or told.lacks_number:
        for event in _events(turn, logged, skew, contact=told.contact):
            calls.phone_event.inside(turn, event)


def _add(turn: Turn, logged: LoggedCall, skew: timedelta) -> None:
    call_id = logged.call_id or uuid4().hex
    for event in _events(turn, logged, skew, call_id=call_id):
        calls.phone_event.inside(turn, event)


def _events(
    turn: Turn, logged: LoggedCall, skew: timedelta, *, contact: int | None = None, call_id: str | None = None
) -> Iterator[PhoneEvent]:
    moments = [("ringing", logged.start)]
    if logged.answered is None:
        moments.append(("missed", logged.ended))
    else:
        moments += [("answered", logged.answered), ("ended", logged.ended)]
    for name, moment in moments:
        yield PhoneEvent(
            by=turn.by,
            at=turn.at,
            event=name,
            number=logged.number,
            withheld=logged.number is None,
            call_id=call_id,
            direction=logged.direction,
            source=SOURCE,
            occurred_at=moment + skew,
            contact=contact,
        )
