"""Reads which cases contacts are tied to, or may belong to."""

import json

from mottagning.cases.codes import codes, protected
from mottagning.contacts.model import TieView
from mottagning.contacts.reasons import Reason
from mottagning.contacts.tables import Contact, Tie
from mottagning.db import Database


def ties_of_contacts(ids: list[int]) -> dict[int, tuple[TieView, ...]]:
    """Inside a transaction: the ties of each contact, tied ones first, then offers by rank."""
    found: dict[int, list[TieView]] = {}
    for start in range(0, len(ids), 500):
        rows = list(Tie.select().where(Tie.contact_id.in_(ids[start : start + 500])).order_by(Tie.rank, Tie.id))
        known = codes([row.case_id for row in rows])
        for row in rows:
            found.setdefault(row.contact_id, []).append(
                TieView(
                    case=row.case_id,
                    code=known[row.case_id],
                    certainty=row.certainty,
                    state=row.state,
                    reasons=tuple(str(Reason(code, tuple(params.items()))) for code, params in json.loads(row.reasons)),
                    by=row.by_id,
                )
            )
    order = {"tied": 0, "offered": 1, "untied": 2}
    return {key: tuple(sorted(rows, key=lambda tie: order[tie.state])) for key, rows in found.items()}


def ties_of_contact(contact_id: int) -> tuple[TieView, ...]:
    """Inside a transaction: the ties of one contact."""
    return ties_of_contacts([contact_id]).get(contact_id, ())


def contacts_of_case(database: Database, case_id: int) -> list[int]:
    """Ids of the contacts tied to a case, newest first."""
    with database.reading():
        rows = (
            Tie.select(Tie.contact_id)
            .join(Contact, on=(Contact.id == Tie.contact_id))
            .where((Tie.case_id == case_id) & (Tie.state == "tied"))
            .order_by(Contact.at.desc(), Contact.id.desc())
        )
        return [int(row.contact_id) for row in rows]


def is_about_protected(contact_id: int) -> bool:
    """Inside a transaction: whether it is tied to a case with protected identity."""
    tied = Tie.select(Tie.case_id).where((Tie.contact_id == contact_id) & (Tie.state == "tied"))
    return bool(protected([row.case_id for row in tied]))
