"""An error that nobody caught in a part of the window: its place is noted, and it is told that something is wrong."""

from pathlib import Path
from threading import Thread

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from mottagning.app import Application
from mottagning.cli import logfile
from mottagning.ui import faults

from ..conftest import ExpectedLogs


def stumble() -> None:
    raise KeyError("Karin Lind")


def test_the_place_is_noted_and_it_is_told_once(
    application: Application, qtbot: QtBot, tmp_path: Path, expected_logs: ExpectedLogs
) -> None:
    expected_logs("uncaught: KeyError tests.ui.test_faults:")
    told: list[str] = []
    application.workplace.troubled.connect(lambda trouble: told.append(str(trouble)))
    button = QPushButton()
    qtbot.addWidget(button)
    button.clicked.connect(stumble)
    with logfile.kept_in(tmp_path), faults.told(application.workplace):
        button.click()
        button.click()
        thread = Thread(target=stumble)
        thread.start()
        thread.join()
    assert told == ["That did not work because of a fault in the program (KeyError)."]
    log = (tmp_path / "logs" / "mottagning.log").read_text("utf-8")
    assert log.count("uncaught: KeyError") == 3
    assert "Karin" not in log
