"""What is today's work for somebody at the desk; what is not opens for a stated reason, which is written down.

docs/decisions/0014 says why these are the bounds.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from typing import Any, Literal, get_args

from mottagning.audit import AuditEntry
from mottagning.cases import codes
from mottagning.cases.partytables import Party
from mottagning.command import Command, Turn, handles
from mottagning.contacts.tables import Contact, ContactText
from mottagning.contacts.tied import ties_of_contact
from mottagning.db import Database, UtcField, peewee
from mottagning.desk.stated import without_names
from mottagning.errors import Trouble
from mottagning.people.deputies import covered_by
from mottagning.people.staff import compared, resolve_handlers
from mottagning.texts import N_
from mottagning.worktime import ZONE

Kind = Literal["contact", "case"]
Why = Literal["calling", "belongs", "colleague", "review", "other", "call"]
REASONS: tuple[Why, ...] = get_args(Why)[:-1]
"""What somebody can state. "other" needs words of her own; "call" is written down while a call is on the line."""
_ACTION = "opened_beyond"
_IS_ONE = peewee.SQL(f"action = '{_ACTION}'")
"""Not asked for with a parameter: the index is of these alone, and SQLite uses it only where that is said."""
_A_CALL = timedelta(hours=1)

_AT_HAND = """
    SELECT DISTINCT tie.case_id FROM tie JOIN contact ON contact.id = tie.contact_id
    WHERE tie.case_id IN ({places}) AND tie.state <> 'untied'
      AND (contact.state <> 'closed' OR contact.closed_at >= ?)
"""
_TOUCHED = "SELECT ref FROM audit WHERE kind = ? AND ref IN ({places}) AND at >= ? AND actor_id = ?"
_OF_TODAY = "SELECT id FROM contact WHERE id IN ({places}) AND (state <> 'closed' OR closed_at >= ? OR at >= ?)"
_OF_CASES = """
    SELECT tie.contact_id, tie.case_id FROM tie WHERE tie.contact_id IN ({places}) AND tie.state = 'tied'
"""
_HANDLED = "SELECT id, handler FROM cases WHERE id IN ({places}) AND handler IS NOT NULL"
_ON_THE_LINE = """
    SELECT contact.id FROM call JOIN contact ON contact.id = call.contact_id
    WHERE call.status IN ('ringing', 'answered') AND call.ringing_at >= ?
      AND (contact.owner_id IS NULL OR contact.owner_id = ?) ORDER BY contact.id DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBeyond(Command):
    """Somebody opens what is not today's work, and says why: one of `REASONS`, and words of her own if she likes."""

    kind: Kind
    ref: int
    why: Why
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """One thing that was opened beyond a day's work; `code` of a case, None when it is gone or it was a contact."""

    at: datetime
    by: int | None
    kind: Kind
    ref: int
    code: str | None
    why: Why
    words: str


