"""What a text holds that may point at a case: codes, numbers, names. The work is bounded however long the text is."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Literal

from mottagning import identity, phones
from mottagning.cases.forms import one_slip
from mottagning.contacts.case_index import CaseHit
from mottagning.folding import fold

LONGEST = 1_000_000
"""Characters of a text that are looked at."""

_RUN = re.compile(r"[^\W_]+")
_GAP = re.compile(r"[^\n\w]{1,3}|\r?\n|_")
_CODE_RUNS = 4
_LONGEST_CODE = 40
_MOST_PIECES = 50_000
_MOST_CODES = 5_000
_CODE_WORD = re.compile(
    r"(?<!\w)(?:ärende[a-zåäö]*|diarie[a-zåäö]*|dnr|akt(?:nr|nummer|kod)?|case)\.?[\s:#]{0,3}\Z", re.IGNORECASE
)
_SPELT_OTHERWISE = re.compile(r"(?!.*\d \d)[^\W_]+(?:[-/ .:_][^\W_]+)*")
_JOINING = ("-", "/", ".", ":", "_")
_JOINED_BEFORE, _JOINED_AFTER = re.compile(r"[^\W_][-/.:_]\Z"), re.compile(r"[-/.:_][^\W_]")

_MOST_WORDS = 20_000
_MOST_PLACES = 20

NameFound = Literal["full", "misspelt", "part"]


@dataclass(frozen=True, slots=True)
class Numbers:
    """The personal identity numbers (YYYYMMDDNNNN) and phone numbers (E.164) in a text, each once, in order."""

    personal_ids: tuple[str, ...]
    phones: tuple[str, ...]
    rest: str
    """The text with these numbers blanked: they may hold what looks like a case code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeFound:
    """A piece of text that is a case code, or one with the same letters and digits if it is not `is_exact`.

    `is_bare`: digits alone, as years and sums are, without a word such as "ärende" before them.
    `is_part`: digits go on beyond it, as in 2026/123-4.
    """

    hits: tuple[CaseHit, ...]
    is_exact: bool
    is_bare: bool
    is_part: bool
    has_letters: bool


def numbers_in(text: str) -> Numbers:
    """The personal identity and phone numbers in `text`."""
    personal_ids = list(identity.spans(text))
    rest = _blanked(text, personal_ids)
    numbers = list(phones.spans(rest))
    return Numbers(
        tuple(dict.fromkeys(number for _, _, number in personal_ids)),
        tuple(dict.fromkeys(number for _, _, number in numbers)),
        _blanked(rest, numbers),
    )


def codes_in(text: str, by_code: Callable[[str], tuple[CaseHit, ...]]) -> Iterator[CodeFound]:
    """Every piece of `text`, bounded by other signs than letters and digits, that `by_code` knows.

    Codes have any form, so the pieces are tried, the longest first: up to four runs of letters and digits with a digit
    among them, or capitals joined by signs. What lies within an exact code is not looked at again. 50,000 pieces are
    tried at most, and 5,000 different ones looked up.
    """
    known: dict[str, tuple[CaseHit, ...]] = {}
    taken_to = 0
    for start, end in islice(_pieces(text), _MOST_PIECES):
        written = " ".join(text[start:end].split())
        if start < taken_to or not _could_be_code(written):
            continue
        if written not in known:
            if len(known) >= _MOST_CODES:
                return
            known[written] = by_code(written)
        found = _code_found(text, start, end, written, known[written]) if known[written] else None
        if found is not None:
            yield found
            taken_to = end if found.is_exact else taken_to


def words_in(text: str) -> list[str]:
    """The folded words of `text` in order, 20,000 at most."""
    return [word[0] for word, _ in zip(_RUN.finditer(fold(text)), range(_MOST_WORDS), strict=False)]


