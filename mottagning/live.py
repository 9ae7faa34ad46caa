"""Learns what other processes wrote: PostgreSQL's NOTIFY, or SQLite's data_version looked at twice a second."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from threading import Event
from uuid import UUID

from mottagning import command, looking, ringing
from mottagning.changes import Changes
from mottagning.db import Database
from mottagning.errors import DatabaseTrouble
from mottagning.looking import Looking
from mottagning.texts import N_

ALL_KINDS = (
    *("contact", "case", "person", "absence", "rota", "feed", "mailbox", "setting", "draft", "baton", "agreement"),
    *("answer", "notice", "ledger", "survey", "improvement", "card"),
)
_LOOK_S = 0.5
_PAUSES_S = (0.5, 1, 2, 5, 15, 30)
_OUT_OF_REACH = N_(
    "The database server cannot be reached. What you see may be old, and nothing can be saved until it is back. "
    "What you write stays in this window."
)
_log = logging.getLogger(__name__)


def watch_others(
    database: Database,
    publish: Callable[[Changes], None],
    stopping: Event,
    since: int,
    told: Callable[[DatabaseTrouble | None], None] = lambda _trouble: None,
    rings: Callable[[int, str], None] = lambda _contact, _number: None,
    looks: Callable[[Looking], None] = lambda _looking: None,
) -> None:
    """Call `publish` with what other processes commit after command number `since`, until `stopping`.

    Runs in a thread of its own. When contact was lost for a while, everything is said to have changed, so that no view
    stays old. `told` hears when a database file is moved or deleted or a server stays out of reach, and with None when
    it is back. `rings` hears (contact, number) of a call that the service was told of, `looks` who looks at what at
    another workstation.
    """
    watch = (
        partial(_listen, rings=rings, looks=looks) if database.dialect == "postgresql" else partial(_poll, told=told)
    )
    lost = 0
    is_first = True

    def hears() -> None:
        nonlocal lost, is_first
        if lost:
            told(None)
            publish(Changes.of_everything(ALL_KINDS))
        elif is_first:
            for changes in command.changes_after(database, since)[1]:
                publish(changes)
        lost, is_first = 0, False

    while not stopping.is_set():
        try:
            watch(database, publish, hears, stopping)
        except Exception as error:  # noqa: BLE001 - whatever cut it: a window that hears nobody shows old things
            _log.info("the watch for others' changes was cut: %s", type(error).__name__)
            if lost == 1 and database.dialect == "postgresql":  # not for what is over at the first attempt
                told(DatabaseTrouble(_OUT_OF_REACH))
            stopping.wait(_PAUSES_S[min(lost, len(_PAUSES_S) - 1)])
            lost += 1


def _poll(
    database: Database,
    publish: Callable[[Changes], None],
    hears: Callable[[], None],
    stopping: Event,
    told: Callable[[DatabaseTrouble | None], None],
) -> None:
    version = database.data_version()  # before the sequence: what is committed in between is looked for once more
    sequence = command.last_sequence(database)
    hears()
    is_gone = False
    while not stopping.wait(_LOOK_S):
        trouble = database.gone()
        if (trouble is not None) != is_gone:
            is_gone = not is_gone
            told(trouble)
            publish(Changes.of_everything(ALL_KINDS))  # what could not be read meanwhile is read now
        now = database.data_version()
        if now != version:
            version = now
            sequence, others = command.changes_after(database, sequence)
            for changes in others:
                publish(changes)


def _listen(
    database: Database,
    publish: Callable[[Changes], None],
    hears: Callable[[], None],
    stopping: Event,
    rings: Callable[[int, str], None],
    looks: Callable[[Looking], None],
) -> None:
    with database.own_connection() as connection:
        connection.execute(f"LISTEN {command.CHANNEL}")
        connection.execute(f"LISTEN {ringing.CHANNEL}")
        connection.execute(f"LISTEN {looking.CHANNEL}")
        hears()  # not before: what is committed in between would reach nobody
        while not stopping.is_set():
            for notice in connection.notifies(timeout=_LOOK_S):
                if notice.channel == ringing.CHANNEL:
                    if (call := ringing.heard(database, notice.payload)) is not None:
                        rings(*call)
                    continue
                if notice.channel == looking.CHANNEL:
                    if (other := looking.heard(database, notice.payload)) is not None:
                        looks(other)
                    continue
                if (changes := _others(database, notice.payload)) is not None:
                    publish(changes)


def _others(database: Database, payload: str) -> Changes | None:
    """What another process says that it changed; None for one's own word. Any login of PostgreSQL may say anything
    here: what nobody understands means at worst that everything is read anew, and nothing else goes unheard for it."""
    try:
        origin, uuid, text = payload.split(" ", 2)
        return None if origin == database.origin else Changes.from_json(text, UUID(uuid))
    except (ValueError, TypeError, AttributeError, RecursionError):
        return Changes.of_everything(ALL_KINDS)
