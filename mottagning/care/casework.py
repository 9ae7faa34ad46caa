"""What is tied to cases, for the case list, which knows no contacts: what keeps a case, and what follows it."""

from __future__ import annotations

from mottagning.command import Turn
from mottagning.contacts.tables import CardDraft, Tie


def in_use(_turn: Turn, case_ids: set[int]) -> set[int]:
    """Inside a turn: those of these cases that a contact is tied to, or was."""
    rows = Tie.select(Tie.case_id).where(Tie.case_id.in_(case_ids) & (Tie.state != "offered")).distinct()
    return {row.case_id for row in rows}


def join_cases(turn: Turn, kept: int, given_up: int) -> None:
    """Inside a turn: two cases turn out to be one, so the contacts of the one belong to the other."""
    known = {row.contact_id: row for row in Tie.select().where(Tie.case_id == kept)}
    for tie in list(Tie.select().where(Tie.case_id == given_up)):
        other = known.get(tie.contact_id)
        if other is None:
            Tie.update(case_id=kept).where(Tie.id == tie.id).execute()
        elif other.state == "offered" and tie.state != "offered":  # what was decided counts, not what was offered
            Tie.delete().where(Tie.id == other.id).execute()
            Tie.update(case_id=kept).where(Tie.id == tie.id).execute()
        turn.touch("contact", tie.contact_id)
    CardDraft.update(case_id=kept).where(CardDraft.case_id == given_up).execute()
