"""Feeds that come by themselves: watched folders, and views of the case system's database."""

import os
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from mottagning.care import feeding
from mottagning.care.feeding import SERVICE, WINDOW, FeedRounds
from mottagning.cases import collecting, folder, lease, sources
from mottagning.cases.freshness import freshness
from mottagning.cases.sources import RemoveSource, SaveSource, Source, remove_source, save_source
from mottagning.cases.undoing import undo_feed
from mottagning.command import CommandLog
from mottagning.db import open_database
from mottagning.errors import NotAllowed, Trouble, WrongUse
from tests.db.feeds import MONDAY, KilledError, case, feeds, history, nobody_else, stored, take, write
from tests.db.people import hire
from tests.db.watchedfolder import ROWS, Watched, refuse


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


def test_where_nobody_tells_a_file_is_waited_for_longer(watched, monkeypatch):
    monkeypatch.setattr(folder, "_is_open_for_writing", lambda _path: None)
    path = watched.put(ROWS)
    assert watched.look().is_waiting, "five seconds say nothing there"
    watched.clock.wait(60)
    assert watched.look().feeds == []
    watched.clock.wait(60)
    assert watched.outcomes(watched.look()) == [("list.csv", "taken")]
    watched.put(ROWS)
    with path.open("ab") as file:
        file.truncate(30_000_000)
    os.utime(path, (MONDAY.timestamp() + 60,) * 2)
    watched.look()
    watched.clock.wait(240)
    assert watched.look().is_waiting, "a large one takes longer"


def test_what_was_written_long_ago_is_whole(watched, monkeypatch):
    monkeypatch.setattr(folder, "_is_open_for_writing", lambda _path: None)
    watched.put(ROWS, at=MONDAY - timedelta(days=30))

    assert watched.outcomes(watched.look()) == [("list.csv", "taken")]


def test_on_a_share_nobody_tells(watched, monkeypatch):
    path = watched.put(ROWS)
    assert folder.is_being_written(path) is False
    monkeypatch.setattr(folder, "on_network_share", lambda _folder: True)
    assert folder.is_being_written(path) is None


def test_a_file_that_may_be_cut_closes_less_by_itself(watched, database, monkeypatch):
    many = [case(f"C-{n}") for n in range(40)]
    watched.put(many)
    watched.look()
    monkeypatch.setattr(folder, "_is_open_for_writing", lambda _path: None)
    monkeypatch.setattr(folder, "_UNTOLD_S", 0.0)
    watched.put(many[:28], at=MONDAY + timedelta(days=1))

    (held,) = watched.look().feeds

    assert "before all of it was written" in held.sentence
    watched.put(many[:30], at=MONDAY + timedelta(days=2))
    (taken,) = watched.look().feeds
    assert (taken.outcome, taken.report.closed) == ("taken", 10), "a day's work"
    monkeypatch.undo()
    watched.put(many[:20], at=MONDAY + timedelta(days=3))
    assert watched.look().feeds[-1].outcome == "taken", "where the system tells, a third"


def test_a_link_leads_nowhere(watched, database, monkeypatch, tmp_path):
    elsewhere = write(tmp_path / "elsewhere.csv", ROWS)
    (watched.path / "link.csv").symlink_to(elsewhere)
    assert watched.look().feeds == []

    path = watched.put(ROWS[:3])
    opened = collecting.file_sha256

    def swapped(path):
        """Somebody puts a link there after the folder was looked into."""
        path.unlink()
        path.symlink_to(elsewhere)
        return opened(path)

    monkeypatch.setattr(collecting, "file_sha256", swapped)
    look = watched.look()

    assert (look.feeds, look.error, stored(database)) == ([], None, {})
    assert (elsewhere.exists(), path.is_symlink()) == (True, True)


def test_what_was_chosen_by_hand_may_be_a_link(database, tmp_path):
    link = tmp_path / "link.csv"
    link.symlink_to(write(tmp_path / "list.csv", ROWS))

    assert take(database, link).new == 6


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


def killed_before(database, kind):
    """Carries commands out until one of this kind comes."""

    def carry_out(handler, command):
        if isinstance(command, kind):
            raise KilledError
        return handler(database, command)

    return carry_out


def test_a_process_that_ends_before_it_wrote_down_that_it_took_a_file_loses_nothing(watched, database):
    watched.put(ROWS)
    watched.look()
    watched.put([case("C-0", Steg="Beslut"), *ROWS[1:]], at=MONDAY + timedelta(days=1))

    with pytest.raises(KilledError):
        watched.look(carry_out=killed_before(database, sources.NoteFile))
    (feed,) = watched.look().feeds

    assert (feed.outcome, feed.report.feed, feeds(database), watched.left) == ("taken", 2, ["taken", "taken"], [])
    assert undo_feed(database, learnt_protected=nobody_else, in_use=lambda *_: set()).restored == 1
    assert stored(database)["C-0"].values["stage"] == "investigation"
    watched.put([case("C-0", Steg="Beslut"), *ROWS[1:]], at=MONDAY + timedelta(days=2))
    assert watched.look().feeds[0].report.changed == 1, "what was taken back is taken anew"


def test_a_file_that_was_taken_before_another_feed_came_is_not_taken_after_it(watched, database, tmp_path):
    watched.put(ROWS)
    with pytest.raises(KilledError):
        watched.look(carry_out=killed_before(database, sources.NoteFile))
    by_hand = write(tmp_path / "by hand.csv", [case("C-0", Steg="Beslut"), *ROWS[1:]])
    take(database, by_hand, at=MONDAY + timedelta(days=1))

    assert watched.outcomes(watched.look()) == [("list.csv", "taken")]
    assert (feeds(database), watched.left) == (["taken", "taken"], [])
    assert undo_feed(database, learnt_protected=nobody_else, in_use=lambda *_: set()).restored == 1


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
    ({"place": "postgresql://u@localhost/p?passfile=p"}, "a server and a database"),
    ({"place": "postgresql://u:12/ab@db.example.se/p"}, "a server and a database"),
    ({"place": "postgresql://u@localhost/p?sslpassword=hemligt"}, "by itself"),
    ({"place": "case.db"}, "an address like"),
    ({"query": " "}, "Say which view"),
    ({"minutes": 0}, "no number of minutes"),
    ({"mapping": "another"}, "no mapping called"),
    ({"kind": "folder", "place": "export"}, "whole path"),
    ({"name": " "}, "needs a name"),
)


def test_what_cannot_be_meant_is_refused(watched, tmp_path):
    for changed, sentence in CANNOT_BE_MEANT:
        values = {"kind": "database", "place": f"sqlite:///{tmp_path / 'system.db'}", "query": "v"} | changed
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
