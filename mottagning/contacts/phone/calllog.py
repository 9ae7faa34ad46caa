"""Reads a switchboard's own call log, CSV or Excel, into calls: pure, by the reader of the case system's exports.

Logs differ in their columns; what is needed is when a call began, whose it was and whether somebody answered. A call
that rang at five desks is five rows in some of them, told together by the call's id or by number and moment.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from mottagning import phones
from mottagning.cases.cells import UnreadableCellError
from mottagning.cases.dates import Order, day, order_of
from mottagning.cases.feedfile import FeedFile, Row, open_feed
from mottagning.cases.workbook import Cell
from mottagning.contacts.phone.callflow import LONGEST, short_id
from mottagning.contacts.phone.calllogwords import field_of, says
from mottagning.errors import Trouble
from mottagning.texts import N_, tr
from mottagning.worktime import ZONE

_SAME_RING = timedelta(seconds=5)
_LONGEST_CALL = timedelta(hours=24)
_CLOCK = re.compile(r"(?:^|[\sT,])(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*([AaPp])?\.?[Mm]?\.?\s*$")
_SPAN = re.compile(r"(?:(\d{1,3}):)?(\d{1,4}):(\d{2})(?:[.,]\d+)?")
_LONGEST_LOG = 500_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedCall:
    """A call as the switchboard has it. Moments are UTC; `number` E.164 if it can be, None when withheld.

    `ended` is the end of the conversation, or of the ringing.
    """

    line: int
    start: datetime
    answered: datetime | None
    ended: datetime
    number: str | None
    direction: str
    call_id: str | None = None
    desk: str = ""
    """What it rang at, if that is said: two rows of one call differ in it."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that cannot be read: its line in the file, the header of the column, and a sentence."""

    row: int
    column: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class CallLog:
    """The calls of a log in their order, and the rows that are none. `rows` counts what was there."""

    calls: tuple[LoggedCall, ...]
    refused: tuple[Refused, ...]
    rows: int


class _CellError(Exception):
    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field, self.reason = field, reason


def read_log(path: Path, ours: Collection[str] = ()) -> CallLog:
    """The calls in the file at `path`; with `ours` (E.164) only those to or from one of these numbers.

    Raises Trouble, one sentence, when it is no call log.
    """
    feed = open_feed(path, known=field_of)
    columns = _columns(feed)
    rows = [row for _, row in zip(range(_LONGEST_LOG), feed, strict=False)]
    order = order_of(_cell(row, columns.get("date", columns.get("start"))) for row in rows)
    calls, refused = [], []
    for row in rows:
        try:
            if row.problem:
                raise _CellError("", row.problem)
            call = _Reading(row, columns, order, ours).call()
            if call is not None:
                calls.append(call)
        except _CellError as error:
            place = columns.get(error.field)
            refused.append(Refused(row.number, feed.header[place] if place is not None else None, error.reason))
        except OverflowError:  # a moment before or after all that a calendar has
            refused.append(Refused(row.number, None, tr("The date or the time cannot be read.")))
    return CallLog(tuple(joined(calls)), tuple(refused), len(rows))


def joined(rows: Iterable[LoggedCall]) -> list[LoggedCall]:
    """Rows of one call as one: those of the same id, or of the same number and moment at different desks."""
    found: dict[object, LoggedCall] = {}
    latest: dict[tuple[str | None, str], tuple[object, LoggedCall]] = {}
    for row in sorted(rows, key=lambda each: (each.start, each.line)):
        key: object = ("id", row.call_id) if row.call_id else ("row", row.line)
        before = latest.get((row.number, row.direction))
        if row.call_id is None and before is not None and _is_same_ring(before[1], row):
            key = before[0]
        latest[row.number, row.direction] = (key, row)
        found[key] = _both(found[key], row) if key in found else row
    return sorted(found.values(), key=lambda each: (each.start, each.line))


