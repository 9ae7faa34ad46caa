"""The log of what went wrong inside the program: a small file in the data folder, with nothing about anybody."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

_LARGEST = 1_000_000


@contextmanager
def kept_in(data: Path) -> Iterator[None]:
    """While it lasts, what the program and its libraries log goes to DATA/logs, and never to standard error."""
    handler = _LogFile(data / "logs" / "mottagning.log")
    root = logging.getLogger()
    root.addHandler(handler)
    logging.captureWarnings(True)
    try:
        yield
    finally:
        logging.captureWarnings(False)
        root.removeHandler(handler)


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
