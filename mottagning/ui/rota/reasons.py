"""Reasons in the words of the page: days as people say them, and in short where there is little room."""

from __future__ import annotations

from datetime import date

from mottagning.rota.reasons import Reason
from mottagning.texts import N_, tr
from mottagning.ui import when
from mottagning.ui.rota.qualifications import qualification

_SHORT = {
    "even": N_("has her share"),
    "owes": N_("{turns} turns behind"),
    "ahead": N_("{turns} turns ahead"),
    "last_turn": N_("last {date}"),
    "next_turn": N_("next {date}"),
    "wish": "",
}


def said(reason: Reason) -> str:
    """The whole reason."""
    return tr(reason.message, **_values(reason))


def short(reason: Reason) -> str:
    """The reason in a few words."""
    message = _SHORT.get(reason.code) or reason.message
    return tr(message, **_values(reason))


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
