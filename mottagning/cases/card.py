"""The card of one case beside a contact: where it stands, who has it, what is next, and who its parties are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from mottagning.cases.list import CaseView, cases_by_id
from mottagning.cases.partylist import PartyView, parties_of
from mottagning.db import Database
from mottagning.errors import Trouble
from mottagning.people.staff import local_day
from mottagning.texts import N_

_STAYS = 200
_TOO_FEW = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCard:
    """A case as the desk sees it. A protected one has no parties, since none are kept.

    `days_in_stage` is None when nobody knows since when; `usual_days` is the median of finished stays in this stage by
    cases of this category, None before there are enough of them to say.
    """

    case: CaseView
    days_in_stage: int | None
    usual_days: int | None
    parties: tuple[PartyView, ...]


def case_card(database: Database, case_id: int, today: date | None = None) -> CaseCard:
    """The card of a case; Trouble when it is gone. The caller notes in the audit that somebody looked."""
    day = today or local_day(datetime.now(UTC))
    with database.reading():
        case = cases_by_id(database, [case_id], day).get(case_id)
        if case is None:
            raise Trouble(N_("This case is not in the case list any more."))
        return CaseCard(
            case=case,
            days_in_stage=case.days_in_stage(day),
            usual_days=usual_days(database, case.stage, case.category),
            parties=parties_of(database, case, day),
        )


def usual_days(database: Database, stage: str, category: str | None) -> int | None:
    """The median length, in days, of the latest finished stays in `stage` by cases of `category`; None if too few."""
    stays = """
        SELECT since.old, since.new FROM case_history AS left_it
        JOIN case_history AS since
          ON since.case_id = left_it.case_id AND since.at = left_it.at AND since.field = 'stage_since'
        JOIN cases ON cases.id = left_it.case_id
        WHERE left_it.field = 'stage' AND left_it.old = ? AND COALESCE(cases.category, '') = ?
          AND since.old <= since.new
        ORDER BY left_it.at DESC LIMIT ?
    """
    from statistics import median  # brings fractions and decimals along: not before somebody asks

    with database.reading():
        rows = database.sql(stays, (stage, category or "", _STAYS)).fetchall()
    days = [(date.fromisoformat(new) - date.fromisoformat(old)).days for old, new in rows]
    return round(median(days)) if len(days) >= _TOO_FEW else None
