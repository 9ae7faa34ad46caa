"""What was ticked of a routine on the call card before there was a contact to keep it with, and who was asked."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OnCard:
    """The routine and the version of it that was looked at, the places that are done, and people."""

    routine: str = ""
    version: int = 0
    done: tuple[int, ...] = ()
    asked: tuple[int, ...] = ()
