"""Signing in: passwords on a shared computer, the operating system's user at a unit's server, change of desk."""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from mottagning.changes import Changes
from mottagning.command import Command, Turn, handles
from mottagning.db import Database
from mottagning.errors import Conflict, NotAllowed, Trouble
from mottagning.people import staff
from mottagning.people.roles import require_lead
from mottagning.people.signedin import SignedIn, may_sign_in, not_known, sat_down
from mottagning.people.staff import Person, SavePerson
from mottagning.people.tables import Alias, Credential
from mottagning.texts import N_

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST = 10
"""Letters and signs in a password. NIST SP 800-63B asks for 8 or more, and for no rules of composition."""
_TRIES = 5
_LOCKED = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepPassword(Command):
    """Let this hash be the person's password."""

    person: int
    hash: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstLead(Command):
    """The first team lead, made when nobody can sign in yet."""

    key: str
    name: str
    logins: tuple[str, ...]
    hash: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountAttempt(Command):
    """Somebody is about to be checked: counted before, so that attempts side by side are counted too."""

    person: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSignIn(Command):
    """The password was right, or the operating system vouched for her; `before` sat at the desk until now."""

    person: int
    way: str
    before: int | None = None


def sign_in(database: Database, key_or_login: str, password: str, at: datetime) -> SignedIn:
    """Who it is, if short name (or login, or e-mail) and password belong together.

    NotAllowed otherwise, without saying which part was wrong; after five misses in a row not for 15 minutes.
    """
    return _sign_in(database, key_or_login, password, at, None)


def change(database: Database, now: SignedIn, key_or_login: str, password: str, at: datetime) -> SignedIn:
    """Somebody else takes the desk, with her own password; `now` stays signed in if it is wrong (NotAllowed)."""
    return _sign_in(database, key_or_login, password, at, now.person.id)


def may_take_desk(database: Database, at: datetime) -> tuple[Person, ...]:
    """Whom to choose from on a shared computer: all who can sign in. None at a server, where each has her own login."""
    if database.dialect == "postgresql":
        return ()
    known = who_have_passwords(database)
    return tuple(person for person in staff.everyone(database) if person.id in known and may_sign_in(person, at))


def who_have_passwords(database: Database) -> frozenset[int]:
    """The ids of those who have a password, whether or not they may sign in today."""
    with database.reading():
        return frozenset(row.person_id for row in Credential.select(Credential.person_id))


def sign_in_os_user(database: Database, os_login: str, at: datetime) -> SignedIn | None:
    """The person whom the operating system has already checked; None when nobody has that login.

    Only at a server: it has checked the same user. On a shared computer one login is everybody's, so it proves nothing.
    """
    person = staff.by_login(database, os_login) if database.dialect == "postgresql" else None
    if person is None or not may_sign_in(person, at):
        return None
    _note_sign_in(database, NoteSignIn(by=person.id, at=at, person=person.id, way="os_user"))
    return sat_down(database, person, at)


def os_user() -> str:
    """The login as the operating system itself knows it; environment variables could say anything."""
    if os.name == "nt":
        import ctypes

        size = ctypes.c_ulong(257)  # UNLEN + 1, GetUserNameW
        name = ctypes.create_unicode_buffer(size.value)
        ctypes.windll.advapi32.GetUserNameW(name, ctypes.byref(size))  # type: ignore[attr-defined]
        return name.value
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return ""


def set_password(database: Database, by: int | None, person: int, password: str, old: str | None = None) -> Changes:
    """Give `person` a new password; a lock is lifted.

    A team lead (or the program, `by` None) may do it for anyone, a person for herself with the `old` one she has.
    Trouble when the password is too easy, NotAllowed when it is not for `by` to set or the old one is wrong.
    """
    found = staff.by_id(database, person)
    if found is None:
        raise Conflict(N_("This person was removed just now. Look at the list of staff again."))
    if by == person and _credential(database, person) is not None:
        _proven(database, found, old or "", datetime.now(UTC))
    hash_ = hashed(password, found.name, found.key, *found.logins)
    return keep_password(database, KeepPassword(by=by, person=person, hash=hash_))


def hashed(password: str, *names: str) -> str:
    """What is kept of a password; Trouble when it is too easy, or one of these names."""
    _check_password(password, *names)
    return _hash(password)


def first_person_needed(database: Database) -> bool:
    """Whether nobody can sign in: no password at all and, at a server, no login either."""
    with database.reading():
        if Credential.select().exists():
            return False
        return database.dialect != "postgresql" or not Alias.select().where(Alias.kind == "login").exists()


def make_first_lead(
    database: Database, key: str, name: str, password: str, at: datetime, logins: tuple[str, ...] = ()
) -> SignedIn:
    """Make the first team lead and sign her in; somebody imported before with this key becomes her.

    NotAllowed when somebody can sign in already, Trouble when the password is too easy.
    """
    command = FirstLead(by=None, at=at, key=key, name=name, logins=logins, hash=hashed(password, name, key, *logins))
    _make_first_lead(database, command)
    return sign_in(database, key, password, at)


