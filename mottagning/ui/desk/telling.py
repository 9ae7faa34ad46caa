"""What may be told of a case: nothing before it is noted who it is that one speaks with, and how that was checked."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from mottagning.contacts.caller import Caller
from mottagning.desk.caseside import CaseSide
from mottagning.texts import N_, tr
from mottagning.ui.desk import saying

_MAY_BE_TOLD = {
    "client": N_("May be told about her own case."),
    "guardian": N_("May be told all about the child, unless that may harm the child."),
    "god_man": N_("May be told what belongs to the god man's task. Look at the order if you are unsure."),
    "relative": N_("May be told only when the one it is about has agreed. Look for the agreement first."),
    "notifier": N_(
        "May be told that the report came. Only who must report, and asks, may be told whether an investigation was "
        "opened (SoL 19:6). No more."
    ),
    "authority": N_("May be told only what a law allows. Ask for what, and why, if you are unsure."),
}
_BY_RIGHT = ("client", "guardian", "god_man")
"""Those who are told where the case stands, unless something else is noted of one of them."""
_SOME_MAY_NOT = N_("Somebody in this role may not be told all. See under Parties who it is before you say anything.")


class Told(NamedTuple):
    """A sentence and its look; `is_held` what holds the words back, `is_said` what can be read out as it stands."""

    text: str
    look: str
    is_held: bool = False
    is_said: bool = False


def telling(side: CaseSide, caller: Caller, tied: bool, now: datetime) -> list[Told]:
    """What to show under "To say" of a case that is not protected."""
    if not caller.is_identified:
        return [Told(tr("Held back until it is noted who it is, and how that was checked."), "quiet", is_held=True)]
    if not tied:  # who it is has been checked, but not that it is about this case
        return [Told(tr("Shown when the contact is tied to the case."), "quiet", is_held=True)]
    role = caller.role or "unknown"
    may_tell = side.may_tell(role)
    found = []
    if not may_tell and role in _BY_RIGHT:
        found.append(Told(tr(_SOME_MAY_NOT), "warn"))
    elif role in _MAY_BE_TOLD:
        found.append(Told(tr(_MAY_BE_TOLD[role]), "quiet" if role == "client" else "warn"))
    if may_tell:
        found.append(Told(tr("“{sentence}”", sentence=saying.sentences(side, now)), "strong", is_said=True))
    return found
