"""Who saw or changed what: one row, written in the same transaction as the thing itself, never with content."""

import json
from datetime import datetime
from uuid import UUID

from mottagning.db import Base, Database, UtcField, peewee
from mottagning.insertion import add


class AuditEntry(Base):
    """One thing that somebody did or saw."""

    id = peewee.BigAutoField()
    at = UtcField()
    actor_id = peewee.BigIntegerField(null=True)
    action = peewee.TextField()
    kind = peewee.TextField()
    ref = peewee.BigIntegerField(null=True)
    facts = peewee.TextField()
    command = peewee.TextField(null=True)

    class Meta:
        table_name = "audit"


def record(
    at: datetime,
    actor: int | None,
    action: str,
    kind: str,
    ref: int | None,
    command: UUID | None = None,
    **facts: object,
) -> None:
    """Write one entry inside the transaction that is open; `facts` are codes and counts, never names or text,
    but for the reason that somebody states for what she does (`desk/stated.py` sees to it that it names nobody).
    """
    add(
        AuditEntry,
        at=at,
        actor_id=actor,
        action=action,
        kind=kind,
        ref=ref,
        facts=json.dumps(facts, default=str, ensure_ascii=False),
        command=str(command) if command else None,
    )


def seen(database: Database, at: datetime, actor: int | None, kind: str, ref: int) -> None:
    """Note that `actor` opened something about a person."""
    with database.writing():
        record(at, actor, "seen", kind, ref)


def entries(database: Database, kind: str, ref: int) -> list[tuple[datetime, int | None, str]]:
    """Who did what with one thing, oldest first: (at, actor, action)."""
    with database.reading():
        query = AuditEntry.select().where((AuditEntry.kind == kind) & (AuditEntry.ref == ref)).order_by(AuditEntry.id)
        return [(row.at, row.actor_id, row.action) for row in query]
