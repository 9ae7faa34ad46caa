"""Work in a process of its own: what comes back, how far it is, and how it is ended."""

import multiprocessing
import os
import queue
from collections.abc import Callable, Iterator
from threading import Event
from typing import Any

import pytest

from mottagning.errors import Conflict
from mottagning.tasks import Tasks, _speak


def add(one: int, other: int) -> int:
    return one + other


def count_up(report: Callable[[float], None]) -> str:
    report(0.5)
    report(1.0)
    return "counted"


def refuse() -> None:
    raise Conflict("{who} was faster.", who="Karin")


def die() -> None:
    os._exit(3)


def never_end(report: Callable[[float], None]) -> None:
    report(0.1)
    Event().wait()


@pytest.fixture
def heard() -> "queue.Queue[Any]":
    return queue.Queue()


@pytest.fixture
def tasks() -> Iterator[Tasks]:
    made = Tasks(lambda call: call())
    yield made
    made.stop()


def test_the_result_comes_back(tasks: Tasks, heard: "queue.Queue[Any]") -> None:
    tasks.process(add, 20, 22, done=heard.put)
    assert heard.get(timeout=30) == 42


def test_it_tells_how_far_it_is(tasks: Tasks, heard: "queue.Queue[Any]") -> None:
    tasks.process(count_up, done=heard.put, progress=heard.put)
    assert [heard.get(timeout=30) for _ in range(3)] == [0.5, 1.0, "counted"]


def test_a_trouble_comes_back_whole(tasks: Tasks, heard: "queue.Queue[Any]") -> None:
    tasks.process(refuse, done=heard.put, failed=heard.put)
    error = heard.get(timeout=30)
    assert isinstance(error, Conflict)
    assert str(error) == "Karin was faster."


def test_a_process_that_dies_is_a_failure(tasks: Tasks, heard: "queue.Queue[Any]") -> None:
    tasks.process(die, done=heard.put, failed=heard.put)
    assert isinstance(heard.get(timeout=30), ChildProcessError)


def test_a_process_that_cannot_be_begun_is_a_failure(tasks: Tasks, heard: "queue.Queue[Any]") -> None:
    tasks.process(add, 20, lambda: 22, done=heard.put, failed=heard.put)  # a function of here cannot be sent
    assert isinstance(heard.get(timeout=30), Exception)


def test_it_can_be_cancelled_at_any_time(tasks: Tasks, heard: "queue.Queue[Any]") -> None:
    job = tasks.process(never_end, done=heard.put, failed=heard.put, progress=heard.put)
    assert heard.get(timeout=30) == 0.1
    job.cancel()
    tasks.process(add, 1, 1, done=heard.put)
    assert heard.get(timeout=30) == 2  # nothing of the first one before it


def test_nothing_outlives_the_program(heard: "queue.Queue[Any]") -> None:
    tasks = Tasks(lambda call: call())
    job = tasks.process(never_end, done=heard.put, failed=heard.put, progress=heard.put)
    heard.get(timeout=30)
    tasks.stop()
    assert job.cancelled


@pytest.mark.parametrize("work", [len, int])
def test_a_process_whose_program_was_killed_ends_without_a_word(work: Callable[..., int]) -> None:
    ear, mouth = multiprocessing.Pipe(duplex=False)
    ear.close()
    _speak(mouth, work, ([],), reports=False)  # "done" of one, "failed" of the other
    _speak(mouth, count_up, (), reports=True)
