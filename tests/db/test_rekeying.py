"""A new key: what the old one opened it opens no more, and a power cut at any step locks nobody out."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mottagning import db, keys
from mottagning.care import copies, rekeying
from mottagning.contacts import byhand
from mottagning.contacts.byhand import WriteDown
from mottagning.db import Database, open_database
from mottagning.errors import DatabaseBusy, DatabaseTrouble, Trouble
from mottagning.settings import Settings

NIGHT = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
in_a_file = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
"""A server's data is not encrypted by us."""


class PowerCutError(Exception):
    """The machine stops here."""


@pytest.fixture
def unit(settings: Settings) -> Settings:
    """Data with something in it, and a copy of it."""
    with closing(open_database(settings)) as database:
        byhand.write_down(database, WriteDown(by=None, channel="visit", text="Ett besök"))
        copies.nightly(settings, database, NIGHT)
    return settings


def words(database: Database) -> list[str]:
    with database.reading():
        return [row[0] for row in database.sql("SELECT text FROM contact_text").fetchall()]


def recovery_of(settings: Settings) -> str:
    with closing(open_database(settings)) as database:
        key = database.recovery_key()
    assert key
    return key


def opened_with(path: Path, key: str) -> list[str]:
    with closing(db.open_copy(path, key)) as copy:
        return words(copy)


def test_the_old_keys_open_nothing_and_the_new_ones_everything(unit):
    (copy,) = copies.of(unit)
    wrapped = copy.with_name(copy.name + ".key")
    before, old = recovery_of(unit), keys.database_key(unit.keys, make=False)[0]
    elsewhere = wrapped.read_text()
    strange = copy.with_name("daily-20261101.db")
    strange.write_bytes(b"of another computer" * 500)

    assert rekeying.change_key(unit) == (1, [strange])

    after, new = recovery_of(unit), keys.database_key(unit.keys, make=False)[0]
    assert new != old
    assert after != before
    with closing(open_database(unit)) as database:
        assert words(database) == ["Ett besök"]
    assert opened_with(copy, new) == ["Ett besök"]
    for path in (copy, *([] if unit.is_server else [Path(unit.database)])):
        with pytest.raises(DatabaseTrouble):
            opened_with(path, old)
    assert keys.unwrapped(wrapped, after) == new
    for path in (wrapped, unit.keys / "recovery.json"):
        with pytest.raises(Trouble, match="does not fit"):
            keys.unwrapped(path, before)
    wrapped.write_text(elsewhere)
    assert keys.unwrapped(wrapped, before) == old, "the paper that is to be destroyed opens what lies elsewhere"
    assert not list(unit.keys.glob("*next*"))
    assert not list(unit.keys.glob("*unseen*"))


@in_a_file
@pytest.mark.parametrize("step", range(6))
def test_a_power_cut_at_any_step_locks_nobody_out(unit, monkeypatch, step):
    done = []

    def cut_before(place, name):
        real = getattr(place, name)

        def cut(*arguments):
            if len(done) == step:
                raise PowerCutError
            done.append(name)
            return real(*arguments)

        cutting.setattr(place, name, cut)

    with monkeypatch.context() as cutting:
        cut_before(keys, "_write_private")
        cut_before(keys, "_keep")
        cut_before(Database, "change_key")
        with pytest.raises(PowerCutError):
            rekeying.change_key(unit)
    recovery = recovery_of(unit)
    with closing(open_database(unit)) as database:
        assert words(database) == ["Ett besök"]
    assert keys.unwrapped(unit.keys / "recovery.json", recovery) == keys.database_key(unit.keys, make=False)[0]
    assert not list(unit.keys.glob("*next*"))


@in_a_file
def test_not_under_an_open_window(unit):
    key = keys.database_key(unit.keys, make=False)
    with closing(open_database(unit)) as window:
        assert words(window) == ["Ett besök"]
        with pytest.raises(DatabaseBusy):
            rekeying.change_key(unit)
    assert keys.database_key(unit.keys, make=False) == key
    assert not list(unit.keys.glob("*next*"))


def test_not_while_the_key_opens_another_database(unit):
    other = Settings(data=unit.data, database=str(unit.data / "other.db"))
    open_database(other).close()
    with pytest.raises(Trouble, match=r"The same key opens .*other\.db"):
        rekeying.change_key(unit)
    with closing(open_database(unit)) as database:
        assert words(database) == ["Ett besök"]