@handles
def keep_password(turn: Turn, command: KeepPassword) -> None:
    """Team leads, and whoever it is herself."""
    if turn.by != command.person:
        require_lead(turn)
    _store_hash(turn, command.person, command.hash)


@handles
def _make_first_lead(turn: Turn, command: FirstLead) -> None:
    if not first_person_needed(turn.database):
        raise NotAllowed(N_("There is a team lead already. Ask her to add you."))
    known = staff.by_key(turn.database, command.key)
    if known is None:
        save = SavePerson(by=None, key=command.key, name=command.name, role="lead", logins=command.logins)
    else:
        save = SavePerson.of(known, by=None, role="lead", logins=(*known.logins, *command.logins))
    person = staff.save_within(turn, save)
    _store_hash(turn, person, command.hash)
    turn.undo = None


@handles
def _count_attempt(turn: Turn, command: CountAttempt) -> None:
    # Written before it is read, so that a guess beside this one waits for its count.
    Credential.update(failures=Credential.failures).where(Credential.person_id == command.person).execute()
    row = Credential.get_by_id(command.person)
    failures = row.failures
    if row.locked_until is not None:
        if turn.at < row.locked_until:
            raise _too_many(row.locked_until, turn.at)
        failures = 0
    failures += 1
    locked_until = turn.at + _LOCKED if failures >= _TRIES else None
    turn.audit("sign_in_tried", "person", command.person, failures=failures)
    Credential.update(failures=failures, locked_until=locked_until).where(
        Credential.person_id == command.person
    ).execute()


@handles
def _note_sign_in(turn: Turn, command: NoteSignIn) -> None:
    Credential.update(failures=0, locked_until=None).where(Credential.person_id == command.person).execute()
    facts = {} if command.before is None else {"before": command.before}
    turn.audit("signed_in", "person", command.person, way=command.way, **facts)


def _sign_in(database: Database, key_or_login: str, password: str, at: datetime, before: int | None) -> SignedIn:
    person = _proven(database, _find(database, key_or_login), password, at)
    _note_sign_in(database, NoteSignIn(by=person.id, at=at, person=person.id, way="password", before=before))
    return sat_down(database, person, at)


def _proven(database: Database, person: Person | None, password: str, at: datetime) -> Person:
    """The same person if the password is hers; NotAllowed otherwise, and the attempt counts."""
    known = None if person is None else _credential(database, person.id)
    if person is None or known is None or not may_sign_in(person, at):
        _hash(password)  # as slow as checking one, so that the time taken says nothing
        raise not_known()
    _count_attempt(database, CountAttempt(by=None, at=at, person=person.id))
    if not _fits(known, password):
        with database.reading():
            until = Credential.get(Credential.person_id == person.id).locked_until
        raise not_known() if until is None else _too_many(until, at)  # at once, not when she tries the right one
    return person


def _too_many(until: datetime, at: datetime) -> NotAllowed:
    minutes = -(-(until - at) // timedelta(minutes=1))
    return NotAllowed(
        N_("Too many attempts. Wait {minutes} min, or ask the team lead for a new password."), minutes=minutes
    )


def _credential(database: Database, person: int) -> str | None:
    with database.reading():
        row = Credential.get_or_none(Credential.person_id == person)
        return None if row is None else row.hash


def _find(database: Database, text: str) -> Person | None:
    return staff.by_key(database, text) or staff.by_login(database, text) or staff.by_email(database, text)


def _store_hash(turn: Turn, person: int, hash_: str) -> None:
    Credential.delete().where(Credential.person_id == person).execute()
    Credential.insert(person_id=person, hash=hash_, changed_at=turn.at).execute()
    turn.touch("person", person)
    turn.audit("password_set", "person", person)


def _check_password(password: str, *names: str) -> None:
    plain = _normal(password)
    if len(plain) < SHORTEST:
        raise Trouble(N_("The password is too short. Use at least {n} letters, for instance three words."), n=SHORTEST)
    if len(set(plain)) < 4 or plain.casefold() in {name.casefold() for name in names}:
        raise Trouble(N_("The password is too easy to guess. Use three words that have nothing to do with you."))


def _normal(password: str) -> str:
    """The same letters however the keyboard composed them (NIST SP 800-63B, 5.1.1.2)."""
    return unicodedata.normalize("NFKC", password)


def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher  # not needed before somebody signs in

    return PasswordHasher()  # argon2id with RFC 9106's parameters for little memory


def _hash(password: str) -> str:
    return _hasher().hash(_normal(password))


def _fits(hash_: str, password: str) -> bool:
    from argon2.exceptions import VerifyMismatchError

    try:
        return _hasher().verify(hash_, _normal(password))
    except VerifyMismatchError:
        return False
