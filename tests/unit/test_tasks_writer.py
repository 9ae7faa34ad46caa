"""The one writer: the desk goes before, and whoever writes in short turns from elsewhere waits for each of them."""

import threading
from collections.abc import Iterator
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
