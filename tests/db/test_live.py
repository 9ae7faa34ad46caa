"""What other workstations write reaches this window, and goes on doing so after every interruption."""

from collections.abc import Callable, Iterator
from queue import Empty, Queue
from threading import Event, Thread
from typing import Any

import pytest

from mottagning import command, live, looking
from mottagning.changes import Changes
from mottagning.db import Database, open_database
from mottagning.looking import Looking
from mottagning.people import staff
from mottagning.people.staff import SavePerson
from mottagning.settings import Settings


def hire(database: Database, key: str) -> int:
    saved = staff.save_person(database, SavePerson(by=None, key=key, name=f"Person {key}"))
    return saved.created["person"]


@pytest.fixture
def other(settings) -> Iterator[Database]:
    """Another workstation."""
    opened = open_database(settings)
    yield opened
    opened.close()


@pytest.fixture
def heard(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Queue[Changes]]:
    monkeypatch.setattr(live, "_LOOK_S", 0.01)
    monkeypatch.setattr(live, "_PAUSES_S", (0.01,))
    changes: Queue[Changes] = Queue()
    stopping = Event()
    thread = Thread(target=live.watch_others, args=(database, changes.put, stopping, command.last_sequence(database)))
    thread.start()
    yield changes
    assert thread.is_alive()
    stopping.set()
    thread.join(20)


def until(heard: Queue[Changes], wanted: Callable[[Changes], bool], do: Callable[[], Any] = lambda: None) -> None:
    """Wait for such a change; `do` what brings it about until it is heard, since the watch may only just begin."""
    for _ in range(200):
        do()
        try:
            if wanted(heard.get(timeout=0.1)):
                return
        except Empty:
            continue
    raise AssertionError("it was never heard")


def test_another_workstations_change_is_heard_and_ones_own_is_not(database, other, heard):
    numbers = iter(range(1000))
    mine = hire(database, "mine")
    until(heard, lambda changes: changes.concerns("person"), lambda: hire(other, f"p{next(numbers)}"))
    theirs = hire(other, "last")
    until(heard, lambda changes: theirs in (changes.ids("person") or ()))
    assert heard.empty()
    assert mine != theirs


def test_after_any_fault_everything_is_read_anew_and_hearing_goes_on(database, other, heard, monkeypatch):
    numbers = iter(range(1000))
    until(heard, lambda changes: changes.concerns("person"), lambda: hire(other, f"p{next(numbers)}"))
    real = Changes.from_json

    def faulty(*_arguments: object) -> Changes:
        monkeypatch.setattr(Changes, "from_json", real)
        raise ValueError

    monkeypatch.setattr(Changes, "from_json", faulty)
    hire(other, "unheard")
    until(heard, lambda changes: changes.ids("contact") is None)
    theirs = hire(other, "last")
    until(heard, lambda changes: theirs in (changes.ids("person") or ()))


def test_what_any_login_may_say_cuts_nothing(database, other, heard, monkeypatch):
    """PostgreSQL guards no channel: a watch that were cut for it would be deaf to who rings meanwhile."""
    if database.dialect == "sqlite":
        return  # there nobody can
    numbers = iter(range(1000))
    until(heard, lambda changes: changes.concerns("person"), lambda: hire(other, f"p{next(numbers)}"))
    monkeypatch.setattr(live, "_PAUSES_S", (3600,))
    deep = "[" * 7000
    uuid = "6f2b6f0e-3f0f-4a58-9a80-0d9a2f1f7a11"
    for word in ("", "x", "x y {}", f"x {uuid} 5", f"x {uuid} {deep}", f'x {uuid} {{"contact": 5}}', deep):
        with other.writing():
            for channel in (command.CHANNEL, looking.CHANNEL, "mottagning_ringing"):
                other.sql("SELECT pg_notify(?, ?)", (channel, word))
    theirs = hire(other, "last")
    until(heard, lambda changes: theirs in (changes.ids("person") or ()))


def test_what_is_committed_while_the_watch_begins_is_not_missed(tmp_path, monkeypatch):
    """A file is watched by two numbers: one that moves with each commit, and that of the last command."""
    monkeypatch.setattr(live, "_LOOK_S", 0.01)
    settings = Settings(data=tmp_path, database=str(tmp_path / "m.db"))
    mine, other = open_database(settings), open_database(settings)
    real, written = command.last_sequence, []

    def just_before(database: Database) -> int:
        number = real(database)
        written.append(hire(other, "ab"))
        return number

    monkeypatch.setattr(command, "last_sequence", just_before)
    changes: Queue[Changes] = Queue()
    stopping = Event()
    thread = Thread(target=live.watch_others, args=(mine, changes.put, stopping, real(mine)))
    thread.start()
    until(changes, lambda found: written[0] in (found.ids("person") or ()))
    stopping.set()
    thread.join(20)
    mine.close()
    other.close()


def test_who_looks_at_what_is_heard_elsewhere_and_in_no_table(database, other, monkeypatch):
    """On one computer with a file there is nobody to tell."""
    monkeypatch.setattr(live, "_LOOK_S", 0.01)
    heard: Queue[Looking] = Queue()
    stopping = Event()
    since = command.last_sequence(database)

    def watch() -> None:
        live.watch_others(database, lambda _changes: None, stopping, since, looks=heard.put)

    thread = Thread(target=watch)
    thread.start()
    try:
        if database.dialect == "sqlite":
            looking.tell(other, Looking(7, 11, "note"))
            assert heard.empty()
            return
        for _ in range(200):  # the watch may only just begin
            looking.tell(database, Looking(8, 11))
            looking.tell(other, Looking(7, 11, "note"))
            try:
                found = heard.get(timeout=0.1)
                break
            except Empty:
                continue
        assert found == Looking(7, 11, "note")
    finally:
        stopping.set()
        thread.join(20)


def test_a_word_that_is_none_of_ours_is_nobodys_look(database):
    for payload in (
        "",
        "{}",
        "[1]",
        '["x", "7", 11, ""]',
        '["x", 7, 11, "rakes"]',
        f'["{database.origin}", 7, 11, ""]',
    ):
        assert looking.heard(database, payload) is None
    assert looking.heard(database, '["x", 7, null, ""]') == Looking(7, None)
