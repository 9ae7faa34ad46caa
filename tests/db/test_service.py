"""The service without a window: it outlives whatever goes wrong in a chore, and writes nothing for nothing."""

from datetime import UTC, datetime, timedelta
from threading import Event

import pytest

from mottagning.care import backup, copies, service
from mottagning.cases import folder
from mottagning.cases.mappings import map_file
from mottagning.cases.sources import SaveSource, Source, save_source
from mottagning.command import CommandLog
from mottagning.contacts import byhand, chores, handling
from mottagning.contacts.byhand import WriteDown
from mottagning.contacts.handling import PassOn
from mottagning.contacts.mail import mailbox
from mottagning.contacts.tables import Contact
from mottagning.db import Database
from mottagning.errors import DatabaseTrouble, Trouble
from tests.db import feeds
from tests.db.people import hire


@pytest.fixture
def round_after_round(monkeypatch: pytest.MonkeyPatch) -> Event:
    """Rounds follow each other at once; the event ends the service in its fifth."""
    stopping, rounds = Event(), []
    real = chores.due

    def counted(database: Database, at: datetime) -> list[object]:
        rounds.append(at)
        if len(rounds) == 5:
            stopping.set()
        return list(real(database, at))

    monkeypatch.setattr(service, "_MINUTE_S", 0)
    monkeypatch.setattr(chores, "due", counted)
    monkeypatch.setattr(copies, "_COPY_AFTER", 0)
    return stopping


def test_a_database_out_of_reach_is_said_once_and_waited_out(settings, round_after_round, monkeypatch):
    def gone(_database: Database) -> None:
        raise DatabaseTrouble("The database server cannot be reached. Check the network, then try again.")

    monkeypatch.setattr(mailbox, "accounts", gone)
    said: list[str] = []
    assert service.serve(settings, round_after_round, said.append) == 0
    assert said == ["The database server cannot be reached. Check the network, then try again."]


def test_a_fault_in_one_chore_does_not_end_the_others(settings, round_after_round, monkeypatch, expected_logs):
    expected_logs("a chore of the service failed: ZeroDivisionError")

    def faulty(*_arguments: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(backup, "back_up", faulty)
    said: list[str] = []
    assert service.serve(settings, round_after_round, said.append) == 0
    assert said == ["Part of the service did not work because of a fault in the program (ZeroDivisionError)."]


def test_a_round_in_which_nothing_is_due_leaves_no_trace(database, settings, round_after_round):
    assert service.serve(settings, round_after_round, print) == 0
    with database.reading():
        assert CommandLog.select().count() == 0


def test_what_is_due_is_found(database):
    people = hire(database, "ab")
    contact = byhand.write_down(database, WriteDown(by=people["ab"], channel="visit")).created["contact"]
    with database.reading():
        row = Contact.get_by_id(contact)
    soon = row.at + timedelta(hours=1)
    given = PassOn(by=people["ab"], contact=contact, version=row.version, to=people["kl"], returns_at=soon)
    handling.pass_on(database, given)
    assert chores.due(database, soon - timedelta(minutes=1)) == []
    assert [type(command).__name__ for command in chores.due(database, soon)] == ["ReturnUnaccepted"]


def test_a_watched_folder_is_read(database, settings, round_after_round, tmp_path, monkeypatch):
    monkeypatch.setattr(folder, "SETTLING_S", 0)
    watched = tmp_path / "export"
    watched.mkdir()
    path = feeds.write(watched / "list.csv", [feeds.case()])
    map_file(database, "system", path, {})
    source = Source(name="natt", kind="folder", place=str(watched), mapping="system")
    save_source(database, SaveSource(by=None, source=source))
    said: list[str] = []

    assert service.serve(settings, round_after_round, said.append) == 0

    assert (set(feeds.stored(database)), list(watched.iterdir()), said) == ({"C-1"}, [], [])


def test_what_stands_in_the_way_of_a_feed_is_said_once(database, settings, round_after_round, tmp_path):
    map_file(database, "system", feeds.write(tmp_path / "list.csv", [feeds.case()]), {})
    source = Source(name="natt", kind="folder", place=str(tmp_path / "borta"), mapping="system")
    save_source(database, SaveSource(by=None, source=source))
    said: list[str] = []

    assert service.serve(settings, round_after_round, said.append) == 0

    assert len(said) == 1
    assert "cannot be looked into" in said[0]


def test_a_folder_of_call_logs_is_read(database, settings, round_after_round, tmp_path, monkeypatch):
    monkeypatch.setattr(folder, "SETTLING_S", 0)
    logs = tmp_path / "samtal"
    logs.mkdir()
    (logs / "a.csv").write_text("start;from;result\n2026-11-20 09:00;0701740605;missed\n", "utf-8")
    (logs / "b.csv").write_text("no log at all\n", "utf-8")
    said: list[str] = []

    assert service.serve(settings, round_after_round, said.append, call_logs=logs) == 0

    with database.reading():
        assert Contact.select().count() == 1
    assert len(said) == 1
    assert "b.csv" in said[0]
    assert sorted(each.name for each in logs.iterdir()) == ["a.csv", "b.csv"]


def test_a_chore_that_fails_keeps_no_other_from_being_done(database, monkeypatch):
    people = hire(database, "ab")
    contact = byhand.write_down(database, WriteDown(by=people["ab"], channel="visit", text="Undrar")).created["contact"]
    wrong = handling.Claim(by=people["ab"], contact=contact + 1, version=1)
    right = handling.Release(by=None, contact=contact, version=1)
    monkeypatch.setattr(chores, "due", lambda *_: [wrong, right])
    with pytest.raises(Trouble, match="no contact"):
        service._do_what_is_due(database, datetime.now(UTC))
    with database.reading():
        assert Contact.get_by_id(contact).state == "waiting"
