"""New cases that may be old ones under another code: offered to the team lead with the reasons, never assumed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from mottagning.cases import before
from mottagning.cases.courses import take_over_notes
from mottagning.cases.difference import CLIENT, as_text
from mottagning.cases.entries import take_over
from mottagning.cases.feedtables import CaseBefore, CaseRename
from mottagning.cases.forms import code_key
from mottagning.cases.partytables import Party
from mottagning.cases.tables import Case, CaseHistory, Feed
from mottagning.cases.writing import BeingUndoneError
from mottagning.command import Command, Turn, handles
from mottagning.db import Database
from mottagning.errors import Trouble
from mottagning.people.roles import require_lead
from mottagning.texts import N_, tr

_LATELY = timedelta(days=60)
_REASONS = {
    "personal_id": N_("the same personal identity number"),
    "name": N_("the same name"),
    "received": N_("received the same day"),
    "category": N_("of the same category"),
    "type": N_("of the same type"),
}
# A new open case, and one that was closed lately, of the same client, received the same day.
_ALIKE = """
    SELECT old.id, new.id, new.category = old.category, new.type = old.type, theirs.personal_id = hers.personal_id
    FROM case_before AS came
    JOIN cases AS new ON new.id = came.case_id AND new.closed IS NULL AND new.received IS NOT NULL
    JOIN party AS hers ON hers.case_id = new.id AND hers.role = ? AND hers.entry_id IS NULL
    JOIN party AS theirs ON theirs.{same} = hers.{same} AND theirs.role = ? AND theirs.entry_id IS NULL
    JOIN cases AS old ON old.id = theirs.case_id AND old.id <> new.id AND old.received = new.received
    WHERE came.feed_id = ? AND came.document IS NULL AND old.closed >= ?
"""


@dataclass(frozen=True, slots=True)
class Offer:
    """Two cases by their ids, and the codes of the reasons why they may be one."""

    old: int
    new: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rename:
    """An offer as somebody looks at it: the old code and the new one, and why; no word about who it is."""

    id: int
    old: str
    new: str
    reasons: tuple[str, ...]

    def sentence(self) -> str:
        """Why they may be the same case."""
        return ", ".join(tr(_REASONS[reason]) for reason in self.reasons)

    def to_json(self) -> dict[str, Any]:
        """One of the "renames" of `cases renames --json`."""
        return {"id": self.id, "old": self.old, "new": self.new, "reasons": list(self.reasons)}


JoinCases = Callable[[Turn, int, int], None]
"""Called inside the turn in which a case turns out to be another one: (kept, given up). Whoever ties things to cases
ties them to the one that is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferRenames(Command):
    """A feed has brought these."""

    feed: int
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptRename(Command):
    """It is the same case, under another code."""

    rename: int
    join_cases: JoinCases


@dataclass(frozen=True, slots=True, kw_only=True)
class DismissRename(Command):
    """They are two cases."""

    rename: int


def look_for(database: Database, feed: int, day: date) -> tuple[Offer, ...]:
    """The cases that `feed` brought and that may be older ones; call it inside `reading`."""
    found: dict[tuple[int, int], Offer] = {}
    since = (day - _LATELY).isoformat()
    for same in ("personal_id", "name_key"):
        for old, new, category, type_, person in database.sql(_ALIKE.format(same=same), (CLIENT, CLIENT, feed, since)):
            # Two people may have the same name; one person has one number.
            if same == "name_key" and (person is not None or not category):
                continue
            reasons = ["name" if same == "name_key" else same, "received"]
            reasons += [name for name, is_same in (("category", category), ("type", type_)) if is_same]
            found.setdefault((old, new), Offer(old, new, tuple(reasons)))
    return tuple(found.values())


def renames(database: Database) -> tuple[Rename, ...]:
    """What is offered and not decided yet, the newest first."""
    with database.reading():
        rows = list(CaseRename.select().where(CaseRename.dismissed_at.is_null()).order_by(CaseRename.id.desc()))
        ids = {case for row in rows for case in (row.old_case, row.new_case)}
        codes = {case.id: case.code for case in Case.select(Case.id, Case.code).where(Case.id.in_(ids))} if ids else {}
        return tuple(
            Rename(id=row.id, old=codes[row.old_case], new=codes[row.new_case], reasons=tuple(json.loads(row.reasons)))
            for row in rows
        )


@handles
def offer_renames(turn: Turn, command: OfferRenames) -> None:
    """Keep what is offered; what was dismissed before is not offered again."""
    for offer in command.offers:
        CaseRename.insert(
            feed_id=command.feed, old_case=offer.old, new_case=offer.new, reasons=json.dumps(offer.reasons)
        ).on_conflict_ignore().execute()
    turn.touch("feed", command.feed)


@handles
def accept_rename(turn: Turn, command: AcceptRename) -> None:
    """Make the two one: the old case with its history and all that is tied to it, as the feed tells of it now.

    Team leads only. The last feed cannot be taken back after this.
    """
    require_lead(turn)
    before.one_at_a_time(turn)
    if before.is_being_undone():  # what its cases were is needed until it is done
        raise BeingUndoneError(
            N_("The last feed is being taken back. Take it back to the end first: “mottagning cases undo”.")
        )
    row = _found(command.rename)
    old, new = Case.get_by_id(row.old_case), Case.get_by_id(row.new_case)
    command.join_cases(turn, old.id, new.id)
    told = _everything_of(new)
    former_code = old.code
    Party.delete().where((Party.case_id == old.id) & Party.entry_id.is_null()).execute()
    Party.update(case_id=old.id).where((Party.case_id == new.id) & Party.entry_id.is_null()).execute()
    take_over(old.id, new.id)
    take_over_notes(old.id, new.id)
    CaseHistory.update(case_id=old.id).where(CaseHistory.case_id == new.id).execute()
    Case.delete().where(Case.id == new.id).execute()
    was_closed = as_text(old.closed)
    turn.update(old, **told)
    _tell(turn, old.id, "code", former_code, old.code)
    _tell(turn, old.id, "closed", was_closed, None)
    CaseBefore.delete().execute()
    Feed.update(settled_at=turn.at).where(Feed.settled_at.is_null() & (Feed.state != "held")).execute()
    turn.audit("renamed", "case", old.id, code=former_code, given=old.code)
    turn.touch("case", old.id, new.id)
    turn.touch("feed")


@handles
def dismiss_rename(turn: Turn, command: DismissRename) -> None:
    """Do not offer it any more. Team leads only."""
    require_lead(turn)
    row = _found(command.rename)
    CaseRename.update(dismissed_at=turn.at).where(CaseRename.id == row.id).execute()
    turn.audit("rename_dismissed", "case", row.new_case)
    turn.touch("feed")


def _found(rename: int) -> CaseRename:
    row = CaseRename.get_or_none((CaseRename.id == rename) & CaseRename.dismissed_at.is_null())
    if row is None:
        raise Trouble(N_("This is not offered any more: somebody has decided it, or a later feed has."))
    return row


def _everything_of(case: Case) -> dict[str, Any]:
    """What the feed says of a case, under its own code."""
    own = ("id", "version")
    values = {name: getattr(case, name) for name in Case._meta.fields if name not in own}
    return values | {"code_folded": code_key(case.code)}


def _tell(turn: Turn, case: int, field: str, old: str | None, new: str | None) -> None:
    CaseHistory.insert(case_id=case, at=turn.at, field=field, old=old, new=new).execute()
