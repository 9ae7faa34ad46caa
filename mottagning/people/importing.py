"""Takes a list of staff into the database, the same list as often as one likes, and gives the list back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from mottagning.changes import Changes
from mottagning.db import Database
from mottagning.errors import DatabaseTrouble, NotAllowed, Trouble
from mottagning.folding import fold
from mottagning.people import staff, unit
from mottagning.people.absence import PersonDay, who_is_in
from mottagning.people.staff import Person, SavePerson, save_person
from mottagning.people.stafffile import Rejected, StaffFile, StaffRecord, read_file
from mottagning.texts import N_
from mottagning.worktime import WorkTime


@dataclass(frozen=True, slots=True)
class Work:
    """What a list of staff may say for the rota: None and () where it says nothing.

    `since` is the day from which it holds: a new person's first day if the list has it, else the day of the import.
    """

    percent: float | None
    qualifications: tuple[str, ...]
    since: date


TakeWork = Callable[[Database, int | None, int, Work], Changes]
"""Keeps what the list says of a person's work: ``take_work(database, by, person, work)``.

Employment rates belong to the rota, a room above this one: whoever puts the rooms together passes its function. It
touches nothing when that is known already.
"""


WhoIsIn = Callable[[Database, date, WorkTime | None], tuple[PersonDay, ...]]
"""Who is in on a day. The rota, a room above this one, also knows the weekdays on which people do not work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What became of each row: new + changed + unchanged + passed_over + rejected = read.

    `passed_over` are closed accounts of people who were never here. `missing` work here and are not in the list, or
    their account is closed; nobody is taken away: `left` says how many of them were given a last day, when that was
    asked for.
    """

    read: int
    new: int
    changed: int
    unchanged: int
    passed_over: int
    rejected: tuple[Rejected, ...]
    missing: tuple[Person, ...]
    left: int
    changes: Changes

    def document(self) -> dict[str, Any]:
        """The answer of ``people import --json``."""
        return {
            "read": self.read,
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "passed_over": self.passed_over,
            "rejected": [
                {"row": each.row or None, "column": each.column, "reason": each.reason} for each in self.rejected
            ],
            "missing": [{"key": person.key, "name": person.name} for person in self.missing],
            "left": self.left,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What a list would do, before anything is written."""

    new: int
    known: int
    passed_over: int
    rejected: tuple[Rejected, ...]
    missing: tuple[Person, ...]


def import_people(
    database: Database,
    path: Path,
    *,
    by: int | None,
    take_work: TakeWork,
    chosen: Mapping[str, str] | None = None,
    left_on: date | None = None,
    leaving: Collection[int] | None = None,
    at: datetime | None = None,
) -> ImportReport:
    """Take a list of staff: add who is new, change who differs, leave out rows that cannot be so. Team leads only.

    An empty cell leaves what is known as it is; names in other systems are added to those known. Nobody is removed:
    who is missing from the list gets `left_on` as her last day when that is given, and with `leaving` only those.
    `chosen` goes before what is guessed of the columns: by header, the field ("" for none).
    Each row is a turn of its own, so that the desk never waits. Trouble, one sentence, when the file is no list of
    staff.
    """
    return take_people(
        database, read_file(path, chosen), by=by, take_work=take_work, left_on=left_on, leaving=leaving, at=at
    )


def take_people(
    database: Database,
    file: StaffFile,
    *,
    by: int | None,
    take_work: TakeWork,
    left_on: date | None = None,
    leaving: Collection[int] | None = None,
    at: datetime | None = None,
) -> ImportReport:
    """As `import_people`, of a list that has been read."""
    taking = _Taking(database, by, take_work, at or datetime.now(UTC))
    taking.rejected += file.rejected
    # Leads first: the old one may step down only when the new one is there.
    for record in sorted(file.records, key=lambda each: (each.role != "lead", each.row)):
        taking.take(record)
    missing = taking.missing(file)
    left = 0
    if left_on is not None:
        left = taking.note_last_day([each for each in missing if leaving is None or each.id in leaving], left_on)
    return ImportReport(
        read=len(file.rows),
        new=taking.new,
        changed=taking.changed,
        unchanged=taking.unchanged,
        passed_over=taking.passed_over,
        rejected=tuple(sorted(taking.rejected, key=lambda each: each.row)),
        missing=missing,
        left=left,
        changes=taking.changes,
    )


def foresee(database: Database, file: StaffFile, by: int | None, at: datetime) -> Foreseen:
    """What `import_people` would make of a list; writes nothing."""
    with database.reading():
        taking = _Taking(database, by, _keeps_nothing, at)
        taking.rejected += file.rejected
        for record in file.records:
            taking.look(record)
        return Foreseen(
            new=taking.new,
            known=taking.unchanged,
            passed_over=taking.passed_over,
            rejected=tuple(sorted(taking.rejected, key=lambda each: each.row)),
            missing=taking.missing(file),
        )


def _keeps_nothing(_database: Database, _by: int | None, _person: int, _work: Work) -> Changes:
    return Changes()


def listing(database: Database, today: date, who_is_in: WhoIsIn = who_is_in) -> dict[str, Any]:
    """The answer of ``people list --json``: everybody who ever worked here, and whether she is in today."""
    worktime = unit.worktime(unit.load_unit(database))
    with database.reading():
        people = staff.everyone(database)
        present = {each.person.id for each in who_is_in(database, today, worktime) if each.present != "out"}
    return {
        "people": [
            {
                "key": person.key,
                "name": person.name,
                "initials": person.initials,
                "role": person.role,
                "email": person.email,
                "phone": person.phone,
                "joined": person.joined and person.joined.isoformat(),
                "left": person.left and person.left.isoformat(),
                "handler_names": list(person.handler_names),
                "logins": list(person.logins),
                "in_today": person.id in present,
            }
            for person in people
        ]
    }


