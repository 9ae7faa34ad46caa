"""Reads an answer before it goes out: what in it points at a person, and does not belong in an open e-mail.

Simple answers without sensitive words may go unencrypted to somebody who wants mail; numbers, codes and names of
clients are what turns one into something else (OSL 26:1; practice of JO and IMY). The writer is asked; she decides.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from mottagning import identity, phones
from mottagning.cases.forms import name_words
from mottagning.contacts.case_index import CaseHit
from mottagning.contacts.clues import codes_in, numbers_in, word_forms

Kind = Literal["personal_id", "phone", "code", "name"]
_SHORTEST_NAME = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found; `text` as a person reads it."""

    kind: Kind
    text: str


def findings(
    text: str,
    names: Sequence[str],
    by_codes: Callable[[Collection[str]], Mapping[str, tuple[CaseHit, ...]]],
    own_phone: str = "",
) -> tuple[Finding, ...]:
    """Personal identity numbers, phone numbers but the reception's own, codes of cases, and words of these names."""
    return tuple(dict.fromkeys(_found(text, names, by_codes, own_phone)))


def _found(
    text: str,
    names: Sequence[str],
    by_codes: Callable[[Collection[str]], Mapping[str, tuple[CaseHit, ...]]],
    own_phone: str,
) -> Iterator[Finding]:
    numbers = numbers_in(text)
    for personal_id in numbers.personal_ids:
        yield Finding("personal_id", identity.display(personal_id))
    own = phones.normalise(own_phone) if own_phone else None
    for number in numbers.phones:
        if number != own:
            yield Finding("phone", phones.display(number))
    for found in codes_in(numbers.rest, by_codes):
        if not found.is_bare or found.is_exact:
            yield Finding("code", found.hits[0].code)
    forms = word_forms(text)
    for name in names:
        for word in name.split():
            folded = [part for part in name_words(word) if len(part) >= _SHORTEST_NAME]
            if folded and all(part in forms for part in folded):
                yield Finding("name", word)
