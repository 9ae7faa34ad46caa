"""The mark that says that a database holds invented people; light, since every start may ask for it."""

from dataclasses import dataclass
from typing import Any

from mottagning.command import Command, Turn, handles
from mottagning.db import Database
from mottagning.people import unit

_NAME = "demo"


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkDemo(Command):
    """Write down that these are invented people, and which: size, seed and day."""

    said: dict[str, object]


def mark(database: Database) -> dict[str, Any] | None:
    """Which invented people these are; None for real ones."""
    found: dict[str, Any] | None = unit.value(database, _NAME)
    return found


def is_demo(database: Database) -> bool:
    """Whether these are invented people."""
    return mark(database) is not None


@handles
def mark_demo(turn: Turn, command: MarkDemo) -> None:
    """Write it down."""
    unit.keep_value(turn, _NAME, command.said)
