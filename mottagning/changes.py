"""What a committed write touched, told to every view here and to the other process: kinds and ids, never content."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Changes:
    """Kinds of things and the ids touched; None instead of ids: any of that kind may have changed.

    `undo` is the command that takes it back, for the window that did it; it stays in memory. `created` names the new
    thing's id by kind, for the caller.
    """

    touched: dict[str, frozenset[int] | None] = field(default_factory=dict)
    command: UUID | None = None
    undo: Any = None
    created: dict[str, int] = field(default_factory=dict)
    replayed: bool = False

    def concerns(self, *kinds: str) -> bool:
        """Whether anything of these kinds was touched."""
        return any(kind in self.touched for kind in kinds)

    def ids(self, kind: str) -> frozenset[int] | None:
        """The ids touched of a kind; None when any of them may have been."""
        return self.touched.get(kind, frozenset())

    def to_json(self) -> str:
        """The form that travels to other processes: kinds and ids alone."""
        return json.dumps({kind: None if ids is None else sorted(ids) for kind, ids in self.touched.items()})

    @classmethod
    def from_json(cls, text: str, command: UUID | None = None) -> Changes:
        """The reverse of `to_json`."""
        touched = {kind: None if ids is None else frozenset(ids) for kind, ids in json.loads(text).items()}
        return cls(touched=touched, command=command)

    @classmethod
    def of_everything(cls, kinds: Iterable[str]) -> Changes:
        """What a view is told after contact with the others was lost for a while."""
        return cls(touched=dict.fromkeys(kinds))
