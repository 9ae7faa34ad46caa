"""The gauge as it is read: each folder by its own habit, the telephone when it ever told of a call."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from mottagning.contacts.mail import gauge, mailbox
from mottagning.contacts.mail.gauge import Gauge
from mottagning.contacts.mail.mailbox import Account, NoteLook
from mottagning.contacts.tables import Ledger
from mottagning.db import Database
from mottagning.worktime import ZONE
from tests.db.mailboxes import keep

MONDAY = date(2026, 11, 23)


def local(hour: int, minute: int = 0, day: date = MONDAY) -> datetime:
    return datetime.combine(day, time(hour, minute), ZONE).astimezone(UTC)


def came(database: Database, kind: str, folder: int | None, *, weeks: int = 4) -> None:
    """One each half hour of the working days before today."""
    days = [MONDAY - timedelta(days=number) for number in range(1, weeks * 7)]
    moments = [local(8, day=day) + timedelta(minutes=30 * n) for day in days if day.weekday() < 5 for n in range(16)]
    rows = [
        {
            "place": f"{kind}:{folder}/{number}",
            "kind": kind,
            "folder_id": folder,
            "received_at": at,
            "fetched_at": at,
            "state": "removed",
        }
        for number, at in enumerate(moments)
    ]
    with database.writing():
        for start in range(0, len(rows), 100):
            Ledger.insert_many(rows[start : start + 100]).execute()


@pytest.fixture
def folders(database: Database) -> list[int]:
    """Two, just looked into at each hour of the test."""
    keep(database, Account(name="M", host="localhost", port=1, username="u", password="p", folders=("INBOX", "Fax")))
    return [state.id for state in mailbox.folder_states(database)]


def read(database: Database, folders: list[int], now: datetime) -> dict[str | None, Gauge]:
    for folder in folders:
        mailbox.note_look(database, NoteLook(by=None, at=now, folder=folder, server_count=3, ledger_count=3))
    return {each.folder: each for each in gauge.read(database, now)}


def test_each_source_is_silent_by_its_own_habit(database, folders):
    inbox = folders[0]
    came(database, "imap", inbox)
    assert [each.level for each in read(database, folders, local(10)).values()] == ["good", "good"]
    found = read(database, folders, local(13))
    assert (found["INBOX"].level, found["Fax"].level) == ("wrong", "good")
    assert found["INBOX"].sentence.startswith("No message since 2026-11-20 15:30; about ")
    assert found["INBOX"].last_at == local(15, 30, MONDAY - timedelta(days=3))
    assert None not in found
    with database.writing():
        Ledger.insert(
            place="imap:new", kind="imap", folder_id=inbox, received_at=local(12), fetched_at=local(12), state="raw"
        ).execute()
    assert read(database, folders, local(13))["INBOX"].level == "good"


def test_a_clock_that_is_ahead_hides_no_silence(database, folders):
    came(database, "imap", folders[0])
    with database.writing():
        Ledger.update(received_at=local(12, day=MONDAY + timedelta(days=400))).where(
            Ledger.place == f"imap:{folders[0]}/3"
        ).execute()
    assert read(database, folders, local(13))["INBOX"].level == "wrong"


def test_the_telephone_is_a_source_too(database, folders):
    came(database, "call", None)
    assert read(database, folders, local(9))[None].level == "good"
    phone = read(database, folders, local(14))[None]
    assert (phone.key, phone.level) == ("phone", "wrong")


def test_a_source_that_is_new_is_not_judged(database, folders):
    came(database, "imap", folders[0], weeks=1)
    assert read(database, folders, local(15))["INBOX"].level == "good"


def test_a_night_without_a_look_is_no_alarm_and_a_morning_is(database, folders):
    read(database, folders, local(15, 50, MONDAY - timedelta(days=3)))
    for hour, minute, level in ((8, 5, "good"), (8, 25, "wrong")):
        (inbox, _fax) = gauge.read(database, local(hour, minute))
        assert inbox.level == level
    assert inbox.sentence.startswith("Nobody has looked into it since 2026-11-20 15:50.")
