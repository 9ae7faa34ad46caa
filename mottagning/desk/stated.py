"""The reason that somebody states for what she does with a case: kept in the audit, and so without names."""

from __future__ import annotations

from mottagning import identity, phones
from mottagning.cases.forms import name_words
from mottagning.cases.partytables import Party
from mottagning.errors import Trouble
from mottagning.texts import N_

_SHORTEST, _LONGEST = 3, 200


def plain_reason(case_id: int, reason: str) -> str:
    """Inside a transaction: the reason on one line. Trouble when there is none, or when it points at a person."""
    said = " ".join(reason.split())[:_LONGEST]
    if len(said) < _SHORTEST:
        raise Trouble(N_("Write why, in a few words."))
    named = Party.select(Party.name).where((Party.case_id == case_id) & Party.name.is_null(False))
    names = {word for row in named for word in name_words(row.name or "") if len(word) >= _SHORTEST}
    if "@" in said or identity.find(said) or phones.find(said) or not names.isdisjoint(name_words(said)):
        raise Trouble(N_("Write why without names, numbers and addresses: the reason is kept."))
    return said
