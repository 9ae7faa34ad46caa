"""The tables of the meetings at the board: which were held, and what was agreed at them."""

from mottagning.db import Base, UtcField, peewee


class BoardMeeting(Base):
    """A day on which the group met at the board, and when it began."""

    day = peewee.DateField(primary_key=True)
    began_at = UtcField()
    by_id = peewee.BigIntegerField(null=True)

    class Meta:
        table_name = "board_meeting"


class AgreementRow(Base):
    """Something that was agreed; ticked off when `done_at` says when."""

    id = peewee.BigAutoField()
    agreed_on = peewee.DateField()
    words = peewee.TextField()
    person_id = peewee.BigIntegerField(null=True)
    due_on = peewee.DateField(null=True)
    done_at = UtcField(null=True)
    done_by = peewee.BigIntegerField(null=True)
    version = peewee.IntegerField(default=1)

    class Meta:
        table_name = "agreement"
