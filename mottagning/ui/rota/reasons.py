"""Reasons in the words of the page: days as people say them, and in short where there is little room."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from mottagning.errors import Trouble
from mottagning.people.staff import local_day
from mottagning.rota.explaining import Explanation
from mottagning.rota.origin import Origin, Way
from mottagning.rota.reasons import Reason
from mottagning.rota.remedies import Remedy
from mottagning.texts import N_, tr, trn
from mottagning.ui import when
from mottagning.ui.rota.qualifications import qualification

if TYPE_CHECKING:
    from mottagning.ui.rota.cells import Names

_SHORT = {
    "even": N_("has her share"),
    "owes": N_("{turns} turns behind"),
    "ahead": N_("{turns} turns ahead"),
    "last_turn": N_("last {date}"),
    "next_turn": N_("next {date}"),
    "standby": N_("stands by"),
    "gap": N_("too near the turn {date}"),
    "week_full": N_("more than {most} shifts that week"),
    "wish": "",
}


_CAME: dict[Way, tuple[str, str]] = {
    "pinned": (N_("Pinned by {name} on {date}"), N_("Pinned")),
    "by_hand": (N_("Put there by hand"), N_("Put there by hand")),
    "moved": (N_("Put there by {name} on {date}"), N_("Put there by hand on {date}")),
    "swapped": (N_("Swapped on {date} with {before}"), N_("Swapped on {date}")),
    "stood_in": (N_("Stepped in for {before} on {date}"), N_("Stepped in on {date}")),
    "imported": (N_("Read in from a file by {name} on {date}"), N_("Read in from a file on {date}")),
}
"""How somebody came to a shift: when it is known who did it, or who sat there before; and when it is not."""


def came(origin: Origin, names: Names) -> str:
    """How somebody came to a shift."""
    whole, without = _CAME[origin.way]
    known = origin.before if "{before}" in whole else origin.by
    sentence = whole if known else without
    day = "" if origin.at is None else when.short_day(local_day(origin.at))
    return tr(sentence, name=origin.by, date=day, before=names.person(origin.before))


def why_words(origin: Origin | None, explanation: Explanation | None, names: Names, *, sees_all: bool) -> str:
    """Why somebody sits there, in a paragraph. Who does not see all is not told what somebody is owed."""
    parts = [] if origin is None else [came(origin, names)]
    if explanation is not None:
        parts += [_capital(said(each)) for each in explanation.reasons if sees_all or not each.private]
        if not sees_all and explanation.refused:
            gone = len(explanation.refused)
            parts.append(trn("{n} colleague was not available", "{n} colleagues were not available", gone))
    return "".join(f"{part}. " for part in parts).rstrip()


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def said(reason: Reason) -> str:
    """The whole reason."""
    return tr(reason.message, **_values(reason))


def heard(trouble: Trouble) -> Trouble:
    """What went wrong, with the reason in it, if there is one, in the words of the page."""
    reason = trouble.values.get("reason")
    if not isinstance(reason, Reason):
        return trouble
    return type(trouble)(trouble.message, **trouble.values | {"reason": said(reason)})


def short(reason: Reason) -> str:
    """The reason in a few words."""
    message = _SHORT.get(reason.code) or reason.message
    return tr(message, **_values(reason))


def remedy_words(remedy: Remedy | None, names: Names) -> tuple[str, str]:
    """The one change that would fill an empty shift: who comes, and on which condition."""
    if remedy is None:
        return tr("No single change is enough."), tr("Plan again, or leave it empty.")
    comes = tr("{name} can come", name=names.person(remedy.person))
    if remedy.instead is not None and remedy.other is not None:
        turn = f"{names.posts[remedy.instead.post]} {when.short_day(remedy.instead.date)}"
        return comes, tr("if {other} takes {turn}", other=names.person(remedy.other), turn=turn)
    eased = {
        "min_gap_days": trn("if {n} day between turns is enough", "if {n} days between turns are enough", remedy.eased),
        "max_per_week": trn("if {n} shift a week is allowed", "if {n} shifts a week are allowed", remedy.eased),
        "one_post_a_day": tr("if two shifts on one day are allowed"),
    }
    return comes, eased[remedy.rule or ""]


def lacking(reason: Reason | None) -> str:
    """The qualification that a reason is about."""
    return "" if reason is None else _values(reason).get("what", "")


def _values(reason: Reason) -> dict[str, str]:
    return {name: _shown(name, value) for name, value in reason.values}


def _shown(name: str, value: str | float) -> str:
    if name == "date" and isinstance(value, str):
        return when.short_day(date.fromisoformat(value))
    if name == "what" and isinstance(value, str):
        return qualification(value)
    return when.locale().toString(value, "f", 1) if isinstance(value, float) else str(value)
