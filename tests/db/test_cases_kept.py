"""What happens to the files of a watched folder: removed, kept, refused, held, tried again; and what never does."""

import os
from datetime import timedelta
from functools import partial

import pytest

from mottagning.care import feeding
from mottagning.cases import feedfile, keeping, sources
from mottagning.cases.collecting import REFUSED, collect
from mottagning.cases.feed import Taking
from mottagning.cases.folder import Settling
from mottagning.cases.freshness import freshness
from mottagning.cases.mappings import map_file
from mottagning.cases.sources import NoteFile
from mottagning.errors import NotAllowed, Trouble
from tests.db.feeds import HEADER, MONDAY, case, nobody_else, stored, write
from tests.db.people import hire
from tests.db.watchedfolder import ROWS, Watched, refuse


@pytest.fixture
def watched(database, tmp_path):
    return Watched(database, tmp_path)


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
    monkeypatch.setattr(keeping, "put_aside", refuse)

    look = watched.look()

    assert "left where it is" in look.feeds[0].sentence
    assert watched.left == ["list.csv"]
    assert watched.look().feeds == [], "it is said once"
    assert "left where it is" in watched.state.refused


def test_two_who_refuse_a_file_at_once_say_the_same(watched, database, monkeypatch):
    watched.put([], "list.csv").write_text("Hemliga Olga\n", "utf-8")
    seal = keeping._keep

    def other_first(*given):
        """Another workstation has put it aside and removed it meanwhile."""
        monkeypatch.setattr(keeping, "_keep", seal)
        found = sources.read_source(database, "natt")
        settling = Settling(watched.clock)
        collect(database, found, watched.data, Taking(learnt_protected=nobody_else), settling, wait=watched.clock.wait)
        seal(*given)

    monkeypatch.setattr(keeping, "_keep", other_first)
    look = watched.look()

    (aside,) = watched.left
    assert look.feeds[0].sentence.endswith(f"It lies encrypted as {aside}.")
    assert watched.state.refused == look.feeds[0].sentence


def test_what_another_has_taken_is_not_refused_afterwards(watched, database):
    watched.put(ROWS)
    watched.look()
    with database.reading():
        row = sources.TakenFile.get()
    refused = NoteFile(by=None, source=row.source_id, mark=row.mark, name=row.name, sha256=row.sha256,
                       outcome="refused", sentence="It was not to be read.")  # fmt: skip
    sources.note_file(database, refused)

    assert watched.state.refused is None


def test_what_was_refused_comes_again_as_old_as_it_was(watched, database, tmp_path):
    header = [name for name in HEADER if name != "Steg"]
    rows = [row | {"Läge": "Beslut"} for row in ROWS]
    path = write(watched.path / "list.csv", rows, [*header, "Läge"])
    os.utime(path, (MONDAY.timestamp(),) * 2)
    octets = path.read_bytes()
    assert watched.outcomes(watched.look()) == [("list.csv", "refused")]
    assert watched.left != ["list.csv"]
    again = partial(feeding.try_again, database, "natt", watched.data, by=None, wait=lambda _seconds: None)
    with pytest.raises(NotAllowed):
        feeding.try_again(database, "natt", watched.data, by=hire(database, "ab")["ab"], wait=lambda _seconds: None)
    assert watched.left != ["list.csv"], "team leads alone"

    assert again().is_waiting
    assert (watched.left, path.read_bytes(), watched.state.refused) == (["list.csv"], octets, None)
    assert path.stat().st_mtime == MONDAY.timestamp()
    assert watched.outcomes(watched.look()) == [("list.csv", "refused")], "nothing has changed"
    other = write(tmp_path / "other.csv", rows, [*header, "Läge"])
    map_file(database, "system", other, {"stage": "Läge"})
    assert again().error is None
    assert watched.outcomes(watched.look()) == [("list.csv", "taken")]
    assert (watched.left, freshness(database).as_of) == ([], MONDAY)


def test_what_cannot_come_again_is_said(watched, database):
    watched.put([], "list.csv").write_text("Hemliga Olga\n", "utf-8")
    watched.look()
    (aside,) = watched.left
    again = partial(feeding.try_again, database, "natt", watched.data, by=None, wait=lambda _seconds: None)
    watched.put(ROWS, at=MONDAY + timedelta(days=1))
    assert "lies in the folder" in again().error
    watched.look()
    (watched.path / aside).unlink()

    assert "not kept any more" in again().error
    assert watched.state.error is None


def test_what_was_left_where_it_is_is_read_again(watched, monkeypatch):
    path = watched.put(ROWS)
    right = path.read_bytes()
    path.write_bytes(b"x" * len(right))
    os.utime(path, (MONDAY.timestamp(),) * 2)
    monkeypatch.setattr(keeping, "put_aside", refuse)
    assert "left where it is" in watched.look().feeds[0].sentence
    monkeypatch.undo()
    path.write_bytes(right)
    os.utime(path, (MONDAY.timestamp(),) * 2)

    assert watched.outcomes(watched.look()) == [("list.csv", "taken")], "it holds something else by now"


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
