"""Copies and bringing them back: nothing that goes on is written past the data, nothing removed comes back."""

import os
from collections import namedtuple
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mottagning import cli, keys
from mottagning.care import backup, check
from mottagning.contacts import byhand, redaction, ties
from mottagning.contacts.byhand import WriteDown
from mottagning.contacts.phone import calls
from mottagning.contacts.phone.calls import MakeAnonymous, PhoneEvent
from mottagning.contacts.phone.unheard import KeepUnheard, keep_unheard
from mottagning.contacts.redaction import ConfirmRegistered, Erase
from mottagning.contacts.tables import Contact, Raw
from mottagning.contacts.whole import read_whole
from mottagning.db import Database, open_database
from mottagning.errors import DatabaseBusy, Trouble
from mottagning.settings import Settings
from tests.db import cases
from tests.db.people import hire

NINE = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data", database=str(tmp_path / "data" / "m.db"))


def write_down(database: Database, text: str, **more: object) -> int:
    return byhand.write_down(database, WriteDown(by=None, channel="visit", text=text, **more)).created["contact"]


def texts(settings: Settings) -> list[str]:
    database = open_database(settings)
    try:
        with database.reading():
            ids = [row.id for row in Contact.select().order_by(Contact.id)]
        return [read_whole(database, each).text for each in ids]
    finally:
        database.close()


def test_a_copy_brought_back_is_the_data_and_todays_is_kept(settings, tmp_path):
    database = open_database(settings)
    write_down(database, "Förr")
    backup.back_up(settings, tmp_path / "copy.db")
    write_down(database, "Nu")
    database.close()
    copy = (tmp_path / "copy.db").read_bytes()
    assert os.name == "nt" or [oct(path.stat().st_mode)[-3:] for path in tmp_path.glob("copy.db*")] == ["600", "600"]
    kept = backup.restore(settings, tmp_path / "copy.db")
    assert texts(settings) == ["Förr"]
    assert kept is not None
    assert texts(Settings(data=settings.data, database=str(kept))) == ["Förr", "Nu"]
    assert (tmp_path / "copy.db").read_bytes() == copy
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("copy.db-")] == []


def test_nothing_is_brought_back_under_an_open_window(settings, tmp_path):
    """Its writes would go to the file that was put aside, each of them acknowledged."""
    database = open_database(settings)
    backup.back_up(settings, tmp_path / "copy.db")
    with pytest.raises(DatabaseBusy, match="Close it"):
        backup.restore(settings, tmp_path / "copy.db")
    write_down(database, "Efteråt")
    database.close()
    assert texts(settings) == ["Efteråt"]
    assert not list(settings.data.glob("*restor*"))


