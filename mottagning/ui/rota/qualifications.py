"""Qualifications in the words of the page: the program's own have a name in the language, others are as written."""

from __future__ import annotations

from collections.abc import Iterable

from mottagning.folding import fold
from mottagning.texts import N_, tr

_WORDS = {"child": N_("child cases")}


def qualification(code: str) -> str:
    """What a qualification is called."""
    return tr(_WORDS.get(code, code))


def written(codes: Iterable[str]) -> str:
    """Several, with a comma between."""
    return ", ".join(sorted(map(qualification, codes)))


def read(text: str, known: Iterable[str] = ()) -> tuple[str, ...]:
    """The reverse of `written`; a word that differs from a `known` one in its capitals alone is that one."""
    codes = {fold(name): name for name in known} | {fold(tr(word)): code for code, word in _WORDS.items()}
    said = (" ".join(word.split()) for word in text.split(","))
    return tuple(dict.fromkeys(codes.get(fold(word), word) for word in said if word))
