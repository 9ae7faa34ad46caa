"""The words that occur in the names of the case list, and those that a word is meant to be when it is misspelt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from mottagning.cases.forms import SHORTEST_MISSPELT, without_genitive

_LETTERS = "abcdefghijklmnopqrstuvwxyzåäö"
_ALIKE = (("ph", "f"), ("th", "t"), ("ch", "k"), ("ck", "k"), ("x", "ks"))
_AS_HEARD = str.maketrans({"å": "a", "ä": "a", "ö": "o", "c": "k", "q": "k", "w": "v", "z": "s"})
_TWICE = re.compile(r"(.)\1+")
_MUTE = re.compile(r"h(?=[^aeiouy]|\Z)")
_MOST_REMEMBERED = 5_000


def as_heard(word: str) -> str:
    """The same for words that sound alike, or differ in dots and rings alone: Kristina and Christina, Åsa and Asa."""
    for written, heard in _ALIKE:
        word = word.replace(written, heard)
    return _MUTE.sub("", _TWICE.sub(r"\1", word.translate(_AS_HEARD)))


class NameWords:
    """All folded words of the parties' names, and the names of the handlers (as `forms.name_key` gives them)."""

    def __init__(self, words: Iterable[str], handlers: Iterable[str] = ()) -> None:
        self._words = frozenset(words)
        self.handlers = frozenset(handlers)
        self._heard: dict[str, list[str]] = {}
        for word in self._words:
            self._heard.setdefault(as_heard(word), []).append(word)
        self._like: dict[str, tuple[str, ...]] = {}
        self._spellings: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}

    def __contains__(self, word: str) -> bool:
        return word in self._words

    def spellings(self, word: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What a written word may be: itself, also without a genitive's s; and that with all that sound like it."""
        found = self._spellings.get(word)
        if found is None:
            if len(self._spellings) >= _MOST_REMEMBERED:
                self._spellings.clear()
            forms = [form for form in without_genitive(word) if len(form) > 1]
            exact = tuple(form for form in forms if form in self._words)
            heard = sorted(other for form in forms if len(form) > 2 for other in self._heard.get(as_heard(form), ()))
            found = self._spellings[word] = exact, tuple(dict.fromkeys((*exact, *heard)))
        return found

    def like(self, word: str) -> tuple[str, ...]:
        """The words that are one slip of the pen away from this one (`forms.one_slip`), in alphabetical order."""
        if len(word) < SHORTEST_MISSPELT or not word.isalpha():
            return ()
        if word not in self._like:
            if len(self._like) >= _MOST_REMEMBERED:
                self._like.clear()
            found = {other for other in _one_slip_away(word) if other in self._words}
            self._like[word] = tuple(sorted(found - {word}))
        return self._like[word]


def _one_slip_away(word: str) -> Iterator[str]:
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        for letter in _LETTERS:
            yield before + letter + after
            if after:
                yield before + letter + after[1:]
        if after and len(word) > SHORTEST_MISSPELT:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
