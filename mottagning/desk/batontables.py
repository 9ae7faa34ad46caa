"""The tables of the baton: who handed a day over and took it on, the words that go with it, what the night needs."""

from datetime import date

from mottagning.db import Base, UtcField, peewee


class BatonRow(Base):
    """A working day that was handed over, signed for, or both."""

    id = peewee.BigAutoField()
    day = peewee.DateField(unique=True)
    by_id = peewee.BigIntegerField(null=True)
    handed_at = UtcField(null=True)
    signed_by = peewee.BigIntegerField(null=True)
    signed_at = UtcField(null=True)
    version = peewee.IntegerField(default=1)

    class Meta:
        table_name = "baton"


class BatonLine(Base):
    """A word to tomorrow: a text of its own, or the note of a contact."""

    id = peewee.BigAutoField()
    day = peewee.DateField()
    at = UtcField()
    by_id = peewee.BigIntegerField()
    text = peewee.TextField(null=True)
    note_id = peewee.BigIntegerField(null=True)

    class Meta:
        table_name = "baton_line"


class TonightRow(Base):
    """A contact that the social emergency service must know of after a working day."""

    id = peewee.BigAutoField()
    day = peewee.DateField()
    contact_id = peewee.BigIntegerField()
    why = peewee.TextField()
    by_id = peewee.BigIntegerField(null=True)
    at = UtcField()
    told_by = peewee.BigIntegerField(null=True)
    told_at = UtcField(null=True)

    class Meta:
        table_name = "tonight"


def is_marked(contact: int, day: date) -> bool:
    """Inside a transaction: whether the social emergency service must know of a contact after this day."""
    marks = TonightRow.select().where((TonightRow.contact_id == contact) & (TonightRow.day == day))
    return bool(marks.exists())
