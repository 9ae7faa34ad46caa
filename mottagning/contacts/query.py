"""What somebody types to find something: words, "a phrase in quotation marks", and -words that must not be there."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mottagning.folding import fold
from mottagning.terms import OF_PERSON, Term, query_terms, stem, to_fts5, to_tsquery, tokens

_LONGEST = 200
"""Characters that are looked at: somebody may paste a whole letter."""
_QUOTED = re.compile('["“”„»](?P<words>[^"“”„»«]*)(?:["“”„»«]|$)')
_SIGNS = re.compile(r"[^\W_]+[^\w\s]+[^\W_]")
_WITHOUT = re.compile(r"(?<!\S)[-–−](?P<word>[^\W\d_][^\s]*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What must be there, all of it, and what must not.

    `terms` are as they are stored; `phrases` are folded words that stand beside one another in this order, the last one
    of an `unfinished` phrase (whose quotation mark is still to come) by its beginning; `without` are stems. `said` is
    what was typed without signs that mean something here, None when it cannot be the name or number of a case.
    """

    terms: tuple[Term, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    unfinished: bool = False
    without: tuple[str, ...] = ()
    said: str | None = None
    has_signs: bool = False
    """Whether there is anything but words in it: a number, a code, an address."""

    def __bool__(self) -> bool:
        return bool(self.terms)

    def fts5(self, *, of_person: bool = False) -> str:
        """As a MATCH expression of SQLite's FTS5; `of_person`: something of it must be of who somebody is."""
        said = f"({to_fts5(self.terms)})" + "".join(f' NOT "{word}"' for word in self.without)
        if not of_person:
            return said
        hers = self.fts5_of_person()
        return hers if self._is_one_term() else f"({said}) AND {hers}"

    def fts5_of_person(self) -> str:
        """Something of it is of who somebody is, whether the rest is there or not."""
        words = (f'"{OF_PERSON}{word}"' for term in self.terms for word in term.words)
        begun = (f'"{OF_PERSON}{term.prefix}"*' for term in self.terms if term.prefix)
        return f"({' OR '.join((*words, *begun))})"

    def tsquery(self, *, of_person: bool = False) -> str:
        """The same as the text of a PostgreSQL tsquery."""
        said = " & ".join((to_tsquery(self.terms), *(f"!'{word}'" for word in self.without)))
        if not of_person:
            return said
        hers = self.tsquery_of_person()
        return hers if self._is_one_term() else f"{said} & {hers}"

    def tsquery_of_person(self) -> str:
        """Something of it is of who somebody is, as for `fts5_of_person`."""
        words = (f"'{OF_PERSON}{word}'" for term in self.terms for word in term.words)
        begun = (f"'{OF_PERSON}{term.prefix}':*" for term in self.terms if term.prefix)
        return f"({' | '.join((*words, *begun))})"

    def _is_one_term(self) -> bool:
        """Then who is called so has the term as well, and need not be asked for it."""
        return len(self.terms) == 1 and not self.without


def parse(text: str) -> Query:
    """The query that `text` is, as far as it has been typed; nothing to look for when it is less than two signs."""
    text = text.strip()[:_LONGEST]
    phrases, rest, unfinished = _phrases(text)
    without = tuple(dict.fromkeys(stem(word) for found in _WITHOUT.finditer(rest) for word in tokens(found["word"])))
    rest = _WITHOUT.sub(" ", rest)
    terms = [term for term in query_terms(rest) if not _is_one_letter(term)]
    for place, phrase in enumerate(phrases, 1):
        *whole, last = phrase
        terms += [Term((word,)) for word in whole]
        is_begun = unfinished and place == len(phrases)
        terms.append(Term((last,), prefix=last if is_begun and len(last) > 1 else None))
    return Query(
        terms=tuple(dict.fromkeys(terms)),
        phrases=phrases,
        unfinished=unfinished,
        without=without,
        said=None if phrases or without else rest.strip(),
        has_signs=_SIGNS.search(rest) is not None or any(map(str.isdigit, text)),
    )


def _phrases(text: str) -> tuple[tuple[tuple[str, ...], ...], str, bool]:
    """The phrases, what stands outside of them, and whether the last one has no end yet."""
    found = [match for match in _QUOTED.finditer(text) if tokens(match["words"])]
    rest = _QUOTED.sub(" ", text)
    unfinished = bool(found) and found[-1].end("words") == found[-1].end()
    return tuple(tuple(words_of(match["words"])) for match in found), rest, unfinished


def words_of(text: str) -> list[str]:
    """The folded words of `text` one by one: of "Anna-Karin" anna and karin, and nothing joined."""
    return re.findall(r"[^\W_]+", fold(text))


def _is_one_letter(term: Term) -> bool:
    """A single letter is too little: as the beginning of a word it would be in everything."""
    return term.prefix is not None and len(term.prefix) < 2
