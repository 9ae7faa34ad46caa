"""The terms by which a Swedish text is stored and found: words, their stems and numbers; the same in every database."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter

from mottagning import identity, phones
from mottagning.folding import fold

_LONGEST_TERM = 64
_MOST_TERMS = 20_000

RULES = 2
"""Which rules made the stored terms: one more whenever `search_terms`, or what is stored, becomes another."""
OF_PERSON = "@"
"""Stands before a term that is stored because it belongs to who somebody is: her name, number or address."""

_COMPOUND = re.compile(r"[^\W_]+(?:[-‐‑–'’./:@_+&][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")
_HYPHENATED = re.compile(r"[^\W_]+(?:[-‐‑–'’][^\W_]+)+")
_HALF_A_NUMBER = re.compile(r"(?<!\S)(?:\+|0)\d[\d()./-]*(?: [\d()./-]+)*(?!\S)")

_VOWEL = re.compile("[aeiouyåäö]")
_IRREGULAR = (("mälning", "mäl"), ("ansökning", "ansök"), ("överklagning", "överklag"), ("numr", "numm"))


@dataclass(frozen=True, slots=True)
class Term:
    """One thing a searched text must have: a term equal to one of `words`, or one that begins with `prefix`."""

    words: tuple[str, ...]
    prefix: str | None = None


def tokens(text: str) -> list[str]:
    """The folded words of `text`, letters and digits only, in order.

    What is held together by signs gives its parts, and itself without the signs where that is something to look for:
    "C-2417" gives c, 2417, c2417; anna@example.se gives anna, example, se, annaexamplese; "och/eller" two words.
    """
    return list(_tokens(fold(text)))


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """What the inflected forms of a folded Swedish word have in common; words with digits or of three letters stay.

    Snowball's Swedish stemmer leaves many definite forms alone (lösenordet, ärendena, frågan, oron, numret), so they
    are undone before and after it. The stem is a key, not a word: it only has to be the same for all forms.
    """
    if len(word) <= 3 or not word.isalpha():
        return word
    stemmed = _by_snowball(_without_neuter_ending(word))
    while (shorter := _without_common_ending(stemmed)) != stemmed:
        stemmed = shorter
    return stemmed


def search_terms(text: str) -> tuple[str, ...]:
    """What to store so that `text` is found: words, their stems, and numbers in one form; each once, 20,000 at most.

    Words are kept beside their stems because the word being typed is looked for by its beginning.
    """
    found: dict[str, None] = {}
    for term in _all_terms(text):
        found[term[:_LONGEST_TERM]] = None
        if len(found) >= _MOST_TERMS:
            break
    return tuple(found)


def query_terms(query: str) -> tuple[Term, ...]:
    """What a text must have, all of it, to answer `query`; the last word is looked for by its beginning as well."""
    terms, rest = _numbers_of_query(query)
    words = [word for compound in _COMPOUND.findall(fold(rest)) for word in _words_of_query(compound)]
    last = len(words) - 1
    for place, word in enumerate(word[:_LONGEST_TERM] for word in words):
        terms.append(Term((stem(word),), prefix=word if place == last else None))
    return tuple(dict.fromkeys(terms))


def to_fts5(terms: Iterable[Term]) -> str:
    """`terms` as a MATCH expression of SQLite's FTS5; terms are letters and digits, so nothing needs escaping."""
    return " AND ".join(
        "(" + " OR ".join([f'"{word}"' for word in term.words] + ([f'"{term.prefix}"*'] if term.prefix else [])) + ")"
        for term in terms
    )


def to_tsquery(terms: Iterable[Term]) -> str:
    """`terms` as the text of a PostgreSQL tsquery, to be cast and not parsed; goes with `array_to_tsvector`."""
    return " & ".join(
        "(" + " | ".join([f"'{word}'" for word in term.words] + ([f"'{term.prefix}':*"] if term.prefix else [])) + ")"
        for term in terms
    )


def _tokens(folded: str) -> Iterator[str]:
    for compound in _COMPOUND.findall(folded):
        parts = _PART.findall(compound)
        yield from parts
        if len(parts) > 1 and _is_worth_joining(compound):
            yield "".join(parts)


def _is_worth_joining(compound: str) -> bool:
    return "@" in compound or _HYPHENATED.fullmatch(compound) is not None or any(map(str.isdigit, compound))


def _all_terms(text: str) -> Iterator[str]:
    for number in phones.find(text):
        yield digits_as_dialled(number)
    for number in identity.find(text):
        yield from (number, number[2:])
    for token in tokens(text):
        yield token
        yield stem(token)


def digits_as_dialled(number: str) -> str:
    """A number (E.164) as it is stored and found: 0701740605, or 4520123456."""
    return f"0{number[3:]}" if number.startswith("+46") else number.removeprefix("+")


def _numbers_of_query(query: str) -> tuple[list[Term], str]:
    """The identity and phone numbers written out in `query` as terms, and what else it says."""
    found = [(start, end, Term((number, number[2:]))) for start, end, number in identity.spans(query)]
    for start, end, number in phones.spans(query):
        dialled = digits_as_dialled(number)
        found.append((start, end, Term((dialled,), prefix=dialled)))  # perhaps it has more digits to come
    for start, end, _ in found:
        query = query[:start] + " " * (end - start) + query[end:]
    rest = _HALF_A_NUMBER.sub(lambda half: digits_as_dialled(re.sub(r"[^\d+]", "", half[0])), query)
    return [term for _, _, term in sorted(found, key=itemgetter(0))], rest


def _words_of_query(compound: str) -> list[str]:
    """A code, number or address is looked for as a whole, as is "e-post"; "Anna-Karin" also finds Anna Karin."""
    parts = _PART.findall(compound)
    is_words = "@" not in compound and all(part.isalpha() and len(part) > 1 for part in parts)
    return parts if is_words or not _is_worth_joining(compound) else ["".join(parts)]


def _by_snowball(word: str) -> str:
    # Its package takes 25 ms to load. One object a word, because it keeps its place in the word within itself.
    from snowballstemmer.swedish_stemmer import SwedishStemmer

    return str(SwedishStemmer().stemWord(word))


def _without_neuter_ending(word: str) -> str:
    if word.endswith(("ets", "enas")):
        word = word[:-1]
    if word.endswith(("ena", "ndet")):  # ärendena, meddelandet
        return word[:-1]
    if word.endswith(("mmet", "nnet")):  # familjehemmet
        return _if_enough(word[:-3], word)
    # lösenordet, kontoret; but words such as möjlighet have endings of their own
    return _if_enough(word[:-2], word) if word.endswith("et") and not word.endswith("het") else word


def _without_common_ending(word: str) -> str:
    for ending, instead in _IRREGULAR:
        if word.endswith(ending):
            return word.removesuffix(ending) + instead
    if word.endswith(("et", "an")):  # paketen, frågan
        return _if_enough(word[:-2], word)
    # ekonomin, oron, kontot, assistansen, insatsen; numret, fönstret
    if word.endswith(("in", "on", "ot", "ns", "ts")) or re.search("[^aeiouyåäö]r$", word):
        return _if_enough(word[:-1], word)
    return word


def _if_enough(shorter: str, word: str) -> str:
    """`shorter`, as long as it has three letters with a vowel among them, or else `word`."""
    return shorter if len(shorter) >= 3 and _VOWEL.search(shorter) else word
