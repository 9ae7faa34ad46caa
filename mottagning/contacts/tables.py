"""The tables of what comes in: state apart from content, so that content can go and the count stay."""

from mottagning.db import Base, OctetsField, UtcField, peewee


class Thread(Base):
    """Joins messages of one conversation, and missed calls from one number."""

    id = peewee.BigAutoField()
    kind = peewee.TextField()


class Contact(Base):
    """One message, call, visit or letter: its state, without a word of what was said."""

    id = peewee.BigAutoField()
    channel = peewee.TextField()
    direction = peewee.TextField(default="in")
    kind = peewee.TextField(default="person")
    at = UtcField()
    state = peewee.TextField()
    outcome = peewee.TextField(null=True)
    owner_id = peewee.BigIntegerField(null=True)
    due_at = UtcField(null=True)
    booked = peewee.BooleanField(default=False)
    returns_at = UtcField(null=True)
    registered = peewee.TextField(default="not_yet")
    urgent = peewee.BooleanField(default=False)
    concern = peewee.TextField(default="no")
    concern_accepted_by = peewee.BigIntegerField(null=True)
    thread_id = peewee.BigIntegerField(null=True)
    same_id = peewee.BooleanField(default=False)
    may_be_answered = peewee.BooleanField(default=False)
    quiet = peewee.BooleanField(default=False)
    part_of = peewee.BigIntegerField(null=True)
    redacted_at = UtcField(null=True)
    redacted_why = peewee.TextField(null=True)
    closed_at = UtcField(null=True)
    version = peewee.IntegerField(default=1)


class ContactText(Base):
    """What was said and by whom; gone when redacted."""

    contact_id = peewee.BigIntegerField(primary_key=True)
    name = peewee.TextField(null=True)
    address = peewee.TextField(null=True)
    phone = peewee.TextField(null=True)
    subject = peewee.TextField(null=True)
    text = peewee.TextField(null=True)
    notes = peewee.TextField(default="[]")


class Note(Base):
    """A line written at the desk."""

    id = peewee.BigAutoField()
    contact_id = peewee.BigIntegerField()
    at = UtcField()
    author_id = peewee.BigIntegerField(null=True)
    text = peewee.TextField()


class Draft(Base):
    """What somebody has begun to write about a contact, or as an answer to it: hers until it is kept or sent."""

    contact_id = peewee.BigIntegerField()
    person_id = peewee.BigIntegerField()
    kind = peewee.TextField()
    text = peewee.TextField()
    at = UtcField()

    class Meta:
        primary_key = peewee.CompositeKey("contact_id", "person_id", "kind")


class CardDraft(Base):
    """What somebody has begun to write on a call card: `card` is its UUID, `holder` that of the card in the window that
    has it ("": not known), `contact_id` the call that rings there."""

    card = peewee.TextField(primary_key=True)
    holder = peewee.TextField(default="")
    person_id = peewee.BigIntegerField()
    contact_id = peewee.BigIntegerField(null=True)
    channel = peewee.TextField()
    typed = peewee.TextField()
    case_id = peewee.BigIntegerField(null=True)
    text = peewee.TextField()
    begun_at = UtcField()
    at = UtcField()

    class Meta:
        table_name = "card_draft"


class ContactStep(Base):
    """One step in the course of a contact; no content."""

    id = peewee.BigAutoField()
    contact_id = peewee.BigIntegerField()
    at = UtcField()
    actor_id = peewee.BigIntegerField(null=True)
    step = peewee.TextField()
    facts = peewee.TextField(default="{}")


class Ledger(Base):
    """What a source gave, and where it stands there."""

    id = peewee.BigAutoField()
    place = peewee.TextField(unique=True)
    kind = peewee.TextField()
    folder_id = peewee.BigIntegerField(null=True)
    received_at = UtcField(null=True)
    fetched_at = UtcField()
    sha256 = peewee.TextField(null=True)
    size = peewee.BigIntegerField(null=True)
    state = peewee.TextField()
    reason = peewee.TextField(null=True)
    contact_id = peewee.BigIntegerField(null=True)
    fingerprint = peewee.TextField(null=True)
    gone_at = UtcField(null=True)
    moved_to = peewee.TextField(null=True)


class Raw(Base):
    """The octets as fetched."""

    ledger_id = peewee.BigIntegerField(primary_key=True)
    octets = OctetsField()


