"""The tables of what is noted here of a case: dates, decisions on deadlines, what makes it weigh more."""

from mottagning.db import Base, peewee


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
