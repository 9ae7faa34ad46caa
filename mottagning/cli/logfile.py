"""The log of what went wrong inside the program: a small file in the data folder, with nothing about anybody."""

import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from mottagning.errors import place_of

_LARGEST = 1_000_000
_log = logging.getLogger(__name__)


@contextmanager
def kept_in(data: Path) -> Iterator[None]:
    """While it lasts, what the program and its libraries log goes to DATA/logs, and never to standard error.

    So does the place of an error that nobody catches, in a slot of the window or a thread; Python would print it with
    the names that it was about, or, where there is no standard error, say nothing.
    """
    handler = _LogFile(data / "logs" / "mottagning.log")
    root = logging.getLogger()
    root.addHandler(handler)
    logging.captureWarnings(True)
    hooks = sys.excepthook, threading.excepthook
    sys.excepthook, threading.excepthook = _note, _note_of_thread
    try:
        yield
    finally:
        sys.excepthook, threading.excepthook = hooks
        logging.captureWarnings(False)
        root.removeHandler(handler)


def _note(_kind: type[BaseException], error: BaseException, _trace: object) -> None:
    _log.error("uncaught: %s", place_of(error))


def _note_of_thread(said: threading.ExceptHookArgs) -> None:
    if said.exc_value is not None:
        _note(said.exc_type, said.exc_value, said.exc_traceback)


class _LogFile(logging.Handler):
    """A line for each record. The file is made when there is something to say; the one before it is kept."""

    def __init__(self, path: Path) -> None:
        super().__init__(logging.WARNING)
        self._path = path

    def emit(self, record: logging.LogRecord) -> None:
        # Only our own words are known to hold no name or number: of a library's, the place has to do.
        ours = record.name.partition(".")[0] == "mottagning"
        says = record.getMessage() if ours else f"line {record.lineno}"
        line = f"{datetime.now(UTC).isoformat(timespec='seconds')} {record.levelname} {record.name}: {says}\n"
        with suppress(OSError):  # a full disk is told where it matters
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self._path.exists() and self._path.stat().st_size > _LARGEST:
                self._path.replace(self._path.with_suffix(".old.log"))
            with self._path.open("a", encoding="utf-8") as file:
                file.write(line)
