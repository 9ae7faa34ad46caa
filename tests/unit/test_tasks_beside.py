"""A process that works beside this one, for one thing after the other."""

import os
import signal

import pytest

from mottagning.tasks import Beside


@pytest.fixture
def numbers():
    beside = Beside(int)
    yield beside
    beside.end()


def test_what_is_given_comes_back_and_what_goes_wrong_is_told(numbers: Beside) -> None:
    numbers.give("17")
    assert numbers.take() == 17
    numbers.give("seventeen")
    with pytest.raises(ValueError, match="seventeen"):
        numbers.take()
    numbers.give("18")
    assert numbers.take() == 18


def test_ctrl_c_is_for_whoever_gives(numbers: Beside) -> None:
    """The whole terminal gets it; nobody wants to read where this process was just then."""
    numbers.give("17")
    assert numbers.take() == 17
    os.kill(numbers._child.pid, signal.SIGINT)
    numbers.give("18")
    assert numbers.take() == 18


def test_a_process_that_has_died_is_noticed(numbers: Beside) -> None:
    numbers._child.kill()
    numbers._child.join()
    with pytest.raises(ChildProcessError):
        _ask(numbers)


def _ask(numbers: Beside) -> None:
    numbers.give("1")
    numbers.take()
