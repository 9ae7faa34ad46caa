"""The tables of surveys, which are counts alone, and of improvement work."""

from mottagning.db import Base, peewee


class SurveyTally(Base):
    """How often an answer was given to a question in a week (its Monday): counts alone."""

    week = peewee.DateField()
    way = peewee.TextField()
    channel = peewee.TextField()
    category = peewee.TextField()
    question = peewee.TextField()
    answer = peewee.IntegerField()
    n = peewee.IntegerField()

    class Meta:
        table_name = "survey_tally"
        primary_key = peewee.CompositeKey("week", "way", "channel", "category", "question", "answer")


class SurveySeen(Base):
    """A row of a file that is counted, by the digest of what was read of it."""

    digest = peewee.TextField(primary_key=True)

    class Meta:
        table_name = "survey_seen"


class ImprovementRow(Base):
    """Something that was changed in how we work. `about` is JSON: the goals it is to move, none for all of them."""

    id = peewee.BigAutoField()
    title = peewee.TextField()
    about = peewee.TextField(default="[]")
    owner_id = peewee.BigIntegerField(null=True)
    made_on = peewee.DateField()
    follow_up = peewee.DateField(null=True)
    learnt = peewee.TextField(default="")
    counts_anew = peewee.BooleanField(default=False)
    removed = peewee.BooleanField(default=False)
    version = peewee.IntegerField(default=1)

    class Meta:
        table_name = "improvement"
