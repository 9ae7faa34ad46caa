"""Stores what switchboards tell, in the order it came: what cannot be stored now waits in memory and is tried again."""

from __future__ import annotations

import logging
import queue
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from threading import Event, Lock
from uuid import uuid4

from mottagning.contacts.phone.calls import PhoneEvent, phone_event
from mottagning.contacts.phone.unheard import KeepUnheard, keep_unheard
from mottagning.contacts.tables import Call
from mottagning.db import Database
from mottagning.errors import Conflict, DatabaseTrouble, Trouble

PATIENCE_S = 3.0
"""So long the switchboard waits for its answer."""
_MOST_WAITING = 10_000
_REMEMBERED = 20_000
_PAUSES_S = (0.2, 0.5, 1.0, 2.0, 5.0)
_RINGS_S = 180.0
"""So long a number waits in memory; by then the call has been answered or missed, and nobody told us."""
_LOOK_S = 0.5
_PASSES = (DatabaseTrouble, Conflict)
"""What may be otherwise when it is tried again; anything else that is tried for ever would keep all later calls out."""
Announce = Callable[[int, str], bool]
Heard = PhoneEvent | KeepUnheard
_log = logging.getLogger(__name__)


class Waiting:
    """One request's events on their way to the database."""

    def __init__(self, events: tuple[Heard, ...]) -> None:
        self.events = events
        self.is_stored = False
        self.is_failed = False
        self.settled = Event()

    def settle(self, *, stored: bool) -> None:
        """It is over, one way or the other."""
        self.is_stored, self.is_failed = stored, not stored
        self.events = ()  # the same request is known by its mark; a number is kept no longer than it is needed
        self.settled.set()


class PhoneIntake:
    """Takes events from many threads and stores them in one (`run`).

    `announce` tells the windows who rings: (contact, number or ""); it gives whether one may have heard. Then the
    number waits here in memory until the call is answered or missed, so that "anonymous" pressed meanwhile leaves
    nothing.
    """

    def __init__(self, database: Database, announce: Announce, each_round: Callable[[], None] = lambda: None) -> None:
        self._database = database
        self._announce = announce
        self._each_round = each_round
        self._waiting: queue.Queue[Waiting] = queue.Queue(_MOST_WAITING)
        self._known: OrderedDict[bytes, Waiting] = OrderedDict()
        self._knowing = Lock()
        self._ringing: dict[int, tuple[PhoneEvent, float]] = {}

    def take(self, events: tuple[Heard, ...], mark: bytes | None) -> bool:
        """Whether the events are stored, after waiting for that for a while. What is not stored yet will be.

        `mark` tells the same request from others: what was told before is waited for, not stored twice.
        """
        waiting = self._remembered(mark)
        if waiting is None:
            waiting = Waiting(events)
            try:
                self._waiting.put_nowait(waiting)
            except queue.Full:
                return False
            self._remember(mark, waiting)
        waiting.settled.wait(PATIENCE_S)
        return waiting.is_stored

    def run(self, stopping: Event) -> None:
        """Store until `stopping`; then what has come already, if the database is there."""
        while not stopping.is_set():
            with suppress(queue.Empty):
                self._store_patiently(self._waiting.get(timeout=_LOOK_S), stopping)
            self._attempt(self._keep_numbers)
            self._attempt(self._each_round)
        with suppress(queue.Empty, *_PASSES):
            while True:
                self._store(self._waiting.get_nowait())
        self._attempt(lambda: self._keep_numbers(everybodys=True))

    def _remembered(self, mark: bytes | None) -> Waiting | None:
        with self._knowing:
            known = self._known.get(mark) if mark is not None else None
            return None if known is None or known.is_failed else known

    def _remember(self, mark: bytes | None, waiting: Waiting) -> None:
        if mark is None:
            return
        with self._knowing:
            self._known[mark] = waiting
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)

    def _store_patiently(self, waiting: Waiting, stopping: Event) -> None:
        """The database may be away for hours: what came first is stored first."""
        tries = 0
        while True:
            try:
                self._store(waiting)
                return
            except _PASSES as trouble:
                if tries == 0:
                    _log.info("an event of a call waits: %s", type(trouble).__name__)
            if stopping.wait(_PAUSES_S[min(tries, len(_PAUSES_S) - 1)]):
                return
            tries += 1

    def _store(self, waiting: Waiting) -> None:
        try:
            for event in waiting.events:
                if isinstance(event, KeepUnheard):
                    keep_unheard(self._database, event)
                else:
                    self._store_one(event)
        except _PASSES:
            raise
        except Exception as error:  # noqa: BLE001 - one event that the program stumbles over must not stop the others
            _log.error("an event of a call could not be stored: %s", type(error).__name__)
            waiting.settle(stored=False)
        else:
            waiting.settle(stored=True)

    def _store_one(self, event: PhoneEvent) -> None:
        rings = event.event == "ringing" and event.direction == "in"
        # Without an id a call is known by its number alone, so that cannot wait.
        waits = rings and event.number is not None and event.call_id is not None
        stored = phone_event(self._database, replace(event, number=None) if waits else event)
        contact = stored.created.get("contact")
        if contact is None:  # stored before, and the answer was lost
            phone_event(self._database, replace(event, uuid=uuid4()))
        elif not rings:
            self._ringing.pop(contact, None)
        elif contact not in self._ringing and self._is_ringing(contact):
            self._tell_windows(contact, event, waits=waits)

    def _tell_windows(self, contact: int, event: PhoneEvent, *, waits: bool) -> None:
        if waits:  # remembered first: should the telling fail, the number is stored when its time is over
            until = time.monotonic() + _RINGS_S
            self._ringing[contact] = (replace(event, uuid=uuid4(), contact=contact), until)
        if not self._announce(contact, event.number or "") and waits:
            self._keep_number(contact)

    def _is_ringing(self, contact: int) -> bool:
        """Not when a call that was answered already is passed through, and rings at a colleague's."""
        with self._database.reading():
            return bool(Call.select().where((Call.contact_id == contact) & (Call.status == "ringing")).exists())

    def _keep_numbers(self, *, everybodys: bool = False) -> None:
        """Nobody said how it ended: the number is stored now, unless the caller wanted to be nobody."""
        now = time.monotonic()
        for contact, (_, until) in list(self._ringing.items()):
            if everybodys or now >= until:
                self._keep_number(contact)

    def _keep_number(self, contact: int) -> None:
        phone_event(self._database, self._ringing[contact][0])
        del self._ringing[contact]

    @staticmethod
    def _attempt(work: Callable[[], None]) -> None:
        try:
            work()
        except Trouble:
            pass
        except Exception as error:  # noqa: BLE001 - calls go on coming in
            _log.error("the phone's chores failed: %s", type(error).__name__)
