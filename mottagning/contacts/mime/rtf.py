"""Rich text (RTF 1.9) to the HTML it was made from, or to plain text: what Outlook puts into TNEF.

One pass over a bounded piece; nothing here raises, and what is no RTF gives what can be read of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mottagning.contacts.mime.charsets import decode

_MAX_RTF = 1_000_000  # octets that are looked at; a picture may be written into them
_MAX_DEPTH = 200

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?[0-9]{1,9})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'\r\n])|(\\?[\r\n]+)|([{}])|([^\\{}\r\n]+)"
)
_UNSEEN = frozenset({
    b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"header", b"footer", b"headerl", b"headerr",
    b"footerl", b"footerr", b"themedata", b"colorschememapping", b"datastore", b"latentstyles", b"listtable",
    b"listoverridetable", b"generator", b"xmlnstbl", b"rsidtbl", b"filetbl", b"revtbl", b"fldinst", b"bkmkstart",
    b"bkmkend",
})  # fmt: skip
_SIGNS = {
    b"par": "\n", b"line": "\n", b"row": "\n", b"sect": "\n", b"page": "\n", b"tab": "\t", b"cell": "\t",
    b"emdash": "—", b"endash": "–", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”",
    b"bullet": "•", b"emspace": " ", b"enspace": " ",
}  # fmt: skip
_SYMBOLS = {b"~": "\xa0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}"}


@dataclass(slots=True)
class _Group:
    """What holds between two braces."""

    unseen: bool = False
    markup: bool = False  # within \*\htmltag: HTML as it was
    made: bool = False  # within \htmlrtf: added for readers of RTF only
    skip: int = 1  # characters after \uN that stand for it to older programs


def read_rtf(octets: bytes) -> tuple[str, bool]:
    """The text of a rich text, and whether it is HTML (MS-OXRTFEX: ``\\fromhtml1``)."""
    octets = octets[:_MAX_RTF]
    from_html = b"\\fromhtml1" in octets[:2000]
    page = re.search(rb"\\ansicpg(\d{1,5})", octets[:2000])
    return _Reading(from_html, f"cp{page[1].decode()}" if page else "cp1252").text(octets), from_html


class _Reading:
    def __init__(self, from_html: bool, codepage: str) -> None:
        self._from_html = from_html
        self._codepage = codepage
        self._written: list[str] = []
        self._octets: list[bytes] = []  # of characters that may take several
        self._group = _Group()
        self._outer: list[_Group] = []
        self._starts = False  # the next word is the group's first
        self._owed = 0  # characters to leave out after \uN

    def text(self, octets: bytes) -> str:
        at = 0
        while found := _TOKEN.search(octets, at):
            at = found.end()
            word, number, coded, symbol, _, brace, plain = found.groups()
            if word is not None:
                at += self._word(word, int(number) if number else None)
            elif coded is not None:
                self._octet(bytes([int(coded, 16)]))
            elif symbol is not None:
                self._symbol(symbol)
            elif brace is not None:
                self._brace(brace)
            elif plain is not None:
                self._octet(plain)
        self._flush()
        text = "".join(self._written)
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")  # \u writes pairs in halves

    def _brace(self, brace: bytes) -> None:
        self._flush()
        if brace == b"{":
            if len(self._outer) < _MAX_DEPTH:
                self._outer.append(self._group)
            inner = self._group
            self._group = _Group(inner.unseen, inner.markup, inner.made, inner.skip)
            self._starts = True
        elif self._outer:
            self._group = self._outer.pop()
        self._owed = 0

    def _word(self, word: bytes, number: int | None) -> int:
        """Obey a control word; how many octets after it are no text."""
        starts, self._starts = self._starts, False
        if word == b"bin":
            return max(0, number or 0)
        if word in (b"htmltag", b"mhtmltag"):
            self._group.unseen, self._group.markup = True, word == b"htmltag"
        elif starts and word in _UNSEEN:
            self._group.unseen = True
        elif word == b"htmlrtf":
            self._group.made = number != 0
        elif word == b"uc":
            self._group.skip = min(max(number or 0, 0), 9)
        elif word == b"u" and number is not None:
            self._write(chr(number & 0xFFFF))
            self._owed = self._group.skip
        elif word in _SIGNS:
            self._write(_SIGNS[word])
        return 0

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":  # a destination that whoever does not know it leaves out
            self._group.unseen = True
        elif symbol in _SYMBOLS:
            self._write(_SYMBOLS[symbol])

    def _octet(self, octets: bytes) -> None:
        if self._owed:
            taken = min(self._owed, len(octets))
            self._owed -= taken
            octets = octets[taken:]
        if octets and self._is_seen():
            self._octets.append(octets)

    def _write(self, text: str) -> None:
        self._flush()
        if self._is_seen():
            self._written.append(text)

    def _is_seen(self) -> bool:
        if self._from_html:
            return self._group.markup or not (self._group.unseen or self._group.made)
        return not self._group.unseen

    def _flush(self) -> None:
        if self._octets:
            self._written.append(decode(b"".join(self._octets), self._codepage)[0])
            self._octets.clear()
