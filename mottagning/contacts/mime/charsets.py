"""Octets to text, whatever character set a message claims: what is declared, else what the octets look like.

Nothing here raises, and the time is linear in the number of octets (guessing looks at a bounded sample).
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from functools import lru_cache

_SAMPLE = 4096  # octets that charset-normalizer looks at; it tries every code page on all of them

# Labels that senders use and Python does not know, or knows in a narrower sense than they are used in
# (the WHATWG Encoding Standard gives the wider sense for most).
_ALIASES = {
    "ansi": "cp1252",
    "iso-8859-1": "cp1252",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "x-mac-ce": "mac_latin2",
    "unicode-1-1-utf-7": "utf-7",
    "x-unicode-2-0-utf-7": "utf-7",
    "unicode": "utf-16",
    "ucs-2": "utf-16",
    "utf8mb4": "utf-8",
    "uft-8": "utf-8",
    "uft8": "utf-8",
    "windows-31j": "cp932",
    "windows-874": "cp874",
}
# Codecs that Python calls text encodings but that are not what a mail program means by a charset.
_NOT_CHARSETS = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"})
_KNOWN_START = re.compile(r"utf-?8|us-ascii|iso-8859-\d+|iso-2022-\w\w|windows-125\d|koi8-[ru]")
_WESTERN = frozenset({"cp1252", "iso8859-15", "cp1254", "mac-roman", "cp1250", "iso8859-2"})
# What Swedish and its neighbours write outside ASCII.
_WESTERN_LETTERS = frozenset("åäöÅÄÖéÉèÈêëàÀáÁâãçÇñÑüÜûúùóòôõíìîïøØæÆßýšžðþ")
_WESTERN_SIGNS = frozenset("\xa0–—‘’‚“”„•…€£§©®°´`·«»½¼¾²³×¨¿¡ªº™µ¦\xad")
_GUESSES = [
    "cp1252", "cp1250", "cp1251", "koi8_r", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257",
    "cp850", "cp437", "mac_roman", "cp932", "euc_jp", "gb18030", "big5", "cp949", "cp874",
]  # fmt: skip


@lru_cache(maxsize=512)
def codec_of(label: str) -> str | None:
    """Python's name for a charset label, however it is misspelt; None when it is none we know."""
    label = label.strip().strip("\"'<>;, ").lower()
    label = label.removeprefix("3d").strip("\"' ")  # "charset=3Dutf-8" has been through quoted-printable twice
    label = label.removeprefix("charset=").strip("\"' ")
    if len(label) > 40 or not label.isascii() or "\0" in label:
        return None
    start = _KNOWN_START.match(label)
    for name in (_ALIASES.get(label), label, label.removeprefix("x-"), start and start[0]):
        if not name or "." in name:
            continue
        try:
            found = codecs.lookup(name)
        except (LookupError, ValueError, ImportError):
            continue
        canonical = found.name.lower()
        # codecs.lookup also knows transformations such as "zip" and "rot13"; the flag is how str.encode tells.
        if getattr(found, "_is_text_encoding", True) and canonical.replace("-", "_") not in _NOT_CHARSETS:
            wider = canonical.replace("iso8859-", "iso-8859-").replace("euc_", "euc-")
            return _ALIASES.get(wider, canonical)
    return None


def decode(octets: bytes, label: str | None = None) -> tuple[str, bool]:
    """The text of some octets, and whether its character set had to be guessed (or something was unreadable).

    A declared charset is believed, save where the octets contradict it: undecodable octets, or valid UTF-8 beyond
    ASCII under a Western label (which by chance does not happen).
    """
    if octets.startswith(codecs.BOM_UTF8):
        return octets[3:].decode("utf-8", "replace"), False
    codec = codec_of(label) if label else None
    if octets.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and not (codec or "").startswith("utf-16-"):
        return octets.decode("utf-16", "replace"), False
    if octets.isascii():
        return _decode_ascii(octets, label, codec)
    if codec in _WESTERN or codec in (None, "ascii", "utf-8"):
        try:
            return octets.decode("utf-8"), codec != "utf-8" and bool(label)
        except UnicodeDecodeError as error:
            if codec == "utf-8" and _mostly_utf8(octets, error):
                return octets.decode("utf-8", "replace"), True
    if codec == "cp1252":
        return _cp1252(octets), False
    if codec and codec not in ("ascii", "utf-8"):
        try:
            return octets.decode(codec), False
        except (UnicodeError, ValueError):
            text = octets.decode(codec, "replace")
            if text.count("\ufffd") * 20 < len(text):
                return text, True
    return _guess(octets), True