class Identity(Base):
    """What makes two messages the same; unique, so two workstations cannot make two contacts of one."""

    key = peewee.TextField(primary_key=True)
    contact_id = peewee.BigIntegerField()


class Message(Base):
    """The headers that join threads."""

    contact_id = peewee.BigIntegerField(primary_key=True)
    message_id = peewee.TextField(null=True)
    sender = peewee.TextField(null=True)


class MessageKey(Base):
    """What a message is known by to those that answer it: its id, the ids it answers, its time, its conversation."""

    contact_id = peewee.BigIntegerField()
    key = peewee.TextField()

    class Meta:
        table_name = "message_key"
        primary_key = peewee.CompositeKey("key", "contact_id")


class Call(Base):
    """Where a call stands, as the switchboard tells it."""

    contact_id = peewee.BigIntegerField(primary_key=True)
    source = peewee.TextField()
    call_id = peewee.TextField(null=True)
    told = peewee.TextField(default="")
    ringing_at = UtcField(null=True)
    answered_at = UtcField(null=True)
    ended_at = UtcField(null=True)
    status = peewee.TextField()
    anonymous = peewee.BooleanField(default=False)


class Attachment(Base):
    """A file that came with a message; its octets lie in `Blob`, once by content."""

    id = peewee.BigAutoField()
    contact_id = peewee.BigIntegerField()
    position = peewee.IntegerField()
    name = peewee.TextField()
    content_type = peewee.TextField()
    size = peewee.BigIntegerField()
    sha256 = peewee.TextField()
    inline = peewee.BooleanField(default=False)


class Blob(Base):
    """The octets of attachments."""

    sha256 = peewee.TextField(primary_key=True)
    octets = OctetsField()


class Tie(Base):
    """A contact and a case: offered, tied, or untied again."""

    id = peewee.BigAutoField()
    contact_id = peewee.BigIntegerField()
    case_id = peewee.BigIntegerField()
    certainty = peewee.TextField()
    state = peewee.TextField()
    reasons = peewee.TextField()
    rank = peewee.IntegerField(default=0)
    by_id = peewee.BigIntegerField(null=True)
    at = UtcField()


class Quarantine(Base):
    """Free text of a case that turned out to be protected, sealed until the lead confirms."""

    id = peewee.BigAutoField()
    contact_id = peewee.BigIntegerField(unique=True)
    at = UtcField()
    sealed = OctetsField()
    confirmed_at = UtcField(null=True)
    confirmed_by = peewee.BigIntegerField(null=True)


class Mailbox(Base):
    """An account that is read; its password, or what stands for one, lies in `secret`."""

    id = peewee.BigAutoField()
    name = peewee.TextField(unique=True)
    host = peewee.TextField()
    port = peewee.IntegerField()
    username = peewee.TextField()
    security = peewee.TextField()
    ca_file = peewee.TextField(null=True)
    since = peewee.DateField(null=True)
    kind = peewee.TextField(default="imap")
    auth = peewee.TextField(default="password")
    tenant = peewee.TextField(null=True)
    client_id = peewee.TextField(null=True)
    version = peewee.IntegerField(default=1)


class MailFolder(Base):
    """A folder of a mailbox, and what the last look at the server said."""

    id = peewee.BigAutoField()
    mailbox_id = peewee.BigIntegerField()
    name = peewee.TextField()
    uidvalidity = peewee.BigIntegerField(null=True)
    server_count = peewee.BigIntegerField(null=True)
    ledger_count = peewee.BigIntegerField(null=True)
    checked_at = UtcField(null=True)
    error = peewee.TextField(null=True)
    progress_at = UtcField(null=True)
    token = peewee.TextField(null=True)


class Switchboard(Base):
    """Who may tell of calls by HTTP; the hash of its key lies in `secret`."""

    id = peewee.BigAutoField()
    name = peewee.TextField(unique=True)
    dialect = peewee.TextField()
    connect = peewee.TextField(null=True)
    told_at = UtcField(null=True)
    refused_at = UtcField(null=True)
    refused_why = peewee.TextField(null=True)
    address = peewee.TextField(null=True)
    certificate = peewee.TextField(null=True)
    refused_certificate = peewee.TextField(null=True)
    version = peewee.IntegerField(default=1)


class CallLog(Base):
    """A switchboard's own log that was read: it knows all calls between these moments."""

    id = peewee.BigAutoField()
    at = UtcField()
    since = UtcField()
    until = UtcField()
