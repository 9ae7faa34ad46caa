"""The one writer: the desk goes before, and whoever writes in short turns from elsewhere waits for each of them."""

import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from typing import NoReturn

import pytest

from mottagning.errors import Conflict
from mottagning.tasks import Tasks


@pytest.fixture
def tasks() -> Iterator[Tasks]:
    made = Tasks(lambda call: call())
    yield made
    made.stop()


def refuse() -> NoReturn:
    raise Conflict("Somebody was faster.")


def test_a_turn_gives_its_result_or_its_error(tasks: Tasks) -> None:
    assert tasks.write_behind(lambda: threading.current_thread().name) == "writer"
    with pytest.raises(Conflict):
        tasks.write_behind(refuse)


def test_the_desk_goes_before(tasks: Tasks) -> None:
    begun, go_on, order = threading.Event(), threading.Event(), list[str]()

    def hold() -> None:
        begun.set()
        go_on.wait(60)

    tasks.write(hold)
    begun.wait(60)
    behind = threading.Thread(target=lambda: tasks.write_behind(lambda: order.append("behind")))
    behind.start()
    while tasks._writes.empty():
        pass
    tasks.write(lambda: order.append("desk"))
    go_on.set()
    behind.join(10)
    assert order == ["desk", "behind"]


def test_a_turn_that_comes_after_the_end_is_not_waited_for(tasks: Tasks) -> None:
    tasks.stop()
    with pytest.raises(CancelledError):
        tasks.write_behind(lambda: None)


class Part:
    """A part of the window, which somebody closes before all that it asked for has come."""

    gone: list[str] = []
    """In which thread each was let go."""

    def show(self, _what: object) -> None:
        """Nothing of it is shown any more."""

    def __del__(self) -> None:
        self.gone.append(threading.current_thread().name)


@pytest.mark.parametrize("work", [str, refuse])
@pytest.mark.parametrize("way", ["write", "read", "network"])
def test_a_part_of_the_window_is_let_go_where_the_window_is(way: str, work: Callable[[], object]) -> None:
    handed: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
    tasks = Tasks(handed.put)
    Part.gone.clear()
    part = Part()
    getattr(tasks, way)(work, part.show, part.show)
    del part
    while not Part.gone:
        handed.get(timeout=10)()
    assert Part.gone == [threading.current_thread().name]
    tasks.stop()
