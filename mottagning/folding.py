"""Swedish text folded for comparing and keyed for sorting, the same in every database."""

import re
import unicodedata

# Letters of our neighbours that Unicode does not take apart. Swedes read æ and ø as ä and ö; the rest lose their stroke
# as other letters lose their accents.
_LETTERS = {"æ": "ä", "ø": "ö", "ð": "d", "đ": "d", "ħ": "h", "ı": "i", "ł": "l", "ŧ": "t", "þ": "th", "œ": "oe"}

_PART = re.compile(r"[^\W_]+")


class _Folds(dict[int, str]):
    """What each character folds to, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        apart = unicodedata.normalize("NFD", char)
        if unicodedata.category(char) in ("Mn", "Cf"):
            folded = ""
        elif unicodedata.normalize("NFC", apart[:2]) in ("å", "ä", "ö"):
            folded = unicodedata.normalize("NFC", apart[:2])
        elif all(unicodedata.category(mark) == "Mn" for mark in apart[1:]):
            folded = _LETTERS.get(apart[0], apart[0])
        else:
            folded = char
        self[code] = folded
        return folded


_FOLDS = _Folds()


def fold(text: str) -> str:
    """`text` without case, accents and compatibility forms; å, ä and ö stay the letters they are.

    æ and ø become ä and ö. ü becomes u, although it is sorted as y (see `sort_key`): who looks for Müller types one of
    the two.
    """
    if text.isascii():
        return text.lower()
    for _ in range(2):  # what an accent hid may have a compatibility form of its own
        text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).translate(_FOLDS)
    return text


def sort_key(text: str) -> str:
    """A key that sorts by code point (SQLite's BINARY, PostgreSQL's COLLATE "C", Python) as Swedes sort.

    Word by word; å ä ö after z; v and w apart (Svenska Akademiens ordlista since 2006); ü as y; other accents count
    only between words that are the same without them; numbers by their value, so that C-9 stands before C-10.
    """
    composed = unicodedata.normalize("NFC", text).casefold()
    words = _PART.findall(fold(composed.replace("ü", "y")))
    key = " ".join(re.sub("[0-9]+", lambda digits: digits[0].lstrip("0").zfill(10), word) for word in words)
    # The three characters after z in ASCII.
    return key.translate({ord("å"): "{", ord("ä"): "|", ord("ö"): "}"}) + "\x01" + composed.replace("\x00", "")
