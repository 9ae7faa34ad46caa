"""The tables of those who are in a case: as the feed tells it, and as it is entered here."""

from mottagning.db import Base, peewee


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


class FormerName(Base):
    """What the case list called the client of a case before."""

    id = peewee.BigAutoField()
    case_id = peewee.BigIntegerField()
    name = peewee.TextField()
    name_key = peewee.TextField()


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
