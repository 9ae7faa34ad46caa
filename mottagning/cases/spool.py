"""Keeps many things in little memory while a feed is compared: packed by the hundred, given back in order."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")
_AT_ONCE = 100


class Spool(Generic[T]):
    """What is added can be looked through again and again. Nothing is written to any disk."""

    def __init__(self) -> None:
        self._packed: list[bytes] = []
        self._loose: list[T] = []

    def add(self, item: T) -> None:
        """Put `item` behind the others."""
        self._loose.append(item)
        if len(self._loose) == _AT_ONCE:
            self._packed.append(zlib.compress(pickle.dumps(self._loose, pickle.HIGHEST_PROTOCOL), 1))
            self._loose = []

    def __iter__(self) -> Iterator[T]:
        for packed in self._packed:
            yield from pickle.loads(zlib.decompress(packed))  # noqa: S301 - made above, by ourselves
        yield from self._loose

    def __len__(self) -> int:
        return len(self._packed) * _AT_ONCE + len(self._loose)
