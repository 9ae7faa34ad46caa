"""Who works here: the staff, what other systems call them, and how a person is added, changed and taken away."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from mottagning.command import Command, Turn, handles
from mottagning.db import Database, peewee
from mottagning.errors import Conflict, Trouble
from mottagning.folding import fold, sort_key
from mottagning.people.roles import ROLES, Role, require_lead
from mottagning.people.tables import AbsenceRow, Alias, Credential, PersonRow
from mottagning.texts import N_

_ZONE = ZoneInfo("Europe/Stockholm")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


_PEOPLE = "SELECT id, key, name, initials, role, email, phone, joined, left_on, version, sort_key FROM person"
_ALIASES = "SELECT person_id, kind, written FROM person_alias ORDER BY id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who works here, or did. `joined` and `left` are her first and last day; None is open.

    `handler_names` are how case systems write her, `logins` her names at the operating system, both as written there.
    """

    id: int
    key: str
    name: str
    initials: str
    role: Role
    email: str | None
    phone: str | None
    joined: date | None
    left: date | None
    handler_names: tuple[str, ...]
    logins: tuple[str, ...]
    version: int

    def employed(self, day: date) -> bool:
        """Whether she works here that day; says nothing of absence."""
        return (self.joined is None or self.joined <= day) and (self.left is None or day <= self.left)


def everyone(database: Database, on: date | None = None) -> tuple[Person, ...]:
    """The staff in the order of their names: all who ever were, or those employed `on` a day."""
    people = _load(database)
    return people if on is None else tuple(person for person in people if person.employed(on))


def all_initials(database: Database) -> dict[int, str]:
    """The initials of everybody who ever worked here, by id: what a list of contacts says of owners."""
    with database.reading():
        return {row.id: row.initials for row in PersonRow.select(PersonRow.id, PersonRow.initials)}


def by_id(database: Database, person: int) -> Person | None:
    """The person with this id."""
    return next((each for each in _load(database) if each.id == person), None)


def by_key(database: Database, key: str) -> Person | None:
    """The person with this short name; capitals do not matter."""
    return next((person for person in _load(database) if compared(person.key) == compared(key)), None)


def by_login(database: Database, login: str) -> Person | None:
    """The person whom the operating system calls `login`, with or without a domain."""
    return _by_alias(database, "login", login_key(login))


def by_email(database: Database, address: str) -> Person | None:
    """The person who has this address at work."""
    return _by_alias(database, "email", compared(address))


def resolve_handlers(database: Database) -> dict[str, int]:
    """Every name, as `compared`, that a case system may use for a handler, and the id of the person it means.

    What the unit has said goes before what follows from keys, initials, logins and names ("Karin Lind", "Lind, Karin").
    A name that could mean two people, those who have left included, means nobody: a guess is never taken for a fact.
    """
    return dict(resolved(_load(database)))


@lru_cache(maxsize=4)
def resolved(people: tuple[Person, ...]) -> Mapping[str, int]:
    """The same for a staff that has been read; kept, since this is asked at each letter of a search."""
    found: dict[str, set[int]] = {}
    for names in (lambda person: person.handler_names, _likely_names):
        owners: defaultdict[str, set[int]] = defaultdict(set)
        for person in people:
            for name in names(person):
                owners[compared(name)].add(person.id)
        for folded, ids in owners.items():
            found.setdefault(folded, ids)
    return {folded: next(iter(ids)) for folded, ids in found.items() if len(ids) == 1}


def _likely_names(person: Person) -> list[str]:
    return [person.key, person.initials, *person.logins, *name_forms(person.name)]


def name_forms(name: str) -> list[str]:
    """`name` as registers write it: as it is, and with the family name first, wherever that may begin."""
    words = name.split()
    forms = [" ".join(words)]
    for cut in range(1, len(words)):
        given, family = " ".join(words[:cut]), " ".join(words[cut:])
        forms += [f"{family}, {given}", f"{family},{given}", f"{family} {given}"]
    return forms


def compared(name: str) -> str:
    """A name in another system as it is looked up: folded, one space between words."""
    return fold(" ".join(name.split()))


def login_key(login: str) -> str:
    """A login as it is compared: without the domain before ``\\`` or after ``@``, folded."""
    return compared(login.rpartition("\\")[2].partition("@")[0])


def local_day(at: datetime) -> date:
    """The date in Sweden at the moment `at`."""
    return at.astimezone(_ZONE).date()


def initials_of(name: str) -> str:
    """The first letters of at most three words of a name."""
    return "".join(word[0] for word in name.split()[:3]).upper()


