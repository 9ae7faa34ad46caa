"""The commands of the program: thin, no logic. One sentence for what went wrong, and an exit code.

0 done, 1 could not, 2 wrong use. With ``--json`` one document on standard output and nothing else.
"""

import json
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from mottagning import settings as settings_module
from mottagning import texts
from mottagning.errors import Trouble, WrongUse, place_of, why
from mottagning.settings import Settings
from mottagning.texts import N_, tr

_log = logging.getLogger(__name__)


class Run:
    """One run of a command: its settings, its database, and where its answer goes."""

    def __init__(self, settings: Settings, as_json: bool) -> None:
        self.settings = settings
        self.as_json = as_json

    @contextmanager
    def database(self) -> Iterator[Any]:
        """The unit's database, open; made at the first call."""
        from mottagning import db

        opened = db.open_database(self.settings)
        try:
            yield opened
        finally:
            opened.close()

    def answer(self, document: dict[str, Any], lines: list[str]) -> None:
        """Print the document, or the lines for a person: all of it, before the command ends."""
        text = json.dumps(document, ensure_ascii=False, indent=1) if self.as_json else "\n".join(lines)
        _put(text)


def main(arguments: list[str]) -> int:
    """Run one command; returns the exit code and never raises."""
    _speak_utf8()
    texts.use_language("sv")
    try:
        return _run(arguments)
    except WrongUse as trouble:
        return _say(trouble, 2)
    except Trouble as trouble:
        return _say(trouble, 1)
    except KeyboardInterrupt:
        return stopped()
    except Exception as error:  # noqa: BLE001 - no traceback reaches a user, and none holds a name in the log
        place = place_of(error)
        return _say(
            tr("Something went wrong inside the program ({place}). Nothing half-done was saved.", place=place), 1
        )


def _run(arguments: list[str]) -> int:
    from mottagning.cli import logfile, parser

    early = parser.common(arguments)
    texts.use_language(settings_module.language(early.data, early.lang))
    try:
        options = parser.parse(arguments)
    except parser.Asked as asked:
        _put(asked.text)
        return 0
    settings = settings_module.load(options.data, options.database, options.lang)
    texts.use_language(settings.language)
    with logfile.kept_in(settings.data):
        try:
            return int(options.run(Run(settings, options.json), options) or 0)
        except Trouble:
            raise
        except Exception as error:  # whatever it is, its place is noted in the log; `main` says the sentence
            if isinstance(error, OSError) and error.filename is not None:
                raise Trouble(N_("{path} cannot be used: {why}."), path=error.filename, why=why(error)) from None
            _log.error("%s", place_of(error))
            raise


def stopped() -> int:
    """What Ctrl-C leaves: a sentence, and the exit code."""
    return _say(tr("Stopped."), 1)


def _put(text: str) -> None:
    """Write to standard output, and make sure that it got there. Trouble when nobody reads it or a disk is full."""
    if sys.stdout is None or not text:  # the window's executable has none
        return
    try:
        print(text, flush=True)
    except OSError as error:
        with suppress(OSError):  # what is left in the buffer must not fail once more when the program ends
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise Trouble(N_("The answer cannot be written: {why}."), why=why(error)) from None


def _say(sentence: object, code: int) -> int:
    with suppress(OSError):
        print(sentence, file=sys.stderr, flush=True)
    return code


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
