"""What a text holds that may point at a case: codes, numbers, names. The work is bounded however long the text is."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from mottagning import identity, phones
from mottagning.cases.forms import without_genitive
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
# What stands before a number of another register, a law, a bill or a court: "KS 2026/123", "SoL (2025:400)".
_OTHER_REGISTER = re.compile(
    r"(?<!\w)(?:[A-ZÅÄÖ]{2,5}|SoL|(?i:faktura|ocr|ref|order|kund|mål|prop|bet|lag|förordning|kvitto|bokning|konto|"
    r"bankgiro|plusgiro|polis)(?i:[a-zåäö]*))\.?[\s:(#]{1,3}\Z"
)
_WEB = re.compile(r"\S*(?:://|@|www\.)\S*")
_SPELT_OTHERWISE = re.compile(r"(?!.*\d \d)[^\W_]+(?:[-/ .:_][^\W_]+)*")
_JOINING = ("-", "/", ".", ":", "_")
_JOINED_BEFORE, _JOINED_AFTER = re.compile(r"[^\W_][-/.:_]\Z"), re.compile(r"[-/.:_][^\W_]")

_TEN = 10
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_MOST_WORDS = 20_000


@dataclass(frozen=True, slots=True)
class Numbers:
    """The personal identity numbers (YYYYMMDDNNNN) and phone numbers (E.164) in a text, each once, in order."""

    personal_ids: tuple[str, ...]
    phones: tuple[str, ...]
    rest: str
    """The text with these numbers blanked: they may hold what looks like a case code."""
    ids_at: tuple[tuple[int, str], ...]
    """Every place in the text where a personal identity number begins."""
    phones_at: tuple[tuple[int, str], ...]
    """The same of phone numbers, with those that could be either."""
    doubtful_ids: tuple[tuple[int, str], ...]
    """Digits that are called a phone number, but could be a personal identity number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeFound:
    """A piece of text that is a case code, or one with the same letters and digits if it is not `is_exact`.

    `is_bare`: digits alone, as years and sums are, without a word such as "ärende" before them.
    `is_part`: digits go on beyond it, as in 2026/123-4; or it is in an address, or another register's number.
    """

    start: int
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
    either = [
        (start, phones.normalise(text[start:end])) for start, end, _ in personal_ids if _is_unbroken(text, start, end)
    ]
    doubtful = [
        (start, identity.normalise(text[start:end])) for start, end, _ in numbers if _is_unbroken(text, start, end)
    ]
    phones_at = [(start, number) for start, _, number in numbers]
    return Numbers(
        personal_ids=tuple(dict.fromkeys(number for _, _, number in personal_ids)),
        phones=tuple(dict.fromkeys(number for _, number in phones_at)),
        rest=_blanked(rest, numbers),
        ids_at=tuple((start, number) for start, _, number in personal_ids),
        phones_at=(*phones_at, *((start, number) for start, number in either if number)),
        doubtful_ids=tuple((start, number) for start, number in doubtful if number),
    )


def codes_in(text: str, by_codes: Callable[[Collection[str]], Mapping[str, tuple[CaseHit, ...]]]) -> list[CodeFound]:
    """Every piece of `text`, bounded by other signs than letters and digits, that `by_codes` knows.

    Codes have any form, so the pieces are tried, the longest first: up to four runs of letters and digits with a digit
    among them, or capitals joined by signs. What lies within an exact code is not looked at again. 50,000 pieces are
    tried at most, and 5,000 different ones looked up.
    """
    pieces: list[tuple[int, int, str]] = []
    different: dict[str, None] = {}
    for start, end in islice(_pieces(text), _MOST_PIECES):
        written = " ".join(text[start:end].split())
        if not _could_be_code(written):
            continue
        if written not in different:
            if len(different) >= _MOST_CODES:
                break
            different[written] = None
        pieces.append((start, end, written))
    known = by_codes(different) if different else {}
    found_codes = []
    taken_to = 0
    for start, end, written in pieces if known else ():
        if start < taken_to or written not in known:
            continue
        found = _code_found(text, start, end, written, known[written])
        if found is not None:
            found_codes.append(found)
            taken_to = end if found.is_exact else taken_to
    return found_codes


def words_in(text: str) -> list[str]:
    """The folded words of `text` in order, 20,000 at most."""
    return [word[0] for word, _ in zip(_RUN.finditer(fold(text)), range(_MOST_WORDS), strict=False)]


def addresses_in(text: str) -> list[tuple[int, str]]:
    """Where e-mail addresses begin in `text`, and they in lower case."""
    return (
        [(found.start(), found[0].rstrip(".").casefold()) for found in _ADDRESS.finditer(text)] if "@" in text else []
    )


def word_forms(text: str) -> frozenset[str]:
    """The folded words of `text`, also without a genitive's s."""
    return frozenset(form for word in words_in(text) for form in without_genitive(word) if len(form) > 1)


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
    has_letters = any(map(str.isalpha, written))
    is_others = not has_letters and not _CODE_WORD.search(before) and _OTHER_REGISTER.search(before)
    is_part = bool(goes_on or comes_from or is_others or (exact and _is_on_the_web(text, start, end)))
    if exact or (not is_bare and not is_part and _SPELT_OTHERWISE.fullmatch(written)):
        return CodeFound(
            start=start,
            hits=exact or hits,
            is_exact=bool(exact),
            is_bare=is_bare,
            is_part=is_part,
            has_letters=has_letters,
        )
    return None


def _is_on_the_web(text: str, start: int, end: int) -> bool:
    """Whether it stands within an address: nobody wrote it down to say what this is about."""
    first = max(0, start - 200)
    before = re.split(r"\s", text[first:start])[-1]
    after = re.split(r"\s", text[end : end + 200], maxsplit=1)[0]
    return _WEB.fullmatch(before + text[start:end].replace(" ", "") + after) is not None


def _is_unbroken(text: str, start: int, end: int) -> bool:
    return end - start == _TEN and text[start] == "0" and text[start:end].isdigit()
