"""The tables of routines: each as the team lead has it now, and every wording that held or that somebody followed."""

from mottagning.db import Base, UtcField, peewee


class RoutineRow(Base):
    """A routine as the team lead has it: JSON."""

    id = peewee.BigAutoField()
    key = peewee.TextField(unique=True)
    document = peewee.TextField()
    removed = peewee.BooleanField(default=False)
    version = peewee.IntegerField(default=1)

    class Meta:
        table_name = "routine"


class RoutineWording(Base):
    """How it read in a version, who wrote that and when; version 0 is one that the program came with."""

    id = peewee.BigAutoField()
    key = peewee.TextField()
    version = peewee.IntegerField()
    document = peewee.TextField()
    removed = peewee.BooleanField(default=False)
    at = UtcField()
    by_id = peewee.BigIntegerField(null=True)

    class Meta:
        table_name = "routine_wording"
