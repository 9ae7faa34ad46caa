"""Opening, upgrading, refusing: each trouble is one sentence, and nothing is changed by it."""

import importlib
import re
import threading
from pathlib import Path

import peewee
import psycopg
import pytest

from mottagning import audit, db, disks, keys, migrations, outages
from mottagning.db import open_database
from mottagning.errors import DatabaseTrouble, Trouble
from mottagning.settings import Settings


def test_opening_twice_finds_the_same_data(settings):
    first = open_database(settings)
    with first.writing():
        first.sql("INSERT INTO setting (name, value) VALUES (?, ?)", ("a", "1"))
    first.close()
    again = open_database(settings)
    with again.reading():
        assert again.sql("SELECT value FROM setting WHERE name = ?", ("a",)).fetchone()[0] == "1"
    again.close()


def test_a_transaction_that_fails_leaves_nothing(database):
    def break_off():
        with database.writing():
            database.sql("INSERT INTO setting (name, value) VALUES (?, ?)", ("a", "1"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()
    with database.reading():
        assert database.sql("SELECT count(*) FROM setting").fetchone()[0] == 0


def test_a_newer_schema_is_refused(settings):
    first = open_database(settings)
    with first.writing():
        first.sql("UPDATE schema_version SET version = 9999")
    first.close()
    with pytest.raises(DatabaseTrouble, match="newer"):
        open_database(settings)


def test_every_table_of_the_models_is_as_the_migrations_make_it(database):
    files = sorted(Path(db.__file__).parent.glob("*/*tables.py"))
    assert len(files) > 6
    for file in files:
        room = importlib.import_module(f"mottagning.{file.parent.name}.{file.stem}")
        for model in vars(room).values():
            if isinstance(model, type) and issubclass(model, db.Base) and model is not db.Base:
                with database.reading():
                    cursor = database.sql(f"SELECT * FROM {model._meta.table_name} LIMIT 0")
                    columns = {column[0] for column in cursor.description}
                assert set(model._meta.columns) <= columns, model


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (psycopg.errors.AdminShutdown("avslutar anslutning på grund av administratörskommando"), "cannot be reached"),
        (psycopg.OperationalError("förbindelsen har oväntat stängts"), "cannot be reached"),
        (psycopg.errors.DiskFull("kunde inte utöka fil"), "disk is full"),
    ],
)
def test_a_server_is_understood_in_whatever_language_it_speaks(told, said):
    assert re.search(said, str(outages.explain(peewee.OperationalError(told, *told.args))))


def test_what_was_pasted_with_a_sign_that_no_server_keeps_is_kept_without_it(database):
    with database.writing():
        database.sql("INSERT INTO setting (name, value) VALUES (?, ?)", ("pasted", "Hej\0 du"))
    with database.reading():
        kept = database.sql("SELECT value FROM setting WHERE name = ?", ("pasted",)).fetchone()[0]
    assert kept in ("Hej\0 du", "Hej\ufffd du")


def test_a_value_that_the_driver_refuses_is_no_server_out_of_reach():
    told = psycopg.DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes")
    refused = peewee.DataError(told, *told.args)
    assert outages.explain(refused) is refused


def test_two_threads_work_on_two_databases_at_once(database, tmp_path):
    other = open_database(Settings(data=tmp_path / "other", database=str(tmp_path / "other" / "x.db")))
    seen = []

    def elsewhere():
        with other.reading():
            seen.append(audit.AuditEntry.select().count())

    with database.writing():
        audit.AuditEntry.insert(at="2026-01-01T00:00:00.000000Z", action="a", kind="b", facts="{}").execute()
        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
        seen.append(audit.AuditEntry.select().count())
    other.close()
    assert seen == [0, 1]


