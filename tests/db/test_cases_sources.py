"""Feeds that come by themselves: watched folders, and views of the case system's database."""

import os
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from mottagning.care import feeding
from mottagning.care.feeding import SERVICE, WINDOW, FeedRounds
from mottagning.cases import feedfile, folder, keeping, lease, sources
from mottagning.cases.collecting import REFUSED, collect
from mottagning.cases.feed import Taking
from mottagning.cases.folder import Settling
from mottagning.cases.freshness import freshness
from mottagning.cases.mappings import map_file
from mottagning.cases.sources import RemoveSource, SaveSource, Source, remove_source, save_source
from mottagning.cases.undoing import undo_feed
from mottagning.command import CommandLog
from mottagning.db import open_database
from mottagning.errors import NotAllowed, Trouble, WrongUse
from tests.db.feeds import HEADER, MONDAY, KilledError, case, feeds, history, nobody_else, stored, write
from tests.db.people import hire

ROWS = [case(f"C-{n}") for n in range(6)]


class Clock:
    """Seconds that go by when somebody waits."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now

    def wait(self, seconds):
        self.now += seconds


class Watched:
    """A folder that is watched, and the looks at it."""

    def __init__(self, database, tmp_path):
        self.database = database
        self.path = tmp_path / "export"
        self.path.mkdir()
        self.data = tmp_path / "data"
        self.clock = Clock()
        self.settling = Settling(self.clock)
        map_file(database, "system", write(tmp_path / "first.csv", ROWS), {})
        self.set()

    def set(self, **changed):
        values = {"name": "natt", "kind": "folder", "place": str(self.path), "mapping": "system"} | changed
        save_source(self.database, SaveSource(by=None, source=Source(**values)))

    def put(self, rows, name="list.csv", at=MONDAY):
        path = write(self.path / name, rows)
        os.utime(path, (at.timestamp(), at.timestamp()))
        return path

    def look(self, waits=True, **how):
        found = sources.read_source(self.database, "natt")
        taking = Taking(**({"learnt_protected": nobody_else, "now": MONDAY + timedelta(days=30)} | how))
        wait = self.clock.wait if waits else None
        return collect(self.database, found, self.data, taking, self.settling, wait=wait)

    def outcomes(self, look):
        return [(feed.name, feed.outcome) for feed in look.feeds]

    @property
    def state(self):
        (found,) = sources.states(self.database)
        return found

    @property
    def left(self):
        return sorted(str(path.relative_to(self.path)) for path in self.path.rglob("*") if path.is_file())


@pytest.fixture
def watched(database, tmp_path):
    return Watched(database, tmp_path)


# What counts as a whole file -----------------------------------------------------------------------------------------


def test_a_file_is_taken_when_it_has_settled_and_then_it_is_gone(watched, database):
    watched.put(ROWS)

    assert watched.look(waits=False).is_waiting
    assert stored(database) == {}
    look = watched.look()

    assert watched.outcomes(look) == [("list.csv", "taken")]
    assert (look.feeds[0].report.new, look.error, watched.left) == (6, None, [])
    assert freshness(database).as_of == MONDAY, "it speaks of when it was written"
    assert watched.state.taken_at is not None
    (outcome,) = sources.outcomes(database, "natt")
    assert (outcome.name, outcome.outcome, len(outcome.sha256)) == ("list.csv", "taken", 64)
    assert not (watched.data / "feeds").exists()


def test_a_file_that_grows_is_waited_for(watched, database):
    path = watched.put(ROWS[:2])
    watched.look(waits=False)
    watched.clock.wait(60)
    watched.put(ROWS)

    assert watched.look(waits=False).is_waiting
    watched.clock.wait(60)
    assert watched.look(waits=False).feeds[0].report.new == 6
    assert not path.exists()


def test_drafts_empty_and_other_files_are_left_alone(watched):
    watched.set(pattern="*.csv; *.tmp; *.xlsx; *.part")
    names = [".list.csv", "list.csv.tmp", "list.part", "list.txt", "~$list.xlsx"]
    for name in names:
        watched.put(ROWS, name)
    (watched.path / "tom.csv").touch()

    assert watched.look().feeds == []
    assert watched.left == sorted([*names, "tom.csv"])


@pytest.mark.skipif(os.name == "nt", reason="Windows tells by a refusal")
def test_a_file_that_somebody_writes_is_not_ready(watched):
    path = watched.put(ROWS)
    with path.open("ab"):
        assert folder.is_being_written(path)
        assert watched.look().feeds == []
    assert not folder.is_being_written(path)
    assert watched.outcomes(watched.look()) == [("list.csv", "taken")]


def test_a_folder_that_is_not_there_is_one_sentence(watched):
    watched.set(place=str(watched.path / "borta"))

    look = watched.look()

    assert "cannot be looked into" in look.error
    assert watched.state.error == look.error


# Each file once, in order --------------------------------------------------------------------------------------------


def test_files_are_taken_in_the_order_in_which_they_were_written(watched, database):
    watched.put([case("C-0", Steg="Beslut"), *ROWS[1:]], "a.csv", MONDAY + timedelta(days=1))
    watched.put(ROWS, "b.csv", MONDAY)

    assert watched.outcomes(watched.look()) == [("b.csv", "taken"), ("a.csv", "taken")]
    assert ("stage", "investigation", "decision") in history(database)


def test_what_is_delivered_late_changes_nothing(watched, database):
    watched.put([case("C-0", Steg="Beslut"), *ROWS[1:]], at=MONDAY + timedelta(days=1))
    watched.look()
    watched.put(ROWS[:2], "old.csv", MONDAY)

    (feed,) = watched.look().feeds

    assert (feed.outcome, feed.report.changed, feed.report.closed) == ("taken", 0, 0)
    assert stored(database)["C-0"].values["stage"] == "decision"
    assert stored(database)["C-5"].values["closed"] is None
    assert freshness(database).as_of == MONDAY + timedelta(days=1)


def test_a_file_that_cannot_be_removed_is_taken_once_and_said(watched, database, monkeypatch):
    watched.put(ROWS)
    monkeypatch.setattr(Path, "unlink", refuse)

    assert "cannot be removed" in watched.look().error
    again = watched.look()
    assert (again.feeds, feeds(database)) == ([], ["taken"])
    assert "cannot be removed" in watched.state.error

    monkeypatch.undo()
    assert (watched.look().error, watched.left, watched.state.error) == (None, [], None)


def test_the_same_content_on_another_day_is_fresh_again(watched, database):
    watched.put(ROWS)
    watched.look()
    watched.put(ROWS, at=MONDAY + timedelta(days=1))

    assert watched.look().feeds[0].report.unchanged == 6
    assert freshness(database).as_of == MONDAY + timedelta(days=1)


def test_a_process_that_ends_before_it_wrote_down_that_it_took_a_file_loses_nothing(watched, database):
    watched.put(ROWS)
    watched.look()
    watched.put([case("C-0", Steg="Beslut"), *ROWS[1:]], at=MONDAY + timedelta(days=1))

    def killed(handler, command):
        if isinstance(command, sources.NoteFile):
            raise KilledError
        return handler(database, command)

    with pytest.raises(KilledError):
        watched.look(carry_out=killed)
    (feed,) = watched.look().feeds

    assert (feed.outcome, feed.report.feed, feeds(database), watched.left) == ("taken", 2, ["taken", "taken"], [])
    assert undo_feed(database, learnt_protected=nobody_else, in_use=lambda *_: set()).restored == 1
    assert stored(database)["C-0"].values["stage"] == "investigation"
    watched.put([case("C-0", Steg="Beslut"), *ROWS[1:]], at=MONDAY + timedelta(days=2))
    assert watched.look().feeds[0].report.changed == 1, "what was taken back is taken anew"


def test_what_is_confirmed_of_a_file_is_what_was_shown(watched, database):
    watched.put(ROWS)
    watched.look()
    watched.put([*ROWS[:2], case("X-7")], at=MONDAY + timedelta(days=1))
    watched.look()
    watched.put([*ROWS[:2], case("X-8")], at=MONDAY + timedelta(days=1))

    (feed,) = watched.look(confirm=True).feeds

    assert "no longer what was shown" in feed.sentence
    assert "X-8" not in stored(database)
    assert watched.look(confirm=True).feeds[0].report.new == 1


# Kept, refused, held -------------------------------------------------------------------------------------------------


def test_a_kept_file_lies_encrypted_in_the_data_folder_and_can_be_opened(watched, database, tmp_path):
    watched.set(afterwards="keep")
    octets = watched.put(ROWS).read_bytes()
    watched.look()

    (kept,) = (watched.data / "feeds").iterdir()
    assert watched.left == []
    assert b"berg" not in kept.read_bytes().lower()
    assert "Öberg".encode("cp1252") not in kept.read_bytes()
    out = tmp_path / "out.csv"
    assert keeping.open_kept(database, kept, out) == "list.csv"
    assert out.read_bytes() == octets
    with pytest.raises(Trouble, match="exists already"):
        keeping.open_kept(database, kept, out)
    assert out.read_bytes() == octets
    cut = kept.with_name("cut.export")
    for cut_to in (-1, 24):
        cut.write_bytes(kept.read_bytes()[:cut_to])
        with pytest.raises(Trouble, match="damaged"):
            keeping.open_kept(database, cut, tmp_path / "cut.csv")
        assert not (tmp_path / "cut.csv").exists()


def test_what_was_kept_can_be_read_by_nobody_once_somebody_is_protected(watched, database, tmp_path):
    watched.set(afterwards="keep")
    watched.put(ROWS)
    watched.look()
    (kept,) = (watched.data / "feeds").iterdir()
    watched.put([case("C-0", Skyddade_personuppgifter="ja"), *ROWS[1:]], at=MONDAY + timedelta(days=1))

    look = watched.look()

    assert watched.outcomes(look) == [("list.csv", "taken")]
    assert "protected" in look.feeds[0].sentence
    assert not kept.exists()
    assert list((watched.data / "feeds").iterdir()) == []
    assert watched.left == []


def test_a_file_that_cannot_be_read_is_put_aside_encrypted(watched, database, tmp_path):
    watched.put(ROWS, "list.csv").write_text("Hemliga Olga\n", "utf-8")

    look = watched.look()

    assert watched.outcomes(look) == [("list.csv", "refused")]
    (aside,) = watched.left
    assert aside.startswith(REFUSED)
    assert b"Olga" not in (watched.path / aside).read_bytes()
    assert "It lies encrypted as" in watched.state.refused
    keeping.open_kept(database, watched.path / aside, tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text("utf-8") == "Hemliga Olga\n"
    assert watched.look().feeds == []
    watched.put(ROWS)
    watched.look()
    assert watched.state.refused is None


def test_a_file_that_cannot_be_encrypted_is_left_where_it_is(watched, monkeypatch):
    watched.put([], "list.csv").write_text("Hemliga Olga\n", "utf-8")
    monkeypatch.setattr(keeping, "keep", refuse)

    look = watched.look()

    assert "left where it is" in look.feeds[0].sentence
    assert watched.left == ["list.csv"]
    assert watched.look().feeds == [], "it is said once"
    assert "left where it is" in watched.state.refused


def test_an_export_that_is_held_waits_for_somebody_to_confirm_it(watched, database):
    watched.put(ROWS)
    watched.look()
    watched.put(ROWS[:2], at=MONDAY + timedelta(days=1))

    held = watched.look()

    assert watched.outcomes(held) == [("list.csv", "held")]
    assert held.feeds[0].report.foreseen.closed == 4
    assert watched.state.held == held.feeds[0].sentence
    assert watched.look().feeds == [], "nobody has decided yet"
    assert watched.left == ["list.csv"]
    confirmed = watched.look(confirm=True)
    assert (watched.outcomes(confirmed), watched.left) == ([("list.csv", "taken")], [])
    assert watched.state.held is None


def test_what_nobody_has_seen_is_not_confirmed(watched):
    watched.put(ROWS)
    watched.look()
    watched.put(ROWS[:2], at=MONDAY + timedelta(days=1))

    assert watched.outcomes(watched.look(confirm=True)) == [("list.csv", "held")]


def test_a_later_export_takes_the_place_of_one_that_is_held(watched):
    watched.put(ROWS)
    watched.look()
    watched.put(ROWS[:2], "half.csv", MONDAY + timedelta(days=1))
    watched.look()
    watched.put(ROWS, "whole.csv", MONDAY + timedelta(days=2))

    assert watched.outcomes(watched.look()) == [("whole.csv", "taken")]
    assert watched.outcomes(watched.look()) == [("half.csv", "passed")]
    assert watched.left == []


# Sources that are databases ---------------------------------------------------------------------------------------


def test_a_database_out_of_reach_is_one_sentence(watched):
    for place in ("sqlite:////finns/inte.db", "postgresql://nobody@127.0.0.1:1/nowhere"):
        watched.set(kind="database", place=place, query="v")
        assert "natt" in watched.look().error


CANNOT_BE_MEANT = (
    ({"place": "mssql://server/db"}, "not SQL Server"),
    ({"place": "Driver={ODBC Driver 18};Server=x"}, "not ODBC"),
    ({"place": "postgresql://u@db.example.se/p?sslmode=disable"}, "encrypted"),
    ({"place": "postgresql://u@db.example.se"}, "a server and a database"),
    ({"place": "postgresql://u@localhost/p?host=db.example.se"}, "a server and a database"),
    ({"place": "postgresql://u@localhost/p?passfile=/tmp/p"}, "a server and a database"),
    ({"place": "postgresql://u:12/ab@db.example.se/p"}, "a server and a database"),
    ({"place": "postgresql://u@localhost/p?sslpassword=hemligt"}, "by itself"),
    ({"place": "case.db"}, "an address like"),
    ({"query": " "}, "Say which view"),
    ({"minutes": 0}, "no number of minutes"),
    ({"mapping": "another"}, "no mapping called"),
    ({"kind": "folder", "place": "export"}, "whole path"),
    ({"name": " "}, "needs a name"),
)


def test_what_cannot_be_meant_is_refused(watched):
    for changed, sentence in CANNOT_BE_MEANT:
        values = {"kind": "database", "place": "sqlite:////tmp/x.db", "query": "v"} | changed
        with pytest.raises((WrongUse, Trouble), match=sentence):
            watched.set(**values)


def test_a_password_is_kept_apart_and_shown_to_nobody(watched, database):
    place = "postgresql://reader:hem%6Cigt@127.0.0.1:5432/system"
    watched.set(kind="database", place=place, query="v")
    assert watched.state.source.place == "postgresql://reader@127.0.0.1:5432/system"
    assert sources.read_source(database, "natt").password == "hemligt"
    assert "hemligt" not in repr(sources.read_source(database, "natt"))
    watched.set(kind="database", place="postgresql://reader@127.0.0.1:5432/system", query="w")
    assert sources.read_source(database, "natt").password == "hemligt", "an empty one leaves it"
    remove_source(database, RemoveSource(by=None, name="natt"))
    with database.reading():
        assert database.sql("SELECT count(*) FROM secret WHERE name LIKE 'source:%'").fetchone()[0] == 0


@pytest.mark.parametrize("other", ["postgresql://reader@localhost:6543/system", "postgresql://u@127.0.0.1:5432/system"])
def test_a_password_is_not_sent_to_another_account(watched, database, other):
    watched.set(kind="database", place="postgresql://reader:hemligt@127.0.0.1:5432/system", query="v")
    changed = sources.checked(Source(name="natt", kind="database", place=other, query="v", mapping="system"))

    assert sources.with_known_password(database, changed).password == ""
    watched.set(kind="database", place=other, query="v")
    assert sources.read_source(database, "natt").password == ""


def test_team_leads_alone_set_sources(watched, database):
    people = hire(database, "ab")
    with pytest.raises(NotAllowed):
        remove_source(database, RemoveSource(by=people["ab"], name="natt"))
    with pytest.raises(NotAllowed):
        save_source(database, SaveSource(by=people["ab"], source=watched.state.source))


# Round after round ---------------------------------------------------------------------------------------------------


def test_one_process_at_a_time_and_the_service_first(database, settings):
    now = MONDAY
    with open_database_of(settings) as other:
        assert lease.acquire(database, "x", now, rank=WINDOW)
        assert lease.acquire(database, "x", now, rank=WINDOW), "renewed"
        assert not lease.is_free(other, "x", now, rank=WINDOW)
        assert not lease.acquire(other, "x", now, rank=WINDOW)
        assert lease.acquire(other, "x", now, rank=SERVICE)
        assert not lease.acquire(database, "x", now, rank=WINDOW)
        later = now + lease.LENGTH + timedelta(seconds=1)
        assert lease.is_free(database, "x", later, rank=WINDOW)
        assert lease.acquire(database, "x", later, rank=WINDOW)


def open_database_of(settings):
    return closing(open_database(settings))


def test_rounds_take_what_is_there_and_leave_no_trace_of_nothing(watched, database, monkeypatch):
    monkeypatch.setattr(feeding, "Settling", lambda: watched.settling)
    rounds = FeedRounds(database, watched.data, WINDOW)
    with database.reading():
        before = CommandLog.select().count()
    assert rounds.round(MONDAY) == []
    watched.put(ROWS)
    rounds.round(MONDAY)
    with database.reading():
        assert CommandLog.select().count() == before
    watched.clock.wait(60)
    (look,) = rounds.round(MONDAY + timedelta(minutes=1))
    assert watched.outcomes(look) == [("list.csv", "taken")]


def test_a_window_that_cannot_see_the_folder_leaves_it_to_others(watched, database):
    watched.set(place=str(watched.path / "borta"))
    assert FeedRounds(database, watched.data, WINDOW).round(MONDAY) == []
    (look,) = FeedRounds(database, watched.data, SERVICE).round(MONDAY)
    assert "cannot be looked into" in look.error


def refuse(*_arguments, **_named):
    raise PermissionError(13, "not here")


# What must not be lost, and not kept ---------------------------------------------------------------------------------


def test_what_waited_in_vain_is_never_kept(watched):
    watched.set(afterwards="keep")
    watched.put(ROWS)
    watched.look()
    half = [case("C-0", Skyddade_personuppgifter="ja"), ROWS[1]]
    watched.put(half, "half.csv", MONDAY + timedelta(days=1))
    assert watched.outcomes(watched.look()) == [("half.csv", "held")]
    watched.put(ROWS, "whole.csv", MONDAY + timedelta(days=2))
    watched.look()
    kept = set((watched.data / "feeds").iterdir())

    assert watched.outcomes(watched.look()) == [("half.csv", "passed")]
    assert (watched.left, set((watched.data / "feeds").iterdir())) == ([], kept)


def test_a_file_that_names_somebody_known_to_be_protected_is_not_kept(watched, database):
    watched.put([case("C-0", Skyddade_personuppgifter="ja"), *ROWS[1:]])
    watched.look()
    header = [name for name in HEADER if name != "Skyddade personuppgifter"]
    first = write(watched.data.parent / "first.csv", ROWS, header)
    map_file(database, "another", first, {}, protected_by_omission=True)
    watched.set(afterwards="keep", mapping="another")
    path = write(watched.path / "list.csv", ROWS, header)
    os.utime(path, (MONDAY.timestamp() + 86400,) * 2)

    assert watched.outcomes(watched.look()) == [("list.csv", "taken")]
    assert stored(database)["C-0"].values["protected"]
    assert not (watched.data / "feeds").exists()


def test_another_file_of_the_same_name_size_and_time_is_taken_too(watched, database):
    first = watched.put(ROWS).read_bytes()
    watched.look()
    second = watched.put([case("C-0", Handläggare="Karin Lund"), *ROWS[1:]]).read_bytes()
    assert len(first) == len(second)

    assert watched.outcomes(watched.look()) == [("list.csv", "taken")]
    assert stored(database)["C-0"].values["handler"] == "Karin Lund"


def test_a_network_that_fails_does_not_refuse_a_file(watched, monkeypatch):
    watched.put(ROWS)

    def broken(path):
        raise refused_by_network(path)

    monkeypatch.setattr(feedfile, "find_encoding", broken)
    look = watched.look()
    assert ("cannot be read" in look.error, look.feeds, watched.left) == (True, [], ["list.csv"])
    monkeypatch.undo()
    assert watched.outcomes(watched.look()) == [("list.csv", "taken")]


def refused_by_network(path):
    return OSError(5, "Input/output error", str(path))


def test_its_own_folders_are_never_emptied(watched):
    backups = watched.data / "backups"
    backups.mkdir(parents=True)
    for own in (watched.data, backups):
        (own / "key").write_text("kept", "utf-8")
        watched.set(place=str(own))
        look = watched.look()
        assert ("its own files" in look.error, look.feeds) == (True, [])
        assert (own / "key").read_text("utf-8") == "kept"


def test_what_another_unit_put_aside_stays(watched, database):
    watched.put(ROWS, "list.csv").write_text("Hemliga Olga\n", "utf-8")
    watched.look()
    (aside,) = watched.left
    foreign = watched.path / REFUSED / "notes.export"
    foreign.write_text("somebody else's", "utf-8")
    with database.writing():
        database.sql("UPDATE secret SET value = ? WHERE name = 'feed_files'", ("ab" * 32,))

    watched.look()

    assert (watched.path / aside).exists()
    assert foreign.exists()
