"""What the program says, in the language of the one who reads: English in the source, Swedish on the screen.

Every sentence for people is written as ``tr("English with {name}", name=…)``; the Swedish comes from one gettext
catalogue, in `resources/translations`. The language is chosen once per process, as a locale is.
"""

from bisect import bisect_left
from functools import cache
from pathlib import Path
from struct import unpack_from

LANGUAGES = ("sv", "en")
_FOLDER = Path(__file__).parent / "resources" / "translations"
_language = "en"


class Catalogue:
    """A compiled gettext catalogue (an .mo file, little-endian), in which each text is looked up when it is said.

    As GNU gettext itself does it, since the texts lie in order. Python's own `gettext` takes the whole file apart
    first, which costs every start of the program 5 ms for the few dozen texts that it says.
    """

    def __init__(self, octets: bytes) -> None:
        self._octets = octets
        count, self._ids, self._translations = unpack_from("<3I", octets, 8)
        self._places = range(count)
        self._found: dict[str, list[str] | None] = {}

    def forms(self, message: str) -> list[str] | None:
        """What `message` is in the catalogue's language: one form, or those for one and for many; None: not there."""
        if message not in self._found:
            wanted = message.encode()
            place = bisect_left(self._places, wanted, key=self._id)
            is_there = place < len(self._places) and self._id(place) == wanted
            self._found[message] = self._text(self._translations, place).decode().split("\0") if is_there else None
        return self._found[message]

    def _id(self, place: int) -> bytes:
        return self._text(self._ids, place).partition(b"\0")[0]  # a counted text is found by its form for one

    def _text(self, table: int, place: int) -> bytes:
        length, begin = unpack_from("<2I", self._octets, table + 8 * place)
        return self._octets[begin : begin + length]


_current: Catalogue | None = None


def use_language(language: str) -> None:
    """Choose the language of every later `tr`: "sv" or "en"."""
    global _current, _language
    if language not in LANGUAGES:
        raise ValueError(language)
    _language = language
    _current = None if language == "en" else _catalogue(_FOLDER / f"{language}.mo")


@cache
def _catalogue(path: Path) -> Catalogue:
    return Catalogue(path.read_bytes())


def language() -> str:
    """The language in use, "sv" or "en"."""
    return _language


def tr(message: str, /, **values: object) -> str:
    """`message` in the chosen language, with each ``{name}`` filled in from `values`."""
    forms = _current.forms(message) if _current else None
    text = forms[0] if forms else message
    return text.format(**values) if values else text


def trn(one: str, many: str, n: int, /, **values: object) -> str:
    """The form of a counted sentence for `n` things; ``{n}`` is the number."""
    forms = _current.forms(one) if _current else None
    return (forms or (one, many))[n != 1].format(n=n, **values)


def N_(message: str) -> str:
    """Mark `message` for the catalogue; translate it later with `tr`."""
    return message
