"""The window on one of its pages, the demo, and the service without a window."""

import os
import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from mottagning.cli import Run
from mottagning.errors import DatabaseTrouble, Trouble
from mottagning.texts import N_

if TYPE_CHECKING:
    from mottagning.contacts.phone.calls import PhoneEvent

PAGES = ("desk", "cases", "board", "rota", "goals", "lead", "settings")


def start(run: Run, options: Namespace) -> int:
    """Open the window."""
    require_screen()
    from mottagning import app

    try:
        return app.run(run.settings, options.page or "desk", parse_event)
    except DatabaseTrouble as trouble:
        app.show_why_not(run.settings, trouble)
        raise


def require_screen() -> None:
    """Raise Trouble where no window can open: Qt would end the process instead."""
    ways = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform.startswith("linux") and not any(os.environ.get(way) for way in ways):
        raise Trouble(N_("There is no screen to open a window on. See “mottagning --help” for what works without one."))


def parse_event(words: list[str]) -> "PhoneEvent":
    """The phone event in the arguments of another start of the program. Raises WrongUse."""
    from mottagning.cli import parser, phone

    options = parser.parse(words)
    return phone.event_from(phone.options_from_url(options.url, options.uuid) if "url" in options else options)


def serve(run: Run, options: Namespace) -> int:
    """Mail, phone events, reminders and the daily chores without a window."""
    from mottagning.care import service

    phone = None
    if options.listen:
        from mottagning.care import phonehttp

        phone = phonehttp.place(options.listen, options.cert, options.key, options.client_ca)
    call_logs = Path(options.call_logs) if options.call_logs else None
    return service.serve(run.settings, say=_say_at_once, phone=phone, call_logs=call_logs)


def _say_at_once(sentence: str) -> None:
    """Who runs the service reads its sentences while it runs."""
    print(sentence, flush=True)
