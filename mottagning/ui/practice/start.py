"""Opens the window to practise in: a program of its own, with a data folder of its own, beside this one."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QProcess, QProcessEnvironment

from mottagning.errors import Trouble
from mottagning.settings import DATA_VARIABLE, DATABASE_VARIABLE, Settings
from mottagning.texts import N_

if TYPE_CHECKING:
    from mottagning.ui.workplace import Workplace

FOLDER = "demo"
"""Within the unit's data folder; as `mottagning demo` has it too."""


def command(settings: Settings) -> list[str]:
    """What is started. It names its own folder and file, so that nothing can lead it to the unit's data."""
    folder = settings.data / FOLDER
    itself = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "mottagning"]
    where = ["--data", str(folder), "--database", str(folder / "mottagning.db")]
    return [*itself, *where, "--lang", settings.language, "demo"]


def practise(settings: Settings, workplace: Workplace) -> None:
    """Open the window to practise in, or bring it forward when it is open already."""
    program, *words = command(settings)
    environment = QProcessEnvironment.systemEnvironment()
    for name in (DATA_VARIABLE, DATABASE_VARIABLE):
        environment.remove(name)
    process = QProcess()
    process.setProgram(program)
    process.setArguments(words)
    process.setProcessEnvironment(environment)
    if not process.startDetached():
        workplace.tell(
            Trouble(N_("The window to practise in could not be opened. Start the program anew and try again."))
        )