class TestEmbedded:
    """What only the encrypted file has."""

    @pytest.fixture
    def settings(self, tmp_path):
        return Settings(data=tmp_path / "data", database=str(tmp_path / "data" / "mottagning.db"))

    def test_the_file_is_encrypted_and_the_key_is_its_owners_alone(self, settings):
        open_database(settings).close()
        assert b"SQLite format 3" not in (settings.data / "mottagning.db").read_bytes()[:100]
        assert (settings.keys / "database.key").stat().st_mode & 0o077 == 0

    def test_a_lost_key_says_so_and_the_recovery_key_brings_it_back(self, settings):
        first = open_database(settings)
        recovery = first.recovery_key()
        first.close()
        (settings.keys / "database.key").unlink()
        with pytest.raises(DatabaseTrouble, match="recovery key"):
            open_database(settings)
        with pytest.raises(Trouble, match="does not fit"):
            keys.unlock(settings.keys, "AAAA-" * 7 + "AAAA")
        keys.unlock(settings.keys, recovery.lower())
        open_database(settings).close()

    def test_the_recovery_key_waits_until_it_is_written_down(self, settings):
        first = open_database(settings)
        recovery = first.recovery_key()
        first.close()
        again = open_database(settings)
        assert again.recovery_key() == recovery
        again.keep_recovery_key(None)
        assert again.recovery_key() is None
        again.close()
        later = open_database(settings)
        assert later.recovery_key() is None
        later.close()
        (settings.keys / "database.key").unlink()
        keys.unlock(settings.keys, recovery)

    def test_a_full_disk_is_said_and_outlived(self, settings):
        """SQLite ends the transaction by itself then, and is asked to roll it back all the same."""
        database = open_database(settings)

        def write(much: int) -> None:
            with database.writing():
                for number in range(much):
                    database.sql("INSERT INTO blob (sha256, octets) VALUES (?, zeroblob(100000))", (str(number),))

        with database.writing():
            pages = database.sql("PRAGMA page_count").fetchone()[0]
            database.sql(f"PRAGMA max_page_count = {pages + 50}").fetchone()
        with pytest.raises(DatabaseTrouble, match="disk is full"):
            write(100)
        with database.reading():
            database.sql("PRAGMA max_page_count = 1000000").fetchone()
            assert database.sql("SELECT count(*) FROM blob").fetchone()[0] == 0
        with database.writing():
            database.sql("INSERT INTO setting (name, value) VALUES ('a', '1')")
        database.close()

    def test_another_key_is_refused_in_a_sentence(self, settings):
        open_database(settings).close()
        (settings.keys / "database.key").write_text("0" * 64)
        with pytest.raises(DatabaseTrouble, match="key"):
            open_database(settings)

    def test_an_older_schema_is_copied_before_it_is_upgraded(self, settings, monkeypatch):
        open_database(settings).close()
        monkeypatch.setattr(migrations, "newest", lambda _dialect: 999)
        monkeypatch.setattr(migrations, "migrate", lambda execute, *_: execute("CREATE TABLE more (x INT)") and 999)
        open_database(settings).close()
        copies = list((settings.data / "backups").iterdir())
        assert len(copies) == 1
        assert b"SQLite format 3" not in copies[0].read_bytes()[:100]

    def test_an_upgrade_that_fails_changes_nothing(self, settings, monkeypatch):
        open_database(settings).close()

        def break_off(execute, *_):
            execute("CREATE TABLE more (x INT)")
            raise RuntimeError

        with monkeypatch.context() as patch:
            patch.setattr(migrations, "newest", lambda _dialect: 999)
            patch.setattr(migrations, "migrate", break_off)
            with pytest.raises(RuntimeError):
                open_database(settings)
        again = open_database(settings)
        with again.reading():
            assert again.sql("SELECT count(*) FROM sqlite_master WHERE name = 'more'").fetchone()[0] == 0
        again.close()

    def test_a_network_share_is_refused(self, settings, monkeypatch):
        monkeypatch.setattr(disks, "_file_system", lambda _folder: "cifs")
        with pytest.raises(DatabaseTrouble, match="network share"):
            open_database(settings)
        assert not settings.data.exists()
