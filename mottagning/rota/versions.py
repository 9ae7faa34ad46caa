"""The versions of the published rota: who made each, when and why, what it changed, and the rota as it then was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from mottagning.db import Database, peewee
from mottagning.errors import Trouble
from mottagning.rota import plans
from mottagning.rota import unit as units
from mottagning.rota.edition import Kind
from mottagning.rota.plans import Turnout
from mottagning.rota.replanning import Change
from mottagning.rota.tables import RotaChange, RotaVersion
from mottagning.texts import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version of the published rota. `by` is a person's id, None the program; `first` and `last` the days changed."""

    id: int
    at: datetime
    by: int | None
    kind: Kind
    why: str
    changes: int
    first: date
    last: date


def versions(database: Database, limit: int = 500) -> tuple[Version, ...]:
    """The versions, newest first."""
    with database.reading():
        count, first, last = (
            peewee.fn.COUNT(RotaChange.day),
            peewee.fn.MIN(RotaChange.day),
            peewee.fn.MAX(RotaChange.day),
        )
        newest = list(RotaVersion.select().order_by(RotaVersion.id.desc()).limit(limit))
        oldest = newest[-1].id if newest else 0
        sums = RotaChange.select(RotaChange.version_id, count, first, last).where(RotaChange.version_id >= oldest)
        found: Any = sums.group_by(RotaChange.version_id).tuples()
        days = {number: (changes, since, until) for number, changes, since, until in found}
        return tuple(
            Version(
                id=row.id,
                at=row.at,
                by=row.by_id,
                kind=cast(Kind, row.kind),
                why=row.why,
                changes=days[row.id][0],
                first=days[row.id][1],
                last=days[row.id][2],
            )
            for row in newest
        )


def difference(database: Database, version: int) -> tuple[Change, ...]:
    """What a version changed of the one before it, by day and in the order of the posts."""
    with database.reading():
        known = units.names(database)
        order = {post.id: place for place, post in enumerate(units.posts(database))}
        rows = RotaChange.select().where(RotaChange.version_id == version)
        found = [
            Change(row.day, known.post(row.post_id), known.person(row.before_id), known.person(row.after_id))
            for row in rows
        ]
    return tuple(sorted(found, key=lambda change: (change.date, order[change.post])))


def rota_at(database: Database, version: int, first: date, last: date) -> tuple[Turnout, ...]:
    """The published shifts of the days as they were right after a version, in the order of days and posts.

    Trouble when there is no such version.
    """
    with database.reading():
        if not RotaVersion.select().where(RotaVersion.id == version).exists():
            raise Trouble(N_("The rota has no version {id}."), id=version)
        known = units.names(database)
        order = {post.id: place for place, post in enumerate(units.posts(database))}
        found = {(shift.date, shift.post): shift for shift in plans.published(database, first, last)}
        later = RotaChange.select().where(
            (RotaChange.version_id > version) & (RotaChange.day >= first) & (RotaChange.day <= last)
        )
        for row in later.order_by(RotaChange.version_id.desc()):
            slot = row.day, known.post(row.post_id)
            if row.is_new:
                found.pop(slot, None)
            else:
                found[slot] = Turnout(*slot, known.person(row.before_id))
    return tuple(sorted(found.values(), key=lambda shift: (shift.date, order[shift.post])))


def to_come(database: Database, plan_id: int) -> tuple[Change, ...]:
    """What publishing a draft would change of what is published. Trouble when there is no such plan."""
    with database.reading():
        draft = plans.draft(database, plan_id)
        order = {post.id: place for place, post in enumerate(units.posts(database))}
        now = {(shift.date, shift.post): shift.person for shift in plans.published(database, draft.first, draft.last)}
    then = {(shift.date, shift.post): shift.person for shift in draft.shifts}
    found = (Change(*each) for each in plans.moves(now, then))
    return tuple(sorted(found, key=lambda change: (change.date, order[change.post])))
