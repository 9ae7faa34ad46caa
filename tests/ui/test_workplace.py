"""What becomes of an answer when whoever asked has gone from the window meanwhile, and of a fault of the program."""

import gc
import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, cast

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from mottagning.changes import Changes
from mottagning.command import Command
from mottagning.errors import Trouble
from mottagning.tasks import Tasks
from mottagning.ui import workplace as module
from mottagning.ui.workplace import Delivery, Workplace, is_there
from tests.servers import PATIENCE_S


class Asker(QObject):
    """A part of the window that wants to say how it went."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[object] = []

    def hear(self, what: object) -> None:
        self.objectName()  # raises when the part has gone, as every widget does
        self.heard.append(what)


@pytest.fixture
def workplace(qapp: object) -> Iterator[Workplace]:
    tasks = Tasks(Delivery())
    yield Workplace(cast(Any, None), tasks)
    tasks.stop()


@pytest.fixture
def told(workplace: Workplace) -> list[str]:
    """What the status line is given."""
    sentences: list[str] = []
    workplace.troubled.connect(lambda trouble: sentences.append(str(trouble)))
    return sentences


def refuse(*_: object) -> Changes:
    raise Trouble("The disk is full.")


@pytest.mark.parametrize("has_gone", [False, True])
def test_who_asked_is_told_and_the_status_line_when_she_has_gone(
    workplace: Workplace, told: list[str], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, has_gone: bool
) -> None:
    monkeypatch.setattr(module, "carry_out", refuse)
    asker = Asker()
    workplace.read(asker, refuse, asker.hear, asker.hear)
    workplace.do(Command(by=None), failed=asker.hear)
    heard = asker.heard
    if has_gone:
        delete(asker)
    qtbot.waitUntil(lambda: workplace.tasks.is_idle)
    assert told == (["The disk is full."] * 2 if has_gone else [])
    assert len(heard) == (0 if has_gone else 2)


def test_what_would_be_shown_in_a_card_that_has_gone_from_a_page_that_stays_is_not(
    workplace: Workplace, told: list[str], qtbot: QtBot
) -> None:
    page, card = Asker(), Asker()
    workplace.read(page, lambda _database: 1, card.hear)
    workplace.read(page, refuse, page.hear, card.hear)
    delete(card)
    qtbot.waitUntil(lambda: workplace.tasks.is_idle)
    assert not page.heard
    assert told == ["The disk is full."]


def test_what_is_written_within_a_function_needs_every_part_that_it_names() -> None:
    page, card, nothing = Asker(), Asker(), 1

    def both(what: object) -> None:
        page.hear(what)
        card.hear(nothing)

    def late(what: object) -> None:
        given_later.hear(what)

    calls: list[Callable[..., object]] = [both, card.hear, partial(card.hear), partial(card.hear, page), late]
    assert all(is_there(call) for call in calls)
    delete(card)
    assert [is_there(call) for call in calls] == [False, False, False, False, True]
    assert is_there(partial(page.hear, card))  # it is said to be gone to whoever looks after it
    given_later = card
    assert not is_there(late)


def test_an_older_picture_never_comes_over_a_newer_one_and_nothing_else_waits(
    workplace: Workplace, qtbot: QtBot
) -> None:
    page, card, go_on = Asker(), Asker(), threading.Event()

    def ask(page: Asker, what: str, until: threading.Event | None = None) -> None:
        def look(_database: object) -> str:
            if until is not None:
                until.wait(PATIENCE_S)
            return what

        workplace.read(page, look, lambda found: page.hear(found))

    ask(page, "older", go_on)
    ask(page, "newer")
    ask(card, "of another")
    workplace.read(page, lambda _database: "in another place", page.hear)
    qtbot.waitUntil(lambda: len(page.heard) + len(card.heard) == 2)
    assert (page.heard, card.heard) == (["in another place"], ["of another"])
    go_on.set()
    qtbot.waitUntil(lambda: workplace.tasks.is_idle)
    assert page.heard == ["in another place", "older", "newer"]
    assert not workplace._lines


def test_what_waits_behind_an_answer_that_cannot_be_shown_is_shown_all_the_same(
    workplace: Workplace, qtbot: QtBot
) -> None:
    page, go_on, newer_is_there = Asker(), threading.Event(), threading.Event()

    def show(what: str) -> None:
        if what == "older":
            raise KeyError(what)
        page.hear(what)

    def older(_database: object) -> str:
        go_on.wait(PATIENCE_S)
        return "older"

    workplace.read(page, older, show)
    workplace.read(page, lambda _database: "newer", show)
    workplace.read(page, lambda _database: newer_is_there.set(), page.hear)  # by the same reader, after that
    qtbot.waitUntil(lambda: page.heard == [None])
    with qtbot.captureExceptions() as faults:
        go_on.set()
        qtbot.waitUntil(lambda: page.heard == [None, "newer"])
    assert [kind for kind, *_ in faults] == [KeyError]
    assert not workplace._lines


def test_whoever_takes_the_place_in_memory_of_one_that_has_gone_waits_for_nobody(
    workplace: Workplace, qtbot: QtBot
) -> None:
    go_on, heard = threading.Event(), list[int]()

    def ask(until: threading.Event | None, number: int) -> int:
        asker = Asker()
        workplace.read(
            asker,
            lambda _database: until.wait(PATIENCE_S) if until else True,
            lambda _found: heard.append(number),
        )
        return id(asker)

    first = ask(go_on, 0)
    gc.collect()
    ids = {ask(None, number) for number in range(1, 20)}
    assert first not in ids
    qtbot.waitUntil(lambda: len(heard) == 19)
    go_on.set()
    qtbot.waitUntil(lambda: workplace.tasks.is_idle)
    assert len(heard) == 20
    assert not workplace._lines


@pytest.mark.parametrize("has_gone", [False, True])
def test_what_comes_by_itself_from_another_thread_is_dropped_when_what_it_is_for_has_gone(
    workplace: Workplace, qtbot: QtBot, has_gone: bool
) -> None:
    asker, heard_last = Asker(), list[int]()
    heard = asker.heard
    workplace.tasks.deliver(partial(asker.hear, 1))
    workplace.tasks.deliver(lambda: asker.hear(2))
    if has_gone:
        delete(asker)
    workplace.tasks.deliver(lambda: heard_last.append(3))
    qtbot.waitUntil(lambda: bool(heard_last))
    assert heard == ([] if has_gone else [1, 2])


def test_what_was_written_for_a_card_that_has_gone_is_told_on_the_status_line_alone(
    workplace: Workplace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "carry_out", lambda *_: Changes())
    said: list[str] = []
    workplace.done.connect(lambda sentence, _undo: said.append(sentence))
    asker = Asker()
    workplace.do(Command(by=None), "It is saved.", asker.hear)
    delete(asker)
    qtbot.waitUntil(lambda: workplace.tasks.is_idle)
    assert said == ["It is saved."]


def test_of_a_fault_of_the_program_its_kind_alone_is_told(
    workplace: Workplace, told: list[str], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_: object) -> Changes:
        raise KeyError("Karin Lind")

    monkeypatch.setattr(module, "carry_out", stumble)
    workplace.do(Command(by=None))
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["That did not work because of a fault in the program (KeyError)."]
