"""The tables of the common case list. Whom a case is about lies apart from the case, so that it can go alone."""

from mottagning.db import Base, UtcField, peewee


class FeedMapping(Base):
    """Which header of an export means which field, under a name."""

    name = peewee.TextField(primary_key=True)
    document = peewee.TextField()
    saved_at = UtcField()
    version = peewee.IntegerField(default=1)


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


class Party(Base):
    """The person a case is about (role "client"), or another in it; none for a protected case.

    `entry_id` is None for those whom the feed tells of: the feed replaces them, and leaves those entered here alone.
    """

    id = peewee.BigAutoField()
    case_id = peewee.BigIntegerField()
    position = peewee.IntegerField()
    role = peewee.TextField()
    name = peewee.TextField(null=True)
    name_key = peewee.TextField(null=True)
    personal_id = peewee.TextField(null=True)
    entry_id = peewee.BigIntegerField(null=True)


class PartyWord(Base):
    """A folded word of a party's name."""

    party_id = peewee.BigIntegerField()
    word = peewee.TextField()

    class Meta:
        primary_key = peewee.CompositeKey("word", "party_id")


class PartyAddress(Base):
    """A telephone number (E.164) or e-mail address (lower case) of a party."""

    id = peewee.BigAutoField()
    party_id = peewee.BigIntegerField()
    kind = peewee.TextField()
    value = peewee.TextField()


class PartyEntry(Base):
    """What was entered here about somebody in a case, or about a party of the feed (`of_feed`, by role and name)."""

    id = peewee.BigAutoField()
    case_id = peewee.BigIntegerField()
    of_feed = peewee.BooleanField(default=False)
    role = peewee.TextField()
    name = peewee.TextField(null=True)
    name_key = peewee.TextField(default="")
    notifier = peewee.TextField(null=True)
    tell = peewee.TextField(null=True)
    limits = peewee.TextField(default="")
    interpreter = peewee.BooleanField(default=False)
    language = peewee.TextField(default="")
    threat = peewee.TextField(default="")
    version = peewee.IntegerField(default=1)


class PartyConsent(Base):
    """The one it is about has agreed that a party is told something."""

    id = peewee.BigAutoField()
    entry_id = peewee.BigIntegerField()
    given_on = peewee.DateField()
    what = peewee.TextField()
    until = peewee.DateField(null=True)
    withdrawn_on = peewee.DateField(null=True)
    version = peewee.IntegerField(default=1)


class PartyFeedback(Base):
    """A notifier has asked what came of her report, and what she was told."""

    id = peewee.BigAutoField()
    entry_id = peewee.BigIntegerField()
    asked_on = peewee.DateField()
    given_on = peewee.DateField(null=True)
    answer = peewee.TextField(null=True)
    version = peewee.IntegerField(default=1)


class CaseHistory(Base):
    """A field of a case that changed; never one that points at a person."""

    id = peewee.BigAutoField()
    case_id = peewee.BigIntegerField()
    at = UtcField()
    field = peewee.TextField()
    old = peewee.TextField(null=True)
    new = peewee.TextField(null=True)
    feed_id = peewee.BigIntegerField(null=True)


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


class CaseDate(Base):
    """A date noted here that deadlines begin or end with."""

    id = peewee.BigAutoField()
    case_id = peewee.BigIntegerField()
    moment = peewee.TextField()
    on_day = peewee.DateField()
    version = peewee.IntegerField(default=1)


class DeadlineDecision(Base):
    """A deadline of one case is prolonged from `first_day` until `last_day`, or stands still on these days."""

    id = peewee.BigAutoField()
    case_id = peewee.BigIntegerField()
    rule = peewee.TextField()
    kind = peewee.TextField()
    first_day = peewee.DateField()
    last_day = peewee.DateField(null=True)
    version = peewee.IntegerField(default=1)


class CaseExtras(Base):
    """The codes of what makes a case weigh more."""

    case_id = peewee.BigIntegerField(primary_key=True)
    extras = peewee.TextField()
    version = peewee.IntegerField(default=1)
