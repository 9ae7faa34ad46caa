"""The tables of surveys: how often each answer was given, and which rows of files are counted already."""

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
