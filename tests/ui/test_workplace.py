"""What becomes of an answer when whoever asked has gone from the window meanwhile, and of a fault of the program."""

from collections.abc import Iterator
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
from mottagning.ui.workplace import Delivery, Workplace


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