@pytest.mark.parametrize("step", ["hardlink_to", "replace"])
def test_a_power_cut_while_bringing_back_leaves_today_or_the_copy(settings, tmp_path, monkeypatch, step):
    database = open_database(settings)
    backup.back_up(settings, tmp_path / "copy.db")
    write_down(database, "Nu")
    database.close()

    def cut(*_arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as cutting:
        cutting.setattr(Path, step, cut)
        with pytest.raises(KeyboardInterrupt):
            backup.restore(settings, tmp_path / "copy.db")
    assert texts(settings) == ["Nu"]


def test_a_damaged_file_can_be_replaced(settings, tmp_path):
    database = open_database(settings)
    write_down(database, "Förr")
    backup.back_up(settings, tmp_path / "copy.db")
    database.close()
    path = Path(settings.database)
    path.write_bytes(path.read_bytes()[:5000] + b"x" * 5000)
    path.with_name("m.db-wal").write_bytes(b"what is left of a log")
    backup.restore(settings, tmp_path / "copy.db")
    assert texts(settings) == ["Förr"]
    check_all(settings)


def check_all(settings: Settings) -> None:
    database = open_database(settings)
    findings = check.check(database)
    database.close()
    assert [finding.name for finding in findings if finding.count] == []


def test_what_was_removed_since_stays_removed(settings, tmp_path):
    database = open_database(settings)
    people = hire(database, "ab")
    ids = cases.read(database, tmp_path, cases.ALVA)
    erased = write_down(database, "Gallrad text")
    sealed, registered = (write_down(database, text) for text in ("Förseglad text", "Diarieförd text"))
    for each in (sealed, registered):
        ties.tie_case(database, ties.TieCase(by=people["ab"], contact=each, case=ids["C-2417"]))
    event = {"by": None, "event": "answered", "call_id": "1", "occurred_at": NINE}
    call = calls.phone_event(database, PhoneEvent(**event, number="+46701740605")).created["contact"]
    told = KeepUnheard(by=None, source="växel", body="ring 0701740605", call_id=None, occurred_at=NINE)
    unheard = keep_unheard(database, told).created["contact"]
    backup.back_up(settings, tmp_path / "copy.db")
    redaction.erase(database, Erase(by=None, contact=erased, reason="disposed"))
    for each in (call, unheard):
        calls.make_anonymous(database, MakeAnonymous(by=None, contact=each))
    cases.read(database, tmp_path, cases.ALVA.replace(";nej", ";ja"))
    redaction.confirm_registered(database, ConfirmRegistered(by=people["kl"], contact=registered))
    database.close()

    backup.restore(settings, tmp_path / "copy.db")

    assert texts(settings) == ["", "", "", "", ""]
    database = open_database(settings)
    shown = {each: read_whole(database, each) for each in (erased, sealed, registered, call)}
    with database.reading():
        octets = b"".join(row.octets for row in Raw.select())
        assert database.sql("SELECT count(*) FROM party").fetchone()[0] == 0
    database.close()
    assert [shown[each].summary.redacted for each in (erased, sealed, registered)] == [True, True, True]
    assert [shown[each].sealed for each in (erased, sealed, registered)] == [False, True, False]
    assert shown[call].summary.anonymous
    assert b"701740605" not in octets
    check_all(settings)


def test_another_computer_opens_the_copy_with_the_recovery_key(settings, tmp_path):
    """The old computer is gone: all there is is the copy, the file beside it and the paper."""
    database = open_database(settings)
    write_down(database, "Förr")
    recovery = database.recovery_key()
    backup.back_up(settings, tmp_path / "copy.db")
    database.close()
    new = Settings(data=tmp_path / "new", database=str(tmp_path / "new" / "m.db"))
    with pytest.raises(Trouble, match="recovery key"):
        backup.restore(new, tmp_path / "copy.db")
    backup.restore(new, tmp_path / "copy.db", recovery)
    assert texts(new) == ["Förr"]
    database = open_database(new)
    now = database.recovery_key()
    database.close()
    assert now not in (None, recovery)
    keys.unlock(new.keys, now or "")
    assert texts(new) == ["Förr"]


def test_a_copy_does_not_fill_the_disk(settings, tmp_path, monkeypatch):
    open_database(settings).close()
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(backup.shutil, "disk_usage", lambda _folder: usage(100, 90, 10))
    with pytest.raises(Trouble, match="not enough room"):
        backup.back_up(settings, tmp_path / "copy.db")
    assert not list(tmp_path.glob("copy*"))


def test_a_servers_copy_comes_back_to_an_empty_server(postgres, tmp_path):
    first, second = postgres.new_database(), postgres.new_database()
    settings = Settings(data=tmp_path / "data", database=first)
    database = open_database(settings)
    write_down(database, "Förr")
    database.close()
    backup.back_up(settings, tmp_path / "copy.db")
    other = Settings(data=tmp_path / "data", database=second)
    backup.restore(other, tmp_path / "copy.db")
    assert texts(other) == ["Förr"]
    with pytest.raises(Trouble, match="holds a unit already"):
        backup.restore(settings, tmp_path / "copy.db")
    for url in (first, second):
        postgres.drop_database(url)


def test_a_unit_moves_to_a_server_only_when_nobody_writes_to_the_file(settings, tmp_path, postgres, capsys):
    window = open_database(settings)
    write_down(window, "Förr")
    url = postgres.new_database()
    arguments = ["--data", str(settings.data), "--database", settings.database, "--lang", "en", "database", "move", url]
    assert cli.main(arguments) == 1
    assert "Close it" in capsys.readouterr().err
    window.close()
    assert cli.main(arguments) == 0
    assert texts(Settings(data=settings.data, database=url)) == ["Förr"]
    postgres.drop_database(url)


def test_a_server_gives_its_rows_one_after_the_other(postgres, tmp_path):
    url = postgres.new_database()
    database = open_database(Settings(data=tmp_path / "data", database=url))
    with database.reading():
        rows = database.stream("SELECT generate_series(1, 100000000)")
        assert [next(rows)[0] for _ in range(3)] == [1, 2, 3]
        rows.close()
    database.close()
    postgres.drop_database(url)
