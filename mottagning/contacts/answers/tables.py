"""The tables of answers: how they leave a mailbox, and where each stands on its way."""

from mottagning.db import Base, OctetsField, UtcField, peewee


class MailSender(Base):
    """How answers leave a mailbox; they are signed in for as the mailbox is."""

    mailbox_id = peewee.BigIntegerField(primary_key=True)
    address = peewee.TextField()
    host = peewee.TextField()
    port = peewee.IntegerField()
    security = peewee.TextField()
    files_itself = peewee.BooleanField(default=False)
    phone = peewee.TextField(default="")
    signature = peewee.TextField(default="")
    version = peewee.IntegerField(default=1)

    class Meta:
        table_name = "mail_sender"


class Outgoing(Base):
    """An answer on its way: waiting → sending → sent, failed or unsure. No content.

    One that was written `elsewhere`, in a mail program, is sent. After a mere receipt somebody waits still.
    """

    id = peewee.BigAutoField()
    contact_id = peewee.BigIntegerField()
    mailbox_id = peewee.BigIntegerField()
    message_id = peewee.TextField(unique=True)
    state = peewee.TextField()
    by_id = peewee.BigIntegerField(null=True)
    note_id = peewee.BigIntegerField(null=True)
    made_at = UtcField()
    next_at = UtcField(null=True)
    handed_at = UtcField(null=True)
    sent_at = UtcField(null=True)
    tries = peewee.IntegerField(default=0)
    error = peewee.TextField(null=True)
    filed = peewee.BooleanField(default=False)
    elsewhere = peewee.BooleanField(default=False)
    is_receipt = peewee.BooleanField(default=False)
    draft = peewee.TextField(null=True)
    look_at = UtcField(null=True)
    version = peewee.IntegerField(default=1)


class OutgoingRaw(Base):
    """The octets of an answer and whom it is for; gone when it is sent and a copy lies in the mailbox."""

    outgoing_id = peewee.BigIntegerField(primary_key=True)
    recipient = peewee.TextField()
    octets = OctetsField()

    class Meta:
        table_name = "outgoing_raw"


class SentFolder(Base):
    """Where a mailbox keeps what it sent, and how the last look there went."""

    mailbox_id = peewee.BigIntegerField(primary_key=True)
    name = peewee.TextField(null=True)
    error = peewee.TextField(null=True)
    token = peewee.TextField(null=True)

    class Meta:
        table_name = "sent_folder"


class SentSeen(Base):
    """What was looked at there, by its name in the folder."""

    mailbox_id = peewee.BigIntegerField()
    name = peewee.TextField()

    class Meta:
        table_name = "sent_seen"
        primary_key = peewee.CompositeKey("mailbox_id", "name")


class SentWaits(Base):
    """A message there that answers what has not come yet, with an id of that."""

    mailbox_id = peewee.BigIntegerField()
    name = peewee.TextField()
    key = peewee.TextField()
    since = UtcField()

    class Meta:
        table_name = "sent_waits"
        primary_key = peewee.CompositeKey("mailbox_id", "name", "key")
