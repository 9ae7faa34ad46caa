"""Sends what waits, each answer once: over all workstations one process at a time sends from a mailbox."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any

from mottagning.changes import Changes
from mottagning.contacts import leases
from mottagning.contacts.answers import carrier, sentfolder, standing
from mottagning.contacts.answers.carrier import Carrier, Fate, PutOff, Ready, Refused, Unsure, WentBefore
from mottagning.contacts.answers.outgoing import SENDING, SENT, WAITING
from mottagning.contacts.answers.senders import Sender, sender_of
from mottagning.contacts.answers.standing import (
    SETTLED,
    BeginSending,
    LookLater,
    NoteFiled,
    NoteNotTaken,
    NoteSent,
    NoteUnsure,
)
from mottagning.contacts.answers.tables import Outgoing, OutgoingRaw
from mottagning.contacts.leases import lease
from mottagning.contacts.mail import mailbox
from mottagning.contacts.mail.mailbox import Account
from mottagning.db import Database
from mottagning.errors import Conflict, DatabaseTrouble, Trouble
from mottagning.texts import tr

_log = logging.getLogger(__name__)
_ROUND_S = 3
_BEHIND = timedelta(minutes=10)
"""One that should have gone so long ago may have: a copy of the database that was put back knows nothing of it."""
_FILED_WITHIN = timedelta(days=2)
_ASKED_WITHIN = timedelta(hours=1)
"""So long it is asked what became of a draft, when that cannot be asked; then somebody is told."""

Publish = Callable[[Changes], None]


def keep_sending(
    database: Database, stopping: Event, publish: Publish, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> None:
    """Send what waits as soon as it may go, until `stopping`; `publish` gets what has come of each."""
    while not stopping.wait(_ROUND_S):
        try:
            send_due(database, now, publish)
        except Trouble as trouble:  # the database is out of reach for the moment
            _log.info("sending was cut: %s", type(trouble).__name__)
        except Exception as error:  # noqa: BLE001 - a fault in one round must not end the others
            _log.error("sending answers failed: %s", type(error).__name__)


def send_due(database: Database, now: Callable[[], datetime], publish: Publish = lambda _changes: None) -> None:
    """Send what may go now, from every mailbox that nobody else sends from; file what was sent."""
    for mailbox_id in _with_work(database, now()):
        account = mailbox.account(database, mailbox_id)
        with database.reading():
            sender = sender_of(mailbox_id)
        if account is None or sender is None:
            continue
        with lease(database, leases.SEND, mailbox_id) as held:
            if held is not None:
                _Round(database, account, sender, now, publish, held.is_held).run()


def try_out(account: Account, sender: Sender) -> None:
    """Whether the server lets the mailbox send; nothing is sent. Trouble, one sentence, when it does not."""
    with carrier.opened(None, account, sender) as way:
        way.try_out()


class _Round:
    """One mailbox, once: what was left in the middle, what waits, what lacks its copy."""

    def __init__(
        self,
        database: Database,
        account: Account,
        sender: Sender,
        now: Callable[[], datetime],
        publish: Publish,
        may_go_on: Callable[[], bool],
    ) -> None:
        self._database = database
        self._account = account
        self._sender = sender
        self._now = now
        self._publish = publish
        self._may_go_on = may_go_on

    def run(self) -> None:
        for row in self._rows(_in_between(self._now())):
            self._settle(row, tr("The program ended while the answer went."))
        waiting = (Outgoing.state == WAITING) & (Outgoing.next_at <= self._now())
        if due := [row for row in self._rows(waiting) if not self._went_before(row)]:
            self._send(due)
        for row in self._rows(_lacks_copy(self._now())):
            self._file(row)

    def _rows(self, which: Any) -> list[Outgoing]:
        with self._database.reading():
            here = Outgoing.mailbox_id == self._account.id
            return list(Outgoing.select().where(here & which).order_by(Outgoing.id))

    def _send(self, due: list[Outgoing]) -> None:
        """All of them over one connection; one that breaks leaves those after it waiting."""
        left = list(due)
        try:
            with carrier.opened(self._database, self._account, self._sender) as way:
                while left and self._may_go_on():
                    if not self._hand_over(way, left[0]):
                        left.pop(0)
                        break
                    left.pop(0)
        except DatabaseTrouble:
            raise
        except Trouble as trouble:
            for row in left:
                self._note(standing.note_not_taken, NoteNotTaken, row, error=str(trouble), for_good=False, begun=False)

    def _hand_over(self, way: Carrier, row: Outgoing) -> bool:
        """Whether the way is good for another one."""
        with self._database.reading():
            raw = OutgoingRaw.get_or_none(OutgoingRaw.outgoing_id == row.id)
        if raw is None:
            return True
        ready = Ready(message_id=row.message_id, recipient=raw.recipient, octets=raw.octets, draft=row.draft)
        try:
            way.hand_over(ready, lambda draft: self._note(standing.begin_sending, BeginSending, row, draft=draft))
        except Conflict:  # taken back in the last moment
            return False
        except (Refused, PutOff) as trouble:
            for_good = isinstance(trouble, Refused)
            pause = timedelta(seconds=trouble.pause_s) if isinstance(trouble, PutOff) else timedelta()
            self._note(standing.note_not_taken, NoteNotTaken, row, error=str(trouble), for_good=for_good, pause=pause)
            return True
        except WentBefore:
            self._note(standing.note_sent, NoteSent, row, filed=True)
            return True
        except Unsure as trouble:
            self._settle(row, str(trouble))
            return False
        self._note(standing.note_sent, NoteSent, row, filed=self._sender.files_itself)
        return True

    def _settle(self, row: Outgoing, why: str) -> None:
        """It was handed over, and no answer came: sent when the mailbox has it, else somebody has to decide.

        What became of a draft is asked until nothing can be on its way any more; one that still is a draft then goes
        again, the same one: it can go but once.
        """
        with self._database.reading():
            row = Outgoing.get_by_id(row.id)
        age = self._now() - (row.handed_at or self._now())
        fate, patience = Fate.UNKNOWN, SETTLED
        try:
            fate = self._fate(row)
        except DatabaseTrouble:
            raise
        except Trouble:
            patience = _ASKED_WITHIN
        if fate is Fate.GONE:
            self._note(standing.note_sent, NoteSent, row, filed=True)
        elif row.draft is not None and age < patience:
            self._note(standing.look_later, LookLater, row)
        elif fate is Fate.STAYED:
            self._note(standing.note_not_taken, NoteNotTaken, row, error=why, for_good=False)
        else:
            self._note(standing.note_unsure, NoteUnsure, row, error=why)

    def _fate(self, row: Outgoing) -> Fate:
        """Trouble, one sentence, when it cannot be asked."""
        return carrier.fate(self._database, self._account, self._sender, row.message_id, row.draft)

    def _went_before(self, row: Outgoing) -> bool:
        """Whether one that should have gone long ago did; it waits on while that cannot be asked."""
        if row.next_at is None or self._now() - row.next_at < _BEHIND:
            return False
        try:
            if self._fate(row) is not Fate.GONE:
                return False
        except DatabaseTrouble:
            raise
        except Trouble as trouble:
            self._note(standing.note_not_taken, NoteNotTaken, row, error=str(trouble), for_good=False)
            return True
        self._note(standing.note_sent, NoteSent, row, filed=True)
        return True

    def _file(self, row: Outgoing) -> None:
        with self._database.reading():
            raw = OutgoingRaw.get_or_none(OutgoingRaw.outgoing_id == row.id)
        if raw is None:
            return
        try:
            sentfolder.keep_copy(self._database, self._account, row.message_id, raw.octets)
        except DatabaseTrouble:
            raise
        except Trouble as trouble:  # it is sent; the copy is put there when the mailbox can be reached again
            _log.info("a copy of an answer could not be filed: %s", type(trouble).__name__)
            return
        self._note(standing.note_filed, NoteFiled, row)

    def _note(self, handler: Any, command: Any, row: Outgoing, **values: Any) -> None:
        self._publish(handler(self._database, command(by=None, at=self._now(), answer=row.id, **values)))


def _with_work(database: Database, now: datetime) -> list[int]:
    with database.reading():
        waits = (Outgoing.state == WAITING) & (Outgoing.next_at <= now)
        work = _in_between(now) | waits | _lacks_copy(now)
        rows = Outgoing.select(Outgoing.mailbox_id).where(work).distinct().order_by(Outgoing.mailbox_id)
        return [row.mailbox_id for row in rows]


def _in_between(now: datetime) -> Any:
    """Handed over, and nobody knows more; now is the time to ask."""
    return (Outgoing.state == SENDING) & (Outgoing.look_at.is_null() | (Outgoing.look_at <= now))


def _lacks_copy(now: datetime) -> Any:
    return (Outgoing.state == SENT) & ~Outgoing.filed & (Outgoing.sent_at > now - _FILED_WITHIN)
