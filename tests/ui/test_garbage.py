"""Cycles are collected by the window's thread alone, so that no reader destroys a part of the window."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from mottagning.ui import garbage
from mottagning.ui.garbage import Garbage


class Ring:
    """Holds on to itself."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def often() -> Iterator[None]:
    """Every few objects are reason enough to look."""
    before = gc.get_threshold()
    gc.set_threshold(100, 2, 2)
    yield
    gc.set_threshold(*before)


def test_what_a_reader_leaves_is_collected_by_the_window(
    qtbot: QtBot, often: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(garbage, "_LOOK_MS", 5)
    threads: set[str] = set()
    made = Garbage()
    rings: list[weakref.ref[Ring]] = []

    def work() -> None:
        for _ in range(2_000):
            ring = Ring()
            weakref.finalize(ring, lambda: threads.add(threading.current_thread().name))
            rings.append(weakref.ref(ring))

    try:
        reader = threading.Thread(target=work, name="reader")
        reader.start()
        reader.join()
        qtbot.waitUntil(lambda: not any(ring() for ring in rings))
        assert threads == {"MainThread"}
    finally:
        made.end()
    assert gc.isenabled()