def _is_same_ring(one: LoggedCall, other: LoggedCall) -> bool:
    if other.start - one.start > _SAME_RING or one.call_id is not None:
        return False
    # Two who withhold their numbers may well ring in the same moment: then only the desks tell.
    is_one_answer = one.answered is None or other.answered is None
    return one.number is not None or (one.desk != other.desk and one.start == other.start and is_one_answer)


def _both(one: LoggedCall, other: LoggedCall) -> LoggedCall:
    answers = [each.answered for each in (one, other) if each.answered is not None]
    return replace(
        one,
        number=one.number or other.number,
        answered=min(answers, default=None),
        ended=max(one.ended, other.ended),
    )


def _columns(feed: FeedFile) -> dict[str, int]:
    """Where each field stands; Trouble when what is needed is not there."""
    columns: dict[str, int] = {}
    for place, header in enumerate(feed.header):
        field = field_of(header)
        if field is not None:
            columns.setdefault(field, place)
    if "date" in columns and "time" not in columns and "start" not in columns:
        columns["start"] = columns.pop("date")
    if not ("start" in columns or {"date", "time"} <= columns.keys()) or not columns.keys() & {"from", "number"}:
        raise Trouble(
            N_("“{file}” is no call log: it needs columns for when a call began and for the number that rang."),
            file=feed.path.name,
        )
    if not columns.keys() & {"result", "answer", "talk", "duration"} and "direction" not in columns:
        raise Trouble(
            N_("“{file}” does not say which calls were answered: export it with a column for the result."),
            file=feed.path.name,
        )
    return columns


def _cell(row: Row, place: int | None) -> Cell:
    return row.cells[place] if place is not None and place < len(row.cells) else None


