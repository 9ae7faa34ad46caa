"""Sends e-mails without content to colleagues: how many things wait, are due or late; nothing of what or whom.

A mail that may have gone is not sent again: it is better that a reminder is lost than that it comes twice. One that
certainly did not go within the hour is dropped, and what it told is told anew if it still is so.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event
from typing import Any

from mottagning.care import notices
from mottagning.care.notices import DUE, EVERY, FAILED, GIVEN, LATE, SENDING, SENT, WAITING, Standing
from mottagning.care.noticetables import Notice
from mottagning.changes import Changes
from mottagning.command import Command, Turn, handles
from mottagning.contacts import leases
from mottagning.contacts.answers import carrier, letter
from mottagning.contacts.answers.carrier import Carrier, PutOff, Ready, Refused, Unsure, WentBefore
from mottagning.contacts.answers.letter import Letter
from mottagning.contacts.answers.senders import Sender, sender_of
from mottagning.contacts.leases import lease
from mottagning.contacts.mail import mailbox
from mottagning.db import Database
from mottagning.errors import Conflict, DatabaseTrouble, Trouble
from mottagning.texts import N_, tr, trn

_ROUND_S = 60
_AGAIN = timedelta(minutes=5)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteNotice(Command):
    """What became of a mail: sending, sent, waiting (tried again at `next_at`), failed; dropped: it never was."""

    notice: int
    state: str
    error: str | None = None
    next_at: datetime | None = None


@handles
def note_notice(turn: Turn, command: NoteNotice) -> None:
    """Write it down. Conflict when one that is to go has been taken by somebody else."""
    row = Notice.get_or_none(Notice.id == command.notice)
    if row is None or (command.state == SENDING and row.state != WAITING):
        raise Conflict(N_("The message does not wait any more."))
    if command.state == "dropped":
        row.delete_instance()
    else:
        row.state, row.error = command.state, command.error
        row.next_at, row.tries = command.next_at or row.next_at, row.tries + (command.state == SENDING)
        row.save()
    turn.touch("notice", command.notice)


def keep_telling(
    database: Database,
    stopping: Event,
    now: Callable[[], datetime],
    publish: Callable[[Changes], None] = lambda _changes: None,
) -> None:
    """Tell colleagues what they have to know, once a minute, until `stopping`."""
    while not stopping.wait(_ROUND_S):
        try:
            tell_due(database, now, publish)
        except Trouble as trouble:  # the database or the mail server is out of reach for the moment
            _log.info("telling colleagues was cut: %s", type(trouble).__name__)
        except Exception as error:  # noqa: BLE001 - a fault in one round must not end the others
            _log.error("telling colleagues failed: %s", type(error).__name__)


def tell_due(
    database: Database, now: Callable[[], datetime], publish: Callable[[Changes], None] = lambda _changes: None
) -> None:
    """Make the mails that are due and send what waits; over all workstations one process at a time does."""
    if not notices.may_go(database, now()):
        return
    made = notices.due(database, now())
    with database.reading():
        waiting = Notice.select(Notice.mailbox_id).where(Notice.state.in_((WAITING, SENDING))).distinct()
        mailboxes = {row.mailbox_id for row in waiting} | {each.mailbox for each in made}
    for mailbox_id in sorted(mailboxes):
        with lease(database, leases.TELL, mailbox_id) as held:
            if held is None:
                continue
            for each in notices.due(database, now()):
                publish(notices.make_notice(database, each))
            _Round(database, mailbox_id, now, publish).run()


class _Round:
    """What waits to go from one mailbox."""

    def __init__(
        self, database: Database, mailbox_id: int, now: Callable[[], datetime], publish: Callable[[Changes], None]
    ) -> None:
        self._database = database
        self._mailbox = mailbox_id
        self._now = now
        self._publish = publish

    def run(self) -> None:
        account = mailbox.account(self._database, self._mailbox)
        with self._database.reading():
            sender = sender_of(self._mailbox)
        for row in self._rows(SENDING):  # the program ended while it went: perhaps it did
            self._note(row, SENT)
        standing = {each.person.id: each for each in notices.standings(self._database, self._now())}
        due = [row for row in self._rows(WAITING) if not self._drop(row, standing)]
        due = [row for row in due if row.next_at <= self._now()]
        if not due or account is None or sender is None:
            return
        left = list(due)
        try:
            with carrier.opened(self._database, account, sender) as way:
                while left:
                    row = left.pop(0)
                    if not self._hand_over(way, row, sender, standing[row.person_id]):
                        break
        except DatabaseTrouble:
            raise
        except Trouble as trouble:
            for each in due:
                self._put_off(each, str(trouble))

    def _hand_over(self, way: Carrier, row: Notice, sender: Sender, standing: Standing) -> bool:
        """Whether the way is good for another one."""
        recipient = letter.deliverable(standing.person.email or "")
        octets = letter.octets(
            Letter(
                message_id=row.message_id,
                sender=sender.address,
                recipient=recipient,
                subject=subject(standing),
                text=body(standing),
                at=self._now(),
                is_automatic=True,
            )
        )
        ready = Ready(message_id=row.message_id, recipient=recipient, octets=octets)
        try:
            way.hand_over(ready, lambda _draft: self._note(row, SENDING))
        except Conflict:
            return False
        except Refused as trouble:
            self._note(row, FAILED, error=str(trouble))
            return True
        except PutOff as trouble:
            self._put_off(row, str(trouble))
            return True
        except Unsure:
            self._note(row, SENT)
            return False
        except WentBefore:
            pass
        self._note(row, SENT)
        return True

    def _drop(self, row: Notice, standing: dict[int, Standing]) -> bool:
        """What is over need not be told, and what is old is told anew."""
        if row.person_id in standing and self._now() - row.made_at < EVERY:
            return False
        self._note(row, "dropped")
        return True

    def _put_off(self, row: Notice, error: str) -> None:
        with self._database.reading():
            known = Notice.get_or_none(Notice.id == row.id)
        if known is not None and known.state in (WAITING, SENDING):
            self._note(row, WAITING, error=error, next_at=self._now() + _AGAIN)

    def _rows(self, state: str) -> list[Notice]:
        with self._database.reading():
            here = (Notice.mailbox_id == self._mailbox) & (Notice.state == state)
            return list(Notice.select().where(here).order_by(Notice.id))

    def _note(self, row: Notice, state: str, **values: Any) -> None:
        command = NoteNotice(by=None, at=self._now(), notice=row.id, state=state, **values)
        self._publish(note_notice(self._database, command))


def subject(standing: Standing) -> str:
    """The first thing that she has to know, as a number."""
    return tr("Mottagning: {said}", said=_lines(standing)[0])


def body(standing: Standing) -> str:
    """Numbers, and where to look."""
    lines = [f"{line}." for line in _lines(standing)]
    end = tr("Open Mottagning to see what it is. This message was sent by itself and says nothing about anybody.")
    return "\n".join([*lines, "", end])


def _lines(standing: Standing) -> list[str]:
    given, due, late = (standing.count(what) for what in (GIVEN, DUE, LATE))
    said = [
        trn("1 contact is late", "{n} contacts are late", late) if late else "",
        trn("1 contact waits for you", "{n} contacts wait for you", given) if given else "",
        trn("1 promise of yours is due soon", "{n} promises of yours are due soon", due) if due else "",
    ]
    return [each for each in said if each]
