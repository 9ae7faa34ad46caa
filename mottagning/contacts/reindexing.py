"""Makes the stored search terms anew, a few contacts at a time, when they were made by rules of before."""

from __future__ import annotations

import json

from mottagning.contacts import search
from mottagning.contacts.tables import ContactText
from mottagning.db import Database
from mottagning.people import unit
from mottagning.people.tables import Setting
from mottagning.terms import RULES

_NAME = "search_terms"
_AT_ONCE = 2
"""Contacts in one turn: the desk waits no longer than that."""


def is_old(database: Database) -> bool:
    """Whether there are contacts whose terms are still those of earlier rules."""
    return _next(database) is not None


def index_some(database: Database) -> bool:
    """Make those of some contacts anew, the newest first; whether there are more. Goes on where it was broken off."""
    if not is_old(database):
        return False
    with database.writing():
        # One process at a time, and what the other has done meanwhile is seen: the row is held until the commit.
        mine = Setting.insert(name=_NAME, value="{}")
        mine.on_conflict(conflict_target=[Setting.name], update={"version": Setting.version + 1}).execute()
        last = _next(database)
        if last is None:
            return False
        old = ContactText.select(ContactText.contact_id).where(ContactText.contact_id <= last)
        ids = [row.contact_id for row in old.order_by(ContactText.contact_id.desc()).limit(_AT_ONCE)]
        for contact_id in ids:
            search.index(database, contact_id)
        left = ids[-1] - 1 if len(ids) == _AT_ONCE else 0
        value = json.dumps({"rules": RULES, "left": left})
        Setting.update(value=value).where(Setting.name == _NAME).execute()
    return left > 0


def _next(database: Database) -> int | None:
    """The newest contact that is left to do; None when all is done."""
    said = unit.value(database, _NAME) or {}
    if said.get("rules") == RULES:
        return said["left"] or None
    with database.reading():
        newest: int | None = (
            ContactText.select(ContactText.contact_id).order_by(ContactText.contact_id.desc()).limit(1).scalar()
        )
    return newest or None
