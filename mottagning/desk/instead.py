"""Whose promise the desk keeps: she is not available when it is due, so whoever sits there does it in her place."""

from __future__ import annotations

import json
from collections.abc import Iterable

from mottagning.contacts.model import Summary
from mottagning.contacts.tables import ContactStep


def instead_of(contacts: Iterable[Summary]) -> dict[int, int]:
    """Inside a transaction: who has promised it, by the contacts that are the desk's since she is not available."""
    kept = [each.id for each in contacts if each.state == "promised" and each.owner is None]
    if not kept:
        return {}
    here = ContactStep.contact_id.in_(kept) & ContactStep.step.in_(("promised", "returned"))
    rows = ContactStep.select(ContactStep.contact_id, ContactStep.step, ContactStep.facts).where(here)
    newest = {row.contact_id: row for row in rows.order_by(ContactStep.id)}
    facts = {contact: json.loads(row.facts) for contact, row in newest.items() if row.step == "returned"}
    return {contact: was["owner"] for contact, was in facts.items() if "owner" in was}