class _Reading:
    """One row being read."""

    def __init__(self, row: Row, columns: dict[str, int], order: Order | None, ours: Collection[str]) -> None:
        self._row = row
        self._columns = columns
        self._order = order
        self._ours = ours

    def call(self) -> LoggedCall | None:
        """The call; None when it is not about us. Raises _CellError."""
        direction, number = self._whose()
        if direction is None:
            return None
        start = self._start()
        talk, wait = self._span("talk"), self._span("wait")
        is_answered, answered = self._answered(start, talk, wait)
        ended = self._clock("end", start)
        if ended is None:
            begins = answered or start
            ended = begins + (talk or timedelta()) if talk else start + (self._span("duration") or wait or timedelta())
        ended = max(ended, answered or start)
        call_id = self._text("id")
        return LoggedCall(
            line=self._row.number,
            start=start,
            answered=(answered or start) if is_answered else None,
            ended=min(ended, start + _LONGEST_CALL),
            number=number,
            direction=direction,
            call_id=short_id(call_id) if call_id else None,
            desk=self._text("to"),
        )

    def _whose(self) -> tuple[str | None, str | None]:
        """Direction and the number of whoever is not here; no direction when the call is not ours."""
        direction = "out" if "out" in says(self._text("direction")) else "in"
        caller, called = self._number("from"), self._number("to")
        if self._ours:
            if called not in self._ours and caller not in self._ours:
                return None, None
            direction = "in" if called in self._ours else "out"
        if "number" in self._columns and not ("from" in self._columns and direction == "in"):
            return direction, self._number("number")
        return direction, caller if direction == "in" else called

    def _start(self) -> datetime:
        if "start" in self._columns:
            found = self._clock("start", None)
        else:
            clock = self._time_of(self._get("time"), "time")
            on = self._day("date", self._get("date"))
            found = None if clock is None or on is None else datetime.combine(on, clock, ZONE).astimezone(UTC)
        field = "start" if "start" in self._columns else "time"
        if found is None:
            raise _CellError(field, tr("It is not said when the call began."))
        if not 1990 <= found.year <= 2100:
            raise _CellError(field, tr("The date or the time cannot be read."))
        return found

    def _answered(
        self, start: datetime, talk: timedelta | None, wait: timedelta | None
    ) -> tuple[bool, datetime | None]:
        """Whether somebody answered, and when. Raises _CellError when nothing tells."""
        at = None if says(self._text("answer")) else self._clock("answer", start)
        after = start + wait if wait is not None else None
        said = frozenset[str]().union(*(says(self._text(field)) for field in ("result", "answer", "direction")))
        if "no" in said or "yes" in said:
            return "no" not in said, at or after
        if at is not None:
            return True, at
        if "talk" in self._columns:
            return bool(talk), after
        if "answer" in self._columns:
            return False, None
        length = self._span("duration")
        if length is not None:
            return bool(length), after
        raise _CellError("result", tr("It is not said whether somebody answered."))

    def _get(self, field: str) -> Cell:
        return _cell(self._row, self._columns.get(field))

    def _text(self, field: str) -> str:
        cell = self._get(field)
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        return str(cell).strip() if cell is not None else ""

    def _number(self, field: str) -> str | None:
        written = self._text(field)
        if phones.is_withheld(written):
            return None
        return phones.normalise(written) or written[:LONGEST]

    def _day(self, field: str, cell: Cell) -> date | None:
        try:
            return day(cell, self._order)
        except UnreadableCellError:
            raise _CellError(field, tr("The date cannot be read.")) from None

    def _clock(self, field: str, start: datetime | None) -> datetime | None:
        """A moment; a time alone is of the day on which the call began. None when the cell is empty."""
        cell = self._get(field)
        if isinstance(cell, datetime):
            return _utc(cell)
        written = self._text(field)
        if not written:
            return None
        try:
            return _utc(datetime.fromisoformat(written)) if len(written) > 10 else self._written(field, written, start)
        except ValueError:
            return self._written(field, written, start)

    def _written(self, field: str, written: str, start: datetime | None) -> datetime:
        clock = self._time_of(written, field)
        before = written[: match.start()].strip(" ,T") if (match := _CLOCK.search(written)) else written
        on = self._day(field, before) if before else start and start.astimezone(ZONE).date()
        if on is None or clock is None:
            raise _CellError(field, tr("The date or the time cannot be read."))
        found = datetime.combine(on, clock, ZONE).astimezone(UTC)
        return found + timedelta(days=1) if start is not None and not before and found < start else found

    @staticmethod
    def _time_of(cell: Cell, field: str) -> time | None:
        if isinstance(cell, datetime):
            return cell.time()
        if isinstance(cell, int | float) and 0 <= cell < 1:  # a part of a day, as Excel has it
            seconds = min(round(cell * 86_400), 86_399)
            return time(seconds // 3600, seconds % 3600 // 60, seconds % 60)
        match = _CLOCK.search(str(cell)) if cell is not None else None
        if match is None:
            return None
        hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
        if match[4]:
            hour = hour % 12 + (12 if match[4].lower() == "p" else 0)
        try:
            return time(hour, minute, second)
        except ValueError:
            raise _CellError(field, tr("The date or the time cannot be read.")) from None

    def _span(self, field: str) -> timedelta | None:
        """A length of time: seconds, m:ss or h:mm:ss, or a part of a day from Excel. None when the cell is empty."""
        cell = self._get(field)
        if isinstance(cell, datetime):
            return timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second)
        if isinstance(cell, float) and 0 < cell < 1:
            return timedelta(days=cell)
        written = self._text(field)
        if not written or written == "-":
            return None
        if match := _SPAN.fullmatch(written):
            found = timedelta(hours=int(match[1] or 0), minutes=int(match[2]), seconds=int(match[3]))
        else:
            try:
                found = timedelta(seconds=float(written.rstrip("s ").replace(",", ".")))
            except (ValueError, OverflowError):
                raise _CellError(field, tr("The length of the call cannot be read.")) from None
        return min(max(found, timedelta()), _LONGEST_CALL)


def _utc(moment: datetime) -> datetime:
    return (moment.replace(tzinfo=ZONE) if moment.tzinfo is None else moment).astimezone(UTC)


def span(calls: Sequence[LoggedCall]) -> tuple[datetime, datetime]:
    """From the first to the last beginning of a call: between them the log knows all."""
    return calls[0].start, max(call.start for call in calls)
