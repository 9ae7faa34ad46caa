"""The tables of the rota: posts, what the planner knows about people, drafts, and the published shifts."""

from mottagning.db import Base, UtcField, peewee


class PostRow(Base):
    """What one sits at; `weekdays`, `needs` and `other_hours` (weekday, from, to) are JSON lists, hours "HH:MM"."""

    id = peewee.BigAutoField()
    key = peewee.TextField(unique=True)
    name = peewee.TextField()
    weekdays = peewee.TextField()
    starts = peewee.TextField()
    ends = peewee.TextField()
    needs = peewee.TextField(default="[]")
    position = peewee.IntegerField(default=0)
    kind = peewee.TextField(default="desk")
    other_hours = peewee.TextField(default="[]")
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
    """A shift that the planner must leave with its person; who pinned it and when is not known of old ones."""

    id = peewee.BigAutoField()
    day = peewee.DateField()
    post_id = peewee.BigIntegerField()
    person_id = peewee.BigIntegerField()
    by_id = peewee.BigIntegerField(null=True)
    at = UtcField(null=True)


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


class RotaVersion(Base):
    """A change of the published rota: who made it, when, how and why."""

    id = peewee.BigAutoField()
    at = UtcField()
    by_id = peewee.BigIntegerField(null=True)
    kind = peewee.TextField()
    why = peewee.TextField(default="")
    plan_id = peewee.BigIntegerField(null=True)

    class Meta:
        table_name = "rota_version"


class RotaChange(Base):
    """What a version changed of one shift; nobody sat or sits there when the person is null."""

    version_id = peewee.BigIntegerField()
    day = peewee.DateField()
    post_id = peewee.BigIntegerField()
    before_id = peewee.BigIntegerField(null=True)
    after_id = peewee.BigIntegerField(null=True)
    is_new = peewee.BooleanField(default=False)
    is_gone = peewee.BooleanField(default=False)

    class Meta:
        table_name = "rota_change"
        primary_key = peewee.CompositeKey("version_id", "day", "post_id")


class CalendarEvent(Base):
    """What an exported calendar (a person's, 0 for everybody's) has said of a shift, and under which sequence."""

    calendar = peewee.BigIntegerField()
    shift_id = peewee.BigIntegerField()
    day = peewee.DateField()
    post_id = peewee.BigIntegerField()
    said = peewee.TextField()
    sequence = peewee.IntegerField()

    class Meta:
        table_name = "calendar_event"
        primary_key = peewee.CompositeKey("calendar", "shift_id")


class SwapRow(Base):
    """Somebody asks for another to take a shift of hers; `return_day` is the shift that is given for it."""

    id = peewee.BigAutoField()
    day = peewee.DateField()
    post_id = peewee.BigIntegerField()
    asker_id = peewee.BigIntegerField()
    asked_of_id = peewee.BigIntegerField(null=True)
    taker_id = peewee.BigIntegerField(null=True)
    return_day = peewee.DateField(null=True)
    return_post_id = peewee.BigIntegerField(null=True)
    state = peewee.TextField()
    asked_at = UtcField()
    ended_at = UtcField(null=True)
    ended_by = peewee.BigIntegerField(null=True)
    version = peewee.IntegerField(default=1)

    class Meta:
        table_name = "shift_swap"
