"""The way from a phone event to the window: one window has it, and nobody else can put themselves in its place."""

import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from pytestqt.qtbot import QtBot

from mottagning import handover
from mottagning.errors import Trouble
from mottagning.ui.handover import HandoverServer

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a named pipe has no folder")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:  # a socket's path is short, and pytest's are long
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        yield handover.address(str(tmp_path / "data"))


@pytest.fixture
def server(place: str, qtbot: QtBot) -> Iterator[HandoverServer]:
    made = HandoverServer(place)
    yield made
    made.close()


def test_the_window_gets_the_words_and_answers(server, place, qtbot):
    assert server.take_place()
    server.listen()
    server.given.connect(lambda _words, answer: answer(True))
    answers: list[bool] = []
    asking = Thread(target=lambda: answers.append(handover.deliver(place, ["call", "--from", "0701740605"])))
    with qtbot.waitSignal(server.given) as given:
        asking.start()
    qtbot.waitUntil(lambda: bool(answers))
    asking.join()
    assert answers == [True]
    assert given.args[0] == ["call", "--from", "0701740605"]


def test_a_second_window_stays_back_while_the_first_one_lives(server, place, qtbot):
    assert server.take_place()
    server.listen()
    second = HandoverServer(place)
    assert not second.take_place()
    server.close()
    assert second.take_place()
    second.listen()
    second.close()


def test_a_socket_left_by_a_crash_is_taken_over(server, place):
    handover.make_room(place)
    left = socket.socket(socket.AF_UNIX)
    left.bind(place)
    left.close()
    assert server.take_place()
    server.listen()


def test_the_folder_is_its_owners_alone(server, place):
    assert server.take_place()
    assert Path(place).parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("how", ["open to all", "a link"])
def test_a_folder_that_others_can_reach_into_is_refused(server, place, tmp_path, how):
    folder = Path(place).parent
    if how == "a link":
        (tmp_path / "theirs").mkdir(mode=0o700)
        folder.symlink_to(tmp_path / "theirs")
    else:
        folder.mkdir()
        folder.chmod(0o777)
    with pytest.raises(Trouble, match="cannot be had"):
        server.take_place()


def test_a_callers_number_is_not_told_to_a_strangers_socket(place):
    """Somebody made the folder in /tmp before us, and waits for what comes."""
    folder = Path(place).parent
    folder.mkdir()
    folder.chmod(0o777)
    with socket.socket(socket.AF_UNIX) as theirs:
        theirs.bind(place)
        theirs.listen()
        theirs.settimeout(0.2)
        assert not handover.deliver(place, ["call", "--from", "0701740605"])
        with pytest.raises(TimeoutError):
            theirs.accept()
