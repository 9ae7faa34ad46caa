"""The roles people have in the program, and the checks that stand before what not everybody may do."""

from datetime import date, datetime
from typing import Any, Literal, get_args

from mottagning.command import Turn
from mottagning.db import Database
from mottagning.errors import NotAllowed
from mottagning.people.tables import DeputyRow, PersonRow
from mottagning.texts import N_
from mottagning.worktime import ZONE

Role = Literal["desk", "lead", "none"]
"""desk: sits in reception; lead: also plans, sets goals and keeps the settings; none: known, but may not sign in."""

ROLES: tuple[Role, ...] = get_args(Role)


def require(role: str, needed: Role) -> None:
    """Raise NotAllowed unless somebody with `role` may do what `needed` may do; a lead may do all that the desk may."""
    if needed == "lead" and role != "lead":
        raise NotAllowed(N_("Only the team lead may do this. Ask her or her deputy to sign in and do it."))
    if role == "none":
        raise NotAllowed(N_("You may not work in Mottagning. Ask the team lead to change your role."))


def require_lead(turn: Turn) -> None:
    """Raise NotAllowed unless a team lead or her deputy asks, or the program itself: first start, demo, a command."""
    if turn.by is not None:
        require(role_at(turn.database, turn.by, turn.at), "lead")


def require_desk(turn: Turn) -> None:
    """Raise NotAllowed unless somebody asks who may work at the desk, or the program itself."""
    if turn.by is not None:
        require(role_at(turn.database, turn.by, turn.at), "desk")


def role_at(database: Database, person: int | None, at: datetime) -> Role:
    """What somebody who works here may do at a moment (UTC): her own role, or the lead's while she stands in."""
    day = at.astimezone(ZONE).date()
    with database.reading():
        # Asked at each act: she may be signed in since yesterday, which was her last day.
        row: Any = PersonRow.get_or_none((PersonRow.id == person) & _works_here(day))
        if row is None:
            return "none"
        role: Role = row.role
        stands_in = role == "desk" and _standing_in(day, DeputyRow.deputy_id == row.id)
        return "lead" if stands_in else role


def leading(database: Database, day: date) -> frozenset[int]:
    """Who leads on a day: the team leads who work here then, and their deputies."""
    with database.reading():
        roles = {row.id: row.role for row in PersonRow.select(PersonRow.id, PersonRow.role).where(_works_here(day))}
        leads = {person for person, role in roles.items() if role == "lead"}
        return frozenset(leads | {person for person in _standing_in(day) if roles.get(person) == "desk"})


def _standing_in(day: date, *conditions: Any) -> set[int]:
    """Those who stand in that day for a team lead who works here: what ends with her ends for her deputy too."""
    last = DeputyRow.last_day.is_null() | (DeputyRow.last_day >= day)
    found = DeputyRow.select(DeputyRow.deputy_id).join(PersonRow, on=(PersonRow.id == DeputyRow.person_id))
    lead = (PersonRow.role == "lead") & _works_here(day)
    rows = found.where(lead & (DeputyRow.first_day <= day) & last, *conditions)
    return {row.deputy_id for row in rows}


def _works_here(day: date) -> Any:
    """The condition that somebody has begun and has not left."""
    return (PersonRow.joined.is_null() | (PersonRow.joined <= day)) & (
        PersonRow.left_on.is_null() | (PersonRow.left_on >= day)
    )
