"""Takes away what the case list keeps of people, when a case turns out to be about a protected identity."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from mottagning.cases import keeping
from mottagning.cases.feedtables import CaseBefore, CaseRename
from mottagning.cases.partytables import FormerName, Party, PartyEntry
from mottagning.cases.tables import Case, CaseHistory
from mottagning.command import Turn

FREE_TEXT = "next_step"
"""The field of a case that somebody writes in her own words: a name may stand there."""


def forget_people(turn: Turn, case_ids: Collection[int]) -> None:
    """Inside a turn: nobody is kept in these cases any more, neither from the feed nor entered here.

    Words, addresses, consents and feedback go with the parties; so does what the next step said, then and
    now, what was kept of exports, and what was offered because two cases are of the same person.
    """
    Party.delete().where(Party.case_id.in_(case_ids)).execute()
    FormerName.delete().where(FormerName.case_id.in_(case_ids)).execute()
    CaseBefore.delete().where(CaseBefore.case_id.in_(case_ids)).execute()
    CaseRename.delete().where(CaseRename.old_case.in_(case_ids) | CaseRename.new_case.in_(case_ids)).execute()
    PartyEntry.delete().where(PartyEntry.case_id.in_(case_ids)).execute()
    Case.update({FREE_TEXT: None}).where(Case.id.in_(case_ids)).execute()
    CaseHistory.delete().where(CaseHistory.case_id.in_(case_ids) & (CaseHistory.field == FREE_TEXT)).execute()
    keeping.forget_key(turn)  # she may stand in an export that was kept
    turn.forgets = True


def protect(turn: Turn, codes: Iterable[str], learnt_protected: Callable[[Turn, set[int]], None]) -> None:
    """Inside a turn: make these cases protected, as a copy from before must be that is brought back.

    Else only the feed says who is protected. `learnt_protected` is called as by a feed (`writing.LearntProtected`).
    """
    found: set[int] = set()
    for code in codes:
        case = Case.get_or_none((Case.code == code) & ~Case.protected)
        if case is not None:
            turn.update(case, protected=True)
            turn.audit("protected", "case", case.id)
            turn.touch("case", case.id)
            found.add(int(case.id))
    if found:
        learnt_protected(turn, found)
        forget_people(turn, found)
