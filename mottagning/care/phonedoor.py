"""Who may tell of calls by HTTP and what she gets for an answer: everything about a request but its socket."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus

from mottagning.care.phoneintake import PhoneIntake
from mottagning.contacts.phone import dialects, switchboards
from mottagning.contacts.phone.calls import PhoneEvent
from mottagning.contacts.phone.dialects import Fields, NotUnderstoodError, Reply, Told
from mottagning.contacts.phone.switchboards import NoteTold, SwitchboardState
from mottagning.contacts.phone.unheard import KeepUnheard
from mottagning.db import Database
from mottagning.errors import Trouble

_REFRESH_S = 5.0
_AT_MOST_EACH_S = 1.0
_NOTE_S = 30.0
_NOTHING = Reply()
_NOBODY = switchboards.hash_of("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What came for the switchboard `name`. `address` is where it came to, for later events to come to as well.

    `key` "" when none was given; `certificate` the subject (RFC 4514) of the one that the other end has proven to be
    hers and that we trust, "" for none.
    """

    name: str
    key: str
    certificate: str
    body: bytes
    content_type: str
    address: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back."""

    status: HTTPStatus
    reply: Reply = _NOTHING


class PhoneDoor:
    """Knows the switchboards from memory, so that a call is answered for although the database is away."""

    def __init__(
        self,
        database: Database,
        intake: PhoneIntake,
        address: str,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database = database
        self._intake = intake
        self._address = address
        self._clock = clock
        self._known: dict[str, tuple[SwitchboardState, str]] = {}
        self._has_looked = False
        self._looked = self._noted = float("-inf")
        self._to_note: dict[str, NoteTold] = {}
        self._told: set[str] = set()
        """Those that have told of something since the service began: the first of it is written down at once."""

    def answer(self, request: Request) -> Answer:
        """Take the events of a request. Nothing of it reaches a log."""
        known = self._let_in(request)
        if known is None:
            # Who may not come in is not asked to come again; as long as nobody is known, everybody is.
            return Answer(HTTPStatus.FORBIDDEN if self._has_looked else HTTPStatus.SERVICE_UNAVAILABLE)
        now = self._clock()
        fields: Fields = {}
        try:
            fields = dialects.fields_of(request.body, request.content_type)
            told = dialects.understand(known.dialect, fields, now)
        except NotUnderstoodError:
            self._to_note[known.name] = NoteTold(by=None, name=known.name, refused_at=now, refused_why="content")
            self._keep_unheard(known.name, request.body, fields, now)
            return Answer(HTTPStatus.BAD_REQUEST)
        events = tuple(self._event(known.name, each) for each in told)
        mark = (
            hashlib.sha256(f"{known.name} ".encode() + request.body).digest() if dialects.call_id_of(fields) else None
        )
        stored = self._intake.take(events, mark) if events else True
        self._to_note[known.name] = NoteTold(by=None, name=known.name, told_at=now)
        reply = dialects.reply(known.dialect, fields, request.address, known.connect)
        if stored or reply.is_awaited:  # a caller is not kept waiting because our database is away
            return Answer(HTTPStatus.OK, reply)
        return Answer(HTTPStatus.SERVICE_UNAVAILABLE)

    def each_round(self) -> None:
        """Look who is known by now, and write down how it goes; called between two events."""
        if time.monotonic() - self._looked >= _REFRESH_S:
            self._look()
        is_news = any(name not in self._told for name in list(self._to_note))
        if self._to_note and (is_news or time.monotonic() - self._noted >= _NOTE_S):
            self.write_notes()

    def write_notes(self) -> None:
        """Write down what is not written yet."""
        self._noted = time.monotonic()
        for name in list(self._to_note):
            switchboards.note_told(self._database, self._to_note[name])
            self._told.add(name)
            self._to_note.pop(name)

    def _let_in(self, request: Request) -> SwitchboardState | None:
        """The switchboard, if it has shown its key or its certificate. A wrong key takes as long as a right one."""
        found = self._match(request)
        if found is None and time.monotonic() - self._looked >= _AT_MOST_EACH_S:
            self._look_patiently()  # it may have been added just now
            found = self._match(request)
        if found is None and request.name in self._known:
            shown = request.certificate if not request.key else ""
            refused = NoteTold(
                by=None,
                name=request.name,
                refused_at=self._clock(),
                refused_why="key",
                refused_certificate=shown or None,
            )
            self._to_note.setdefault(request.name, refused)
        return found

    def _match(self, request: Request) -> SwitchboardState | None:
        state, key_hash = self._known.get(request.name, (None, _NOBODY))
        is_right = hmac.compare_digest(switchboards.hash_of(request.key), key_hash)
        if state is not None and request.certificate and state.certificate == request.certificate:
            return state  # another one of the same authority is another one's
        return state if is_right else None

    def _look_patiently(self) -> None:
        try:
            self._look()
        except Trouble:
            self._looked = time.monotonic()

    def _look(self) -> None:
        hashes = switchboards.key_hashes(self._database)
        states = switchboards.switchboards(self._database)
        self._known = {state.name: (state, hashes.get(state.name, _NOBODY[::-1])) for state in states}
        self._looked, self._has_looked = time.monotonic(), True
        for state in states:
            if state.address != self._address:
                switchboards.note_told(self._database, NoteTold(by=None, name=state.name, address=self._address))

    def _keep_unheard(self, source: str, body: bytes, fields: Fields, now: datetime) -> None:
        """It may have been a call: somebody has to look at it, and at the switchboard."""
        text = dialects.text_of(body)
        if text.strip():
            call_id = dialects.call_id_of(fields)
            unheard = KeepUnheard(by=None, source=source, body=text, call_id=call_id, occurred_at=now)
            self._intake.take((unheard,), hashlib.sha256(f"{source} ".encode() + body).digest())

    @staticmethod
    def _event(source: str, told: Told) -> PhoneEvent:
        return PhoneEvent(
            by=None,
            event=told.event,
            number=told.number,
            withheld=told.withheld,
            call_id=told.call_id,
            direction=told.direction,
            source=source,
            occurred_at=told.at,
        )
