"""The reason that somebody states for what she does with a case: kept in the audit, and so without names."""

from __future__ import annotations

from collections.abc import Iterable

from mottagning import identity, phones
from mottagning.cases.forms import name_words
from mottagning.cases.partytables import Party
from mottagning.errors import Trouble
from mottagning.texts import N_

_SHORTEST, _LONGEST = 3, 200


def plain_reason(case_id: int, reason: str) -> str:
    """Inside a transaction: the reason on one line. Trouble when there is none, or when it points at a person."""
    named = Party.select(Party.name).where((Party.case_id == case_id) & Party.name.is_null(False))
    return without_names(reason, (row.name or "" for row in named))


def without_names(reason: str, names: Iterable[str]) -> str:
    """The reason on one line. Trouble when there is none, when a part of one of the names stands in it, or a number."""
    said = " ".join(reason.split())[:_LONGEST]
    if len(said) < _SHORTEST:
        raise Trouble(N_("Write why, in a few words."))
    hers = {word for name in names for word in name_words(name) if len(word) >= _SHORTEST}
    if "@" in said or identity.find(said) or phones.find(said) or not hers.isdisjoint(name_words(said)):
        raise Trouble(N_("Write why without names, numbers and addresses: the reason is kept."))
    return said
