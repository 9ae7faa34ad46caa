"""The tables of the rota: posts, what the planner knows about people, drafts, and the published shifts."""

from mottagning.db import Base, UtcField, peewee


class PostRow(Base):
    """What one sits at; `weekdays` and `needs` are JSON lists, the hours "HH:MM"."""

    id = peewee.BigAutoField()
    key = peewee.TextField(unique=True)
    name = peewee.TextField()
    weekdays = peewee.TextField()
    starts = peewee.TextField()
    ends = peewee.TextField()
    needs = peewee.TextField(default="[]")
    position = peewee.IntegerField(default=0)
    version = peewee.IntegerField(default=1)

    class Meta:
        table_name = "post"


class RotaPerson(Base):
    """What the planner has to know about somebody; lists are JSON."""

    person_id = peewee.BigIntegerField(primary_key=True)
    rates = peewee.TextField(default="[]")
    off = peewee.TextField(default="[]")
    qualifications = peewee.TextField(default="[]")
    novice_until = peewee.DateField(null=True)
    mentor_id = peewee.BigIntegerField(null=True)
    posts = peewee.TextField(null=True)
    wishes = peewee.TextField(default="[]")
    version = peewee.IntegerField(default=1)


class Pin(Base):
    """A shift that the planner must leave with its person."""

    id = peewee.BigAutoField()
    day = peewee.DateField()
    post_id = peewee.BigIntegerField()
    person_id = peewee.BigIntegerField()


class PlanRow(Base):
    """A draft, or what became of it; `report` holds what is unfilled and the balance, as JSON."""

    id = peewee.BigAutoField()
    state = peewee.TextField()
    first_day = peewee.DateField()
    last_day = peewee.DateField()
    made_at = UtcField()
    made_by = peewee.BigIntegerField(null=True)
    published_at = UtcField(null=True)
    published_by = peewee.BigIntegerField(null=True)
    report = peewee.TextField(default="{}")
    version = peewee.IntegerField(default=1)

    class Meta:
        table_name = "plan"


class PlanShift(Base):
    """A shift of a draft; nobody sits there yet when the person is null."""

    id = peewee.BigAutoField()
    plan_id = peewee.BigIntegerField()
    day = peewee.DateField()
    post_id = peewee.BigIntegerField()
    person_id = peewee.BigIntegerField(null=True)
    pinned = peewee.BooleanField(default=False)


class ShiftRow(Base):
    """A published shift, or a past one; uncovered when the person is null."""

    id = peewee.BigAutoField()
    day = peewee.DateField()
    post_id = peewee.BigIntegerField()
    person_id = peewee.BigIntegerField(null=True)
    plan_id = peewee.BigIntegerField(null=True)
    sequence = peewee.IntegerField(default=0)
    version = peewee.IntegerField(default=1)

    class Meta:
        table_name = "shift"
