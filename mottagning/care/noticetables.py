"""The tables of e-mails without content to colleagues: each mail, and what was told with it."""

from mottagning.db import Base, UtcField, peewee


class Notice(Base):
    """A mail to somebody; what it says is made when it goes, and kept nowhere."""

    id = peewee.BigAutoField()
    person_id = peewee.BigIntegerField()
    mailbox_id = peewee.BigIntegerField()
    message_id = peewee.TextField(unique=True)
    state = peewee.TextField()
    made_at = UtcField()
    next_at = UtcField()
    tries = peewee.IntegerField(default=0)
    error = peewee.TextField(null=True)


class Told(Base):
    """What was told to whom: unique, so that nothing is told twice."""

    person_id = peewee.BigIntegerField()
    contact_id = peewee.BigIntegerField()
    what = peewee.TextField()
    of_time = UtcField()
    at = UtcField()
    notice_id = peewee.BigIntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("person_id", "contact_id", "what", "of_time")
