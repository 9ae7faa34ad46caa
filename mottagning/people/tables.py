"""The tables of this room: staff, their names in other systems, passwords, absence, and the unit's settings."""

from mottagning.db import Base, UtcField, peewee


class PersonRow(Base):
    """Somebody who works here, or did."""

    id = peewee.BigAutoField()
    key = peewee.TextField(unique=True)
    name = peewee.TextField()
    initials = peewee.TextField()
    role = peewee.TextField(default="desk")
    email = peewee.TextField(null=True)
    phone = peewee.TextField(null=True)
    joined = peewee.DateField(null=True)
    left_on = peewee.DateField(null=True)
    sort_key = peewee.TextField()
    version = peewee.IntegerField(default=1)

    class Meta:
        table_name = "person"


class Alias(Base):
    """What another system calls her: `value` folded, `written` as it stands there."""

    id = peewee.BigAutoField()
    person_id = peewee.BigIntegerField()
    kind = peewee.TextField()
    value = peewee.TextField()
    written = peewee.TextField()

    class Meta:
        table_name = "person_alias"


class Credential(Base):
    """Her password's argon2id hash, and how many times in a row it was missed."""

    person_id = peewee.BigIntegerField(primary_key=True)
    hash = peewee.TextField()
    changed_at = UtcField()
    failures = peewee.IntegerField(default=0)
    locked_until = UtcField(null=True)


class AbsenceRow(Base):
    """Days on which somebody is away, or half of each; no cause, ever."""

    id = peewee.BigAutoField()
    person_id = peewee.BigIntegerField()
    first_day = peewee.DateField()
    last_day = peewee.DateField()
    half = peewee.TextField(null=True)
    version = peewee.IntegerField(default=1)

    class Meta:
        table_name = "absence"


class Setting(Base):
    """One of the unit's settings: JSON by name."""

    name = peewee.TextField(primary_key=True)
    value = peewee.TextField()
    version = peewee.IntegerField(default=1)
