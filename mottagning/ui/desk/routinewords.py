"""Routines in words: why one is suggested, how far one is with it, and whom to ask."""

from __future__ import annotations

from datetime import datetime

from mottagning import numbering
from mottagning.desk.advisers import Adviser
from mottagning.desk.following import AtHand, Followed
from mottagning.desk.routine import Fit, Routine
from mottagning.texts import N_, tr, trn
from mottagning.ui import when
from mottagning.ui.desk import tel, words

_SIGNS = {"concern": N_("it may be a report of concern"), "missed": N_("a missed call")}
_WHY = {
    "mentor": N_("your mentor"),
    "qualified": N_("socionom"),
    "experienced": N_("sits in reception"),
    "lead": N_("team lead"),
}


def line(hand: AtHand, routine: Routine | None) -> str:
    """The way to the routine, as one line under a contact."""
    if routine is None:
        return tr("Routine…")
    found = hand.following(routine.key)
    if found is None:
        return tr("Routine: {title}", title=routine.title)
    return tr("Routine {done} of {n}: {title}", title=routine.title, done=len(found.done), n=len(routine.steps))


def why(fit: Fit) -> str:
    """Why a routine is suggested, by its own keywords: nothing of what somebody wrote."""
    said = [tr(_SIGNS[sign]) for sign in fit.signs if sign in _SIGNS]
    if fit.words:
        said.append(tr("“{words}”", words=", ".join(fit.words[:3])))
    if fit.caller is not None:
        said.append(tr(words.CALLERS[fit.caller]).lower())
    return tr("Suggested: {reasons}", reasons=" · ".join(said))


def followed(found: Followed, name: str, now: datetime) -> str:
    """Who did something with it last, and when."""
    time = when.when(found.at, now)
    done, steps = len(found.done), len(found.routine.steps)
    return tr("{done} of {n} done · {time} {name}", done=done, n=steps, time=time, name=name).rstrip()


def asked(name: str, at: datetime, now: datetime) -> str:
    """That somebody was asked, and when."""
    return tr("{name} was asked {time}", name=name, time=when.when(at, now))


def is_other(found: Followed, routines: tuple[Routine, ...]) -> bool:
    """Whether the routine reads otherwise now than when it was followed, or is not there any more."""
    now = next((each for each in routines if each.key == found.routine.key), None)
    return now is None or (now.steps, now.say, now.note, now.answer) != (
        found.routine.steps,
        found.routine.say,
        found.routine.note,
        found.routine.answer,
    )


def left(count: int) -> str:
    """What is said when a contact is done and required steps are not; "" for none."""
    if not count:
        return ""
    return trn("{n} step that must be done is not ticked.", "{n} steps that must be done are not ticked.", count)


def adviser(found: Adviser) -> str:
    """Why she, whether she is in, and her number at work."""
    presence = found.presence
    said = [tr(_WHY[found.why]), tr(words.PRESENCE[presence.present])]
    if number := tel.work_number(presence.person):
        said.append(numbering.display(number))
    return " · ".join(said)