def _decode_ascii(octets: bytes, label: str | None, codec: str | None) -> tuple[str, bool]:
    """Seven-bit octets: plain ASCII, or one of the charsets that hide in seven bits."""
    if b"\x1b$" in octets or b"\x1b(" in octets:
        name = codec if codec and codec.startswith("iso2022") else _iso2022(octets)
        return octets.decode(name, "replace"), codec != name
    wide = codec is not None and codec.startswith(("utf-16", "utf-32")) and b"\0" in octets
    if codec and (wide or codec in ("utf-7", "hz")):
        try:
            return octets.decode(codec), False
        except (UnicodeError, ValueError):
            return octets.decode("ascii"), True
    if octets.count(b"\0") * 3 > len(octets):
        codec = "utf-16-be" if octets[0::2].count(0) > octets[1::2].count(0) else "utf-16-le"
        return octets.decode(codec, "replace"), True
    return octets.decode("ascii"), bool(label) and codec is None


def _iso2022(octets: bytes) -> str:
    return "iso2022_kr" if b"\x1b$)C" in octets else "iso2022_jp_2"


def _mostly_utf8(octets: bytes, error: UnicodeDecodeError) -> bool:
    """Whether text declared as UTF-8 is UTF-8 with some damage (cut in a character, a few bad octets)."""
    if error.start >= len(octets) - 3:
        return True
    text = octets[:_SAMPLE].decode("utf-8", "replace")
    beyond = sum(1 for character in text if character > "\x7f" and character != "\ufffd")
    return beyond > 2 * text.count("\ufffd")


def _cp1252(octets: bytes) -> str:
    try:
        return octets.decode("cp1252")
    except UnicodeDecodeError:  # five octets have no meaning in it; Latin-1 makes them control characters
        return octets.decode("latin-1")


def _guess(octets: bytes) -> str:
    """Text of octets beyond ASCII whose label does not help."""
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if b"\x1b$" in octets:
        return octets.decode(_iso2022(octets), "replace")
    western = _cp1252(octets)
    if _looks_western(western[:_SAMPLE]):
        return western
    for codec in ("cp850", "mac_roman"):  # Swedish from an old DOS or Macintosh program
        text = octets.decode(codec)
        if all(character < "\x80" or character in "åäöÅÄÖéÉüÜ" for character in text[:_SAMPLE]):
            return text
    import charset_normalizer  # here, since it takes longer to import than all the rest and is seldom needed

    best = charset_normalizer.from_bytes(
        _sample(octets), cp_isolation=_GUESSES, preemptive_behaviour=False, enable_fallback=False
    ).best()
    return octets.decode(best.encoding, "replace") if best else western


def _sample(octets: bytes) -> bytes:
    """Lines that go beyond ASCII, first ones first: they tell most."""
    if len(octets) <= _SAMPLE:
        return octets
    telling = b"\n".join(line for line in octets[: 64 * _SAMPLE].split(b"\n") if not line.isascii())
    return (telling or octets)[:_SAMPLE]


def _looks_western(text: str) -> bool:
    """Whether text read as Windows-1252 is plausible: only letters and signs used here, and never many in a row
    (Cyrillic or Greek read this way is all accented letters).
    """
    run = 0
    for character in text:
        if character < "\x80":
            run = 0
        elif character in _WESTERN_LETTERS:
            run += 1
            if run > 3:
                return False
        elif character in _WESTERN_SIGNS:
            run = 0
        else:
            return False
    return True


# Line ends that some programs use in text, and the marks that only steer layout; those that turn its direction can
# make another name, host or number of what is shown behind them.
_LINE_ENDS = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_COMPOSABLE = re.compile("[A-Za-z][\u0300-\u036f]{1,4}")


def clean(text: str) -> str:
    """Text without control characters, lone surrogates or invisible breaks; every line end is LF.

    Letters that come in two pieces (a + ring, as macOS writes them) become one, so that å is found as å.
    Only short runs are composed: normalising a long run of combining marks takes quadratic time.
    """
    text = _UNWANTED.sub("", _LINE_ENDS.sub("\n", text))
    return _COMPOSABLE.sub(lambda letter: unicodedata.normalize("NFC", letter[0]), text)


def clean_line(text: str, limit: int = 1000) -> str:
    """One line of text: `clean`, white space collapsed, at most `limit` characters."""
    return " ".join(clean(text[: 4 * limit]).split())[:limit].rstrip()
