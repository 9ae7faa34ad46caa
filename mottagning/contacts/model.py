"""What other rooms see of a contact: frozen values, no rows."""

from datetime import datetime
from typing import NamedTuple

CHANNELS = ("phone", "mail", "visit", "letter")
STATES = ("waiting", "taken", "promised", "passed_on", "closed")
OPEN = STATES[:-1]
OUTCOMES = ("solved", "accepted", "referred", "no_action")
HAS_HTML = "html"
"""The word among a contact's oddities that says that its message can be shown as it looked."""
REGISTERED = ("case_file", "register", "minor", "not_yet")


class Summary(NamedTuple):
    """A contact as a row of a list. `counterpart` is None for an anonymous or redacted one; `owner` None: the desk.

    `booked`: what is promised is a time with its owner. `part_of`: the contact of which this is a second thing to do;
    what came and who it was lie there.
    """

    id: int
    channel: str
    direction: str
    kind: str
    at: datetime
    state: str
    outcome: str | None
    owner: int | None
    due_at: datetime | None
    returns_at: datetime | None
    registered: str
    urgent: bool
    concern: str
    concern_accepted_by: int | None
    thread: int | None
    version: int
    name: str | None
    address: str | None
    phone: str | None
    subject: str | None
    beginning: str
    closed_at: datetime | None
    redacted: bool
    call_status: str | None
    anonymous: bool
    may_be_answered_automatically: bool
    quiet: bool
    booked: bool = False
    part_of: int | None = None

    @property
    def counterpart(self) -> str | None:
        """Address or number; else the name."""
        return self.address or self.phone or self.name


def without_person(summary: Summary) -> Summary:
    """The contact without name, address, number or words: what may be listed of one about a protected identity."""
    return summary._replace(name=None, address=None, phone=None, subject=None, beginning="")


class NoteView(NamedTuple):
    """A line written at the desk."""

    at: datetime
    author: int | None
    text: str


class TieView(NamedTuple):
    """A case that a contact is tied to, or may belong to; `reasons` are sentences."""

    case: int
    code: str
    certainty: str
    state: str
    reasons: tuple[str, ...]
    by: int | None

    @property
    def tied(self) -> bool:
        """Whether it is tied, not only offered."""
        return self.state == "tied"