def _by_alias(database: Database, kind: str, value: str) -> Person | None:
    with database.reading():
        alias = Alias.get_or_none((Alias.kind == kind) & (Alias.value == value))
        return by_id(database, alias.person_id) if alias else None


def _load(database: Database) -> tuple[Person, ...]:
    with database.reading():
        return database.once("staff", lambda: _read(database))


def _read(database: Database) -> tuple[Person, ...]:
    """By hand: who works here is asked at each letter of a search, and models take ten times as long."""
    with database.reading():
        return _people(tuple(database.sql(_PEOPLE).fetchall()), tuple(database.sql(_ALIASES).fetchall()))


@lru_cache(maxsize=4)
def _people(rows: tuple[Any, ...], aliases: tuple[Any, ...]) -> tuple[Person, ...]:
    """Made from what was read, which seldom becomes another."""
    written: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
    for person, kind, said in aliases:
        written[person, kind].append(said)
    day: Callable[[Any], date | None] = PersonRow.joined.python_value
    return tuple(
        Person(
            id=id_,
            key=key,
            name=name,
            initials=initials,
            role=role,
            email=email,
            phone=phone,
            joined=day(joined),
            left=day(left),
            handler_names=tuple(written[id_, "handler"]),
            logins=tuple(written[id_, "login"]),
            version=version,
        )
        # Sorted here: the databases order text each in its own way.
        for id_, key, name, initials, role, email, phone, joined, left, version, _ in sorted(
            rows, key=lambda row: (row[-1], row[0])
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SavePerson(Command):
    """Make `person` (None: somebody new) be exactly this; `version` is that of the person looked at.

    Without `initials` they are made from the name. Empty text is the same as none.
    """

    person: int | None = None
    version: int | None = None
    key: str
    name: str
    initials: str = ""
    role: Role = "desk"
    email: str | None = None
    phone: str | None = None
    joined: date | None = None
    left: date | None = None
    handler_names: tuple[str, ...] = ()
    logins: tuple[str, ...] = ()

    @classmethod
    def of(cls, person: Person, *, by: int | None, **changed: Any) -> SavePerson:
        """The command that keeps `person` as she is but for what is `changed`."""
        kept = {name: getattr(person, name) for name in _FIELDS}
        return cls(by=by, person=person.id, version=person.version, **(kept | changed))


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovePerson(Command):
    """Take away somebody who was added by mistake: possible while nothing is tied to her."""

    person: int
    version: int


_FIELDS = ("key", "name", "initials", "role", "email", "phone", "joined", "left", "handler_names", "logins")


@handles
def save_person(turn: Turn, command: SavePerson) -> None:
    """Add or change a person. Team leads only; Trouble says which field cannot be so and why.

    Saving what is already so changes nothing. `undo` brings back what was.
    """
    save_within(turn, command)


def save_within(turn: Turn, command: SavePerson) -> int:
    """`save_person` as a part of another command; the person's id."""
    require_lead(turn)
    wanted = _checked(command)
    before = None if command.person is None else _present(turn, command.person)
    _check_unique(turn, wanted, command.person)
    if before is None:
        return _add(turn, wanted)
    changed = [name for name in _FIELDS if getattr(wanted, name) != getattr(before, name)]
    if not changed:
        return before.id
    _check_leads(turn, before, wanted)
    row = PersonRow.get_by_id(before.id)
    turn.update(row, before.version if command.version is None else command.version, **_columns(wanted))
    _save_aliases(before.id, wanted)
    turn.touch("person", row.id)
    turn.audit("changed", "person", row.id, fields=changed)
    turn.undo = replace(SavePerson.of(before, by=turn.by), version=row.version)
    return before.id


@handles
def remove_person(turn: Turn, command: RemovePerson) -> None:
    """Take a person away; Trouble when anything is tied to her, Conflict when she was changed since."""
    require_lead(turn)
    before = _present(turn, command.person)
    if before.version != command.version:
        raise Conflict()
    tied = Credential.select().where(Credential.person_id == before.id).exists()
    tied = tied or AbsenceRow.select().where(AbsenceRow.person_id == before.id).exists()
    try:
        if not tied:
            PersonRow.delete().where(PersonRow.id == before.id).execute()
    except peewee.IntegrityError:
        tied = True
    if tied:
        raise Trouble(
            N_("{name} cannot be removed, since other things point to her. Give her a last day instead."),
            name=before.name,
        )
    turn.touch("person", before.id)
    turn.audit("removed", "person", before.id)
    turn.undo = replace(SavePerson.of(before, by=turn.by), person=None, version=None)


def _add(turn: Turn, wanted: SavePerson) -> int:
    row = PersonRow.create(**_columns(wanted))
    _save_aliases(row.id, wanted)
    turn.touch("person", row.id)
    turn.audit("added", "person", row.id, role=wanted.role)
    turn.created["person"] = row.id
    turn.undo = RemovePerson(by=turn.by, person=row.id, version=row.version)
    return int(row.id)


def _present(turn: Turn, person: int) -> Person:
    found = by_id(turn.database, person)
    if found is None:
        raise Conflict(N_("This person was removed just now. Look at the list of staff again."))
    return found


def _checked(command: SavePerson) -> SavePerson:
    """The command with its texts tidied; Trouble when a field cannot be so."""
    wanted = replace(
        command,
        key=command.key.strip(),
        name=" ".join(command.name.split()),
        initials=command.initials.strip() or initials_of(command.name),
        email=(command.email or "").strip() or None,
        phone=(command.phone or "").strip() or None,
        handler_names=_distinct(command.handler_names, compared),
        logins=_distinct(command.logins, login_key),
    )
    if not wanted.name:
        raise Trouble(N_("A person needs a name. Write it as colleagues say it."))
    if not wanted.key or len(wanted.key.split()) > 1:
        raise Trouble(N_("A person needs a short name without spaces, such as “ab”."))
    if wanted.role not in ROLES:
        raise Trouble(N_("“{role}” is no role. Choose desk, lead or none."), role=wanted.role)
    if wanted.email and not _ADDRESS.fullmatch(wanted.email):
        raise Trouble(N_("“{email}” is no e-mail address. Write it as name@example.se."), email=wanted.email)
    if wanted.joined and wanted.left and wanted.left < wanted.joined:
        raise Trouble(
            N_("The last day, {left}, is before the first, {joined}."), left=wanted.left, joined=wanted.joined
        )
    return wanted


def _distinct(names: Iterable[str], key: Callable[[str], str]) -> tuple[str, ...]:
    kept: dict[str, str] = {}
    for name in names:
        if key(name):
            kept.setdefault(key(name), name.strip())
    return tuple(kept.values())


def _check_unique(turn: Turn, wanted: SavePerson, person: int | None) -> None:
    holder = by_key(turn.database, wanted.key)
    if holder is not None and holder.id != person:
        raise Trouble(N_("{name} already has the short name “{key}”."), name=holder.name, key=holder.key)
    for kind, value, written in _aliases(wanted):
        other = _by_alias(turn.database, kind, value)
        if other is not None and other.id != person:
            raise Trouble(N_("“{written}” already belongs to {name}."), written=written, name=other.name)


def _check_leads(turn: Turn, before: Person, wanted: SavePerson) -> None:
    """Somebody leads today and after each lead's last day; a deputy's rights end with those of her for whom she stands.

    Only what this change takes away counts: what was so before can always be mended step by step.
    """
    if before.role != "lead":
        return
    others = [each for each in everyone(turn.database) if each.role == "lead" and each.id != before.id]
    after = replace(before, role=wanted.role, joined=wanted.joined, left=wanted.left)
    led_before, led_after = [*others, before], [*others, *([after] if after.role == "lead" else [])]
    today = local_day(turn.at)
    ends = [each.left + timedelta(days=1) for each in led_after if each.left is not None and each.left >= today]
    for day in (today, *ends):
        if any(each.employed(day) for each in led_before) and not any(each.employed(day) for each in led_after):
            raise Trouble(N_("{name} is the only team lead. Make somebody else team lead first."), name=before.name)


def _columns(wanted: SavePerson) -> dict[str, Any]:
    return {
        "key": wanted.key,
        "name": wanted.name,
        "initials": wanted.initials,
        "role": wanted.role,
        "email": wanted.email,
        "phone": wanted.phone,
        "joined": wanted.joined,
        "left_on": wanted.left,
        "sort_key": sort_key(wanted.name),
    }


def _aliases(wanted: SavePerson) -> list[tuple[str, str, str]]:
    """The names in other systems: kind, value to compare, as written."""
    found = [("handler", compared(name), name) for name in wanted.handler_names]
    found += [("login", login_key(login), login) for login in wanted.logins]
    if wanted.email:
        found.append(("email", compared(wanted.email), wanted.email))
    return found


def _save_aliases(person: int, wanted: SavePerson) -> None:
    Alias.delete().where(Alias.person_id == person).execute()
    for kind, value, written in _aliases(wanted):
        Alias.insert(person_id=person, kind=kind, value=value, written=written).execute()
