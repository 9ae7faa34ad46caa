"""Which letters the bytes of a text file stand for: found by reading all of it once, in small pieces."""

import codecs
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mottagning.cases.opening import open_export
from mottagning.errors import Trouble
from mottagning.texts import N_

_PIECE = 1 << 20
_LONGEST_LINE = 16 << 20
_SAMPLE = 1 << 16
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = bytes(sign for sign in range(1, 32) if sign not in b"\t\n\v\f\r\x1a\x1b")
_ESCAPED = re.compile("[\ud800-\udfff]")
_HIGH = bytes(range(128, 256))
_FROM_HIGH = re.compile(rb"[\x80-\xff][^\r\n]{0,60}")
_BY_LETTER = re.compile(rb"([A-Za-z]?)([\x80-\xff]+)([A-Za-z]?)")
# Windows, old Macintosh and DOS put the same Swedish letters at different places.
_SINGLE_BYTE = ("cp1252", "mac_roman", "cp850")
_OURS, _EUROPEAN = "åäöÅÄÖ", "éüæøèáíóúñçàâêîôûëïÜÆØÉ"
_BEFORE_WORDS, _AFTER_WORDS = "“„”", "”’…"
_QUOTES = "“„”".encode("cp1252")


@dataclass(frozen=True, slots=True)
class Encoding:
    """How to open a text file: codec, bytes of the byte order mark to skip, whether zero bytes are in it.

    `damaged` says that some bytes do not fit the codec; each is read as a lone surrogate (PEP 383), so that the rows
    with them can be told from the others.
    """

    name: str
    skip: int = 0
    zeros: bool = False
    damaged: bool = False

    def lines(self, path: Path) -> Iterator[str]:
        """The lines of the file with their line ends, whichever these are; zero bytes are left out."""
        errors = "strict" if self.name.startswith("utf-16") else "surrogateescape"
        with open_export(path) as raw:
            raw.seek(self.skip)
            text = io.TextIOWrapper(raw, self.name, errors, newline="")
            if self.zeros:
                yield from (line.replace("\0", "") for line in text)
            else:
                yield from text


def find_encoding(path: Path) -> Encoding:
    """Find out how the text in `path` is encoded; memory does not grow with the file.

    Raises Trouble when it is no text, is damaged, or has a line of more than 16 MB.
    """
    with open_export(path) as raw:
        head = raw.read(_PIECE)
        name, skip = _by_mark_or_zeros(head)
        raw.seek(skip)
        if name.startswith(("utf-16", "utf-32")):
            _check_wide(raw, name, path.name)
            return Encoding(name, skip, zeros=True)
        return _find_narrow(raw, skip, path.name)


def _by_mark_or_zeros(head: bytes) -> tuple[str, int]:
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name, len(mark)
    start = head[:4096]
    pairs = len(start) // 2
    for first, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros, others = start[first::2].count(0), start[1 - first :: 2].count(0)
        if pairs > 1 and zeros > pairs * 0.4 and others < pairs * 0.05:
            return name, 0
    return "utf-8", 0


def _check_wide(raw: io.BufferedReader, name: str, file: str) -> None:
    decoder = codecs.getincrementaldecoder(name)()
    since_break = 0
    try:
        while piece := raw.read(_PIECE):
            text = decoder.decode(piece)
            since_break = _since_break(since_break, text, max(text.rfind("\n"), text.rfind("\r")), file)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise Trouble(N_("“{file}” is damaged or cut off: save or export it again."), file=file) from error


def _find_narrow(raw: io.BufferedReader, skip: int, file: str) -> Encoding:
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    size = control = zeros = letters = broken = since_break = 0
    sample: list[bytes] = []
    sampled = 0
    while piece := raw.read(_PIECE):
        size += len(piece)
        control += len(piece) - len(piece.translate(None, _CONTROL))
        zeros += piece.count(0)
        since_break = _since_break(since_break, piece, max(piece.rfind(b"\n"), piece.rfind(b"\r")), file)
        text = decoder.decode(piece)
        if piece.isascii():
            continue
        bad = len(_ESCAPED.findall(text))
        broken += bad
        letters += len(text) - bad - len(piece.translate(None, _HIGH))
        for found in _FROM_HIGH.finditer(piece):
            if sampled > _SAMPLE:
                break
            sample.append(piece[max(0, found.start() - 20) : found.end()])
            sampled += len(sample[-1])
    broken += len(decoder.decode(b"", final=True))
    if control > max(3, size * 0.005) or zeros > max(3, size * 0.1):
        raise Trouble(N_("“{file}” is no text and no workbook. Export the case list as CSV or XLSX."), file=file)
    if broken <= letters // 3:
        return Encoding("utf-8", skip, zeros=zeros > 0, damaged=broken > 0)
    return Encoding(_single_byte(b"\n".join(sample)), skip, zeros=zeros > 0, damaged=True)


def _since_break(before: int, piece: str | bytes, last_break: int, file: str) -> int:
    length = before + len(piece) if last_break < 0 else len(piece) - last_break - 1
    if length > _LONGEST_LINE:
        raise Trouble(N_("“{file}” has a line of more than 16 million characters: it is no case list."), file=file)
    return length


def _single_byte(sample: bytes) -> str:
    """The one-byte encoding that gives most Swedish, then most western letters where words have letters.

    Windows-1252 unless another gives far more: any bytes look a little western in each of them.
    """
    lone_quote = sum(map(sample.count, (_QUOTES[n : n + 1] for n in range(3)))) == 1  # then it is a letter
    words = Counter((found[1], found[2], found[3]) for found in _BY_LETTER.finditer(sample) if found[1] or found[3])
    scores = {name: sum(_likeness(word, name) * count for word, count in words.items()) for name in _SINGLE_BYTE}
    scores["cp1252"] = 0 if lone_quote and len(words) == 1 else scores["cp1252"] * 2 + 1
    return max(_SINGLE_BYTE, key=lambda name: scores[name])


def _likeness(word: tuple[bytes, bytes, bytes], encoding: str) -> int:
    """How much like writing some signs are between the letters before and after them (b"" for none)."""
    before, signs, after = word
    text = signs.decode(encoding, "replace")
    within = bool(before and after)
    capital_within = before.islower() and text[0].isupper()
    if capital_within or (len(text) > 1 and text[0].islower() and text[1].isupper()):
        return 0
    if not within and text[0] in (_AFTER_WORDS if before else _BEFORE_WORDS):
        return 2
    small_at_start = not before and text[0] == "é" and after.islower()
    return sum(3 if sign in _OURS else int(sign in _EUROPEAN) for sign in text) - 3 * small_at_start
