"""A database file that is not where it should be: before it is opened, and while it is open."""

import os
import shutil
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from queue import Empty, Queue
from threading import Event, Thread

import pytest

from mottagning import command, keys, live
from mottagning.care import backup
from mottagning.changes import Changes
from mottagning.db import Database, open_database
from mottagning.errors import DatabaseTrouble
from mottagning.people import staff
from mottagning.people.staff import SavePerson
from mottagning.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data", database=str(tmp_path / "data" / "m.db"))


@pytest.fixture
def path(settings: Settings) -> Path:
    return Path(settings.database)


def hire(database: Database, key: str) -> None:
    staff.save_person(database, SavePerson(by=None, key=key, name=f"Person {key}"))


def hired(database: Database) -> list[str]:
    return sorted(person.key for person in staff.everyone(database))


class TestWhileItIsOpen:
    @pytest.mark.parametrize("deleted", [True, False])
    def test_nothing_is_written_into_a_file_that_is_gone(self, settings, path, tmp_path, deleted):
        with closing(open_database(settings)) as database:
            hire(database, "before")
            path.unlink() if deleted else path.rename(tmp_path / "elsewhere.db")
            with pytest.raises(DatabaseTrouble, match="moved or deleted") as told:
                hire(database, "meanwhile")
            assert str(path) in str(told.value)
            assert hired(database) == ["before"]

    def test_when_it_is_back_the_work_goes_on(self, settings, path, tmp_path):
        with closing(open_database(settings)) as database:
            hire(database, "before")
            path.rename(tmp_path / "elsewhere.db")
            asked = SavePerson(by=None, key="after", name="Person after")
            with pytest.raises(DatabaseTrouble):
                staff.save_person(database, asked)
            (tmp_path / "elsewhere.db").rename(path)
            assert not staff.save_person(database, asked).replayed
        with closing(open_database(settings)) as again:
            assert hired(again) == ["after", "before"]

    def test_a_new_reader_makes_no_empty_file_in_its_place(self, settings, path):
        told: Queue[BaseException] = Queue()
        with closing(open_database(settings)) as database:
            path.unlink()

            def read() -> None:
                try:
                    hired(database)
                except DatabaseTrouble as trouble:
                    told.put(trouble)

            reader = Thread(target=read, daemon=True)
            reader.start()
            reader.join(20)
            assert "moved or deleted" in str(told.get_nowait())
            assert not path.exists()

    def test_a_copy_put_in_its_place_is_another_file(self, settings, path, tmp_path):
        with closing(open_database(settings)) as database:
            hire(database, "before")
            backup.back_up(settings, tmp_path / "copy.db")
            hire(database, "newest")
            path.unlink()
            backup.restore(settings, tmp_path / "copy.db")
            with pytest.raises(DatabaseTrouble, match="another file"):
                hire(database, "meanwhile")
        with closing(open_database(settings)) as again:
            assert hired(again) == ["before"]
            hire(again, "after")

    def test_the_watch_tells_once_that_it_is_gone_and_once_that_it_is_back(self, settings, path, tmp_path, monkeypatch):
        monkeypatch.setattr(live, "_LOOK_S", 0.01)
        told: Queue[DatabaseTrouble | None] = Queue()
        changes: Queue[Changes] = Queue()
        stopping = Event()
        with closing(open_database(settings)) as database:
            since = command.last_sequence(database)
            watch = Thread(
                target=live.watch_others, args=(database, changes.put, stopping, since, told.put), daemon=True
            )
            watch.start()
            while changes.empty():  # until it has begun
                with closing(open_database(settings)) as other:
                    hire(other, f"p{os.urandom(4).hex()}")
                with suppress(Empty):
                    changes.get(timeout=0.1)
                    break
            path.rename(tmp_path / "elsewhere.db")
            assert "moved or deleted" in str(told.get(timeout=20))
            (tmp_path / "elsewhere.db").rename(path)
            assert told.get(timeout=20) is None
            stopping.set()
            watch.join(20)
        assert told.empty()
        everything = [each for each in changes.queue if each.concerns("contact")]
        assert len(everything) == 2  # what could not be read meanwhile is read now


class TestBeforeItIsOpened:
    @pytest.mark.parametrize("emptied", [True, False])
    def test_a_lost_database_is_no_first_start(self, settings, path, emptied):
        open_database(settings).close()
        path.write_bytes(b"") if emptied else path.unlink()
        with pytest.raises(DatabaseTrouble, match="is missing, though its key is here") as told:
            open_database(settings)
        assert str(path) in str(told.value)
        assert "mottagning restore" in str(told.value)
        assert path.exists() == emptied
        settings.keys.rename(settings.data / "old keys")
        with closing(open_database(settings)) as anew:
            assert anew.recovery_key()

    def test_another_database_of_the_same_keys_may_be_made(self, settings, path):
        open_database(settings).close()
        second = replace(settings, database=str(path.with_name("second.db")))
        open_database(second).close()
        path.with_name("second.db").unlink()
        with pytest.raises(DatabaseTrouble, match="is missing"):
            open_database(second)

    def test_a_key_in_the_key_ring_alone_tells_it_too(self, settings, path, monkeypatch):
        ring: dict[str, str] = {}
        monkeypatch.setattr(keys, "_read_ring", lambda folder: ring.get(keys.ring_name(folder)))
        monkeypatch.setattr(keys, "_write_ring", lambda folder, key: bool(ring.setdefault(keys.ring_name(folder), key)))
        open_database(settings).close()
        shutil.rmtree(settings.data)
        with pytest.raises(DatabaseTrouble, match="key ring") as told:
            open_database(settings)
        assert keys.ring_name(settings.keys) in str(told.value)
        ring.clear()
        open_database(settings).close()

    @pytest.mark.parametrize("has_file", [True, False])
    def test_a_first_start_that_was_killed_goes_on(self, settings, path, has_file):
        _, recovery = keys.database_key(settings.keys, make=True)
        if has_file:
            path.touch()
        with closing(open_database(settings)) as database:
            assert database.recovery_key() == recovery

    def test_a_copy_is_brought_back_past_the_log_of_the_lost_file(self, settings, path, tmp_path):
        """The log that is left holds newer pages: SQLite would write them over the copy."""
        database = open_database(settings)
        hire(database, "before")
        backup.back_up(settings, tmp_path / "copy.db")
        hire(database, "newest")
        log = path.with_name(path.name + "-wal").read_bytes()
        database.close()
        path.unlink()
        path.with_name(path.name + "-wal").write_bytes(log)
        backup.restore(settings, tmp_path / "copy.db")
        with closing(open_database(settings)) as again:
            assert hired(again) == ["before"]
        assert [kept.read_bytes() for kept in path.parent.glob("*.before-restore-*-wal")] == [log]
