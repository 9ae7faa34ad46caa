"""The tables of the case list: feeds, cases and what changed in them."""

import json

from mottagning.db import Base, UtcField, peewee


class Feed(Base):
    """One file that was read: its hash and what came of it, never the file."""

    id = peewee.BigAutoField()
    at = UtcField()
    mapping = peewee.TextField(null=True)
    sha256 = peewee.TextField()
    kind = peewee.TextField()
    state = peewee.TextField()
    report = peewee.TextField()
    source_id = peewee.BigIntegerField(null=True)
    undone_at = UtcField(null=True)
    settled_at = UtcField(null=True)

    @property
    def shown(self) -> str | None:
        """Of one that is held: the digest of what was shown, which alone can be confirmed."""
        digest: str | None = json.loads(self.report).get("shown") if self.state == "held" else None
        return digest


class Case(Base):
    """A case as the feed tells it; only the feed writes here."""

    id = peewee.BigAutoField()
    code = peewee.TextField(unique=True)
    code_folded = peewee.TextField()
    category = peewee.TextField(null=True)
    type = peewee.TextField(null=True)
    stage = peewee.TextField()
    stage_since = peewee.DateField(null=True)
    handler = peewee.TextField(null=True)
    received = peewee.DateField(null=True)
    opened = peewee.DateField(null=True)
    decided = peewee.DateField(null=True)
    executed = peewee.DateField(null=True)
    closed = peewee.DateField(null=True)
    priority = peewee.TextField(null=True)
    weight = peewee.DoubleField(null=True)
    next_step = peewee.TextField(null=True)
    next_date = peewee.DateField(null=True)
    protected = peewee.BooleanField(default=False)
    feed_id = peewee.BigIntegerField(null=True)
    told_at = UtcField(null=True)
    version = peewee.IntegerField(default=1)

    class Meta:
        table_name = "cases"


class CaseHistory(Base):
    """A field of a case that changed; never one that points at a person."""

    id = peewee.BigAutoField()
    case_id = peewee.BigIntegerField()
    at = UtcField()
    field = peewee.TextField()
    old = peewee.TextField(null=True)
    new = peewee.TextField(null=True)
    feed_id = peewee.BigIntegerField(null=True)
