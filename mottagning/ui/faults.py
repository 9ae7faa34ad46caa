"""Tells of errors that nobody catches in a part of the window: else nothing happens, and nobody knows why."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

from mottagning.errors import place_of
from mottagning.ui.workplace import Workplace


@contextmanager
def told(workplace: Workplace) -> Iterator[None]:
    """While it lasts each is told on the status line, beside being noted where Python hands it to: once for its place,
    since what fails as it is painted would fail again and again.
    """
    note, places = sys.excepthook, set[str]()

    def tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        note(kind, error, trace)
        if (place := place_of(error)) not in places:
            places.add(place)
            workplace.tell(error)

    sys.excepthook = tell
    try:
        yield
    finally:
        sys.excepthook = note
