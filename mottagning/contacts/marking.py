"""Where in a text stands what somebody looks for, and the piece of it that shows why it was found."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

from mottagning import identity, phones
from mottagning.contacts.query import Query, words_of
from mottagning.folding import fold
from mottagning.terms import digits_as_dialled, stem

_LONGEST = 100_000
_COMPOUND = re.compile(r"[^\W_]+(?:[-‐‑–'’./:@_+&][^\W_]+)*")
_WORD = re.compile(r"[^\W_]+")
_UNUSUAL = re.compile("[^\x00-\x7fåäöÅÄÖ\xa0–—‘’“”…•·€§°]")
"""Signs that fold to something else than their small letter, perhaps."""
_DIGIT = re.compile(r"\d")
_BEFORE = 40
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Marked:
    """A text, and where in it the words stand that were looked for: spans in order that do not overlap."""

    text: str
    spans: tuple[Span, ...] = ()


class Marker:
    """Knows the words of one query."""

    def __init__(self, query: Query) -> None:
        self._query = query
        self._words = frozenset(word for term in query.terms for word in term.words)
        self._beginnings = tuple(term.prefix for term in query.terms if term.prefix)
        said = (*self._words, *self._beginnings)
        self._begun = frozenset(each[:2] for each in said)
        self._likely = _likely(self._begun)
        self._has_number = any(each[0].isdecimal() for each in said)
        self._phrases = [
            re.compile(r"(?<![^\W_])" + r"[\W_]+".join(phrase) + ("" if unfinished else r"(?![^\W_])"))
            for phrase, unfinished in _phrases(query)
        ]

    def mark(self, text: str) -> Marked:
        """All of a text, on one line."""
        said = _on_one_line(text)
        return Marked(said, self._spans(said))

    def excerpt(self, text: str, most: int = 160) -> Marked:
        """At most about `most` signs around what was found, or the beginning when nothing was."""
        whole = self.mark(text[:_LONGEST])
        said, spans = whole.text, whole.spans
        if len(said) <= most:
            return whole
        begin = _at_a_word(said, max(0, self._best(spans, most) - _BEFORE))
        end = begin + most
        if end < len(said):
            end = max(said.rfind(" ", begin, end), begin + most // 2)
        before, after = "… " if begin else "", " …" if end < len(said) else ""
        moved = len(before) - begin
        kept = tuple((first + moved, last + moved) for first, last in spans if first >= begin and last <= end)
        return Marked(f"{before}{said[begin:end].strip()}{after}", kept)

    def words_alone(self, *texts: str, most: int = 6) -> Marked:
        """The words that were looked for as they stand in these texts, each once, without what is around them."""
        words: dict[str, str] = {}
        for text in texts:
            said = self.mark(text[:_LONGEST])
            for first, last in said.spans:
                words.setdefault(fold(said.text[first:last]), said.text[first:last])
            if len(words) >= most:
                break
        spans, end = [], 0
        for word in list(words.values())[:most]:
            spans.append((end, end + len(word)))
            end += len(word) + 3
        return Marked(" · ".join(list(words.values())[:most]), tuple(spans))

    def holds_phrases(self, text: str) -> bool:
        """Whether every phrase stands in the text word by word."""
        text = text[:_LONGEST]
        folded = fold(text) if _UNUSUAL.search(text) else text.lower()
        return all(phrase.search(folded) for phrase in self._phrases)

    def _spans(self, text: str) -> tuple[Span, ...]:
        is_usual = not _UNUSUAL.search(text)
        if is_usual and not self._query.has_signs:
            words = self._likely.finditer(text)  # of a letter, only words that begin so are worth a closer look
            return tuple(word.span() for word in words if self._has(*_forms(word[0])))
        found: set[Span] = set()
        if self._query.has_signs and self._has_number and _DIGIT.search(text):
            found |= {(a, b) for a, b, number in phones.spans(text) if self._has(digits_as_dialled(number))}
            found |= {(a, b) for a, b, number in identity.spans(text) if {number, number[2:]} & self._words}
        for compound in _COMPOUND.finditer(text):
            if compound[0].isalnum():
                if is_usual and compound[0][:2].lower() not in self._begun:
                    continue
            elif self._has_joined(compound[0]):
                found.add(compound.span())
                continue
            start = compound.start()
            for word in _WORD.finditer(compound[0]):
                if self._has(*_forms(word[0])):
                    found.add((start + word.start(), start + word.end()))
        return _apart(sorted(found))

    def _has(self, *forms: str) -> bool:
        return any(form in self._words for form in forms) or forms[0].startswith(self._beginnings)

    def _has_joined(self, compound: str) -> bool:
        """Whether a code, a number or an address, with its signs, is what was looked for as a whole."""
        joined = "".join(words_of(compound))
        is_whole = not joined.isalpha() or "@" in compound
        return joined in self._words or (is_whole and joined.startswith(self._beginnings))

    def _best(self, spans: tuple[Span, ...], most: int) -> int:
        """Where the piece begins that holds most of what was found."""
        room = most - _BEFORE
        starts = [first for first, _ in spans]
        return max(starts, key=lambda at: (sum(at <= other < at + room for other in starts), -at), default=0)


@lru_cache(maxsize=1 << 16)
def _forms(word: str) -> tuple[str, str]:
    folded = fold(word)
    return folded, stem(folded)


def _on_one_line(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _at_a_word(text: str, place: int) -> int:
    return place if place == 0 else text.find(" ", place) + 1


def _apart(spans: list[Span]) -> tuple[Span, ...]:
    kept: list[Span] = []
    for first, last in spans:
        if not kept or first >= kept[-1][1]:
            kept.append((first, last))
        else:
            kept[-1] = (kept[-1][0], max(last, kept[-1][1]))
    return tuple(kept)


def _phrases(query: Query) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Each phrase that more than the index has to be asked for, and whether its last word is not finished."""
    for place, phrase in enumerate(query.phrases, 1):
        if len(phrase) > 1:
            yield phrase, query.unfinished and place == len(query.phrases)


def _likely(beginnings: Collection[str]) -> re.Pattern[str]:
    """Words that begin with one of these letters."""
    begun = "|".join(map(re.escape, sorted(beginnings))) or "(?!)"
    return re.compile(rf"(?<![^\W_])(?:{begun})[^\W_]*", re.IGNORECASE)
