"""How surveys are worded on the screen: channels, kinds of help, figures with how sure they are."""

from __future__ import annotations

from mottagning.measures.figures import amount
from mottagning.measures.surveyindex import FEWEST, Estimate
from mottagning.texts import N_, tr
from mottagning.ui.tokens import CATEGORIES

_CHANNELS = {"phone": N_("Phone"), "mail": N_("E-mail"), "visit": N_("Visit"), "letter": N_("Letter")}


def channel(code: str) -> str:
    """The word of a channel."""
    return tr(_CHANNELS[code]) if code in _CHANNELS else tr("Not said")


def category(code: str) -> str:
    """The word of a kind of help; one of the unit's own is as it is written."""
    if not code:
        return tr("Not said")
    return tr(CATEGORIES[code].word) if code in CATEGORIES else code


def figure(estimate: Estimate | None, unit: str) -> str:
    """An index or a share, or why there is none."""
    return tr("too few") if estimate is None else amount(round(estimate.value), unit)


def sure(estimate: Estimate | None) -> str:
    """Between what it lies with 95 % confidence."""
    if estimate is None:
        return ""
    return tr("{low} to {high}", low=round(estimate.low), high=round(estimate.high))


def count(n: int) -> str:
    """How many have answered, in a column of figures; of few not how few."""
    return str(n) if n >= FEWEST or not n else tr("< {n}", n=FEWEST)
