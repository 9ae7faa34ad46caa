"""What each line of a message is to its matching: what was written now, who signed it, or an earlier message."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import Literal

from mottagning.contacts.quoting import fold

Passage = Literal["written", "signature", "quote"]

_KINDS: dict[str, Passage] = {"text": "written", "signature": "signature", "quote": "quote", "disclaimer": "quote"}
_MOST_SIGNING = 3
_MOST_WORDS_SIGNING = 5
_NO_NAME = re.compile(r".*[.?!:;]\s*\Z|\s*(?:-\s*)?(?:hej|hallå|till)\b.*", re.IGNORECASE)


class Passages:
    """The lines of a subject and a text below it. Told apart when first asked for: folding takes time."""

    def __init__(self, subject: str, text: str) -> None:
        self._subject_lines = subject.count("\n") + 1
        self._text = text
        self.whole = f"{subject}\n{text}"

    def at(self, place: int) -> Passage:
        """What stands at this character of `whole`."""
        return self.of_line(bisect_right(self._ends, place))

    def of_line(self, number: int) -> Passage:
        """What this line of `whole` is."""
        return "written" if number < self._subject_lines else self._passages[number - self._subject_lines]

    @cached_property
    def _ends(self) -> list[int]:
        """After which characters the lines begin."""
        return [found.end() for found in re.finditer("\n", self.whole)]

    @cached_property
    def _passages(self) -> list[Passage]:
        found: list[Passage] = []
        for block in fold(self._text):
            found += [_KINDS[block.kind]] * (block.text.count("\n") + 1)
        _mark_last_words(self._text.split("\n"), found)
        return found


def _mark_last_words(lines: list[str], passages: list[Passage]) -> None:
    """A name alone below a blank line signs what was written, although no greeting stands before it."""
    written = [number for number, line in enumerate(lines) if passages[number] == "written" and line.strip()]
    signing: list[int] = []
    for number in reversed(written):
        if len(lines[number].split()) > _MOST_WORDS_SIGNING or _NO_NAME.fullmatch(lines[number]):
            break
        signing.append(number)
        if len(signing) > _MOST_SIGNING:
            return
        if lines[number].lstrip().startswith("/") or (number and not lines[number - 1].strip()):
            if number != written[0]:
                for each in signing:
                    passages[each] = "signature"
            return
