"""The roles people have in the program, and the checks that stand before what not everybody may do."""

from typing import Literal, get_args

from mottagning.command import Turn
from mottagning.errors import NotAllowed
from mottagning.people.tables import PersonRow
from mottagning.texts import N_

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
    """Raise NotAllowed unless a team lead asks, or the program itself: first start, demo, administrator's command."""
    if turn.by is None:
        return
    person = PersonRow.get_or_none(PersonRow.id == turn.by)
    require(person.role if person else "none", "lead")
