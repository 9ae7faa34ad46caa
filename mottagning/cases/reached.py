"""By which numbers and addresses one reaches the client of a case: what comes from there comes from her."""

from typing import Any

from mottagning.cases.partytables import Party, PartyAddress
from mottagning.cases.tables import Case


def reached_at(case_id: int) -> dict[str, set[str]]:
    """Inside a transaction: her phone numbers ("phone", E.164) and addresses ("email") that no other open case has."""
    found: dict[str, set[str]] = {"phone": set(), "email": set()}
    for row in _addresses((Party.case_id == case_id) & (Party.role == "client")):
        found[row.kind].add(row.value)
    for kind, values in found.items():
        of_others = (Case.id != case_id) & ~Case.protected & Case.closed.is_null()
        same = (PartyAddress.kind == kind) & PartyAddress.value.in_(values)
        values -= {row.value for row in _addresses(of_others & same)}
    return found


def _addresses(condition: Any) -> Any:
    return (
        PartyAddress.select(PartyAddress.kind, PartyAddress.value)
        .join(Party, on=(Party.id == PartyAddress.party_id))
        .join(Case, on=(Case.id == Party.case_id))
        .where(condition)
    )