class _Taking:
    """One import under way."""

    def __init__(self, database: Database, by: int | None, take_work: TakeWork, at: datetime) -> None:
        self.database = database
        self.by = by
        self.at = at
        self.take_work = take_work
        self.today = staff.local_day(at)
        self.people = {person.id: person for person in staff.everyone(database)}
        self.rows: dict[int, int] = {}
        self.new = self.changed = self.unchanged = self.passed_over = 0
        self.rejected: list[Rejected] = []
        self.changes = Changes()

    def take(self, record: StaffRecord) -> None:
        """Take one row, or note why it cannot be taken."""
        self._try(record, self._take)

    def look(self, record: StaffRecord) -> None:
        """Only count what the row would be: new, or somebody who is known."""
        self._try(record, self._look)

    def missing(self, file: StaffFile) -> tuple[Person, ...]:
        """Who works here today without a last day, and is not in the list or has a closed account there."""
        unread = (self._known(each.said) for each in file.rejected if each.said is not None)
        here = set(self.rows) | {person.id for person in unread if person is not None}
        return tuple(
            person
            for person in staff.everyone(self.database, self.today)
            if person.id not in here and person.left is None
        )

    def note_last_day(self, people: list[Person], day: date) -> int:
        """Note `day` as the last one of each; how many. The only lead stays, with the reason among the rejected."""
        noted = 0
        for person in people:
            try:
                done = save_person(self.database, SavePerson.of(person, by=self.by, at=self.at, left=day))
            except (NotAllowed, DatabaseTrouble):
                raise
            except Trouble as trouble:
                self.rejected.append(Rejected(0, None, str(trouble)))
                continue
            self.changes = _together(self.changes, done)
            noted += 1
        return noted

    def _try(self, record: StaffRecord, step: Callable[[StaffRecord, Person | None], None]) -> None:
        try:
            known = self._find(record)
            if record.active is False:
                self.passed_over += known is None
                self.unchanged += known is not None
                return
            if known is not None and known.id in self.rows:
                raise Trouble(N_("The same person is already on row {row}."), row=self.rows[known.id])
            step(record, known)
        except (NotAllowed, DatabaseTrouble):
            raise  # no fault of the row
        except Trouble as trouble:
            self.rejected.append(Rejected(record.row, None, str(trouble)))

    def _look(self, record: StaffRecord, known: Person | None) -> None:
        self._command(record, known)  # somebody new needs a name
        if known is not None:
            self.rows[known.id] = record.row
        self.new += known is None
        self.unchanged += known is not None

    def _take(self, record: StaffRecord, known: Person | None) -> None:
        saved = save_person(self.database, self._command(record, known))
        person = saved.created["person"] if known is None else known.id
        done = [saved]
        if record.percent is not None or record.qualifications:
            since = record.joined if known is None and record.joined else self.today
            work = Work(record.percent, record.qualifications, since)
            done.append(self.take_work(self.database, self.by, person, work))
        self.rows[person] = record.row
        self.people[person] = staff.by_id(self.database, person) or self.people[person]
        self.changes = _together(self.changes, *done)
        self.new += known is None
        self.changed += known is not None and any(each.touched for each in done)
        self.unchanged += known is not None and not any(each.touched for each in done)

    def _known(self, record: StaffRecord) -> Person | None:
        try:
            return self._find(record)
        except Trouble:
            return None

    def _find(self, record: StaffRecord) -> Person | None:
        """Whom the row is about: by short name, login or address; by name alone when the row has no short name."""
        if record.key and (found := self._only(lambda person: fold(person.key) == fold(record.key or ""))):
            return found
        for login in record.logins:
            if found := staff.by_login(self.database, login):
                return found
        if record.email and (found := staff.by_email(self.database, record.email)):
            return found
        if record.key or not record.name:
            return None
        return self._only(lambda person: fold(person.name) == fold(record.name or ""))

    def _only(self, condition: Callable[[Person], bool]) -> Person | None:
        found = [person for person in self.people.values() if condition(person)]
        if len(found) > 1:
            raise Trouble(N_("Several people have this name. Give the row a short name."))
        return found[0] if found else None

    def _command(self, record: StaffRecord, known: Person | None) -> SavePerson:
        said: dict[str, Any] = {
            name: getattr(record, name)
            for name in ("name", "key", "initials", "role", "email", "phone", "joined", "left")
            if getattr(record, name) is not None
        }
        if known is not None:
            if record.key and fold(record.key) == fold(known.key):
                del said["key"]  # other capitals are no other name
            said["handler_names"] = (*known.handler_names, *record.handler_names)
            said["logins"] = (*known.logins, *record.logins)
            return SavePerson.of(known, by=self.by, at=self.at, **said)
        if record.name is None:
            raise Trouble(N_("Somebody new needs a name."))
        said.setdefault("key", self._free_key(record.initials or staff.initials_of(record.name)))
        return SavePerson(by=self.by, at=self.at, **said, handler_names=record.handler_names, logins=record.logins)

    def _free_key(self, initials: str) -> str:
        taken = {fold(person.key) for person in self.people.values()}
        plain = "".join(sign for sign in initials.lower() if sign.isalnum()) or "x"
        numbered = (plain if number == 1 else f"{plain}{number}" for number in range(1, len(taken) + 2))
        return next(key for key in numbered if fold(key) not in taken)


def _together(*all_changes: Changes) -> Changes:
    touched: dict[str, frozenset[int] | None] = {}
    for changes in all_changes:
        for kind, ids in changes.touched.items():
            before = touched.get(kind, frozenset())
            touched[kind] = None if ids is None or before is None else before | ids
    return Changes(touched)