class NameFinder:
    """Finds people's names in a row of folded words: in any order, with one slip of the pen, or in part."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, word in enumerate(words):
            for form in _without_genitive(word):
                if len(self._places[form]) < _MOST_PLACES:
                    self._places[form].append(place)

    @property
    def forms(self) -> frozenset[str]:
        """What to ask the case list for: the words, also without a genitive's s."""
        return frozenset(form for form in self._places if len(form) > 1 and form.isalpha())

    def find(self, name: Sequence[str]) -> NameFound | None:
        """How a name (its folded words) stands in the text; the best way, if in several. One word is no name.

        "part": two of its words side by side, as people leave out middle names. "misspelt": all of its words, one of
        them of four letters or more with one letter added, left out, changed, or two changed about.
        """
        if len(name) < 2:
            return None
        places = {place for word in name for place in self._places.get(word, ())}
        found = {self._at(name, start) for place in places for start in range(place - len(name) + 1, place + 1)}
        if "full" in found:
            return "full"
        if "misspelt" in found:
            return "misspelt"
        is_part = any(
            following - place == 1 and self._is_two_words_of(name, place)
            for place, following in pairwise(sorted(places))
        )
        return "part" if is_part else None

    def _at(self, name: Sequence[str], start: int) -> NameFound | None:
        """How all words of `name` stand side by side from `start`, in any order."""
        here = self._words[start : start + len(name)] if start >= 0 else []
        if len(here) < len(name):
            return None
        left = list(name)
        strange = []
        for word in here:
            form = next((form for form in _without_genitive(word) if form in left), None)
            if form is None:
                strange.append(word)
            else:
                left.remove(form)
        if not strange:
            return "full"
        return "misspelt" if len(strange) == 1 and any(one_slip(form, left[0]) for form in strange) else None

    def _is_two_words_of(self, name: Sequence[str], place: int) -> bool:
        one, other = (set(_without_genitive(word)) & set(name) for word in self._words[place : place + 2])
        return len(one | other) > 1


def _blanked(text: str, spans: Sequence[tuple[int, int, str]]) -> str:
    kept, place = [], 0
    for start, end, _ in spans:
        kept += [text[place:start], "\n" * (end - start)]
        place = end
    return "".join([*kept, text[place:]])


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """The pieces that may be codes: from left to right, and the longest first where several begin."""
    runs = [(run.start(), run.end()) for run in _RUN.finditer(text)]
    begun = 0
    for sign in (place for place, (start, end) in enumerate(runs) if _is_sign_of_code(text, start, end)):
        for first in range(max(begun, sign - _CODE_RUNS + 1), sign + 1):
            for end in _ends(text, runs[first : first + _CODE_RUNS]):
                yield runs[first][0], end
        begun = sign + 1


def _is_sign_of_code(text: str, start: int, end: int) -> bool:
    if any(map(str.isdigit, text[start:end])):
        return True
    return text[start:end].isupper() and (text[start - 1 : start] in _JOINING or text[end : end + 1] in _JOINING)


def _ends(text: str, runs: Sequence[tuple[int, int]]) -> list[int]:
    """Where pieces that begin with the first of `runs` may end, the longest first."""
    ends = [runs[0][1]]
    for (_, before), (after, end) in pairwise(runs):
        if end - runs[0][0] > _LONGEST_CODE or not _GAP.fullmatch(text, before, after):
            break
        ends.append(end)
    return ends[::-1]


def _could_be_code(written: str) -> bool:
    if len(written) > _LONGEST_CODE:
        return False
    return any(map(str.isdigit, written)) or (written.isupper() and not written.isalpha() and " " not in written)


def _code_found(text: str, start: int, end: int, written: str, hits: tuple[CaseHit, ...]) -> CodeFound | None:
    exact = tuple(hit for hit in hits if hit.code == written)
    before, after = text[max(0, start - 24) : start], text[end : end + 2]
    is_bare = written.isdigit() and not _CODE_WORD.search(before)
    if is_bare and (_JOINED_BEFORE.search(before) or _JOINED_AFTER.match(after)):
        return None
    goes_on = written[-1].isdigit() and _JOINED_AFTER.match(after) and after[1].isdigit()
    comes_from = written[0].isdigit() and _JOINED_BEFORE.search(before) and before[-2].isdigit()
    is_part = bool(goes_on or comes_from)
    if exact or (not is_bare and not is_part and _SPELT_OTHERWISE.fullmatch(written)):
        has_letters = any(map(str.isalpha, written))
        return CodeFound(
            hits=exact or hits, is_exact=bool(exact), is_bare=is_bare, is_part=is_part, has_letters=has_letters
        )
    return None


def _without_genitive(word: str) -> tuple[str, ...]:
    return (word, word[:-1]) if word.endswith("s") and len(word) > 2 else (word,)
