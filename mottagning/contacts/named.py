"""Whom of the case list's people a text names: in any order, with a genitive, misspelt or in part; and where."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Literal

from mottagning.cases.forms import name_key, without_genitive
from mottagning.cases.namewords import NameWords
from mottagning.folding import fold

NameFound = Literal["full", "misspelt", "part"]

_RUN = re.compile(r"[^\W_]+")
_MOST_WORDS = 20_000
_LONGEST_NAME = 4
_MOST_SPELLINGS = 12
_MOST_KEYS = 400
_MOST_SLIPS = 60
_MOST_PAIRS = 6
_GREETING = re.compile(r"\W{0,4}(?:hej(?:san)?|hallå|tjena|kära|till|dear|hi|hello|bästa|bäste)\s+([^\W_]+)")
_I_AM = ("heter", "namn är", "jag är", "här är", "hälsar", "hälsningar", "mvh", "vh")
_ABOUT = ("gäll", "ang", "oro", "anmäl", "elev", "klient", "patient", "barn", "son", "dotter", "styv", "bonus", "mamm",
          "mor", "papp", "far", "syst", "bror")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text. `line` is where (0 the first); `is_greeted` after "Hej", `is_own` after "jag heter",
    `is_about` after "min son" and the like."""

    how: NameFound
    line: int
    is_greeted: bool = False
    is_own: bool = False
    is_about: bool = False


class Words:
    """The folded words of a text, with their lines; 20,000 at most."""

    def __init__(self, text: str) -> None:
        self._written = text
        self.words: list[str] = []
        self.lines: list[int] = []
        self._folded = fold(text).split("\n")
        for number, line in enumerate(self._folded):
            found = _RUN.findall(line)
            self.words += found
            self.lines += [number] * len(found)
            if len(self.words) >= _MOST_WORDS:
                break
        del self.words[_MOST_WORDS:]

    @cached_property
    def capitals(self) -> frozenset[str]:
        """The words that are written with a capital somewhere."""
        return frozenset(fold(word) for word in _RUN.findall(self._written) if word[0].isupper())

    def is_greeted(self, place: int) -> bool:
        """Whether "Hej" stands right before this word."""
        greeting = _GREETING.match(self._folded[self.lines[place]])
        return greeting is not None and greeting[1] == self.words[place]


def mentions(text: Words, known: NameWords) -> tuple[dict[str, list[Mention]], list[tuple[str, str, Mention]]]:
    """The names that may be meant, as `forms.name_key` has them; and pairs of words that may be two of a longer name.

    At most one word of a name has a slip of the pen; all may be spelt in another way that sounds the same.
    """
    spellings = [known.spellings(word) for word in text.words]
    exact, spelt = [each[0] for each in spellings], [each[1] for each in spellings]
    keys: dict[str, list[Mention]] = {}
    pairs: dict[tuple[str, str], Mention] = {}
    for key, how, start in _windows(text, exact, spelt, known):
        if key in keys or len(keys) < _MOST_KEYS:
            keys.setdefault(key, []).append(_mention(text, start, how))
    for place in range(len(exact) - 1):
        if not exact[place] or not exact[place + 1] or text.lines[place + 1] - text.lines[place] > 1:
            continue
        for one, other in product(exact[place], exact[place + 1]):
            if one != other and len(pairs) < _MOST_PAIRS:
                pairs.setdefault((min(one, other), max(one, other)), _mention(text, place, "part"))
    return keys, [(*pair, mention) for pair, mention in pairs.items()]


def _windows(
    text: Words, exact: Sequence[tuple[str, ...]], spelt: Sequence[tuple[str, ...]], known: NameWords
) -> Iterator[tuple[str, NameFound, int]]:
    """(key, how, place of the first word) of every row of two to four words that could be a name."""
    slips = 0
    for start in range(len(spelt) - 1):
        if not spelt[start] and not spelt[start + 1]:
            continue
        for end in range(start + 2, min(start + _LONGEST_NAME, len(spelt)) + 1):
            strange = [place for place in range(start, end) if not spelt[place]]
            if len(strange) > 1 or text.lines[end - 1] - text.lines[end - 2] > 1:
                break
            if not strange:
                yield from _spellings(exact[start:end], spelt[start:end], start)
            for place in strange or range(start, end):
                others = [each for each in range(start, end) if each != place]
                if slips >= _MOST_SLIPS or not all(spelt[each] for each in others) or not _is_name(text, place, others):
                    continue
                slips += 1
                if slipped := _of_forms(known.like, text.words[place]):
                    rows = [*spelt[start:place], slipped, *spelt[place + 1 : end]]
                    for words in _limited(rows):
                        yield name_key(" ".join(words)), "misspelt", start
        if start + 2 < len(exact) and exact[start] and exact[start + 2] and _is_middle(text, spelt, start):
            for words in _limited([exact[start], exact[start + 2]]):
                yield name_key(" ".join(words)), "part", start


def _spellings(
    exact: Sequence[tuple[str, ...]], spelt: Sequence[tuple[str, ...]], start: int
) -> Iterator[tuple[str, NameFound, int]]:
    for words in _limited(spelt):
        is_full = all(word in forms for word, forms in zip(words, exact, strict=True))
        yield name_key(" ".join(words)), "full" if is_full else "misspelt", start


def _of_forms(like: Callable[[str], tuple[str, ...]], word: str) -> tuple[str, ...]:
    return tuple(other for form in without_genitive(word) for other in like(form))


def _limited(rows: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    for words, _ in zip(product(*rows), range(_MOST_SPELLINGS), strict=False):
        if len(set(words)) == len(words):
            yield words


def _is_middle(text: Words, spelt: Sequence[tuple[str, ...]], start: int) -> bool:
    """Whether the second of three words on a line could be a middle name, or the first letter of one."""
    word = text.words[start + 1]
    is_name = bool(spelt[start + 1]) or len(word) == 1 or word in text.capitals
    return is_name and text.lines[start] == text.lines[start + 2]


def _is_name(text: Words, place: int, others: Sequence[int]) -> bool:
    """Whether a word is written as a name, as far as those beside it are."""
    return text.words[place] in text.capitals or not any(text.words[each] in text.capitals for each in others)


def _mention(text: Words, start: int, how: NameFound) -> Mention:
    before = " ".join(text.words[max(0, start - 2) : start])
    return Mention(
        how,
        text.lines[start],
        is_greeted=text.is_greeted(start),
        is_own=before.endswith(_I_AM),
        is_about=any(word.startswith(_ABOUT) for word in text.words[max(0, start - 4) : start]),
    )
