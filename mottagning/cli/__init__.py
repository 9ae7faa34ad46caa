"""The commands of the program: thin, no logic. One sentence for what went wrong, and an exit code.

0 done, 1 could not, 2 wrong use. With ``--json`` one document on standard output and nothing else.
"""

import json
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from mottagning import settings as settings_module
from mottagning import texts
from mottagning.errors import Trouble, WrongUse
from mottagning.settings import Settings
from mottagning.texts import tr

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
        """Print the document, or the lines for a person."""
        if self.as_json:
            print(json.dumps(document, ensure_ascii=False, indent=1))
        else:
            for line in lines:
                print(line)


def main(arguments: list[str]) -> int:
    """Run one command; returns the exit code and never raises."""
    from mottagning.cli import parser

    _speak_utf8()
    texts.use_language("sv")
    try:
        options = parser.parse(arguments)
        settings = settings_module.load(options.data, options.database, options.lang)
        texts.use_language(settings.language)
        return int(options.run(Run(settings, getattr(options, "json", False)), options) or 0)
    except WrongUse as trouble:
        return _say(trouble, 2)
    except Trouble as trouble:
        return _say(trouble, 1)
    except parser.Asked as asked:
        print(asked.text)
        return 0
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 1
    except KeyboardInterrupt:
        return _say(tr("Stopped."), 1)
    except Exception as error:  # noqa: BLE001 - no traceback reaches a user, and none holds a name in the log
        _log.error("%s", _where(error))
        return _say(
            tr("Something went wrong inside the program ({place}). Nothing half-done was saved.", place=_where(error)),
            1,
        )


def _say(sentence: object, code: int) -> int:
    print(sentence, file=sys.stderr)
    return code


def _where(error: BaseException) -> str:
    """The kind of error and the place in the code: enough to find it, nothing about anybody."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = "?" if trace is None else f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"
    return f"{type(error).__name__} {place}"


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
