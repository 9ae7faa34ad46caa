"""Files that are their owner's alone: from the first byte, whole or not there, and never written over another."""

import os
from pathlib import Path

import pytest

from mottagning import privatefile
from mottagning.errors import Trouble
from mottagning.privatefile import private_file, taken_out

needs_rights = pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights in other ways")


@pytest.fixture(autouse=True)
def open_umask():
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def write(path: Path, octets: bytes = b"new", *, replace: bool = False) -> None:
    with taken_out(path, replace=replace) as file:
        file.write(octets)


@needs_rights
def test_it_is_its_owners_alone_from_the_first_byte(tmp_path):
    path = tmp_path / "a.pdf"
    with private_file(path) as file:
        file.write(b"first")
        file.flush()
        (draft,) = tmp_path.iterdir()
        assert (draft != path, mode(draft)) == (True, 0o600)
    assert (path.read_bytes(), mode(path)) == (b"first", 0o600)
    assert list(tmp_path.iterdir()) == [path]


@needs_rights
def test_what_is_replaced_is_its_owners_alone_as_well(tmp_path):
    path = tmp_path / "a.ics"
    path.write_bytes(b"old")
    path.chmod(0o644)
    write(path, replace=True)
    assert (path.read_bytes(), mode(path)) == (b"new", 0o600)


def test_nothing_is_written_over_and_the_sentence_says_so(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(b"old")
    with pytest.raises(Trouble, match=r"a\.pdf exists already\. Choose another name"):
        write(path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_one_that_came_in_between_stays(tmp_path):
    path = tmp_path / "a.pdf"

    def somebody_is_faster() -> None:
        with taken_out(path):
            path.write_bytes(b"between")

    with pytest.raises(Trouble, match="exists already"):
        somebody_is_faster()
    assert path.read_bytes() == b"between"
    assert list(tmp_path.iterdir()) == [path]


def test_without_second_names_it_is_the_same(tmp_path, monkeypatch):
    def refuse(_path: Path, _target: Path) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    path = tmp_path / "a.pdf"
    write(path)
    with pytest.raises(Trouble, match="exists already"):
        write(path, b"other")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("replace", [False, True])
def test_a_full_disk_leaves_nothing_behind_and_takes_nothing_away(tmp_path, monkeypatch, replace):
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "a.pdf"
    if replace:
        path.write_bytes(b"old")
    monkeypatch.setattr(privatefile.os, "fsync", full)
    with pytest.raises(Trouble, match=r"a\.pdf cannot be written: the disk is full"):
        write(path, replace=replace)
    assert [(each, each.read_bytes()) for each in tmp_path.iterdir()] == ([(path, b"old")] if replace else [])


def test_a_fault_of_whoever_writes_leaves_nothing_behind(tmp_path):
    def broken_off() -> None:
        with taken_out(tmp_path / "a.pdf") as file:
            file.write(b"half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken_off()
    assert list(tmp_path.iterdir()) == []


def test_the_file_is_there_although_its_folder_cannot_be_brought_to_the_disk(tmp_path, monkeypatch):
    def refuse(_folder: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(privatefile, "sync_names", refuse)
    write(tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").read_bytes() == b"new"


@pytest.mark.parametrize("replace", [False, True])
def test_a_place_that_takes_no_file_is_told_in_a_sentence(tmp_path, replace):
    for place, says in ((tmp_path, "it is a folder"), (tmp_path / "no" / "a", "it does not exist"), (Path(), "folder")):
        with pytest.raises(Trouble, match=says) as raised:
            write(place, replace=replace)
        assert str(place) in str(raised.value)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such thing here")
def test_what_is_no_file_is_not_replaced(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(Trouble, match="exists already"):
        write(pipe, replace=True)
    assert pipe.is_fifo()
