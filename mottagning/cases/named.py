"""Who is in some cases: names that must not slip out in an answer, and addresses that answers may go to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from mottagning.cases.partytables import Party, PartyAddress


@dataclass(frozen=True, slots=True)
class Named:
    """The names of the parties as written, and their e-mail addresses (lower case)."""

    names: tuple[str, ...]
    emails: frozenset[str]


def named_in(cases: Collection[int]) -> Named:
    """Inside a transaction: those in these cases."""
    rows = list(Party.select(Party.id, Party.name).where(Party.case_id.in_(list(cases))).order_by(Party.id))
    reached = PartyAddress.select(PartyAddress.value).where(
        PartyAddress.party_id.in_([row.id for row in rows]) & (PartyAddress.kind == "email")
    )
    return Named(tuple(dict.fromkeys(row.name for row in rows if row.name)), frozenset(row.value for row in reached))
