"""The tables of this room: staff, names in other systems, passwords, deputies, absence, settings, who does what."""

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


class DeputyRow(Base):
    """Who stands in for whom, from a day to a day or until further notice."""

    id = peewee.BigAutoField()
    person_id = peewee.BigIntegerField()
    deputy_id = peewee.BigIntegerField()
    first_day = peewee.DateField()
    last_day = peewee.DateField(null=True)
    version = peewee.IntegerField(default=1)

    class Meta:
        table_name = "deputy"


class AbsenceRow(Base):
    """Days on which somebody is away, or half of each; no cause, ever. `source` and `event` say where it was read."""

    id = peewee.BigAutoField()
    person_id = peewee.BigIntegerField()
    first_day = peewee.DateField()
    last_day = peewee.DateField()
    half = peewee.TextField(null=True)
    source = peewee.TextField(null=True)
    event = peewee.TextField(null=True)
    version = peewee.IntegerField(default=1)

    class Meta:
        table_name = "absence"


class Setting(Base):
    """One of the unit's settings: JSON by name."""

    name = peewee.TextField(primary_key=True)
    value = peewee.TextField()
    version = peewee.IntegerField(default=1)


class GuideRow(Base):
    """A unit or an emergency card as the team lead has it: JSON."""

    id = peewee.BigAutoField()
    kind = peewee.TextField()
    key = peewee.TextField()
    document = peewee.TextField()
    removed = peewee.BooleanField(default=False)
    version = peewee.IntegerField(default=1)

    class Meta:
        table_name = "guide"


class GuideVersion(Base):
    """What it said before, who wrote that and when."""

    guide_id = peewee.BigIntegerField()
    version = peewee.IntegerField()
    document = peewee.TextField()
    removed = peewee.BooleanField()
    at = UtcField()
    by_id = peewee.BigIntegerField(null=True)

    class Meta:
        table_name = "guide_version"
        primary_key = peewee.CompositeKey("guide_id", "version")
