"""Improvement work: what was changed in how we work, when and by whom, when it is followed up, and what was learnt.

It is marked on the charts of the goals that it was to move. Its words are about work, never about clients.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from mottagning.cases.pointing import has_address, has_case_code, has_personal_id, refuse_names
from mottagning.command import Command, Turn, handles
from mottagning.db import Database
from mottagning.errors import Conflict, NotAllowed, Trouble
from mottagning.measures.tables import ImprovementRow
from mottagning.people import staff
from mottagning.people.roles import require_desk, role_at
from mottagning.texts import N_

_SHORTEST, _LONGEST_TITLE, _LONGEST_LEARNT = 3, 120, 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Improvement:
    """One thing that was changed on `made_on`.

    `about` are the names of the goals it is to move, none for all. `owner` is a person's id. `counts_anew`: charts
    count their limits anew from that day. `id` and `version` are 0 for one that is not kept yet.
    """

    id: int = 0
    title: str
    about: tuple[str, ...] = ()
    owner: int | None = None
    made_on: date
    follow_up: date | None = None
    learnt: str = ""
    counts_anew: bool = False
    removed: bool = False
    version: int = 0

    def concerns(self, goal: str) -> bool:
        """Whether it is to move the goal of this name."""
        return not self.about or goal in self.about

    def is_due(self, day: date) -> bool:
        """Whether it was to be followed up by now, and nobody has said what was learnt."""
        return self.follow_up is not None and self.follow_up <= day and not self.learnt


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepImprovement(Command):
    """Keep this: a new one, or (with the id and version of the one looked at) in place of what it said.

    `names_are_fine`: somebody has looked, and no word of it is a client's name.
    """

    improvement: Improvement
    names_are_fine: bool = False


def improvements(database: Database) -> tuple[Improvement, ...]:
    """All that is kept, the latest change first."""
    with database.reading():
        rows = ImprovementRow.select().where(~ImprovementRow.removed)
        ordered = rows.order_by(ImprovementRow.made_on.desc(), ImprovementRow.id.desc())
        return tuple(_improvement(row) for row in ordered)


@handles
def keep_improvement(turn: Turn, command: KeepImprovement) -> None:
    """Keep it. Everybody who works at the desk may; that limits are counted anew is said by the team lead.

    Conflict when somebody changed it in between, Trouble when it cannot be or when its words point at a person,
    NamesSomebody when one of them may be a client's name.
    """
    require_desk(turn)
    row = _row(command.improvement)
    before = Improvement(title="", made_on=command.improvement.made_on) if row is None else _improvement(row)
    wanted = _emptied(command.improvement) if command.improvement.removed else _checked(turn, command)
    if _anew(wanted) != _anew(before) and turn.by is not None and role_at(turn.database, turn.by, turn.at) != "lead":
        raise NotAllowed(N_("The team lead decides where the limits of a chart are counted anew."))
    values = _values(wanted)
    if row is None:
        row = ImprovementRow.create(**values)
        turn.created["improvement"] = row.id
        former = replace(wanted, id=row.id, removed=True)
    else:
        turn.update(row, wanted.version, **values)
        former = before
        turn.forgets = True
    turn.undo = KeepImprovement(by=turn.by, improvement=replace(former, version=row.version), names_are_fine=True)
    turn.touch("improvement", row.id)
    action = "improvement_removed" if wanted.removed else "improvement_kept"
    turn.audit(action, "improvement", row.id, goals=len(wanted.about), anew=wanted.counts_anew)


def _row(wanted: Improvement) -> Any:
    if not wanted.id:
        return None
    row = ImprovementRow.get_or_none(ImprovementRow.id == wanted.id)
    if row is None:
        raise Conflict()
    return row


def _emptied(gone: Improvement) -> Improvement:
    """What is removed keeps no word: one of them may have been the reason."""
    return replace(gone, title="", learnt="")


def _anew(said: Improvement) -> date | None:
    return said.made_on if said.counts_anew and not said.removed else None


def _checked(turn: Turn, command: KeepImprovement) -> Improvement:
    """What is to be kept, with its words tidied."""
    wanted = command.improvement
    title, learnt = " ".join(wanted.title.split()), wanted.learnt.strip()
    if len(title) < _SHORTEST:
        raise Trouble(N_("Write what is changed, in a few words."))
    for text, longest in ((title, _LONGEST_TITLE), (learnt, _LONGEST_LEARNT)):
        if len(text) > longest:
            raise Trouble(N_("Write it shorter: at most {n} characters."), n=longest)
    if _points_at_somebody(title) or _points_at_somebody(learnt):
        raise Trouble(N_("Write about how we work, without case codes, numbers or addresses of anybody."))
    if not command.names_are_fine:
        named = N_("A word of this is a client's name in the case list. Write about how we work.")
        refuse_names(turn.database, f"{title} {learnt}", named)
    if wanted.follow_up is not None and wanted.follow_up < wanted.made_on:
        raise Trouble(N_("It is followed up after the change, not before it."))
    if wanted.owner is not None and staff.by_id(turn.database, wanted.owner) is None:
        raise Conflict(N_("This person was removed just now. Look at the list of staff again."))
    return replace(wanted, title=title, learnt=learnt)


def _points_at_somebody(text: str) -> bool:
    return has_personal_id(text) or has_address(text) or has_case_code(text)


def _values(wanted: Improvement) -> dict[str, Any]:
    return {
        "title": wanted.title,
        "about": json.dumps(wanted.about),
        "owner_id": wanted.owner,
        "made_on": wanted.made_on,
        "follow_up": wanted.follow_up,
        "learnt": wanted.learnt,
        "counts_anew": wanted.counts_anew,
        "removed": wanted.removed,
    }


def _improvement(row: Any) -> Improvement:
    return Improvement(
        id=row.id,
        title=row.title,
        about=tuple(json.loads(row.about)),
        owner=row.owner_id,
        made_on=row.made_on,
        follow_up=row.follow_up,
        learnt=row.learnt,
        counts_anew=row.counts_anew,
        removed=row.removed,
        version=row.version,
    )
