"""Where a contact counts as registered once it is done, by what kind it is, unless somebody has said it (OSL 5:1–2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from mottagning.command import Turn
from mottagning.contacts.model import REGISTERED
from mottagning.contacts.tables import Contact, Tie
from mottagning.db import Database
from mottagning.errors import Trouble
from mottagning.people import unit
from mottagning.texts import N_

KINDS = ("no_action", "about_case", "spoken", "written")
"""no_action: there was nothing to do; else about_case: it is tied to a case; else spoken or written, by its channel."""

SHIPPED: Mapping[str, str] = {"no_action": "minor", "about_case": "not_yet", "spoken": "minor", "written": "not_yet"}
"""What was said about a case belongs in its file, where somebody has to put it; a letter is registered or kept in
order; what is obviously trivial needs neither."""

_NAME = "registered_by_kind"
_WRITTEN = ("mail", "letter")


def keep_defaults(turn: Turn, places: Mapping[str, str]) -> None:
    """Inside a turn: let these be the places (`REGISTERED`) by kind (`KINDS`), for what is closed from now on.

    Trouble for what is no kind or no place.
    """
    for kind, place in places.items():
        if kind not in KINDS or place not in REGISTERED:
            raise Trouble(N_("“{value}” is not a place where a contact can be registered."), value=place)
    before = defaults(turn.database)
    after = before | dict(places)
    unit.keep_value(turn, _NAME, after)
    turn.audit("changed", "setting", None, fields=[kind for kind in KINDS if before[kind] != after[kind]])


def defaults(database: Database) -> dict[str, str]:
    """The unit's places by kind."""
    return dict(SHIPPED) | cast(dict[str, str], unit.value(database, _NAME) or {})


def when_done(database: Database, contact: Contact, outcome: str) -> str:
    """Inside a transaction: where it counts as registered when it is closed with `outcome`.

    What was said of it already stays. A machine's message needs no register, and what may be a report of concern never
    gets a place by itself.
    """
    if contact.registered != "not_yet" or contact.concern in ("possible", "marked"):
        return contact.registered
    if contact.kind != "person":
        return "minor"
    return defaults(database)[_kind(contact, outcome)]


def _kind(contact: Contact, outcome: str) -> str:
    if outcome == "no_action":
        return "no_action"
    if Tie.select().where((Tie.contact_id == contact.id) & (Tie.state == "tied")).exists():
        return "about_case"
    return "written" if contact.channel in _WRITTEN else "spoken"
