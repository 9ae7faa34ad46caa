"""Commands: once, whole, with audit, and told to the others."""

import threading
from contextlib import suppress
from dataclasses import dataclass

import peewee
import psycopg
import pytest

from mottagning import audit, command, live
from mottagning.changes import Changes
from mottagning.command import Command, Turn, carry_out, handles
from mottagning.db import Base, open_database
from mottagning.errors import Conflict


class SettingRow(Base):
    name = peewee.TextField(primary_key=True)
    value = peewee.TextField()
    version = peewee.IntegerField(default=1)

    class Meta:
        table_name = "setting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep(Command):
    name: str
    value: str
    version: int | None = None


@handles
def keep(turn: Turn, order: Keep) -> None:
    row = SettingRow.get_or_none(SettingRow.name == order.name)
    if row is None:
        SettingRow.insert(name=order.name, value=order.value).execute()
    else:
        turn.undo = Keep(by=turn.by, name=order.name, value=row.value)
        turn.update(row, order.version, value=order.value)
    turn.touch("setting", 7)
    turn.audit("kept", "setting", 7)


def value(database, name):
    with database.reading():
        return SettingRow.get(SettingRow.name == name).value


def test_a_replay_does_nothing(database):
    order = Keep(by=None, name="a", value="1")
    assert not keep(database, order).replayed
    keep(database, Keep(by=None, name="a", value="2"))
    assert keep(database, order).replayed
    assert value(database, "a") == "2"
    assert [action for _, _, action in audit.entries(database, "setting", 7)] == ["kept", "kept"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Point(Command):
    person: int


@handles
def point(turn: Turn, order: Point) -> None:
    turn.audit("pointed", "person", order.person)
    turn.database.sql("INSERT INTO rota_person (person_id, mentor_id) VALUES (?, ?)", (order.person, order.person))


@pytest.mark.parametrize("by", [None, 1])
def test_what_points_at_something_that_is_no_more_is_a_conflict(database, by):
    with pytest.raises(Conflict):
        point(database, Point(by=by, person=4711))
    assert audit.entries(database, "person", 4711) == []


def test_a_command_that_fails_leaves_neither_audit_nor_uuid(database):
    keep(database, Keep(by=None, name="a", value="1"))
    keep(database, Keep(by=None, name="a", value="2", version=1))
    stale = Keep(by=None, name="a", value="3", version=1)
    with pytest.raises(Conflict):
        keep(database, stale)
    assert value(database, "a") == "2"
    assert len(audit.entries(database, "setting", 7)) == 2
    with pytest.raises(Conflict):
        keep(database, stale)


def test_an_undo_finds_its_own_handler(database):
    keep(database, Keep(by=None, name="a", value="1"))
    changes = keep(database, Keep(by=None, name="a", value="2"))
    carry_out(database, changes.undo)
    assert value(database, "a") == "1"


def test_two_at_once_are_both_carried_out(database):
    unfinished = list(range(12))

    def write(number):
        with suppress(Conflict):
            keep(database, Keep(by=None, name=f"n{number % 3}", value=str(number)))
        unfinished.remove(number)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert unfinished == []
    with database.reading():
        assert SettingRow.select().count() == 3


def test_another_process_learns_what_was_touched(database, settings):
    other = open_database(settings)
    heard: list[Changes] = []
    came, stop = threading.Event(), threading.Event()

    def hear(changes):
        heard.append(changes)
        came.set()

    watcher = threading.Thread(target=live.watch_others, args=(other, hear, stop, command.last_sequence(other)))
    watcher.start()
    try:
        order = Keep(by=None, name="a", value="1")
        for _ in range(50):  # until the watcher listens
            keep(database, order)
            order = Keep(by=None, name="a", value="2")
            if came.wait(0.2):
                break
    finally:
        stop.set()
        watcher.join()
        other.close()
    assert heard[0].ids("setting") == {7}


def test_ones_own_changes_are_not_told_again(database):
    before = command.last_sequence(database)
    keep(database, Keep(by=None, name="a", value="1"))
    assert command.changes_after(database, before)[1] == []


def test_the_program_looks_again_where_a_person_is_told(database):
    """It has looked at no version that could have grown old; a person has."""
    tries = []

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Hurry(Command):
        """Somebody else is a moment faster, once."""

    def hurry(turn: Turn, _order: Hurry) -> None:
        tries.append(turn.by)
        if len(tries) == 1:
            raise Conflict("just now")

    hurrying = command.Handler(hurry)
    hurrying(database, Hurry(by=None))
    assert tries == [None, None]
    tries.clear()
    with pytest.raises(Conflict):
        hurrying(database, Hurry(by=1))
    assert tries == [1]


def test_a_race_is_known_by_its_code_in_whatever_language_the_server_speaks():
    swedish = psycopg.errors.UniqueViolation("dubblerat nyckelvärde bryter mot unik-villkor")
    assert command._is_race(peewee.IntegrityError(swedish))
    assert not command._is_race(peewee.IntegrityError(psycopg.errors.ForeignKeyViolation("unique is not the reason")))
    assert command._is_race(peewee.IntegrityError("UNIQUE constraint failed: identity.key"))
