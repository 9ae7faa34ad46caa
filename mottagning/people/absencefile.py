"""Takes absences from a list (CSV, a workbook) or somebody's calendar, as often as one likes; causes stay unread."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from mottagning.changes import Changes
from mottagning.db import Database
from mottagning.errors import Trouble
from mottagning.folding import fold
from mottagning.people import absence, calendarfile, listfile, staff, unit
from mottagning.people.absence import KeepAbsences, Source, keep_absences
from mottagning.people.away import Half, Halves, Span, spans, together
from mottagning.people.calendarfile import Calendar, Event
from mottagning.people.cells import as_date, as_text
from mottagning.people.listfile import Cells, Table, Words
from mottagning.people.staff import Person
from mottagning.people.stafffile import Rejected
from mottagning.texts import N_, tr

_HEADERS = Words(
    {
        "key": "kortnamn, signatur, sign, id, key, short name, anställd, person, medarbetare, vem, who, "
        "namn, name, e-post, e-postadress, mail, e-mail, email, login, användarnamn, inloggning, username",
        "first": "från, from, från och med, fr o m, from och med, startdatum, första dag, start, first, first day, "
        "datum, dag, date, day",
        "last": "till, to, till och med, t o m, tom, slutdatum, sista dag, slut, end, last, last day",
        "half": "del, del av dag, del av dagen, halvdag, half, part, part of day",
        "cause": "orsak, frånvaroorsak, anledning, frånvarotyp, typ, frånvaro, kommentar, anteckning, "
        "cause, reason, type, comment, note",
    }
)
_HALVES: dict[str, Half | None] = {
    "": None,
    "hel": None,
    "heldag": None,
    "hela dagen": None,
    "whole": None,
    "whole day": None,
    "fm": "am",
    "förmiddag": "am",
    "am": "am",
    "morning": "am",
    "em": "pm",
    "eftermiddag": "pm",
    "pm": "pm",
    "afternoon": "pm",
}
_LOOKS_BACK = timedelta(days=31)


class Whose(Trouble):
    """A calendar that does not say whose it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceReport:
    """What became of a file: absences added, removed and as they were; `unread` are events nobody could understand.

    `causes` are the columns that were left unread, since no cause of absence is kept.
    """

    read: int
    added: int
    removed: int
    unchanged: int
    unread: int
    rejected: tuple[Rejected, ...]
    causes: tuple[str, ...]
    changes: Changes

    def document(self) -> dict[str, Any]:
        """The answer of ``people absence import --json``."""
        return {
            "read": self.read,
            "added": self.added,
            "removed": self.removed,
            "unchanged": self.unchanged,
            "unread": self.unread,
            "rejected": [{"row": each.row, "column": each.column, "reason": each.reason} for each in self.rejected],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Theirs:
    """All absences of one person from one source: what was known, what is to be, and what the file itself said."""

    person: int
    source: Source
    known: frozenset[Span]
    wanted: frozenset[Span]
    said: frozenset[Span]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A file of absences as it was understood, beside what was known; nothing is written yet."""

    read: int
    theirs: tuple[_Theirs, ...]
    unread: int = 0
    rejected: tuple[Rejected, ...] = ()
    causes: tuple[str, ...] = ()


def import_absences(
    database: Database,
    path: Path,
    *,
    by: int | None,
    person: int | None = None,
    whole: bool | None = None,
    at: datetime | None = None,
) -> AbsenceReport:
    """Take what a file says of absences; the same file again changes nothing, what was written by hand stays.

    A calendar is `person`'s, or its owner's if it says whose it is (`Whose` if not). What is no longer in a `whole`
    file is removed: a calendar says itself whether it is whole, a list is not unless somebody says so.
    Team leads only, but for one's own calendar. Trouble, one sentence, when the file is neither.
    """
    at = at or datetime.now(UTC)
    return keep(database, read_absences(database, path, person=person, whole=whole, at=at), by=by, at=at)


def read_absences(
    database: Database, path: Path, *, person: int | None = None, whole: bool | None = None, at: datetime
) -> Read:
    """The first half of `import_absences`, which takes its time and writes nothing."""
    octets = listfile.read_octets(path)
    if b"BEGIN:VCALENDAR" in octets[:2000].replace(b"\0", b"").upper():
        text = listfile.read_text(path.name, octets)
        return _read_calendar(database, text, person=person, whole=whole, at=at)
    table = listfile.read_table(path, _HEADERS)
    if not {"key", "first"} <= {column.field for column in table.columns}:
        raise Trouble(
            N_("“{file}” is neither a calendar nor a list of absences. Name the columns: Short name, From and To."),
            file=path.name,
        )
    return _read_list(database, table, whole=bool(whole))


def keep(database: Database, found: Read, *, by: int | None, at: datetime) -> AbsenceReport:
    """The second half of `import_absences`: a turn for each person."""
    changed = []
    for each in found.theirs:
        command = KeepAbsences(by=by, at=at, person=each.person, source=each.source, spans=tuple(each.wanted))
        changes = keep_absences(database, command)
        changed += [changes] if changes.touched else []
    undo = changed[0].undo if len(changed) == 1 else None
    return AbsenceReport(
        read=found.read,
        added=sum(len(each.wanted - each.known) for each in found.theirs),
        removed=sum(len(each.known - each.wanted) for each in found.theirs),
        unchanged=sum(len(each.said & each.known) for each in found.theirs),
        unread=found.unread,
        rejected=found.rejected,
        causes=found.causes,
        changes=Changes({"absence": None}, undo=undo) if changed else Changes(),
    )


def _read_calendar(database: Database, text: str, *, person: int | None, whole: bool | None, at: datetime) -> Read:
    today = staff.local_day(at)
    first = date((today - _LOOKS_BACK).year, 1, 1)
    last = date(today.year + 1, 12, 31)
    worktime = unit.worktime(unit.load_unit(database))
    calendar = calendarfile.read_calendar(text, worktime, first, last)
    if person is None:
        person = _owner(database, calendar)
    known = frozenset(absence.kept_spans(database, person, "calendar"))
    whole = calendar.whole if whole is None else whole
    wanted = frozenset(_merged(known, calendar.events, first, whole=whole))
    theirs = _Theirs(person=person, source="calendar", known=known, wanted=wanted, said=wanted)
    return Read(read=len(calendar.events) + calendar.unread, theirs=(theirs,), unread=calendar.unread)


def _owner(database: Database, calendar: Calendar) -> int:
    found = staff.by_email(database, calendar.owner) if calendar.owner else None
    if found is None:
        raise Whose(N_("The calendar does not say whose it is. Say for whom it is read."))
    return found.id


def _merged(known: Iterable[Span], events: Iterable[Event], since: date, *, whole: bool) -> tuple[Span, ...]:
    """What the calendar has by now: its events in place of what was known of them, and the rest as it was.

    What was before `since`, the first day that was read, stays. Of a `whole` calendar an event that is not in it is
    no more.
    """
    before: defaultdict[str, list[tuple[date, Half]]] = defaultdict(list)
    for span in known:
        before[span.event] += span.days()
    after: list[Span] = []
    for event in events:
        old = before.pop(event.key, [])
        changed = event.replaces
        kept = [each for each in old if each[0] < since or (changed is not None and each[0] not in changed)]
        after += spans(together([*kept, *_halves(event.days)]), event.key)
    for key, old in before.items():
        after += spans(together(each for each in old if each[0] < since or not whole), key)
    return tuple(after)


def _halves(days: Mapping[date, Halves]) -> Iterator[tuple[date, Half]]:
    return ((day, half) for day, halves in days.items() for half in halves)


def _read_list(database: Database, table: Table, *, whole: bool) -> Read:
    finder = _Finder(database)
    found: defaultdict[int, set[Span]] = defaultdict(set)
    rejected: list[Rejected] = []
    for number, cells in table.rows:
        try:
            person, span = _row(table, cells, finder)
        except _WrongCell as wrong:
            rejected.append(Rejected(number, wrong.header, wrong.reason))
        else:
            found[person].add(span)
    theirs = []
    for person, spans_said in found.items():
        known, said = frozenset(absence.kept_spans(database, person, "list")), frozenset(spans_said)
        wanted = said if whole else said | known
        theirs.append(_Theirs(person=person, source="list", known=known, wanted=wanted, said=said))
    causes = tuple(column.header for column in table.columns if column.field == "cause")
    return Read(read=len(table.rows), theirs=tuple(theirs), rejected=tuple(rejected), causes=causes)


class _WrongCell(Exception):
    def __init__(self, header: str | None, reason: str) -> None:
        super().__init__(reason)
        self.header = header
        self.reason = reason


class _Finder:
    """Finds people by whatever a list calls them; a name that several have is nobody's."""

    def __init__(self, database: Database) -> None:
        self._handlers = staff.resolve_handlers(database)
        self._people: dict[str, int] = {}
        for person in staff.everyone(database):
            for name in self._names(person):
                self._people[name] = person.id

    @staticmethod
    def _names(person: Person) -> list[str]:
        names = [fold(person.key), *(staff.login_key(login) for login in person.logins)]
        return names + ([staff.compared(person.email)] if person.email else [])

    def find(self, text: str) -> int | None:
        """Her id."""
        written = staff.compared(text)
        return self._people.get(written) or self._handlers.get(written)


def _row(table: Table, cells: Cells, finder: _Finder) -> tuple[int, Span]:
    said: dict[str, Any] = {}
    for column in table.columns:
        cell = table.of(cells, column)
        if cell is None or column.field in (None, "cause"):
            continue  # a cause is not even looked at
        if column.field == "key":
            said["key"] = said.get("key") or finder.find(as_text(cell))
        elif column.field == "half":
            half = fold(as_text(cell))
            if half not in _HALVES:
                raise _WrongCell(column.header, tr("This is no part of a day. Write morning, afternoon or nothing."))
            said["half"] = _HALVES[half]
        else:
            try:
                said.setdefault(str(column.field), as_date(cell))
            except (ValueError, TypeError):
                raise _WrongCell(column.header, tr("This is no date. Write it as 2026-01-31.")) from None
    return _span(said)


def _span(said: Mapping[str, Any]) -> tuple[int, Span]:
    if not said.get("key"):
        raise _WrongCell(
            None, tr("Nobody here has this name. Write her short name, as it stands in the list of staff.")
        )
    first = said.get("first")
    if first is None:
        raise _WrongCell(None, tr("The first day is missing."))
    last = said.get("last", first)
    if last < first:
        raise _WrongCell(None, tr("The last day, {last}, is before the first, {first}.", last=last, first=first))
    return said["key"], Span(first, last, said.get("half"))
