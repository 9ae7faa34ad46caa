"""The tables of where feeds come from, how they are read, and what they replaced."""

from mottagning.db import Base, UtcField, peewee


class FeedMapping(Base):
    """Which header of an export means which field, under a name."""

    name = peewee.TextField(primary_key=True)
    document = peewee.TextField()
    saved_at = UtcField()
    version = peewee.IntegerField(default=1)


class CaseBefore(Base):
    """A case as it was before the last feed; without a document it was not there. Nothing of anybody protected."""

    case_id = peewee.BigIntegerField(primary_key=True)
    feed_id = peewee.BigIntegerField()
    document = peewee.TextField(null=True)


class CaseRename(Base):
    """A new case that may be an old one under another code."""

    id = peewee.BigAutoField()
    feed_id = peewee.BigIntegerField()
    old_case = peewee.BigIntegerField()
    new_case = peewee.BigIntegerField()
    reasons = peewee.TextField()
    dismissed_at = UtcField(null=True)


class FeedSource(Base):
    """A folder that is watched for exports, or a view of the case system's database."""

    id = peewee.BigAutoField()
    name = peewee.TextField(unique=True)
    kind = peewee.TextField()
    place = peewee.TextField()
    query = peewee.TextField(default="")
    pattern = peewee.TextField(default="*")
    mapping = peewee.TextField()
    afterwards = peewee.TextField(default="remove")
    minutes = peewee.IntegerField(default=60)
    looked_at = UtcField(null=True)
    taken_at = UtcField(null=True)
    error = peewee.TextField(null=True)
    version = peewee.IntegerField(default=1)


class TakenFile(Base):
    """A file of a watched folder that was looked at, and what came of it."""

    id = peewee.BigAutoField()
    source_id = peewee.BigIntegerField()
    mark = peewee.TextField()
    name = peewee.TextField()
    sha256 = peewee.TextField()
    at = UtcField()
    outcome = peewee.TextField()
    sentence = peewee.TextField(null=True)
    feed_id = peewee.BigIntegerField(null=True)

    class Meta:
        table_name = "feed_file"
