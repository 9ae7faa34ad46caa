"""The gauge: whether everything that the sources have is in the ledger, and whether they still give what they used to.

No rival shows this; it is how somebody learns before the morning's mail is missed that it no longer comes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from mottagning.contacts.mail import mailbox, rhythm
from mottagning.contacts.mail.mailbox import FolderState
from mottagning.contacts.mail.rhythm import Silence
from mottagning.contacts.tables import Ledger
from mottagning.db import Database
from mottagning.people import unit
from mottagning.texts import tr, trn
from mottagning.worktime import ZONE, WorkTime

GOOD, WAITS, WRONG = "good", "waits", "wrong"
_UNDER_WAY = timedelta(minutes=2)
_UNWATCHED = timedelta(minutes=30)
"""Of opening time. A watch looks every nine minutes at the latest, and after a broken connection every five."""
_SHORT = timedelta(minutes=30)
"""A silence that is never told of: so nothing is counted at a start when all is well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauge:
    """How a source stands. `folder` None: the telephone. `last_at`: the source's own time of the last that came."""

    key: str
    mailbox: str
    folder: str | None
    level: str
    sentence: str
    checked_at: datetime | None
    last_at: datetime | None


def judge(state: FolderState, silence: Silence | None, unwatched: timedelta, now: datetime) -> tuple[str, str]:
    """The level and the sentence of a folder: what went wrong, what is not fetched yet, what lacks, what is silent.

    `unwatched`: the opening time since the last look, so that no morning begins with an alarm.
    """
    counts = tr("{ledger} of {server} messages fetched", ledger=state.ledger_count, server=state.server_count)
    if state.error:
        return WRONG, state.error
    if state.progress_at is not None and now - state.progress_at < _UNDER_WAY:
        return WAITS, counts
    if state.checked_at is None:
        return WAITS, tr("Not looked at yet")
    if unwatched > _UNWATCHED:
        return WRONG, tr(
            "Nobody has looked into it since {time}. Start Mottagning or its service where it usually runs.",
            time=_moment(state.checked_at, now),
        )
    if not state.is_whole:
        return WRONG, tr("Only {counts}. If it stays so, tell the administrator.", counts=counts)
    if silence is not None and silence.is_long:
        return WRONG, _silent(silence, now)
    return GOOD, counts


def judge_phone(silence: Silence | None, now: datetime) -> tuple[str, str]:
    """The level and the sentence of the telephone, which is asked nothing: it only tells."""
    if silence is None or not silence.is_long:
        return GOOD, tr("The switchboard tells of calls")
    return WRONG, trn(
        "No call has been told of since {time}; about {n} usually is by now. See whether the telephone still reaches "
        "Mottagning.",
        "No call has been told of since {time}; about {n} usually are by now. See whether the telephone still reaches "
        "Mottagning.",
        round(silence.expected),
        time=_moment(silence.since, now),
    )


def _silent(silence: Silence, now: datetime) -> str:
    return trn(
        "No message since {time}; about {n} usually has come by now. See whether mail still reaches the mailbox.",
        "No message since {time}; about {n} usually have come by now. See whether mail still reaches the mailbox.",
        round(silence.expected),
        time=_moment(silence.since, now),
    )


def _moment(at: datetime, now: datetime) -> str:
    local = at.astimezone(ZONE)
    return f"{local:%H:%M}" if local.date() == now.astimezone(ZONE).date() else f"{local:%Y-%m-%d %H:%M}"


def read(database: Database, now: datetime) -> tuple[Gauge, ...]:
    """Every folder of every mailbox, and the telephone if it ever told of a call."""
    with database.reading():
        listener = _Listener(database, now)
        gauges = [_of_folder(state, listener, now) for state in mailbox.folder_states(database)]
        gauges += _unreadable_sent(database)
        of_calls = Ledger.kind == "call"
        if (last := listener.last(of_calls)) is not None:
            level, sentence = judge_phone(listener.silence(of_calls, last), now)
            facts: dict[str, Any] = {"checked_at": None, "last_at": last}
            gauges.append(Gauge(key="phone", mailbox="", folder=None, level=level, sentence=sentence, **facts))
    return tuple(gauges)


def _of_folder(state: FolderState, listener: _Listener, now: datetime) -> Gauge:
    of_folder = Ledger.folder_id == state.id
    last = listener.last(of_folder)
    silence = None if last is None else listener.silence(of_folder, last)
    level, sentence = judge(state, silence, listener.open_since(state.checked_at), now)
    return Gauge(
        key=f"folder:{state.id}",
        mailbox=state.mailbox,
        folder=state.folder,
        level=level,
        sentence=sentence,
        checked_at=state.checked_at,
        last_at=last,
    )


def _unreadable_sent(database: Database) -> list[Gauge]:
    """Folders of what was sent that cannot be read. They are no sources of contacts: nothing in them is counted, and
    they may be silent for as long as they like."""
    facts: dict[str, Any] = {"level": WRONG, "checked_at": None, "last_at": None}
    statement = (
        "SELECT mailbox.id, mailbox.name, sent_folder.name, sent_folder.error FROM sent_folder "
        "JOIN mailbox ON mailbox.id = sent_folder.mailbox_id WHERE sent_folder.error IS NOT NULL ORDER BY mailbox.id"
    )
    return [
        Gauge(key=f"sent:{place}", mailbox=name, folder=folder or tr("What was sent"), sentence=sentence, **facts)
        for place, name, folder, sentence in database.sql(statement).fetchall()
    ]


class _Listener:
    """Asks the ledger, inside a transaction, what came when; the unit's hours are read when they are needed."""

    def __init__(self, database: Database, now: datetime) -> None:
        self._database = database
        self._now = now
        self._worktime: WorkTime | None = None

    def last(self, which: Any) -> datetime | None:
        """When the last came; what claims to have come later than now does not count."""
        came = which & (Ledger.received_at <= self._now)
        row = Ledger.select(Ledger.received_at).where(came).order_by(Ledger.received_at.desc()).first()
        return None if row is None else row.received_at

    def silence(self, which: Any, last: datetime) -> Silence | None:
        """The silence since then, by the rhythm of the eight weeks before; None when too little is known."""
        if self._now - last < _SHORT:
            return None
        came = which & (Ledger.received_at <= last) & (Ledger.received_at >= last - rhythm.REMEMBERED)
        rows = Ledger.select(Ledger.received_at).where(came).tuples().iterator()
        return rhythm.silence((row[0] for row in rows), self._now, self._hours())

    def open_since(self, at: datetime | None) -> timedelta:
        """How long the reception has been open since then; what is shorter than is told of need not be exact."""
        if at is None or self._now - at <= _UNWATCHED:
            return timedelta()
        return timedelta(hours=self._hours().hours_between(at, self._now))

    def _hours(self) -> WorkTime:
        if self._worktime is None:
            self._worktime = unit.worktime(unit.load_unit(self._database))
        return self._worktime