class TodaysWork:
    """What somebody does today, asked for some contacts and cases at a time; inside `reading`."""

    def __init__(self, database: Database, me: int | None, at: datetime) -> None:
        self._database = database
        self._me = me
        day = at.astimezone(ZONE).date()
        self._since = UtcField().db_value(datetime.combine(day, time(), ZONE).astimezone(UTC))
        self._day = day
        self._known: dict[int, bool] = {}
        """Cases that were asked for before: those of the contacts that are found are often those that are found."""

    def cases(self, ids: Collection[int]) -> frozenset[int]:
        """Those that she has or stands in for, that a contact at hand points to, and that she has had before her."""
        unknown = [each for each in ids if each not in self._known]
        if unknown:
            found = self._ask(_AT_HAND, unknown, self._since) | self._touched("case", unknown)
            hers = self._hers
            for case, handler in self._rows(_HANDLED, unknown):
                if self._handlers.get(compared(handler)) in hers:
                    found.add(case)
            self._known |= {each: each in found for each in unknown}
        return frozenset(each for each in ids if self._known[each])

    def contacts(self, ids: Collection[int], beside: Collection[int] = ()) -> frozenset[int]:
        """Those in the queue, that came or were closed today, those of her cases, and that she has had before her.

        `beside`: cases that will be asked for next, and may as well be asked for together with theirs.
        """
        if not ids:
            return frozenset()
        found = self._ask(_OF_TODAY, ids, self._since, self._since) | self._touched("contact", ids)
        tied = self._rows(_OF_CASES, [each for each in ids if each not in found])
        hers = self.cases({*beside, *(case for _, case in tied)})
        return frozenset(found | {contact for contact, case in tied if case in hers})

    @cached_property
    def _hers(self) -> frozenset[int]:
        """Herself, and those for whom she stands in."""
        return covered_by(self._database, self._me, self._day) | ({self._me} if self._me is not None else set())

    @cached_property
    def _handlers(self) -> Mapping[str, int]:
        return resolve_handlers(self._database)

    def _touched(self, kind: Kind, ids: Collection[int]) -> set[int]:
        places = ", ".join("?" * len(ids))
        values = (kind, *ids, self._since, self._me)
        return {row[0] for row in self._database.sql(_TOUCHED.format(places=places), values).fetchall()}

    def _ask(self, statement: str, ids: Collection[int], *values: object) -> set[int]:
        return {row[0] for row in self._rows(statement, ids, *values)}

    def _rows(self, statement: str, ids: Collection[int], *values: object) -> list[Any]:
        places = ", ".join("?" * len(ids))
        return list(self._database.sql(statement.format(places=places), (*ids, *values)).fetchall()) if ids else []


def needs_reason(database: Database, kind: Kind, ref: int, me: int | None, at: datetime) -> bool:
    """Whether somebody has to say why she opens this."""
    with database.reading():
        work = TodaysWork(database, me, at)
        return ref not in (work.cases if kind == "case" else work.contacts)((ref,))


def on_the_line(database: Database, me: int | None, at: datetime) -> int | None:
    """The contact of a call that rings or goes on now and is no colleague's: what is opened meanwhile is for it."""
    with database.reading():
        row = database.sql(_ON_THE_LINE, (UtcField().db_value(at - _A_CALL), me)).fetchone()
    return None if row is None else int(row[0])


@handles
def open_beyond(turn: Turn, command: OpenBeyond) -> None:
    """Write down that it is opened and why; the rest of that day nobody asks her again. Trouble when words are missing
    or point at somebody."""
    words = " ".join(command.words.split())
    if command.why == "other" or words:
        words = without_names(words, _names(command))
    turn.audit(_ACTION, command.kind, command.ref, why=command.why, reason=words)


def opened_beyond(database: Database, since: datetime, most: int = 500) -> tuple[Opening, ...]:
    """What was opened beyond the day's work, the newest first: for the team lead, who follows it up."""
    with database.reading():
        rows = list(
            AuditEntry.select()
            .where(_IS_ONE & (AuditEntry.at >= since))
            .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
            .limit(most)
        )
        known = codes.codes([row.ref for row in rows if row.kind == "case" and row.ref is not None])
    return tuple(_opening(row, known) for row in rows)


def _opening(row: Any, known: dict[int, str]) -> Opening:
    facts = json.loads(row.facts)
    code = known.get(row.ref) if row.kind == "case" else None
    return Opening(
        at=row.at, by=row.actor_id, kind=row.kind, ref=row.ref, code=code, why=facts["why"], words=facts["reason"]
    )


def _names(command: OpenBeyond) -> Iterable[str]:
    """Inside a transaction: the names that must not stand in the reason."""
    if command.kind == "case":
        cases = [command.ref]
    else:
        content = ContactText.get_or_none(ContactText.contact_id == command.ref)
        if content is not None and content.name:
            yield content.name
        elif content is None and not Contact.select().where(Contact.id == command.ref).exists():
            raise Trouble(N_("There is no contact {id}."), id=command.ref)
        cases = [tie.case for tie in ties_of_contact(command.ref)]
    for row in Party.select(Party.name).where(Party.case_id.in_(cases) & Party.name.is_null(False)):
        yield row.name or ""
